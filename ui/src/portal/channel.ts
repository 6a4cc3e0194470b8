// One list with its source: the wire, or what meets a query; what is there already, and what comes.

import { ask, Refusal, Unreachable } from "../http.ts";
import type { Clock } from "./clock.ts";
import { type Asked, feedQuery, Follow, type LineState } from "./follow.ts";
import type { Marks } from "./kept-marks.ts";
import { type Line, lineOf, lineOfHit } from "./line.ts";
import { List } from "./list.ts";
import { Rows, ROWS_MAX } from "./rows.ts";
import { takeSlot } from "./slots.ts";
import type { Facets, Found, Page, WireEvent } from "./wire.ts";

const FIRST_ROWS = 80;
const OLDER_ROWS = 200;
/** The archive answers so many at once. */
const HITS = 60;
/** Hits that are asked for twice, because some before them may have left meanwhile. */
const OVERLAP_HITS = 5;
/** Pages of the wire that are looked through for rows of a rare search before somebody is asked to scroll again. */
const EMPTY_PAGES_MAX = 20;
const SEQS_MAX = 200;

export type Order = "newest" | "relevance";

/** What a list shows. */
export interface Source {
  readonly title: string;
  /** Empty for the whole wire. */
  readonly query: string;
  readonly order: Order;
  /** The id of a saved search. */
  readonly saved?: string;
}

export const WIRE: Source = { title: "The wire", query: "", order: "newest" };

export interface ChannelEvents {
  state(state: LineState): void;
  /** News, as it comes and after a cut. */
  news(lines: readonly Line[]): void;
  /** Items that stand otherwise than before. */
  changed(items: ReadonlySet<string>): void;
  caughtUp(count: number, awayMs: number): void;
  chosen(line: Line | undefined): void;
  open(line: Line): void;
  waiting(count: number): void;
  /** The archive answered: so many, and what they are. */
  found(total: number, facets: Facets | undefined): void;
  /** The first rows are there. */
  ready(): void;
  failed(error: unknown): void;
}

export interface Keepers {
  readonly marks: Marks;
  readonly clock: Clock;
  compact(): boolean;
}

/** What a list begins with. */
interface Begun {
  readonly lines: readonly Line[];
  /** Where the stream goes on. */
  readonly from: number;
  readonly older: boolean;
  readonly before: number | undefined;
  readonly total: number;
  readonly facets: Facets | undefined;
}

/** The rows of a page of hits. By relevance they stand as they were found, below all that comes later. */
function ranked(found: Found, { order }: Source, first: number): Line[] {
  return found.hits.map((hit, n) => lineOfHit(hit, order === "relevance" ? -(first + n) : hit.seq));
}

export class Channel {
  readonly rows = new Rows();
  readonly list: List;
  readonly #keepers: Keepers;
  readonly #events: ChannelEvents;
  #source: Source = WIRE;
  #follow: Follow | undefined;
  #release = (): void => {};
  #loading = new AbortController();
  #asking = new AbortController();
  #isFetching = false;
  #before: number | undefined;
  #hits = 0;
  #total = 0;
  constructor(name: string, keepers: Keepers, events: ChannelEvents) {
    this.#keepers = keepers;
    this.#events = events;
    this.list = new List({
      name,
      rows: this.rows,
      marks: keepers.marks,
      clock: keepers.clock,
      compact: () => keepers.compact(),
      older: () => void this.#older(),
      chosen: (line) => events.chosen(line),
      open: (line) => events.open(line),
      waiting: (count) => events.waiting(count),
      // Who looks at the newest hit of a search has not seen the wire up to there.
      top: (seq) => this.#source.query === "" && keepers.marks.reach(seq),
    });
  }

  get source(): Source {
    return this.#source;
  }

  stop(): void {
    this.rest();
    this.list.stop();
  }

  /** Stops following; what is shown stays as it is. */
  rest(): void {
    this.#loading.abort();
    this.#asking.abort();
    this.#follow?.stop();
    this.#follow = undefined;
    this.#release();
    this.#release = () => {};
  }

  /** Shows something else. Until the answer has come, and where it is a refusal, what is shown stays and goes on. */
  async show(source: Source): Promise<void> {
    this.#loading.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    const begun = source.query === "" ? await this.#ofWire(signal) : await this.#ofArchive(signal, source);
    if (signal.aborted) return;
    this.rest();
    this.#asking = new AbortController();
    this.#isFetching = false;
    this.#source = source;
    this.rows.clear();
    this.rows.older = begun.older;
    this.#before = begun.before;
    this.#hits = begun.lines.length;
    this.#total = begun.total;
    this.list.put(begun.lines, false);
    this.list.begin();
    this.#learn(begun.lines);
    this.#events.found(begun.total, begun.facets);
    this.#events.ready();
    await this.#followFrom(begun.from, this.#asking.signal);
  }

  async #followFrom(from: number, signal: AbortSignal): Promise<void> {
    const release = await takeSlot();
    if (signal.aborted) return release?.();
    this.#release = release ?? (() => {});
    this.#follow = new Follow(this.#asked(), from, {
      events: (events, missed) => this.#take(events, missed),
      state: (state) => this.#events.state(state),
      caughtUp: (count, away) => this.#events.caughtUp(count, away),
      lost: () => this.#again(),
    }, release !== undefined);
    this.#follow.start();
  }

  #again(): void {
    this.show(this.#source).catch((error: unknown) => this.#failed(error));
  }

  /** Lets in what waits. */
  letIn(): void {
    if (this.rows.overflowed) this.#again();
    else this.list.letIn();
  }

  /** Loads older rows until one at or before this stands in the list, or no further page is worth it. */
  async reach(seq: number): Promise<number> {
    for (let page = 0; page < EMPTY_PAGES_MAX && this.rows.older && this.rows.oldest > seq; page += 1) {
      const { size } = this.rows;
      await this.#older();
      if (this.rows.size === size) break;
    }
    for (let index = 0; index < this.rows.size; index += 1) {
      const line = this.rows.at(index);
      if (line && line.seq <= seq) return line.seq;
    }
    return 0;
  }

  /** Fetches rows again, as they stand now. */
  async again(seqs: readonly number[]): Promise<void> {
    for (let at = 0; at < seqs.length; at += SEQS_MAX) {
      const some = seqs.slice(at, at + SEQS_MAX);
      const { body } = await ask<Page>(`/api/v1/latest?view=row&seqs=${some.join(",")}`, { signal: this.#asking.signal });
      this.#events.changed(this.list.put(body.events.map(lineOf), false).changed);
    }
  }

  #asked(): Asked {
    const { saved, query } = this.#source;
    return saved ? { saved } : query ? { q: query } : {};
  }

  async #ofWire(signal: AbortSignal): Promise<Begun> {
    const { body } = await ask<Page>(`/api/v1/latest?${feedQuery({}, { limit: FIRST_ROWS })}`, { signal });
    return { lines: body.events.map(lineOf), from: body.head, older: body.more, before: body.next, total: -1, facets: undefined };
  }

  async #ofArchive(signal: AbortSignal, source: Source): Promise<Begun> {
    const { body } = await ask<Found>(this.#search(source, 0, true), { signal });
    const older = body.hits.length > 0 && body.hits.length < body.total;
    return { lines: ranked(body, source, 0), from: body.indexed, older, before: undefined, total: body.total, facets: body.facets };
  }

  #search(source: Source, offset: number, facets: boolean): string {
    const query = new URLSearchParams({ q: source.query, order: source.order, offset: String(offset), limit: String(HITS), marks: "true" });
    if (facets) query.set("facets", "true");
    return `/api/v1/search?${query.toString()}`;
  }

  /** Notes of rows that came: their marks, and when an embargo ends. */
  #learn(lines: readonly Line[]): void {
    void this.#keepers.marks.load(lines.map(({ seq }) => seq));
    this.#watchEmbargoes(lines);
  }

  #take(events: readonly WireEvent[], missed: boolean): number {
    const lines = events.map(lineOf);
    const { added, held, changed, reopened } = this.list.put(lines, true);
    if (changed.size > 0) this.#events.changed(changed);
    const news = [...added, ...held];
    if (news.length > 0) this.#events.news(news);
    if (missed && news.length > 0) void this.#keepers.marks.load(news.map(({ seq }) => seq));
    this.#watchEmbargoes(news);
    if (reopened.length > 0) void this.again(reopened).catch((error: unknown) => this.#failed(error));
    return news.length;
  }

  /** When the next embargo of a row that is held ends, the row is fetched again. */
  #watchEmbargoes(lines: readonly Line[]): void {
    const now = Date.now();
    const ahead = lines.filter(({ embargo }) => embargo > now);
    if (ahead.length === 0) return;
    const until = Math.min(...ahead.map(({ embargo }) => embargo));
    const { signal } = this.#asking;
    // The longest time that a browser waits for is 24 days; a terminal is opened more often.
    const wait = Math.min(until - now + 250, 2 ** 31 - 1);
    setTimeout(() => {
      if (signal.aborted) return;
      const due = ahead.filter(({ embargo }) => embargo <= Date.now());
      void this.again(due.map(({ seq }) => seq)).catch((error: unknown) => this.#failed(error));
      this.#watchEmbargoes(ahead);
    }, wait);
  }

  async #older(): Promise<void> {
    // A list that is full loads no more: further down the archive is searched.
    if (this.#isFetching || !this.rows.older || this.rows.size >= ROWS_MAX) return;
    this.#isFetching = true;
    const { signal } = this.#asking;
    try {
      await (this.#source.query === "" ? this.#olderOfWire(signal) : this.#olderOfArchive(signal));
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
    } finally {
      if (!signal.aborted) this.#isFetching = false;
    }
  }

  async #olderOfWire(signal: AbortSignal): Promise<void> {
    // Rows that were dropped are loaded again: what is older than the oldest that is held.
    let before = this.rows.size > 0 ? this.rows.oldest : this.#before;
    for (let page = 0; page < EMPTY_PAGES_MAX; page += 1) {
      const query = feedQuery({}, { limit: OLDER_ROWS, ...(before === undefined ? {} : { before }) });
      const { body } = await ask<Page>(`/api/v1/latest?${query}`, { signal });
      if (signal.aborted) return;
      this.rows.older = body.more;
      before = body.next;
      const lines = body.events.map(lineOf);
      this.list.put(lines, false);
      this.#learn(lines);
      if (lines.length > 0 || !body.more) return;
    }
  }

  async #olderOfArchive(signal: AbortSignal): Promise<void> {
    this.#hits = Math.max(0, this.#hits - OVERLAP_HITS);
    const { body } = await ask<Found>(this.#search(this.#source, this.#hits, false), { signal });
    if (signal.aborted) return;
    const lines = ranked(body, this.#source, this.#hits).filter(({ seq }) => !this.rows.has(seq));
    this.#hits += body.hits.length;
    this.rows.older = body.hits.length > 0 && this.#hits < body.total;
    this.list.put(lines, false);
    this.#learn(lines);
    if (body.total !== this.#total) this.#events.found(body.total, undefined);
    this.#total = body.total;
  }

  #failed(error: unknown): void {
    // The line tells of itself; what was asked for is asked for again when somebody scrolls.
    if (error instanceof Refusal || error instanceof Unreachable) this.#events.failed(error);
    else if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  }
}
