import assert from "node:assert/strict";
import { test } from "node:test";
import { wordByWord } from "./changes.ts";

const side = (pieces: ReturnType<typeof wordByWord>, without: "del" | "ins"): string => pieces.filter(([mark]) => mark !== without).map(([, text]) => text).join("");

test("a changed word is struck and the new one stands beside it", () => {
  assert.deepEqual(wordByWord("before 31,200 spectators", "before 13,200 spectators"), [["same", "before "], ["del", "31,200 "], ["ins", "13,200 "], ["same", "spectators"]]);
});

test("both texts can be read out of the pieces", () => {
  const texts = ["", "a", "a b c", "c b a", "the quick brown fox", "the slow brown dog jumps", "مرحبا بكم", "a  b\nc"];
  for (const was of texts) {
    for (const now of texts) {
      const pieces = wordByWord(was, now);
      assert.deepEqual([side(pieces, "ins"), side(pieces, "del")], [was, now]);
    }
  }
});

test("texts that are too long to compare stand one after the other", () => {
  const [was, now] = ["a ".repeat(1_500), "b ".repeat(1_500)];
  assert.deepEqual(wordByWord(was, now), [["del", was], ["ins", now]]);
});
