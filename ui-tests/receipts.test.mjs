// A story is delivered, killed, and confirmed: by the link of a letter and by a program. The chief sees it.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { accessibilityViolations, DESKTOP, launchBrowser, openPage, PHONE, settle, sidewaysOverflow, withPage } from "./browser.mjs";
import { kill } from "./approve.mjs";
import { startDemo, TARGET, tellal } from "./demo.mjs";

const LOOKS = [
  { viewport: DESKTOP, colorScheme: "light" },
  { viewport: DESKTOP, colorScheme: "dark" },
  { viewport: PHONE, colorScheme: "light" },
];
const QUIET = "The Quiet Gazette";
const LETTER_SECS_MAX = 60;
const POLL_MS = 250;

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  // Somebody who is called as well, and confirms nothing.
  tellal(demo.data, ["org", "add", QUIET, "--email", "desk@quiet.example"]);
  tellal(demo.data, ["org", "contract", QUIET, "--products", "1"]);
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;

async function call(url, { authorization, method = "GET", body, expected = 200 }) {
  const headers = { authorization };
  if (body !== undefined) headers["content-type"] = "application/json";
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  assert.equal(answer.status, expected, `${method} ${url}: ${answer.status}`);
  return answer.json();
}

/** A story that the subscriber has opened, killed. Answers the call that waits for the subscriber's receipt. */
async function killedAfterDelivery(nth) {
  const key = { authorization: `Bearer ${demo.subscriber.api_key}` };
  const { events } = await call(`${demo.api}/feed?limit=100`, key);
  const usable = events.filter(({ act, kind, state }) => act === "release" && kind === "text" && state === "usable");
  const { item } = usable.at(nth);
  await call(`${demo.api}/items/${item}`, key);
  await kill(demo, item, "The report was wrong.");
  return until(`a call for ${item}`, async () => {
    const { receipts } = await call(`${demo.api}/receipts`, key);
    return receipts.find((receipt) => receipt.item === item);
  });
}

async function until(what, look) {
  const deadline = Date.now() + LETTER_SECS_MAX * 1000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found) return found;
    await sleep(POLL_MS);
  }
  throw new Error(`${what} did not come within ${LETTER_SECS_MAX} s`);
}

async function chief() {
  const page = await openPage(browser, demo.site);
  await page.goto(at("sign-in?next=/admin/receipts"));
  await page.getByLabel("Login").fill(demo.staff.user);
  await page.getByLabel("Password").fill(demo.staff.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/admin/receipts");
  return page;
}

/** A page as it is looked at, in every look. */
async function looksRight(page, name) {
  for (const { viewport, colorScheme } of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await settle(page);
    await mkdir(join(TARGET, "screenshots"), { recursive: true });
    await page.screenshot({ path: join(TARGET, "screenshots", `${name}-${colorScheme}-${viewport.width}.png`), fullPage: true });
    assert.equal(await sidewaysOverflow(page), 0, `${name}, ${viewport.width} pixels`);
    assert.deepEqual(await accessibilityViolations(page), [], `${name}, ${colorScheme}`);
  }
}

describe("receipts", () => {
  test("the link of a letter confirms a kill, and the chief sees it go from open to confirmed", async () => {
    const { seq, item } = await killedAfterDelivery(0);
    const page = await chief();
    try {
      await page.goto(at(`admin/receipts/${seq}`));
      const row = page.getByRole("row", { name: /The Daily Lantern/ });
      await row.getByText("open", { exact: true }).waitFor();

      await withPage(browser, demo.site, {}, async (reader) => {
        const letters = reader.getByRole("row", { name: /desk@lantern\.example/ });
        const letter = letters.getByRole("link", { name: `KILL ${item}` });
        await until(`the letter about ${item}`, async () => {
          await reader.goto(at("demo/mail"));
          return (await letter.count()) > 0;
        });
        await letter.first().click();
        await reader.locator('a[href*="/receipt?link="]').first().click();
        await reader.waitForURL((url) => url.pathname === "/receipt");
        await looksRight(reader, "receipt-link");
        // Opening it has confirmed nothing.
        await page.reload();
        await row.getByText("open", { exact: true }).waitFor();
        await reader.getByLabel("Note to the newsroom, if any").fill("Taken down.");
        await reader.getByRole("button", { name: "Confirm for The Daily Lantern" }).press("Enter");
        await reader.getByText("Your receipt was noted. Thank you.").waitFor();
        assert.deepEqual(reader.faults, []);
      });

      await page.reload();
      await row.getByText("desk@lantern.example (link)").waitFor();
      await row.getByText("Taken down.").waitFor();
      assert.equal(await row.getByText("open", { exact: true }).count(), 0);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });

  test("a program confirms, and those who have not are reminded by the chief", async () => {
    const { seq } = await killedAfterDelivery(1);
    const body = { seq, note: "By our program." };
    const key = { authorization: `Bearer ${demo.subscriber.api_key}` };
    const { confirmed } = await call(`${demo.api}/receipts`, { ...key, method: "POST", body });
    assert.equal(confirmed.through, "api");
    const page = await chief();
    try {
      await page.goto(at(`admin/receipts/${seq}`));
      await page.getByRole("row", { name: /The Daily Lantern/ }).getByText("By our program.").waitFor();
      await page.getByRole("button", { name: "Remind now" }).click();
      await page.getByRole("status").waitFor();
      assert.match(await page.getByRole("status").innerText(), /reminded/);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });

  test("the rooms of the office read in every look", async () => {
    const page = await chief();
    try {
      await looksRight(page, "receipts");
      await page.locator("tbody a").first().click();
      await page.waitForURL("**/admin/receipts/*");
      await looksRight(page, "recall");
      await page.goto(at("admin/monitors"));
      await looksRight(page, "monitors");
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });
});
