// A headless Chromium, and pages that remember what went wrong in them.
import { accessSync, constants, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const EXECUTABLES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Nothing but this machine has an address, so no test can lean on another host.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];
const PAGE_TIMEOUT_MS = 15_000;
const SETTLE_MS_MAX = 5_000;

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 780 };

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts the browser; Playwright gives every start a user data directory of its own and removes it afterwards. */
export async function launchBrowser() {
  return chromium.launch({ executablePath: findChromium(), headless: true, args: FLAGS });
}

function findChromium() {
  const candidates = process.env.CHROMIUM ? [process.env.CHROMIUM] : EXECUTABLES;
  for (const path of candidates) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next candidate.
    }
  }
  throw new Error(`no Chromium at ${candidates.join(", ")}: run ./test, or apt-get install chromium`);
}

/**
 * Opens an empty page in a context of its own, so that no cookie or cache of another test is seen.
 *
 * `page.faults` collects what a reader would not see but a test must: errors on the console, uncaught exceptions,
 * requests that failed, answers of 400 and above, and requests to a host other than that of `site`.
 */
export async function openPage(browser, site, { viewport = DESKTOP, colorScheme = "light", javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(PAGE_TIMEOUT_MS);
  page.faults = [];
  const fault = (text) => page.faults.push(text);
  page.on("console", (message) => {
    if (message.type() === "error") fault(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fault(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.host !== new URL(site).host) fault(`other host: ${url.href}`);
  });
  page.on("requestfailed", (request) => {
    // A stream that the page leaves behind is cut on purpose.
    const cut = request.failure()?.errorText === "net::ERR_ABORTED";
    if (!cut) fault(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) fault(`${response.status()}: ${response.url()}`);
  });
  return page;
}

/** Runs `use` with a page and closes it with its context, whatever happens. */
export async function withPage(browser, site, options, use) {
  const page = await openPage(browser, site, options);
  try {
    return await use(page);
  } finally {
    await page.context().close();
  }
}

/** How many pixels of the page stick out at the side; 0 when nothing scrolls sideways. */
export async function sidewaysOverflow(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement;
    return root.scrollWidth - root.clientWidth;
  });
}

/** The serious and critical violations that axe-core finds, one line each. */
export async function accessibilityViolations(page) {
  // Evaluated, not added as a script element, which the page's content security policy would refuse.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(" ")}: ${help}`));
}

/** Waits until the page looks as it will stay: fonts are there, and the pictures in view are decoded. */
export async function settle(page) {
  await page.waitForLoadState("load");
  await page.evaluate(async (limitMs) => {
    const inView = (image) => {
      const { top, bottom, width } = image.getBoundingClientRect();
      return width > 0 && top < innerHeight && bottom > 0;
    };
    const decoded = [...document.images].filter(inView).map((image) => image.decode().catch(() => {}));
    // A picture that is not wanted on this screen is never loaded; nobody waits for it for ever.
    const limit = new Promise((resolve) => setTimeout(resolve, limitMs));
    await Promise.race([Promise.all([document.fonts.ready, ...decoded]), limit]);
  }, SETTLE_MS_MAX);
}
