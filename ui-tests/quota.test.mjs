// A quota that runs out, as a program meets it; and what was given, as the office sees it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { accessibilityViolations, DESKTOP, launchBrowser, PHONE, settle, sidewaysOverflow, withPage } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";

const LOOKS = [
  { look: "light", viewport: DESKTOP, colorScheme: "light" },
  { look: "dark", viewport: DESKTOP, colorScheme: "dark" },
  { look: "phone", viewport: PHONE, colorScheme: "light" },
];
const PAPER = "Two a Month";
const PASSWORD = "correct horse battery";
const COUNTED_SECS_MAX = 10;
const POLL_MS = 250;

let demo;
let browser;
/** The key of a paper whose contract allows two downloads a month. */
let key;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  await tellal("org", "add", PAPER);
  await tellal("org", "contract", PAPER, "--products", "1", "--download-limit", "2");
  key = /tellal_\w+/.exec(await tellal("key", "add", PAPER))[0];
  await tellal("staff", "add", "bookkeeper", "--role", "business");
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

async function stories(count) {
  const { events } = await (await call("/feed?limit=100")).json();
  const usable = events.filter(({ act, story, verdict }) => act === "release" && story && verdict.publish !== false);
  return [...new Set(usable.map(({ item }) => item))].slice(0, count);
}

describe("a quota", () => {
  test("runs out: the third story is refused with the reason, and nothing is left", async () => {
    const [first, second, third] = await stories(3);
    const answers = [];
    for (const item of [first, first, second, third]) answers.push(await call(`/items/${item}`));
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 403]);
    const left = answers.map(({ headers }) => /r=(\d+)/.exec(headers.get("ratelimit"))[1]);
    assert.deepEqual(left, ["1", "1", "0", "0"]);
    for (const { headers } of answers) assert.match(headers.get("ratelimit-policy"), /^"downloads";q=2;w=\d+$/);
    const problem = await answers.at(-1).json();
    assert.equal(problem.reason, "download_limit");
    assert.match(problem.detail, /downloads of this month are used up/);
    const { quotas } = await (await call("/account/quotas")).json();
    assert.deepEqual(quotas.map(({ limit, used, left }) => [limit, used, left]), [[2, 2, 0]]);
    const { downloads } = await (await call("/account/downloads")).json();
    assert.deepEqual(downloads.map(({ item }) => item).sort(), [first, second].sort());
  });
});

describe("the usage of a month", () => {
  test("is shown with plots", async () => {
    await counted();
    await withPage(browser, demo.site, {}, async (page) => {
      await page.goto(at("/sign-in?next=/admin/usage"));
      await page.getByLabel("Login").fill("bookkeeper");
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL("**/admin/usage");
      const plots = page.locator("figure.plot");
      assert.equal(await plots.count(), 2);
      assert.ok((await plots.first().locator("rect.column").count()) >= 28);
      await looksRight(page, "usage");
      await page.getByRole("link", { name: PAPER }).click();
      await page.waitForURL("**/admin/usage/*");
      assert.match(await page.locator("h1").innerText(), new RegExp(PAPER));
      await page.getByText("The numbers").first().click();
      assert.ok(await page.getByRole("cell", { name: "item", exact: true }).isVisible());
      await looksRight(page, "usage-of-one");
    });
  });
});

/** Waits until what was given is written down. */
async function counted() {
  const deadline = Date.now() + COUNTED_SECS_MAX * 1000;
  while (Date.now() < deadline) {
    if ((await tellal("usage", "--organisation", PAPER, "--csv")).includes(",way,item,item,")) return;
    await sleep(POLL_MS);
  }
  assert.fail(`nothing was counted within ${COUNTED_SECS_MAX} s`);
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
