// After release: corrected from the editor, held and resumed without a script, killed with all that hangs on it by two persons,
// and three items killed for one cause.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser, openPage, withPage } from "./browser.mjs";
import { ROOT, startDemo, tellal } from "./demo.mjs";
import { askDesk, looksRight, paragraphs, signIn, tellDesk } from "./desk.mjs";

const GONE = 410;
const SITE_SECS_MAX = 30;
const POLL_MS = 250;
const AR = { language: "ar", slug: "ميناء", headline: "افتتاح معرض الميناء في إزمير" };

let demo;
let browser;
let chief;
let second;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  [chief, second] = await Promise.all([openPage(browser, demo.site), openPage(browser, demo.site)]);
  await signIn(chief, demo.site, demo.staff);
  await signIn(second, demo.site, demo.admin);
});

after(async () => {
  await chief?.context().close();
  await second?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;
const main = (page) => page.locator("main").innerText();

const call = (method, path, sent) => tellDesk(demo, demo.staff, method, path, sent);

/** Files a story and releases it; answers its id. */
async function released(more = {}) {
  const story = {
    language: "en", slug: "HARBOUR-FAIR", headline: "Harbour fair opens", priority: 4, category: 1, public: "yes",
    content: paragraphs("The harbour fair opened on Monday with two hundred boats.", "The mayor spoke at noon."),
    ...more,
  };
  const { id, edit } = await call("POST", "/items", { json: { story } });
  await call("POST", `/items/${id}/release`, { json: {}, edit });
  return id;
}

/** Opens the editor of an item, and its tool by its key. */
async function tool(item) {
  await chief.goto(at(`/desk/items/${item}`));
  const panel = chief.locator(".after-panel");
  await chief.getByRole("button", { name: /^After release/ }).waitFor();
  await chief.keyboard.press("Alt+a");
  await panel.waitFor();
  return panel;
}

/** Saves a change of the working copy. */
async function save(id, change) {
  const { story, edit } = await call("GET", `/items/${id}`);
  return call("PUT", `/items/${id}/manuscript`, { json: { ...story, ...change }, edit });
}

/** What the subscriber's feed tells of an item, the newest last. */
async function told(item) {
  const events = [];
  for (let after = 0, more = true; more; ) {
    const answer = await fetch(`${demo.api}/feed?after=${after}&limit=500`, { headers: { authorization: `Bearer ${demo.subscriber.api_key}` } });
    const page = await answer.json();
    events.push(...page.events);
    const last = page.events.at(-1)?.seq ?? after;
    more = last > after;
    after = last;
  }
  return events.filter((event) => event.item === item).map(({ act }) => act);
}

async function until(what, look) {
  const deadline = Date.now() + SITE_SECS_MAX * 1000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found) return found;
    await sleep(POLL_MS);
  }
  throw new Error(`${what} did not come within ${SITE_SECS_MAX} s`);
}

/** The address of a story on the public site. */
async function onTheSite(headline, lang = "en") {
  return until(`“${headline}” on the site`, async () => {
    const page = await (await fetch(at(`${lang}/latest/`))).text();
    for (const [, href, inside] of page.matchAll(/<a[^>]*href="([^"]+)"[^>]*>(.*?)<\/a>/gs)) {
      if (inside.includes(headline)) return at(href);
    }
    return undefined;
  });
}

/** The second person approves what the chief asked for on the page that is open. */
async function approved() {
  const href = await chief.getByRole("link", { name: "read and approve" }).getAttribute("href");
  await second.goto(at(href));
  await second.getByRole("button", { name: "Approve and send" }).click();
  await second.waitForURL((url) => !url.pathname.endsWith("/approve"));
  assert.deepEqual(second.faults, []);
}

describe("after release", () => {
  test("a story is updated and corrected beside its text", async () => {
    const item = await released();
    await save(item, { content: paragraphs("The harbour fair opened on Monday with two hundred boats.", "The mayor spoke at one, and music played on the quay until midnight.", "The fair ends on Sunday evening with a parade of old boats."), standfirst: "With a parade." });
    let panel = await tool(item);
    await panel.getByLabel("What is new").fill("adds the parade");
    await panel.getByRole("button", { name: "Send as update 1, version 2" }).click();
    await panel.getByText("The update is on the wire.").waitFor();

    await save(item, { content: paragraphs("The harbour fair opened on Monday with three hundred boats.", "The mayor spoke at one, and music played on the quay until midnight.", "The fair ends on Sunday evening with a parade of old boats.") });
    panel = await tool(item);
    await panel.getByText("Released, version 2, update 1").waitFor();
    assert.match(await panel.getByLabel("What was wrong").inputValue(), /two hundred boats/, "what differs is proposed");
    await panel.getByLabel("Version 2 as it was sent").evaluate((sent) => {
      const from = sent.value.indexOf("two hundred");
      sent.setSelectionRange(from, from + "two hundred".length);
    });
    await panel.getByRole("button", { name: "Take the selected words" }).click();
    assert.equal(await panel.getByLabel("What was wrong").inputValue(), "two hundred");
    await panel.getByLabel("What it says now").fill("three hundred");
    await looksRight(chief, "after-panel");
    await panel.getByRole("button", { name: "Send the correction" }).click();
    await panel.getByText("The correction is on the wire.").waitFor();
    assert.deepEqual(await told(item), ["release", "update", "correct"]);
    const shown = await (await fetch(`${demo.api}/items/${item}`, { headers: { authorization: `Bearer ${demo.subscriber.api_key}` } })).json();
    assert.match(JSON.stringify(shown), /Update 1: adds the parade/);
    await until("the correction in the public log", async () => /three hundred/.test(await (await fetch(at("en/corrections/"))).text()));
    assert.deepEqual(chief.faults, []);
  });

  test("a story is held and resumed on a page without a script", async () => {
    const item = await released({ ...AR, content: paragraphs("افتتح معرض الميناء يوم الاثنين بمشاركة مئتي قارب.") });
    const cookies = await chief.context().cookies();
    await withPage(browser, demo.site, { javaScriptEnabled: false }, async (page) => {
      await page.context().addCookies(cookies);
      await page.goto(at(`/desk/items/${item}/after`));
      assert.match(await page.getByLabel("What they read").inputValue(), /قيد التحقق/);
      await page.getByRole("button", { name: "Put on hold" }).click();
      assert.match(await page.getByRole("status").first().innerText(), /The hold is on the wire/);
      await page.getByRole("button", { name: "Resume" }).click();
      assert.match(await page.getByRole("status").first().innerText(), /may be used again/);
      await page.getByRole("button", { name: "Send as update 1" }).click();
      assert.match(await main(page), /nothing was changed since version 3/);
      assert.match(await main(page), /Resume|resume/);
    });
    assert.deepEqual(await told(item), ["release", "hold", "resume"]);
    await chief.goto(at(`/desk/items/${item}/after`));
    await looksRight(chief, "after-arabic");
    assert.deepEqual(chief.faults, []);
  });

  test("a kill takes its translation along, and what waits to go out, when a second person approves", async () => {
    const item = await released({ headline: "Harbour closed after a blast", slug: "HARBOUR-BLAST" });
    const rel = [{ item, title: "Harbour closed after a blast", rel: "translation_of" }];
    const turkish = await released({ language: "tr", headline: "Patlama sonrası liman kapandı", slug: "LIMAN-PATLAMA", related: rel });
    const beside = await released({ headline: "A history of the harbour", slug: "HARBOUR-HISTORY", related: [{ item, title: "Harbour closed after a blast" }] });
    const later = await call("POST", "/items", { json: { story: { ...AR, priority: 4, category: 1, related: rel, content: paragraphs("أُغلق الميناء.") } } });
    const scheduled = await askDesk(demo, demo.staff, "POST", `/items/${later.id}/release`, { json: { at: "2030-01-01T00:00:00Z" }, edit: later.edit });
    assert.equal(scheduled.status, 202);
    const page = await onTheSite("Harbour closed after a blast");

    await chief.goto(at(`/desk/items/${item}/after`));
    await chief.getByRole("link", { name: "Kill …" }).click();
    const box = (name) => chief.getByRole("checkbox", { name: `Take back: ${name}` });
    assert.ok(await box("Harbour closed after a blast").isChecked());
    assert.ok(await box("Patlama sonrası liman kapandı").isChecked());
    assert.ok(await box(AR.headline).isChecked());
    assert.ok(!(await box("A history of the harbour").isChecked()), "a story that names it is not wrong for that");
    assert.match(await chief.getByRole("row", { name: /افتتاح/ }).innerText(), /taken off the schedule/);
    const reason = chief.getByLabel("What everyone who got them reads");
    await chief.getByLabel("Cause").selectOption("invented");
    await chief.waitForFunction(() => /was invented/.test(document.querySelector("textarea[name=reason]").value));
    assert.match(await reason.inputValue(), /uydurmadır/);
    assert.match(await reason.inputValue(), /مختلَق/);
    await looksRight(chief, "after-kill");
    await chief.getByRole("button", { name: "Ask for it: Kill what is ticked" }).click();
    await chief.waitForURL("**/desk/causes/*");
    assert.match(await main(chief), /taken off the schedule/);
    assert.deepEqual(await told(turkish), ["release", "hold"], "it is on hold until somebody approves");
    await approved();
    assert.deepEqual(await told(turkish), ["release", "hold", "kill"]);
    assert.deepEqual(await told(item), ["release", "hold", "kill"]);
    assert.deepEqual(await told(beside), ["release"]);
    assert.equal((await fetch(page)).status, GONE);
    assert.equal((await call("GET", `/items/${later.id}`)).due, null);
    await chief.reload();
    assert.match(await main(chief), /notice \d+ is out/);
    const receipts = chief.getByRole("link", { name: /^\d+ of \d+$/ }).first();
    await until("those who are called", async () => {
      await chief.reload();
      return (await receipts.count()) > 0;
    });
    await looksRight(chief, "after-cause");
    await receipts.click();
    await chief.waitForURL("**/admin/receipts/*");
    assert.deepEqual(chief.faults, []);
  });

  test("a kill of a picture takes its crop along", async () => {
    const bytes = await readFile(join(ROOT, "samples/pictures/olives.jpg"));
    const media = await call("POST", "/media", { body: bytes });
    const content = { kind: "picture", media, caption: "Olives on a table." };
    const id = await released({ content, slug: "OLIVES-A", headline: "Olives that were never there" });
    const crop = await released({ content, slug: "OLIVES-B", headline: "Olives, cut", related: [{ item: id, title: "Olives", rel: "derived_from" }] });
    await chief.goto(at(`/desk/kill?items=${id}`));
    await chief.getByLabel("Cause").selectOption("altered");
    await chief.getByRole("button", { name: "Ask for it: Kill what is ticked" }).click();
    await chief.waitForURL("**/desk/causes/*");
    await approved();
    assert.deepEqual(await told(crop), ["release", "hold", "kill"]);
    assert.equal((await fetch(at(`/media/${crop}.jpg`))).status, GONE);
    assert.deepEqual(chief.faults, []);
  });

  test("three items are killed for one cause, found by what they have in common", async () => {
    const items = [];
    for (const nth of ["first", "second", "third"]) {
      items.push(await released({ headline: `The ${nth} tale`, slug: "TALE", byline: "Zeki Sahte", rights: { credit: "Zeki Sahte/TEL" } }));
    }
    await chief.goto(at("/desk/kill"));
    await looksRight(chief, "after-search");
    await chief.getByLabel("Author").fill("zeki SAHTE");
    await chief.getByRole("button", { name: "Show the list" }).click();
    assert.equal(await chief.getByText("Nothing is ticked.").count(), 1, "what was searched is ticked by a person");
    await chief.getByRole("button", { name: "Tick all" }).click();
    assert.equal(await chief.getByText("3 items are ticked.").count(), 1);
    await chief.getByRole("button", { name: "Ask for it: Kill what is ticked" }).click();
    await chief.waitForURL("**/desk/causes/*");
    await approved();
    for (const item of items) assert.deepEqual(await told(item), ["release", "hold", "kill"]);
    await chief.reload();
    assert.equal((await main(chief)).match(/notice \d+ is out/g).length, 3);
    await chief.goto(at("/desk/causes"));
    assert.match(await main(chief), /It is wrong\s+kill\s+3\s+3/);
    await looksRight(chief, "after-causes");
    assert.deepEqual(chief.faults, []);
  });

  test("the operator sees the list first, and asks for the kill", async () => {
    const item = await released({ headline: "An error of the night", slug: "NIGHT" });
    const shown = tellal(demo.data, ["kill", item]);
    assert.match(shown, /nothing was done; the same with --yes does it/);
    assert.deepEqual(await told(item), ["release"]);
    const asked = tellal(demo.data, ["kill", item, "--yes", "--reason", "It was wrong."]);
    assert.match(asked, /a second person approves it first: \/desk\/approvals\/[0-9a-f]+/);
  });
});
