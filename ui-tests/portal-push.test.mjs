// Notifications of a browser: turning them on, what the push service gets, and what the worker shows. No push service of a
// browser can be reached from here: the page is given a subscription at one of this machine, made with keys of its own.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { tellDesk } from "./desk.mjs";
import { looksRight, openTerminal, release, send, story } from "./portal.mjs";

let service;
let came = [];
let demo;
let browser;
let page;
let worker;

/** A push service, which keeps what it gets. */
async function openService() {
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    came.push({ path: request.url, headers: request.headers, body: Buffer.concat(pieces).toString("base64") });
    response.writeHead(201).end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

/** Waits until so many messages have come. */
async function messages(count) {
  for (let tries = 0; came.length < count; tries += 1) {
    assert.ok(tries < 100, `${came.length} messages of ${count} came`);
    await page.waitForTimeout(100);
  }
  return came.splice(0);
}

/** In the page: `PushManager` answers subscriptions at `base`, and `opened(body)` reads what is sent to them (RFC 8291). */
function subscribeHere(base) {
  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  let current = null;
  let pair;
  const auth = crypto.getRandomValues(new Uint8Array(16));
  const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...new Uint8Array(part)]));
  const ascii = (said) => new TextEncoder().encode(said);
  window.pushBase = base;
  PushManager.prototype.getSubscription = async () => current;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
    const p256dh = text(await crypto.subtle.exportKey("raw", pair.publicKey));
    const endpoint = `${window.pushBase}/send/${text(crypto.getRandomValues(new Uint8Array(12)))}`;
    current = {
      endpoint,
      options: { applicationServerKey },
      toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth: text(auth) } }),
      unsubscribe: async () => ((current = null), true),
    };
    return current;
  };
  const derived = async (salt, secret, info, bytes) => {
    const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
    return crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, bytes * 8);
  };
  window.opened = async (body) => {
    const all = Uint8Array.from(atob(body), (char) => char.charCodeAt(0));
    const [salt, theirs, record] = [all.slice(0, 16), all.slice(21, 21 + all[20]), all.slice(21 + all[20])];
    const own = await crypto.subtle.exportKey("raw", pair.publicKey);
    const key = await crypto.subtle.importKey("raw", theirs, { name: "ECDH", namedCurve: "P-256" }, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: key }, pair.privateKey, 256);
    const secret = await derived(auth, shared, joined(ascii("WebPush: info\0"), own, theirs), 32);
    const aes = await crypto.subtle.importKey("raw", await derived(salt, secret, ascii("Content-Encoding: aes128gcm\0"), 16), "AES-GCM", false, ["decrypt"]);
    const plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: await derived(salt, secret, ascii("Content-Encoding: nonce\0"), 12) }, aes, record));
    return new TextDecoder().decode(plain.slice(0, plain.lastIndexOf(2)));
  };
}

const alertsPage = () => new URL("/portal/alerts", demo.site).href;
const toggle = (of = page) => of.getByRole("checkbox", { name: "Notifications of this browser" });
const said = (of = page) => of.locator(".notifications .result");
/** What the page's browser reads of a message. */
const read = async ({ body }) => page.evaluate((body) => window.opened(body), body);
/** What the worker shows. */
const shown = () =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/portal");
    return (await registration.getNotifications()).map(({ title, body, tag, lang, dir }) => ({ title, body, tag, lang, dir }));
  });

/** The worker, as the browser brings it a push. */
async function workerOf() {
  const cdp = await page.context().newCDPSession(page);
  const registered = new Promise((done) => {
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL, isDeleted }) => scopeURL.endsWith("/portal") && !isDeleted);
      if (own) done(own.registrationId);
    });
  });
  await cdp.send("ServiceWorker.enable");
  const registrationId = await registered;
  const origin = new URL(demo.site).origin;
  return { push: (data) => cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data }) };
}

before(async () => {
  service = await openService();
  const base = `http://127.0.0.1:${service.address().port}`;
  process.env.TELLAL_PUSH_SERVICES = base;
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await page.context().grantPermissions(["notifications"], { origin: new URL(demo.site).origin });
  await page.addInitScript(subscribeHere, base);
  await openTerminal(page, demo);
  // The demo's own flashes are told to its readers too: not here.
  await page.evaluate(async () => {
    const { searches } = await (await fetch("/portal/api/searches")).json();
    for (const { id, alert } of searches) {
      await fetch(`/portal/api/searches/${id}`, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ alert: { ...alert, push: false } }) });
    }
  });
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
  service?.close();
});

describe("notifications of a browser", () => {
  test("a service that the agency does not use is named, and nothing is kept", async () => {
    await page.goto(alertsPage());
    await toggle().waitFor();
    assert.equal(await toggle().isChecked(), false);
    await page.evaluate(() => (window.pushBase = "https://push.elsewhere.example"));
    await toggle().click();
    await said().getByText("is at `push.elsewhere.example`, a push service that this agency does not use").waitFor();
    assert.equal(await toggle().isChecked(), false);
    assert.equal(await page.locator(".browsers li").count(), 0);
    assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration("/portal")).pushManager.getSubscription()), null);
    assert.deepEqual(page.faults.filter((fault) => !fault.includes("422")), [], "it was refused");
    page.faults.length = 0;
  });

  test("it is turned on, and a test comes through to the browser alone", async () => {
    await page.reload();
    await toggle().click();
    await said().getByText("This browser is told of alerts.").waitFor();
    assert.equal(await toggle().isChecked(), true);
    const line = page.locator(".browsers li");
    await line.getByText(/Chrome on Linux, this browser/).waitFor();
    assert.match(await line.innerText(), /Nothing was sent yet\./);
    await line.getByRole("button", { name: /^Send a test/ }).click();
    await said().getByText(/^A test was sent to Chrome on Linux/).waitFor();
    const [message] = await messages(1);
    assert.deepEqual([message.headers["content-encoding"], message.headers["urgency"]], ["aes128gcm", "high"]);
    assert.match(message.headers["authorization"], /^vapid t=[\w.-]+, k=[\w-]{87}$/);
    assert.deepEqual(JSON.parse(await read(message)), { kind: "test" });
    await line.getByText(/Last sent/).waitFor();
    await looksRight(page, "notifications");
    assert.deepEqual(page.faults, []);
  });

  test("what a search finds comes to the browser, and the newer version takes its place", async () => {
    worker = await workerOf();
    const show = async (count) => {
      for (const message of await messages(count)) await worker.push(await read(message));
    };
    await page.evaluate(async () => {
      const alert = { portal: true, sound: false, email: "off", push: true };
      await fetch("/portal/api/searches", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: "Quinces", query: "quince", alert }) });
    });
    const { id } = await release(demo, { slug: "QUINCE", headline: "Quince harvest begins" });
    await show(1);
    const first = { title: "QUINCE", body: "Quince harvest begins\nFound by: Quinces", tag: id, lang: "en", dir: "ltr" };
    await page.waitForFunction(async () => (await (await navigator.serviceWorker.getRegistration("/portal")).getNotifications()).length === 1);
    assert.deepEqual(await shown(), [first]);
    const old = JSON.stringify({ kind: "alert", item: id, version: 1, act: "release", priority: 4, language: "en", slug: "QUINCE", headline: "Quince harvest begins", searches: ["Quinces"] });
    await send(demo, id, "update", { headline: "Quince harvest ends" });
    await show(1);
    await page.waitForFunction(async () => (await (await navigator.serviceWorker.getRegistration("/portal")).getNotifications())[0]?.body.startsWith("Quince harvest ends"));
    assert.equal((await shown()).length, 1);
    // A push service may bring an older one late.
    await worker.push(old);
    await page.waitForTimeout(500);
    assert.deepEqual((await shown()).map(({ body }) => body), ["Quince harvest ends\nFound by: Quinces"]);
    await tellDesk(demo, demo.staff, "POST", `/items/${id}/hold`, { json: { reason: "It is being checked." } });
    await show(1);
    await page.waitForFunction(async () => (await (await navigator.serviceWorker.getRegistration("/portal")).getNotifications())[0]?.title === "ON HOLD: QUINCE");
    const [held] = await shown();
    assert.equal(held.body, "Do not use any version of this story until it is resumed.\nFound by: Quinces");
    assert.equal((await shown()).length, 1);
    assert.deepEqual(page.faults, []);
  });

  test("an Arabic headline is told from right to left", async () => {
    await worker.push(JSON.stringify({ kind: "alert", item: "tel:text:20260901:9", version: 1, act: "release", priority: 1, language: "ar", slug: "زلزال", headline: "زلزال في إزمير", searches: ["Quakes"] }));
    await page.waitForFunction(async () => (await (await navigator.serviceWorker.getRegistration("/portal")).getNotifications()).some(({ lang }) => lang === "ar"));
    const arabic = (await shown()).find(({ lang }) => lang === "ar");
    assert.deepEqual([arabic.title, arabic.dir], ["FLASH: زلزال", "rtl"]);
  });

  test("a click shows the story in the terminal that is open", async () => {
    const { id } = await release(demo, { slug: "CLICKED", headline: "A story that was clicked" });
    await page.goto(new URL("/portal", demo.site).href);
    await page.locator(".status[data-state='live']").waitFor();
    await worker.push(JSON.stringify({ kind: "alert", item: id, version: 1, act: "release", priority: 4, language: "en", slug: "CLICKED", headline: "A story that was clicked", searches: [] }));
    await page.waitForFunction(async () => (await (await navigator.serviceWorker.getRegistration("/portal")).getNotifications()).some(({ title }) => title === "CLICKED"));
    const [running] = page.context().serviceWorkers();
    await running.evaluate(async () => {
      const notification = (await self.registration.getNotifications()).find(({ title }) => title === "CLICKED");
      self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
    });
    await story(page).getByRole("heading", { name: "A story that was clicked" }).waitFor();
    assert.deepEqual(page.faults, []);
  });

  test("a search says in its sheet that it is told so", async () => {
    await page.goto(new URL("/portal/searches", demo.site).href);
    const row = page.locator("tr", { hasText: "Quinces" });
    await row.getByText("in the terminal, as a notification").waitFor();
    await row.getByRole("button", { name: "Change Quinces" }).click();
    const dialog = page.getByRole("dialog", { name: "Saved search" });
    assert.equal(await dialog.getByRole("checkbox", { name: "As a notification" }).isChecked(), true);
    await dialog.getByRole("checkbox", { name: "As a notification" }).uncheck();
    await dialog.getByRole("button", { name: "Save" }).click();
    await row.getByText("in the terminal", { exact: true }).waitFor();
    assert.deepEqual(page.faults, []);
  });

  test("it is removed, and told no more", async () => {
    await page.goto(alertsPage());
    await page.locator(".browsers li").getByRole("button", { name: /^Remove/ }).click();
    await said().getByText(/was removed\.$/).waitFor();
    assert.deepEqual([await page.locator(".browsers li").count(), await toggle().isChecked()], [0, false]);
    assert.deepEqual(page.faults, []);
  });

  test("where notifications are blocked, or cannot be, that is said", async () => {
    const other = await openPage(browser, demo.site);
    await other.addInitScript(() => Object.defineProperty(Notification, "permission", { get: () => window.allowed ?? "denied" }));
    await openTerminal(other, demo);
    await other.goto(alertsPage());
    await said(other).getByText(/^Notifications of this site are blocked in this browser\./).waitFor();
    assert.equal(await toggle(other).isDisabled(), true);
    await other.addInitScript(() => delete window.PushManager);
    await other.reload();
    await said(other).getByText("This browser cannot show notifications while the portal is closed.").waitFor();
    assert.deepEqual(other.faults, []);
    await other.context().close();
  });

  test("whoever does not allow it is told how to", async () => {
    const other = await openPage(browser, demo.site);
    await other.addInitScript(() => {
      Object.defineProperty(Notification, "permission", { get: () => "default" });
      Notification.requestPermission = async () => "default";
    });
    await openTerminal(other, demo);
    await other.goto(alertsPage());
    await toggle(other).click();
    await said(other).getByText(/^The browser did not allow notifications\./).waitFor();
    assert.equal(await toggle(other).isChecked(), false);
    await other.context().close();
  });
});
