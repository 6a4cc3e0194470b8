// Signing in: password, one-time code, recovery code, passkey; and what everybody sees of their own account.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { accessibilityViolations, DESKTOP, launchBrowser, openPage, PHONE, settle, sidewaysOverflow, withPage } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";

const STEP_SECS = 30;
const LOOKS = [
  { look: "light", viewport: DESKTOP, colorScheme: "light" },
  { look: "dark", viewport: DESKTOP, colorScheme: "dark" },
  { look: "phone", viewport: PHONE, colorScheme: "light" },
];

let demo;
let browser;
/** The demo under the name of the machine: passkeys do not work at a bare address. */
let site;

before(async () => {
  demo = await startDemo();
  site = new URL("/", demo.office).href;
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, site).href;
const path = (page) => new URL(page.url()).pathname;
const visitor = (options, use) => withPage(browser, site, options, use);

/** The code that an app shows `ahead` steps from now (RFC 6238); a server takes one that is a step early. */
function code(secret, ahead = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_SECS) + ahead));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function signIn(page, { user, password }, next = "/account") {
  await page.goto(at(`/sign-in?next=${encodeURIComponent(next)}`));
  await page.getByLabel("Login").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForLoadState("load");
}

async function signOut(page) {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
}

/** A device with a passkey in it whose holder is always there. */
async function device(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { send: (method, more = {}) => cdp.send(`WebAuthn.${method}`, { authenticatorId, ...more }) };
}

async function shoot(page, name) {
  await settle(page);
  await mkdir(join(TARGET, "screenshots"), { recursive: true });
  await page.screenshot({ path: join(TARGET, "screenshots", `${name}.png`), fullPage: true });
}

test("a wrong password is refused in a sentence, and a right one is taken", () =>
  visitor({}, async (page) => {
    await page.goto(at("/admin"));
    assert.equal(path(page), "/sign-in", "whoever is not signed in is led to the sign-in");
    await signIn(page, { user: demo.business.user, password: "not the password" }, "/admin");
    assert.equal(await page.getByRole("alert").first().innerText(), "The login or the password is wrong.");
    assert.equal(await page.getByLabel("Login").inputValue(), demo.business.user);
    assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "");
    page.faults = page.faults.filter((fault) => !fault.includes("401"));
    await signIn(page, demo.business, "/admin");
    assert.equal(path(page), "/admin");
    const cookies = await page.context().cookies();
    const names = cookies.map(({ name }) => name).sort();
    assert.deepEqual(names, ["__Host-tellal", "__Host-tellal-browser"], "Chromium takes them on a loopback address");
    assert.ok(cookies.every(({ secure, httpOnly, sameSite }) => secure && httpOnly && sameSite === "Lax"));
    await signOut(page);
    await page.goto(at("/admin"));
    assert.equal(path(page), "/sign-in");
    assert.deepEqual(page.faults, []);
  }));

test("a bare address takes the cookies as well, and says where passkeys work", () =>
  withPage(browser, demo.site, {}, async (page) => {
    await page.goto(new URL("/sign-in?next=/account", demo.site).href);
    assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).count(), 0);
    await page.getByLabel("Login").fill(demo.business.user);
    await page.getByLabel("Password", { exact: true }).fill(demo.business.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL("**/account");
    const link = page.getByRole("link", { name: "/account", exact: false }).filter({ hasText: "localhost" });
    assert.equal(await link.getAttribute("href"), at("/account"));
    assert.deepEqual(page.faults, []);
  }));

test("codes from an app, and recovery codes, are the second step", () =>
  visitor({}, async (page) => {
    const chief = demo.staff;
    await signIn(page, chief);
    assert.equal(path(page), "/account");
    await page.getByRole("link", { name: "Add a second step." }).click();
    await page.locator('form[action="/account/app"]').getByLabel("Password").fill(chief.password);
    await page.getByRole("button", { name: "Set up an app" }).click();
    await page.waitForURL("**/account/app");
    const secret = await page.locator("main p.secret").innerText();
    await settle(page);
    assert.ok(await page.locator("img.qr").evaluate((image) => image.complete && image.naturalWidth > 100));
    assert.deepEqual(await accessibilityViolations(page), []);
    await shoot(page, "sign-in-app");
    await page.getByLabel("Code").fill(code(secret));
    await page.getByRole("button", { name: "Use this app" }).click();
    await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
    const codes = await page.locator("ul.codes li").allInnerTexts();
    assert.equal(new Set(codes).size, 10);
    await shoot(page, "sign-in-recovery");
    await signOut(page);

    await signIn(page, chief);
    assert.equal(path(page), "/sign-in/second");
    assert.deepEqual(await accessibilityViolations(page), []);
    await shoot(page, "sign-in-second");
    await page.goto(at("/account"));
    assert.equal(path(page), "/sign-in", "a password alone opens nothing");
    await page.goto(at("/sign-in/second?next=/account"));
    await page.getByLabel("Code").fill(code(secret, 1));
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL("**/account");
    assert.ok((await page.locator("main").innerText()).includes("10 recovery codes left"));
    await signOut(page);

    await signIn(page, chief);
    await page.getByLabel("Code").fill(codes[4]);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL("**/account");
    assert.ok((await page.locator("main").innerText()).includes("9 recovery codes left"));
    await signOut(page);
    await signIn(page, chief);
    await page.getByLabel("Code").fill(codes[4]);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForLoadState("load");
    assert.match(await page.getByRole("alert").first().innerText(), /was used already/);
    page.faults = page.faults.filter((fault) => !fault.includes("401"));
    assert.deepEqual(page.faults, []);
  }));

test("a passkey is the second step, and enough alone; a copy of it is refused", () =>
  visitor({}, async (page) => {
    const { admin } = demo;
    const key = await device(page);
    await signIn(page, admin);
    const form = page.locator("[data-passkey-form]");
    await form.getByLabel("Name of the new passkey").fill("Test device");
    await form.getByLabel("Password").fill("not the password");
    await form.getByRole("button", { name: "Add a passkey" }).click();
    await form.getByRole("alert").filter({ hasText: "is wrong" }).waitFor();
    page.faults = page.faults.filter((fault) => !fault.includes("422"));
    await form.getByLabel("Password").fill(admin.password);
    await form.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("The passkey was added.").waitFor();
    const row = page.getByRole("row").filter({ hasText: "Test device" });
    assert.match(await row.innerText(), /never/);
    assert.match(await page.locator("main").innerText(), /You have no recovery codes/);
    await signOut(page);

    await signIn(page, admin);
    assert.equal(path(page), "/sign-in/second");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL("**/account");
    assert.doesNotMatch(await row.innerText(), /never/);
    await signOut(page);

    await page.goto(at("/sign-in?next=/account"));
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL("**/account");
    assert.ok((await page.locator("dl.facts").innerText()).includes(admin.user), "no login was typed");
    await signOut(page);

    const { credentials } = await key.send("getCredentials");
    await key.send("removeCredential", { credentialId: credentials[0].credentialId });
    await key.send("addCredential", { credential: { ...credentials[0], signCount: 0 } });
    await page.goto(at("/sign-in?next=/account"));
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("alert").filter({ hasText: "not known here" }).waitFor();
    assert.equal(path(page), "/sign-in");
    page.faults = page.faults.filter((fault) => !fault.includes("403"));
    assert.deepEqual(page.faults, []);
  }));

test("sessions are listed, and ended one by one or all at once", () =>
  visitor({}, async (page) => {
    const others = [await openPage(browser, site), await openPage(browser, site)];
    try {
      for (const other of others) await signIn(other, demo.business);
      await signIn(page, demo.business);
      const rows = page.locator("section", { has: page.locator("#sessions") }).locator("tbody tr");
      const count = await rows.count();
      assert.ok(count >= 3, `${count} sessions`);
      assert.equal(await page.getByText("this one").count(), 1);
      await rows.getByRole("button").first().click();
      await page.getByText("The session was ended.").waitFor();
      assert.equal(await rows.count(), count - 1);
      await page.getByRole("button", { name: "End all other sessions" }).click();
      await page.getByText("Every other session was ended.").waitFor();
      assert.equal(await rows.count(), 1);
      for (const other of others) {
        await other.goto(at("/account"));
        assert.equal(path(other), "/sign-in");
      }
      assert.deepEqual(page.faults, []);
    } finally {
      for (const other of others) await other.context().close();
    }
  }));

describe("everyone can sign in", () => {
  for (const { look, viewport, colorScheme } of LOOKS) {
    test(look, () =>
      visitor({ viewport, colorScheme }, async (page) => {
        await page.goto(at("/sign-in"));
        await page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
        assert.deepEqual(await accessibilityViolations(page), []);
        assert.equal(await sidewaysOverflow(page), 0);
        await shoot(page, `sign-in-${look}`);
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.id), "login");
        await page.keyboard.type(demo.business.user);
        await page.keyboard.press("Tab");
        await page.keyboard.type(demo.business.password);
        await page.keyboard.press("Enter");
        await page.waitForURL("**/admin");
        await page.goto(at("/account"));
        assert.deepEqual(await accessibilityViolations(page), []);
        assert.equal(await sidewaysOverflow(page), 0);
        await shoot(page, `account-${look}`);
        await signOut(page);
        assert.deepEqual(page.faults, []);
      }));
  }

  test("without JavaScript", () =>
    visitor({ javaScriptEnabled: false }, async (page) => {
      await signIn(page, demo.business);
      assert.equal(path(page), "/account");
      assert.equal(await page.getByRole("button", { name: "Add a passkey" }).count(), 0);
      assert.deepEqual(page.faults, []);
    }));
});
