// The marks of this reader, with the server's.

import { ask } from "../http.ts";
import { ranges, Unsent } from "./marks.ts";

/** The server answers a range of so many numbers at most. */
const APART_MAX = 64_000;
const SEND_AFTER_MS = 2_000;
/** After a request failed, it is tried again so late. */
const RETRY_MS = 15_000;

interface Told {
  readonly seen: readonly number[];
  readonly opened: readonly number[];
  readonly marked: readonly number[];
}

/** The event `change` tells that a mark came or went. */
export class Marks extends EventTarget {
  readonly #seen = new Set<number>();
  readonly #opened = new Set<number>();
  readonly #marked = new Set<number>();
  readonly #unsent = new Unsent();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = 0;

  constructor() {
    super();
    addEventListener("pagehide", () => void this.#send(true));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void this.#send(true));
  }

  seen(seq: number): boolean {
    return this.#seen.has(seq) || this.#opened.has(seq);
  }

  opened(seq: number): boolean {
    return this.#opened.has(seq);
  }

  marked(seq: number): boolean {
    return this.#marked.has(seq);
  }

  see(seqs: readonly number[]): void {
    if (seqs.length === 0) return;
    for (const seq of seqs) this.#seen.add(seq);
    this.#unsent.see(seqs);
    this.#changed();
  }

  open(seq: number): void {
    this.#opened.add(seq);
    this.#unsent.open(seq);
    this.#changed();
  }

  /** Marks a row, or takes the mark away; answers which. */
  toggle(seq: number): boolean {
    const on = !this.#marked.delete(seq);
    if (on) this.#marked.add(seq);
    this.#unsent.mark(seq, on);
    this.#changed();
    return on;
  }

  /** Up to here the list was looked at. */
  reach(top: number): void {
    this.#unsent.reach(top);
    this.#later(SEND_AFTER_MS);
  }

  /** Learns what was marked of these rows before. */
  async load(seqs: readonly number[]): Promise<void> {
    try {
      for (const [from, until] of ranges(seqs, APART_MAX)) {
        const { body } = await ask<Told>(`/portal/api/marks?from=${from}&until=${until}`);
        for (const seq of body.seen) this.#seen.add(seq);
        for (const seq of body.opened) this.#opened.add(seq);
        for (const seq of body.marked) this.#marked.add(seq);
      }
      this.dispatchEvent(new Event("change"));
    } catch {
      // Marks are a help: without them every row looks new.
    }
  }

  #changed(): void {
    this.#later(SEND_AFTER_MS);
    this.dispatchEvent(new Event("change"));
  }

  /** Sends soon; somebody who marks something does not wait for the time after a failure. */
  #later(wait: number): void {
    const due = Date.now() + wait;
    if (this.#timer !== undefined && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#send(), wait);
  }

  async #send(keepalive = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unsent.isEmpty) return;
    const batch = this.#unsent.take();
    try {
      await ask("/portal/api/marks", { method: "POST", json: batch, keepalive });
      if (!this.#unsent.isEmpty) this.#later(SEND_AFTER_MS);
    } catch {
      this.#unsent.putBack(batch);
      this.#later(RETRY_MS);
    }
  }
}
