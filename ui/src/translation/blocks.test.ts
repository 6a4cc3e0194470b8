import assert from "node:assert/strict";
import { test } from "node:test";
import type { Block } from "../manuscript.ts";
import { plain, untranslated } from "./blocks.ts";

const paragraph = (text: string): Block => ({ block: "paragraph", spans: text ? [{ text }] : [] });

test("a paragraph counts as translated when there are words in its place", () => {
  const source = [paragraph("One."), paragraph("Two."), paragraph("Three.")];
  assert.deepEqual(untranslated(source, []), [0, 1, 2]);
  assert.deepEqual(untranslated(source, [paragraph("Bir."), paragraph(" "), paragraph("Üç.")]), [1]);
  assert.deepEqual(untranslated(source, [paragraph("Bir."), paragraph("İki."), paragraph("Üç."), paragraph("Dört.")]), []);
});

test("what has no words asks for none", () => {
  const source: Block[] = [{ block: "picture", item: "tel:picture:20260901:1" }, { block: "list", items: [[{ text: "a" }], []] }];
  assert.deepEqual(untranslated(source, [{ block: "picture", item: "tel:picture:20260901:1" }]), [1]);
});

test("cells and items stand apart", () => {
  assert.equal(plain({ block: "table", rows: [[[{ text: "a" }], []], [[{ text: "b" }], [{ text: "c", em: true }]]] }), "a\t\nb\tc");
  assert.equal(plain({ block: "list", items: [[{ text: "a" }], [{ text: "b" }]] }), "a\nb");
});
