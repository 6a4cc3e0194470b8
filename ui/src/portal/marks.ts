// What a reader has seen, opened and marked: noticed here, sent in batches, kept at the server.

/** How long a row must be in view to be seen. */
export const SEEN_AFTER_MS = 1_000;
/** Numbers that one request holds: each may lie in a block of its own, and the server takes so many blocks. */
export const MARKS_MAX = 64;

/** Notices which rows were in view long enough. */
export class Seeing {
  #since = new Map<number, number>();
  readonly #seen: (seq: number) => boolean;

  /** `seen` tells what needs no looking at any more. */
  constructor(seen: (seq: number) => boolean) {
    this.#seen = seen;
  }

  /** These rows are in view at this time. Answers those that are seen from now on. */
  look(inView: readonly number[], now: number): number[] {
    const since = new Map<number, number>();
    const done: number[] = [];
    for (const seq of inView) {
      if (this.#seen(seq)) continue;
      const first = this.#since.get(seq) ?? now;
      if (now - first >= SEEN_AFTER_MS) done.push(seq);
      else since.set(seq, first);
    }
    this.#since = since;
    return done;
  }
}

export interface Batch {
  readonly seen: readonly number[];
  readonly opened: readonly number[];
  readonly marked: readonly number[];
  readonly unmarked: readonly number[];
  readonly top?: number;
}

/** What is still to be sent. */
export class Unsent {
  #seen = new Set<number>();
  #opened = new Set<number>();
  #marked = new Set<number>();
  #unmarked = new Set<number>();
  #top = 0;
  #topSent = 0;

  get isEmpty(): boolean {
    return this.#seen.size + this.#opened.size + this.#marked.size + this.#unmarked.size === 0 && this.#top <= this.#topSent;
  }

  see(seqs: Iterable<number>): void {
    for (const seq of seqs) this.#seen.add(seq);
  }

  open(seq: number): void {
    this.#opened.add(seq);
  }

  mark(seq: number, on: boolean): void {
    (on ? this.#unmarked : this.#marked).delete(seq);
    (on ? this.#marked : this.#unmarked).add(seq);
  }

  /** The newest row that stood in the list. */
  reach(top: number): void {
    this.#top = Math.max(this.#top, top);
  }

  /** As much as one request may hold; it is no longer here. */
  take(max = MARKS_MAX): Batch {
    let room = max;
    const some = (from: Set<number>): number[] => {
      const taken = [...from].slice(0, room);
      room -= taken.length;
      for (const seq of taken) from.delete(seq);
      return taken;
    };
    const batch = { marked: some(this.#marked), unmarked: some(this.#unmarked), opened: some(this.#opened), seen: some(this.#seen) };
    const top = this.#top > this.#topSent ? { top: this.#top } : {};
    this.#topSent = this.#top;
    return { ...batch, ...top };
  }

  /** The request failed: everything of it waits again, unless something newer was said meanwhile. */
  putBack(batch: Batch): void {
    this.see(batch.seen);
    for (const seq of batch.opened) this.#opened.add(seq);
    for (const seq of batch.marked) if (!this.#unmarked.has(seq)) this.#marked.add(seq);
    for (const seq of batch.unmarked) if (!this.#marked.has(seq)) this.#unmarked.add(seq);
    if (batch.top !== undefined) this.#topSent = Math.min(this.#topSent, batch.top - 1);
  }
}

/** Ranges of at most `apart` numbers that hold all of these. */
export function ranges(seqs: readonly number[], apart: number): [number, number][] {
  const sorted = [...new Set(seqs)].sort((one, other) => one - other);
  const all: [number, number][] = [];
  for (const seq of sorted) {
    const last = all.at(-1);
    if (last && seq - last[0] < apart) last[1] = seq;
    else all.push([seq, seq]);
  }
  return all;
}
