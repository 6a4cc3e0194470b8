// Keeping a text beside the item, because another one comes in its place.

import type { Manuscript } from "../manuscript.ts";
import { asideOf, SomeoneElse } from "./failing.ts";
import type { Here } from "./here.ts";
import type { Kept } from "./kept.ts";
import type { Requests, Saved } from "./requests.ts";
import { same } from "./same.ts";

export class Apart {
  readonly #server: Requests;
  readonly #here: Here;
  /** What was set aside last, and its entry in the history. */
  #last: { readonly entry: string; readonly text: Manuscript } | undefined;

  constructor(server: Requests, here: Here) {
    this.#server = server;
    this.#here = here;
  }

  /** Remembers where the history keeps a text whose save failed, if it does. */
  note(error: unknown, text: Manuscript): Kept | undefined {
    const entry = asideOf(error);
    if (entry === undefined) return undefined;
    this.#last = { entry, text };
    return { kind: "aside", entry };
  }

  /**
   * Keeps a text that is based on the save `edit`: in the history, or in this browser where the server cannot be asked or
   * does not take it. `mayAsk` fails where it is not to be sent. Answers the item when it was saved after all.
   */
  async put(text: Manuscript, edit: number, mayAsk: () => Promise<void>): Promise<Kept | { readonly kind: "saved"; readonly item: Saved }> {
    if (this.#last && same(this.#last.text, text)) return { kind: "aside", entry: this.#last.entry };
    try {
      await mayAsk();
      return { kind: "saved", item: await this.#server.save(text, edit) };
    } catch (error) {
      // It is kept for whoever wrote it, and nobody else goes on from here.
      if (error instanceof SomeoneElse) throw error;
      return this.note(error, text) ?? { kind: "here", draft: await this.#here.beside(edit, text) };
    }
  }
}
