import assert from "node:assert/strict";
import { test } from "node:test";
import { type Found, inWords, placeOf } from "./notice.ts";

const found: Found = { kind: "alert", item: "tel:text:20260901:3", version: 1, act: "release", priority: 4, language: "tr", slug: "DEPREM", headline: "İzmir'de deprem", searches: ["Depremler", "İzmir"] };

test("a notification says what was found, and by which searches", () => {
  const { title, body, tag, lang, dir } = inWords(found);
  assert.deepEqual([title, body, tag, lang, dir], ["DEPREM", "İzmir'de deprem\nFound by: Depremler, İzmir", found.item, "tr", "ltr"]);
  assert.equal(inWords({ ...found, priority: 1 }).title, "FLASH: DEPREM");
  assert.equal(inWords({ ...found, priority: 2 }).title, "URGENT: DEPREM");
  assert.equal(inWords({ ...found, act: "correct", priority: 2 }).title, "CORRECTION: DEPREM");
  assert.equal(inWords({ ...found, language: "ar" }).dir, "rtl");
  assert.equal(placeOf(found), "/portal?item=tel%3Atext%3A20260901%3A3");
});

test("every version of an item has one place, and an update is not heard again", () => {
  const update = inWords({ ...found, version: 2, act: "update" });
  assert.deepEqual([update.tag, update.renotify], [inWords(found).tag, false]);
  assert.ok((["correct", "hold", "resume", "kill", "withdraw"] as const).every((act) => inWords({ ...found, act }).renotify));
});

test("what was stopped is told without its text, and stays", () => {
  for (const [act, title] of [["kill", "KILLED: DEPREM"], ["withdraw", "WITHDRAWN: DEPREM"], ["hold", "ON HOLD: DEPREM"]] as const) {
    const words = inWords({ ...found, act, headline: "" });
    assert.deepEqual([words.title, words.requireInteraction, words.lang], [title, true, "en"]);
    assert.match(words.body, /^Do not use any version of this story.*\nFound by: Depremler, İzmir$/);
  }
});
