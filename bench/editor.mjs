// How long a keystroke takes to be seen, in a story of 5,000 words, beside a bare `contenteditable` with the same text.
//
//   cargo build -p tellal && npm --prefix ui-tests ci --ignore-scripts && node bench/editor.mjs
//
// It starts the demo, writes the story through the newsroom's API, opens it in headless Chromium and types into its middle, in
// turns with the bare element. A keystroke ends with the task after the frame that shows it. The first figures are taken with
// frames as fast as they can be made, so that they are the work alone; the second at 60 frames a second, where even a page
// that does nothing waits for the next frame.
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT, startDemo } from "../ui-tests/demo.mjs";

const { chromium } = createRequire(join(ROOT, "ui-tests/package.json"))("playwright-core");
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"];
const UNLIMITED = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];
const STORY_WORDS = 5_000;
const PARAGRAPH_WORDS = 40;
const ROUNDS = 5;
const KEYS_OF_ROUND = 80;
const BETWEEN_KEYS_MS = 60;
const WORDS = "the governor said on Friday that rescue teams had searched both buildings and found nobody inside while engineers".split(" ");
const TYPED = "A further shock was felt at noon, the agency wrote, and people left their homes again. ";

/** The text of one paragraph, of the words in turn. */
const sentence = (n) => `${Array.from({ length: PARAGRAPH_WORDS }, (_, word) => WORDS[(n * 7 + word) % WORDS.length]).join(" ")}.`;

function story() {
  const paragraphs = Array.from({ length: STORY_WORDS / PARAGRAPH_WORDS }, (_, n) => sentence(n));
  const blocks = paragraphs.flatMap((text, n) => [
    ...(n % 12 === 11 ? [{ block: "crosshead", text: `Part ${n}` }] : []),
    { block: "paragraph", spans: [{ text: text.slice(0, 60) }, { text: text.slice(60, 80), strong: true }, { text: text.slice(80) }] },
  ]);
  return { paragraphs, blocks };
}

/** Remembers how long each key took. */
function measure() {
  globalThis.took = [];
  const seen = new MessageChannel();
  let pressed = [];
  seen.port1.onmessage = () => {
    const now = performance.now();
    for (const since of pressed.splice(0)) globalThis.took.push(now - since);
  };
  window.addEventListener(
    "keydown",
    ({ timeStamp }) => {
      pressed.push(timeStamp);
      requestAnimationFrame(() => seen.port2.postMessage(undefined));
    },
    { capture: true },
  );
}

async function type(page) {
  await page.bringToFront();
  await page.evaluate(() => (globalThis.took = []));
  for (let n = 0; n < KEYS_OF_ROUND; n++) {
    const key = n % 20 === 19 ? "Backspace" : n % 41 === 40 ? "Enter" : TYPED[n % TYPED.length];
    await page.keyboard.press(key === " " ? "Space" : key, { delay: 0 });
    await page.waitForTimeout(BETWEEN_KEYS_MS);
  }
  return page.evaluate(() => globalThis.took);
}

function share(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

function line(name, took) {
  const sorted = [...took].sort((one, other) => one - other);
  const [half, p95, most] = [share(sorted, 0.5), share(sorted, 0.95), sorted.at(-1)];
  console.log(`  ${name.padEnd(22)} p50 ${half.toFixed(1).padStart(6)} ms   p95 ${p95.toFixed(1).padStart(6)} ms   max ${most.toFixed(1).padStart(6)} ms   (${sorted.length} keys)`);
  return p95;
}

async function openEditor(context, demo, { blocks }) {
  const page = await context.newPage();
  await page.goto(new URL("/sign-in?next=/desk", demo.site).href);
  await page.getByLabel("Login").fill(demo.staff.user);
  await page.getByLabel("Password", { exact: true }).fill(demo.staff.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/desk");
  const address = await page.evaluate(async (body) => {
    const { url } = await fetch("/desk/new", { method: "POST", body: new URLSearchParams({ kind: "text", language: "en" }) });
    const id = url.split("/").pop();
    const item = await (await fetch(`/desk/api/items/${id}`)).json();
    const json = JSON.stringify({ ...item.story, headline: "A long story", slug: "LONG", content: { kind: "text", body } });
    await fetch(`/desk/api/items/${id}/manuscript`, { method: "PUT", body: json, headers: { "content-type": "application/json", "if-match": `"${item.edit}"` } });
    return url;
  }, blocks);
  await page.goto(address);
  await page.locator(".body p").nth(STORY_WORDS / PARAGRAPH_WORDS / 2).click();
  return page;
}

async function openFloor(context, { paragraphs }) {
  const page = await context.newPage();
  await page.setContent('<div contenteditable="true" style="font: 16px/1.6 sans-serif; max-width: 56rem"></div>');
  await page.evaluate((texts) => {
    const place = document.querySelector("div");
    for (const text of texts) {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      place.append(paragraph);
    }
  }, paragraphs);
  await page.locator("p").nth(paragraphs.length / 2).click();
  return page;
}

async function compare(demo, title, flags) {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: [...FLAGS, ...flags] });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const written = story();
    const pages = { editor: await openEditor(context, demo, written), floor: await openFloor(context, written) };
    const took = { editor: [], floor: [] };
    for (const page of Object.values(pages)) await page.evaluate(measure);
    // Not counted: what is compiled and laid out for the first time.
    for (const page of Object.values(pages)) await type(page);
    for (let round = 0; round < ROUNDS; round++) for (const name of Object.keys(pages)) took[name].push(...(await type(pages[name])));
    console.log(title);
    const [editor, floor] = [line("editor", took.editor), line("bare contenteditable", took.floor)];
    console.log(`  p95 of the editor is ${(editor / floor).toFixed(2)} times the floor\n`);
  } finally {
    await browser.close();
  }
}

const demo = await startDemo();
try {
  console.log(`Keystroke to paint in a story of ${STORY_WORDS.toLocaleString("en")} words\n`);
  await compare(demo, "The work alone (frames without limit)", UNLIMITED);
  await compare(demo, "As it is seen (60 frames a second)", []);
} finally {
  await demo.stop();
}
