// Whether anything is missing between two dispatches of a feed, and where to ask on. Pure.

export type Heard = "next" | "gap" | "known";

/** The position in one feed. */
export class Cursor {
  /** The last dispatch of this feed that is held. */
  #last: number;
  /** Everything up to here was looked at. */
  #looked: number;

  constructor(at: number) {
    this.#last = at;
    this.#looked = at;
  }

  /** Where to ask on. */
  get after(): number {
    return this.#looked;
  }

  get last(): number {
    return this.#last;
  }

  /** A dispatch came by the stream. After `gap` nothing is moved: the feed has to be asked from `after` on. */
  hear(seq: number, prev: number): Heard {
    if (seq <= this.#last) return "known";
    // Only what came after the position can be missing: what lies before it was looked at, or never asked for.
    if (prev > this.#looked) return "gap";
    this.#last = seq;
    this.#looked = Math.max(this.#looked, seq);
    return "next";
  }

  /** A sign of life says where the feed stands. Answers whether something is missing. */
  beat(last: number, next: number): boolean {
    if (last > this.#looked) return true;
    this.#looked = Math.max(this.#looked, next);
    return false;
  }

  /** A page of the feed was taken in. */
  took(last: number, next: number): void {
    this.#last = Math.max(this.#last, last);
    this.#looked = Math.max(this.#looked, next);
  }
}
