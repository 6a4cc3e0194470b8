import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import type { Item, Manuscript } from "../manuscript.ts";

const window = new Window({ url: "http://127.0.0.1/desk" });
const { document, customElements } = window;
const { Event, HTMLElement, HTMLInputElement, HTMLTextAreaElement, KeyboardEvent, Node, ResizeObserver } = window;
Object.assign(globalThis, { window, document, customElements, Event, HTMLElement, HTMLInputElement, HTMLTextAreaElement, KeyboardEvent, Node, ResizeObserver });
Object.assign(globalThis, { addEventListener: () => {}, navigator: { onLine: true }, BroadcastChannel: undefined });
for (const name of ["setInterval", "setTimeout"] as const) {
  const { [name]: real } = globalThis;
  globalThis[name] = ((run: () => void, ms: number) => real(run, ms).unref()) as never;
}

/** A server whose item moves on, and which takes a save only while `isAway` is not set. */
const desk = { isAway: false, isKilled: false, edit: 1, moved: [] as object[], story: { language: "tr", priority: 4, category: 1, headline: "Before", content: { kind: "picture" } } as Manuscript };
const item = (): Item => ({ id: "tel:picture:20260901:1", story: desk.story, edit: desk.edit, version: 0, state: desk.isKilled ? "canceled" : null, due: null, author: "ayse", stage: "draft", desk: null, ...desk.moved.at(-1) }) as Item;
const WORDS = { sections: [], languages: [{ tag: "tr", names: {} }], priorities: [], genres: [], countries: [], zones: [], rules: {}, limits: {} };

globalThis.fetch = async (asked, request) => {
  const path = String(asked);
  if (path.endsWith("/me")) return Response.json({ login: "ayse", role: "editor" });
  if (path.endsWith("/vocabulary")) return Response.json(WORDS);
  if (path.includes("/topics")) return Response.json({ topics: [] });
  if (path.endsWith("/remarks")) return Response.json({ remarks: [] });
  if (path.includes("/presence")) return Response.json({ edit: desk.edit, lock: null, here: [] });
  if (path.endsWith("/lock")) return Response.json({});
  if (path.endsWith("/place")) desk.moved.push(JSON.parse(String(request?.body)));
  if (path.endsWith("/desks")) return Response.json({ desks: [] });
  if (path.endsWith("/manuscript")) {
    if (desk.isKilled) return Response.json({ type: "/problems/illegal-act", title: "", status: 409, detail: "the item was killed", aside: "save-9" }, { status: 409 });
    if (desk.isAway) throw new TypeError("no line");
    desk.edit += 1;
    desk.story = JSON.parse(String(request?.body));
  }
  return Response.json(item());
};

const { TellalEditor } = await import("./editor.ts");
customElements.define("tellal-editor", TellalEditor as never);

type Editor = InstanceType<typeof TellalEditor>;

/** Opens the item as it stands, and answers how to type into its headline. */
async function opened(): Promise<{ editor: Editor; headline: HTMLTextAreaElement; type(words: string): void }> {
  Object.assign(desk, { isAway: false, isKilled: false, edit: 1, moved: [], story: { ...desk.story, headline: "Before" } });
  document.body.replaceChildren();
  const editor = document.createElement("tellal-editor") as unknown as Editor;
  editor.setAttribute("item", item().id);
  document.body.append(editor as never);
  for (let n = 0; n < 50 && !editor.querySelector("#headline"); n += 1) await settled();
  const headline = editor.querySelector<HTMLTextAreaElement>("#headline")!;
  assert.equal(headline.value, "Before");
  const type = (words: string): void => {
    headline.value = words;
    headline.dispatchEvent(new Event("input", { bubbles: true }) as never);
  };
  return { editor, headline, type };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const bar = (editor: Editor): string => editor.querySelector(".saving")?.textContent ?? "";

test("what cannot be saved gives way to what an act left, and is offered", async () => {
  const { editor, headline, type } = await opened();
  desk.isAway = true;
  type("Typed");
  Object.assign(desk, { edit: 2, story: { ...desk.story, headline: "By an act" } });
  await editor.reload();
  assert.equal(headline.value, "By an act");
  assert.match(bar(editor), /A text of yours is not in the item. It is kept in this browser.*Compare the two texts/);
  desk.isAway = false;
  assert.equal(await editor.saved(), 2, "nothing of it is saved by itself");
});

test("an act that left the text as it was leaves what is typed in the fields", async () => {
  const { editor, headline, type } = await opened();
  desk.isAway = true;
  type("Typed");
  desk.edit = 2;
  await editor.reload();
  assert.equal(headline.value, "Typed");
  desk.isAway = false;
  await editor.saved();
  assert.equal(desk.story.headline, "Typed");
});

test("a killed item is shown as killed, and what was typed is in the history", async () => {
  const { editor, headline, type } = await opened();
  type("Typed");
  desk.isKilled = true;
  await assert.rejects(editor.saved());
  for (let n = 0; n < 50 && headline.value === "Typed"; n += 1) await settled();
  assert.deepEqual([headline.value, headline.readOnly, editor.item.state], ["Before", true, "canceled"]);
  assert.match(editor.querySelector(".notice")?.textContent ?? "", /The item was killed/);
  assert.match(bar(editor), /kept in the history, as save-9/);
  assert.equal(editor.querySelector<HTMLElement>(".moving")?.hidden, true);
});

test("an item that cannot be fetched again stays as it is", async () => {
  const { editor, headline, type } = await opened();
  const { fetch } = globalThis;
  globalThis.fetch = async () => {
    throw new TypeError("no line");
  };
  type("Typed");
  await assert.rejects(editor.reload(), /^Error: Not reloaded: /);
  globalThis.fetch = fetch;
  assert.equal(headline.value, "Typed");
  assert.match(editor.querySelector(".told")?.textContent ?? "", /^Not reloaded: /);
  await editor.saved();
  assert.equal(desk.story.headline, "Typed");
});

test("the item is moved from where it is written, after what was typed was saved", async () => {
  const { editor, type } = await opened();
  const buttons = (): string[] => [...editor.querySelectorAll(".moving button")].map((one) => one.textContent ?? "");
  assert.deepEqual(buttons(), ["Send to review", "Move to a desk…"]);
  type("Typed");
  editor.querySelector<HTMLButtonElement>(".moving button")!.click();
  for (let n = 0; n < 50 && desk.moved.length === 0; n += 1) await settled();
  assert.deepEqual([desk.story.headline, desk.moved], ["Typed", [{ stage: "review" }]]);
  for (let n = 0; n < 50 && !/in review/.test(editor.textContent ?? ""); n += 1) await settled();
  assert.match(editor.querySelector(".told")?.textContent ?? "", /^The item is in review now\.$/);
  assert.deepEqual(buttons(), ["Take back", "Move to a desk…"]);
});

test("the key of the search leads to it from outside of the text, and is a letter inside", async () => {
  const { editor, headline } = await opened();
  const ways: string[] = [];
  Object.assign(globalThis, { location: { assign: (to: string) => ways.push(to) } });
  const press = (on: EventTarget): unknown => on.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }) as never);
  press(headline);
  assert.deepEqual(ways, []);
  press(editor.querySelector(".editor-bar")!);
  assert.ok(ways.length > 0 && ways.every((way) => way === "/desk/search"));
});
