import assert from "node:assert/strict";
import { test } from "node:test";
import { away, inZone, onTheWall } from "./time.ts";
import { zonesLike } from "./vocabulary.ts";

const MOMENT = new Date("2026-11-30T06:00:00Z");

test("a moment is read in any zone, with its weekday", () => {
  assert.equal(inZone(MOMENT, "Europe/Istanbul"), "Monday 30 November 2026, 09:00 in Europe/Istanbul");
  assert.equal(inZone(MOMENT, "America/New_York"), "Monday 30 November 2026, 01:00 in America/New York");
  assert.equal(inZone(MOMENT, "Pacific/Honolulu"), "Sunday 29 November 2026, 20:00 in Pacific/Honolulu");
  assert.deepEqual(onTheWall(MOMENT, "Europe/Istanbul"), { date: "2026-11-30", time: "09:00" });
  assert.deepEqual(onTheWall(new Date("2026-11-29T21:00:00Z"), "Europe/Istanbul"), { date: "2026-11-30", time: "00:00" });
});

test("it is said how far away it is", () => {
  const before = (minutes: number): string => away(MOMENT, new Date(MOMENT.getTime() - minutes * 60_000));
  assert.deepEqual([before(312), before(12), before(0), before(-61), before(3_060)], ["in 5 h 12 min", "in 12 min", "now", "1 h 1 min ago", "in 2 d 3 h"]);
});

test("zones are found by their city", () => {
  const zones = ["America/New_York", "Europe/London", "Asia/Tokyo", "America/Kentucky/Louisville", "Europe/York"];
  assert.deepEqual(zonesLike(zones, "new y").map(({ value }) => value), ["America/New_York"]);
  assert.deepEqual(zonesLike(zones, "lo").map(({ value }) => value), ["Europe/London", "America/Kentucky/Louisville"]);
});
