// The rows of one list, the newest on top: what came, what of it waits, and how the items stand. Pure: no page, no network.

import { kills, type Line, type Standing } from "./line.ts";

/** Rows that one list holds at most; the oldest are dropped, and loaded again when somebody scrolls to them. */
export const ROWS_MAX = 30_000;
/** Rows that wait at most; beyond them the list begins again from the top when they are let in. */
export const WAITING_ROWS_MAX = 5_000;

/** How an item stands, as far as the list has heard. */
interface ItemStanding {
  /** The dispatch that says so. */
  seq: number;
  /** The newest version that may be read, and the dispatch that brought it. */
  version: number;
  versionSeq: number;
  standing: Standing;
  /** The newest correction. */
  corrected: number;
  /** Its rows, those that wait too. */
  lines: Line[];
}

/** How one row is to be shown. */
export interface Shown {
  readonly standing: Standing;
  /** A newer version stands above. */
  readonly superseded: boolean;
  /** A later version corrects it. */
  readonly corrected: boolean;
}

/** What came of rows that were put in. */
export interface Put {
  /** Rows that stand in the list now and did not before. */
  readonly added: readonly Line[];
  /** Rows that wait. */
  readonly held: readonly Line[];
  /** Items of which rows that stood here before look different now. */
  readonly changed: ReadonlySet<string>;
  /** Closed rows of items that may be used again: they have to be fetched. */
  readonly reopened: readonly number[];
}

export class Rows {
  readonly #max: number;
  readonly #waitingMax: number;
  /** The least first, so that what comes is added at the end. */
  #lines: Line[] = [];
  #waiting: Line[] = [];
  #waitingCount = 0;
  #overflowed = false;
  readonly #seqs = new Map<number, Line>();
  readonly #items = new Map<string, ItemStanding>();
  /** There are older rows than those held. */
  older = true;

  constructor(max = ROWS_MAX, waitingMax = WAITING_ROWS_MAX) {
    this.#max = max;
    this.#waitingMax = waitingMax;
  }

  get size(): number {
    return this.#lines.length;
  }

  /** How many rows wait. */
  get waiting(): number {
    return this.#waitingCount;
  }

  /** More wait than are held: the list has to begin again. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** The row at this place, 0 being the top. */
  at(index: number): Line | undefined {
    return this.#lines[this.#lines.length - 1 - index];
  }

  /** Where a row stands, 0 being the top; -1 when it is not in the list. */
  indexOf(seq: number): number {
    const line = this.#seqs.get(seq);
    if (!line) return -1;
    const at = this.#place(this.#lines, line.order);
    return this.#lines[at]?.seq === seq ? this.#lines.length - 1 - at : -1;
  }

  find(seq: number): Line | undefined {
    return this.#seqs.get(seq);
  }

  has(seq: number): boolean {
    return this.#seqs.has(seq);
  }

  /** The numbers of the newest and the oldest row that stand in the list. */
  get newest(): number {
    return this.at(0)?.seq ?? 0;
  }

  get oldest(): number {
    return this.#lines[0]?.seq ?? 0;
  }

  /** The rows of an item, the newest first. */
  ofItem(item: string): readonly Line[] {
    return [...(this.#items.get(item)?.lines ?? [])].sort((one, other) => other.order - one.order);
  }

  shown(line: Line): Shown {
    const item = this.#items.get(line.item);
    if (!item) return { standing: line.closed, superseded: false, corrected: false };
    // The dispatch that stops an item is itself to be read; what it stops came before it.
    const stopped = item.standing !== "open" && item.seq > line.seq;
    const standing = stopped ? item.standing : line.closed === "open" || line.closed === "embargo" || item.seq <= line.seq ? line.closed : "open";
    return { standing, superseded: item.versionSeq > line.seq, corrected: item.corrected > line.seq };
  }

  /** How an item stands now, as far as this list has heard. */
  standing(item: string): Standing {
    return this.#items.get(item)?.standing ?? "open";
  }

  /** The newest version of an item that this list has heard of; 0 for none. */
  version(item: string): number {
    return this.#items.get(item)?.version ?? 0;
  }

  /** Puts rows in their places. With `hold`, those above the top wait until `let` lets them in. */
  put(lines: readonly Line[], hold = false): Put {
    const [added, held]: [Line[], Line[]] = [[], []];
    const changed = new Set<string>();
    const reopened: number[] = [];
    for (const line of lines) {
      if (this.#seqs.has(line.seq)) {
        if (this.#replace(line)) changed.add(line.item);
        continue;
      }
      const isAbove = this.#lines.length > 0 && line.order > (this.#lines.at(-1) as Line).order;
      const waits = hold && isAbove;
      if (waits) this.#waitingCount += 1;
      if (waits && this.#waiting.length >= this.#waitingMax) this.#overflowed = true;
      else {
        this.#insert(waits ? this.#waiting : this.#lines, line);
        this.#seqs.set(line.seq, line);
        (waits ? held : added).push(line);
      }
      if (this.#hear(line)) {
        changed.add(line.item);
        if (line.act === "resume") reopened.push(...this.#closedOf(line.item));
      }
    }
    return { added, held, changed, reopened };
  }

  /** Lets in what waits; answers how many rows came in. */
  let(): number {
    const came = this.#waiting;
    this.#waiting = [];
    this.#waitingCount = 0;
    this.#overflowed = false;
    for (const line of came) this.#insert(this.#lines, line);
    return came.length;
  }

  /** Drops the oldest rows beyond the bound, but none at or above the place `keep`. Answers how many. */
  trim(keep: number): number {
    const over = Math.min(this.#lines.length - this.#max, this.#lines.length - 1 - keep);
    if (over <= 0) return 0;
    for (const line of this.#lines.splice(0, over)) this.#forget(line);
    this.older = true;
    return over;
  }

  clear(): void {
    this.#lines = [];
    this.#waiting = [];
    this.#waitingCount = 0;
    this.#overflowed = false;
    this.#seqs.clear();
    this.#items.clear();
    this.older = true;
  }

  /** The first row at or after an order. */
  #place(lines: readonly Line[], order: number): number {
    let [low, high] = [0, lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lines[middle] as Line).order < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(lines: Line[], line: Line): void {
    const last = lines.at(-1);
    if (!last || last.order < line.order) lines.push(line);
    else lines.splice(this.#place(lines, line.order), 0, line);
  }

  /** Takes the same row as it stands now. Answers whether it looks different. */
  #replace(line: Line): boolean {
    const was = this.#seqs.get(line.seq) as Line;
    // A hit says less than a dispatch, and keeps its place and its marks.
    if (line.hit && !was.hit) return false;
    const now = { ...line, order: was.order, marked: was.marked ?? line.marked };
    for (const lines of [this.#lines, this.#waiting]) {
      const at = this.#place(lines, was.order);
      if (lines[at]?.seq === line.seq) lines[at] = now;
    }
    this.#seqs.set(line.seq, now);
    const item = this.#items.get(line.item);
    if (item) item.lines = item.lines.map((one) => (one.seq === line.seq ? now : one));
    return was.closed !== now.closed || was.headline !== now.headline || was.hit !== now.hit || was.pictures !== now.pictures;
  }

  /** Notes what a row says of its item. Answers whether other rows of it look different now. */
  #hear(line: Line): boolean {
    // Of a row that is not held itself, what it says of others is noted, and nothing where there are none: a terminal may
    // stand for days with somebody away in the middle of a story.
    if (!this.#seqs.has(line.seq) && !this.#items.has(line.item)) return false;
    const item = this.#items.get(line.item) ?? { seq: 0, version: 0, versionSeq: 0, standing: "open" as Standing, corrected: 0, lines: [] };
    const before = JSON.stringify([item.seq, item.versionSeq, item.standing, item.corrected]);
    if (this.#seqs.has(line.seq)) item.lines.push(line);
    this.#items.set(line.item, item);
    const isMessage = line.act === "advisory" || line.act === "test";
    if (line.seq > item.seq) {
      item.seq = line.seq;
      item.standing = kills(line.act) ? "killed" : line.act === "hold" ? "held" : line.closed === "embargo" ? "open" : line.closed;
    } else if (line.closed === "killed" && item.standing !== "killed" && item.seq > line.seq) {
      // What is killed is killed for good, and its last dispatch is not in this list.
      item.standing = "killed";
    }
    if (!isMessage && line.act !== "hold" && !kills(line.act) && line.seq > item.versionSeq) {
      item.version = line.version;
      item.versionSeq = line.seq;
    }
    if (line.corrects && line.seq > item.corrected) item.corrected = line.seq;
    return item.lines.length > 1 && before !== JSON.stringify([item.seq, item.versionSeq, item.standing, item.corrected]);
  }

  #closedOf(item: string): number[] {
    return (this.#items.get(item)?.lines ?? []).filter(({ closed }) => closed === "held").map(({ seq }) => seq);
  }

  #forget(line: Line): void {
    this.#seqs.delete(line.seq);
    const item = this.#items.get(line.item);
    if (!item) return;
    item.lines = item.lines.filter(({ seq }) => seq !== line.seq);
    if (item.lines.length === 0) this.#items.delete(line.item);
  }
}
