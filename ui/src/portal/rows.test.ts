import assert from "node:assert/strict";
import { test } from "node:test";
import { type Line, lineOf, lineOfHit } from "./line.ts";
import { Rows } from "./rows.ts";
import type { Act, Hit, WireEvent } from "./wire.ts";

const ROW = { slug: "S", headline: "H", words: 1, keywords: [], topics: [], dir: "ltr", pictures: 0, thumbnails: [], usage_terms: false, editors_note: false } as const;

function event(seq: number, item: string, act: Act = "release", version = 1, more: Partial<WireEvent> = {}): WireEvent {
  return { seq, prev: seq - 1, act, time: "2026-09-01T12:00:00Z", item, version, kind: "text", language: "en", state: "usable", priority: 4, category: 1, row: ROW, ...more };
}

const line = (...given: Parameters<typeof event>): Line => lineOf(event(...given));
const closed = (seq: number, item: string, reason: "killed" | "on_hold" | "embargo", version = 1): Line => line(seq, item, "release", version, { row: undefined, closed: { reason } } as Partial<WireEvent>);
const seqs = (rows: Rows): number[] => Array.from({ length: rows.size }, (_, n) => rows.at(n)?.seq ?? -1);

test("the newest is on top, in whatever order rows come, and each once", () => {
  const rows = new Rows();
  rows.put([line(5, "a"), line(3, "b"), line(9, "c")]);
  const { added } = rows.put([line(7, "d"), line(3, "b"), line(5, "a")]);
  assert.deepEqual(seqs(rows), [9, 7, 5, 3]);
  assert.deepEqual(added.map(({ seq }) => seq), [7]);
  assert.deepEqual([9, 7, 5, 3, 4].map((seq) => rows.indexOf(seq)), [0, 1, 2, 3, -1]);
});

test("what is above the top waits while somebody reads, and what was missed below it comes in", () => {
  const rows = new Rows();
  rows.put([line(10, "a"), line(20, "b")]);
  const { added, held } = rows.put([line(30, "c"), line(15, "d"), line(31, "e")], true);
  assert.deepEqual([seqs(rows), rows.waiting], [[20, 15, 10], 2]);
  assert.deepEqual([added.map(({ seq }) => seq), held.map(({ seq }) => seq)], [[15], [30, 31]]);
  rows.put([line(31, "e")], true);
  assert.equal(rows.waiting, 2, "twice is once, also while it waits");
  assert.equal(rows.indexOf(30), -1);
  assert.equal(rows.let(), 2);
  assert.deepEqual([seqs(rows), rows.waiting], [[31, 30, 20, 15, 10], 0]);
});

test("a kill strikes every row of its item at once, and is itself to be read", () => {
  const rows = new Rows();
  const [first, second, other] = [line(1, "a"), line(2, "a", "update", 2), line(3, "b")];
  rows.put([first, second, other]);
  const kill = line(4, "a", "kill", 3, { state: "canceled" });
  const { changed, held } = rows.put([kill], true);
  assert.deepEqual([...changed], ["a"]);
  assert.equal(held.length, 1, "the row waits, but what it says holds at once");
  assert.deepEqual([first, second, kill, other].map((one) => rows.shown(one).standing), ["killed", "killed", "open", "open"]);
  assert.equal(rows.standing("a"), "killed");
});

test("a kill stays a kill when older rows of the item are loaded after it", () => {
  const rows = new Rows();
  rows.put([line(8, "a", "kill", 3)]);
  rows.put([closed(5, "a", "killed", 2), closed(2, "a", "killed")]);
  assert.deepEqual([5, 2].map((seq) => rows.shown(rows.find(seq) as Line).standing), ["killed", "killed"]);
});

test("a row that came closed closes the others of its item, whose kill is not in this list", () => {
  const rows = new Rows();
  const newer = line(9, "a", "update", 2);
  rows.put([newer]);
  rows.put([closed(4, "a", "killed")]);
  assert.equal(rows.standing("a"), "killed");
  assert.equal(rows.shown(rows.find(4) as Line).standing, "killed");
});

test("a hold ends with its resume, and rows that came without their story are fetched", () => {
  const rows = new Rows();
  const first = line(1, "a");
  rows.put([first, closed(2, "a", "on_hold", 2), line(3, "a", "hold", 3)]);
  assert.deepEqual([1, 2].map((seq) => rows.shown(rows.find(seq) as Line).standing), ["held", "held"]);
  const { reopened } = rows.put([line(4, "a", "resume", 4)]);
  assert.deepEqual(reopened, [2]);
  assert.deepEqual([1, 2, 3].map((seq) => rows.shown(rows.find(seq) as Line).standing), ["open", "open", "open"]);
});

test("what a newer version stands above is superseded, and what one corrects is marked", () => {
  const rows = new Rows();
  const [first, second, third] = [line(1, "a"), line(2, "a", "correct", 2), line(3, "a", "update", 3)];
  rows.put([first]);
  assert.equal(rows.shown(first).superseded, false);
  rows.put([third, second]);
  const told = [first, second, third].map((one) => rows.shown(one)).map(({ superseded, corrected }) => [superseded, corrected]);
  assert.deepEqual(told, [[true, true], [true, false], [false, false]]);
  assert.equal(rows.version("a"), 3);
});

test("an advisory supersedes nothing", () => {
  const rows = new Rows();
  const first = line(1, "a");
  rows.put([first, line(2, "a", "advisory", 2)]);
  assert.equal(rows.shown(first).superseded, false);
});

test("a row is taken again as it stands now, where it stands", () => {
  const rows = new Rows();
  rows.put([line(1, "x"), closed(2, "a", "embargo"), line(3, "y")]);
  assert.equal(rows.shown(rows.find(2) as Line).standing, "embargo");
  const { added, changed } = rows.put([line(2, "a")]);
  assert.deepEqual([added.length, [...changed], seqs(rows)], [0, ["a"], [3, 2, 1]]);
  assert.deepEqual([rows.at(1)?.headline, rows.shown(rows.find(2) as Line).standing], ["H", "open"]);
});

test("no more rows are held than the bound, and the oldest are the ones that go", () => {
  const rows = new Rows(100);
  rows.older = false;
  for (let seq = 1; seq <= 250; seq += 1) rows.put([line(seq, `i${seq}`)]);
  assert.equal(rows.trim(40), 150);
  assert.deepEqual([rows.size, rows.newest, rows.oldest, rows.older], [100, 250, 151, true]);
  assert.equal(rows.has(150), false);
  rows.put([line(150, "i150")]);
  assert.equal(rows.oldest, 150, "what was dropped can be loaded again");
});

test("what is read is not dropped, however much comes", () => {
  const rows = new Rows(10);
  for (let seq = 1; seq <= 30; seq += 1) rows.put([line(seq, `i${seq}`)]);
  rows.trim(25);
  assert.deepEqual([rows.size, rows.oldest], [26, 5]);
});

test("more than may wait is counted, and the list has to begin again", () => {
  const rows = new Rows(100, 5);
  rows.put([line(1, "a")]);
  for (let seq = 2; seq <= 9; seq += 1) rows.put([line(seq, `i${seq}`)], true);
  assert.deepEqual([rows.waiting, rows.overflowed, rows.size], [8, true, 1]);
  assert.deepEqual([rows.version("i6"), rows.version("i7")], [1, 0], "what is not held is not remembered either");
  rows.put([line(10, "a", "kill", 2)], true);
  assert.equal(rows.standing("a"), "killed", "though what it says of a row that is held counts");
  rows.clear();
  assert.deepEqual([rows.waiting, rows.overflowed, rows.size], [0, false, 0]);
});

const hit = (seq: number, item: string): Hit => ({ seq, item, version: 1, kind: "text", language: "en", priority: 4, category: 1, headline: "H", slug: "S", released: "2026-09-01T12:00:00Z", version_created: "2026-09-01T12:00:00Z" });

test("hits by relevance stay as they were found, and news comes above them", () => {
  const rows = new Rows();
  rows.put([hit(5, "a"), hit(90, "b"), hit(40, "c")].map((one, n) => lineOfHit(one, -n)));
  assert.deepEqual(seqs(rows), [5, 90, 40]);
  rows.put([line(91, "d")]);
  assert.deepEqual(seqs(rows), [91, 5, 90, 40]);
  assert.equal(rows.indexOf(90), 2);
});

test("any order of the same dispatches makes the same list", () => {
  const acts: [number, string, Act, number][] = [[1, "a", "release", 1], [2, "b", "release", 1], [3, "a", "correct", 2], [4, "c", "release", 1], [5, "b", "hold", 2], [6, "a", "kill", 3], [7, "b", "resume", 3]];
  const told = (order: readonly number[]): unknown => {
    const rows = new Rows();
    for (const n of order) rows.put([line(...(acts[n] as (typeof acts)[number]))]);
    return Array.from({ length: rows.size }, (_, n) => [rows.at(n)?.seq, rows.shown(rows.at(n) as Line)]);
  };
  const inOrder = told([0, 1, 2, 3, 4, 5, 6]);
  for (const order of [[6, 5, 4, 3, 2, 1, 0], [3, 0, 6, 2, 5, 1, 4], [5, 0, 4, 6, 1, 3, 2]]) assert.deepEqual(told(order), inOrder);
});
