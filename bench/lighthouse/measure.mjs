// What Lighthouse says of the public pages, in headless Chromium.
//
//   cargo build -p tellal && npm --prefix bench/lighthouse ci --ignore-scripts && npm --prefix bench/lighthouse run measure
//
// It starts the demo, waits until its follower has made the pages, and looks at each as a slow phone and as a desktop, as
// Lighthouse does by itself. It fails below the aim in any of the four groups; what costs points is named.
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { startDemo } from "../../ui-tests/demo.mjs";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"];
const GROUPS = ["performance", "accessibility", "best-practices", "seo"];
const AIM = 95;
const ROUNDS = 3;
const LOOKS = { phone: undefined, desktop: desktopConfig };
/** Kept from search engines, which costs points in the last group on purpose. */
const HIDDEN = "subscribe";
/** How the first link to a story looks in a list. */
const STORY = /href="(\/en\/[a-z-]+\/[^"/]+\/\d+)"/;

/** The pages that are looked at; what is left out is made of the same parts. */
async function pages(site) {
  const front = await (await fetch(new URL("/en/", site))).text();
  const [, article] = STORY.exec(front) ?? [];
  if (!article) throw new Error("the front page leads to no story");
  return { "front page": "/en/", "front page, Arabic": "/ar/", article, section: "/en/general/", pictures: "/en/pictures/", subscribe: "/en/subscribe/" };
}

/** Points of each group, the least of several looks, and what cost some of them. */
async function look(url, port, config) {
  const points = Object.fromEntries(GROUPS.map((group) => [group, 100]));
  const lost = new Set();
  for (let round = 0; round < ROUNDS; round++) {
    const { lhr } = await lighthouse(url, { port, logLevel: "error", onlyCategories: GROUPS }, config);
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    for (const group of GROUPS) {
      points[group] = Math.min(points[group], Math.round(lhr.categories[group].score * 100));
      for (const { id, weight } of lhr.categories[group].auditRefs) {
        const { score } = lhr.audits[id];
        if (weight > 0 && score !== null && score < 0.9) lost.add(`${group}: ${id} ${score}`);
      }
    }
  }
  return { points, lost };
}

const demo = await startDemo();
const chrome = await launch({ chromePath: EXECUTABLE, chromeFlags: FLAGS });
let below = 0;
try {
  console.log(`| page | as | ${GROUPS.join(" | ")} |\n|---|---|${GROUPS.map(() => "--:|").join("")}`);
  for (const [name, path] of Object.entries(await pages(demo.site))) {
    for (const [as, config] of Object.entries(LOOKS)) {
      const { points, lost } = await look(new URL(path, demo.site).href, chrome.port, config);
      console.log(`| ${name} | ${as} | ${GROUPS.map((group) => points[group]).join(" | ")} |`);
      if (GROUPS.some((group) => points[group] < AIM && !(name === HIDDEN && group === "seo"))) below++;
      for (const one of lost) console.error(`  ${one}`);
    }
  }
} finally {
  await chrome.kill();
  await demo.stop();
}
if (below > 0) {
  console.error(`${below} are below ${AIM}.`);
  process.exitCode = 1;
}
