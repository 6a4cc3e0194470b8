// Pictures of the newsroom for the documents.
import { join } from "node:path";
import { DESKTOP, openPage, PHONE, settle } from "./browser.mjs";
import { bodyOf, signIn, tellDesk } from "./desk.mjs";

const paragraph = (text) => ({ block: "paragraph", spans: [{ text }] });

const LIGHTHOUSE = {
  language: "en", slug: "LIGHTHOUSE-OPEN", headline: "Lighthouse opens to visitors after forty years", priority: 4, category: 7,
  standfirst: "Two hundred people climbed the stairs on the first morning.",
  dateline: { city: "Izmir", country: "TR" }, byline: "Leyla Aksoy", keywords: ["lighthouse", "harbour"],
  content: {
    kind: "text",
    body: [
      paragraph("The lighthouse at the mouth of the harbour opened its doors on Sunday for the first time in forty years."),
      paragraph("Two hundred people climbed the stairs before noon, the keeper said, and the queue went round the mole."),
      { block: "crosshead", text: "Until the end of the month" },
      { block: "quote", spans: [{ text: "One sees the islands from up there." }], speaker: "Nermin Usta, keeper" },
      paragraph("It stays open until the end of the month, from nine to five."),
    ],
  },
};

const DAM = {
  language: "ar", slug: "السد", headline: "السد صامد بعد ليلة من الأمطار", priority: 3, category: 1,
  dateline: { city: "إزمير", country: "TR" },
  content: { kind: "text", body: [paragraph("صمد السد بعد ليلة من الأمطار الغزيرة، وقال المهندسون إن منسوب المياه ينخفض."), paragraph("أصيب تسعة أشخاص عندما ارتفع النهر يوم الجمعة.")] },
};

/** Writes `desk-*.png` into `dir` and returns the files' paths. */
export async function takeDeskScreenshots(browser, demo, dir) {
  const files = [];
  const page = await openPage(browser, demo.site);
  const at = (path) => new URL(path, demo.site).href;
  const shoot = async (name) => {
    await settle(page);
    const file = join(dir, `desk-${name}.png`);
    await page.screenshot({ path: file });
    files.push(file);
  };
  const look = async (viewport, colorScheme) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  };
  try {
    await signIn(page, demo.site, demo.editor);
    const [story, arabic] = [await file(demo, LIGHTHOUSE), await file(demo, DAM)];
    await look(DESKTOP, "light");
    await page.goto(at("/desk?shelf=released"));
    await shoot("list");
    await page.goto(at(`/desk/items/${story}`));
    await bodyOf(page).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "Who gets it" }).waitFor();
    await shoot("editor");
    await look(DESKTOP, "dark");
    await page.goto(at(`/desk/items/${arabic}`));
    await bodyOf(page).waitFor();
    await shoot("arabic");
    await page.goto(at("/desk/pictures"));
    await page.locator(".frames img").nth(3).waitFor();
    await shoot("pictures");
    await look(PHONE, "light");
    await page.goto(at(`/desk/items/${story}`));
    await bodyOf(page).waitFor();
    await shoot("phone");
  } finally {
    await page.context().close();
  }
  return files;
}

async function file(demo, story) {
  return (await tellDesk(demo, demo.editor, "POST", "/items", { json: { story } })).id;
}
