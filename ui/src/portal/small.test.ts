import assert from "node:assert/strict";
import { test } from "node:test";
import type { Line } from "./line.ts";
import { readPlace, writePlace } from "./place.ts";
import { lastPressing } from "./queue.ts";
import { aDay } from "./saved.ts";
import { shareAt } from "./splitter.ts";
import { caught, inWords } from "./status.ts";
import { fileName } from "./taking.ts";

test("the status line says what happened, as it happened", () => {
  assert.equal(caught(132, 58 * 60_000), "Caught up 132 stories after 58 minutes away.");
  assert.equal(caught(1, 2_000), "Caught up 1 story after 2 seconds away.");
  assert.equal(inWords({ state: "cut", since: 0 }, () => "14:03"), "The line is cut since 14:03. What is missed is fetched as soon as it is back.");
  assert.match(inWords({ state: "refused", why: "No contract holds." }, String), /No contract holds\.$/);
});

test("a place is read as it was written", () => {
  const place = { query: "deprem kind:picture", order: "relevance", saved: "", item: "tel:text:20261129:5" } as const;
  assert.deepEqual(readPlace(writePlace(place)), { ...place, panel: "" });
  assert.equal(writePlace({ query: "", order: "newest", saved: "", item: "" }), "");
  assert.deepEqual(readPlace("#alerts").panel, "alerts");
  assert.deepEqual(readPlace("#q=alerts").panel, "");
});

test("the border stays within its bounds, in both directions of writing", () => {
  assert.deepEqual([shareAt(600, 0, 1_000, false), shareAt(600, 0, 1_000, true), shareAt(990, 0, 1_000, false), shareAt(5, 0, 1_000, false)], [40, 60, 20, 80]);
});

test("the queue holds the last pressing rows, each once", () => {
  const line = (seq: number, priority: number, act = "release"): Line => ({ seq, priority, act }) as Line;
  const lines = lastPressing([line(1, 1)], [line(2, 4), line(3, 2), line(4, 4, "kill"), line(3, 2), line(5, 4, "hold")], 3);
  assert.deepEqual(lines.map(({ seq }) => seq), [5, 4, 3]);
});

test("what would have matched is told in a sentence", () => {
  assert.equal(aDay({ a_day: 41.2, days: 30, total: 1236 }), "Would have matched 41 a day in the last 30 days: 1,236 in all.");
  assert.equal(aDay({ a_day: 0.4, days: 30, total: 12 }), "Would have matched 0.4 a day in the last 30 days: 12 in all.");
  assert.equal(aDay({ a_day: 0, days: 30, total: 0 }), "Nothing matched in the last 30 days.");
});

test("a file is called as every system can take it", () => {
  assert.equal(fileName("DEPREM/İZMİR: 2", "tel:text:20260901:5", "xml"), "DEPREM-İZMİR-2.xml");
  assert.equal(fileName("../..", "tel:text:20260901:5", "xml"), "tel-text-20260901-5.xml");
});
