// Where the pages of the public site are, for tests and screenshots.

export const LANGUAGES = [
  { lang: "en", dir: "ltr" },
  { lang: "tr", dir: "ltr" },
  { lang: "ar", dir: "rtl" },
];

/** The pages that every edition has, below its own address. */
export const USUAL_PAGES = ["", "latest/", "topics/", "pictures/", "corrections/", "about/", "feeds/", "subscribe/", "search/"];

const GONE = 410;

export const frontPage = (site, lang) => new URL(`${lang}/`, site).href;

/** The addresses of the stories on the front page, in the order of the page. */
export async function storyLinks(page, site, lang) {
  await page.goto(frontPage(site, lang));
  const links = await page.locator("main a.story").evaluateAll((found) => found.map((link) => link.href));
  return [...new Set(links)];
}

/**
 * Opens the first story of the front page for which `accept(page)` holds. A story that was killed since the front page
 * was read is passed over: the demo's wire is alive.
 */
export async function openStory(page, site, lang, accept = async () => true) {
  const links = await storyLinks(page, site, lang);
  for (const link of links) {
    const answer = await page.goto(link);
    if (answer.status() === GONE) {
      page.faults = page.faults.filter((fault) => !fault.includes(String(GONE)));
    } else if (await accept(page)) {
      return page;
    }
  }
  throw new Error(`none of the ${links.length} stories on the ${lang} front page will do`);
}

export const hasPicture = async (page) => (await page.locator("article figure img").count()) > 0;
