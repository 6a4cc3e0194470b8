// The pictures of the public site: which file a browser takes, that nothing moves while they come, and the cards of stories.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { DESKTOP, launchBrowser, PHONE, settle, withPage } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";
import { frontPage, hasPicture, openStory } from "./pages.mjs";

const SMALL_PIXELS = 768;
const WEB_PIXELS = 1280;
const CARD = { width: 1200, height: 630 };
/** How far the page is scrolled at once, of a screen: what is below is loaded as a reader comes to it. */
const STEP = 0.7;

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

/** Lets a reader with such a screen use the site, and asks whether anything went wrong unseen. */
async function reader(viewport, use) {
  await withPage(browser, demo.site, { viewport }, async (page) => {
    await use(page);
    assert.deepEqual(page.faults, []);
  });
}

/** Every picture of a page: what it took of what, and how wide it stands. */
async function pictures(page) {
  return page.locator("main img").evaluateAll((images) =>
    images
      .filter((image) => image.getBoundingClientRect().width > 0)
      .map((image) => ({
        taken: image.currentSrc,
        stands: image.getBoundingClientRect().width,
        attributes: [image.getAttribute("width"), image.getAttribute("height")].map(Number),
        lazy: image.loading === "lazy",
        first: image.fetchPriority === "high",
        sizes: image.sizes,
        srcset: image.srcset,
      })),
  );
}

/** Reads the page to its end, so that every picture is fetched. */
async function readAll(page) {
  await page.evaluate(async (step) => {
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight * step) {
      scrollTo(0, top);
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    }
    await Promise.all([...document.images].filter((image) => image.getBoundingClientRect().width > 0).map((image) => image.decode()));
  }, STEP);
  await settle(page);
}

/** How much of the page moved since it was opened without anybody's doing (Layout Instability API). */
async function shift(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        let sum = 0;
        const add = (entries) => entries.filter((entry) => !entry.hadRecentInput).forEach((entry) => (sum += entry.value));
        const observer = new PerformanceObserver((list) => add(list.getEntries()));
        observer.observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            add(observer.takeRecords());
            done(sum);
          }),
        );
      }),
  );
}

const PLACES = [
  { place: "front page", open: (page) => page.goto(frontPage(demo.site, "en")) },
  { place: "story", open: (page) => openStory(page, demo.site, "en", hasPicture) },
  { place: "list", open: (page) => page.goto(new URL("en/latest/", demo.site).href) },
  { place: "picture stories", open: (page) => page.goto(new URL("en/pictures/", demo.site).href) },
];

for (const [screen, viewport] of [["phone", PHONE], ["desktop", DESKTOP]]) {
  describe(`on a ${screen}`, () => {
    for (const { place, open } of PLACES) {
      test(`the ${place} takes WebP in the width that it needs, and does not move`, () =>
        reader(viewport, async (page) => {
          await open(page);
          await readAll(page);
          const found = await pictures(page);
          assert.ok(found.length > 0, "pictures");
          for (const { taken, stands, attributes, sizes, srcset } of found) {
            assert.match(new URL(taken).pathname, /\.webp$/);
            assert.match(srcset, new RegExp(`-small\\.jpg ${SMALL_PIXELS}w, .*\\.jpg ${WEB_PIXELS}w$`));
            assert.ok(attributes.every((side) => side > 0), "its room is known");
            const isSmall = taken.includes("-small.");
            assert.equal(isSmall, stands <= SMALL_PIXELS, `${taken} stands ${stands} px wide, by ${sizes}`);
            if (screen === "phone") assert.ok(isSmall, taken);
          }
          const [first, ...others] = found;
          if (found.some((picture) => picture.first)) assert.ok(first.first && !first.lazy);
          assert.ok(others.every((picture) => picture.lazy && !picture.first), "the others wait");
          assert.equal(await shift(page), 0, `of ${page.url()}`);
        }));
    }
  });
}

describe("what stands for a story elsewhere", () => {
  const shared = (page) => page.locator('meta[property="og:image"]').getAttribute("content");

  test("is its picture where it has one", () =>
    reader(DESKTOP, async (page) => {
      await openStory(page, demo.site, "en", hasPicture);
      assert.match(await shared(page), /\/media\/tel:(picture|graphic):[0-9]+:[0-9]+\.jpg$/);
    }));

  test("is a card in its language where it has none", async () => {
    const dir = join(TARGET, "screenshots");
    await mkdir(dir, { recursive: true });
    for (const lang of ["en", "tr", "ar"]) {
      await reader(DESKTOP, async (page) => {
        await openStory(page, demo.site, lang, async (page) => !(await hasPicture(page)));
        const address = await shared(page);
        assert.match(address, /\/media\/card-.*\.png$/);
        const file = Buffer.from(await (await fetch(address)).arrayBuffer());
        // The head of a PNG: its width and height stand at the same place in each.
        assert.deepEqual({ width: file.readUInt32BE(16), height: file.readUInt32BE(20) }, CARD);
        await writeFile(join(dir, `card-${lang}.png`), file);
      });
    }
  });
});
