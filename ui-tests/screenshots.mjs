// Pictures of the site, the desk and the office: `node screenshots.mjs OUT_DIR` starts the demo and writes the ones that the documents show.
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { DESKTOP, launchBrowser, openPage, PHONE, settle, withPage } from "./browser.mjs";
import { kill } from "./approve.mjs";
import { startDemo, tellal } from "./demo.mjs";
import { takeDeskScreenshots } from "./desk-screenshots.mjs";
import { takePortalScreenshots } from "./portal-screenshots.mjs";
import { frontPage, hasPicture, openStory } from "./pages.mjs";

const LOOKS = [
  { look: "light", lang: "en", viewport: DESKTOP, colorScheme: "light" },
  { look: "dark", lang: "en", viewport: DESKTOP, colorScheme: "dark" },
  { look: "phone", lang: "tr", viewport: PHONE, colorScheme: "light" },
  { look: "rtl", lang: "ar", viewport: DESKTOP, colorScheme: "light" },
];

/** Writes `{light,dark,phone,rtl}-{front,article,topics,pictures,search}.png` into `dir` and returns the files' paths. */
export async function takeScreenshots(browser, site, dir) {
  await mkdir(dir, { recursive: true });
  const files = [];
  for (const { look, lang, viewport, colorScheme } of LOOKS) {
    await withPage(browser, site, { viewport, colorScheme }, async (page) => {
      const shoot = async (name) => {
        await settle(page);
        const path = join(dir, `${look}-${name}.png`);
        await page.screenshot({ path });
        files.push(path);
      };
      await page.goto(frontPage(site, lang));
      await shoot("front");
      await openStory(page, site, lang, hasPicture);
      await shoot("article");
      const headline = await page.locator("article h1").innerText();
      const search = new URL(`${lang}/search/`, site);
      search.searchParams.set("q", headline.split(" ")[0]);
      for (const [name, path] of [["topics", `${lang}/topics/`], ["pictures", `${lang}/pictures/`], ["search", search]]) {
        await page.goto(new URL(path, site).href);
        await shoot(name);
      }
    });
  }
  return files;
}

/** Somebody of the demo's subscriber, for the pages that subscribers see. */
const READER = { user: "deniz@lantern.example", password: "correct horse battery" };
const CALL_SECS_MAX = 30;
const POLL_MS = 250;

/**
 * The screens of the office, each as somebody sees it who works there: a name, who it is, where it is, and how it looks.
 * `{organisation}`, its `{id}`, `{contract}`, `{item}` and `{recall}` stand for what the demo has made.
 */
const SCREENS = [
  { name: "home", who: "admin", path: "/admin" },
  { name: "organisation", who: "admin", path: "{organisation}" },
  { name: "contract", who: "admin", path: "{contract}" },
  { name: "product", who: "admin", path: "/admin/products/2", press: /Try/, top: "#trial", colorScheme: "dark" },
  { name: "why", who: "admin", path: "/admin/why?item={item}&organisation={id}" },
  { name: "usage", who: "admin", path: "/admin/usage" },
  { name: "audit", who: "admin", path: "/admin/audit", colorScheme: "dark" },
  { name: "freeze", who: "admin", path: "/admin/freeze" },
  { name: "recall", who: "staff", path: "/admin/receipts/{recall}" },
  { name: "phone", who: "admin", path: "{organisation}", viewport: PHONE },
  { name: "receipts", who: "reader", path: "/account/receipts", viewport: PHONE, colorScheme: "dark" },
];

/** Writes `office-*.png` into `dir` and returns the files' paths. */
export async function takeOfficeScreenshots(browser, demo, dir) {
  await mkdir(dir, { recursive: true });
  const made = await makeSomethingToSee(demo);
  const people = { admin: demo.admin, staff: demo.staff, reader: READER };
  const pages = {};
  const files = [];
  for (const [who, login] of Object.entries(people)) pages[who] = await signedIn(browser, demo.site, login);
  try {
    const { admin } = pages;
    await admin.goto(new URL("/admin/organisations", demo.site).href);
    made.organisation = await admin.getByRole("link", { name: "The Daily Lantern" }).getAttribute("href");
    made.id = made.organisation.split("/").at(-1);
    await admin.goto(new URL(made.organisation, demo.site).href);
    made.contract = await admin.getByRole("link", { name: "Full service" }).getAttribute("href");
    for (const { name, who, path, press, top, viewport = DESKTOP, colorScheme = "light" } of SCREENS) {
      const page = pages[who];
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const address = new URL(path.replace(/\{(\w+)\}/g, (_, what) => made[what]), demo.site).href;
      const answer = await page.goto(address);
      if (!answer.ok()) throw new Error(`${address} answers ${answer.status()}`);
      if (press) {
        await page.getByRole("button", { name: press }).click();
        await page.waitForLoadState("load");
      }
      if (top) await page.locator(top).evaluate((heading) => heading.scrollIntoView());
      await settle(page);
      const file = join(dir, `office-${name}.png`);
      await page.screenshot({ path: file });
      files.push(file);
    }
  } finally {
    for (const page of Object.values(pages)) await page.context().close();
  }
  return files;
}

/** A story that the subscriber opened and that was killed, and somebody who is called for it. */
async function makeSomethingToSee(demo) {
  const add = ["org", "person", "add", "The Daily Lantern", READER.user, "--name", "Deniz Kaya", "--master"];
  tellal(demo.data, add, { TELLAL_PASSWORD: READER.password });
  const headers = { authorization: `Bearer ${demo.subscriber.api_key}` };
  const ask = async (path) => (await fetch(`${demo.api}${path}`, { headers })).json();
  const { events } = await ask("/feed?limit=100");
  const stories = events.filter(({ act, kind, state, language }) => act === "release" && kind === "text" && state === "usable" && language === "en");
  for (const { item } of stories) await ask(`/items/${item}`);
  await kill(demo, stories[0].item, "The company has denied it, and shown that the paper is forged.");
  const deadline = Date.now() + CALL_SECS_MAX * 1000;
  while (Date.now() < deadline) {
    const { receipts } = await ask("/receipts");
    const call = receipts.find(({ item }) => item === stories[0].item);
    if (call) return { item: stories[1].item, recall: call.seq };
    await sleep(POLL_MS);
  }
  throw new Error(`nobody was called within ${CALL_SECS_MAX} s`);
}

async function signedIn(browser, site, { user, password }) {
  const page = await openPage(browser, site);
  await page.goto(new URL("/sign-in?next=/account", site).href);
  await page.getByLabel("Login").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/account");
  return page;
}

async function main() {
  const dir = process.argv[2];
  if (!dir) {
    console.error("Usage: node screenshots.mjs OUT_DIR");
    process.exit(2);
  }
  const demo = await startDemo();
  try {
    const browser = await launchBrowser();
    try {
      const site = await takeScreenshots(browser, demo.site, resolve(dir));
      const portal = await takePortalScreenshots(browser, demo, resolve(dir));
      const desk = await takeDeskScreenshots(browser, demo, resolve(dir));
      const files = [...site, ...portal, ...desk, ...(await takeOfficeScreenshots(browser, demo, resolve(dir)))];
      console.log(files.join("\n"));
    } finally {
      await browser.close();
    }
  } finally {
    await demo.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
