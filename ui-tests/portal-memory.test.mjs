// A terminal that is open for days: tens of thousands of rows came over the stream, and the browser holds the rows and
// nothing else of them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";
import { chosen, openTerminal } from "./portal.mjs";

/** Stories that come over the stream before anything is compared. */
const FIRST = 17_000;
/** Stories after which it is looked for the first time, and how many times as many have come at the last look. */
const STORIES = 1_000;
const LOOKS = 3;
/** What a row weighs at most: some thirty letters of headline, slug and ids, fifteen numbers and words, and its places in
 * the list, in the numbers and in its item. 402 bytes were measured. */
const ROW_BYTES_MAX = 600;
/** What the heap differs by from look to look though nothing is kept: code that was compiled meanwhile, tables that grow by
 * doubling. */
const NOISE_BYTES_MAX = 500_000;
/** Elements and listeners differ by a row or two in view, and by a sentence that stands for some seconds. A row has about
 * twenty of the former: those of the stories that came would be 40,000. */
const NODES_MAX = 300;
const LISTENERS_MAX = 20;
/** Rows that are made, however many there are. */
const MADE_ROWS_MAX = 60;
const COMES_MS_MAX = 90_000;

const run = promisify(execFile);
let demo;
let browser;
let page;
let cdp;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  await openTerminal(page, demo);
  cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

let sent = 0;

/** Has another process release so many stories, and waits until the page has heard of the last one. */
async function come(count) {
  const line = () => JSON.stringify({ id: `day-${(sent += 1)}`, lang: "en", title: `Council hears plan ${sent}`, body: "The council met on Tuesday.\n\nIt spoke of the plan for two hours." });
  const file = join(demo.data, "stories.jsonl");
  writeFileSync(file, `${Array.from({ length: count }, line).join("\n")}\n`);
  await run(join(TARGET, "debug", "tellal"), ["import", file, "--release"], { env: { ...process.env, TELLAL_DATA: demo.data } });
}

/** Waits until every row that came is in the list, or waits above it. The demo releases some stories itself. */
async function stand(atLeast) {
  await page.waitForFunction(
    (atLeast) => {
      const column = document.querySelector(".front .column:not(.behind)");
      const rows = column.querySelector(".all").offsetHeight / column.querySelector(".row").offsetHeight;
      const waits = column.querySelector(".fresh:not([hidden])");
      return rows + Number(waits?.textContent.replaceAll(/\D/g, "") ?? 0) >= atLeast;
    },
    atLeast,
    { timeout: COMES_MS_MAX, polling: 250 },
  );
}

/** What the page holds when everything is thrown away that nobody holds on to. */
async function held() {
  // What was painted last is let go of with the next frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  for (let n = 0; n < 2; n++) await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name) => metrics.find((one) => one.name === name).value;
  return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners") };
}

/** From one look to the next nothing came to stay but rows. */
function holdsRowsAlone(before, after, rows) {
  const grown = after.heap - before.heap;
  assert.ok(grown <= rows * ROW_BYTES_MAX + NOISE_BYTES_MAX, `${grown} bytes for ${rows} rows`);
  assert.ok(Math.abs(after.nodes - before.nodes) <= NODES_MAX, `${before.nodes} nodes, then ${after.nodes}`);
  assert.ok(Math.abs(after.listeners - before.listeners) <= LISTENERS_MAX, `${before.listeners} listeners, then ${after.listeners}`);
}

describe("a terminal of a long day", () => {
  test("holds the rows that came over the stream, and nothing else of them", async () => {
    const empty = await held();
    await come(FIRST);
    await stand(sent);
    holdsRowsAlone(empty, await held(), FIRST);
    await come(STORIES);
    await stand(sent);
    const first = await held();
    await come(STORIES * (LOOKS - 1));
    await stand(sent);
    holdsRowsAlone(first, await held(), STORIES * (LOOKS - 1));
    assert.ok((await page.locator(".front .column:not(.behind) .row").count()) <= MADE_ROWS_MAX);
    assert.deepEqual(page.faults, []);
  });

  test("holds no more while somebody reads, and moves nothing", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await chosen(page).and(page.locator("[aria-posinset='2']")).waitFor();
    const seq = Number(await chosen(page).getAttribute("data-seq"));
    const { y } = await chosen(page).boundingBox();
    const before = await held();
    await come(STORIES);
    await stand(sent);
    holdsRowsAlone(before, await held(), STORIES);
    assert.deepEqual([Number(await chosen(page).getAttribute("data-seq")), (await chosen(page).boundingBox()).y], [seq, y]);
  });

  test("goes from one end of 20,000 rows to the other, and makes those in view", async () => {
    const list = page.locator(".front .column:not(.behind) .scroller");
    const before = await held();
    const most = await list.evaluate(async (list) => {
      let most = 0;
      for (const part of [0.25, 0.5, 0.75, 0.99, 0.4, 0]) {
        list.scrollTop = part * list.scrollHeight;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        most = Math.max(most, list.querySelectorAll(".row").length);
        const [top, bottom] = [list.getBoundingClientRect().top + 5, list.getBoundingClientRect().bottom - 5];
        const x = list.getBoundingClientRect().left + 200;
        for (const y of [top, bottom]) if (!document.elementFromPoint(x, y)?.closest(".row")) throw new Error(`a hole at ${y}, ${part}`);
      }
      return most;
    });
    assert.ok(most <= MADE_ROWS_MAX, `${most} rows were made`);
    holdsRowsAlone(before, await held(), 0);
    assert.deepEqual(page.faults, []);
  });
});
