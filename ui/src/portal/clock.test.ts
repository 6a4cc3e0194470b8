import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock, countdown, isZone, lasted } from "./clock.ts";

const NOW = Date.parse("2026-11-29T12:00:00Z");
const MIN = 60_000;

test("an embargo is counted down in words", () => {
  const said = [5 * 1_000, 59_001, MIN, 90_000, 59 * MIN, 60 * MIN, 125 * MIN, 26 * 60 * MIN, 0, -MIN].map((ms) => countdown(NOW + ms, NOW));
  assert.deepEqual(said, ["in 5 s", "in 1 min", "in 1 min", "in 2 min", "in 59 min", "in 1 h 00", "in 2 h 05", "in 1 d 2 h", "over", "over"]);
});

test("times are of the zone that was chosen", () => {
  const time = Date.parse("2026-11-29T21:30:00Z");
  assert.equal(new Clock("UTC").minute(time), "21:30");
  assert.equal(new Clock("agency", "Europe/Istanbul").minute(time), "00:30");
  assert.equal(new Clock("Asia/Tokyo").since(time, NOW), "30 Nov, 06:30");
  assert.equal(new Clock("UTC").since(time, NOW), "21:30");
  assert.equal(new Clock("UTC").since(Date.parse("2025-01-02T08:00:00Z"), NOW), "2 Jan 2025, 08:00");
});

test("a zone that nobody knows is not taken", () => {
  assert.deepEqual([isZone("Europe/Istanbul"), isZone("Middle/Earth")], [true, false]);
  assert.equal(new Clock("Middle/Earth").minute(NOW), new Clock("browser").minute(NOW));
});

test("how long somebody was away is told in words", () => {
  assert.deepEqual([400, 40_000, 58 * MIN, 2 * 60 * MIN, 72 * 60 * MIN].map(lasted), ["1 second", "40 seconds", "58 minutes", "2 hours", "3 days"]);
});
