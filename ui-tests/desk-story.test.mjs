// A story from nothing to the wire with two pictures, and no hand on the mouse.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { bodyOf, shoot } from "./desk.mjs";

const TABS_MAX = 120;
const OUT_MS_MAX = 20_000;

let demo;
let browser;
let page;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, demo.site).href;
const type = (text) => page.keyboard.type(text);

async function press(...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Goes on with the Tab key until the focus is on what is meant. */
async function tabTo(selector, name) {
  for (let n = 0; n < TABS_MAX; n++) {
    const there = await page.evaluate(
      ([selector, name]) => {
        const at = document.activeElement;
        return at?.matches(selector) === true && (name === undefined || at.textContent.trim() === name);
      },
      [selector, name],
    );
    if (there) return;
    await press("Tab");
  }
  assert.fail(`the Tab key does not reach ${selector} ${name ?? ""}`);
}

async function picture(rights, caption) {
  await press("Control+Alt+Digit6");
  const picker = page.getByRole("dialog", { name: "Choose a picture" });
  await picker.locator("img").nth(rights).waitFor();
  await press("ArrowDown");
  for (let n = 0; n < rights; n++) await press("ArrowRight");
  await press("Enter");
  await picker.waitFor({ state: "detached" });
  await page.locator(".body figure").nth(rights).waitFor();
  await type(caption);
  await press("Enter");
}

describe("a story by keyboard alone", () => {
  test("is written with two pictures, taken back once, and released", async () => {
    await page.goto(at("/sign-in?next=/desk"));
    await tabTo("input[name='login']");
    await type(demo.editor.user);
    await press("Tab");
    await type(demo.editor.password);
    await press("Enter");
    await page.waitForURL((url) => url.pathname === "/desk");

    await press("n");
    await page.waitForURL("**/desk/items/**");
    await bodyOf(page).waitFor();
    const item = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1));

    await tabTo("#headline");
    await type("Lighthouse opens to visitors");
    await tabTo("#city");
    await type("Izmir");
    await press("F6");
    await type("The lighthouse opened its doors on Sunday for the first time in forty years.");
    await press("Enter");
    await picture(0, "The lighthouse in the morning.");
    await type("Two hundred people climbed the stairs before noon, the keeper said.");
    await press("Enter");
    await picture(1, "The keeper at the lamp.");
    await type("It stays open until the end of the month.");
    await press("F6");
    await tabTo("#slug");
    await type("LIGHTHOUSE-OPEN");
    await press("Control+s");
    await page.getByText(/^Saved\.$/).waitFor();
    await shoot(page, "story-written");

    await press("Control+Enter");
    await page.getByRole("heading", { name: "Who gets it" }).waitFor();
    await tabTo("button.main-act", "Release");
    await press("Enter");
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await shoot(page, "story-undo");
    await press("Escape");
    await page.getByText("It was taken back. Nothing went out.").waitFor();
    await tabTo("button.main-act", "Release");
    await press("Enter");
    await page.getByText("version 1 is out").waitFor({ timeout: OUT_MS_MAX });

    const answer = await fetch(`${demo.api}/items/${item}`, { headers: { authorization: `Bearer ${demo.subscriber.api_key}` } });
    assert.equal(answer.status, 200);
    const { story } = await answer.json();
    assert.equal(story.headline, "Lighthouse opens to visitors");
    const pictures = story.content.body.filter(({ block }) => block === "picture");
    assert.deepEqual(pictures.map(({ caption }) => caption), ["The lighthouse in the morning.", "The keeper at the lamp."]);
    assert.notEqual(pictures[0].item, pictures[1].item);
    assert.deepEqual(page.faults, []);
  });
});
