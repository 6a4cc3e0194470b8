// Every screen of the newsroom, in light and dark, read by axe. The screens are those of the routes and rooms in the source,
// so that a new one fails here until somebody says with what it is looked at.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { approve } from "./approve.mjs";
import { accessibilityViolations, launchBrowser, openPage, settle, sidewaysOverflow } from "./browser.mjs";
import { ROOT, startDemo } from "./demo.mjs";
import { paragraphs, signIn, tellDesk } from "./desk.mjs";

const SOURCE = join(ROOT, "crates/newsroom/src");
/** What is fetched by a page into itself. */
const PARTS = ["/desk/rows"];
/** What comes after the page, and what shows that it is there. */
const LATE = { "tellal-editor": "#headline", "tellal-source": "article .block" };

/** Every `.route(path, methods)` of the newsroom's source, in the order of the paths. */
function routes() {
  const files = readdirSync(SOURCE, { recursive: true }).filter((name) => name.endsWith(".rs"));
  const found = [];
  for (const name of files) {
    const text = readFileSync(join(SOURCE, name), "utf8");
    for (const { 0: call, index } of text.matchAll(/\.route\(/g)) {
      const rest = text.slice(index + call.length);
      const [, path] = /^\s*"([^"]+)",/.exec(rest) ?? [];
      assert.ok(path, `${name}: this route has no path that can be read: ${rest.slice(0, 60)}`);
      found.push({ path, methods: rest.slice(0, closing(rest)) });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Where the parenthesis ends that is open at the beginning. */
function closing(text) {
  let depth = 1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`a parenthesis stays open: ${text.slice(0, 60)}`);
}

/** The paths that are looked at: what answers a browser's `GET` with a page. */
const screens = () =>
  routes()
    .filter(({ path, methods }) => /\bget\(/.test(methods) && !path.startsWith("/desk/api/") && !PARTS.includes(path))
    .map(({ path }) => path);

/** The rooms that the navigation leads to. */
function rooms() {
  const door = readFileSync(join(SOURCE, "door.rs"), "utf8");
  return [...door.matchAll(/Place \{ name: "[^"]+", href: "([^"]+)" \}/g)].map(([, href]) => href);
}

let demo;
let browser;
let page;
/** The addresses at which each screen is looked at, by the path of its route. */
let addresses;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await signIn(page, demo.site, demo.staff);
  addresses = await stage();
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

const told = (method, path, json, edit) => tellDesk(demo, demo.staff, method, path, { json, edit });

async function draft(change = {}) {
  const story = { language: "en", slug: "FERRY", headline: "Ferries stay in the harbour", priority: 4, category: 1, content: paragraphs("The ferries stay in the harbour."), ...change };
  return told("POST", "/items", { story });
}

async function released(change) {
  const { id, edit } = await draft(change);
  await told("POST", `/items/${id}/release`, {}, edit);
  return id;
}

/** Corrects an item: its translations are behind from then on. */
async function corrected(id) {
  const { story, edit } = await told("GET", `/items/${id}`);
  const saved = await told("PUT", `/items/${id}/manuscript`, { ...story, content: paragraphs("The ferries leave the harbour.") }, edit);
  await told("POST", `/items/${id}/correct`, { was: "stay in", now: "leave" }, saved.edit);
}

/** Something for every screen: drafts and what is out, in both directions; what waits, and what was killed. */
async function stage() {
  const text = await released();
  const arabic = (await draft({ language: "ar", slug: "عبّارة", headline: "العبّارات تبقى في الميناء", content: paragraphs("تبقى العبّارات في الميناء.") })).id;
  const media = await tellDesk(demo, demo.staff, "POST", "/media", { body: await readFile(join(ROOT, "samples/pictures/olives.jpg")) });
  const picture = (await draft({ slug: "OLIVES", headline: "Olives", content: { kind: "picture", media, caption: "Olives on a table." } })).id;
  const flash = await draft({ priority: 1, slug: "QUAKE", headline: "Earthquake hits Izmir" });
  const { approval } = await told("POST", `/items/${flash.id}/release`, {}, flash.edit);
  const wrong = await released({ slug: "RUMOUR", headline: "A rumour" });
  const killed = await told("POST", `/items/${wrong}/kill`, { reason: "It was a rumour.", hold: false });
  await approve(demo, killed.approval);
  const source = await released({ slug: "DAM" });
  const translation = await told("POST", `/items/${source}/translations`, { language: "ar" });
  await corrected(source);
  const { templates } = await told("GET", "/templates?lang=en");
  const { cause } = await told("POST", "/kill", { items: [await released({ slug: "TALE" }), await released({ slug: "TALE-2" })], act: "kill", reason: "It was invented." });
  const snippet = await told("POST", "/snippets", { holder: "house", name: "about", body: [{ block: "paragraph", spans: [{ text: "Tellal is a news agency." }] }] });
  const planned = await told("POST", "/plan", { title: "Budget talks", starts: "2026-12-01T10:00", language: "en" });
  const template = templates.find(({ built_in }) => !built_in) ?? (await told("POST", "/templates", { name: "Markets", story: (await told("GET", `/items/${text}`)).story }));
  const items = (rest) => [text, arabic, picture].map((id) => `/desk/items/${id}${rest}`);
  return {
    "/desk": ["inbox", "drafts", "review", "spiked", "scheduled", "released", "held", "killed", "mine", "all"].map((shelf) => `/desk?shelf=${shelf}`),
    "/desk/approvals": ["/desk/approvals"],
    "/desk/approvals/{approval}": [`/desk/approvals/${approval}`, `/desk/approvals/${killed.approval}`],
    "/desk/causes": ["/desk/causes"],
    "/desk/causes/{cause}": [`/desk/causes/${cause}`],
    "/desk/desks": ["/desk/desks"],
    "/desk/items/{id}": [...items(""), `/desk/items/${wrong}`],
    "/desk/items/{id}/after": [`/desk/items/${text}/after`, `/desk/items/${wrong}/after`],
    "/desk/items/{id}/crops": [`/desk/items/${picture}/crops`],
    "/desk/items/{id}/history": [...items("/history"), `/desk/items/${text}/history?from=version-1`],
    "/desk/items/{id}/place": items("/place"),
    "/desk/items/{id}/release": [...items("/release"), `/desk/items/${flash.id}/release`, `/desk/items/${arabic}/release?format=newsml-g2`],
    "/desk/items/{id}/translate": [`/desk/items/${text}/translate`, `/desk/items/${translation.id}/translate`],
    "/desk/kill": ["/desk/kill", `/desk/kill?items=${text}`],
    "/desk/new": ["/desk/new?lang=en", "/desk/new?lang=ar"],
    "/desk/pictures": ["/desk/pictures"],
    "/desk/planning": ["/desk/planning?day=2026-12-01", "/desk/planning?day=2026-12-01&view=day&by=person"],
    "/desk/planning/new": ["/desk/planning/new?day=2026-12-01"],
    "/desk/planning/{assignment}": [`/desk/planning/${planned.id}`],
    "/desk/search": ["/desk/search", "/desk/search?q=harbour"],
    "/desk/snippets": ["/desk/snippets"],
    "/desk/snippets/{snippet}": [`/desk/snippets/${snippet.id}`],
    "/desk/stale": ["/desk/stale"],
    "/desk/templates": ["/desk/templates"],
    "/desk/templates/new": ["/desk/templates/new"],
    "/desk/templates/{template}": [`/desk/templates/${template.id}`],
  };
}

/** Looks at a screen in one colour scheme; answers what is wrong with it. */
async function wrongWith(address, colorScheme) {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const answer = await page.goto(new URL(address, demo.site).href);
  assert.equal(answer.status(), 200, address);
  for (const [name, inside] of Object.entries(LATE)) {
    if ((await page.locator(name).count()) > 0) await page.locator(`${name} ${inside}`).first().waitFor();
  }
  await settle(page);
  const sideways = await sidewaysOverflow(page);
  const wrong = [...(await accessibilityViolations(page)), ...(sideways > 0 ? [`${sideways} pixels stick out`] : []), ...page.faults.splice(0)];
  return wrong.map((what) => `${address}, ${colorScheme}: ${what}`);
}

describe("every screen of the newsroom", () => {
  test("is named here with what it is looked at with", () => {
    const found = screens();
    assert.deepEqual(Object.keys(addresses).sort(), found, "say in `stage` at which addresses a new screen is looked at");
    const places = rooms();
    const own = places.filter((href) => href.startsWith("/desk"));
    assert.deepEqual([own.filter((href) => !found.includes(href)), places.length - own.length], [[], 1], "a room is a screen, or the office");
    assert.ok(own.length > 5, "the rooms are found");
  });

  for (const path of screens()) {
    test(`${path} keeps nobody out, in light and dark`, async () => {
      assert.ok(addresses[path]?.length > 0, `nothing is said of ${path}`);
      const wrong = [];
      for (const address of addresses[path]) {
        for (const colorScheme of ["light", "dark"]) wrong.push(...(await wrongWith(address, colorScheme)));
      }
      assert.deepEqual(wrong, []);
    });
  }
});
