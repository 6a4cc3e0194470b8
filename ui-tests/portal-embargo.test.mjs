// A story under embargo in the terminal: its time is counted down, and when that has come the story stands where it was
// waited for.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { DESKTOP, PHONE } from "./browser.mjs";
import { TARGET } from "./demo.mjs";
import { atTerminal, chosen, feed, looksRight, row, story, upTo } from "./portal.mjs";

/** Seconds until the embargo that ends while somebody waits, and until one that does not. */
const SOON_SECS = 12;
const LATER_SECS = 600;
const TEXT = "The budget grows by four percent.";

let demo;
let page;

atTerminal((place) => ({ demo, page } = place));

/**
 * Has a story sent by a machine whose clock is ahead: for it the embargo is over. No desk with a right clock sends anything
 * before its time. Answers the number of the dispatch and the end of the embargo.
 */
async function sentEarly(slug, headline, secs) {
  const until = new Date(Math.floor(Date.now() / 1_000 + secs) * 1_000);
  const file = join(demo.data, `${slug}.md`);
  writeFileSync(file, `---\nid: ${slug}\nslug: ${slug}\nheadline: ${headline}\nembargo: ${until.toISOString()}\n---\n${TEXT}\n`);
  const env = { ...process.env, TELLAL_DATA: demo.data };
  execFileSync("faketime", ["-f", `+${secs}s`, join(TARGET, "debug", "tellal"), "file", file, "--release"], { env });
  const [{ seq, act, embargo, closed }] = (await feed(demo, 20)).filter((event) => Date.parse(event.embargo) === until.getTime());
  assert.deepEqual([act, Date.parse(embargo), closed?.reason], ["release", until.getTime(), "embargo"]);
  return { seq, until: until.getTime() };
}

/** Opens the row, of which nothing may be read yet. */
async function open(seq) {
  await upTo(page, seq);
  await row(page, seq).click();
  await story(page).getByText("Under embargo").waitFor();
}

describe("an embargo", () => {
  test("is told with the time that is left, and nothing of the story is", async () => {
    const { seq } = await sentEarly("LATER-BUDGET", "Budget for later", LATER_SECS);
    await open(seq);
    await row(page, seq).getByText(/^Embargo: in \d+ min$/).waitFor();
    assert.match(await row(page, seq).innerText(), /This story is under embargo\./);
    await story(page).getByText(/in \d+ min/).waitFor();
    const shown = await page.locator("body").innerText();
    for (const secret of ["Budget for later", "LATER-BUDGET", TEXT]) assert.ok(!shown.includes(secret), secret);
    await looksRight(page, "embargo", [[DESKTOP, "light"], [DESKTOP, "dark"], [PHONE, "light"]]);
    // The story is refused on purpose.
    assert.ok(page.faults.every((fault) => /^403: .*\/items\/|^console: Failed to load resource: .*403/.test(fault)), page.faults.join("\n"));
    page.faults.length = 0;
  });

  test("ends by the clock: row and story open in place, without a reload", async () => {
    const { seq, until } = await sentEarly("BUDGET", "Budget published", SOON_SECS);
    await open(seq);
    await page.evaluate(() => (globalThis.isTheSamePage = true));
    const left = story(page).locator("[data-embargo]");
    const first = Number(/in (\d+) s/.exec(await left.textContent())[1]);
    await page.waitForFunction((first) => Number(/in (\d+) s/.exec(document.querySelector(".pane [data-embargo]")?.textContent)?.[1]) < first, first);
    const before = await row(page, seq).boundingBox();
    await story(page).getByText(TEXT).waitFor();
    assert.ok(Date.now() >= until, "not before its time");
    await row(page, seq).getByText("Budget published").waitFor();
    assert.equal(await row(page, seq).getByText("Embargo").count(), 0);
    assert.equal((await row(page, seq).boundingBox()).y, before.y);
    assert.equal(Number(await chosen(page).getAttribute("data-seq")), seq, "who reads stays at the row");
    assert.equal(await page.evaluate(() => globalThis.isTheSamePage), true);
  });
});
