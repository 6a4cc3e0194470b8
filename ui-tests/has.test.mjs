// The page at /abone/ that explains the HAS API to a person.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { accessibilityViolations, DESKTOP, launchBrowser, openPage, PHONE, settle, sidewaysOverflow } from "./browser.mjs";
import { startDemo, TARGET } from "./demo.mjs";

const LOOKS = [
  { lang: "en", dir: "ltr", viewport: DESKTOP, colorScheme: "light" },
  { lang: "tr", dir: "ltr", viewport: PHONE, colorScheme: "light" },
  { lang: "ar", dir: "rtl", viewport: DESKTOP, colorScheme: "dark" },
  { lang: "ar", dir: "rtl", viewport: PHONE, colorScheme: "light" },
];

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

describe("the page of the HAS API", () => {
  for (const { lang, dir, viewport, colorScheme } of LOOKS) {
    test(`reads in ${lang}, ${colorScheme}, ${viewport.width} pixels wide, without JavaScript`, async () => {
      const page = await openPage(browser, demo.site, { viewport, colorScheme });
      try {
        await page.setExtraHTTPHeaders({ "Accept-Language": lang });
        assert.equal((await page.goto(new URL("abone/", demo.site).href)).status(), 200);
        const root = page.locator("html");
        assert.equal(await root.getAttribute("lang"), lang);
        assert.equal(await root.evaluate((html) => getComputedStyle(html).direction), dir);
        assert.ok((await page.locator("pre").first().innerText()).includes("/abone"));
        assert.equal(await page.locator("script").count(), 0);
        assert.equal(await sidewaysOverflow(page), 0);
        assert.deepEqual(await accessibilityViolations(page), []);
        await settle(page);
        await mkdir(join(TARGET, "screenshots"), { recursive: true });
        await page.screenshot({ path: join(TARGET, "screenshots", `has-${lang}-${viewport.width}.png`) });
        assert.deepEqual(page.faults, []);
      } finally {
        await page.context().close();
      }
    });
  }
});
