// Nothing typed is lost: the server is killed, the line is cut, the session ends, the tab is closed, two people write.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { begin, bodyOf, fillIn, looksRight, signIn } from "./desk.mjs";

const KEPT_MS_MAX = 15_000;
const POLL_MS = 50;

let demo;
let browser;
/** Two people, each with a browser of their own. */
let leyla;
let admin;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  leyla = await signedIn(demo.staff);
  admin = await signedIn(demo.admin);
});

after(async () => {
  await leyla?.context().close();
  await admin?.context().close();
  await browser?.close();
  await demo?.stop();
});

afterEach(() => leyla.context().setOffline(false));

const at = (path) => new URL(path, demo.site).href;
const state = (page) => page.locator(".saving .state");

async function signedIn(who) {
  const page = await openPage(browser, demo.site);
  await signIn(page, demo.site, who);
  return page;
}

/** Begins a story with these words in its body, and waits until the server has them. */
async function begun(page, words, language) {
  const id = await begin(page, language);
  await type(page, words);
  await saved(page);
  return id;
}

async function type(page, words) {
  await bodyOf(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(words);
}

const saved = (page) => state(page).getByText(/^Saved \d\d:\d\d$/).waitFor();

const spans = (blocks) => blocks.flatMap((block) => block.spans.map(({ text }) => text));

/** The words of the body as the server has them. */
async function onServer(page, id) {
  const { story } = await (await page.request.get(at(`/desk/api/items/${id}`))).json();
  return spans(story.content.body).join("\n");
}

/** The entries of the history with their words. */
async function history(page, id) {
  const { entries } = await (await page.request.get(at(`/desk/api/items/${id}/history`))).json();
  return Promise.all(
    entries.map(async ({ id: entry, kind }) => {
      const { story } = await (await page.request.get(at(`/desk/api/items/${id}/history/${entry}`))).json();
      return { kind, words: spans(story.content.body).join("\n") };
    }),
  );
}

/** Waits until the browser's own store holds these words. `waitForFunction` would take the promise itself for a yes. */
async function keptInBrowser(page, words) {
  const kept = () =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          const open = indexedDB.open("tellal-desk", 1);
          open.onsuccess = () => {
            const all = open.result.transaction("drafts").objectStore("drafts").getAll();
            all.onsuccess = () => {
              open.result.close();
              resolve(JSON.stringify(all.result));
            };
          };
        }),
    );
  const deadline = Date.now() + KEPT_MS_MAX;
  while (!(await kept()).includes(words)) {
    assert.ok(Date.now() < deadline, `“${words}” is not kept in the browser`);
    await sleep(POLL_MS);
  }
}

describe("what is typed is not lost", () => {
  test("when the server is killed while somebody types", async () => {
    const id = await begun(leyla, "Before.");
    await type(leyla, " On the way.");
    await demo.kill();
    await type(leyla, " While it was away.");
    await state(leyla).getByText(/Not saved: the server cannot be reached/).waitFor();
    await demo.revive();
    await saved(leyla);
    assert.equal(await onServer(leyla, id), "Before. On the way. While it was away.");
  });

  test("when the line is cut for a while", async () => {
    const id = await begun(leyla, "With a line.");
    await leyla.context().setOffline(true);
    await type(leyla, " Without one.");
    await state(leyla).getByText(/Not saved: the line is cut. The text is kept in this browser/).waitFor();
    await looksRight(leyla, "saving-cut");
    await leyla.context().setOffline(false);
    await saved(leyla);
    assert.equal(await onServer(leyla, id), "With a line. Without one.");
  });

  test("when the tab is closed before it could be sent", async () => {
    const id = await begun(leyla, "There.");
    const tab = await leyla.context().newPage();
    await leyla.goto(at("/desk"));
    await tab.goto(at(`/desk/items/${id}`));
    await bodyOf(tab).waitFor();
    await leyla.context().setOffline(true);
    await type(tab, " Only in this browser.");
    await keptInBrowser(tab, "Only in this browser.");
    await tab.close();
    await leyla.context().setOffline(false);
    assert.equal(await onServer(leyla, id), "There.");
    await leyla.goto(at(`/desk/items/${id}`));
    const offer = leyla.getByRole("dialog", { name: "A text that was not saved" });
    await offer.waitFor();
    assert.equal((await offer.locator("ins").innerText()).trim(), "Only in this browser.");
    await looksRight(leyla, "saving-offer");
    await offer.getByRole("button", { name: "Use the text of this browser" }).click();
    await saved(leyla);
    assert.equal(await onServer(leyla, id), "There. Only in this browser.");
    assert.ok((await history(leyla, id)).some(({ words }) => words === "There."), "what the server had stays in the history");
    await leyla.reload();
    await bodyOf(leyla).waitFor();
    await leyla.waitForLoadState("networkidle").catch(() => {});
    assert.equal(await offer.count(), 0, "it is offered once");
  });

  test("when the session ends", async () => {
    const id = await begun(leyla, "Signed in.");
    await leyla.context().clearCookies();
    await type(leyla, " Signed out.");
    await state(leyla).getByText(/your session has ended/).waitFor();
    const [way] = await Promise.all([
      leyla.context().waitForEvent("page"),
      leyla.getByRole("link", { name: "Sign in again in a new tab" }).click(),
    ]);
    await fillIn(way, demo.staff);
    await way.waitForURL("**/desk");
    await way.close();
    await saved(leyla);
    assert.equal(await onServer(leyla, id), "Signed in. Signed out.");
  });
});

describe("two people on one item", () => {
  test("one writes, the other reads and takes over; what was not saved is set aside", async () => {
    const id = await begun(leyla, "By Leyla.");
    await admin.goto(at(`/desk/items/${id}`));
    await admin.getByText(/Leyla Aksoy writes here since/).first().waitFor();
    assert.equal(await bodyOf(admin).getAttribute("contenteditable"), "false");
    await leyla.getByText("Administrator reads this, too").waitFor();
    await looksRight(admin, "saving-reading");
    await leyla.context().setOffline(true);
    await type(leyla, " Not sent.");
    await keptInBrowser(leyla, "Not sent.");
    await admin.getByRole("button", { name: "Take over" }).click();
    const question = admin.getByRole("dialog", { name: "Take over from Leyla Aksoy?" });
    await question.getByRole("button", { name: "Take over" }).click();
    await question.waitFor({ state: "detached" });
    await type(admin, " And by the administrator.");
    await saved(admin);
    await leyla.context().setOffline(false);
    await leyla.getByText(/Administrator writes here since.*kept in the history, as save-/).first().waitFor();
    assert.equal(await onServer(admin, id), "By Leyla. And by the administrator.");
    const asides = (await history(admin, id)).filter(({ kind }) => kind === "aside");
    assert.deepEqual(asides.map(({ words }) => words), ["By Leyla. Not sent."]);
    await admin.goto(at("/desk"));
    await leyla.waitForFunction(() => document.querySelector("[contenteditable]")?.getAttribute("contenteditable") === "true");
    assert.match(await bodyOf(leyla).innerText(), /And by the administrator/, "she goes on from what stands there now");
  });

  test("two texts of one person are compared, and one is chosen", async () => {
    const id = await begun(leyla, "The beginning.");
    const other = await leyla.context().newPage();
    await other.goto(at(`/desk/items/${id}`));
    await bodyOf(other).waitFor();
    await other.route("**/desk/api/**", (route) => route.abort());
    await type(other, " From the second tab.");
    await state(other).getByText(/Not saved/).waitFor();
    await type(leyla, " From the first tab.");
    await saved(leyla);
    await leyla.waitForFunction(() => document.querySelector(".saving .state")?.textContent?.startsWith("Saved"));
    await other.unroute("**/desk/api/**");
    await other.getByRole("button", { name: "Compare the two texts" }).click();
    const question = other.getByRole("dialog", { name: "Two texts of this item" });
    await question.waitFor();
    assert.equal((await question.locator("del").innerText()).trim(), "first");
    assert.equal((await question.locator("ins").innerText()).trim(), "second");
    await looksRight(other, "saving-conflict");
    await question.getByRole("button", { name: "Use mine" }).click();
    await saved(other);
    assert.equal(await onServer(other, id), "The beginning. From the second tab.");
    const words = (await history(other, id)).map((entry) => entry.words);
    assert.ok(words.includes("The beginning. From the second tab."));
    await other.close();
  });
});

describe("history and checks", () => {
  test("an earlier text comes back, and nothing is erased", async () => {
    const id = await begun(leyla, "نص الخبر الأول.", "ar");
    await leyla.keyboard.press("Control+s");
    await saved(leyla);
    await type(leyla, " وزيادة عليه.");
    await saved(leyla);
    await leyla.keyboard.press("Alt+h");
    const panel = leyla.locator(".history");
    await panel.locator(".entry").nth(1).click();
    await panel.locator("ins").waitFor();
    await looksRight(leyla, "saving-history-arabic");
    await panel.getByRole("button", { name: "Restore this text" }).click();
    await leyla.getByText("The earlier text is restored.").waitFor();
    assert.equal(await onServer(leyla, id), "نص الخبر الأول.");
    assert.ok((await history(leyla, id)).some(({ words }) => words === "نص الخبر الأول. وزيادة عليه."));
    await leyla.goto(at(`/desk/items/${id}/history?from=save-1`));
    await looksRight(leyla, "saving-history");
  });

  test("what is still to be filled in is listed, with a way to it", async () => {
    await begun(leyla, "At least XX people were hurt.");
    await leyla.keyboard.press("Alt+c");
    const remark = leyla.getByRole("button", { name: /“XX” is still to be filled in/ });
    await remark.waitFor();
    await looksRight(leyla, "saving-checks");
    await remark.focus();
    await leyla.keyboard.press("Enter");
    await leyla.keyboard.type("12");
    await saved(leyla);
    assert.match(await bodyOf(leyla).innerText(), /At least 12 people were hurt/);
    await remark.waitFor({ state: "detached" });
  });
});
