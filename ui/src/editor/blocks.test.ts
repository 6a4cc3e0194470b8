import assert from "node:assert/strict";
import { test } from "node:test";
import type { Block, Span } from "../manuscript.ts";
import { characters, count, fromBlocks, toBlocks, words } from "./blocks.ts";
import { address } from "./schema.ts";

/** Numbers that look random and are the same at every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

const TEXTS = ["Deprem ", " ", "a", "زلزال قوي", "İğdır'da", "地震", "  two  spaces ", "non\u00a0breaking", "\u200fmark", "<b>&amp;", "👩🏽‍🚒", "e\u0301"];
const LINKS = ["https://example.org/a?b=c#d", "http://x", "mailto:desk@example.org", "HTTPS://EXAMPLE.ORG/"];

/** Any body that `story::Body` takes; neighbouring spans differ in their look, as the editor would leave them. */
function body(next: (below: number) => number): Block[] {
  const pick = <T>(from: readonly T[]): T => from[next(from.length)] as T;
  const many = <T>(least: number, most: number, make: () => T): T[] => Array.from({ length: least + next(most - least + 1) }, make);
  const line = (): string => `${pick(TEXTS).trim() || "x"} ${pick(TEXTS).trim() || "y"}`;
  const look = (span: Span): string => JSON.stringify({ ...span, text: "" });
  const run = (least: number): Span[] => {
    const spans: Span[] = [];
    for (const text of many(least, 4, () => pick(TEXTS))) {
      const span: Span = { text, ...(next(3) ? {} : { em: true }), ...(next(3) ? {} : { strong: true }), ...(next(4) ? {} : { link: pick(LINKS) }) };
      const last = spans.at(-1);
      if (last && look(last) === look(span)) last.text += span.text;
      else spans.push(span);
    }
    return spans;
  };
  const width = 1 + next(4);
  const kinds: (() => Block)[] = [
    () => ({ block: "paragraph", spans: run(1) }),
    () => ({ block: "crosshead", text: line() }),
    () => ({ block: "quote", spans: run(1), ...(next(2) ? { speaker: line() } : {}) }),
    () => ({ block: "list", ordered: next(2) === 1, items: many(1, 4, () => run(1)) }),
    () => ({ block: "table", rows: many(1, 4, () => Array.from({ length: width }, () => run(0))), header: next(2) === 1 }),
    () => ({ block: "picture", item: `urn:newsml:tel:${next(1_000)}`, ...(next(2) ? { caption: line() } : {}) }),
  ];
  return many(1, 12, () => pick(kinds)());
}

test("whatever a story may hold comes back as it was", () => {
  for (let seed = 1; seed <= 2_000; seed++) {
    const blocks = body(numbers(seed));
    const doc = fromBlocks(blocks);
    doc.check();
    assert.deepEqual(toBlocks(doc), blocks, `seed ${seed}`);
  }
});

test("an empty sheet has no blocks, and what is begun is kept", () => {
  assert.deepEqual(toBlocks(fromBlocks([])), []);
  const begun: Block[] = [{ block: "paragraph", spans: [] }, { block: "crosshead", text: "" }];
  assert.deepEqual(toBlocks(fromBlocks(begun)), begun);
});

test("what no story may hold keeps its text", () => {
  const wrong = [
    { block: "table", rows: [[[{ text: "a" }], [{ text: "b" }]], [[{ text: "c" }]]] },
    { block: "list", items: [] },
    { block: "heading", children: [{ text: "lost?" }] },
    { block: "paragraph", spans: [{ text: "click", link: "javascript:alert(1)" }, { text: "" }] },
    { block: "quote" },
  ] as unknown as Block[];
  const doc = fromBlocks(wrong);
  doc.check();
  assert.equal(doc.textContent, "abclost?click");
  assert.deepEqual(toBlocks(doc)[3], { block: "paragraph", spans: [{ text: "click" }] });
});

test("links lead to the web or to a mailbox", () => {
  for (const good of LINKS) assert.equal(address(good), good);
  assert.equal(address(" https://example.org "), "https://example.org");
  for (const bad of ["javascript:alert(1)", "//example.org", "data:text/html,x", "https://", "https://a b", "", null, `https://${"a".repeat(2_000)}`]) {
    assert.equal(address(bad), undefined, String(bad));
  }
});

test("words are counted as the server counts them", () => {
  const doc = fromBlocks([
    { block: "crosshead", text: "Two words" },
    { block: "paragraph", spans: [{ text: "un" }, { text: "finished sen", em: true }, { text: "tence" }] },
    { block: "table", rows: [[[{ text: "a" }], []]] },
    { block: "quote", spans: [{ text: "one more" }], speaker: "Not Counted" },
    { block: "picture", item: "urn:x", caption: "not counted either" },
  ]);
  assert.equal(words(doc), 7);
  assert.equal(count(" a\u00a0b  c "), 3);
  assert.equal(characters("👩a"), 2);
});
