// How long a released story takes to be seen in the terminal, beside a page that does nothing but write what an EventSource
// tells it.
//
//   cargo build -p tellal && npm --prefix ui-tests ci --ignore-scripts && node bench/terminal.mjs
//
// It starts the demo, opens both pages in headless Chromium as the same reader, and releases stories through the newsroom's
// API. The time runs from the moment that stands in the log to the task after the frame that shows the row. Both pages get
// every story of the same run; the terminal is measured with an empty list, and with as many rows as the demo can fill it with.
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT, startDemo } from "../ui-tests/demo.mjs";

const { chromium } = createRequire(join(ROOT, "ui-tests/package.json"))("playwright-core");
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];
const STORIES = 200;
/** Not counted: what is compiled and laid out for the first time. */
const FIRST_STORIES = 20;
const BETWEEN_MS = 120;
const SEEN_MS_MAX = 10_000;

async function signedIn(browser, demo, path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(new URL("/sign-in?next=/portal", demo.site).href);
  await page.getByLabel("Login").fill(demo.reader.user);
  await page.getByLabel("Password", { exact: true }).fill(demo.reader.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/portal");
  if (path) await page.goto(new URL(path, demo.site).href);
  return page;
}

/** Notes when the row of each dispatch was painted. */
function watchRows() {
  globalThis.painted = {};
  const seen = new MessageChannel();
  let shown = [];
  seen.port1.onmessage = () => {
    const now = performance.timeOrigin + performance.now();
    for (const seq of shown.splice(0)) globalThis.painted[seq] ??= now;
  };
  const added = (nodes) => {
    for (const node of nodes) if (node.dataset?.seq) shown.push(node.dataset.seq);
    if (shown.length > 0) requestAnimationFrame(() => seen.port2.postMessage(undefined));
  };
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => added(addedNodes))).observe(document.body, { childList: true, subtree: true });
}

/** A page that writes a line for each dispatch, and nothing else. */
function writeLines() {
  document.body.replaceChildren();
  return new Promise((open) => {
    const source = new EventSource("/api/v1/stream?view=row");
    source.addEventListener("heartbeat", open, { once: true });
    source.addEventListener("dispatch", ({ data }) => {
      const { seq, row } = JSON.parse(data);
      const line = document.createElement("div");
      line.dataset.seq = seq;
      line.textContent = row?.headline ?? "";
      document.body.prepend(line);
    });
  });
}

const basic = ({ user, password }) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

async function tell(demo, method, path, json, edit) {
  const headers = { authorization: basic(demo.staff), "content-type": "application/json" };
  if (edit !== undefined) headers["if-match"] = `"${edit}"`;
  const answer = await fetch(`${demo.desk}${path}`, { method, headers, body: JSON.stringify(json) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function release(demo, n) {
  const body = [{ block: "paragraph", spans: [{ text: "The harbour fair opened on Monday with two hundred boats." }] }];
  const story = { language: "en", slug: `BENCH-${n}`, headline: `Story number ${n}`, priority: 4, category: 1, content: { kind: "text", body } };
  const { id, edit } = await tell(demo, "POST", "/items", { story });
  return tell(demo, "POST", `/items/${id}/release`, {}, edit);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function paintedAt(page, seq) {
  const handle = await page.waitForFunction((seq) => globalThis.painted[seq], seq, { timeout: SEEN_MS_MAX, polling: 20 });
  return handle.jsonValue();
}

function share(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

function line(name, took) {
  const sorted = [...took].sort((one, other) => one - other);
  const [half, p95, most] = [share(sorted, 0.5), share(sorted, 0.95), sorted.at(-1)];
  console.log(`  ${name.padEnd(18)} p50 ${half.toFixed(1).padStart(6)} ms   p95 ${p95.toFixed(1).padStart(6)} ms   max ${most.toFixed(1).padStart(6)} ms   (${sorted.length} stories)`);
  return { half, p95 };
}

async function measure(demo, pages, title) {
  const took = { terminal: [], floor: [] };
  for (let n = 0; n < STORIES + FIRST_STORIES; n++) {
    const { seq, time } = await release(demo, n);
    const at = await Promise.all(Object.values(pages).map((page) => paintedAt(page, seq)));
    if (n >= FIRST_STORIES) Object.keys(pages).forEach((name, i) => took[name].push(at[i] - Date.parse(time)));
    await pause(BETWEEN_MS);
  }
  console.log(title);
  const [terminal, floor] = [line("terminal", took.terminal), line("bare EventSource", took.floor)];
  console.log(`  the terminal takes ${(terminal.half / floor.half).toFixed(2)} times the floor (p50), ${(terminal.p95 / floor.p95).toFixed(2)} times (p95)\n`);
}

/** Scrolls back as far as the wire goes, and to the top again. */
async function fillList(page) {
  const count = await page.evaluate(async () => {
    const scroller = document.querySelector(".scroller");
    for (let same = 0, height = 0; same < 20; same = scroller.scrollHeight === height ? same + 1 : 0) {
      height = scroller.scrollHeight;
      scroller.scrollTop = height;
      await new Promise((done) => setTimeout(done, 50));
    }
    const rows = scroller.querySelector(".row:last-child").getAttribute("aria-posinset");
    scroller.scrollTop = 0;
    return Number(rows);
  });
  await page.keyboard.press(".");
  return count;
}

const demo = await startDemo();
const browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: FLAGS });
try {
  const pages = { terminal: await signedIn(browser, demo), floor: await signedIn(browser, demo, "/account") };
  await pages.terminal.locator(".status[data-state='live']").waitFor();
  await pages.floor.evaluate(writeLines);
  for (const page of Object.values(pages)) await page.evaluate(watchRows);
  console.log("Release to row painted, both pages in the same run\n");
  await measure(demo, pages, "As the terminal is opened");
  const rows = await fillList(pages.terminal);
  await measure(demo, pages, `With ${rows} rows or more in the list`);
} finally {
  await browser.close();
  await demo.stop();
}
