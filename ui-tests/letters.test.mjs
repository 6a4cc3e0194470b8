// Letters, read in the browser: an invitation and a reset from the letter to the sign-in, and a sign-in through an
// organisation's own provider.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import Provider from "oidc-provider";
import { accessibilityViolations, launchBrowser, PHONE, sidewaysOverflow, withPage } from "./browser.mjs";
import { startDemo, tellal } from "./demo.mjs";

const OFFICE = { login: "desk-office", password: "the office has the keys" };
const CLIENT = { client_id: "tellal", client_secret: "what only both of us know" };
const LETTER_TRIES = 40;
const LETTER_POLL_MS = 250;

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  const add = ["staff", "add", OFFICE.login, "--name", "Deniz Kaya", "--role", "business"];
  tellal(demo.data, add, { TELLAL_PASSWORD: OFFICE.password });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;

async function signIn(page, login, password, next) {
  await page.goto(at(`/sign-in?next=${encodeURIComponent(next)}`));
  await page.getByLabel("Login").fill(login);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Fills in a form whose fields are found by their labels, and sends it. */
async function send(page, fields, button) {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole("button", { name: button, exact: true }).click();
}

/** Opens the letter to somebody with this subject, once it is there. */
async function openLetter(page, to, subject) {
  for (let tries = 0; tries < LETTER_TRIES; tries++) {
    await page.goto(at("/demo/mail"));
    const letter = page.getByRole("row").filter({ hasText: to }).getByRole("link", { name: subject });
    if (await letter.count()) {
      await letter.first().click();
      return;
    }
    await sleep(LETTER_POLL_MS);
  }
  assert.fail(`no letter "${subject}" to ${to}`);
}

/** What is wrong with how a page looks or works for whoever cannot see it. */
async function faultsOf(page) {
  const faults = await accessibilityViolations(page);
  if (await sidewaysOverflow(page)) faults.push("it scrolls sideways");
  return [...faults, ...page.faults];
}

/** Adds an organisation in the office, with somebody who gets a letter; answers the organisation's address. */
async function invite(organisation, name, email) {
  return withPage(browser, demo.site, {}, async (page) => {
    await signIn(page, OFFICE.login, OFFICE.password, "/admin/organisations/new");
    await send(page, { Name: organisation }, "Add");
    await page.getByRole("heading", { name: organisation }).waitFor();
    const address = page.url().split("?")[0];
    await page.goto(`${address}/people/new`);
    await send(page, { Name: name, "Mail address": email }, "Add and invite");
    await page.getByRole("status").filter({ hasText: "letter is on its way" }).waitFor();
    return address;
  });
}

describe("letters", () => {
  test("somebody who is invited sets a password, signs in, and sets another one when it is forgotten", async () => {
    const email = "ayse@gazete.example";
    await invite("Gazete", "Ayşe Yılmaz", email);
    await withPage(browser, demo.site, { viewport: PHONE, colorScheme: "dark" }, async (page) => {
      await openLetter(page, email, /your account is ready/);
      await page.locator("pre").waitFor();
      assert.match(await page.locator("pre").innerText(), /Deniz Kaya of Tellal News Agency has made an account for you at Gazete/);
      assert.deepEqual(await faultsOf(page), []);
      await page.getByRole("link", { name: /invitation/ }).click();
      await page.getByText("you sign in as").waitFor();
      assert.deepEqual(await faultsOf(page), []);
      await send(page, { Password: "a first good password", "The password again": "another" }, "Set the password");
      await page.getByText("The password again is not the same").waitFor();
      page.faults.length = 0;
      await send(
        page,
        { Password: "a first good password", "The password again": "a first good password" },
        "Set the password",
      );
      await page.getByRole("heading", { name: "Your password is set" }).waitFor();
      await signIn(page, email, "a first good password", "/account/people");
      await page.getByText("Ayşe Yılmaz").first().waitFor();
      assert.deepEqual(page.faults, []);
    });
    await withPage(browser, demo.site, { viewport: PHONE }, async (page) => {
      await page.goto(at("/sign-in"));
      await page.getByRole("link", { name: "Forgot your password?" }).click();
      await page.getByRole("button", { name: "Send the letter" }).waitFor();
      assert.deepEqual(await faultsOf(page), []);
      await send(page, { "Mail address": email }, "Send the letter");
      await page.getByText("If there is an account with that mail address").waitFor();
      await openLetter(page, email, /set a new password/);
      await page.getByRole("link", { name: /reset/ }).click();
      await page.getByText("you sign in as").waitFor();
      const link = page.url();
      await send(
        page,
        { Password: "a second good password", "The password again": "a second good password" },
        "Set the password",
      );
      await page.getByRole("heading", { name: "Your password is set" }).waitFor();
      await signIn(page, email, "a second good password", "/account/people");
      await page.getByText("Ayşe Yılmaz").first().waitFor();
      assert.deepEqual(page.faults, []);
      await page.goto(link);
      await page.getByRole("heading", { name: "This link does not work" }).waitFor();
    });
  });

  test("the office sees what was sent", async () => {
    for (const options of [{ viewport: PHONE }, { colorScheme: "dark" }]) {
      await withPage(browser, demo.site, options, async (page) => {
        await signIn(page, OFFICE.login, OFFICE.password, "/admin/mail");
        await page.getByRole("heading", { name: "Letters" }).waitFor();
        assert.deepEqual(await faultsOf(page), []);
      });
    }
  });
});

describe("a provider", () => {
  let server;

  /** A real provider on loopback, which vouches for whoever types a login. */
  async function startProvider() {
    const { createServer } = await import("node:http");
    server = createServer((request, response) => handle(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, {
      clients: [{ ...CLIENT, redirect_uris: [at("/sign-in/provider/back")] }],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      cookies: { keys: ["of this test alone"] },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: id, email_verified: true, name: "Baran Demir" }),
      }),
    });
    const handle = provider.callback();
    return issuer;
  }

  after(() => server?.close());

  test("an organisation signs its people in itself", async () => {
    const email = "baran@kanal.example";
    const organisation = await invite("Kanal", "Baran Demir", email);
    const issuer = await startProvider();
    await withPage(browser, demo.site, {}, async (page) => {
      await signIn(page, OFFICE.login, OFFICE.password, `${new URL(organisation).pathname}/provider`);
      await page.getByRole("heading", { name: "Sign-in of Kanal" }).waitFor();
      assert.deepEqual(await faultsOf(page), []);
      await page.getByLabel("The only way in").check();
      await send(
        page,
        {
          Issuer: issuer,
          "Client ID": CLIENT.client_id,
          "Client secret": CLIENT.client_secret,
          Domains: "kanal.example",
        },
        "Save",
      );
      await page.getByRole("status").filter({ hasText: "It was changed" }).waitFor();
    });
    await withPage(browser, demo.site, {}, async (page) => {
      await signIn(page, email, "", "/account/people");
      // The provider's own pages: a login that it takes as it is, and the consent.
      await page.waitForURL(`${issuer}/interaction/**`);
      await page.locator("input[name=login]").fill(email);
      await page.locator("input[name=password]").fill("anything");
      await page.getByRole("button", { name: "Sign-in" }).click();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.waitForURL(at("/account/people"));
      await page.getByText("Baran Demir").first().waitFor();
    });
    await withPage(browser, demo.site, {}, async (page) => {
      await signIn(page, email, "", "/account/people");
      await page.waitForURL(`${issuer}/interaction/**`);
      await page.locator("input[name=login]").fill("somebody@elsewhere.example");
      await page.locator("input[name=password]").fill("anything");
      await page.getByRole("button", { name: "Sign-in" }).click();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("alert").filter({ hasText: "no account here" }).waitFor();
      await page.goto(at("/account/people"));
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
    });
  });
});
