// The wire in the browser: nothing is missing in the list whatever happens to the line, and what is read never moves.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { kill } from "./approve.mjs";
import { openPage } from "./browser.mjs";
import { atTerminal, chosen, feed, hold, live, openTerminal, release, row, rows, send, story, upTo } from "./portal.mjs";

const RELEASES = 200;
const MISSED = 40;
const ABOVE = 50;

let demo;
let browser;
let page;

atTerminal((place) => ({ demo, browser, page } = place));

/** The list shows what the log says: the same dispatches in the same order, and each as its item stands. */
async function holdsWhatTheLogSays(count) {
  const log = await feed(demo, count);
  const stops = new Map();
  const newest = new Map();
  for (const { item, act, seq } of log) {
    if (!stops.has(item) && ["kill", "withdraw", "hold", "resume"].includes(act)) stops.set(item, { seq, standing: { hold: "held", resume: "open" }[act] ?? "killed" });
    if (!newest.has(item) && !["kill", "withdraw", "hold", "advisory", "test"].includes(act)) newest.set(item, seq);
  }
  const expected = log.map(({ seq, item }) => {
    const stop = stops.get(item);
    return { seq, standing: stop && stop.seq > seq ? stop.standing : "open", superseded: (newest.get(item) ?? 0) > seq };
  });
  // The demo goes on releasing: what came since the log was read stands above.
  const shown = (await rows(page, count + 20)).filter(({ seq }) => seq <= expected[0].seq).slice(0, count);
  assert.deepEqual(shown, expected);
}

describe("the list", () => {
  test("equals the log after hundreds of releases, corrections, holds and kills", async () => {
    const out = [];
    for (let n = 0; n < RELEASES; n++) {
      out.push(await release(demo, { slug: `STORY-${n}`, headline: `Story number ${n}` }));
      if (n % 20 === 9) await send(demo, out[n - 4].id, "update", { headline: `Story number ${n - 4}, with more` });
      if (n % 20 === 14) await send(demo, out[n - 6].id, "correct", { headline: `Story numbered ${n - 6}` }, { was: `Story number ${n - 6}`, now: `Story numbered ${n - 6}` });
      if (n % 40 === 19) await hold(demo, out[n - 2].id, "It is being checked.");
      if (n % 50 === 49) await kill(demo, out[n - 8].id, "The report was wrong.");
    }
    await upTo(page, out.at(-1).seq);
    await holdsWhatTheLogSays(RELEASES);
    assert.deepEqual(page.faults, []);
  });

  test("equals the log after the line was cut, and says what was caught up with", async () => {
    await page.context().setOffline(true);
    await page.locator(".status[data-state='cut']").waitFor();
    let last;
    for (let n = 0; n < MISSED; n++) last = await release(demo, { slug: `MISSED-${n}`, headline: `Missed number ${n}` });
    await kill(demo, last.id, "The report was wrong.");
    await page.context().setOffline(false);
    await live(page);
    const told = await page.getByText(/^Caught up \d+ stories after .+ away\.$/).textContent();
    assert.ok(Number(/\d+/.exec(told)[0]) > MISSED, told);
    await upTo(page, last.seq + 1);
    await holdsWhatTheLogSays(MISSED * 2);
    // What was cut on purpose.
    page.faults.length = 0;
  });

  test("never moves the row that is read, and changes it in place", async () => {
    await upTo(page, 0);
    for (let n = 0; n < 5; n++) await page.keyboard.press("j");
    await chosen(page).and(page.locator("[aria-posinset='5']")).waitFor();
    const seq = Number(await chosen(page).getAttribute("data-seq"));
    const { y } = await chosen(page).boundingBox();
    let last;
    for (let n = 0; n < ABOVE; n++) last = await release(demo, { slug: `ABOVE-${n}`, headline: `Above number ${n}` });
    await page.waitForFunction((count) => Number.parseInt(document.querySelector(".fresh:not([hidden])")?.textContent ?? "0", 10) >= count, ABOVE);
    assert.equal((await chosen(page).boundingBox()).y, y);
    assert.equal(Number(await chosen(page).getAttribute("data-seq")), seq);
    await page.keyboard.press(".");
    await row(page, last.seq).waitFor();
  });

  test("does not move either when nothing is chosen and one has scrolled", async () => {
    const scroller = page.locator(".front .column:not(.behind) .scroller");
    await upTo(page, 0);
    await scroller.evaluate((element) => (element.scrollTop = 777));
    const first = row(page, (await feed(demo, 18)).at(-1).seq);
    await first.waitFor();
    const { y } = await first.boundingBox();
    await release(demo, { headline: "One more" });
    await page.locator(".front .column:not(.behind) .fresh:not([hidden])").waitFor();
    assert.equal((await first.boundingBox()).y, y);
  });

  test("strikes every row of a killed story, and takes it out of the hands of who reads it", async () => {
    const { id, seq } = await release(demo, { slug: "TO-BE-KILLED", headline: "A story that is wrong", content: { kind: "text", body: [{ block: "paragraph", spans: [{ text: "A sentence that nobody may use." }] }] } });
    await upTo(page, seq);
    await row(page, seq).click();
    await story(page).getByText("A sentence that nobody may use.").waitFor();
    const before = await row(page, seq).boundingBox();
    await kill(demo, id, "The source has withdrawn it.");
    await story(page).getByText("The source has withdrawn it.").waitFor();
    assert.equal(await story(page).getByText("A sentence that nobody may use.").count(), 0);
    await row(page, seq).and(page.locator(".killed")).waitFor();
    assert.equal((await row(page, seq).boundingBox()).y, before.y);
    await page.keyboard.press("c");
    await page.getByText("Open a story first: Enter.").first().waitFor();
    await page.keyboard.press("Escape");
    assert.deepEqual(page.faults, []);
  });

  test("goes back over the whole wire, and holds only what is in view", async () => {
    const scroller = page.locator(".front .column:not(.behind) .scroller");
    const oldest = (await feed(demo, 1_000_000)).at(-1).seq;
    await page.waitForFunction(
      (oldest) => {
        const scroller = document.querySelector(".front .column:not(.behind) .scroller");
        scroller.scrollTop = scroller.scrollHeight;
        return scroller.querySelector(`.row[data-seq="${oldest}"]`);
      },
      oldest,
      { polling: 50 },
    );
    assert.ok((await scroller.locator(".row").count()) < 60);
  });

  test("remembers what was seen, opened and marked on another device", async () => {
    const { seq } = await release(demo, { slug: "MARK-ME", headline: "A story to be marked" });
    await upTo(page, seq);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await story(page).getByText("A story to be marked").first().waitFor();
    const sent = page.waitForResponse((answer) => answer.url().endsWith("/portal/api/marks") && answer.request().postDataJSON()?.marked.includes(seq));
    await page.keyboard.press("m");
    assert.equal((await sent).status(), 204);
    const other = await openPage(browser, demo.site);
    await openTerminal(other, demo);
    await row(other, seq).and(other.locator(".marked")).waitFor();
    assert.equal(await row(other, seq).and(other.locator(".fresh-row")).count(), 0);
    await other.context().close();
  });
});
