import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost/desk/items/tel:1" });
const { document } = window;
/** The next answers of the server, and what it was asked. */
let answers: { main: string; ok?: boolean; redirected?: boolean }[] = [];
let asked: { url: string; method: string }[] = [];
/** What is not finished in the text, and whether the server says so. */
let open: string[] = [];
let isAway = false;
class Asked {
  readonly url: string;
  readonly method: string;
  constructor(url: string | URL, init: { method?: string } = {}) {
    this.url = String(url);
    this.method = init.method ?? "GET";
  }
}
const fetch = async (request: Asked | string): Promise<unknown> => {
  if (typeof request === "string") {
    if (isAway) throw new TypeError("no line");
    return Response.json({ remarks: open.map((quote) => ({ field: "content.body", level: "warning", code: "placeholder", text: "", quote })) });
  }
  asked.push(request);
  const { main, ok = true, redirected = false } = answers.shift() ?? { main: "" };
  return { ok, redirected, text: async () => `<!doctype html><main>${main}</main>` };
};
const { Event, HTMLElement, HTMLFormElement, Element, Node, DOMParser, SubmitEvent, FormData } = window;
Object.assign(globalThis, { document, Event, HTMLElement, HTMLFormElement, Element, Node, DOMParser, SubmitEvent, FormData, Request: Asked, fetch });
const { ReleasePanel } = await import("./panel.ts");
window.customElements.define("tellal-release", ReleasePanel as never);

const go = (time = "", word = "Release"): string =>
  `<form method="post" action="/desk/items/tel:1/release" class="go"><input type="hidden" name="act" value="release"><details class="later"><input name="time" value="${time}"><input name="zone" value="Europe/Istanbul"></details><button class="main-act">${word}</button></form>`;
const page = (content: string, said = ""): string => `${said ? `<p class="said">${said}</p>` : ""}<tellal-release item="tel:1">${content}</tellal-release>`;
const UNDO = '<form method="post" action="/desk/items/tel:1/undo" class="undo"><button>Undo</button></form>';

let panel: InstanceType<typeof ReleasePanel>;
const time = (): HTMLInputElement => panel.querySelector<HTMLInputElement>("[name=time]")!;
const button = (): HTMLButtonElement => panel.querySelector<HTMLButtonElement>(".main-act")!;

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function press(): Promise<void> {
  const form = panel.querySelector("form")!;
  form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }) as never);
  await settled();
}

beforeEach(() => {
  document.body.innerHTML = page(go());
  panel = document.querySelector("tellal-release") as unknown as typeof panel;
  [answers, asked, open, isAway] = [[], [], [], false];
});

test("a typed time outlives a save, and the button looks at it first", async () => {
  time().value = "2030-01-02T09:00";
  time().dispatchEvent(new Event("input", { bubbles: true }) as never);
  assert.equal(button().textContent, "Look at the time");
  answers = [{ main: page(go()) }];
  await panel.refresh();
  assert.match(asked[0]!.url, /act=release/);
  assert.equal(time().value, "2030-01-02T09:00");
  assert.equal(button().textContent, "Look at the time");
});

test("while somebody types, the panel stays as it is", async () => {
  time().focus();
  await panel.refresh();
  assert.equal(asked.length, 0);
});

test("a page that says why nothing was done is shown, and nothing changed", async () => {
  let changes = 0;
  panel.addEventListener("changed", () => (changes += 1));
  answers = [{ main: page(`${go("2020-01-02T09:00", "Look at the time")}<p class="fault">At is in the past</p>`, "Nothing was sent."), ok: false }];
  await press();
  assert.match(panel.textContent ?? "", /Nothing was sent\..*At is in the past/s);
  assert.equal(changes, 0);
  answers = [{ main: page(go("2030-01-02T09:00", "Schedule"), "Look at it, and confirm.") }];
  await press();
  assert.deepEqual([changes, button().textContent], [0, "Schedule"]);
  answers = [{ main: page(UNDO), redirected: true }];
  await press();
  assert.equal(changes, 1);
  answers = [{ main: page(go(), "It was taken back."), redirected: true }, { main: page(go()) }, { main: page(go()) }];
  await press();
  await panel.refresh();
  assert.match(panel.textContent ?? "", /It was taken back/, "the look that follows leaves it to be read");
  await panel.refresh();
  assert.doesNotMatch(panel.textContent ?? "", /It was taken back/);
});

test("an Undo stays, whatever is refused or not saved", async () => {
  answers = [{ main: page(UNDO), redirected: true }, { main: "<h1>Conflict</h1>", ok: false }];
  await press();
  panel.hold("The text is not saved yet.");
  await press();
  assert.ok(panel.querySelector(".undo button"));
  assert.match(panel.textContent ?? "", /Conflict/);
});

test("nothing goes out without what was typed for it", async () => {
  time().value = "2030-01-02T09:00";
  answers = [{ main: page('<form method="post" action="/desk/items/tel:1/release" class="go"><button class="main-act">Release</button></form>') }];
  await panel.refresh();
  assert.equal(button().disabled, true);
  assert.match(panel.textContent ?? "", /What you typed has no place here any more.*2030-01-02T09:00/);
  panel.querySelector<HTMLButtonElement>(".lost button")!.click();
  assert.equal(button().disabled, false);
});

const tick = (): HTMLInputElement => panel.querySelector<HTMLInputElement>(".purpose input")!;

test("what is not finished goes out on purpose only", async () => {
  open = ["XX"];
  answers = [{ main: page(go()) }];
  await panel.refresh();
  await settled();
  await press();
  assert.deepEqual(asked.map(({ method }) => method), ["GET"], "nothing was sent");
  assert.match(panel.querySelector("[role=alert]")?.textContent ?? "", /^It says XX\. Nothing was sent\./);
  assert.equal(document.activeElement, tick() as never);
  tick().checked = true;
  answers = [{ main: page(go(), "It was taken back."), redirected: true }, { main: page(go()) }];
  await press();
  assert.deepEqual(asked.map(({ method }) => method), ["GET", "POST"]);
  assert.equal(tick().checked, false, "the next time it is asked again");
});

test("a tick outlives a look, and another word asks again", async () => {
  open = ["XX"];
  answers = [{ main: page(go()) }, { main: page(go()) }, { main: page(go()) }];
  await panel.refresh();
  await settled();
  tick().checked = true;
  await panel.refresh();
  await settled();
  assert.equal(tick().checked, true);
  open = ["XX", "TK"];
  await panel.refresh();
  await settled();
  assert.equal(tick().checked, false);
});

test("nothing goes out while nobody knows what is not finished", async () => {
  answers = [{ main: page(go()) }];
  await panel.refresh();
  await settled();
  isAway = true;
  answers = [{ main: page(go()) }];
  await panel.refresh();
  await settled();
  await press();
  assert.match(panel.textContent ?? "", /could not be asked .* Nothing was sent/);
  isAway = false;
  answers = [{ main: page(UNDO), redirected: true }];
  await press();
  assert.ok(panel.querySelector(".undo"), "it is asked again at the next press");
});

test("why releases stand still is told in the panel, and what to do next", async () => {
  answers = [{ main: '<h1>Forbidden</h1><p role="alert">Nothing is released since 2026-09-01T12:00:00Z, when Eda froze releases: flood.</p><p>Nothing was changed.</p><p><a href="/desk">To the desk</a></p>', ok: false }];
  await press();
  const said = panel.querySelector("[role=alert]")?.textContent ?? "";
  assert.match(said, /^Nothing is released since .* 1 Sept 2026.*flood\. Nothing was changed\. The text is saved/);
  assert.doesNotMatch(said, /T12:00|Forbidden|To the desk/);
  assert.ok(button(), "the panel stays");
});
