// Where there are two texts, or two people: asks, and does what was chosen.

import type { Item, Manuscript } from "../manuscript.ts";
import type { Draft } from "./drafts.ts";
import type { Here } from "./here.ts";
import { type Kept, keptText } from "./kept.ts";
import { askDraft, askKept, askTakeOver, askWhich } from "./questions.ts";
import type { Requests } from "./requests.ts";
import type { SaveState } from "./state.ts";

/** What choosing needs of the saver. */
export interface Side {
  readonly item: string;
  readonly state: SaveState;
  /** The save that the text is based on, and what it said. */
  readonly edit: number;
  readonly known: Manuscript;
  mayChange(): boolean;
  read(): Manuscript;
  flush(keep?: boolean): Promise<number>;
  /** Puts a text into the fields as if it was typed. */
  type(text: Manuscript): void;
  /** What stands in the fields goes on from the item as the server has it. */
  goOnWithMine(item: Item): void;
  /** Puts the text of the server into the fields. */
  takeText(): Promise<void>;
  /** Keeps what stands in the fields beside the item; nothing where it was saved after all. */
  putApart(): Promise<Kept | undefined>;
  /** Keeps what stands in the fields in this browser, as typed and not sent. */
  keepTyped(): Promise<void>;
  /** Takes the lock over from somebody, and goes on from what they saved. */
  takeLock(from: string): Promise<void>;
  setReadOnly(reason: string | null): void;
  /** Shows where the text is now. */
  show(): void;
}

export class Choosing {
  readonly #side: Side;
  readonly #server: Requests;
  readonly #here: Here;
  /** A text of whoever is here that is not the item's: it is offered until they choose. */
  kept: Kept | undefined;

  constructor(side: Side, server: Requests, here: Here) {
    this.#side = side;
    this.#server = server;
    this.#here = here;
  }

  /** Offers what this browser kept and the server does not have. */
  async offer(draft: Draft): Promise<void> {
    const answer = await askDraft(draft, this.#side.known, draft.base !== this.#side.edit);
    if (answer === "mine") await this.#use(draft.manuscript);
    if (answer) await this.#here.drop(draft);
  }

  /** Takes the item over, if whoever is here wants to. */
  async takeOver(): Promise<void> {
    const { state } = this.#side;
    if (state.kind === "locked" && (await askTakeOver(state.lock))) await this.#side.takeLock(state.lock.holder);
  }

  /** Shows two texts of the item, and does what somebody chooses: those of a conflict, or one that is kept and the item's. */
  async compare(): Promise<void> {
    const { state, item: id } = this.#side;
    if (state.kind === "stale") return this.#chooseWhich();
    const { kept } = this;
    if (!kept) return;
    const lock = state.kind === "locked" ? state.lock : undefined;
    const [item, mine] = await Promise.all([this.#server.item(), keptText(id, kept)]);
    const answer = await askKept(item, mine, kept, this.#side.mayChange() ? (lock ? "take-over" : "use") : "read", lock);
    if (answer !== "mine" && answer !== "theirs") return;
    if (answer === "mine") {
      if (lock) await this.#side.takeLock(lock.holder);
      await this.#use(mine);
    }
    if (kept.kind === "here") await this.#here.drop(kept.draft);
    if (this.kept === kept) this.kept = undefined;
    this.#side.show();
  }

  /** Puts a text into the fields, and saves it. What stands there has an entry of the history to itself. */
  async #use(text: Manuscript): Promise<void> {
    await this.#side.flush(true);
    this.#side.type(text);
    await this.#side.flush();
  }

  /** The one that is not chosen stays in the history. */
  async #chooseWhich(): Promise<void> {
    const item = await this.#server.item();
    const answer = await askWhich(item, this.#side.read());
    if (answer === "theirs") return this.#giveUpMine();
    if (!answer) return;
    this.#side.goOnWithMine(item);
    await this.#side.flush();
  }

  /** The text of the server is used. What was typed since mine was set aside is set aside first, too. */
  async #giveUpMine(): Promise<void> {
    const side = this.#side;
    let kept: Kept | undefined;
    side.setReadOnly("The text of the server comes in the place of yours.");
    try {
      kept = await side.putApart();
      await side.takeText();
    } catch (error) {
      // Mine stands in the fields still, and is kept as what is typed.
      await side.keepTyped();
      if (kept?.kind === "here") await this.#here.drop(kept.draft);
      throw error;
    } finally {
      if (side.state.kind !== "locked") side.setReadOnly(null);
    }
    // What could not be set aside is nowhere but here.
    if (kept?.kind === "here") this.kept = kept;
    side.show();
  }
}
