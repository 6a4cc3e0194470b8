// Every page of the public site is valid HTML, and can be used by everyone, in every language of the demo.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { accessibilityViolations, launchBrowser, openPage, PHONE, sidewaysOverflow } from "./browser.mjs";
import { kill } from "./approve.mjs";
import { startDemo } from "./demo.mjs";
import { USUAL_PAGES } from "./pages.mjs";

const VNU = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
/** Pages of one kind that are looked at in each language. */
const OF_A_KIND_MAX = 2;
const NARROW = { ...PHONE, width: 320 };
/** What leads to pages of a kind, on a page that every edition has. */
const KINDS = [
  { kind: "section", on: "", links: "nav.sections a" },
  { kind: "story", on: "latest/", links: "main a.story" },
  { kind: "topic", on: "topics/", links: "main .busiest a" },
  { kind: "pictures", on: "pictures/", links: "main a.story" },
];

let demo;
let browser;
let page;
/** Every page that is looked at: `{ url, lang, status, html }`. */
let pages;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  pages = await crawl();
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

async function crawl() {
  const found = [];
  const add = async (lang, url, init) => {
    const answer = await fetch(url, { redirect: "follow", ...init });
    found.push({ url: `${init?.method ?? "GET"} ${url}`, lang, status: answer.status, html: await answer.text(), isGet: !init });
  };
  for (const lang of await languages()) {
    const at = (path) => new URL(`${lang}/${path}`, demo.site).href;
    for (const path of USUAL_PAGES) await add(lang, at(path));
    for (const { on, links } of KINDS) for (const url of await linksOn(at(on), links)) await add(lang, url);
    await add(lang, at(`search/?q=${encodeURIComponent(await wordOf(at("latest/")))}`));
    await add(lang, at(`search/?q=${"x".repeat(300)}`));
    await add(lang, at("search/?q=zqxjk"));
    await add(lang, at("nothing/"));
    await add(lang, at("subscribe/"), { method: "POST", body: new URLSearchParams({ email: "nobody" }) });
  }
  const gone = await killed();
  await add("en", gone);
  return found;
}

/** The languages that the demo's front page leads to. */
async function languages() {
  await page.goto(new URL("en/", demo.site).href);
  return page.locator("nav.languages a").evaluateAll((links) => links.map((link) => link.lang));
}

async function linksOn(url, selector) {
  await page.goto(url);
  const links = await page.locator(selector).evaluateAll((found) => found.map((link) => link.href));
  return [...new Set(links)].slice(0, OF_A_KIND_MAX);
}

/** A word of the newest headline: what a reader may search for. */
async function wordOf(url) {
  await page.goto(url);
  const headline = await page.locator("main a.story").first().innerText();
  return headline.split(" ").reduce((longest, word) => (word.length > longest.length ? word : longest));
}

/** A story that was killed: the address of its page. */
async function killed() {
  const headers = { authorization: `Bearer ${demo.subscriber.api_key}` };
  const { events } = await (await fetch(`${demo.api}/feed?limit=100`, { headers })).json();
  const story = events.find(({ act, kind, state, language }) => act === "release" && kind === "text" && state === "usable" && language === "en");
  await kill(demo, story.item, "It was sent by mistake.");
  return new URL(`en/general/x/${story.item}`, demo.site).href;
}

test("every kind of page is there", () => {
  const statuses = new Set(pages.map(({ status }) => status));
  for (const status of [200, 404, 410, 422]) assert.ok(statuses.has(status), `a page of ${status} among ${[...statuses]}`);
  const shown = pages.filter(({ lang, status }) => lang === "en" && status === 200).map(({ html }) => html);
  for (const sign of ['class="summary"', 'class="letters"', 'class="gallery"', 'class="series"', "<mark>", 'class="forms"', 'class="request"']) {
    assert.ok(shown.some((html) => html.includes(sign)), `a page with ${sign}`);
  }
});

test("every page is valid HTML by the Nu checker", async () => {
  const dir = await mkdtemp(join(tmpdir(), "tellal-vnu-"));
  try {
    const files = pages.map((_, n) => join(dir, `${n}.html`));
    await Promise.all(files.map((file, n) => writeFile(file, pages[n].html)));
    const run = promisify(execFile)("java", ["-Xss2m", "-jar", VNU, "--format", "json", "--exit-zero-always", "--stdout", ...files], { maxBuffer: 64 << 20 });
    const { messages } = JSON.parse((await run).stdout);
    const faults = messages
      .filter(({ type, subType }) => type === "error" || subType === "warning")
      .map(({ url, message, extract }) => `${pages[Number(/(\d+)\.html$/.exec(url)[1])].url}: ${message} ${extract ?? ""}`);
    assert.deepEqual(faults, []);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

describe("everyone can use every page", () => {
  // A page is shown as it was read, so that what the living wire does meanwhile changes nothing.
  const show = async ({ html }) => {
    await page.setContent(html, { waitUntil: "load" });
  };

  for (const [colorScheme, wanted] of [["light", () => true], ["dark", ({ lang }) => lang === "en"]]) {
    test(colorScheme, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(new URL("en/about/", demo.site).href);
      const faults = [];
      for (const shown of pages.filter(wanted)) {
        await show(shown);
        faults.push(...(await accessibilityViolations(page)).map((fault) => `${shown.url}: ${fault}`));
      }
      assert.deepEqual(faults, []);
    });
  }

  test("on a screen of 320 pixels, without scrolling sideways", async () => {
    await page.setViewportSize(NARROW);
    const wide = [];
    for (const shown of pages) {
      await show(shown);
      const overflow = await sidewaysOverflow(page);
      if (overflow > 0) wide.push(`${shown.url}: ${overflow}`);
    }
    assert.deepEqual(wide, []);
  });
});
