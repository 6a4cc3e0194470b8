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
  /** What the history tells of saves and of what was set aside. */
  lines: object[] = [];
  /** The server does not take a text, for what it says. */
  isPicky = false;
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
    if (path.endsWith("/history")) return Response.json({ entries: this.lines });
    if (path.includes("/history/")) return Response.json({ story: text(this.asides.at(-1) ?? "") });
    if (method === "PUT" && this.isPicky) return problem(422, "/problems/unprocessable");
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

/** A page of the item; `place` is where its bar stands. */
function open(place?: HTMLElement): Saver {
  return new Saver({
    item: desk.item(),
    read: () => text(headline),
    onState: (state) => states.push(state),
    replace: (manuscript) => (headline = manuscript.headline ?? ""),
    setReadOnly: (reason) => readOnly.push(reason),
    ...(place ? { place } : {}),
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
  assert.match(readOnly.at(-1) ?? "", /^Taken over from you: bob writes here/);
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
  assert.match(readOnly.at(-1) ?? "", /^Taken over from you: bob writes here/);
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
  const draft = { item: desk.item().id, tab: "gone", login: "ayse", base: desk.edit, manuscript: text("In this browser"), at: 0 };
  await onScreen(async ({ press }) => {
    Object.assign(globalThis, { indexedDB: store([draft]), IDBKeyRange: { bound: () => undefined } });
    saver.stop();
    saver = open();
    await settle();
    await press("Use the text of this browser");
    assert.equal(desk.story.headline, "In this browser");
    assert.deepEqual(desk.entries, ["On the server", "In this browser"]);
  });
});

/** Somebody saved in between, and what was typed on is not sent. */
async function parted(bar?: HTMLElement): Promise<void> {
  if (bar) {
    saver.stop();
    saver = open(bar);
    await settle();
  }
  type("Mine");
  await saver.flush();
  desk.edit += 1;
  desk.story = text("Theirs");
  type("Mine, too");
  await assert.rejects(saver.flush());
  type("Mine, and more");
}

test("what was typed since the two texts parted is set aside before the server's text is used", () =>
  onScreen(async ({ press, bar }) => {
    await parted(bar);
    await press("Compare the two texts", bar);
    await press("Use the server's");
    assert.deepEqual(desk.asides, ["Mine, too", "Mine, and more"]);
    assert.deepEqual([headline, saver.state.kind, saver.hasUnsent, readOnly.at(-1)], ["Theirs", "saved", false, null]);
  }));

test("nothing that was typed gives way while the server is away", () =>
  onScreen(async ({ press, bar }) => {
    await parted(bar);
    await press("Compare the two texts", bar);
    desk.isAway = true;
    await press("Use the server's");
    assert.equal(headline, "Mine, and more");
    assert.deepEqual([saver.state.kind, saver.hasUnsent, readOnly.at(-1)], ["cut", true, null]);
    assert.match(bar.textContent ?? "", /Not saved: the server cannot be reached. The text is kept in this browser/);
    desk.isAway = false;
    await wait(3_000);
    assert.deepEqual([saver.state.kind, desk.asides.at(-1)], ["stale", "Mine, and more"]);
  }));

test("what the server does not take is kept in this browser, and offered", () =>
  onScreen(async ({ press, bar }) => {
    await parted(bar);
    await press("Compare the two texts", bar);
    desk.isPicky = true;
    await press("Use the server's");
    assert.equal(headline, "Theirs");
    assert.match(bar.textContent ?? "", /A text of yours is not in the item. It is kept in this browser./);
    desk.isPicky = false;
    await press("Compare the two texts", bar);
    await press("Use mine");
    assert.equal(desk.story.headline, "Mine, and more");
    assert.doesNotMatch(bar.textContent ?? "", /A text of yours/);
  }));

test("the bar says who took over and what they saved, and mine can be compared and used", () =>
  onScreen(async ({ press, bar }) => {
    saver.stop();
    saver = open(bar);
    await settle();
    type("Mine");
    await saver.flush();
    type("Mine, not sent");
    desk.holder = "bob";
    const at = (id: string, kind: string, login: string, minute: number): object => ({ id, kind, login, ended: `2026-09-01T12:0${minute}:00Z` });
    desk.lines = [at("save-9", "aside", "ayse", 2), at("save-8", "save", "bob", 2), at("save-7", "save", "ayse", 0)];
    await wait(2_000);
    assert.match(bar.querySelector(".state")?.textContent ?? "", /^Taken over from you: bob writes here since .*, saved last as save-8\. .* kept in the history, as save-9\.$/);
    const links = [...bar.querySelectorAll(".state a")].map((link) => link.getAttribute("href")?.split("?")[1]);
    assert.deepEqual(links, ["from=save-7&to=save-8", "from=save-9"]);
    await press("Compare the two texts", bar);
    await press("Take over, and use mine");
    assert.deepEqual([desk.holder, desk.story.headline, headline], ["ayse", "Mine, not sent", "Mine, not sent"]);
    assert.deepEqual(desk.entries, ["Mine", "Mine, not sent"]);
    assert.equal(saver.state.kind, "saved");
  }));

test("what an act left behind is offered until somebody chooses", () =>
  onScreen(async ({ press, bar }) => {
    saver.stop();
    saver = open(bar);
    await settle();
    type("Mine");
    desk.isPicky = true;
    await assert.rejects(saver.flush());
    const kept = await saver.putApart();
    assert.equal(kept?.kind, "here");
    desk.isPicky = false;
    Object.assign(desk, { edit: 7, story: text("By an act") });
    headline = "By an act";
    saver.goOnFrom(desk.item(), kept);
    assert.deepEqual([saver.state.kind, saver.hasUnsent], ["saved", false]);
    await press("Compare the two texts", bar);
    await press("Use the server's");
    assert.deepEqual([headline, bar.querySelector(".kept")?.textContent], ["By an act", ""]);
  }));

interface Screen {
  readonly bar: HTMLElement;
  /** Presses a button by its words, and waits for what comes of it. */
  press(says: string, where?: ParentNode): Promise<void>;
}

/** Runs with a page on which questions are asked. */
async function onScreen(use: (screen: Screen) => Promise<void>): Promise<void> {
  const window = new Window({ url: "http://127.0.0.1/" });
  Object.assign(globalThis, { document: window.document, HTMLElement: window.HTMLElement });
  const bar = document.createElement("div");
  try {
    await use({
      bar,
      press: async (says, where = document) => {
        const button = [...where.querySelectorAll("button")].find((one) => one.textContent === says);
        assert.ok(button, `there is a button “${says}”`);
        button.click();
        await settle();
      },
    });
  } finally {
    saver.stop();
    Object.assign(globalThis, { document: undefined, indexedDB: undefined });
    await window.happyDOM.close();
  }
}

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
