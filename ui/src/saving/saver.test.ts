import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Window } from "happy-dom";
import type { Item, Manuscript } from "../manuscript.ts";
import { Saver } from "./saver.ts";
import { inWords, type SaveState } from "./state.ts";

/** A server with one item. */
class Desk {
  edit = 1;
  story: Manuscript = text("");
  me: string | undefined = "ayse";
  holder: string | undefined;
  isAway = false;
  slow: Promise<void> | undefined;
  saves: string[] = [];
  asides: string[] = [];
  /** What the history holds: saves in a row are one entry, until one is kept. */
  entries: string[] = [];
  private isKept = true;

  answer(method: string, path: string, headers: Headers, json: any): Response {
    if (this.isAway) throw new TypeError("no line");
    if (this.me === undefined) return problem(401, "/problems/unauthorised");
    if (path.endsWith("/me")) return Response.json({ login: this.me });
    if (path.endsWith("/remarks")) return Response.json({ remarks: [] });
    if (path.endsWith("/redline")) return Response.json({ fields: [], body: [] });
    if (path.includes("/presence")) return Response.json({ edit: this.edit, lock: this.lock(), here: [] });
    if (path.endsWith("/lock")) {
      if (this.holder !== undefined && this.holder !== this.me && json.from !== this.holder) return problem(409, "/problems/conflict", { lock: this.lock() });
      this.holder = this.me;
      return Response.json(this.lock());
    }
    return method === "PUT" ? this.save(headers, json, path.endsWith("?keep=true")) : Response.json(this.item());
  }

  lock(): object | null {
    return this.holder === undefined ? null : { holder: this.holder, name: this.holder, since: "2026-09-01T12:00:00Z" };
  }

  item(): Item {
    return { id: "tel:text:20260901:1", story: this.story, edit: this.edit, version: 0, changed: "2026-09-01T12:00:00Z", changed_by: "ayse" } as unknown as Item;
  }

  private save(headers: Headers, json: Manuscript, keep: boolean): Response {
    const because = this.holder !== this.me ? { lock: this.lock() } : headers.get("if-match") !== `"${this.edit}"` ? {} : undefined;
    if (because) {
      this.asides.push(json.headline ?? "");
      return problem("lock" in because ? 409 : 412, "lock" in because ? "/problems/conflict" : "/problems/stale-edit", { ...because, aside: "save-9" });
    }
    this.edit += 1;
    this.story = json;
    this.saves.push(json.headline ?? "");
    this.entries.splice(this.isKept ? this.entries.length : -1, 1, json.headline ?? "");
    this.isKept = keep;
    return Response.json({ ...this.item(), remarks: [] });
  }
}

function problem(status: number, type: string, more: object = {}): Response {
  return Response.json({ type, title: "", status, detail: "no", ...more }, { status });
}

function text(headline: string): Manuscript {
  return { language: "en", priority: 4, category: 1, headline, content: { kind: "text", body: [] } };
}

let desk: Desk;
let headline: string;
let states: SaveState[];
let readOnly: (string | null)[];
let saver: Saver;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  desk = new Desk();
  const events = new EventTarget();
  Object.assign(globalThis, {
    addEventListener: events.addEventListener.bind(events),
    BroadcastChannel: undefined,
    navigator: { onLine: true },
    fetch: async (path: string, { method, headers, body }: { method: string; headers: Headers; body?: string }) => {
      await desk.slow;
      return desk.answer(method, path, headers, body ? JSON.parse(body) : undefined);
    },
  });
  [headline, states, readOnly] = ["", [], []];
  saver = open();
});

/** A page of the item. */
function open(): Saver {
  return new Saver({
    item: desk.item(),
    read: () => text(headline),
    onState: (state) => states.push(state),
    replace: (manuscript) => (headline = manuscript.headline ?? ""),
    setReadOnly: (reason) => readOnly.push(reason),
  });
}

afterEach(() => {
  saver.stop();
  mock.timers.reset();
});

/** Lets everything that waits for an answer go on. */
async function settle(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function wait(ms: number): Promise<void> {
  await settle();
  mock.timers.tick(ms);
  await settle();
}

function type(words: string): void {
  headline = words;
  saver.changed();
}

test("a burst of typing is one save", async () => {
  for (const words of ["F", "Fl", "Flo", "Floo"]) type(words);
  assert.deepEqual(states.map(({ kind }) => kind), ["changed"]);
  await wait(2_500);
  assert.deepEqual(desk.saves, ["Floo"]);
  assert.equal(desk.holder, "ayse", "whoever types has the lock");
  assert.equal(states.at(-1)?.kind, "saved");
});

test("what is typed while a save is on its way is saved next", async () => {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  desk.slow = promise;
  type("One");
  const first = saver.flush();
  await settle();
  type("Two");
  resolve();
  assert.equal(await first, 3, "a flush waits for everything");
  assert.deepEqual(desk.saves, ["One", "Two"]);
});

test("what cannot be sent is sent when it can be", async () => {
  await settle();
  desk.isAway = true;
  type("Kept");
  await wait(2_500);
  assert.equal(states.at(-1)?.kind, "cut");
  await wait(3_000);
  await assert.rejects(saver.flush());
  desk.isAway = false;
  await wait(3_000);
  assert.deepEqual(desk.saves, ["Kept"]);
  assert.equal(states.at(-1)?.kind, "saved");
});

test("an act that leaves the text as it is stops nobody", async () => {
  type("One");
  await saver.flush();
  desk.edit += 1;
  type("Two");
  assert.equal(await saver.flush(), 4);
  assert.deepEqual(desk.saves, ["One", "Two"]);
});

test("nobody's text is overwritten", async () => {
  type("Mine");
  await saver.flush();
  desk.edit += 1;
  desk.story = text("Theirs");
  type("Mine, too");
  await assert.rejects(saver.flush());
  assert.deepEqual([desk.story.headline, desk.asides], ["Theirs", ["Mine, too"]]);
  assert.equal(states.at(-1)?.kind, "stale");
  type("Mine, and more");
  await wait(10_000);
  assert.deepEqual(desk.asides, ["Mine, too"], "nothing is sent until somebody chooses");
});

test("whoever is taken over reads, and what they had not sent is set aside", async () => {
  type("Mine");
  await saver.flush();
  type("Mine, not sent");
  desk.holder = "bob";
  await wait(2_000);
  assert.deepEqual(desk.asides, ["Mine, not sent"]);
  assert.equal(inWords(saver.state).includes("kept in the history, as save-9"), true);
  assert.match(readOnly.at(-1) ?? "", /^bob writes here/);
  desk.holder = undefined;
  desk.story = text("By Bob");
  await wait(2_000);
  assert.equal(readOnly.at(-1), null);
  assert.equal(headline, "By Bob");
});

test("what is typed beside a newer text is set aside when somebody else takes over", async () => {
  type("Mine");
  await saver.flush();
  desk.edit += 1;
  desk.story = text("Theirs");
  type("Mine, too");
  await assert.rejects(saver.flush());
  type("Mine, and more");
  desk.holder = "bob";
  await wait(2_000);
  assert.deepEqual(desk.asides, ["Mine, too", "Mine, and more"]);
  assert.deepEqual([saver.state.kind, saver.hasUnsent], ["locked", false]);
  desk.holder = undefined;
  await wait(2_000);
  assert.deepEqual([headline, readOnly.at(-1)], ["Theirs", null]);
});

test("what is typed while a save is refused on its way is set aside, too", async () => {
  type("Mine");
  await saver.flush();
  desk.holder = "bob";
  let resolve = (): void => {};
  desk.slow = new Promise<void>((done) => (resolve = done));
  type("Mine, sent");
  const sent = saver.flush();
  type("Mine, and the rest");
  resolve();
  await assert.rejects(sent);
  assert.deepEqual(desk.asides, ["Mine, sent", "Mine, and the rest"]);
  assert.match(readOnly.at(-1) ?? "", /^bob writes here/);
  assert.equal(saver.hasUnsent, false);
});

test("a field that never stands still is not sent for ever", async () => {
  type("Mine");
  await saver.flush();
  desk.holder = "bob";
  const { answer } = desk;
  desk.answer = (...asked) => {
    if (asked[0] === "PUT") headline += "!";
    return answer.apply(desk, asked);
  };
  type("Mine, sent");
  await assert.rejects(saver.flush());
  assert.equal(desk.asides.length, 4);
});

test("words that are typed on while the lock is free again are not read only", async () => {
  type("Mine");
  await saver.flush();
  desk.holder = "bob";
  let resolve = (): void => {};
  desk.slow = new Promise<void>((done) => (resolve = done));
  type("Mine, sent");
  const sent = saver.flush();
  type("Mine, and the rest");
  const { answer } = desk;
  desk.answer = (...asked) => {
    const answered = answer.apply(desk, asked);
    if (answered.status === 409) desk.holder = "ayse";
    return answered;
  };
  resolve();
  await sent;
  assert.deepEqual([desk.story.headline, desk.asides], ["Mine, and the rest", ["Mine, sent"]]);
  assert.equal(readOnly.at(-1), null);
});

test("the text of this browser is not written over the entry of what the server had", async () => {
  type("On the server");
  await saver.flush();
  saver.stop();
  const draft = { item: desk.item().id, tab: "gone", login: "ayse", base: desk.edit, manuscript: text("In this browser"), at: 0 };
  const window = new Window({ url: "http://127.0.0.1/" });
  const { document, HTMLElement } = window;
  Object.assign(globalThis, { document, HTMLElement, indexedDB: store([draft]), IDBKeyRange: { bound: () => undefined } });
  try {
    saver = open();
    await settle();
    const use = [...document.querySelectorAll("button")].find((button) => button.textContent === "Use the text of this browser");
    use?.click();
    await settle();
    assert.equal(desk.story.headline, "In this browser");
    assert.deepEqual(desk.entries, ["On the server", "In this browser"]);
  } finally {
    Object.assign(globalThis, { indexedDB: undefined });
    await window.happyDOM.close();
  }
});

/** A browser's store with these drafts. */
function store(drafts: object[]): object {
  const answered = (result: unknown): object => {
    const request = { result, onsuccess: (): void => {} };
    queueMicrotask(() => request.onsuccess());
    return request;
  };
  const objectStore = () => ({ put: () => answered(undefined), delete: () => answered(undefined), getAll: () => answered(drafts) });
  return { open: () => answered({ transaction: () => ({ objectStore }) }) };
}

test("after the session ended nothing is saved in another one's name", async () => {
  await settle();
  desk.me = undefined;
  type("Mine");
  await wait(2_500);
  assert.deepEqual(saver.state, { kind: "signed-out", someoneElse: false });
  desk.me = "bob";
  await wait(3_000);
  assert.deepEqual(saver.state, { kind: "signed-out", someoneElse: true });
  desk.me = "ayse";
  await wait(3_000);
  assert.deepEqual(desk.saves, ["Mine"]);
});
