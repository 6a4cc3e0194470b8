// The editor: a story is written by keyboard alone, comes in from a word processor, is Arabic, is embargoed, and is searched.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { begin, bodyOf, looksRight, signIn } from "./desk.mjs";

const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--><style>p.MsoNormal {margin:0cm}</style></head>
<body lang=EN-GB><!--StartFragment--><h1>After the quake<o:p></o:p></h1>
<p class=MsoNormal>A quake of <b style='mso-bidi-font-weight:normal'>5.9</b> shook <st1:City w:st="on">Izmir</st1:City><span
style='mso-spacerun:yes'>&nbsp; </span>on Friday.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;
</span></span><![endif]>Schools are closed</p><p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>The metro <del>stops</del><ins>runs</ins></p>
<p class=MsoNormal><img width=602 height=339 src="file:///C:/clip_image001.png"></p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>Place</p></td><td colspan=2><p class=MsoNormal>Hurt</p></td></tr>
<tr><td><p class=MsoNormal>Izmir</p></td><td><p class=MsoNormal>2</p></td><td><p class=MsoNormal>men</p></td></tr></table><!--EndFragment--></body></html>`;

const paragraph = (...spans) => ({ block: "paragraph", spans: spans.map((span) => (typeof span === "string" ? { text: span } : span)) });
const cells = (...rows) => rows.map((row) => row.map((text) => (text ? [{ text }] : [])));

let demo;
let browser;
let page;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await signIn(page, demo.site, demo.staff);
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;
const body = () => bodyOf(page);
const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const type = (text) => page.keyboard.type(text);

/** The manuscript as it is on the server, once everything is there. */
async function saved(id) {
  await page.evaluate(() => document.querySelector("tellal-editor").saved());
  const answer = await page.request.get(at(`/desk/api/items/${id}`));
  return (await answer.json()).story;
}

describe("the editor", () => {
  test("takes a story with every block by keyboard alone", async () => {
    const id = await begin(page);
    assert.equal(await page.evaluate(() => document.activeElement.id), "headline");
    await type("Quake shakes Izmir");
    await press("Tab");
    await type("Three people were hurt.");
    await press("Shift+Tab", "Shift+Tab", "Shift+Tab");
    await type("QUAKE-IZMIR");
    await press("F6");
    await type("Three people were ");
    await press("Control+b");
    await type("hurt");
    await press("Control+b");
    await type(", ");
    await press("Control+i");
    await type("hospitals");
    await press("Control+i");
    await type(" said.");
    await press("Enter", "Control+Alt+Digit1");
    await type("After the quake");
    await press("Enter", "Control+Alt+Digit2");
    await type("We felt it.");
    await press("Enter");
    await type("Ayşe Kaya");
    await press("Enter", "Control+Alt+Digit3");
    await type("Schools are closed");
    await press("Enter");
    await type("The metro runs");
    await press("Enter", "Enter", "Control+Alt+Digit4");
    await type("First");
    await press("Enter");
    await type("Second");
    await press("Enter", "Enter", "Control+Alt+Digit5");
    for (const cell of ["Place", "Hurt", "Who", "Izmir", "2", "men"]) {
      await type(cell);
      await press("Tab");
    }
    await press("Alt+Shift+Backspace", "Enter");
    await type("See ");
    await press("Control+k");
    await page.getByLabel("Address").waitFor();
    await type("javascript:alert(1)");
    await press("Enter");
    assert.match(await page.locator("#link-fault").innerText(), /Write a web address/);
    await press("Control+a");
    await type("example.org/report");
    await press("Tab");
    await type("the report");
    await press("Enter");
    await type(".");
    await press("Control+s");
    await page.getByText(/^Saved\.$/).waitFor();
    const story = await saved(id);
    assert.deepEqual([story.slug, story.headline, story.standfirst], ["QUAKE-IZMIR", "Quake shakes Izmir", "Three people were hurt."]);
    assert.deepEqual(story.content.body, [
      paragraph("Three people were ", { text: "hurt", strong: true }, ", ", { text: "hospitals", em: true }, " said."),
      { block: "crosshead", text: "After the quake" },
      { block: "quote", spans: [{ text: "We felt it." }], speaker: "Ayşe Kaya" },
      { block: "list", ordered: false, items: [[{ text: "Schools are closed" }], [{ text: "The metro runs" }]] },
      { block: "list", ordered: true, items: [[{ text: "First" }], [{ text: "Second" }]] },
      { block: "table", header: true, rows: cells(["Place", "Hurt", "Who"], ["Izmir", "2", "men"]) },
      paragraph("See ", { text: "the report", link: "https://example.org/report" }, "."),
    ]);
    await press("Alt+F10");
    assert.equal(await page.evaluate(() => document.activeElement.closest("[role=toolbar]") !== null), true);
    await press("Escape");
    await looksRight(page, "editor-blocks");
    assert.deepEqual(page.faults, []);
  });

  test("puts a picture of the wire into the text", async () => {
    const id = await begin(page);
    await press("F6");
    await type("Before.");
    await press("Control+Alt+Digit6");
    const picker = page.getByRole("dialog", { name: "Choose a picture" });
    await picker.waitFor();
    await picker.locator("img").first().waitFor();
    await press("ArrowDown", "Enter");
    await picker.waitFor({ state: "detached" });
    await type("A caption for here");
    await press("Enter");
    await type("After.");
    const { content } = await saved(id);
    assert.deepEqual(content.body.map(({ block }) => block), ["paragraph", "picture", "paragraph"]);
    assert.equal(content.body[1].caption, "A caption for here");
    await page.locator(".body figure .about", { hasText: "Credit:" }).waitFor();
    await looksRight(page, "editor-picture");
    assert.deepEqual(page.faults, []);
  });

  test("takes in what a word processor puts on the clipboard, clean", async () => {
    const id = await begin(page);
    await press("F6");
    await body().evaluate((element, html) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/html", html);
      clipboardData.setData("text/plain", "unused");
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, WORD);
    await page.getByText("A picture was left out").waitFor();
    assert.deepEqual((await saved(id)).content.body, [
      { block: "crosshead", text: "After the quake" },
      paragraph("A quake of ", { text: "5.9", strong: true }, " shook Izmir on Friday."),
      { block: "list", ordered: false, items: [[{ text: "Schools are closed" }], [{ text: "The metro runs" }]] },
      { block: "table", header: false, rows: cells(["Place", "Hurt", ""], ["Izmir", "2", "men"]) },
    ]);
    await press("Control+z");
    assert.equal((await body().innerText()).trim(), "");
    assert.deepEqual(page.faults, []);
  });

  test("takes an Arabic story from right to left, with topics in Arabic", async () => {
    const id = await begin(page);
    await page.getByLabel("Language", { exact: true }).selectOption("ar");
    await page.getByLabel("Headline", { exact: true }).fill("زلزال قوي يضرب إزمير");
    await page.getByLabel("Standfirst", { exact: true }).fill("أصيب ثلاثة أشخاص بجروح، بحسب مسؤولين.");
    assert.deepEqual(await page.evaluate(() => ["headline", "standfirst", "people"].map((id) => document.getElementById(id).dir)), ["rtl", "rtl", "rtl"]);
    assert.deepEqual([await body().getAttribute("dir"), await body().getAttribute("lang"), await body().getAttribute("spellcheck")], ["rtl", "ar", "true"]);
    await body().focus();
    await type("ضرب زلزال بقوة 5.9 درجات مدينة إزمير يوم الجمعة.");
    await press("Enter", "Control+Alt+Digit2");
    await type("شعرنا به بقوة.");
    await press("Enter");
    await type("عائشة كايا");
    const topics = page.getByRole("combobox", { name: "Topics" });
    await topics.focus();
    await type("زلزال");
    await page.getByRole("option", { name: "زلزال" }).first().waitFor();
    assert.equal(await topics.getAttribute("aria-expanded"), "true");
    await press("ArrowDown", "Enter");
    await page.getByRole("button", { name: "Remove زلزال" }).waitFor();
    await page.getByLabel("People", { exact: true }).fill("عائشة كايا");
    await page.getByLabel("People", { exact: true }).press("Enter");
    const story = await saved(id);
    assert.deepEqual([story.language, story.topics, story.people], ["ar", ["medtop:20000153"], ["عائشة كايا"]]);
    assert.equal(story.content.body[1].speaker, "عائشة كايا");
    await looksRight(page, "editor-arabic");
    await page.reload();
    await page.getByRole("button", { name: "Remove زلزال" }).waitFor();
    assert.deepEqual(page.faults, []);
  });

  test("reads an embargo back in two zones, and says when no moment is meant", async () => {
    const id = await begin(page);
    const year = new Date().getUTCFullYear() + 1;
    await page.getByLabel("Embargoed until", { exact: true }).fill(`${year}-01-15`);
    await page.getByLabel("Time", { exact: true }).fill("06:00");
    const zone = page.getByRole("combobox", { name: "In the zone" });
    await zone.fill("new y");
    await page.getByRole("option", { name: "America/New_York" }).waitFor();
    await zone.press("ArrowDown");
    await zone.press("Enter");
    const reading = page.locator("#embargo-reading");
    await reading.getByText(/06:00 in America\/New York/).waitFor();
    assert.match(await reading.innerText(), new RegExp(`day 15 January ${year}, 06:00 in America/New York\\s+.*day 15 January ${year}, 14:00 in Europe/Istanbul\\s+in \\d+ d \\d+ h`));
    assert.deepEqual((await saved(id)).embargo_at, { time: `${year}-01-15T06:00`, zone: "America/New_York" });
    await looksRight(page, "editor-embargo");
    await page.getByLabel("Embargoed until", { exact: true }).fill("2027-03-14");
    await page.getByLabel("Time", { exact: true }).fill("02:30");
    await reading.getByText(/which does not exist on that day, because the clocks change/).waitFor();
    await zone.fill("");
    await reading.getByText(/has no zone/).waitFor();
    // The refusals are what was asked for.
    page.faults.length = 0;
    await page.getByRole("button", { name: "No embargo" }).click();
    assert.equal((await saved(id)).embargo_at, undefined);
    assert.deepEqual(page.faults, []);
  });

  test("finds and replaces, and one undo takes it all back", async () => {
    const id = await begin(page);
    await page.getByLabel("Headline", { exact: true }).fill("The quake");
    await body().focus();
    for (const text of ["A quake, and an earthquake.", "Quake!"]) {
      await type(text);
      await press("Enter");
    }
    await press("Control+h");
    await type("quake");
    const count = page.getByRole("search").getByRole("status");
    await page.waitForFunction(() => /3/.test(document.querySelector(".findbar .count").textContent));
    assert.match(await count.innerText(), /of 3, 1 in the headline/);
    assert.equal(await page.locator(".body .found").count(), 3);
    await page.getByLabel("Whole words").check();
    assert.match(await count.innerText(), /of 2/);
    await page.getByLabel("Match case").check();
    assert.match(await count.innerText(), /1 of 1/);
    await page.getByLabel("Match case").uncheck();
    await page.getByLabel("Replace with", { exact: true }).fill("tremor");
    await looksRight(page, "editor-find");
    await page.getByRole("button", { name: "Replace all" }).click();
    assert.match(await count.innerText(), /^2 replaced/);
    await press("Escape");
    assert.deepEqual((await saved(id)).content.body.slice(0, 2), [paragraph("A tremor, and an earthquake."), paragraph("tremor!")]);
    await body().focus();
    await press("Control+z");
    assert.deepEqual((await saved(id)).content.body.slice(0, 2), [paragraph("A quake, and an earthquake."), paragraph("Quake!")]);
    assert.deepEqual(page.faults, []);
  });

  test("keeps every field, proposes the summary, and counts against what an alert may have", async () => {
    const id = await begin(page);
    await page.getByLabel("Language", { exact: true }).selectOption("en");
    await page.getByLabel("Byline", { exact: true }).fill("Ayşe Kaya");
    await page.getByLabel("Dateline", { exact: true }).fill("İzmir");
    await page.getByLabel("Country", { exact: true }).selectOption("TR");
    await page.getByLabel("Priority", { exact: true }).selectOption("2");
    await page.getByLabel("Headline", { exact: true }).fill("x".repeat(103));
    await page.getByText("103 of 100 characters: 3 too many for an alert").waitFor();
    await page.getByLabel("Genre", { exact: true }).selectOption("Current");
    await page.getByLabel("Places", { exact: true }).fill("Ankara (tr)");
    await page.getByLabel("Places", { exact: true }).press("Enter");
    await page.getByLabel("Keywords", { exact: true }).fill("quake, izmir");
    await page.getByLabel("Keywords", { exact: true }).press("Enter");
    await page.getByLabel("Note to editors", { exact: true }).fill("Photographs follow.");
    await page.getByText("Rights", { exact: true }).click();
    await page.getByLabel("Credit", { exact: true }).fill("Ayşe Kaya/TEL");
    await page.getByText("Related", { exact: true }).click();
    const related = page.getByRole("combobox", { name: "Related items" });
    await related.focus();
    await press("ArrowDown");
    await type("a");
    await page.locator("#related-list [role=option]").first().waitFor();
    await press("ArrowDown", "Enter");
    await body().focus();
    for (const sentence of [
      "A strong earthquake shook the western city of Izmir on Friday morning, officials said.",
      "Rescue teams searched two collapsed buildings in the district of Bornova until noon.",
      "Three people were taken to hospital with light injuries, the governor told reporters.",
      "Schools in the province stay closed until Monday while engineers look at the buildings.",
    ]) {
      await type(sentence);
      await press("Enter");
    }
    await page.getByRole("button", { name: "Propose" }).click();
    await page.waitForFunction(() => document.getElementById("public-summary").value.startsWith("A strong earthquake"));
    await page.getByText(/^\d+ words of \d+ \(40 % of the text, 120 at most\)/).waitFor();
    const story = await saved(id);
    assert.equal(story.related.length, 1);
    const { byline, dateline, priority, genre, places, keywords, editors_note, rights } = story;
    assert.deepEqual({ byline, dateline, priority, genre, places, keywords, editors_note, rights }, {
      byline: "Ayşe Kaya",
      dateline: { city: "İzmir", country: "TR" },
      priority: 2,
      genre: "Current",
      places: [{ name: "Ankara", country: "TR" }],
      keywords: ["quake", "izmir"],
      editors_note: "Photographs follow.",
      rights: { credit: "Ayşe Kaya/TEL" },
    });
    await looksRight(page, "editor-fields");
    await page.reload();
    await body().waitFor();
    assert.deepEqual(await saved(id), story, "what was opened is what was saved");
    assert.deepEqual(page.faults, []);
  });

  test("lists its keys", async () => {
    await page.getByRole("button", { name: "Keys" }).click();
    const keys = page.getByRole("dialog", { name: "Keys" });
    for (const key of ["Ctrl+b", "Ctrl+Alt+1", "Ctrl+h", "Alt+F10", "F6"]) await keys.getByText(key, { exact: true }).waitFor();
    await press("Escape");
  });
});
