import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";

Object.assign(globalThis, { HTMLElement: new Window().HTMLElement });
const { left } = await import("./countdown.ts");

test("the time that is left is told as the server tells it", () => {
  const secs = (n: number): string => left(n * 1000, 0);
  assert.equal(secs(0), "now");
  assert.equal(left(1, 0), "in 1 s");
  assert.equal(secs(59), "in 59 s");
  assert.equal(secs(60), "in 1 min");
  assert.equal(secs(5 * 3600 + 12 * 60), "in 5 h 12 min");
  assert.equal(secs(2 * 86400 + 3600), "in 2 d 1 h 0 min");
});
