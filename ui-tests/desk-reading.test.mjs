// Reading an item that somebody else writes: nothing can be typed, the screen says why and who it is, and the item is taken
// over on purpose. So it is wherever nobody may write.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { kill } from "./approve.mjs";
import { launchBrowser, openPage, withPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { askDesk, bodyOf, looksRight, signIn, tellDesk } from "./desk.mjs";

/** A story with something in every kind of field. */
const STORY = {
  language: "en", slug: "HARBOUR-FAIR", headline: "Harbour fair opens", standfirst: "With a parade.", byline: "Tom Ferris",
  priority: 4, category: 1, dateline: { city: "Izmir", country: "TR" }, topics: ["medtop:20000153"], keywords: ["harbour", "fair"],
  people: ["Ada Kaya"], places: [{ name: "Izmir", country: "TR" }], editors_note: "Pictures follow.",
  public_summary: "The harbour fair opened on Monday.", rights: { credit: "Ada Kaya/TEL" },
  content: {
    kind: "text",
    body: [
      { block: "paragraph", spans: [{ text: "The fair opened on Monday with " }, { text: "two hundred", strong: true }, { text: " boats." }] },
      { block: "crosshead", text: "A long queue" },
      { block: "list", ordered: false, items: [[{ text: "The fair is open" }], [{ text: "The mole is closed" }]] },
    ],
  },
};
const FIELDS = "#sheet :is(input, textarea), #facts :is(input, textarea)";

let demo;
let browser;
let page;
let item;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await signIn(page, demo.site, demo.staff);
  item = await filed(demo.editor);
  await tellDesk(demo, demo.editor, "PUT", `/items/${item}/lock`, { json: {} });
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;
const press = (key) => page.keyboard.press(key);
const says = (page, words) => page.locator("tellal-editor").getByText(words).first().waitFor();
const onServer = async (id) => {
  const { story, edit } = await tellDesk(demo, demo.staff, "GET", `/items/${id}`);
  return { story, edit };
};

async function filed(who, change = {}) {
  return (await tellDesk(demo, who, "POST", "/items", { json: { story: { ...STORY, ...change } } })).id;
}

async function open(page, id) {
  await page.goto(at(`/desk/items/${id}`));
  await bodyOf(page).waitFor();
}

/** Everything that stands in the fields and in the body. */
const inFields = (page) =>
  page.evaluate((selector) => {
    for (const fold of document.querySelectorAll("#facts details")) fold.open = true;
    const fields = [...document.querySelectorAll(selector)].map((field) => [field.id, field.value]);
    const chips = [...document.querySelectorAll("#facts li")].map((chip) => chip.textContent);
    return { fields, chips, body: document.querySelector("#body .ProseMirror").innerHTML };
  }, FIELDS);

/** Tries to type into every field and to change the text in every way that the editor has. */
async function typeEverywhere(page) {
  const fields = page.locator(FIELDS);
  const count = await fields.count();
  assert.ok(count > 15, `${count} fields`);
  for (let n = 0; n < count; n++) {
    if (!(await fields.nth(n).isVisible())) continue;
    await fields.nth(n).focus();
    await page.keyboard.type("zz");
    for (const key of ["Backspace", "Delete", "Enter"]) await page.keyboard.press(key);
  }
  await bodyOf(page).click();
  await page.keyboard.type("zz");
  for (const key of ["Enter", "Backspace", "Delete", "Control+a", "Control+b", "Control+Alt+Digit1", "Control+x", "Control+z"]) await page.keyboard.press(key);
  await bodyOf(page).evaluate((element) => {
    for (const kind of ["paste", "drop"]) {
      const data = new DataTransfer();
      data.setData("text/plain", "zz");
      data.setData("text/html", "<p>zz</p>");
      const { x, y } = element.getBoundingClientRect();
      const init = { bubbles: true, cancelable: true, clientX: x + 9, clientY: y + 9 };
      element.dispatchEvent(kind === "paste" ? new ClipboardEvent(kind, { ...init, clipboardData: data }) : new DragEvent(kind, { ...init, dataTransfer: data }));
    }
  });
  const tools = page.getByRole("toolbar").getByRole("button");
  for (let n = 0; n < (await tools.count()); n++) {
    const tool = tools.nth(n);
    if (await tool.isEnabled()) await tool.click();
    await page.keyboard.press("Escape");
  }
}

describe("an item that somebody else writes", () => {
  test("says who writes it, and takes nothing that is typed", async () => {
    const before = await onServer(item);
    const sent = [];
    page.on("request", (request) => /\/(manuscript|lock|restore)/.test(request.url()) && sent.push(request.url()));
    await open(page, item);
    await says(page, /Tom Ferris writes here since \d\d:\d\d/);
    assert.equal(await bodyOf(page).getAttribute("contenteditable"), "false");
    assert.deepEqual(await page.locator("#sheet select:enabled, #facts select:enabled").evaluateAll((found) => found.map(({ id }) => id)), []);
    assert.equal(await page.getByRole("button", { name: "Propose" }).isEnabled(), false);
    const fields = await inFields(page);
    await typeEverywhere(page);
    assert.deepEqual(await inFields(page), fields);
    await press("Control+s");
    await page.evaluate(() => document.querySelector("tellal-editor").saved().catch(() => {}));
    assert.deepEqual(await onServer(item), before);
    assert.deepEqual(sent, [], "nothing was sent");
    await looksRight(page, "reading");
  });

  test("replaces nothing that is found in it", async () => {
    const before = await onServer(item);
    await open(page, item);
    await says(page, /Tom Ferris writes here/);
    await press("Control+h");
    await page.keyboard.type("fair");
    const replace = page.getByRole("button", { name: "Replace all" });
    const body = await bodyOf(page).innerText();
    if (await replace.isEnabled()) {
      await page.getByLabel("Replace with", { exact: true }).fill("zz");
      await replace.click();
    }
    assert.equal(await bodyOf(page).innerText(), body);
    assert.deepEqual(await onServer(item), before);
  });

  test("is taken over on purpose, and not before", async () => {
    await open(page, item);
    const take = page.getByRole("button", { name: "Take over" });
    const question = page.getByRole("dialog", { name: "Take over from Tom Ferris?" });
    await take.focus();
    await press("Enter");
    await question.waitFor();
    await looksRight(page, "reading-question");
    await question.getByRole("button", { name: "Leave it" }).click();
    await question.waitFor({ state: "detached" });
    assert.equal(await bodyOf(page).getAttribute("contenteditable"), "false");
    const asEditor = (headline, edit) => askDesk(demo, demo.editor, "PUT", `/items/${item}/manuscript`, { json: { ...STORY, headline }, edit });
    const { edit } = await onServer(item);
    assert.equal((await asEditor("Harbour fair opens late", edit)).status, 200, "the lock is still the editor's");

    await take.click();
    await question.getByRole("button", { name: "Take over" }).click();
    await question.waitFor({ state: "detached" });
    await page.waitForFunction(() => document.querySelector("#body .ProseMirror").getAttribute("contenteditable") === "true");
    assert.equal(await page.locator("#headline").inputValue(), "Harbour fair opens late", "what was written last is there");
    await page.locator("#headline").fill("Harbour fair opens at noon");
    await page.evaluate(() => document.querySelector("tellal-editor").saved());
    assert.equal((await onServer(item)).story.headline, "Harbour fair opens at noon");
    assert.equal(await take.count(), 0);
    const late = await asEditor("Harbour fair does not open", (await onServer(item)).edit);
    assert.equal(late.status, 409);
    assert.equal(late.body.lock.holder, demo.staff.user);
    assert.match(late.body.aside, /^save-\d+$/, "what came too late is kept");
    assert.equal((await onServer(item)).story.headline, "Harbour fair opens at noon");
    assert.deepEqual(page.faults, []);
  });
});

describe("an item that nobody may write", () => {
  /** Opens an item in which nothing can be typed, for this reason. */
  async function onlyRead(page, id, why) {
    await open(page, id);
    await says(page, why);
    assert.equal(await bodyOf(page).getAttribute("contenteditable"), "false");
    await page.locator("#headline").focus();
    await page.keyboard.type("zz");
    await bodyOf(page).click();
    await page.keyboard.type("zz");
    assert.equal(await page.locator("#headline").inputValue(), STORY.headline);
    assert.doesNotMatch(await bodyOf(page).innerText(), /zz/);
    assert.equal(await page.getByRole("button", { name: "Take over" }).count(), 0, "there is nobody to take it from");
  }

  test("is scheduled, or was killed", async () => {
    const later = await filed(demo.staff);
    const { edit } = await onServer(later);
    const scheduled = await askDesk(demo, demo.staff, "POST", `/items/${later}/release`, { json: { at: "2040-01-01T00:00:00Z" }, edit });
    assert.equal(scheduled.status, 202);
    await onlyRead(page, later, /^It goes out on .*2040.*Take it off the schedule to change it\.$/);
    const wrong = await filed(demo.staff);
    await tellDesk(demo, demo.staff, "POST", `/items/${wrong}/release`, { json: {}, edit: (await onServer(wrong)).edit });
    await kill(demo, wrong, "It was wrong.");
    await onlyRead(page, wrong, "The item was killed. What is right is filed as a new item.");
    assert.deepEqual(page.faults, []);
  });

  test("is another's, for a reporter", async () => {
    const theirs = await filed(demo.editor);
    await withPage(browser, demo.site, {}, async (reporter) => {
      await signIn(reporter, demo.site, demo.reporter);
      await onlyRead(reporter, theirs, /^Only an editor changes this item/);
      assert.deepEqual(reporter.faults, []);
    });
  });
});
