// The office looks after the agency itself: its record, its audit, the freeze of everything, and what is refused.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { accessibilityViolations, DESKTOP, launchBrowser, openPage, PHONE, settle, sidewaysOverflow, withPage } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";
import { frontPage } from "./pages.mjs";

const NOTICE = "Everything here is told in short: {agency} sends the whole.";
const NAVIGATION_SHARE_MAX = 0.25;

let demo;
let browser;
let page;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await signIn(page, demo.admin, "/admin");
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;
const main = (page) => page.locator("main").innerText();

async function signIn(page, { user, password }, next) {
  await page.goto(at(`/sign-in?next=${next}`));
  await page.getByLabel("Login").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname === next);
}

/** A page as it is looked at: nothing sticks out, nothing keeps anybody out, and a picture is left. */
async function looksRight(page, name) {
  for (const [viewport, colorScheme] of [[DESKTOP, "light"], [DESKTOP, "dark"], [PHONE, "light"], [PHONE, "dark"]]) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await settle(page);
    assert.equal(await sidewaysOverflow(page), 0, `${name}, ${viewport.width} pixels`);
    assert.deepEqual(await accessibilityViolations(page), [], `${name}, ${colorScheme}`);
    await mkdir(join(TARGET, "screenshots"), { recursive: true });
    await page.screenshot({ path: join(TARGET, "screenshots", `office-${name}-${viewport.width}-${colorScheme}.png`), fullPage: true });
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
}

describe("the office", () => {
  test("counts what there is, and leads to every room, also on a phone", async () => {
    await page.goto(at("/admin"));
    assert.match(await main(page), /Organisations\s+3\b/);
    await looksRight(page, "home");
    const rooms = page.getByRole("navigation", { name: "Office" }).getByRole("link");
    const count = await rooms.count();
    await page.setViewportSize(PHONE);
    const { top } = await page.locator("main").evaluate((main) => main.getBoundingClientRect());
    assert.ok(top < PHONE.height * NAVIGATION_SHARE_MAX, `the page begins at ${top} pixels`);
    await page.getByText("Menu: Office").click();
    assert.equal(await rooms.count(), count);
    await rooms.filter({ hasText: "Audit" }).click();
    await page.waitForURL("**/admin/audit");
    await page.setViewportSize(DESKTOP);
    assert.deepEqual(page.faults, []);
  });

  test("freezes everything with a reason, and lets it go on", async () => {
    const asked = async () => (await fetch(`${demo.api}/feed`, { headers: { authorization: `Bearer ${demo.subscriber.api_key}` } })).status;
    assert.equal(await asked(), 200);
    await page.goto(at("/admin/freeze"));
    await page.getByRole("checkbox", { name: /^Subscribers/ }).check();
    await page.getByRole("button", { name: "Freeze", exact: true }).click();
    assert.match(await page.locator("#reason-fault").innerText(), /^Reason is a text of 1 to/);
    assert.equal(await asked(), 200, "nothing was changed");
    // The refusal is what was asked for.
    page.faults.length = 0;
    await page.getByLabel("Reason").fill("A key was seen in public.");
    await page.getByRole("button", { name: "Freeze", exact: true }).click();
    await page.getByRole("status").waitFor();
    assert.equal(await asked(), 401);
    await looksRight(page, "frozen");
    await page.goto(at("/admin"));
    assert.match(await main(page), /subscribers stand still since .* UTC: admin froze them\. A key was seen in public\./);
    await page.getByRole("link", { name: "Freeze or thaw…" }).click();
    await page.getByRole("checkbox", { name: /^Subscribers/ }).check();
    await page.getByLabel("Why now").fill("The key was revoked.");
    await page.getByRole("button", { name: "Thaw", exact: true }).click();
    await page.getByRole("status").waitFor();
    assert.equal(await asked(), 200);
    assert.deepEqual(page.faults, []);
  });

  test("finds it all in the audit, and takes it away", async () => {
    await page.goto(at("/admin/audit"));
    await page.getByLabel("Words").fill("seen in public");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/text=/);
    const rows = page.locator("tbody tr");
    assert.equal(await rows.count(), 1);
    assert.match(await rows.innerText(), /UTC\s+admin\s+freeze/);
    await looksRight(page, "audit");
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download as CSV" }).click();
    const csv = await readFile(await (await coming).path(), "utf8");
    const lines = csv.trimEnd().split("\r\n");
    assert.match(lines[0], /^time,actor,act,/);
    assert.equal(lines.length, 2);
    assert.match(lines[1], /"admin","freeze",.*"A key was seen in public\."/);
    await page.getByLabel("Words").fill("nobody ever did this");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("Nothing was found.").waitFor();
    assert.deepEqual(page.faults, []);
  });

  test("says in a page, and not in JSON, what is refused", async () => {
    await withPage(browser, demo.site, {}, async (chief) => {
      await signIn(chief, demo.staff, "/admin");
      assert.equal((await chief.goto(at("/admin/staff"))).status(), 403);
      assert.equal(await chief.getByRole("heading", { level: 1 }).innerText(), "Not allowed");
      await looksRight(chief, "refused");
      await chief.getByRole("link", { name: "To the office" }).click();
      await chief.waitForURL("**/admin");
    });
    assert.equal((await page.goto(at("/admin/contracts/none"))).status(), 404);
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "There is no such thing");
    assert.equal((await page.goto(at("/admin/thaw"))).status(), 405);
    assert.equal(await page.getByRole("navigation", { name: "Office" }).count(), 1);
    const program = await page.request.get(at("/admin/contracts/none"), { headers: { accept: "application/json" } });
    assert.match(program.headers()["content-type"], /^application\/problem\+json/);
    page.faults.length = 0;
  });

  test("tells what a rule would have published before it is saved, and then holds to it", async () => {
    await page.goto(at("/admin"));
    await page.getByRole("link", { name: /^Stories shown to the public/ }).click();
    await page.waitForURL("**/admin/site");
    const told = page.locator("#outcome + p");
    assert.match(await told.innerText(), /^[1-9]\d* of \d+ items\./);
    await page.getByLabel("Stories a day").fill("0");
    await page.getByRole("button", { name: /^Try/ }).click();
    assert.match(await page.locator("#a_day_max-fault").innerText(), /^Stories a day is not from 1 to/);
    // The answer to a wrong form is a fault of the form, not of the page.
    page.faults.length = 0;
    await page.getByLabel("Stories a day").fill("1");
    await page.getByRole("button", { name: /^Try/ }).click();
    assert.match(await told.innerText(), /0 would come in and [1-9]\d* would drop out\..*Nothing was saved\./);
    assert.ok((await page.getByText("its section had 1 of the day already").count()) > 0);
    await looksRight(page, "site");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL("**/admin/site?done=changed");
    assert.match(await page.getByRole("region", { name: "Versions" }).innerText(), /number a day from any to 1/);
    await page.getByLabel("Stories a day").fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").waitFor();
    assert.deepEqual(page.faults, []);
  });

  test("changes the closing notice, which readers see after a restart", async () => {
    await page.goto(at("/admin/agency"));
    await page.getByLabel("Closing notice").fill("en: no colon follows this one\nnonsense");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#closing-fault").waitFor();
    page.faults.length = 0;
    await page.getByLabel("Closing notice").fill(`en: ${NOTICE}`);
    await looksRight(page, "agency");
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(await page.getByRole("status").innerText(), /It is effective when tellal serve was started again/);
    assert.deepEqual(page.faults, []);
    const told = NOTICE.replace("{agency}", "Tellal News Agency");
    const foot = (lang) =>
      withPage(browser, demo.site, {}, async (reader) => {
        await reader.goto(frontPage(demo.site, lang));
        return reader.locator("body").innerText();
      });
    assert.ok(!(await foot("en")).includes(told));
    await demo.restart();
    assert.ok((await foot("en")).includes(told));
    assert.ok(!(await foot("tr")).includes(told), "other languages keep their own");
  });
});
