// Who has an item open and who writes it, asked every two seconds; the question is this page's sign of life.

import { ask } from "../http.ts";
import type { Lock } from "./state.ts";
import { TAB } from "./drafts.ts";

export interface Around {
  readonly edit: number;
  readonly lock: Lock | null;
  readonly here: readonly { readonly login: string; readonly name: string; readonly writing: boolean; readonly since: string }[];
}

/** How often the server is asked, in milliseconds: whoever is taken over hears of it within that time. */
const ASK_MS = 2_000;

export class Watch {
  readonly #path: string;
  readonly #tell: (around: Around) => void;
  readonly #fail: (error: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  writing = false;

  constructor(item: string, tell: (around: Around) => void, fail: (error: unknown) => void) {
    this.#path = `/desk/api/items/${item}/presence`;
    this.#tell = tell;
    this.#fail = fail;
  }

  start(): void {
    this.#isStopped = false;
    void this.look();
  }

  /** Asks now, and again in a while. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const { body } = await ask<Around>(this.#path, { method: "PUT", json: { tab: TAB, writing: this.writing } });
      if (!this.#isStopped) this.#tell(body);
    } catch (error) {
      if (!this.#isStopped) this.#fail(error);
    }
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.look(), ASK_MS);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** The page goes: the others need not wait until it is missed. */
  leave(): void {
    this.stop();
    void ask(`${this.#path}?tab=${TAB}`, { method: "DELETE", keepalive: true }).catch(() => {});
  }
}
