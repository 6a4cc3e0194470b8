import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { elements, storyHtml, storyText } from "./body.ts";
import type { Story } from "./wire.ts";

const window = new Window();
Object.assign(globalThis, { document: window.document });

const STORY: Story = {
  language: "en",
  slug: "S",
  headline: "<b>Head</b> & line",
  dateline: { city: "İzmir" },
  priority: 4,
  category: 1,
  rights: { usage_terms: "Not for <i>advertising</i>." },
  editors_note: "Note.",
  content: {
    kind: "text",
    body: [
      { block: "paragraph", spans: [{ text: "<script>alert(1)</script> " }, { text: "em", em: true }, { text: " link", link: "https://example.org/?a=1&b=2" }, { text: " bad", link: "javascript:alert(1)" }] },
      { block: "crosshead", text: "Cross" },
      { block: "quote", spans: [{ text: "Said" }], speaker: "Kaya" },
      { block: "list", ordered: true, items: [[{ text: "one" }], [{ text: "two" }]] },
      { block: "table", header: true, rows: [[[{ text: "a" }], [{ text: "b" }]], [[{ text: "1" }], [{ text: "2" }]]] },
    ],
  },
};

test("nothing of a story is markup, and a link leads to no script", () => {
  const [paragraph] = elements(STORY.content.body ?? []);
  assert.equal(paragraph?.textContent, "<script>alert(1)</script> em link bad");
  assert.equal(paragraph?.querySelectorAll("script").length, 0);
  assert.deepEqual([...(paragraph?.querySelectorAll("a") ?? [])].map((link) => link.getAttribute("href")), ["https://example.org/?a=1&b=2"]);
  const html = storyHtml(STORY, "");
  assert.ok(html.includes("&lt;b&gt;Head&lt;/b&gt; &amp; line") && html.includes("&lt;i&gt;advertising"), html);
  assert.ok(!html.includes("<script") && !html.includes("javascript:"), html);
});

test("text says first what must be known, and keeps lists and tables", () => {
  const text = storyText(STORY, "Mon 30 Nov, 06:00");
  const lines = text.split("\n\n");
  assert.deepEqual(lines.slice(0, 3), ["EMBARGO: not to be published before Mon 30 Nov, 06:00", "NOTE TO EDITORS, not for publication: Note.", "TERMS: Not for <i>advertising</i>."]);
  assert.ok(lines[4]?.startsWith("İzmir – <script>"));
  assert.ok(text.includes("1. one\n2. two") && text.includes("a\tb\n1\t2") && text.includes("“Said” (Kaya)"));
});
