import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { DOMParser as Reader } from "prosemirror-model";
import type { Block, Span } from "../manuscript.ts";
import { toBlocks } from "./blocks.ts";
import { GOOGLE_DOCS, LIBREOFFICE, WEB, WORD } from "./fixtures.ts";
import { markup } from "./markup.ts";
import { readPasted, readText } from "./paste.ts";
import { schema } from "./schema.ts";

const window = new Window();
Object.assign(globalThis, { document: window.document, DOMParser: window.DOMParser, Node: window.Node });

const p = (...spans: (string | Span)[]): Block => ({ block: "paragraph", spans: spans.map((span) => (typeof span === "string" ? { text: span } : span)) });
const cells = (...rows: string[][]): Span[][][] => rows.map((row) => row.map((text) => (text ? [{ text }] : [])));

/** What the schema makes of the markup that is handed to it. */
function comesIn(html: string): Block[] {
  const holder = document.createElement("div");
  holder.innerHTML = markup(readPasted(html).blocks);
  return toBlocks(Reader.fromSchema(schema).parse(holder));
}

test("a text from Word comes in clean", () => {
  const { blocks, pictures } = readPasted(WORD);
  assert.deepEqual(blocks, [
    { block: "crosshead", text: "After the quake" },
    p("A quake of magnitude ", { text: "5.9", strong: true }, " shook Izmir on ", { text: "Friday", em: true }, ", the ",
      { text: "agency", link: "https://example.org/afad?a=1&b=2" }, " said."),
    p("Three people were hurt, hospitals said."),
    { block: "list", ordered: false, items: [[{ text: "Schools are closed" }], [{ text: "The metro runs" }]] },
    { block: "list", ordered: true, items: [[{ text: "Call your family" }]] },
    { block: "quote", spans: [{ text: "We felt it strongly." }] },
    { block: "table", rows: cells(["Place", "Hurt", ""], ["Izmir", "2", "men"], ["", "1", "woman"]), header: false },
  ]);
  assert.equal(pictures, 1);
});

test("a text from LibreOffice comes in clean", () => {
  assert.deepEqual(readPasted(LIBREOFFICE).blocks, [
    { block: "crosshead", text: "Ara başlık" },
    p({ text: "Vali ", strong: true }, { text: "açıkladı", em: true }, ": altı kişi taburcu oldu."),
    { block: "list", ordered: true, items: [[{ text: "Bir" }], [{ text: "İki" }], [{ text: "Alt madde" }]] },
    { block: "table", rows: cells(["İl", "Sayı"], ["İzmir", "6"]), header: true },
  ]);
});

test("a text from Google Docs comes in clean, and its bold is bold where it is", () => {
  const { blocks, pictures } = readPasted(GOOGLE_DOCS);
  assert.deepEqual(blocks, [
    { block: "crosshead", text: "What happened" },
    p("The minister ", { text: "resigned", strong: true }, { text: " on air", em: true }, ". ", { text: "Read on", link: "https://example.org/story" }),
    { block: "list", ordered: false, items: [[{ text: "First" }], [{ text: "Below it", strong: true }]] },
  ]);
  assert.equal(pictures, 1);
});

test("a page of the web leaves its furniture behind", () => {
  const { blocks, pictures } = readPasted(WEB);
  assert.deepEqual(blocks, [
    { block: "crosshead", text: "Subhead" },
    p("First sentence. Click or follow ", { text: "us", link: "mailto:desk@example.org" }, "."),
    p("Second paragraph goes on. 10\u00a0000 people; «\u00a0oui\u00a0»"),
    { block: "quote", spans: [{ text: "Words to " }, { text: "remember", em: true }, { text: ". And more." }], speaker: "Ada Lovelace" },
    p("A caption"),
    p("In a frame"),
    p("of one cell"),
    p("Not bold ", { text: "bold", strong: true }),
  ]);
  assert.equal(pictures, 1);
});

test("what was read is what the schema takes", () => {
  for (const html of [WORD, LIBREOFFICE, GOOGLE_DOCS, WEB]) assert.deepEqual(comesIn(html), readPasted(html).blocks);
});

test("nothing is made of nothing, and depth and width end nothing", () => {
  assert.deepEqual(readPasted("").blocks, []);
  assert.deepEqual(readPasted("<p>&nbsp;</p><div><br></div><table><tr><td></td></tr></table>").blocks, []);
  assert.equal(readPasted(`${"<div>".repeat(400)}deep`).blocks.length, 1);
  assert.deepEqual(readPasted('<table><tr><td colspan="1000000">a</td><td rowspan="9999999">b</td></tr></table>').blocks.length, 1);
});

test("plain text is cut at empty lines, and at lines where there are none", () => {
  assert.deepEqual(readText("one\ntwo\n\n\nthree\u0007\r\n   four\n"), [p("one two"), p("three"), p("four")]);
  assert.deepEqual(readText("A title\nA first line.\nA second."), [p("A title"), p("A first line."), p("A second.")]);
  const wrapped = "This line was broken by a mail program after so many letters\nand goes on here.";
  assert.deepEqual(readText(wrapped), [p(wrapped.replace("\n", " "))]);
});
