import assert from "node:assert/strict";
import { test } from "node:test";
import { ahead } from "./ahead.ts";

test("what lies ahead is counted down as the server counts it", () => {
  const now = Date.parse("2026-09-01T12:00:00Z");
  const of = (time: string): string => ahead(Date.parse(time), now);
  assert.equal(of("2026-09-01T12:00:00Z"), "now");
  assert.equal(of("2026-09-01T12:00:05Z"), "in 1 min");
  assert.equal(of("2026-09-01T17:12:00Z"), "in 5 h 12 min");
  assert.equal(of("2026-09-04T14:30:00Z"), "in 3 d 2 h");
  assert.equal(of("2026-08-31T12:00:00Z"), "now");
});
