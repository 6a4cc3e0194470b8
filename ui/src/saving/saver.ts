// Saves what somebody types: in the browser within half a second, on the server within three.

import { ask, Refusal, Unreachable } from "../http.ts";
import type { Item, Manuscript } from "../manuscript.ts";
import { type Lock, type SaveState, waits } from "./state.ts";

export type { SaveState } from "./state.ts";

/** What was typed last reaches the server at most this long after it was typed. */
const SERVER_MS = 2_500;
/** How long to wait before the server is asked again after it could not be reached. */
const RETRY_MS = 3_000;

export interface SaverOptions {
  /** The item as it was fetched. */
  readonly item: Item;
  /** The text as it stands in the fields. */
  read(): Manuscript;
  /** Hears where the text is, whenever that changes. */
  onState(state: SaveState): void;
  /** Puts another text into the fields: what somebody chose after a conflict, or what this browser had kept. */
  replace?(manuscript: Manuscript): void;
  /** Stops the typing, with the reason that is shown; `null` lets it go on. */
  setReadOnly?(reason: string | null): void;
  /** Hears the item as the server answered it last. */
  onItem?(item: Item): void;
  /** Where the line about saving, the writer and the readers is shown; none is shown without it. */
  readonly place?: HTMLElement;
}

/** Saves one item. */
export class Saver {
  readonly #options: SaverOptions;
  #edit: number;
  #state: SaveState = { kind: "saved", at: undefined };
  #changed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#edit = options.item.edit;
  }

  get state(): SaveState {
    return this.#state;
  }

  /** Something was typed. Cheap: to be called on every key. */
  changed(): void {
    this.#changed = true;
    if (this.#state.kind === "saved") this.#tell({ kind: "changed" });
    if (!waits(this.#state)) this.#later(SERVER_MS);
  }

  /** Sends everything that was typed, and answers the number of the save; fails when it cannot be sent. */
  async flush(): Promise<number> {
    while (this.#changed || this.#sending) await (this.#sending ?? this.#send());
    return this.#edit;
  }

  /** Ends: nothing is sent any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #later(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send().catch(() => {});
    }, ms);
  }

  #send(): Promise<void> {
    this.#sending ??= this.#put().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #put(): Promise<void> {
    const path = `/desk/api/items/${this.#options.item.id}/manuscript`;
    this.#changed = false;
    this.#tell({ kind: "saving" });
    try {
      const { body } = await ask<Item>(path, { method: "PUT", json: this.#options.read(), ifMatch: `"${this.#edit}"` });
      this.#edit = body.edit;
      this.#options.onItem?.(body);
      this.#tell(this.#changed ? { kind: "changed" } : { kind: "saved", at: new Date() });
      if (this.#changed) this.#later(SERVER_MS);
    } catch (error) {
      this.#changed = true;
      this.#failed(error);
      throw error;
    }
  }

  #failed(error: unknown): void {
    if (error instanceof Unreachable) {
      this.#tell({ kind: "cut", why: "the line is cut" });
      this.#later(RETRY_MS);
    } else if (error instanceof Refusal && error.isSignedOut) {
      this.#tell({ kind: "signed-out", someoneElse: false });
      this.#later(RETRY_MS);
    } else if (error instanceof Refusal && error.isStale) {
      this.#tell({ kind: "stale", aside: undefined });
    } else if (error instanceof Refusal && error.problem["lock"] !== undefined) {
      this.#tell({ kind: "locked", lock: error.problem["lock"] as Lock, aside: undefined });
    } else {
      this.#tell({ kind: "refused", why: error instanceof Error ? error.message : String(error) });
    }
  }

  #tell(state: SaveState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
