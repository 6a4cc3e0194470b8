// How the pages of the public site are laid out: rows that are full, and words that are long.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DESKTOP, launchBrowser, PHONE, settle, sidewaysOverflow, withPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { frontPage, hasPicture, openStory } from "./pages.mjs";

const SCREENS = { desktop: DESKTOP, tablet: { width: 820, height: 1180 }, phone: PHONE };
/** Whatever lays out cards in rows. */
const ROWS = ".under, .beside, .blocks, .list, .further .row";
/** Cards of a list until every way of ending it has been seen. */
const CARDS_MAX = 13;
/** Pixels that rounding may cost. */
const SLACK_PX = 2;
const COMPOUND = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsversammlung";
const ADDRESS = "https://example.org/a/very/long/address/without/any/place/to/break/it?and=some&more=parameters&at=its-end";
/** Whatever holds words that somebody at the desk wrote. */
const WORDS =
  "main :is(.story, h1, .teaser, .standfirst, .byline, .kicker, .dateline, .summary p, .tags li, figcaption span, .credit)";

let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/**
 * The rows that do not reach from one side of their container to the other, one line each.
 * With `count`, every container is given that many cards first.
 */
async function gaps(page, count) {
  return page.evaluate(
    ({ rows, count, slack }) => {
      const found = [];
      for (const container of document.querySelectorAll(rows)) {
        while (count && container.children.length > count) container.lastElementChild.remove();
        while (count && container.children.length < count) {
          container.append(container.firstElementChild.cloneNode(true));
        }
        const style = getComputedStyle(container);
        const box = container.getBoundingClientRect();
        const [left, right] = [box.left + parseFloat(style.paddingLeft), box.right - parseFloat(style.paddingRight)];
        const byTop = new Map();
        for (const card of container.children) {
          const { top, left, right } = card.getBoundingClientRect();
          const row = byTop.get(Math.round(top)) ?? { left, right };
          byTop.set(Math.round(top), { left: Math.min(row.left, left), right: Math.max(row.right, right) });
        }
        for (const row of byTop.values()) {
          if (row.left - left > slack || right - row.right > slack) {
            const cards = container.children.length;
            found.push(`.${container.className} with ${cards}: ${left}–${right}, but a row is ${row.left}–${row.right}`);
          }
        }
      }
      return found;
    },
    { rows: ROWS, count, slack: SLACK_PX },
  );
}

/** Puts words where the desk's words stand, and names what then sticks out of the page. */
async function stickingOut(page, words) {
  return page.evaluate(
    ({ selector, words }) => {
      const elements = [...document.querySelectorAll(selector)].filter((element) => element.getClientRects().length > 0);
      for (const element of elements) element.textContent = words;
      const out = elements.filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < 0 || right > document.documentElement.clientWidth;
      });
      return out.map((element) => `${element.tagName} ${element.className}`);
    },
    { selector: WORDS, words },
  );
}

for (const [screen, viewport] of Object.entries(SCREENS)) {
  describe(`on a ${screen}`, () => {
    for (const lang of ["en", "ar"]) {
      test(`no card stands beside empty columns, ${lang}`, () =>
        withPage(browser, demo.site, { viewport }, async (page) => {
          for (const path of ["", "general/", "latest/"]) {
            await page.goto(frontPage(demo.site, lang) + path);
            assert.ok((await page.locator(ROWS).count()) > 0, `cards at ${page.url()}`);
            assert.deepEqual(await gaps(page), [], page.url());
            for (let count = CARDS_MAX; count > 0; count -= 1) assert.deepEqual(await gaps(page, count), [], page.url());
          }
          await openStory(page, demo.site, lang);
          assert.deepEqual(await gaps(page), [], page.url());
        }));
    }

    test("long words are broken", () =>
      withPage(browser, demo.site, { viewport }, async (page) => {
        const look = async () => {
          await settle(page);
          for (const words of [COMPOUND, ADDRESS, `${COMPOUND} ${COMPOUND}`]) {
            assert.deepEqual(await stickingOut(page, words), [], page.url());
            assert.equal(await sidewaysOverflow(page), 0, page.url());
          }
        };
        for (const path of ["", "general/", "latest/", "corrections/"]) {
          await page.goto(frontPage(demo.site, "en") + path);
          await look();
        }
        await openStory(page, demo.site, "en", hasPicture);
        await look();
      }));
  });
}
