// The office looks after a subscriber, and its master user after the others: in a browser, at a desk and on a phone.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { accessibilityViolations, DESKTOP, launchBrowser, openPage, PHONE, settle, sidewaysOverflow } from "./browser.mjs";
import { startDemo, TARGET, tellal } from "./demo.mjs";

const PASSWORD = "correct horse battery";
const NAME = "Gazete & Söhne";

let demo;
let browser;
let page;

before(async () => {
  demo = await startDemo();
  tellal(demo.data, ["staff", "add", "subscribers", "--name", "Marta Lindqvist", "--role", "business"], { TELLAL_PASSWORD: PASSWORD });
  browser = await launchBrowser();
  page = await openPage(browser, demo.site, {});
  await signIn(page, "subscribers", "/admin/organisations");
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;

async function signIn(page, login, next) {
  await page.goto(at(next));
  await page.getByLabel("Login").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
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
  let organisation;
  let key;

  test("says at its field what is wrong, and adds nothing", async () => {
    await page.goto(at("/admin/organisations/new"));
    await page.getByLabel("Name").fill("Radyo Kordon");
    await page.getByRole("button", { name: "Add" }).click();
    const name = page.getByLabel("Name");
    assert.equal(await name.getAttribute("aria-invalid"), "true");
    assert.equal(await name.inputValue(), "Radyo Kordon");
    assert.match(await page.locator("#name-fault").innerText(), /in use already/);
    await looksRight(page, "fault");
    // The refusal is what was asked for.
    page.faults = page.faults.filter((fault) => !fault.includes("422"));
  });

  test("adds an organisation, found by its name", async () => {
    await page.goto(at("/admin/organisations"));
    await page.getByRole("link", { name: "Add an organisation" }).click();
    await page.getByLabel("Name").fill(NAME);
    await page.getByLabel("Mail address").fill("desk@gazete.example");
    await page.keyboard.press("Enter");
    await page.getByRole("status").waitFor();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), NAME);
    organisation = new URL(page.url()).pathname;
    await page.goto(at("/admin/organisations"));
    await page.getByLabel("Name or mail address").fill("söhne");
    await page.keyboard.press("Enter");
    await page.waitForURL(/find=/);
    assert.deepEqual(await page.locator("tbody a").allInnerTexts(), [NAME]);
    await looksRight(page, "organisations");
  });

  test("adds a person, who gets a letter", async () => {
    await page.goto(at(organisation));
    await page.getByRole("link", { name: "Add a person" }).click();
    await page.getByLabel("Name").fill("Ayşe Kaya");
    await page.getByLabel("Mail address").fill("ayse@gazete.example");
    await page.getByLabel("Master user").check();
    await looksRight(page, "person");
    await page.getByRole("button", { name: "Add and invite" }).click();
    assert.match(await page.getByRole("status").innerText(), /letter is on its way/);
    assert.match(await page.getByRole("region", { name: "People" }).innerText(), /Ayşe Kaya[\s\S]*master[\s\S]*invited/);
  });

  test("makes a key, shown once, that opens what it is for", async () => {
    await page.getByRole("link", { name: "Make a key" }).click();
    await page.getByLabel("Label").fill("website");
    await page.getByRole("checkbox", { name: /Search: the archive/ }).check();
    await page.getByLabel("Addresses").fill("127.0.0.1\n192.0.2.0/24");
    await looksRight(page, "key");
    await page.getByRole("button", { name: "Make the key" }).click();
    key = await page.locator("pre.secret").innerText();
    assert.match(key, /^tellal_[0-9a-f]{72}$/);
    assert.ok(!page.url().includes(key));
    await looksRight(page, "secret");
    await page.getByRole("link", { name: "I have it" }).click();
    assert.ok(!(await page.content()).includes(key));
    const headers = { authorization: `Bearer ${key}` };
    const feed = await fetch(at("/api/v1/feed"), { headers });
    assert.equal(feed.status, 403);
    assert.equal((await feed.json()).scope, "feed");
    // The organisation has no contract yet: the key is let in, and finds nothing that it may have.
    assert.equal((await (await fetch(at("/api/v1/search"), { headers })).json()).type, "/problems/not-covered");
  });

  test("freezes the organisation: its key is worth nothing until it is thawed", async () => {
    const asked = async () => (await fetch(at("/api/v1/search"), { headers: { authorization: `Bearer ${key}` } })).status;
    await page.goto(at(organisation));
    await page.getByRole("button", { name: "Freeze the organisation" }).click();
    assert.match(await page.getByRole("status").innerText(), /frozen/);
    assert.equal(await asked(), 401);
    await looksRight(page, "organisation");
    await page.getByRole("button", { name: "Thaw the organisation" }).click();
    assert.match(await page.getByRole("status").innerText(), /thawed/);
    assert.equal(await asked(), 403);
    assert.deepEqual(page.faults, []);
  });
});

describe("the master user", () => {
  test("sees people and keys of the own organisation, and adds somebody", async () => {
    const master = ["org", "person", "add", NAME, "deniz@gazete.example", "--name", "Deniz", "--master"];
    tellal(demo.data, master, { TELLAL_PASSWORD: PASSWORD });
    const own = await openPage(browser, demo.site, {});
    try {
      await signIn(own, "deniz@gazete.example", "/account/people");
      assert.match(await own.locator("main").innerText(), /Ayşe Kaya/);
      await looksRight(own, "own-people");
      await own.getByRole("link", { name: "Add a person" }).click();
      await own.getByLabel("Name").fill("Can");
      await own.getByLabel("Mail address").fill("can@gazete.example");
      await own.getByRole("button", { name: "Add and invite" }).click();
      assert.match(await own.getByRole("status").innerText(), /letter is on its way/);
      await own.getByRole("navigation", { name: "Office" }).getByRole("link", { name: "Keys" }).click();
      assert.match(await own.locator("main").innerText(), /website/);
      await looksRight(own, "own-keys");
      assert.deepEqual(own.faults, []);
    } finally {
      await own.context().close();
    }
  });
});
