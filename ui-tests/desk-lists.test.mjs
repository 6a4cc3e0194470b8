// The newsroom's lists: live, worked by keys, and found again.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo, tellal } from "./demo.mjs";
import { askAt, fillIn, looksRight, paragraphs, signIn } from "./desk.mjs";

const PASSWORD = "a long enough password";

let demo;
let browser;
let page;
let other;

before(async () => {
  demo = await startDemo();
  tellal(demo.data, ["staff", "add", "ayse", "--name", "Ayşe", "--role", "reporter"], { TELLAL_PASSWORD: PASSWORD });
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  other = await openPage(browser, demo.site);
  await signIn(page, demo.site, demo.staff);
  await signIn(other, demo.site, demo.staff);
});

after(async () => {
  await page?.context().close();
  await other?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;

const story = (slug, headline, language = "en") => ({
  language,
  priority: 4,
  category: 1,
  slug,
  headline,
  content: paragraphs(`${headline}, told at length.`),
});

async function create(page, slug, headline, language) {
  const { status, body } = await askAt(page, "POST", "/items", { json: { story: story(slug, headline, language) } });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

const row = (page, id) => page.locator(`tr[data-item="${id}"]`);
const live = (page) => page.locator(".line-state[data-state='live']").waitFor();
const focused = (page) => page.evaluate(() => document.activeElement.closest("tr")?.dataset.item);

describe("the lists", () => {
  test("follow what others do, and never move the line that somebody looks at", async () => {
    const [first, second] = [await create(other, "STAYS", "It stays"), await create(other, "CHANGES", "It changes")];
    await page.goto(at("/desk?shelf=drafts"));
    await live(page);
    const focus = row(page, first.id).locator(".what a");
    await focus.focus();
    const { y } = await focus.boundingBox();
    const { body } = await askAt(other, "PUT", `/items/${second.id}`, { json: story("CHANGES", "It has changed"), edit: 1 });
    assert.equal(body.edit, 2);
    await row(page, second.id).getByText("It has changed").waitFor();
    const third = await create(other, "NEW-ONE", "It is new");
    const fresh = page.getByRole("button", { name: "1 new" });
    await fresh.waitFor();
    assert.equal(await row(page, third.id).count(), 0, "it would move what somebody looks at");
    // The other line leaves the list: it is marked, and stays.
    await askAt(other, "PUT", `/items/${second.id}/place`, { json: { stage: "review" } });
    await row(page, second.id).getByText("has left this list").waitFor();
    assert.equal((await focus.boundingBox()).y, y);
    assert.equal(await focused(page), first.id);
    await fresh.click();
    assert.equal(await focused(page), third.id);
    await page.locator("tr.gone").waitFor({ state: "detached" });
    await page.getByRole("status").filter({ hasText: "new item" }).waitFor({ state: "attached" });
    assert.deepEqual(page.faults, []);
  });

  test("say when the line is cut, and repair themselves", async () => {
    await page.route("**/desk/api/live*", (route) => route.abort());
    await page.goto(at("/desk?shelf=drafts"));
    await page.getByText("The line is cut").first().waitFor();
    await page.mouse.move(0, 0);
    const missed = await create(other, "MISSED", "Made while the line was cut");
    assert.equal(await row(page, missed.id).count(), 0);
    await page.unroute("**/desk/api/live*");
    await live(page);
    await row(page, missed.id).waitFor();
    // What was cut on purpose.
    page.faults.length = 0;
  });

  test("are worked by keys alone", async () => {
    const item = await create(other, "BY-KEYS", "Moved by keys");
    await page.goto(at("/desk?shelf=drafts"));
    await live(page);
    await page.keyboard.press("j");
    assert.equal(await focused(page), item.id);
    await page.keyboard.press("r");
    await page.getByRole("status").filter({ hasText: "BY-KEYS is in review now." }).waitFor({ state: "attached" });
    await page.keyboard.press("g");
    await page.keyboard.press("v");
    await page.waitForURL((url) => url.searchParams.get("shelf") === "review");
    await live(page);
    await page.keyboard.press("j");
    assert.equal(await focused(page), item.id);
    await page.keyboard.press("p");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "World" }).waitFor();
    await page.keyboard.press("Enter");
    await row(page, item.id).locator(".of").getByText("World").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Move to a desk").waitFor();
    await looksRight(page, "lists-keys");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.type), "search");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("o");
    await page.waitForURL((url) => url.pathname.startsWith("/desk/items/"));
  });

  test("show one desk, and desks are made, renamed and removed", async () => {
    await page.goto(at("/desk/desks"));
    await page.getByRole("heading", { name: "Another desk" }).waitFor();
    await page.locator("#name").fill("Weather");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByRole("status").waitFor();
    const weather = page.locator("li").filter({ has: page.locator("input[value='Weather']") });
    await weather.getByLabel("Name").fill("Climate");
    await weather.getByRole("button", { name: "Rename" }).click();
    await looksRight(page, "lists-desks");
    await page.locator("li").filter({ has: page.locator("input[value='Climate']") }).getByRole("button", { name: "Remove" }).click();
    assert.equal(await page.locator("input[value='Climate']").count(), 0);
    await page.goto(at("/desk?shelf=all"));
    await page.getByLabel("Desk", { exact: true }).selectOption({ label: "العربية" });
    await page.waitForURL((url) => url.searchParams.get("desk"));
    const rows = page.locator("tbody tr");
    assert.ok((await rows.count()) > 0);
    assert.equal(await page.locator(".what a:not([lang^='ar'])").count(), 0);
    await looksRight(page, "lists-arabic");
    assert.deepEqual(page.faults, []);
  });

  test("have shelves with something on each", async () => {
    for (const shelf of ["inbox", "drafts", "review", "scheduled", "released"]) {
      await page.goto(at(`/desk?shelf=${shelf}`));
      assert.ok((await page.locator("tbody tr").count()) > 0, shelf);
      if (["scheduled", "released", "drafts"].includes(shelf)) await looksRight(page, `lists-${shelf}`);
    }
    assert.match(await page.locator(".shelves").innerText(), /Inbox\s*2/);
  });

  test("find drafts and what was sent in one search", async () => {
    const draft = await create(other, "ZEBRA-DRAFT", "Zebrâs cross the river");
    const sent = await create(other, "ZEBRA-SENT", "Zebras in the city");
    await askAt(other, "POST", `/items/${sent.id}/release`, { json: {}, edit: 1 });
    await page.goto(at("/desk/search"));
    await page.getByLabel("Words").fill("zebras");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: /^Drafts/ }).locator(`tr[data-item="${draft.id}"]`).waitFor();
    const archive = page.getByRole("region", { name: /^Archive/ }).locator(`tr[data-item="${sent.id}"]`);
    // The archive follows the wire within a second.
    for (let tries = 0; tries < 20 && (await archive.count()) === 0; tries++) await page.reload();
    assert.match(await archive.innerText(), /Out v1/);
    await looksRight(page, "lists-search");
    assert.deepEqual(page.faults, []);
  });

  test("say at the field what cannot be looked for, and keep what was typed", async () => {
    const asking = await openPage(browser, demo.site);
    await signIn(asking, demo.site, demo.staff);
    await asking.goto(at("/desk/search"));
    await asking.getByLabel("Words").fill("fire )");
    await asking.keyboard.press("Enter");
    await asking.getByText("this parenthesis closes nothing").waitFor();
    assert.equal(await asking.getByLabel("Words").inputValue(), "fire )");
    assert.equal(await asking.getByLabel("Words").getAttribute("aria-invalid"), "true");
    await asking.context().close();
  });

  test("are where whoever writes lands, and one step from the office", async () => {
    const fresh = await openPage(browser, demo.site);
    await fresh.goto(at("/sign-in"));
    await fillIn(fresh, { user: "ayse", password: PASSWORD });
    await fresh.waitForURL((url) => url.pathname === "/desk");
    await fresh.getByRole("link", { name: "Office", exact: true }).click();
    await fresh.waitForURL((url) => url.pathname === "/admin");
    await fresh.getByRole("link", { name: "Desk", exact: true }).click();
    await fresh.waitForURL((url) => url.pathname === "/desk");
    await fresh.goto(at("/desk?shelf=nothing"));
    await fresh.getByRole("link", { name: "To the desk" }).click();
    await fresh.waitForURL((url) => url.pathname === "/desk" && url.search === "");
    await fresh.context().close();
  });

  test("let reporters edit their own, and nobody else's", async () => {
    const reporter = await openPage(browser, demo.site);
    await signIn(reporter, demo.site, { user: "ayse", password: PASSWORD });
    assert.equal(await reporter.getByRole("heading", { level: 1 }).innerText(), "My items");
    const own = await create(reporter, "OWN", "Her own story");
    const theirs = await create(other, "THEIRS", "The chief's story");
    const edit = (id) => askAt(reporter, "PUT", `/items/${id}`, { json: story("OWN", "Edited"), edit: 1 });
    assert.equal((await edit(own.id)).status, 200);
    const refused = await edit(theirs.id);
    assert.equal(refused.status, 403);
    assert.match(refused.body.detail, /a reporter edits own items/);
    await reporter.context().close();
  });

  test("work without a script", async () => {
    const bare = await openPage(browser, demo.site, { javaScriptEnabled: false });
    await signIn(bare, demo.site, demo.staff);
    const item = await create(other, "NO-SCRIPT", "No script");
    await bare.goto(at("/desk?shelf=drafts"));
    await row(bare, item.id).getByRole("button", { name: "To review" }).click();
    await bare.waitForURL((url) => url.search === "?shelf=drafts");
    assert.equal(await row(bare, item.id).count(), 0);
    await bare.goto(at("/desk?shelf=review"));
    await row(bare, item.id).getByRole("link", { name: "Move to a desk…" }).click();
    await bare.getByLabel("Desk").selectOption({ label: "Sport" });
    await bare.getByRole("button", { name: "Move" }).click();
    await bare.goto(at("/desk?shelf=review"));
    assert.match(await row(bare, item.id).innerText(), /Sport/);
    await bare.context().close();
  });
});
