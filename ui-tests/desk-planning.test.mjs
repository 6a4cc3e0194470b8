// Planning: a flash begins with a template, a snippet is put in, an assignment becomes a story, and the day's list goes out
// as a message to editors.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessibilityViolations, launchBrowser, openPage } from "./browser.mjs";
import { startDemo, tellal } from "./demo.mjs";
import { askAt, looksRight, paragraphs, shoot, signIn } from "./desk.mjs";

let demo;
let browser;
let page;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await signIn(page, demo.site, demo.staff, "/desk/planning");
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;
const main = () => page.locator("main").innerText();
const press = (name) => page.getByRole("button", { name, exact: true }).click();
/** Today as the newsroom's clock has it. */
const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Istanbul" }).format(new Date());

async function item(id) {
  return (await page.request.get(at(`/desk/api/items/${id}`))).json();
}

/** The item whose editor is open. */
async function opened() {
  await page.waitForURL("**/desk/items/*");
  return item(decodeURIComponent(new URL(page.url()).pathname.split("/").pop()));
}

/** As `askAt`, for what must go well; answers what was said. */
async function send(method, path, json, edit) {
  const { status, body } = await askAt(page, method, path, { json, edit });
  assert.ok(status < 300, `${method} ${path}: ${JSON.stringify(body)}`);
  return body;
}

/** Fills in the form of a new assignment and saves it. */
async function plan(fields) {
  await page.goto(at(`/desk/planning/new?day=${today()}`));
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true });
    if (value === true) await field.check();
    else if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption(value);
    else await field.fill(value);
  }
  await press("Save");
  await page.waitForURL("**/desk/planning?day=*");
}

describe("the planning of the newsroom", () => {
  test("begins a flash with a template, in the language that is chosen", async () => {
    await page.goto(at("/desk/new?lang=ar"));
    await looksRight(page, "planning-new-arabic");
    await page.goto(at("/desk/new?lang=en"));
    await page.getByLabel("Flash", { exact: true }).check();
    await page.getByLabel("Slug").fill("QUAKE-IZMIR");
    await press("Begin");
    const { story, purpose } = await opened();
    assert.deepEqual([story.priority, story.slug, story.headline, story.language, purpose], [1, "QUAKE-IZMIR", "XX", "en", "news"]);
    await page.goto(at("/desk/new?lang=en"));
    await looksRight(page, "planning-new");
  });

  test("has templates of its own, which begin with what an item says", async () => {
    const { id } = await send("POST", "/new", { language: "en" });
    const { story, edit } = await item(id);
    await send("PUT", `/items/${id}/manuscript`, { ...story, headline: "Markets on {{date}}", content: paragraphs("Shares rose on {{day}}, {{by}} reports.") }, edit);
    await page.goto(at("/desk/templates"));
    await page.getByLabel("Item").fill(id);
    await page.getByLabel("Name").fill("Markets");
    await press("Make a template");
    await page.waitForURL(/\/desk\/templates\/\d+$/);
    await page.getByLabel("Headline").fill("Stocks on {{date}}");
    await looksRight(page, "planning-template");
    await press("Save");
    await page.waitForURL("**/desk/templates");
    await looksRight(page, "planning-templates");
    assert.match(tellal(demo.data, ["template", "list", "--language", "en"]), /own\s+Markets/);
    await page.getByRole("link", { name: "Begin with Markets" }).click();
    await press("Begin");
    const begun = await opened();
    assert.match(begun.story.headline, /^Stocks on \d+ \w+ \d{4}$/);
    assert.match(begun.story.content.body[0].spans[0].text, /^Shares rose on \w+day, \d+ \w+ \d{4}, .+ reports\.$/);
    await page.goto(at("/desk/templates"));
    await page.getByRole("link", { name: "Markets", exact: true }).click();
    await press("Remove this template");
    await page.waitForURL("**/desk/templates");
    assert.doesNotMatch(await main(), /Markets/);
  });

  test("puts a snippet in by its name", async () => {
    await page.goto(at("/desk/snippets"));
    await page.getByLabel("Name").fill("about");
    await page.getByLabel("Text").fill("Tellal is a news agency.\n\nIt was founded in 2026.");
    await press("Save");
    await page.getByRole("link", { name: "about", exact: true }).waitFor();
    await looksRight(page, "planning-snippets");
    const { id } = await send("POST", "/new", { language: "en" });
    await page.goto(at(`/desk/items/${id}`));
    await page.getByRole("textbox", { name: "Body" }).click();
    await page.keyboard.type("First.");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+;");
    const dialog = page.getByRole("dialog", { name: "Put in a snippet" });
    await dialog.getByRole("option").first().waitFor();
    await page.keyboard.type("abo");
    assert.deepEqual(await accessibilityViolations(page), []);
    await shoot(page, "planning-picker");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("It was founded in 2026.").waitFor();
    await page.evaluate(() => document.querySelector("tellal-editor").saved());
    const texts = (await item(id)).story.content.body.map((block) => block.spans.map((span) => span.text).join(""));
    assert.deepEqual(texts.slice(0, 3), ["First.", "Tellal is a news agency.", "It was founded in 2026."]);
  });

  test("follows an assignment until its story is out, and says who is at two places", async () => {
    const person = (await send("POST", "/plan", { title: "Budget talks", starts: `${today()}T10:00`, ends: `${today()}T12:00`, people: [demo.staff.user], language: "en" })).people[0];
    assert.equal(person, demo.staff.user);
    const name = (await (await page.request.get(at("/desk/api/me"))).json()).name;
    await plan({ Title: "Minister’s press conference", From: "11:00", Until: "11:45", Place: "Ankara", Slug: "MINISTER", "Language of its story": "en", [name]: true });
    assert.match(await main(), /is at assignment \d+ at the same time/);
    await plan({ Title: "قمة عمّان", From: "14:00", Until: "15:30", Place: "عمّان", "Language of its story": "ar" });
    await page.goto(at(`/desk/planning?day=${today()}`));
    await looksRight(page, "planning-week");
    await page.getByRole("link", { name: "Minister’s press conference" }).click();
    await looksRight(page, "planning-assignment");
    await press("Begin the story");
    const { id, story, edit, assignment } = await opened();
    assert.deepEqual([story.slug, story.headline, story.dateline.city], ["MINISTER", "Minister’s press conference", "Ankara"]);
    const plan_of = () => page.request.get(at(`/desk/api/plan/${assignment}`)).then((answer) => answer.json());
    assert.equal((await plan_of()).state, "filing");
    const saved = await send("PUT", `/items/${id}/manuscript`, { ...story, content: paragraphs("The minister spoke in Ankara.") }, edit);
    const out = await send("POST", `/items/${id}/release`, {}, saved.edit);
    assert.equal(out.act, "release");
    const done = await plan_of();
    assert.deepEqual([done.state, done.items[0].item, done.items[0].state], ["done", id, "usable"]);
    await page.goto(at(`/desk/planning/${assignment}`));
    await page.getByRole("link", { name: "MINISTER", exact: true }).waitFor();
    assert.match(await main(), /done[\s\S]*released/);
  });

  test("walks through the days by keys", async () => {
    await page.goto(at("/desk/planning?day=2026-12-01&view=day"));
    await page.keyboard.press("]");
    await page.waitForURL("**day=2026-12-02**");
    await page.keyboard.press("[");
    await page.waitForURL("**day=2026-12-01**");
    await page.keyboard.press("v");
    await page.waitForURL("**view=week**");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.waitForURL("**/desk/planning/new**");
  });

  test("sends the day's list as a message to editors, which no reader of the site meets", async () => {
    await page.goto(at(`/desk/planning?day=${today()}&view=day`));
    await page.getByLabel("Language of the list").selectOption("en");
    await press("Make the list");
    const list = await opened();
    assert.deepEqual([list.purpose, list.story.headline.startsWith("Coverage on ")], ["advisory", true]);
    assert.match(JSON.stringify(list.story.content.body), /10:00–12:00.*Budget talks/);
    const { edit } = await item(list.id);
    const out = await send("POST", `/items/${list.id}/release`, {}, edit);
    assert.equal(out.act, "advisory");
    const key = { authorization: `Bearer ${demo.subscriber.api_key}` };
    const feed = await (await fetch(`${demo.api}/feed?after=${out.seq - 1}`, { headers: key })).json();
    const event = feed.events.find((one) => one.seq === out.seq);
    assert.deepEqual([event.act, event.verdict.publishable, event.verdict.reasons], ["advisory", "no", ["advisory"]]);
    for (const path of ["/", "/en", "/rss.xml", "/sitemap.xml"]) {
      assert.doesNotMatch(await (await fetch(at(path))).text(), /Coverage on /, path);
    }
    const found = await (await fetch(`${demo.api}/search?q=coverage`, { headers: key })).text();
    assert.ok(!found.includes(list.id), "no archive has it");
    assert.match(tellal(demo.data, ["plan", "list"]), /Budget talks/);
    const late = await askAt(page, "POST", `/items/${list.id}/update`, { json: {}, edit: edit + 1 });
    assert.equal(late.status, 409, "a message is sent once");
    page.faults.length = 0;
  });
});
