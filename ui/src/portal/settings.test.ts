import assert from "node:assert/strict";
import { test } from "node:test";
import { BASKET_ITEMS_MAX, DEFAULTS, fitted, read } from "./settings.ts";

test("settings that cannot be read are as they are at the beginning", () => {
  for (const kept of [null, 7, "x", [], {}, { zone: "Middle/Earth", density: "huge", share: 1e9, columns: [], basket: [["a"], 3], sound: "yes" }]) assert.deepEqual(read(kept), DEFAULTS);
});

test("settings are read as they were written", () => {
  const set = { ...DEFAULTS, zone: "Asia/Tokyo", density: "compact", look: "dark", pane: "below", share: 33, sound: true, rail: false, columns: ["all", "s1"], basket: [["i", "S"]], big: true } as const;
  assert.deepEqual(read(JSON.parse(JSON.stringify(fitted(set)))), set);
});

test("a full basket of long slugs still goes into what the server takes", () => {
  const basket = Array.from({ length: BASKET_ITEMS_MAX }, (_, n) => [`abcdefghijkl:picture:20261129:${10_000_000 + n}`, "مستشفى للأطفال في عمان يفتح عيادة"] as const);
  const sent = fitted({ ...DEFAULTS, basket });
  assert.equal(sent.basket.length, BASKET_ITEMS_MAX);
  assert.ok(new TextEncoder().encode(JSON.stringify(sent)).length <= 16 * 1024);
  assert.deepEqual(sent.basket.map(([item]) => item), basket.map(([item]) => item));
});
