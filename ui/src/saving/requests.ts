// What saving asks of the server, for one item.

import { ask } from "../http.ts";
import type { Item, Manuscript } from "../manuscript.ts";
import type { Remark } from "./remarks.ts";
import type { Lock } from "./state.ts";

/** A browser sends at most 64 KiB for a page that goes (Fetch §4.6, `keepalive`); longer texts wait in its store. */
const LAST_CHARS_MAX = 30_000;

export type Saved = Item & { readonly remarks?: readonly Remark[] };

export class Requests {
  readonly #path: string;

  constructor(item: string) {
    this.#path = `/desk/api/items/${item}`;
  }

  /** The login of whoever is signed in. */
  async me(): Promise<string> {
    return (await ask<{ login: string }>("/desk/api/me")).body.login;
  }

  async item(): Promise<Item> {
    return (await ask<Item>(this.#path)).body;
  }

  async remarks(): Promise<readonly Remark[]> {
    return (await ask<{ remarks: Remark[] }>(`${this.#path}/remarks`)).body.remarks;
  }

  /** Saves a text that is based on the save `edit`; with `keep`, what is saved next is another entry of the history. */
  async save(text: Manuscript, edit: number, keep = false): Promise<Saved> {
    return (await ask<Saved>(`${this.#path}/manuscript${keep ? "?keep=true" : ""}`, { method: "PUT", json: text, ifMatch: `"${edit}"` })).body;
  }

  /** Takes the lock where nobody has it, or takes it over from somebody. */
  async lock(from?: string): Promise<void> {
    await ask<Lock>(`${this.#path}/lock`, { method: "PUT", json: from === undefined ? {} : { from } });
  }

  /** Saves while the page goes, unless the text is too long for that; nobody hears what comes of it. */
  saveLast(text: Manuscript, edit: number): void {
    if (JSON.stringify(text).length >= LAST_CHARS_MAX) return;
    void ask(`${this.#path}/manuscript`, { method: "PUT", json: text, ifMatch: `"${edit}"`, keepalive: true }).catch(() => {});
  }

  /** Gives the lock back while the page goes. */
  unlock(): void {
    void ask(`${this.#path}/lock`, { method: "DELETE", keepalive: true }).catch(() => {});
  }
}
