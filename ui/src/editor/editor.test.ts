import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import type { Item, Manuscript } from "../manuscript.ts";

const window = new Window({ url: "http://127.0.0.1/desk" });
const { document, customElements } = window;
const { Event, HTMLElement, HTMLInputElement, HTMLTextAreaElement, KeyboardEvent, Node } = window;
Object.assign(globalThis, { window, document, customElements, Event, HTMLElement, HTMLInputElement, HTMLTextAreaElement, KeyboardEvent, Node });
Object.assign(globalThis, { addEventListener: () => {}, navigator: { onLine: true }, BroadcastChannel: undefined });
for (const name of ["setInterval", "setTimeout"] as const) {
  const { [name]: real } = globalThis;
  globalThis[name] = ((run: () => void, ms: number) => real(run, ms).unref()) as never;
}

/** A server whose item moves on, and which takes a save only while `isAway` is not set. */
const desk = { isAway: false, edit: 1, story: { language: "tr", priority: 4, category: 1, headline: "Before", content: { kind: "picture" } } as Manuscript };
const item = (): Item => ({ id: "tel:picture:20260901:1", story: desk.story, edit: desk.edit, version: 0, state: null, due: null, author: "ayse" }) as Item;
const WORDS = { sections: [], languages: [{ tag: "tr", names: {} }], priorities: [], genres: [], countries: [], zones: [], rules: {}, limits: {} };

globalThis.fetch = async (asked, request) => {
  const path = String(asked);
  if (path.endsWith("/me")) return Response.json({ login: "ayse", role: "editor" });
  if (path.endsWith("/vocabulary")) return Response.json(WORDS);
  if (path.includes("/topics")) return Response.json({ topics: [] });
  if (path.endsWith("/remarks")) return Response.json({ remarks: [] });
  if (path.includes("/presence")) return Response.json({ edit: desk.edit, lock: null, here: [] });
  if (path.endsWith("/lock")) return Response.json({});
  if (path.endsWith("/manuscript")) {
    if (desk.isAway) throw new TypeError("no line");
    desk.edit += 1;
    desk.story = JSON.parse(String(request?.body));
  }
  return Response.json(item());
};

const { TellalEditor } = await import("./editor.ts");
customElements.define("tellal-editor", TellalEditor as never);

test("what cannot be saved is not replaced by fetching the item again", async () => {
  const editor = document.createElement("tellal-editor") as unknown as InstanceType<typeof TellalEditor>;
  editor.setAttribute("item", item().id);
  document.body.append(editor as never);
  for (let n = 0; n < 50 && !editor.querySelector("#headline"); n += 1) await new Promise((resolve) => setImmediate(resolve));
  const headline = editor.querySelector<HTMLTextAreaElement>("#headline")!;
  const type = (words: string): void => {
    headline.value = words;
    headline.dispatchEvent(new Event("input", { bubbles: true }) as never);
  };
  assert.equal(headline.value, "Before");

  desk.isAway = true;
  type("Typed");
  Object.assign(desk, { edit: 2, story: { ...desk.story, headline: "By an act" } });
  await assert.rejects(editor.reload(), /^Error: Not reloaded: /);
  assert.equal(headline.value, "Typed");
  assert.match(editor.querySelector(".told")?.textContent ?? "", /^Not reloaded: /);

  desk.isAway = false;
  await editor.reload();
  assert.equal(desk.story.headline, "Typed");
  assert.equal(headline.value, "Typed");
});
