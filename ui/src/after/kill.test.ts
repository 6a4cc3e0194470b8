import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { KillForm } from "./kill.ts";

const PAGE = `<form data-kill><input type="hidden" name="act" value="kill">
<input type="checkbox" name="item" value="a" data-language="en" checked><input type="checkbox" name="item" value="b" data-language="tr">
<select name="because"><option value="wrong">Wrong</option><option value="rights">Rights</option></select>
<textarea name="reason">It is wrong.</textarea><button data-verb="Kill">Kill</button><span data-count></span>
<button type="button" data-all hidden>All</button><p class="no-script"></p></form>`;

function page(): { form: HTMLFormElement; asked: string[]; window: Window } {
  const window = new Window({ url: "http://127.0.0.1/" });
  window.document.body.innerHTML = PAGE;
  const asked: string[] = [];
  globalThis.fetch = (async (path: string) => {
    asked.push(path);
    return new Response(JSON.stringify({ text: `proposed ${asked.length}` }), { status: 200 });
  }) as typeof fetch;
  const form = window.document.querySelector("form") as unknown as HTMLFormElement;
  return { form, asked, window };
}

const all = (form: HTMLFormElement): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>("input[name=item]")];

test("what is ticked is counted, and nothing ticked sends nothing", () => {
  const { form, window } = page();
  new KillForm(form);
  const count = form.querySelector("[data-count]");
  const submit = form.querySelector<HTMLButtonElement>("button[data-verb]");
  assert.equal(count?.textContent, "One item is ticked.");
  form.querySelector<HTMLButtonElement>("[data-all]")?.click();
  assert.equal(count?.textContent, "2 items are ticked.");
  form.querySelector<HTMLButtonElement>("[data-all]")?.click();
  assert.deepEqual([count?.textContent, submit?.disabled], ["Nothing is ticked.", true]);
  void window.close();
});

test("words are proposed in the languages of what is ticked, and never over words that somebody wrote", async () => {
  const { form, asked, window } = page();
  const killing = new KillForm(form);
  const reason = form.querySelector("textarea");
  for (const box of all(form)) box.checked = true;
  await killing.propose();
  assert.equal(asked[0], "/desk/api/notice?act=kill&because=wrong&languages=en%2Ctr");
  assert.equal(reason?.value, "proposed 1");
  if (reason) reason.value = "My own words.";
  await killing.propose();
  assert.deepEqual([asked.length, reason?.value], [1, "My own words."]);
  void window.close();
});
