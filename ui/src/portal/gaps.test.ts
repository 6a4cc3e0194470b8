import assert from "node:assert/strict";
import { test } from "node:test";
import { Cursor } from "./gaps.ts";

test("a chain without a gap is followed", () => {
  const cursor = new Cursor(41);
  assert.deepEqual([cursor.hear(58, 41), cursor.hear(60, 58)], ["next", "next"]);
  assert.deepEqual([cursor.last, cursor.after], [60, 60]);
});

test("the first dispatch may name one that lies before the position", () => {
  const cursor = new Cursor(100);
  assert.equal(cursor.hear(120, 37), "next");
  assert.equal(new Cursor(100).hear(120, 0), "next");
});

test("a dispatch whose neighbour is not held is a gap, and moves nothing", () => {
  const cursor = new Cursor(41);
  assert.equal(cursor.hear(60, 58), "gap");
  assert.equal(cursor.after, 41);
  cursor.took(60, 61);
  assert.deepEqual([cursor.hear(60, 58), cursor.hear(70, 60)], ["known", "next"]);
});

test("what comes twice is known", () => {
  const cursor = new Cursor(0);
  cursor.hear(5, 0);
  assert.equal(cursor.hear(5, 0), "known");
  assert.equal(cursor.hear(3, 0), "known");
});

test("a sign of life tells of what was missed, and how far nothing was", () => {
  const cursor = new Cursor(10);
  assert.equal(cursor.beat(10, 25), false);
  assert.equal(cursor.after, 25, "a reconnection begins after what was looked at");
  assert.equal(cursor.hear(30, 10), "next", "the feed had nothing between");
  assert.equal(cursor.beat(33, 33), true);
  assert.equal(cursor.after, 30);
});
