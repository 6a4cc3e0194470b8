// The terminal worked by keys alone: reading, finding, saving, taking.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo, tellal } from "./demo.mjs";
import { chosen, live, openTerminal, release, row, send, story, upTo } from "./portal.mjs";

let demo;
let browser;
let page;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openTerminal(page, demo);
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

describe("by keys alone", () => {
  test("a story is chosen, opened, copied, put into the basket and left", async () => {
    const { seq } = await release(demo, { slug: "BY-KEYS", headline: "A story <b>for</b> the keyboard", rights: { usage_terms: "Not for archives." } });
    await upTo(page, seq);
    await press("j", "Enter");
    await story(page).getByRole("heading", { name: "A story <b>for</b> the keyboard" }).waitFor();
    await press("c");
    await page.getByText("Copied as text.").first().waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(text.startsWith("TERMS: Not for archives.\n\nA story <b>for</b> the keyboard"), text);
    assert.ok(text.includes("Izmir – The harbour fair opened on Monday"), text);
    await press("C");
    await page.getByText("Copied with its markup.").first().waitFor();
    const html = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return (await item.getType("text/html")).text();
    });
    assert.ok(html.includes("&lt;b&gt;for&lt;/b&gt;") && html.includes("<h1>"), html);
    await press("b");
    await page.getByRole("button", { name: "Basket", pressed: true }).waitFor();
    await press("B");
    await page.getByRole("dialog", { name: "Basket" }).getByText("BY-KEYS").waitFor();
    await press("Escape", "Escape");
    await story(page).waitFor({ state: "hidden" });
    assert.equal(Number(await chosen(page).getAttribute("data-seq")), seq);
    assert.deepEqual(page.faults, []);
  });

  test("a document is downloaded in a format of the contract", async () => {
    await press("g", "j", "d");
    const dialog = page.getByRole("dialog", { name: /^Download/ });
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: /NewsML-G2/ }).first().press("Enter");
    assert.match((await download).suggestedFilename(), /\.xml$/);
    await dialog.getByText(/ is saved\.$/).waitFor();
    await press("Escape");
  });

  test("what changed is shown, and a newer version is offered while an older one is read", async () => {
    const { id, seq } = await release(demo, { slug: "CHANGES", headline: "Two hurt in Izmir" });
    await upTo(page, seq);
    await press("j", "Enter");
    await story(page).getByRole("heading", { name: "Two hurt in Izmir" }).waitFor();
    await send(demo, id, "update", { headline: "Three hurt in Izmir" });
    await story(page).getByRole("button", { name: "Read version 2" }).click();
    await story(page).getByRole("heading", { name: "Three hurt in Izmir" }).waitFor();
    await press("v");
    const changes = story(page).locator(".changes");
    assert.deepEqual([(await changes.locator("del").innerText()).trim(), (await changes.locator("ins").innerText()).trim()], ["Two", "Three"]);
    await press("Escape", "Escape");
  });

  test("a query becomes the list, and goes on live; a fault is shown at its character", async () => {
    const { seq } = await release(demo, { slug: "QUINCE", headline: "Quince harvest begins" });
    await press("/");
    await page.keyboard.type("quince");
    await press("Enter");
    await row(page, seq).locator("mark", { hasText: "Quince" }).waitFor();
    const later = await release(demo, { slug: "QUINCE-2", headline: "Quince prices rise" });
    await release(demo, { slug: "NONE", headline: "Something else" });
    await row(page, later.seq).waitFor();
    assert.equal(await page.locator(".front .column:not(.behind) .row").count(), 2);
    await press("/");
    await page.keyboard.type("quince (kin:picture");
    await press("Enter");
    const fault = page.locator(".query-fault");
    await fault.waitFor();
    assert.equal(await page.getByRole("combobox", { name: "Search" }).getAttribute("aria-invalid"), "true");
    assert.equal((await fault.locator(".here").innerText()).trim(), "k");
    // The fault was asked for.
    page.faults.length = 0;
    await press("/", "Escape");
    await fault.waitFor({ state: "hidden" });
    await live(page);
  });

  test("a search is saved after it said what it would have matched, and raises alerts", async () => {
    await press("/");
    await page.keyboard.type("medlar");
    await press("Enter", "s");
    const dialog = page.getByRole("dialog", { name: "Saved search" });
    await dialog.getByText(/^Nothing matched in the last 30 days\.$/).waitFor();
    await page.keyboard.type("Medlars");
    await press("Enter");
    await page.getByRole("navigation", { name: "Lists" }).getByRole("button", { name: "Medlars", exact: true }).waitFor();
    await release(demo, { slug: "MEDLAR", headline: "Medlar season opens" });
    await page.getByRole("button", { name: /^Alerts: \d+ unread$/ }).waitFor();
    await press("a");
    const alerts = page.getByRole("dialog", { name: "Alerts" });
    await alerts.getByText("Medlar season opens").waitFor();
    await alerts.getByText(/matched Medlars/).waitFor();
    await press("Escape");
    assert.deepEqual(page.faults, []);
  });

  test("where downloads are limited, opening says first what it costs", async () => {
    const reader = { user: "two@month.example", password: "a long enough password" };
    tellal(demo.data, ["org", "add", "Two a Month"]);
    tellal(demo.data, ["org", "contract", "Two a Month", "--products", "1", "--download-limit", "2"]);
    tellal(demo.data, ["org", "person", "add", "Two a Month", reader.user, "--name", "Ida Two"], { TELLAL_PASSWORD: reader.password });
    const other = await openPage(browser, demo.site);
    await openTerminal(other, { ...demo, reader });
    await release(demo, { slug: "COSTS", headline: "A story that counts" });
    await other.getByText("A story that counts").first().waitFor();
    await other.keyboard.press("j");
    await other.keyboard.press("Enter");
    await story(other).getByText("Opens 1 of 2 left").waitFor();
    assert.equal(await story(other).locator(".story-headline").count(), 0);
    await other.keyboard.press("Enter");
    await story(other).getByRole("heading", { name: "A story that counts" }).waitFor();
    await other.keyboard.press("d");
    await other.getByText(/^Takes 1 of the 1 downloads that are left of 2/).waitFor();
    assert.deepEqual(other.faults, []);
    await other.context().close();
  });

  test("an address leads to a story and to a saved search", async () => {
    const { id } = await release(demo, { slug: "BY-ADDRESS", headline: "A story at an address" });
    await page.goto(new URL(`/portal?item=${id}`, demo.site).href);
    await story(page).getByRole("heading", { name: "A story at an address" }).waitFor();
    await press("Escape");
    assert.equal(new URL(page.url()).search, "");
    const found = page.getByRole("navigation", { name: "Lists" }).getByRole("button", { name: "Flash and urgent", exact: true });
    await found.click();
    await page.waitForURL(/#saved=\d+$/);
    await page.reload();
    await live(page);
    await page.waitForFunction(() => document.querySelector("#query")?.value === "priority:1-2");
    await press("/", "Escape");
    assert.deepEqual(page.faults, []);
  });

  test("a story leads to its translations, and a translation back to its original", async () => {
    const { id } = await release(demo, { slug: "ORIGINAL", headline: "A story in English" });
    const related = [{ item: id, title: "A story in English", rel: "translation_of" }];
    const arabic = await release(demo, { language: "ar", slug: "TARJAMA", headline: "قصة بالعربية", related });
    await upTo(page, arabic.seq);
    await page.goto(new URL(`/portal?item=${id}`, demo.site).href);
    const others = story(page).locator(".translations");
    await others.getByText("Arabic", { exact: true }).waitFor();
    const link = others.getByRole("button", { name: "قصة بالعربية" });
    assert.deepEqual([await link.getAttribute("dir"), await link.getAttribute("lang")], ["rtl", "ar"]);
    await link.press("Enter");
    await story(page).getByRole("heading", { name: "قصة بالعربية" }).waitFor();
    await story(page).getByText("Original", { exact: true }).waitFor();
    await story(page).getByRole("button", { name: "A story in English" }).press("Enter");
    await story(page).getByRole("heading", { name: "A story in English" }).waitFor();
    await press("Escape");
    assert.deepEqual(page.faults, []);
  });

  test("the border is moved by the arrow keys and kept", async () => {
    await press("/", "Escape", "g", "j", "Enter");
    await story(page).locator(".story-headline").waitFor();
    const border = page.getByRole("separator", { name: "Size of the story" });
    const before = Number(await border.getAttribute("aria-valuenow"));
    const sent = page.waitForResponse((answer) => answer.url().endsWith("/portal/api/settings"));
    await border.focus();
    await press("ArrowLeft", "ArrowLeft");
    assert.equal(Number(await border.getAttribute("aria-valuenow")), before + 4);
    assert.equal((await sent).status(), 204);
    await page.reload();
    await live(page);
    assert.equal(Number(await border.getAttribute("aria-valuenow")), before + 4);
  });

  test("the keys are listed, and everything else is still after the list is closed", async () => {
    await press("?");
    await page.getByRole("dialog", { name: "Keys" }).getByText("Flash, urgent and kills").waitFor();
    await press("j");
    assert.equal(await page.locator("dialog[open]").count(), 1, "a sheet that is open has the keyboard");
    await press("Escape", "p");
    await page.getByRole("dialog", { name: "Flash, urgent and kills" }).waitFor();
    await press("Escape");
    assert.deepEqual(page.faults, []);
  });
});
