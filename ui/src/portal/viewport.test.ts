import assert from "node:assert/strict";
import { test } from "node:test";
import { inView, made, reveal } from "./viewport.ts";

test("rows in view are made, with some around them, within the list", () => {
  assert.deepEqual(made(0, 100, 20, 1_000, 3), { from: 0, to: 8 });
  assert.deepEqual(made(200, 100, 20, 1_000, 3), { from: 7, to: 18 });
  assert.deepEqual(made(19_900, 100, 20, 1_000, 3), { from: 992, to: 1_000 });
  assert.deepEqual(made(0, 100, 20, 0), { from: 0, to: 0 });
  assert.deepEqual(made(5_000, 100, 20, 10), { from: 10, to: 10 }, "a list that became shorter");
});

test("every row in view is made, wherever one scrolls", () => {
  for (let top = 0; top <= 1_900; top += 7) {
    const { from, to } = made(top, 100, 20, 100, 0);
    assert.ok(from * 20 <= top && to * 20 >= Math.min(2_000, top + 100), `at ${top}`);
    assert.ok(to - from <= 7);
  }
});

test("a row counts as seen when seven tenths of it are in view", () => {
  assert.deepEqual(inView(0, 100, 20, 50), { from: 0, to: 5 });
  assert.deepEqual(inView(6, 100, 20, 50), { from: 0, to: 5 }, "14 of the first, 6 of the sixth");
  assert.deepEqual(inView(7, 100, 20, 50), { from: 1, to: 5 }, "13 of the first");
  assert.deepEqual(inView(14, 100, 20, 50), { from: 1, to: 6 });
  assert.deepEqual(inView(0, 0, 20, 50), { from: 0, to: 0 });
});

test("a row is brought into view by the shortest way", () => {
  assert.equal(reveal(3, 0, 100, 20), 0);
  assert.equal(reveal(5, 0, 100, 20), 20);
  assert.equal(reveal(2, 100, 100, 20), 40);
});
