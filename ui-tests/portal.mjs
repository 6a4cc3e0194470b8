// What the tests of the subscribers' terminal share: how a reader signs in, how the wire is fed, and what the list shows.
import assert from "node:assert/strict";
import { join } from "node:path";
import { mkdir } from "node:fs/promises";
import { after, before } from "node:test";
import { accessibilityViolations, DESKTOP, launchBrowser, openPage, PHONE, settle, sidewaysOverflow } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";
import { fillIn, paragraphs, tellDesk } from "./desk.mjs";

const SHOTS = join(TARGET, "screenshots");
export const LOOKS = [[DESKTOP, "light"], [DESKTOP, "dark"], [PHONE, "light"], [PHONE, "dark"]];

/** Starts a demo with a reader at its terminal before the tests of a file, hands both to `use`, and ends them afterwards. */
export function atTerminal(use) {
  let demo;
  let browser;
  let page;
  before(async () => {
    demo = await startDemo();
    browser = await launchBrowser();
    page = await openPage(browser, demo.site);
    await openTerminal(page, demo);
    use({ demo, browser, page });
  });
  after(async () => {
    await page?.context().close();
    await browser?.close();
    await demo?.stop();
  });
}

/** Signs the reader in, and waits until the wire is live. */
export async function openTerminal(page, demo, hash = "") {
  await page.goto(new URL("/sign-in?next=/portal", demo.site).href);
  await fillIn(page, demo.reader);
  await page.waitForURL((url) => url.pathname === "/portal");
  if (hash) await page.evaluate((hash) => (location.hash = hash), hash);
  await live(page);
}

export const live = (page) => page.locator(".status[data-state='live']").waitFor();
export const row = (page, seq) => page.locator(`.front .column:not(.behind) .row[data-seq="${seq}"]`);
export const chosen = (page) => page.locator(".row[aria-selected='true']");
export const story = (page) => page.locator(".pane:not([hidden])");

/** Lets go of the row and the story, lets in what waits, and waits until the list begins with this dispatch or a later one. */
export async function upTo(page, seq) {
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.waitForFunction(
    (seq) => {
      const column = document.querySelector(".front .column:not(.behind)");
      const waits = column.querySelector(".fresh:not([hidden])");
      waits?.click();
      return !waits && Number(column.querySelector(".row[aria-posinset='1']")?.dataset.seq) >= seq;
    },
    seq,
    { polling: 100 },
  );
}

/** Files a story and releases it; answers its item, number and edit. */
export async function release(demo, more = {}) {
  const json = {
    story: { language: "en", slug: "HARBOUR-FAIR", headline: "Harbour fair opens", priority: 4, category: 1, dateline: { city: "Izmir" }, content: paragraphs("The harbour fair opened on Monday with two hundred boats.", "The mayor spoke at noon."), ...more },
  };
  const { id, edit } = await tellDesk(demo, demo.staff, "POST", "/items", { json });
  const { seq } = await tellDesk(demo, demo.staff, "POST", `/items/${id}/release`, { json: {}, edit });
  return { id, seq };
}

/** Sends a newer version of an item: `update`, `correct` or `refile`. */
export async function send(demo, id, act, change, json) {
  const { story, edit } = await tellDesk(demo, demo.staff, "GET", `/items/${id}`);
  const saved = await tellDesk(demo, demo.staff, "PUT", `/items/${id}/manuscript`, { json: { ...story, ...change }, edit });
  return tellDesk(demo, demo.staff, "POST", `/items/${id}/${act}`, { json, edit: saved.edit });
}

/** Puts an item on hold. */
export const hold = (demo, id, reason) => tellDesk(demo, demo.staff, "POST", `/items/${id}/hold`, { json: { reason } });

/** The newest dispatches of the subscriber's feed, the newest first, as programs get them. */
export async function feed(demo, count) {
  const headers = { authorization: `Bearer ${demo.subscriber.api_key}` };
  const events = [];
  for (let after = 0, more = true; more; ) {
    const page = await (await fetch(`${demo.api}/feed?after=${after}&limit=500`, { headers })).json();
    events.push(...page.events);
    ({ next: after, more } = page);
  }
  return events.slice(-count).reverse();
}

/** What the first rows of the list show, the newest first: the number, and whether the row is struck, held or newer above. */
export async function rows(page, count) {
  return page.evaluate(async (count) => {
    const scroller = document.querySelector(".front .column:not(.behind) .scroller");
    const found = new Map();
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (let top = 0; ; top += scroller.clientHeight / 2) {
      scroller.scrollTop = top;
      await frame();
      for (const row of scroller.querySelectorAll(".row")) {
        const standing = ["killed", "held"].find((name) => row.classList.contains(name)) ?? "open";
        found.set(Number(row.getAttribute("aria-posinset")), { seq: Number(row.dataset.seq), standing, superseded: row.classList.contains("superseded") });
      }
      if (found.has(count) || top > scroller.scrollHeight) break;
    }
    scroller.scrollTop = 0;
    await frame();
    return [...found].sort(([one], [other]) => one - other).slice(0, count).map(([, row]) => row);
  }, count);
}

/** The terminal as it is looked at, in every look. */
export async function looksRight(page, name, looks = LOOKS) {
  await mkdir(SHOTS, { recursive: true });
  for (const [viewport, colorScheme] of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await settle(page);
    await page.screenshot({ path: join(SHOTS, `portal-${name}-${viewport.width}-${colorScheme}.png`) });
    assert.equal(await sidewaysOverflow(page), 0, `${name}, ${viewport.width} pixels`);
    assert.deepEqual(await accessibilityViolations(page), [], `${name}, ${viewport.width}, ${colorScheme}`);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
}
