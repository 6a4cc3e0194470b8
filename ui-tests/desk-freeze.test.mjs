// One desk stands still: what it releases is refused with the reason, another desk goes on, and it goes on itself when it is
// let go.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { askDesk, looksRight, paragraphs, signIn, tellDesk } from "./desk.mjs";

const REASON = "The results are not confirmed.";
const OUT_MS_MAX = 30_000;

let demo;
let browser;
let chief;
let editor;
/** The ids of the desks, by their names. */
let desks;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  [chief, editor] = await Promise.all([openPage(browser, demo.site), openPage(browser, demo.site)]);
  await signIn(chief, demo.site, demo.staff);
  await signIn(editor, demo.site, demo.editor);
  const { desks: all } = await tellDesk(demo, demo.editor, "GET", "/desks");
  desks = Object.fromEntries(all.map(({ id, name }) => [name, id]));
});

after(async () => {
  await chief?.context().close();
  await editor?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;

/** Files a draft at this desk; answers its id. */
async function draft(desk, headline) {
  const story = { language: "en", slug: "RESULT", headline, priority: 4, category: 1, dateline: { city: "Izmir" }, content: paragraphs(`${headline}, the club said on Sunday.`) };
  const { id } = await tellDesk(demo, demo.editor, "POST", "/items", { json: { story } });
  await tellDesk(demo, demo.editor, "PUT", `/items/${id}/place`, { json: { desk: desks[desk] } });
  return id;
}

const item = (id) => tellDesk(demo, demo.editor, "GET", `/items/${id}`);

/** Releases an item as a program does; answers the status and what was said. */
async function released(id) {
  const { edit } = await item(id);
  return askDesk(demo, demo.editor, "POST", `/items/${id}/release`, { json: {}, edit });
}

/** Presses the button of the release panel. */
async function press(id) {
  await editor.goto(at(`/desk/items/${id}/release`));
  await editor.getByRole("button", { name: "Release", exact: true }).click();
}

/** Sends the form of the freeze for one desk, as the chief. */
async function settle(desk, field, words, button) {
  await chief.goto(at("/admin/freeze"));
  await chief.getByRole("checkbox", { name: new RegExp(`^Desk ${desk}:`) }).check();
  await chief.getByLabel(field).fill(words);
  await chief.getByRole("button", { name: button, exact: true }).click();
  await chief.getByRole("status").waitFor();
}

describe("a desk that stands still", () => {
  let out;
  let waits;

  test("is frozen from the screen, with a reason that everybody reads", async () => {
    out = await draft("Sport", "Harbour win the cup");
    assert.equal((await released(out)).status, 200);
    waits = await draft("Sport", "Harbour lose the league");
    await settle("Sport", "Reason", REASON, "Freeze");
    const row = chief.getByRole("row", { name: /Sport/ });
    assert.match(await row.innerText(), new RegExp(`chief\\s+${REASON}`));
    assert.equal(await chief.getByRole("checkbox", { name: /^Desk World:/ }).count(), 1, "no other desk stands still");
    await editor.goto(at(`/desk?shelf=drafts&desk=${desks.Sport}`));
    await editor.getByText(REASON).waitFor();
    assert.match(await editor.locator("main").innerText(), /Sport stands still: nothing of it goes out/);
    await looksRight(editor, "freeze-list");
    await editor.goto(at(`/desk?shelf=drafts&desk=${desks.World}`));
    assert.doesNotMatch(await editor.locator("main").innerText(), /stands still: nothing/);
    assert.deepEqual([...chief.faults, ...editor.faults], []);
  });

  test("releases nothing, and says why", async () => {
    await press(waits);
    await editor.getByText(/nothing of the desk Sport is released since .*, when chief froze it: The results are not confirmed/i).first().waitFor();
    assert.equal(await editor.getByRole("button", { name: "Undo" }).count(), 0);
    await looksRight(editor, "freeze-refused");
    const { status, body } = await released(waits);
    assert.equal(status, 403);
    assert.match(body.detail, /nothing of the desk Sport is released .* The results are not confirmed/);
    const { version, due } = await item(waits);
    assert.deepEqual([version, due], [0, null], "nothing of it went out, and nothing waits to");
    assert.deepEqual(editor.faults.filter((fault) => !/403/.test(fault)), []);
    editor.faults.length = 0;
  });

  test("can still take back what it sent", async () => {
    const { act } = await tellDesk(demo, demo.staff, "POST", `/items/${out}/hold`, { json: { reason: "It is being checked." } });
    assert.equal(act, "hold");
  });

  test("keeps no other desk from its work", async () => {
    const world = await draft("World", "Ministers meet in Izmir");
    await press(world);
    await editor.getByText("version 1 is out").waitFor({ timeout: OUT_MS_MAX });
    assert.equal((await released(await draft("Economy", "Rates stay"))).status, 200);
    assert.deepEqual(editor.faults, []);
  });

  test("goes on when it is let go", async () => {
    await settle("Sport", "Why now", "They are confirmed.", "Thaw");
    await press(waits);
    await editor.getByText("version 1 is out").waitFor({ timeout: OUT_MS_MAX });
    assert.equal((await item(waits)).version, 1);
    await editor.goto(at("/desk?shelf=drafts"));
    assert.doesNotMatch(await editor.locator("main").innerText(), /stands still/);
    assert.deepEqual([...chief.faults, ...editor.faults], []);
  });
});
