import assert from "node:assert/strict";
import { test } from "node:test";
import { expression, places, type Sought } from "./search.ts";

function found(text: string, sought: Partial<Sought> & { text: string }): string[] {
  const expressed = expression({ matchCase: false, wholeWords: false, language: "en", ...sought });
  return expressed ? places(text, expressed).map(([from, to]) => text.slice(from, to)) : [];
}

test("words are found whatever their case, in the way of their language", () => {
  assert.deepEqual(found("Quake, QUAKE, earthquake", { text: "quake" }), ["Quake", "QUAKE", "quake"]);
  assert.deepEqual(found("IŞIK ışık Işık isik", { text: "ışık", language: "tr" }), ["IŞIK", "ışık", "Işık"]);
  assert.deepEqual(found("İzmir izmir IZMIR", { text: "izmir", language: "tr" }), ["İzmir", "izmir"]);
  assert.deepEqual(found("Quake quake", { text: "quake", matchCase: true }), ["quake"]);
});

test("whole words end where letters of any script do", () => {
  assert.deepEqual(found("cat category concat cat.", { text: "cat", wholeWords: true }), ["cat", "cat"]);
  assert.deepEqual(found("من منزل من", { text: "من", wholeWords: true, language: "ar" }), ["من", "من"]);
  assert.deepEqual(found("İzmir İzmir'de", { text: "İzmir", wholeWords: true, language: "tr" }), ["İzmir", "İzmir"]);
});

test("marks of typesetters are found by those of the keyboard, and signs are no patterns", () => {
  assert.deepEqual(found("İzmir’de “oui” 10\u00a0000", { text: "'de \"oui\" 10 000", language: "tr" }), ["’de “oui” 10\u00a0000"]);
  assert.deepEqual(found("a.c abc (x) [y] $1 a|b c/d e-f", { text: "a.c" }), ["a.c"]);
  for (const sign of ["(x)", "[y]", "$1", "a|b", "c/d", "e-f", "\\", "^"]) assert.equal(found(`a ${sign} b`, { text: sign })[0], sign);
  assert.deepEqual(found("anything", { text: "" }), []);
});
