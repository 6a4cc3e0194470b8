// The terminal as it is looked at: light and dark, on a phone, right to left, and out of a window of its own.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DESKTOP, PHONE } from "./browser.mjs";
import { paragraphs } from "./desk.mjs";
import { atTerminal, live, looksRight, release, row, story, upTo } from "./portal.mjs";

const ARABIC = { language: "ar", slug: "حريق-إزمير", headline: "حريق في إزمير", content: paragraphs("اندلع حريق في ميناء إزمير صباح الاثنين."), dateline: { city: "إزمير" } };

let demo;
let page;

atTerminal((place) => ({ demo, page } = place));

describe("the terminal looks right", () => {
  test("as a list", async () => {
    await release(demo, { slug: "URGENT-ONE", headline: "Ferries stop in fog", priority: 2 });
    await page.locator(".row.p2").first().waitFor();
    await looksRight(page, "list");
    assert.deepEqual(page.faults, []);
  });

  test("with a story, and on a phone as two views", async () => {
    const { seq } = await release(demo, { slug: "TO-READ", headline: "A story to be read", editors_note: "Pictures follow.", rights: { usage_terms: "Not for archives." } });
    await upTo(page, seq);
    await row(page, seq).click();
    await story(page).locator(".story-headline").waitFor();
    await looksRight(page, "story");
    await page.setViewportSize(PHONE);
    const { width } = await story(page).boundingBox();
    assert.equal(width, PHONE.width);
    await page.getByRole("button", { name: "Close the story" }).click();
    await row(page, seq).waitFor();
    await page.setViewportSize(DESKTOP);
  });

  test("with rows and stories from right to left in a page from left to right", async () => {
    const { seq } = await release(demo, ARABIC);
    await upTo(page, seq);
    const headline = row(page, seq).locator(".headline");
    assert.deepEqual([await headline.getAttribute("dir"), await headline.getAttribute("lang")], ["rtl", "ar"]);
    const time = await row(page, seq).locator(".when").boundingBox();
    assert.ok(time.x < (await headline.boundingBox()).x, "the columns stay where they are");
    await row(page, seq).click();
    await story(page).locator(".text[dir='rtl']").waitFor();
    await looksRight(page, "arabic");
    await page.keyboard.press("Escape");
  });

  test("with a search, its counts and a sheet", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("izmir OR istanbul");
    await page.keyboard.press("Enter");
    const refine = page.getByRole("region", { name: "Refine" });
    await refine.getByRole("button", { name: /^Text/ }).click();
    assert.equal(await page.getByRole("combobox", { name: "Search" }).inputValue(), "izmir OR istanbul kind:text");
    await looksRight(page, "search");
    await page.keyboard.press("Escape");
    await page.keyboard.press("s");
    await page.getByRole("dialog", { name: "Saved search" }).waitFor();
    await looksRight(page, "save");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
  });

  test("dark and compact where the reader wants it, on every device", async () => {
    await page.keyboard.press(",");
    const settings = page.getByRole("dialog", { name: "Settings" });
    await settings.getByLabel("Dark").check();
    const sent = page.waitForResponse((answer) => answer.url().endsWith("/portal/api/settings"));
    await settings.getByLabel("Compact").check();
    await sent;
    await page.keyboard.press("Escape");
    await page.reload();
    await live(page);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(18, 20, 24)");
    assert.equal((await page.locator(".row").first().boundingBox()).height, 28);
    await looksRight(page, "compact", [[DESKTOP, "light"]]);
  });

  test("as a ticker", async () => {
    await page.goto(new URL("/portal?ticker=all", demo.site).href);
    await live(page);
    await page.locator(".row").first().waitFor();
    await looksRight(page, "ticker", [[{ width: 960, height: 260 }, "light"], [PHONE, "dark"]]);
    assert.deepEqual(page.faults, []);
  });

  test("when somebody is signed out, with the way back to the same place", async () => {
    await page.goto(new URL("/portal#q=izmir", demo.site).href);
    await live(page);
    await page.context().clearCookies();
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await page.locator(".status[data-state='signed-out']").waitFor();
    await page.locator(".status").getByRole("link", { name: "Sign in again" }).click();
    await page.getByLabel("Login").fill(demo.reader.user);
    await page.getByLabel("Password", { exact: true }).fill(demo.reader.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname === "/portal");
    await live(page);
    await page.waitForFunction(() => document.querySelector("#query")?.value === "izmir");
  });
});
