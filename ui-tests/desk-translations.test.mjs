// Translations: English into Arabic and Turkish side by side, behind after a correction and up to date again; and drafts of
// a machine, which are marked, and stay in the house until somebody has read them.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { askDesk, looksRight, signIn } from "./desk.mjs";

const STORY = {
  language: "en",
  slug: "DAM-HOLDS",
  headline: "The dam holds after a night of rain",
  priority: 4,
  category: 1,
  content: {
    kind: "text",
    body: [
      { block: "paragraph", spans: [{ text: "Nine people were hurt when the river rose on Friday." }] },
      { block: "crosshead", text: "A long night" },
      { block: "paragraph", spans: [{ text: "Engineers say that the " }, { text: "dam", strong: true }, { text: " is safe." }] },
    ],
  },
  rights: {},
  public: "no",
};

let demo;
let browser;
let page;
let machine;

before(async () => {
  machine = await startMachine();
  process.env.TELLAL_ASSISTANT_URL = `http://127.0.0.1:${machine.address().port}/v1`;
  process.env.TELLAL_ASSISTANT_MODEL = "babel-1";
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await signIn(page, demo.site, demo.staff);
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
  machine?.close();
});

const at = (path) => new URL(path, demo.site).href;

/** A machine that puts `(tr)` and the like before every passage. */
async function startMachine() {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const { to, passages } = JSON.parse(JSON.parse(body).messages[1].content);
      const said = passages.map(({ id, text }) => ({ id, text: `(${to}) ${text}` }));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ choices: [{ message: { content: JSON.stringify({ passages: said }) }, finish_reason: "stop" }] }));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

const desk = (method, path, json, edit) => askDesk(demo, demo.staff, method, path, { json, edit });

async function released() {
  const { body: item } = await desk("POST", "/items", { story: STORY });
  assert.equal((await desk("POST", `/items/${item.id}/release`, {}, item.edit)).status, 200);
  return item.id;
}

async function corrected(id) {
  const { body: item } = await desk("GET", `/items/${id}`);
  const story = structuredClone(item.story);
  story.content.body[0].spans[0].text = "Ten people were hurt when the river rose on Friday.";
  const { body: saved } = await desk("PUT", `/items/${id}`, story, item.edit);
  const { status } = await desk("POST", `/items/${id}/correct`, { was: "Nine people", now: "Ten people" }, saved.edit);
  assert.equal(status, 200);
}

async function translateInto(source, language) {
  await page.goto(at(`/desk/items/${source}/translate`));
  await page.getByLabel("Translate into").selectOption(language);
  await page.getByRole("button", { name: "Begin the translation" }).click();
  await page.waitForURL("**/translate");
  await page.locator("tellal-source article .block").first().waitFor();
  return decodeURIComponent(new URL(page.url()).pathname.split("/").at(-2));
}

const standing = async (id) => (await desk("GET", `/items/${id}/translations`)).body.translation.standing;

describe("translations", () => {
  let source;

  test("an Arabic translation is written beside its source", async () => {
    source = await released();
    const id = await translateInto(source, "ar");
    const article = page.locator("tellal-source article");
    assert.equal(await article.getAttribute("dir"), "ltr");
    await page.getByText("3 of 3 paragraphs are not translated.").waitFor();
    await page.locator("#headline").fill("السد صامد بعد ليلة من الأمطار");
    assert.equal(await page.locator("#headline").getAttribute("dir"), "rtl");
    await page.locator("#body .ProseMirror > *").first().click();
    await page.keyboard.type("أصيب تسعة أشخاص.");
    await page.getByText("2 of 3 paragraphs are not translated.").waitFor();
    assert.equal(await article.locator(".block").first().getAttribute("aria-current"), "true");
    await page.keyboard.press("Alt+ArrowDown");
    assert.equal(await article.locator(".block").nth(1).getAttribute("aria-current"), "true");
    await page.keyboard.press("Control+s");
    await looksRight(page, "translations-side-by-side");
    assert.equal(await standing(id), "current");
  });

  test("a correction of the source is shown, and the translation is brought up to date", async () => {
    const id = await translateInto(source, "tr");
    await page.locator("#headline").fill("Baraj dayanıyor");
    await page.locator("#body .ProseMirror > *").first().click();
    await page.keyboard.type("Cuma günü dokuz kişi yaralandı.");
    await page.keyboard.press("Control+s");
    await page.getByText("Saved.").first().waitFor();
    await corrected(source);
    assert.equal(await standing(id), "stale");
    await page.goto(at("/desk/stale"));
    const line = page.locator(`[id="${id}"]`);
    await line.getByText("The source was corrected (version 2)", { exact: false }).waitFor();
    await looksRight(page, "translations-stale");
    await line.getByRole("link", { name: "Baraj dayanıyor" }).click();
    const behind = page.getByRole("region", { name: "What is new in the source" });
    await behind.getByText("Ten people", { exact: true }).waitFor();
    await looksRight(page, "translations-behind");
    await behind.getByRole("button", { name: "It is up to date again" }).click();
    await page.getByText("It says what its source says.").waitFor();
    assert.equal(await standing(id), "current");
  });

  test("a machine's draft is marked, and goes out only when somebody has checked it", async () => {
    const id = await translateInto(source, "ja");
    await page.getByText("captions of the source are sent to 127.0.0.1 (babel-1), and nothing else", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Draft by machine" }).click();
    await page.getByText("The draft is there. Read and check it.", { exact: false }).waitFor();
    assert.equal(await page.locator("#headline").inputValue(), "(ja) The dam holds after a night of rain");
    const { body: item } = await desk("GET", `/items/${id}`);
    assert.equal(item.story.digital_source, "trainedAlgorithmicMedia");
    assert.deepEqual(item.story.content.body[2].spans[1], { text: "dam", strong: true });
    const refused = await desk("POST", `/items/${id}/release`, {}, item.edit);
    assert.equal(refused.status, 409);
    assert.match(refused.body.detail, /nobody has said yet that they have read and checked it/);
    await looksRight(page, "translations-machine");
    await page.getByRole("button", { name: "I have read and checked it" }).click();
    await page.getByText("You have checked it. It can be released.").waitFor();
    const { body: read } = await desk("GET", `/items/${id}`);
    assert.equal((await desk("POST", `/items/${id}/release`, {}, read.edit)).status, 200);
    await page.goto(at(`/desk/items/${source}/translate`));
    await looksRight(page, "translations-translations");
  });
});
