import assert from "node:assert/strict";
import { test } from "node:test";
import { ranges, Seeing, Unsent } from "./marks.ts";

test("a row is seen after a second in view, without a break, and once", () => {
  const known = new Set<number>([7]);
  const seeing = new Seeing((seq) => known.has(seq));
  assert.deepEqual(seeing.look([1, 2, 7], 0), []);
  assert.deepEqual(seeing.look([1, 3], 600), []);
  assert.deepEqual(seeing.look([1, 2, 3], 1_000), [1]);
  known.add(1);
  assert.deepEqual(seeing.look([1, 2, 3], 1_600), [3], "the second was away for a while");
  known.add(3);
  assert.deepEqual(seeing.look([1, 2, 3], 2_000), [2]);
});

test("one request holds no more than it may, and nothing is lost", () => {
  const unsent = new Unsent();
  unsent.see(Array.from({ length: 25 }, (_, n) => n));
  unsent.open(100);
  unsent.mark(7, true);
  unsent.reach(50);
  const first = unsent.take(10);
  assert.deepEqual([first.marked, first.opened, first.seen.length, first.top], [[7], [100], 8, 50]);
  const rest = [unsent.take(10), unsent.take(10)];
  assert.deepEqual(rest.map(({ seen }) => seen.length), [10, 7]);
  assert.equal(rest[0]?.top, undefined, "it was told");
  assert.ok(unsent.isEmpty);
});

test("a mark that was taken away again is only taken away", () => {
  const unsent = new Unsent();
  unsent.mark(7, true);
  unsent.mark(7, false);
  assert.deepEqual(unsent.take(), { marked: [], unmarked: [7], opened: [], seen: [] });
});

test("what could not be sent waits again, and newer words hold", () => {
  const unsent = new Unsent();
  unsent.see([1]);
  unsent.mark(7, true);
  unsent.reach(9);
  const batch = unsent.take();
  unsent.mark(7, false);
  unsent.putBack(batch);
  assert.deepEqual(unsent.take(), { marked: [], unmarked: [7], opened: [], seen: [1], top: 9 });
});

test("ranges hold every number, and are no wider than the server answers", () => {
  assert.deepEqual(ranges([5, 1, 99, 100, 250, 5], 100), [[1, 100], [250, 250]]);
  assert.deepEqual(ranges([1, 101], 100), [[1, 1], [101, 101]]);
  assert.deepEqual(ranges([], 100), []);
});
