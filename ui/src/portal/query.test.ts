import assert from "node:assert/strict";
import { test } from "node:test";
import { caretOf, condition, dated, dateOf, dropped, faultAt, holds, presets, quoted, toggled, wordBefore } from "./query.ts";

test("values with spaces stand in quotation marks", () => {
  assert.deepEqual(["tr", "medtop:20000065", "New York", 'a "b"', "sr-Latn", "İzmir"].map(quoted), ["tr", "medtop:20000065", '"New York"', '"a  b"', "sr-Latn", "İzmir"]);
  assert.equal(condition("kind", "picture", true), "-kind:picture");
});

test("a condition comes, goes, and takes the place of its opposite", () => {
  const with_ = toggled("deprem", "kind", "picture");
  assert.equal(with_, "deprem kind:picture");
  assert.equal(toggled(with_, "kind", "picture"), "deprem");
  assert.equal(toggled(with_, "kind", "picture", true), "deprem -kind:picture");
  assert.equal(toggled("deprem -kind:picture", "kind", "picture"), "deprem kind:picture");
});

test("a condition is not found inside another", () => {
  assert.equal(holds("category:12 x", "category:1"), false);
  assert.equal(holds("-category:1 x", "category:1"), false);
  assert.equal(holds("(category:1 OR b)", "category:1"), true);
  assert.equal(dropped("category:12 category:1", "category:1"), "category:12");
});

test("a query has one date", () => {
  assert.equal(dated("deprem", "2026-11-29"), "deprem date:2026-11-29");
  assert.equal(dated("date:2025..2026-01-01 deprem", "2026-11-29.."), "deprem date:2026-11-29..");
  assert.equal(dated("deprem date:2026-11", ""), "deprem");
  assert.equal(dateOf("a date:2026-11-01.. b"), "2026-11-01..");
  assert.equal(presets(Date.parse("2026-11-29T12:00:00Z"))[2]?.span, "2026-11-23..");
});

test("a fault is shown at its character, counted as the server counts", () => {
  assert.deepEqual(faultAt("izmir kin:picture", 7), { before: "izmir ", at: "k", after: "in:picture" });
  assert.deepEqual(faultAt("a OR", 3), { before: "a ", at: "O", after: "R" });
  assert.deepEqual(faultAt("ab", 3), { before: "ab", at: "", after: "" });
  assert.deepEqual(faultAt("😀 (x", 3), { before: "😀 ", at: "(", after: "x" });
  assert.equal(caretOf("😀 (x", 3), 3);
  const long = faultAt(`${"x".repeat(40)}(${"y".repeat(40)}`, 41);
  assert.deepEqual([long.before, long.at, long.after], [`…${"x".repeat(24)}`, "(", `${"y".repeat(24)}…`]);
});

test("only a word that is being typed is completed", () => {
  assert.deepEqual(wordBefore("deprem izm", 10), { word: "izm", from: 7 });
  assert.equal(wordBefore("deprem i", 8), undefined);
  assert.equal(wordBefore("kind:pic", 8), undefined);
  assert.equal(wordBefore('"new yo', 7), undefined);
  assert.deepEqual(wordBefore('"new york" dep', 14), { word: "dep", from: 11 });
  assert.deepEqual(wordBefore("مستش", 4), { word: "مستش", from: 0 });
});
