import assert from "node:assert/strict";
import { test } from "node:test";
import { moved } from "./order.ts";

test("what is moved keeps the others in their order", () => {
  assert.deepEqual(moved(["a", "b", "c"], 0, 2), ["b", "c", "a"]);
  assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  assert.deepEqual(moved(["a", "b", "c"], 1, -5), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], 1, 99), ["a", "c", "b"]);
  assert.deepEqual(moved(["a"], 7, 0), ["a"]);
});
