// What a save that failed means for the text.

import { type Problem, Refusal, Unreachable } from "../http.ts";
import type { Lock, SaveState } from "./state.ts";

/** Somebody else writes, and what was sent is set aside. */
export type GivenAway = Refusal & { readonly problem: Problem & { readonly lock: Lock; readonly aside: string } };

export function isGivenAway(error: unknown): error is GivenAway {
  return error instanceof Refusal && error.problem["lock"] !== undefined && error.problem["aside"] !== undefined;
}

/** Another person signed in than the one whose text it is. */
export class SomeoneElse extends Error {}

/** The entry of the history that keeps what was refused; none where nothing was set aside. */
export function asideOf(error: unknown): string | undefined {
  return error instanceof Refusal ? (error.problem["aside"] as string | undefined) : undefined;
}

/** Where the text is after a save failed; whether this page had the lock, `locked` tells. */
export function stateAfter(error: unknown, isOnline: boolean): SaveState {
  if (error instanceof Unreachable) return { kind: "cut", why: isOnline ? "the server cannot be reached" : "the line is cut" };
  if (error instanceof SomeoneElse) return { kind: "signed-out", someoneElse: true };
  if (!(error instanceof Refusal)) return { kind: "refused", why: error instanceof Error ? error.message : String(error), aside: undefined };
  const aside = asideOf(error);
  const lock = error.problem["lock"] as Lock | undefined;
  if (error.isSignedOut) return { kind: "signed-out", someoneElse: false };
  if (lock) return { kind: "locked", lock, aside, isTaken: false };
  if (error.isStale) return { kind: "stale", aside };
  if (error.problem.status >= 500) return { kind: "cut", why: "the server has a fault" };
  return { kind: "refused", why: error.message, aside };
}
