// The public site as its readers see it.
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { accessibilityViolations, launchBrowser, PHONE, settle, sidewaysOverflow, withPage } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";
import { frontPage, hasPicture, LANGUAGES, openStory, storyLinks } from "./pages.mjs";
import { takeScreenshots } from "./screenshots.mjs";

const FRONT_STORIES_MIN = 5;
// More than one address may send within an hour.
const SENT_BY_ONE = 6;
const SCREENSHOT_BYTES_MIN = 8_000;

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

/** Lets a reader with the given browser settings use the site, and then asks whether anything went wrong unseen. */
async function reader(options, use) {
  await withPage(browser, demo.site, options, async (page) => {
    await use(page);
    assert.deepEqual(page.faults, []);
  });
}

const text = async (page, selector) => (await page.locator(selector).first().innerText()).trim();
const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

for (const { lang, dir } of LANGUAGES) {
  describe(`the site in ${lang}`, () => {
    test(`the front page is written ${dir} and leads to stories`, () =>
      reader({}, async (page) => {
        const answer = await page.goto(frontPage(demo.site, lang));
        assert.equal(answer.status(), 200);
        const root = page.locator("html");
        assert.match(await root.getAttribute("lang"), new RegExp(`^${lang}\\b`));
        assert.equal(await root.evaluate((html) => getComputedStyle(html).direction), dir);
        if (dir === "rtl") assert.equal(await root.getAttribute("dir"), "rtl");
        assert.equal(await page.locator("main").count(), 1);
        assert.notEqual(await page.title(), "");
        const links = await storyLinks(page, demo.site, lang);
        assert.ok(links.length >= FRONT_STORIES_MIN, `${links.length} stories on the front page`);
      }));

    test("a story shows headline, dateline, picture with caption, and the closing notice", () =>
      reader({}, async (page) => {
        await openStory(page, demo.site, lang, hasPicture);
        assert.notEqual(await text(page, "article h1"), "");
        assert.notEqual(await text(page, "article .dateline"), "");
        assert.notEqual(await text(page, "article figure figcaption"), "");
        const picture = page.locator("article figure img").first();
        await picture.scrollIntoViewIfNeeded();
        await settle(page);
        assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0), "the picture is there");
        assert.notEqual((await picture.getAttribute("alt")) ?? "", "");
        assert.notEqual(await text(page, "article .closing-notice"), "");
      }));

    test("the closing notice leads to the subscription form", () =>
      reader({}, async (page) => {
        await openStory(page, demo.site, lang);
        await page.locator("article .closing-notice a").first().click();
        await page.waitForLoadState("load");
        assert.ok((await page.locator("main form").count()) > 0, `a form at ${page.url()}`);
        assert.ok((await page.locator("main form [type=submit]").count()) > 0, "a button that sends it");
      }));

    test("nothing scrolls sideways on a phone", () =>
      reader({ viewport: PHONE }, async (page) => {
        await page.goto(frontPage(demo.site, lang));
        await settle(page);
        assert.equal(await sidewaysOverflow(page), 0, "on the front page");
        await openStory(page, demo.site, lang, hasPicture);
        await settle(page);
        assert.equal(await sidewaysOverflow(page), 0, `at ${page.url()}`);
      }));

    for (const colorScheme of ["light", "dark"]) {
      test(`everyone can use it, ${colorScheme}`, () =>
        reader({ colorScheme }, async (page) => {
          await page.goto(frontPage(demo.site, lang));
          assert.deepEqual(await accessibilityViolations(page), [], "on the front page");
          await openStory(page, demo.site, lang, hasPicture);
          assert.deepEqual(await accessibilityViolations(page), [], `at ${page.url()}`);
          await page.locator("article .closing-notice a").first().click();
          await page.waitForLoadState("load");
          assert.deepEqual(await accessibilityViolations(page), [], `at ${page.url()}`);
        }));
    }

    test("a link that leaves the site is whole", () =>
      reader({}, async (page) => {
        await openStory(page, demo.site, lang);
        for (const selector of ['link[rel="canonical"]', 'meta[property="og:url"]']) {
          const link = page.locator(selector);
          assert.equal((await link.getAttribute("href")) ?? (await link.getAttribute("content")), page.url());
        }
        const feed = await (await fetch(new URL(`${lang}/rss.xml`, demo.site))).text();
        const links = [...feed.matchAll(/<link>(.*?)<\/link>/g)].map(([, link]) => link);
        assert.ok(links.length > FRONT_STORIES_MIN, `${links.length} links`);
        assert.deepEqual(links.filter((link) => !link.startsWith(demo.site)), []);
      }));

    test("it is read without JavaScript", () =>
      reader({ javaScriptEnabled: false }, async (page) => {
        await page.goto(frontPage(demo.site, lang));
        const link = page.locator("main a.story").first();
        await link.waitFor({ state: "visible" });
        await openStory(page, demo.site, lang);
        assert.notEqual(await text(page, "article h1"), "");
        assert.ok(await page.locator("article .closing-notice a").first().isVisible());
      }));
  });
}

test("dark is dark", () =>
  reader({ colorScheme: "light" }, async (light) => {
    await light.goto(frontPage(demo.site, "en"));
    await reader({ colorScheme: "dark" }, async (dark) => {
      await dark.goto(frontPage(demo.site, "en"));
      assert.notEqual(await background(dark), await background(light));
    });
  }));

test("the keyboard shows where it is", () =>
  reader({}, async (page) => {
    await page.goto(frontPage(demo.site, "en"));
    await page.keyboard.press("Tab");
    const focused = page.locator("a:focus-visible, button:focus-visible, input:focus-visible");
    assert.equal(await focused.count(), 1);
    assert.ok(await focused.isVisible());
  }));

test("a hasty sender is asked to wait, and nobody else", async () => {
  const send = (address, organisation) =>
    fetch(new URL("en/subscribe/", demo.site), {
      method: "POST",
      redirect: "manual",
      headers: { "X-Forwarded-For": address },
      body: new URLSearchParams({ name: "Ada", organisation, email: "ada@example.com", country: "Malta" }),
    });
  const answers = [];
  for (let n = 0; n < SENT_BY_ONE; n += 1) answers.push(await send("203.0.113.7", `Paper ${n}`));
  assert.equal(answers[0].status, 303);
  const late = answers.at(-1);
  assert.equal(late.status, 429);
  assert.ok(Number(late.headers.get("retry-after")) > 0);
  assert.equal((await send("203.0.113.8", "Another paper")).status, 303);
});

test("screenshots are taken", async () => {
  const files = await takeScreenshots(browser, demo.site, join(TARGET, "screenshots"));
  for (const file of files) {
    const { size } = await stat(file);
    assert.ok(size > SCREENSHOT_BYTES_MIN, `${file} has ${size} bytes`);
  }
});
