// Pictures and files at the desk: sent through a cut line and a crash, refused with the reason, filed, arranged and cut.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launchBrowser, openPage } from "./browser.mjs";
import { startDemo } from "./demo.mjs";
import { looksRight, signIn } from "./desk.mjs";

const FILM_BYTES = 13_000_000;
const PIECE_BYTES = 2 * 1024 * 1024;
const SENT_MS_MAX = 60_000;

let demo;
let browser;
let page;
let folder;

before(async () => {
  demo = await startDemo();
  browser = await launchBrowser();
  page = await openPage(browser, demo.site);
  folder = await mkdtemp(join(tmpdir(), "tellal-pictures-"));
  await signIn(page, demo.site, demo.staff, "/desk/pictures");
});

after(async () => {
  await page?.context().close();
  await browser?.close();
  await demo?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const at = (path) => new URL(path, demo.site).href;
const row = (name) => page.locator(".uploads > li", { hasText: name });
const status = () => page.locator("tellal-uploads .status");
const ask = (path) => page.evaluate(async (path) => (await fetch(path)).json(), path);

/** A picture that the browser paints, on the disk: bands of a colour with a sun, so that one sees what was cut. */
async function painted(name, width, height, hue) {
  const base64 = await page.evaluate(
    async ({ width, height, hue }) => {
      const canvas = new OffscreenCanvas(width, height);
      const paper = canvas.getContext("2d");
      const sky = paper.createLinearGradient(0, 0, 0, height);
      sky.addColorStop(0, `hsl(${hue} 60% 75%)`);
      sky.addColorStop(1, `hsl(${hue} 70% 30%)`);
      paper.fillStyle = sky;
      paper.fillRect(0, 0, width, height);
      paper.fillStyle = "#ffd34d";
      paper.arc(width * 0.8, height * 0.25, height * 0.12, 0, 7);
      paper.fill();
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })).arrayBuffer());
      return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
    },
    { width, height, hue },
  );
  const path = join(folder, name);
  await writeFile(path, Buffer.from(base64, "base64"));
  return path;
}

async function written(name, begin, bytes = begin.length) {
  const path = join(folder, name);
  await writeFile(path, begin);
  await truncate(path, bytes);
  return path;
}

describe("pictures and files", () => {
  test("what is not carried is refused with the reason, before it is sent", async () => {
    const sent = [];
    page.on("request", (request) => request.method() === "PATCH" && sent.push(request.url()));
    const scan = await written("scan.tif", Buffer.from("II*\0"), 300_000_000);
    const web = await written("page.jpg", Buffer.from("<!DOCTYPE html><p>no picture"));
    const large = await written("large.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 70_000_000);
    await page.getByLabel(/^Drop pictures/).setInputFiles([scan, web, large]);
    await row("scan.tif").getByText("it is a TIFF or raw picture, which is not carried").waitFor();
    await row("page.jpg").getByText("it is not a JPEG, PNG").waitFor();
    await row("large.jpg").getByText("at most 67108864 are taken of image/jpeg").waitFor();
    assert.deepEqual(sent, []);
    assert.match(await status().innerText(), /3 refused/);
    for (const name of ["scan.tif", "page.jpg", "large.jpg"]) await page.getByRole("button", { name: `Let go: ${name}` }).click();
    assert.equal(await page.locator(".uploads > li").count(), 0);
    assert.deepEqual(page.faults.filter((fault) => !/41[35]/.test(fault)), []);
    page.faults.length = 0;
  });

  test("several files come whole through a cut line and a server that is killed", async () => {
    const film = await written("crossing.mp4", Buffer.from([0, 0, 0, 24, ...Buffer.from("ftypisom")]), FILM_BYTES);
    const [ferry, quay, gulls] = [await painted("ferry.jpg", 1_500, 1_000, 210), await painted("quay.jpg", 1_500, 1_000, 20), await painted("gulls.jpg", 1_000, 1_500, 140)];
    const broken = await written("broken.jpg", Buffer.alloc(9_000));
    await writeFile(broken, await readPart(ferry, 9_000));
    let pieces = 0;
    let crashed;
    await page.route("**/desk/api/uploads/*", async (route) => {
      const request = route.request();
      if (request.method() !== "PATCH" || request.headers()["upload-length"] === "0") return route.continue();
      const offset = Number(request.headers()["upload-offset"]);
      if (offset < PIECE_BYTES) return route.continue();
      pieces += 1;
      // The second piece of the film meets a dead line, the third a dead server.
      if (pieces === 1) return route.abort("connectionreset");
      if (pieces === 2) {
        crashed = demo.kill().then(() => demo.revive());
        return route.abort("connectionreset");
      }
      return route.continue();
    });
    await page.getByLabel(/^Drop pictures/).setInputFiles([film, ferry, quay, gulls, broken]);
    for (const name of ["crossing.mp4", "ferry.jpg", "quay.jpg", "gulls.jpg", "broken.jpg"]) {
      await row(name).getByText("Sent", { exact: true }).waitFor({ timeout: SENT_MS_MAX });
    }
    await crashed;
    assert.ok(crashed && pieces > 2, `${pieces} pieces went past the first`);
    await page.unroute("**/desk/api/uploads/*");
    const { uploads } = await ask("/desk/api/uploads");
    assert.equal(uploads.length, 5);
    assert.ok(uploads.every(({ bytes, received }) => bytes === received), JSON.stringify(uploads));
    await looksRight(page, "pictures-sent");
    page.faults.length = 0;
  });

  test("they become drafts, with what they share, and a series in an order", async () => {
    await page.getByLabel("Credit", { exact: true }).fill("Ayşe Kaya/TEL");
    await page.getByLabel(/^Keywords/).fill("ferry, İzmir");
    await page.getByLabel("Make them a series, in this order").check();
    // The last picture is to be the first: with the keyboard.
    await page.getByRole("button", { name: "gulls.jpg: earlier" }).focus();
    for (let n = 0; n < 3; n++) await page.keyboard.press("Enter");
    assert.match(await status().innerText(), /gulls\.jpg is now 1 of 5/);
    await page.getByRole("button", { name: "Make drafts" }).click();
    await row("broken.jpg").getByText("it is spoilt").waitFor({ timeout: SENT_MS_MAX });
    await page.getByText(/^4 drafts made, 1 not: see the reasons, as the series/).waitFor();
    const { frames } = await ask("/desk/api/pictures?mine=true&limit=4");
    assert.deepEqual(frames.map(({ kind }) => kind).sort(), ["picture", "picture", "picture", "video"]);
    assert.ok(frames.every(({ credit, series }) => credit === "Ayşe Kaya/TEL" && series), JSON.stringify(frames));
    const film = frames.find(({ kind }) => kind === "video");
    assert.equal(film.media.bytes, FILM_BYTES);
    const part = await page.evaluate(async (item) => {
      const answer = await fetch(`/desk/api/items/${item}/file/file`, { headers: { range: "bytes=4-11" } });
      return [answer.status, await answer.text()];
    }, film.item);
    assert.deepEqual(part, [206, "ftypisom"]);
    await looksRight(page, "pictures-filed");
    await page.goto(at(`/desk/pictures?series=${encodeURIComponent(film.series)}`));
    const shown = () => page.locator(".frames > li").evaluateAll((cells) => cells.map((cell) => cell.dataset.item));
    await page.locator(".frames > li").nth(3).waitFor();
    const first = await shown();
    await page.getByRole("button", { name: /^Later/ }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByText("Moved to place 2 of 4.").waitFor();
    const expected = [first[1], first[0], first[2], first[3]];
    assert.deepEqual(await shown(), expected);
    await page.reload();
    await page.locator(".frames > li").nth(3).waitFor();
    assert.deepEqual(await shown(), expected, "the order is kept");
    await looksRight(page, "pictures-series");
    assert.deepEqual(page.faults.filter((fault) => !/415/.test(fault)), []);
    page.faults.length = 0;
  });

  test("the same file is told, and is filed again only on purpose", async () => {
    await page.goto(at("/desk/pictures"));
    await page.getByLabel(/^Drop pictures/).setInputFiles([join(folder, "ferry.jpg")]);
    await row("ferry.jpg").getByText("Sent", { exact: true }).waitFor();
    await row("ferry.jpg").getByText("The same file is filed already").waitFor();
    await page.getByRole("button", { name: "Make drafts" }).click();
    await row("ferry.jpg").getByText("the same file was filed before").waitFor();
    await row("ferry.jpg").getByLabel("File it again").check();
    await page.getByRole("button", { name: "Make drafts" }).click();
    await page.getByText("1 draft made.").waitFor();
    assert.deepEqual(page.faults.filter((fault) => !/409/.test(fault)), []);
    page.faults.length = 0;
  });

  test("a picture is cut around its focus, with the keyboard alone", async () => {
    await page.goto(at("/desk/pictures"));
    await page.locator(".frames > li", { hasText: "quay" }).or(page.locator(".frames > li", { hasText: "QUAY" })).first().getByRole("link", { name: /^Cut/ }).click();
    await page.getByRole("button", { name: "16:9" }).waitFor();
    await page.keyboard.press("f");
    for (let n = 0; n < 3; n++) await page.keyboard.press("Shift+ArrowRight");
    for (let n = 0; n < 5; n++) await page.keyboard.press("ArrowUp");
    await page.getByText("Focus kept: 80 % from the left, 45 % from above.").waitFor();
    await page.keyboard.press("3");
    await page.getByText("1:1: 1000 × 1000 pixels.").waitFor();
    assert.equal(await page.getByLabel("From the left, pixels").inputValue(), "500");
    await page.getByLabel("Width, pixels").fill("700");
    await page.getByLabel("Width, pixels").press("Tab");
    assert.equal(await page.getByRole("button", { name: "1:1" }).getAttribute("aria-pressed"), "false");
    await page.getByRole("button", { name: "Make this picture" }).press("Enter");
    await page.getByText(/^Made, as the draft/).waitFor({ timeout: SENT_MS_MAX });
    await looksRight(page, "pictures-cut");
    const original = page.url().match(/items\/([^/]+)\//)[1];
    const { made, focus } = await ask(`/desk/api/items/${original}/crops`);
    assert.deepEqual([made.length, made[0].area.width, focus], [1, 700, { across: 8000, down: 4500 }]);
    const crop = await ask(`/desk/api/items/${made[0].item}`);
    assert.equal(crop.story.related[0].item, decodeURIComponent(original));
    assert.equal(crop.story.rights.credit, "Ayşe Kaya/TEL");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    assert.deepEqual(page.faults, []);
  });
});

async function readPart(path, bytes) {
  return (await readFile(path)).subarray(0, bytes);
}
