import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Window } from "happy-dom";

const FRAMES = ["one", "two", "three"].map((name, n) => ({
  item: `tel:picture:20260901:${n + 1}`,
  kind: "picture",
  slug: name.toUpperCase(),
  headline: `Headline ${name}`,
  caption: n === 2 ? "" : `Caption ${name}`,
  credit: "TEL",
  language: "en",
  series: null,
  media: { sha256: "", media_type: "image/jpeg", bytes: 1, width: 3, height: 2 },
  author: "a",
  created: "",
  changed: "",
  state: null,
  source: null,
}));

let window: Window;
let asked: string[];

beforeEach(() => {
  window = new Window({ url: "http://localhost/desk" });
  asked = [];
  Object.assign(globalThis, { document: window.document, HTMLElement: window.HTMLElement });
  globalThis.fetch = async (address) => {
    asked.push(String(address));
    return new Response(JSON.stringify({ frames: FRAMES }), { headers: { "content-type": "application/json" } });
  };
});

afterEach(() => window.close());

async function opened(): Promise<{ picked: Promise<unknown>; options: HTMLElement[]; dialog: HTMLDialogElement }> {
  const { pickPicture } = await import("./picker.ts");
  const picked = pickPicture();
  const dialog = document.querySelector("dialog")!;
  while (dialog.querySelectorAll("[role=option]").length === 0) await new Promise((done) => setImmediate(done));
  return { picked, dialog, options: [...dialog.querySelectorAll<HTMLElement>("[role=option]")] };
}

test("a picture is chosen with the arrow keys and Enter", async () => {
  const { picked, options, dialog } = await opened();
  assert.deepEqual(asked, ["/desk/api/pictures?kind=picture"]);
  const press = (key: string): boolean => dialog.querySelector("[role=listbox]")!.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true }) as unknown as Event);
  press("ArrowRight");
  assert.deepEqual(options.map((option) => option.tabIndex), [-1, 0, -1]);
  press("Enter");
  assert.deepEqual(await picked, { item: FRAMES[1]!.item, headline: "Headline two", caption: "Caption two", credit: "TEL" });
  assert.equal(document.querySelector("dialog"), null);
});

test("a picture without a caption is known by its headline, and whoever cancels chose none", async () => {
  const { picked, options, dialog } = await opened();
  assert.equal(options[2]!.textContent, "Headline three");
  [...dialog.querySelectorAll("button")].find((one) => one.textContent === "Cancel")!.click();
  assert.equal(await picked, undefined);
});

test("pictures in the language of the story stand first, each language in its order", async () => {
  const { inLanguageFirst } = await import("./picker.ts");
  const found = ["en", "tr", "ar", "tr-TR"].map((language, n) => ({ ...FRAMES[0]!, item: String(n), language })) as unknown as Parameters<typeof inLanguageFirst>[0];
  const order = (language: string): string => inLanguageFirst(found, language).map(({ item }) => item).join("");
  assert.equal(order("tr"), "1302");
  assert.equal(order(""), "0123");
});

test("what was chosen is known before the next key, though the dialog tells of its end later", async () => {
  const { picked, dialog } = await opened();
  let closed = false;
  // As a browser does it: the event is a task of its own.
  dialog.close = () => void setImmediate(() => dialog.dispatchEvent(new window.Event("close") as unknown as Event) && (closed = true));
  dialog.querySelector("[role=listbox]")!.dispatchEvent(new window.KeyboardEvent("keydown", { key: "Enter", bubbles: true }) as unknown as Event);
  let isKnown = false;
  void picked.then(() => (isKnown = true));
  for (let n = 0; n < 3; n += 1) await Promise.resolve();
  assert.deepEqual([isKnown, closed], [true, false]);
});
