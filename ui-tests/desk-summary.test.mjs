// A public summary by a machine: drafted when it is asked for, marked, kept in the house until somebody has read it against
// the very text that goes out, and marked on the public site.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { askDesk, looksRight, paragraphs, shoot, signIn } from "./desk.mjs";

const TEXT = [
  "The ferry between the two islands will sail twice as often from Monday, the harbour office said on Friday.",
  "Forty people had signed a petition that asked for a boat in the evening, and the council voted for it by seven to two.",
];
const TOLD = "The ferry sails twice as often from Monday, the harbour office says; 41 people asked for it.";

let demo;
let browser;
let page;
let machine;
let id;

/** A machine that tells everything in the same words. */
async function startMachine() {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ choices: [{ message: { content: JSON.stringify({ paragraphs: [TOLD] }) }, finish_reason: "stop" }] }));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

const desk = (method, path, json, edit) => askDesk(demo, demo.staff, method, path, { json, edit });

before(async () => {
  machine = await startMachine();
  process.env.TELLAL_ASSISTANT_URL = `http://127.0.0.1:${machine.address().port}/v1`;
  process.env.TELLAL_ASSISTANT_MODEL = "brief-1";
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await signIn(page, demo.site, demo.staff);
  const story = { language: "en", slug: "FERRY", headline: "More ferries from Monday", priority: 4, category: 1, content: paragraphs(...TEXT), rights: {}, public: "yes" };
  const made = await desk("POST", "/items", { story });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  id = made.body.id;
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
  machine?.close();
});

const field = () => page.locator("#public-summary");
const box = () => page.getByRole("region", { name: "Summary by a machine" });
const item = async () => (await desk("GET", `/items/${id}`)).body;

describe("a public summary by a machine", () => {
  test("is drafted when it is asked for, is marked, and does not go out unread", async () => {
    await page.goto(new URL(`/desk/items/${id}`, demo.site).href);
    await box().getByText("Headline and text are sent to 127.0.0.1 (brief-1), and nothing else.").waitFor();
    await box().getByRole("button", { name: "Draft the summary by machine" }).click();
    await box().getByText("A machine wrote this summary (brief-1 at 127.0.0.1").waitFor();
    assert.equal(await field().inputValue(), TOLD);
    await page.getByText("17 words of 17 (40 % of the text, 120 at most)").waitFor();
    await box().getByText("Figures that do not stand in the text: 41.").waitFor();
    await looksRight(page, "summary-of-machine");
    assert.equal((await item()).story.summary_source, "trainedAlgorithmicMedia");
    const refused = await desk("POST", `/items/${id}/release`, {}, (await item()).edit);
    assert.equal(refused.status, 409, JSON.stringify(refused.body));
    assert.match(refused.body.detail, /read it against the text/);
  });

  test("is the work of both once somebody changes it, and is read by a person", async () => {
    await field().fill(TOLD.replace("41", "forty"));
    await box().getByText("A machine (brief-1 at 127.0.0.1").waitFor();
    assert.equal((await item()).story.summary_source, "compositeWithTrainedAlgorithmicMedia");
    await box().getByRole("button", { name: "I have read it against the text" }).click();
    await box().getByText("has read it against the text. The public site says").waitFor();
    // What is written after that was read by nobody.
    await page.locator("#headline").fill("More ferries from next Monday");
    await box().getByText("It cannot be released until somebody has read it").waitFor();
    await box().getByRole("button", { name: "I have read it against the text" }).press("Enter");
    await box().getByText("has read it against the text. The public site says").waitFor();
    assert.ok(await box().evaluate((box) => box.contains(document.activeElement)), "the focus stays where it was");
    await page.keyboard.press("Control+Enter");
    await page.getByText("The site says below it that a machine had to do with it.").waitFor();
    const sent = await desk("POST", `/items/${id}/release`, {}, (await item()).edit);
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
  });

  test("says on the public site what it is", async () => {
    const reader = await openPage(browser, demo.site);
    let read = false;
    for (let turn = 0; turn < 50 && !read; turn += 1) {
      await reader.goto(new URL("/en/latest/", demo.site).href);
      const link = reader.getByRole("link", { name: "More ferries from next Monday" }).first();
      read = await link.waitFor({ timeout: 500 }).then(() => true, () => false);
      if (read) await link.click();
    }
    await reader.locator("p.by-machine").getByText("This summary was written by a machine, or with the help of one").waitFor();
    await shoot(reader, "summary-on-site");
    await reader.context().close();
  });

  test("is a machine's until somebody says that it is theirs", async () => {
    await page.goto(new URL(`/desk/items/${id}`, demo.site).href);
    const draft = box().getByRole("button", { name: "Draft the summary by machine" });
    const own = box().getByRole("button", { name: "Nothing of it is a machine’s" });
    await own.waitFor();
    await field().fill("");
    await draft.waitFor();
    await field().fill("The ferry sails more often.");
    await own.waitFor();
    assert.equal((await item()).story.summary_source, "compositeWithTrainedAlgorithmicMedia");
    await own.press("Enter");
    await draft.waitFor();
    // Whoever works without a mouse goes on from there.
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Draft the summary by machine");
    assert.equal((await item()).story.summary_source, undefined);
    await page.keyboard.press("Enter");
    await box().getByText("There is a summary already: empty the field first.").waitFor();
    assert.equal(await field().inputValue(), "The ferry sails more often.");
    await field().fill("The ferry sails more often now.");
    await page.keyboard.press("Control+s");
    await page.getByText("Saved.", { exact: true }).waitFor();
    assert.equal((await item()).story.summary_source, undefined);
  });
});
