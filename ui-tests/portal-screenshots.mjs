// Pictures of the subscribers' terminal for the documents.
import { join } from "node:path";
import { DESKTOP, openPage, PHONE, settle } from "./browser.mjs";
import { live, openTerminal, story } from "./portal.mjs";

/** Writes `portal-*.png` into `dir` and returns the files' paths. */
export async function takePortalScreenshots(browser, demo, dir) {
  const files = [];
  const page = await openPage(browser, demo.site);
  const shoot = async (name) => {
    await settle(page);
    const file = join(dir, `portal-${name}.png`);
    await page.screenshot({ path: file });
    files.push(file);
  };
  const look = async (viewport, colorScheme) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  };
  const open = async (slug) => {
    await page.locator(".row").filter({ hasText: slug }).first().click();
    await page.keyboard.press("Enter");
    await story(page).locator("h2, h1").first().waitFor();
  };
  try {
    await look(DESKTOP, "light");
    await openTerminal(page, demo);
    await open("EN");
    await shoot("wire");
    await look(DESKTOP, "dark");
    await page.keyboard.press("Escape");
    await open("AR");
    await shoot("arabic");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("ferry OR storm -rehearsal");
    await page.keyboard.press("Enter");
    await page.locator(".row mark").first().waitFor();
    await shoot("search");
    await look(PHONE, "light");
    await page.goto(new URL("/portal", demo.site).href);
    await page.locator(".row").nth(4).waitFor();
    await live(page);
    await shoot("phone");
  } finally {
    await page.context().close();
  }
  return files;
}
