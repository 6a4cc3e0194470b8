import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";

const window = new Window();
Object.assign(globalThis, { HTMLElement: window.HTMLElement, document: window.document, Element: window.Element });
const { read } = await import("./panel.ts");

function page(main: string): Document {
  window.document.body.innerHTML = `<main>${main}</main>`;
  return window.document as unknown as Document;
}

test("of a page the panel is taken, with what was said", () => {
  const shown = read(page('<h1>Release</h1><p class="said">It is on the wire.</p><tellal-release><p>Out</p></tellal-release>'));
  assert.equal(shown.said, "It is on the wire.");
  assert.equal(shown.panel.textContent, "Out");
});

test("a page that refuses is shown as a refusal", () => {
  const { panel } = read(page("<h1>Forbidden</h1><p>A reporter may not.</p>"));
  assert.equal(panel.getAttribute("role"), "alert");
  assert.match(panel.textContent ?? "", /A reporter may not/);
});
