// A product with its live test, a contract for it, and a subscriber who then gets exactly that.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { accessibilityViolations, DESKTOP, launchBrowser, PHONE, settle, sidewaysOverflow, withPage } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";

const LOOKS = [
  { look: "light", viewport: DESKTOP, colorScheme: "light" },
  { look: "dark", viewport: DESKTOP, colorScheme: "dark" },
  { look: "phone", viewport: PHONE, colorScheme: "light" },
];
const PAPER = "The Contract Paper";
const PASSWORD = "correct horse battery";

let demo;
let browser;
/** The key of a paper that has no contract yet. */
let key;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  await tellal("org", "add", PAPER);
  key = /tellal_\w+/.exec(await tellal("key", "add", PAPER))[0];
  await tellal("staff", "add", "seller", "--role", "business");
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Runs a command beside the demo; answers what it said. */
async function tellal(...args) {
  const env = { ...process.env, TELLAL_PASSWORD: PASSWORD };
  const run = promisify(execFile);
  return (await run(join(TARGET, "debug", "tellal"), ["--data", demo.data, ...args], { env })).stdout;
}

const at = (path) => new URL(path, demo.site).href;
const call = (path) => fetch(`${demo.api}${path}`, { headers: { authorization: `Bearer ${key}` } });

async function signIn(page, path) {
  await page.goto(at(`/sign-in?next=${path}`));
  await page.getByLabel("Login").fill("seller");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`**${path}`);
}

describe("what is sold", () => {
  test("is tried, saved, granted, and then given: that and nothing else", async () => {
    await withPage(browser, demo.site, {}, async (page) => {
      await signIn(page, "/admin/products/new");
      const number = await page.getByLabel("Number").inputValue();
      await page.getByLabel("English name").fill("English texts");
      await page.getByLabel("Filter", { exact: true }).fill("language:en and kind:poem");
      await page.getByRole("button", { name: "Save" }).click();
      assert.match(await page.locator("#filter-fault").innerText(), /at character 22: `poem`/);
      assert.equal(await page.getByLabel("Filter", { exact: true }).inputValue(), "language:en and kind:poem");
      // The answer to a wrong form is a fault of the form, not of the page.
      page.faults.length = 0;
      await page.getByLabel("Filter", { exact: true }).fill("language:en and kind:text");
      await page.getByRole("button", { name: /Try/ }).click();
      assert.match(await page.locator("#trial + p").innerText(), /[1-9]\d* of \d+ match/);
      await page.getByRole("button", { name: "Save" }).click();
      await page.waitForURL(`**/admin/products/${number}?done=added`);

      await page.goto(at("/admin/organisations"));
      await page.getByRole("link", { name: PAPER }).click();
      await page.getByRole("link", { name: "Add a contract" }).click();
      await page.getByLabel(`${number} English texts`).check();
      await page.getByLabel("nitf", { exact: true }).check();
      await page.getByLabel("json", { exact: true }).check();
      await page.getByLabel("Usage terms").fill("Only in print.");
      await page.getByRole("button", { name: "Add the contract" }).click();
      await page.waitForURL("**/admin/contracts/*?done=added");
      assert.deepEqual(page.faults, []);

      // What is on the wire keeps the products that it was given: only what comes now belongs to the new one.
      const sent = await nextEvent();
      assert.equal(sent.language, "en");
      assert.ok(sent.products.includes(Number(number)), JSON.stringify(sent.products));
      const why = await (await call(`/why?item=${sent.item}`)).json();
      assert.deepEqual([why.covered, why.contracts[0].usage_terms], [true, "Only in print."]);
      assert.equal((await call(`/items/${sent.item}?format=nitf`)).status, 200);
      assert.equal((await call(`/items/${sent.item}?format=rss`)).status, 403);
      await page.goto(at(`/admin/why?item=${sent.item}`));
      assert.ok(await page.getByRole("link", { name: `${number} English texts` }).isVisible());
    });
  });

  test("is shown in its rooms", async () => {
    await withPage(browser, demo.site, {}, async (page) => {
      await signIn(page, "/admin/products");
      await looksRight(page, "products");
      await page.goto(at("/admin/products/1"));
      await page.getByRole("button", { name: /Try/ }).click();
      await looksRight(page, "product");
      await page.goto(at("/admin/contracts"));
      await looksRight(page, "contracts");
      await page.locator("tbody a").first().click();
      await looksRight(page, "contract");
      const { events } = await (await call("/feed?limit=1")).json();
      await page.goto(at(`/admin/why?item=${events[0].item}`));
      await looksRight(page, "why");
    });
  });
});

/** Waits for the first story that the paper is given. */
async function nextEvent() {
  for (let after = 0, asked = 0; asked < 20; asked += 1) {
    const { events, next } = await (await call(`/feed?after=${after}&limit=1&wait=20`)).json();
    if (events.length > 0) return events[0];
    after = next;
  }
  assert.fail("the paper was given nothing");
}

/** A page as it is looked at, in every look. */
async function looksRight(page, name) {
  for (const { look, viewport, colorScheme } of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await settle(page);
    assert.equal(await sidewaysOverflow(page), 0, `${name}, ${look}`);
    assert.deepEqual(await accessibilityViolations(page), [], `${name}, ${look}`);
    await mkdir(join(TARGET, "screenshots"), { recursive: true });
    await page.screenshot({ path: join(TARGET, "screenshots", `${name}-${look}.png`), fullPage: true });
  }
  assert.deepEqual(page.faults, []);
}
