// Where the text that somebody types is, and the words for it.

import { clock, sentence, since } from "../zone.ts";

/** Who writes an item, and since when. */
export interface Lock {
  /** The login. */
  readonly holder: string;
  /** The name. */
  readonly name: string;
  readonly since: string;
}

export type SaveState =
  /** Everything that was typed is on the server. */
  | { readonly kind: "saved"; readonly at: Date | undefined }
  /** Something was typed that is not sent yet; it is about to be. */
  | { readonly kind: "changed" }
  | { readonly kind: "saving" }
  /** The server cannot be reached; the text is kept in this browser and sent when it can be. */
  | { readonly kind: "cut"; readonly why: string }
  /** The session ended; the text is kept in this browser, and sent after signing in again. */
  | { readonly kind: "signed-out"; readonly someoneElse: boolean }
  /**
   * Somebody else writes. `aside` is the entry of the history that keeps what was typed here, if something was. `isTaken`
   * says that they took the item over from here.
   */
  | { readonly kind: "locked"; readonly lock: Lock; readonly aside: string | undefined; readonly isTaken: boolean }
  /** Somebody saved in between. `aside` as above. */
  | { readonly kind: "stale"; readonly aside: string | undefined }
  /** The server does not take this text: as it is, or because the item cannot be changed any more. `aside` as above. */
  | { readonly kind: "refused"; readonly why: string; readonly aside: string | undefined };

/** True when nothing is sent until somebody decides. */
export function waits(state: SaveState): boolean {
  return state.kind === "locked" || state.kind === "stale";
}

/** What the line under the heading says; `theirs` is what whoever has the lock saved last. */
export function inWords(state: SaveState, theirs?: string): string {
  switch (state.kind) {
    case "saved":
      return state.at ? `Saved ${clock(state.at)}` : "Saved";
    case "changed":
    case "saving":
      return "Saving…";
    case "cut":
      return `Not saved: ${state.why}. The text is kept in this browser and sent as soon as it can be.`;
    case "signed-out":
      return state.someoneElse
        ? "Not saved: somebody else signed in here. The text is kept in this browser for you."
        : "Not saved: your session has ended. The text is kept in this browser and sent once you have signed in again.";
    case "locked":
      return (
        `${state.isTaken ? "Taken over from you: " : ""}${state.lock.name} writes here since ${since(new Date(state.lock.since))}${theirs === undefined ? "" : `, saved last as ${theirs}`}.` +
        (state.aside === undefined ? "" : ` What you had not saved is kept in the history, as ${state.aside}.`)
      );
    case "stale":
      return "Not saved: somebody saved this item in between. Choose between the two texts.";
    case "refused":
      return `Not saved: ${sentence(state.why)} The text is kept ${state.aside === undefined ? "in this browser" : `in the history, as ${state.aside}`}.`;
  }
}
