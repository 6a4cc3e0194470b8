// Pictures of the site: `node screenshots.mjs OUT_DIR` starts the demo and writes the ones that the documents show.
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { DESKTOP, launchBrowser, PHONE, settle, withPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { frontPage, hasPicture, openStory } from "./pages.mjs";

const LOOKS = [
  { look: "light", lang: "en", viewport: DESKTOP, colorScheme: "light" },
  { look: "dark", lang: "en", viewport: DESKTOP, colorScheme: "dark" },
  { look: "phone", lang: "tr", viewport: PHONE, colorScheme: "light" },
  { look: "rtl", lang: "ar", viewport: DESKTOP, colorScheme: "light" },
];

/** Writes `{light,dark,phone,rtl}-{front,article}.png` into `dir` and returns the files' paths. */
export async function takeScreenshots(browser, site, dir) {
  await mkdir(dir, { recursive: true });
  const files = [];
  for (const { look, lang, viewport, colorScheme } of LOOKS) {
    await withPage(browser, site, { viewport, colorScheme }, async (page) => {
      const shoot = async (name) => {
        await settle(page);
        const path = join(dir, `${look}-${name}.png`);
        await page.screenshot({ path });
        files.push(path);
      };
      await page.goto(frontPage(site, lang));
      await shoot("front");
      await openStory(page, site, lang, hasPicture);
      await shoot("article");
    });
  }
  return files;
}

async function main() {
  const dir = process.argv[2];
  if (!dir) {
    console.error("Usage: node screenshots.mjs OUT_DIR");
    process.exit(2);
  }
  const demo = await startDemo();
  try {
    const browser = await launchBrowser();
    try {
      const files = await takeScreenshots(browser, demo.site, resolve(dir));
      console.log(files.join("\n"));
    } finally {
      await browser.close();
    }
  } finally {
    await demo.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
