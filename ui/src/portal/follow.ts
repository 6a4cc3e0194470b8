// Following a feed: the stream while the line holds; after a cut, a gap or a sleep, everything that was missed, then the
// stream again.

import { ask, Refusal, Unreachable } from "../http.ts";
import { Cursor } from "./gaps.ts";
import type { Page, WireEvent } from "./wire.ts";

/** How long nothing may come before the line counts as cut; the server gives a sign of life every 15 seconds. */
const SILENCE_MS = 40_000;
/** How often it is looked whether the line is alive. */
const LOOK_MS = 5_000;
/** A clock that jumps by more than this was asleep. A hidden page is called once a minute. */
const ASLEEP_MS = 90_000;
const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** Somebody who is signed out, or whose contract is over, is asked for again so often. */
const REFUSED_RETRY_MS = 30_000;
const PAGE_EVENTS = 500;
/** Pages that are fetched after a cut; whoever missed more begins again from the top. */
const CATCH_UP_PAGES_MAX = 12;
/** A list without a stream of its own asks so often. */
const POLL_MS = 3_000;

export type LineState =
  | { readonly state: "opening" | "live" | "catching-up" | "signed-out" }
  | { readonly state: "cut"; readonly since: number }
  | { readonly state: "refused"; readonly why: string };

/** Which feed: the wire, what meets a query, or what meets a saved search. */
export interface Asked {
  readonly q?: string;
  readonly saved?: string;
}

export interface Hearer {
  /** Dispatches in their order; `missed` is true for what was fetched after a cut. Answers how many were new. */
  events(events: readonly WireEvent[], missed: boolean): number;
  state(state: LineState): void;
  /** Everything that was missed has come: so many, after so long. */
  caughtUp(count: number, awayMs: number): void;
  /** Too much was missed: the list has to begin again. */
  lost(): void;
}

/** The parameters of a feed, as its address takes them. */
export function feedQuery(asked: Asked, more: Readonly<Record<string, string | number>> = {}): string {
  const query = new URLSearchParams({ view: "row" });
  if (asked.q) query.set("q", asked.q);
  if (asked.saved) query.set("saved", asked.saved);
  for (const [name, value] of Object.entries(more)) query.set(name, String(value));
  return query.toString();
}

export class Follow {
  readonly #asked: Asked;
  readonly #hearer: Hearer;
  readonly #streams: boolean;
  readonly #cursor: Cursor;
  #source: EventSource | undefined;
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #heard = Date.now();
  #ticked = Date.now();
  #fails = 0;
  #cutSince = 0;
  #isRefused = false;
  #stopped = false;

  constructor(asked: Asked, from: number, hearer: Hearer, streams = true) {
    this.#asked = asked;
    this.#hearer = hearer;
    this.#streams = streams;
    this.#cursor = new Cursor(from);
  }

  start(): void {
    addEventListener("online", this.#again);
    addEventListener("offline", this.#offline);
    addEventListener("focus", this.#back);
    document.addEventListener("visibilitychange", this.#back);
    this.#watch = setInterval(() => this.#tick(), LOOK_MS);
    this.#hearer.state({ state: "opening" });
    if (this.#streams) this.#open();
    else this.#later(POLL_MS);
  }

  stop(): void {
    this.#stopped = true;
    removeEventListener("online", this.#again);
    removeEventListener("offline", this.#offline);
    removeEventListener("focus", this.#back);
    document.removeEventListener("visibilitychange", this.#back);
    clearInterval(this.#watch);
    this.#close();
  }

  /** The position up to which everything is held. */
  get after(): number {
    return this.#cursor.after;
  }

  readonly #again = (): void => {
    this.#fails = 0;
    void this.#catchUp();
  };

  readonly #offline = (): void => this.#cut(true);

  /** Somebody comes back to this page; perhaps from signing in. */
  readonly #back = (): void => {
    if (document.visibilityState === "visible" && !this.#source && this.#streams) this.#again();
    else this.#tick();
  };

  #close(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = undefined;
    this.#source?.close();
    this.#source = undefined;
  }

  #open(): void {
    this.#close();
    if (this.#stopped) return;
    const source = new EventSource(`/api/v1/stream?${feedQuery(this.#asked, { after: this.#cursor.after })}`);
    this.#source = source;
    this.#heard = Date.now();
    source.addEventListener("heartbeat", (event) => this.#beat(JSON.parse((event as MessageEvent<string>).data) as { seq: number; next: number }));
    source.addEventListener("dispatch", (event) => this.#dispatch(JSON.parse((event as MessageEvent<string>).data) as WireEvent));
    source.addEventListener("error", () => this.#cut());
  }

  #alive(): void {
    this.#heard = Date.now();
    this.#fails = 0;
    this.#cutSince = 0;
    this.#hearer.state({ state: "live" });
  }

  #beat({ seq, next }: { seq: number; next: number }): void {
    if (this.#cursor.beat(seq, next)) void this.#catchUp();
    else this.#alive();
  }

  #dispatch(event: WireEvent): void {
    const heard = this.#cursor.hear(event.seq, event.prev);
    if (heard === "gap") void this.#catchUp();
    else {
      this.#alive();
      if (heard === "next") this.#hearer.events([event], false);
    }
  }

  /** The line is cut; it is opened again after a while. */
  #cut(offline = false): void {
    this.#close();
    if (this.#cutSince === 0) this.#cutSince = this.#heard;
    this.#hearer.state({ state: "cut", since: this.#cutSince });
    if (offline) return;
    const wait = RETRY_MS[Math.min(this.#fails, RETRY_MS.length - 1)] as number;
    this.#fails += 1;
    // Not everybody at once, when a server comes back.
    this.#later(wait * (0.75 + Math.random() / 2));
  }

  #later(wait: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#catchUp(), wait);
  }

  /** Fetches what was missed, and opens the stream where that ends. */
  async #catchUp(): Promise<void> {
    if (this.#stopped) return;
    this.#close();
    const since = this.#cutSince || this.#heard;
    // Whoever is refused is asked for again without a word, until that changes.
    if (this.#streams && !this.#isRefused) this.#hearer.state({ state: "catching-up" });
    const asking = new AbortController();
    this.#asking = asking;
    let count = 0;
    try {
      for (let page = 0; ; page += 1) {
        if (page === CATCH_UP_PAGES_MAX) return this.#hearer.lost();
        const { body } = await ask<Page>(`/api/v1/feed?${feedQuery(this.#asked, { after: this.#cursor.after, limit: PAGE_EVENTS })}`, { signal: asking.signal });
        if (asking.signal.aborted || this.#stopped) return;
        this.#isRefused = false;
        count += this.#hearer.events(body.events, true);
        this.#cursor.took(body.events.at(-1)?.seq ?? 0, body.next);
        if (!body.more) break;
      }
    } catch (error) {
      if (!asking.signal.aborted) this.#failed(error);
      return;
    }
    if (this.#streams) {
      if (count > 0) this.#hearer.caughtUp(count, Date.now() - since);
      this.#open();
    } else {
      this.#alive();
      this.#later(POLL_MS);
    }
  }

  #failed(error: unknown): void {
    this.#isRefused = error instanceof Refusal && [401, 403].includes(error.problem.status);
    if (error instanceof Refusal && error.isSignedOut) {
      this.#hearer.state({ state: "signed-out" });
      this.#later(REFUSED_RETRY_MS);
    } else if (error instanceof Refusal && error.problem.status === 400) {
      // The wire ends before the position: it was restored from an older copy.
      this.#hearer.lost();
    } else if (error instanceof Refusal && error.problem.status === 403) {
      this.#hearer.state({ state: "refused", why: error.message });
      this.#later(REFUSED_RETRY_MS);
    } else if (error instanceof Refusal || error instanceof Unreachable) {
      this.#cut();
    } else {
      this.#cut();
      throw error;
    }
  }

  #tick(): void {
    const now = Date.now();
    const wasAsleep = now - this.#ticked > ASLEEP_MS;
    this.#ticked = now;
    if (this.#source && (wasAsleep || now - this.#heard > SILENCE_MS)) void this.#catchUp();
  }
}
