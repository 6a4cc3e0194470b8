// The basket: what it counts is said first, and all of it comes in one archive.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { openPage } from "./browser.mjs";
import { tellal } from "./demo.mjs";
import { tellDesk } from "./desk.mjs";
import { atTerminal, looksRight, openTerminal, release, story, upTo } from "./portal.mjs";

let demo;
let browser;
let page;

atTerminal((place) => ({ demo, browser, page } = place));

const basket = () => page.getByRole("dialog", { name: "Basket" });

/** Puts the newest story of the list into the basket. */
async function put({ seq }) {
  await upTo(page, seq);
  await page.keyboard.press("j");
  await page.keyboard.press("b");
}

/** The archive as a reader that is not ours opens it. */
async function opened(download) {
  const path = await download.path();
  execFileSync("python3", ["-c", "import sys, zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None", path]);
  const read = "import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps({'names': z.namelist(), 'manifest': json.loads(z.read('manifest.json'))}))";
  return JSON.parse(execFileSync("python3", ["-c", read, path], { encoding: "utf8" }));
}

async function takes() {
  const download = page.waitForEvent("download");
  await basket().getByRole("button", { name: "Download all (zip)" }).click();
  return opened(await download);
}

describe("the basket", () => {
  let first;
  let second;

  test("is fetched as one archive with a manifest", async () => {
    first = await release(demo, { slug: "FIRST-OF-TWO" });
    second = await release(demo, { slug: "SECOND-OF-TWO", rights: { usage_terms: "Not for archives." } });
    await put(second);
    await page.keyboard.press("Escape");
    await put(second);
    assert.equal(await page.getByRole("button", { name: /^Basket/ }).locator("b").innerText(), "", "twice is out again");
    await put(second);
    await page.keyboard.press("j");
    await page.keyboard.press("b");
    await page.keyboard.press("B");
    await basket().getByText("2 files of 2 items.").waitFor();
    await looksRight(page, "basket");
    await basket().getByRole("combobox", { name: "Format" }).selectOption("newsml-g2");
    await basket().getByText("2 files of 2 items.").waitFor();
    const { names, manifest } = await takes();
    assert.equal(names.length, 3);
    assert.match(names[0], /^01_second-of-two_\d+\.xml$/);
    assert.match(names[1], /^02_first-of-two_\d+\.xml$/);
    assert.deepEqual(manifest.items.map(({ item, seq }) => [item, seq]), [second, first].map(({ id, seq }) => [id, seq]));
    assert.equal(manifest.items[0].usage_terms, "Not for archives.");
    await page.keyboard.press("Escape");
  });

  test("says what is left out, and why", async () => {
    await tellDesk(demo, demo.staff, "POST", `/items/${first.id}/hold`, { json: { reason: "A fact is checked." } });
    await page.keyboard.press("B");
    await basket().getByText("FIRST-OF-TWO: It is on hold: do not use any version of it until it is resumed.").waitFor();
    const { names, manifest } = await takes();
    assert.equal(names.length, 2);
    assert.deepEqual(manifest.left_out.map(({ item, reason }) => [item, reason]), [[first.id, "on_hold"]]);
    await page.keyboard.press("Escape");
  });

  test("says what it counts before it is fetched, and takes no more than there is unless it is told to", async () => {
    const reader = { user: "ida@one.example", password: "correct horse battery" };
    tellal(demo.data, ["org", "add", "One a Month"]);
    tellal(demo.data, ["org", "contract", "One a Month", "--products", "1", "--download-limit", "1"]);
    tellal(demo.data, ["org", "person", "add", "One a Month", reader.user, "--name", "Ida One"], { TELLAL_PASSWORD: reader.password });
    await page.context().close();
    page = await openPage(browser, demo.site);
    first = await release(demo, { slug: "FIRST-OF-MANY" });
    second = await release(demo, { slug: "SECOND-OF-MANY" });
    await openTerminal(page, { ...demo, reader });
    await put(second);
    await page.keyboard.press("j");
    await page.keyboard.press("b");
    await page.keyboard.press("B");
    await basket().getByText(/Takes 2 downloads, but 1 is left of 1 until .*\. That is 1 too many:/).waitFor();
    const all = basket().getByRole("button", { name: "Download all (zip)" });
    assert.equal(await all.isDisabled(), true);
    await basket().getByRole("checkbox", { name: "Take those that the downloads suffice for" }).check();
    await looksRight(page, "basket-over");
    const { names, manifest } = await takes();
    assert.equal(names.length, 2);
    assert.deepEqual(manifest.left_out.map(({ item, reason }) => [item, reason]), [[first.id, "download_limit"]]);
    await basket().getByText(/1 was taken before and is not counted again\./).waitFor();
  });
});

describe("a story of topics", () => {
  test("names them in the pane", async () => {
    const { topics } = await tellDesk(demo, demo.staff, "GET", "/topics?q=earthquake");
    const quake = topics[0];
    await page.context().close();
    page = await openPage(browser, demo.site);
    await openTerminal(page, demo);
    const { seq } = await release(demo, { slug: "TOPICAL", topics: [quake.id] });
    await upTo(page, seq);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const named = story(page).locator(`[data-topic='${quake.id}']`);
    await named.getByText("earthquake", { exact: true }).waitFor();
    assert.equal(await named.getAttribute("title"), quake.id);
  });

  test("is counted by their names", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("TOPICAL");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Refine" }).getByRole("button", { name: /^earthquake/ }).waitFor();
    assert.deepEqual(page.faults, []);
  });
});
