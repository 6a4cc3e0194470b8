// What the tests of the newsroom share: how somebody signs in, how the desk is asked, and how a screen of it must look.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { accessibilityViolations, DESKTOP, PHONE, settle, sidewaysOverflow } from "./browser.mjs";
import { TARGET } from "./demo.mjs";

const SHOTS = join(TARGET, "screenshots");
export const LOOKS = [[DESKTOP, "light"], [DESKTOP, "dark"], [PHONE, "light"], [PHONE, "dark"]];

/** Types who one is into the page that asks for it. */
export async function fillIn(page, { user, password }) {
  await page.getByLabel("Login").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs in, and waits for the screen at the path `next`. */
export async function signIn(page, site, who, next = "/desk") {
  await page.goto(new URL(`/sign-in?next=${next}`, site).href);
  await fillIn(page, who);
  await page.waitForURL((url) => url.pathname === next);
}

export const basic = ({ user, password }) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

const head = (json, edit) => ({
  ...(json === undefined ? {} : { "content-type": "application/json" }),
  ...(edit === undefined ? {} : { "if-match": `"${edit}"` }),
});

/** Asks the desk as a program does. Answers the status and what was said. `body` is sent as it is, `json` as JSON. */
export async function askDesk(demo, who, method, path, { json, body = JSON.stringify(json), edit } = {}) {
  const headers = { authorization: basic(who), ...head(json, edit) };
  const answer = await fetch(`${demo.desk}${path}`, { method, headers, body });
  const text = await answer.text();
  return { status: answer.status, body: text && JSON.parse(text) };
}

/** As `askDesk`, for what must go well; answers what was said. */
export async function tellDesk(demo, who, method, path, sent) {
  const { status, body } = await askDesk(demo, who, method, path, sent);
  assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Asks the desk as the one who is signed in at this page, from within it. */
export async function askAt(page, method, path, { json, edit } = {}) {
  return page.evaluate(
    async ([method, path, body, headers]) => {
      const answer = await fetch(`/desk/api${path}`, { method, headers, body });
      return { status: answer.status, body: await answer.json().catch(() => undefined) };
    },
    [method, path, JSON.stringify(json), head(json, edit)],
  );
}

/** The content of a text with these paragraphs. */
export const paragraphs = (...texts) => ({ kind: "text", body: texts.map((text) => ({ block: "paragraph", spans: [{ text }] })) });

/** The body of the story in the editor that is open. */
export const bodyOf = (page) => page.getByRole("textbox", { name: "Body" });

/** Begins an empty story as the one who is signed in, and opens it. Answers its id. */
export async function begin(page, language = "en") {
  const address = await page.evaluate(async (language) => {
    const body = new URLSearchParams({ kind: "text", language });
    return (await fetch("/desk/new", { method: "POST", body })).url;
  }, language);
  await page.goto(address);
  await bodyOf(page).waitFor();
  return decodeURIComponent(new URL(address).pathname.split("/").pop());
}

/** Leaves a picture of the screen as it is. */
export async function shoot(page, name, options = {}) {
  await settle(page);
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `desk-${name}.png`), ...options });
}

/** A screen as it is looked at: nothing sticks out, nothing keeps anybody out, and a picture of each look is left. */
export async function looksRight(page, name, looks = LOOKS) {
  for (const [viewport, colorScheme] of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await shoot(page, `${name}-${viewport.width}-${colorScheme}`, { fullPage: true });
    assert.equal(await sidewaysOverflow(page), 0, `${name}, ${viewport.width} pixels`);
    assert.deepEqual(await accessibilityViolations(page), [], `${name}, ${viewport.width}, ${colorScheme}`);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
}
