// The texts of one item in this browser's store: the one that is typed, and those that wait for somebody to choose.

import type { Manuscript } from "../manuscript.ts";
import { Alive, besides, type Draft, Drafts, pageOf, TAB } from "./drafts.ts";
import { sayTheSame } from "./same.ts";

export class Here {
  readonly #item: string;
  readonly #drafts = new Drafts();
  readonly #alive = new Alive();
  /** Whose the text is; known once somebody asked. */
  me: string | undefined;

  constructor(item: string) {
    this.#item = item;
  }

  /** Keeps what is typed. Nothing is kept for nobody. */
  async keep(base: number, manuscript: Manuscript): Promise<void> {
    if (this.me !== undefined) await this.#drafts.put(this.#draft(TAB, this.me, base, manuscript));
  }

  /** Keeps a text beside the one that is typed. */
  async beside(base: number, manuscript: Manuscript): Promise<Draft> {
    if (this.me === undefined) throw new Error("It is not known yet whose text this is.");
    const draft = this.#draft(besides(), this.me, base, manuscript);
    await this.#drafts.put(draft);
    return draft;
  }

  /** What is typed is on the server. */
  forget(): Promise<void> {
    return this.#drafts.remove({ item: this.#item, tab: TAB });
  }

  drop(draft: Draft): Promise<void> {
    return this.#drafts.remove(draft);
  }

  /** What pages that are closed left of mine, the newest first; what says what the server says is let go. */
  async left(known: Manuscript): Promise<Draft[]> {
    const alive = await this.#alive.others();
    const all = await this.#drafts.of(this.#item);
    const left = all.filter((draft) => draft.login === this.me && pageOf(draft) !== TAB && !alive.has(pageOf(draft)));
    const isKnown = (draft: Draft): boolean => sayTheSame(draft.manuscript, known);
    await Promise.all(left.filter(isKnown).map((draft) => this.drop(draft)));
    return left.filter((draft) => !isKnown(draft));
  }

  close(): void {
    this.#alive.close();
  }

  #draft(tab: string, login: string, base: number, manuscript: Manuscript): Draft {
    return { item: this.#item, tab, login, base, manuscript, at: Date.now() };
  }
}
