import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting, textOf, type Snippet } from "./picker.ts";

function snippet(name: string, text: string): Snippet {
  return { id: 1, holder: "house", name, language: null, body: [{ block: "paragraph", spans: [{ text }] }] };
}

test("a snippet is found by the beginning of its name first", () => {
  const all = [snippet("about", "Who we are: a sign of quality"), snippet("design", "x"), snippet("sign", "Ayşe Kaya")];
  const names = (typed: string): string[] => fitting(all, typed).map((one) => one.name);
  assert.deepEqual(names("sign"), ["sign", "design", "about"]);
  assert.deepEqual(names("SIGN"), ["sign", "design", "about"]);
  assert.deepEqual(names(""), ["about", "design", "sign"]);
  assert.deepEqual(names("kaya"), ["sign"]);
  assert.deepEqual(names("poem"), []);
});

test("letters are found with and without their dots", () => {
  const all = [snippet("imza", "İzmir"), snippet("ışık", "x")];
  assert.deepEqual(fitting(all, "isik").map((one) => one.name), ["ışık"]);
  assert.deepEqual(fitting(all, "izmir").map((one) => one.name), ["imza"]);
});

test("the words of every block are told", () => {
  const body: Snippet["body"] = [
    { block: "crosshead", text: "Head" },
    { block: "quote", spans: [{ text: "Said", strong: true }] },
    { block: "list", items: [[{ text: "one" }], [{ text: "two" }]] },
    { block: "table", rows: [[[{ text: "a" }], []]] },
  ];
  assert.equal(textOf({ ...snippet("x", ""), body }).trim(), "Head Said one two a");
});
