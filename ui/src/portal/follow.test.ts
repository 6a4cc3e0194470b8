import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { Follow, type LineState } from "./follow.ts";
import type { Page, WireEvent } from "./wire.ts";

/** A stream that the test speaks through. */
class Stream extends EventTarget {
  static all: Stream[] = [];
  static waiting: ((stream: Stream) => void)[] = [];
  readonly url: URL;
  isClosed = false;

  constructor(address: string) {
    super();
    this.url = new URL(address, "http://wire.test");
    Stream.all.push(this);
    Stream.waiting.shift()?.(this);
  }

  close(): void {
    this.isClosed = true;
  }

  say(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

const nextStream = (): Promise<Stream> => new Promise((done) => Stream.waiting.push(done));
const event = (seq: number, prev: number): WireEvent => ({ seq, prev }) as WireEvent;

const heard: { seqs: number[]; states: string[]; caught: number[] } = { seqs: [], states: [], caught: [] };
/** Somebody waits for a state of the line, or for `lost`. */
let awaited: { readonly state: LineState["state"] | "lost"; readonly done: () => void } | undefined;
const until = (state: LineState["state"] | "lost"): Promise<void> => new Promise((done) => (awaited = { state, done }));
function reached(state: LineState["state"] | "lost"): void {
  heard.states.push(state);
  if (awaited?.state === state) awaited.done();
}
/** The browser says that the network is back. */
let online: () => void;
let follow: Follow;
let asked: URL[];
let answer: (url: URL) => { status: number; body: unknown };

beforeEach(() => {
  const window = new Window();
  const [add, remove] = [window.addEventListener.bind(window), window.removeEventListener.bind(window)];
  online = () => void window.dispatchEvent(new window.Event("online"));
  Object.assign(globalThis, { document: window.document, addEventListener: add, removeEventListener: remove, EventSource: Stream });
  Stream.all = [];
  asked = [];
  Object.assign(heard, { seqs: [], states: [], caught: [] });
  globalThis.fetch = ((path: string) => {
    const url = new URL(path, "http://wire.test");
    asked.push(url);
    const { status, body } = answer(url);
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  }) as typeof fetch;
  follow = new Follow({ q: "deprem" }, 10, {
    events: (events) => {
      heard.seqs.push(...events.map(({ seq }) => seq));
      return events.length;
    },
    state: ({ state }) => reached(state),
    caughtUp: (count) => heard.caught.push(count),
    lost: () => reached("lost"),
  });
});

afterEach(() => follow.stop());

const page = (events: WireEvent[], next: number, head = next): { status: number; body: Page } => ({ status: 200, body: { events, next, head, more: next < head } });

test("the stream is opened where the list ends, with the query", () => {
  follow.start();
  const [stream] = Stream.all;
  assert.deepEqual([stream?.url.searchParams.get("after"), stream?.url.searchParams.get("q"), stream?.url.searchParams.get("view")], ["10", "deprem", "row"]);
  stream?.say("heartbeat", { seq: 7, head: 12, next: 12 });
  stream?.say("dispatch", event(13, 7));
  assert.deepEqual([heard.seqs, heard.states.at(-1)], [[13], "live"]);
});

test("a gap is filled from the feed, and the stream goes on after it", async () => {
  follow.start();
  const [first] = Stream.all;
  first?.say("dispatch", event(13, 10));
  answer = (url) => (url.searchParams.get("after") === "13" ? page([event(14, 13), event(15, 14)], 15, 16) : page([event(16, 15)], 16));
  const opened = nextStream();
  first?.say("dispatch", event(16, 15));
  const second = await opened;
  assert.ok(first?.isClosed);
  assert.deepEqual([heard.seqs, heard.caught], [[13, 14, 15, 16], [3]]);
  assert.equal(second.url.searchParams.get("after"), "16");
  second.say("dispatch", event(16, 15));
  assert.deepEqual(heard.seqs, [13, 14, 15, 16], "what comes twice is taken once");
});

test("a sign of life that names a dispatch which is not held is a gap too", async () => {
  follow.start();
  answer = () => page([event(20, 10)], 21);
  const opened = nextStream();
  Stream.all[0]?.say("heartbeat", { seq: 20, head: 21, next: 21 });
  await opened;
  assert.deepEqual([heard.seqs, asked.length], [[20], 1]);
});

test("whoever is signed out is told so, and goes on from the same place", async () => {
  follow.start();
  answer = () => ({ status: 401, body: { status: 401, detail: "Sign in." } });
  const told = until("signed-out");
  online();
  await told;
  answer = () => page([event(11, 10)], 11);
  const opened = nextStream();
  online();
  assert.equal((await opened).url.searchParams.get("after"), "11");
  assert.deepEqual(heard.seqs, [11]);
});

test("a wire that ends before the position is begun again", async () => {
  follow.start();
  answer = () => ({ status: 400, body: { status: 400, detail: "`after` is 10, but the wire ends at 5" } });
  const lost = until("lost");
  online();
  await lost;
  assert.equal(asked[0]?.searchParams.get("after"), "10");
});
