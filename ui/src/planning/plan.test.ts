import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";

test("what changed is taken in, and whoever walks through the list stays where they are", async () => {
  const window = new Window({ url: "http://127.0.0.1/desk" });
  Object.assign(globalThis, { window, document: window.document, HTMLAnchorElement: window.HTMLAnchorElement, location: window.location });
  const { linkKeys, takeIn } = await import("./plan.ts");
  const page = (state: string): Document => {
    const text = `<div id="plan"><a href="/1">One</a> <b>${state}</b></div><a data-key="n" href="#new">New</a>`;
    return new window.DOMParser().parseFromString(text, "text/html") as unknown as Document;
  };
  document.body.innerHTML = page("planned").body.innerHTML;
  const shown = document.getElementById("plan");
  assert.ok(shown);
  document.querySelector<HTMLElement>("#plan a")?.focus();
  assert.equal(takeIn(shown, page("planned")), false, "nothing changed");
  assert.equal(takeIn(shown, page("filing")), true);
  assert.equal(shown.querySelector("b")?.textContent, "filing");
  assert.equal(document.activeElement?.getAttribute("href"), "/1");
  assert.deepEqual(linkKeys(document).map(({ key, does }) => [key, does]), [["n", "New"]]);
});
