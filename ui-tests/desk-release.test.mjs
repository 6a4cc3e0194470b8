// Releasing: taken back and for good, a flash with two persons in two browsers, an embargo by the clock, and who gets it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage, settle } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { LOOKS, looksRight, paragraphs, signIn, tellDesk } from "./desk.mjs";

/** Seconds in which an embargo is scheduled, at least. It ends on the minute, so that the test waits up to a minute more. */
const EMBARGO_SECS_MIN = 15;

let demo;
let browser;
let editor;
let chief;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  [editor, chief] = await Promise.all([openPage(browser, demo.site), openPage(browser, demo.site)]);
  await signIn(editor, demo.site, demo.editor);
  await signIn(chief, demo.site, demo.staff);
});

after(async () => {
  await editor?.context().close();
  await chief?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;

/** Files a draft as the editor does by program; answers its id. */
async function draft(more = {}) {
  const story = {
    language: "en", slug: "HARBOUR-FAIR", headline: "Harbour fair opens", priority: 4, category: 1,
    dateline: { city: "Izmir" },
    content: paragraphs("The harbour fair opened on Monday with two hundred boats and a long queue."),
    ...more,
  };
  return (await tellDesk(demo, demo.editor, "POST", "/items", { json: { story } })).id;
}

async function save(item, change) {
  const { story, edit } = await tellDesk(demo, demo.editor, "GET", `/items/${item}`);
  await tellDesk(demo, demo.editor, "PUT", `/items/${item}/manuscript`, { json: { ...story, ...change }, edit });
}

async function panel(page, item) {
  await page.goto(at(`/desk/items/${item}/release`));
}

/** The panel beside the text. */
async function beside(page, item) {
  await page.goto(at(`/desk/items/${item}`));
  await page.locator("#headline").waitFor();
  await page.keyboard.press("Control+Enter");
  const tool = page.locator("#tool tellal-release");
  await tool.getByRole("button", { name: "Release", exact: true }).waitFor();
  return tool;
}

async function later(panel, time) {
  await panel.getByText("Send it later").click();
  await panel.getByLabel("At", { exact: true }).fill(time);
}

describe("releasing", () => {
  test("names who gets it, what the public sees and the bytes, before anything is sent", async () => {
    const item = await draft();
    await panel(editor, item);
    const main = editor.locator("main");
    await main.getByText("The Daily Lantern").waitFor();
    assert.match(await main.innerText(), /because everything/i);
    await main.getByText("The bytes of the wire").click();
    assert.match(await main.locator("pre.bytes").innerText(), /"headline":"Harbour fair opens"/);
    await main.getByLabel("Format").selectOption("nitf");
    await main.locator("pre.document", { hasText: "<nitf" }).waitFor();
    await looksRight(editor, "release-panel");
    assert.deepEqual(editor.faults, []);
  });

  test("is taken back with Escape, and then done for good", async () => {
    const item = await draft();
    await panel(editor, item);
    await editor.keyboard.press("Control+Enter");
    await editor.getByRole("button", { name: "Undo" }).waitFor();
    // It is there for ten seconds: one look fewer leaves time to press it.
    await looksRight(editor, "release-undo", LOOKS.slice(0, 3));
    await editor.keyboard.press("Escape");
    await editor.getByText("It was taken back. Nothing went out.").waitFor();
    await editor.getByRole("button", { name: "Release", exact: true }).click();
    await editor.getByRole("button", { name: "Undo" }).waitFor();
    await editor.getByText("version 1 is out").waitFor({ timeout: 20_000 });
    const shown = editor.locator("tellal-release");
    assert.doesNotMatch(await shown.innerText(), /cannot go out/, "nothing is wrong with what is out");
    assert.equal(await shown.getByRole("radio").count(), 0, "nothing is to be sent as something");
    assert.equal(await shown.getByRole("link", { name: "What may follow" }).getAttribute("href"), `/desk/items/${item}/after`);
    assert.deepEqual(editor.faults, []);
  });

  test("a typed time outlives a save of the text, and is looked at before anything goes out", async () => {
    const item = await draft({ slug: "TIDE" });
    const tool = await beside(editor, item);
    await later(tool, "2031-05-06T07:08");
    await tool.getByRole("button", { name: "Look at the time" }).waitFor();
    await editor.locator("#headline").fill("Harbour fair opens with the tide");
    await tool.getByText(/save [2-9]/).waitFor();
    assert.equal(await tool.getByLabel("At", { exact: true }).inputValue(), "2031-05-06T07:08");
    await tool.getByRole("button", { name: "Look at the time" }).click();
    await tool.getByText(/Goes out Tuesday, 6 May 2031, 07:08/).waitFor();
    await tool.getByRole("button", { name: "Schedule" }).waitFor();
    assert.equal(await tool.getByRole("button", { name: "Undo" }).count(), 0);
    assert.deepEqual(editor.faults, []);
  });

  test("an Undo stays in sight while the text cannot be saved", async () => {
    const item = await draft({ slug: "FERRY" });
    const tool = await beside(editor, item);
    const saves = "**/desk/api/items/**";
    await editor.route(saves, (route) => (route.request().method() === "GET" ? route.continue() : route.abort()));
    await editor.locator("#headline").fill("Harbour fair opens, not saved in time");
    await tool.getByRole("button", { name: "Release", exact: true }).click();
    const undo = tool.getByRole("button", { name: "Undo" });
    await undo.waitFor();
    await editor.unroute(saves);
    // The editor fetches the item again, and cannot save what was typed: the item is on its way out.
    await tool.evaluate((panel) => panel.dispatchEvent(new Event("changed")));
    await settle(editor);
    await undo.click();
    await tool.locator(".go .main-act").waitFor();
    assert.doesNotMatch(await tool.innerText(), /is out/);
    editor.faults.length = 0;
  });

  test("a time that has passed is refused at its field, however often it is pressed", async () => {
    const item = await draft({ slug: "PAST" });
    const refused = async (shown) => {
      await later(shown, "2020-01-02T09:00");
      for (let times = 0; times < 2; times += 1) {
        const answered = editor.waitForResponse((answer) => answer.status() === 422);
        await shown.getByRole("button", { name: "Look at the time" }).click();
        await answered;
        await shown.locator(".fault", { hasText: "Thursday, 2 January 2020, 09:00, Europe/Istanbul, which has passed" }).waitFor();
        await shown.getByText("Nothing was sent.").waitFor();
      }
      assert.equal(await shown.getByRole("button", { name: "Undo" }).count(), 0);
      assert.equal(await shown.getByLabel("At", { exact: true }).inputValue(), "2020-01-02T09:00");
    };
    await refused(await beside(editor, item));
    await panel(editor, item);
    await refused(editor.locator("tellal-release"));
    await settle(editor);
    assert.deepEqual(editor.faults.filter((fault) => !/422/.test(fault)), []);
    editor.faults.length = 0;
  });

  test("a flash is asked for in one browser, approved in another, and retracted in one click", async () => {
    const item = await draft({ priority: 1, slug: "QUAKE", headline: "Strong earthquake hits Izmir", content: paragraphs("A strong earthquake hit Izmir.") });
    await panel(editor, item);
    await editor.getByText("This takes a second person").waitFor();
    await editor.getByRole("button", { name: "Ask for approval" }).click();
    await editor.getByText("A second person was asked.").waitFor();
    await chief.goto(at("/desk/approvals"));
    await chief.waitForFunction(() => /^Approvals \(1\)/.test(document.title));
    await looksRight(chief, "release-approvals");
    await chief.getByRole("link", { name: "Release", exact: true }).first().click();
    await chief.getByText("The retraction, approved with it").waitFor();
    await looksRight(chief, "release-approval");
    await chief.getByRole("button", { name: "Approve and send" }).click();
    await chief.getByText(/It is approved, by /).waitFor();
    await panel(editor, item);
    await looksRight(editor, "release-flash");
    await editor.getByRole("button", { name: "Retract" }).click();
    await editor.getByText("The retraction is on the wire.").waitFor();
    const feed = await fetch(`${demo.api}/items/${item}`, { headers: { authorization: `Bearer ${demo.subscriber.api_key}` } });
    assert.equal(feed.status, 410, "nobody is given a flash that was retracted");
    assert.deepEqual([...editor.faults, ...chief.faults], []);
  });

  test("what was changed in between is refused, and nothing goes out", async () => {
    const item = await draft({ priority: 1, slug: "QUAKE-2", headline: "Aftershock", content: paragraphs("A strong aftershock hit Izmir.") });
    await panel(editor, item);
    await editor.getByRole("button", { name: "Ask for approval" }).click();
    await editor.getByRole("link", { name: "Look at the request" }).click();
    await editor.waitForURL("**/desk/approvals/*");
    await chief.goto(editor.url());
    await chief.getByRole("button", { name: "Approve and send" }).waitFor();
    await save(item, { headline: "Aftershocks" });
    await chief.getByRole("button", { name: "Approve and send" }).click();
    await chief.getByText(/changed since it was asked for|is overtaken already/).first().waitFor();
    chief.faults.length = 0;
    await panel(editor, item);
    assert.doesNotMatch(await editor.locator("main").innerText(), /is out/);
    assert.deepEqual(editor.faults, []);
  });

  test("an embargo of another zone is shown in both, and goes out by the clock", async () => {
    const minute = new Date(Math.ceil((Date.now() + EMBARGO_SECS_MIN * 1000) / 60_000) * 60_000);
    const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo", dateStyle: "short", timeStyle: "short" }).format(minute).replace(" ", "T");
    const item = await draft({ slug: "BUDGET", headline: "Budget published" });
    await save(item, { embargo_at: { time: wall, zone: "Asia/Tokyo" } });
    await panel(editor, item);
    const shown = await editor.locator(".embargo").innerText();
    assert.match(shown, /day, \d+ \w+ \d{4}, \d\d:\d\d, Europe\/Istanbul/);
    assert.match(shown, /Asia\/Tokyo, as it was entered/);
    await looksRight(editor, "release-embargo");
    await editor.getByRole("checkbox", { name: "The time is right" }).check();
    await editor.getByRole("button", { name: "Schedule" }).click();
    await editor.getByRole("heading", { name: "Scheduled" }).waitFor();
    await editor.getByText("version 1 is out").waitFor({ timeout: 130_000 });
    assert.ok(Date.now() >= minute.getTime(), "not before its time");
    assert.deepEqual(editor.faults, []);
  });

  test("an Arabic story reads from the right", async () => {
    const item = await draft({ language: "ar", slug: "MINAA", headline: "افتتاح معرض الميناء في إزمير", content: paragraphs("افتتح معرض الميناء في إزمير يوم الاثنين بمشاركة مئتي قارب.") });
    await panel(editor, item);
    await editor.locator('pre.document[dir="rtl"]').waitFor();
    await looksRight(editor, "release-arabic");
    assert.deepEqual(editor.faults, []);
  });
});
