// A body as elements, as plain text and as HTML. Nothing of a story is ever read as markup.

import { make } from "../editor/make.ts";
import type { Block, Span } from "../manuscript.ts";
import type { Story } from "./wire.ts";

/** Addresses that a link may lead to. */
function isSafe(address: string): boolean {
  try {
    return ["http:", "https:", "mailto:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

function spans(from: readonly Span[]): Node[] {
  return from.map(({ text, em, strong, link }) => {
    let node: Node = document.createTextNode(text);
    if (em) node = make("em", {}, node);
    if (strong) node = make("strong", {}, node);
    if (link && isSafe(link)) node = make("a", { href: link, rel: "noopener noreferrer", target: "_blank" }, node);
    return node;
  });
}

/** The address of a file of an item. */
export function fileOf(item: string, rendition: string): string {
  return `/api/v1/items/${encodeURIComponent(item)}/files/${rendition}`;
}

function block(from: Block): HTMLElement {
  switch (from.block) {
    case "paragraph":
      return make("p", {}, ...spans(from.spans));
    case "crosshead":
      return make("h3", {}, from.text);
    case "quote":
      return make("blockquote", {}, make("p", {}, ...spans(from.spans)), ...(from.speaker ? [make("footer", {}, from.speaker)] : []));
    case "list":
      return make(from.ordered ? "ol" : "ul", {}, ...from.items.map((item) => make("li", {}, ...spans(item))));
    case "table":
      return table(from.rows, from.header ?? false);
    case "picture":
      return make("figure", { class: "in-text", "data-item": from.item }, ...(from.caption ? [make("figcaption", {}, from.caption)] : []));
  }
}

function table(rows: readonly Span[][][], header: boolean): HTMLElement {
  const row = (cells: readonly Span[][], name: "td" | "th"): HTMLElement => make("tr", {}, ...cells.map((cell) => make(name, name === "th" ? { scope: "col" } : {}, ...spans(cell))));
  const [first, ...rest] = rows;
  const head = header && first ? [make("thead", {}, row(first, "th"))] : [];
  return make("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Table" }, make("table", {}, ...head, make("tbody", {}, ...(header ? rest : rows).map((cells) => row(cells, "td")))));
}

/** The blocks of a body as elements; pictures in the text are empty figures with `data-item`. */
export function elements(body: readonly Block[]): HTMLElement[] {
  return body.map(block);
}

const plain = (from: readonly Span[]): string => from.map(({ text }) => text).join("");

/** A block as text of one or more lines. */
export function textOf(from: Block): string {
  switch (from.block) {
    case "paragraph":
      return plain(from.spans);
    case "crosshead":
      return from.text;
    case "quote":
      return `“${plain(from.spans)}”${from.speaker ? ` (${from.speaker})` : ""}`;
    case "list":
      return from.items.map((item, n) => `${from.ordered ? `${n + 1}.` : "•"} ${plain(item)}`).join("\n");
    case "table":
      return from.rows.map((cells) => cells.map(plain).join("\t")).join("\n");
    case "picture":
      return from.caption ?? "";
  }
}

/** `ISTANBUL, Turkey`-like: the city as it was filed. */
export function datelineOf(story: Story): string {
  return story.dateline?.city ?? "";
}

/** What must be said before the text wherever it is taken to. */
function warnings(story: Story, embargo: string): string[] {
  const { editors_note: note, rights, correction } = story;
  return [
    ...(embargo ? [`EMBARGO: not to be published before ${embargo}`] : []),
    ...(note ? [`NOTE TO EDITORS, not for publication: ${note}`] : []),
    ...(correction ? [`CORRECTION: was “${correction.was}”, now “${correction.now}”`] : []),
    ...(rights?.usage_terms ? [`TERMS: ${rights.usage_terms}`] : []),
  ];
}

/** A story as plain text. `embargo` is its time in words, empty for none. */
export function storyText(story: Story, embargo: string): string {
  const { headline, standfirst, byline, content, rights } = story;
  const head = [...warnings(story, embargo), headline, standfirst, byline].filter((line) => line !== undefined && line !== "");
  const blocks = content.body ?? [];
  const city = datelineOf(story);
  const body = content.body ? blocks.map(textOf).filter((text) => text !== "") : [content.caption ?? ""];
  if (city && body[0] !== undefined) body[0] = `${city} – ${body[0]}`;
  const foot = [rights?.credit, rights?.copyright].filter((line) => line !== undefined && line !== "");
  return [...head, ...body, ...foot].join("\n\n");
}

/** A story as HTML for the clipboard, written by the browser from elements, so that nothing in it is markup. */
export function storyHtml(story: Story, embargo: string): string {
  const { language, headline, standfirst, byline, content, rights } = story;
  const line = (text: string | undefined): HTMLElement[] => (text ? [make("p", {}, text)] : []);
  const strong = (text: string): HTMLElement => make("p", {}, make("strong", {}, text));
  const blocks = content.body ? elements(content.body).filter(({ localName }) => localName !== "figure") : line(content.caption);
  for (const wrapped of blocks) wrapped.removeAttribute("tabindex");
  const city = datelineOf(story);
  if (city) blocks[0]?.prepend(make("strong", {}, city), " – ");
  const article = make("article", { lang: language, dir: "auto" }, ...warnings(story, embargo).map(strong), make("h1", {}, headline), ...line(standfirst), ...line(byline), ...blocks, ...line(rights?.credit), ...line(rights?.copyright));
  return article.outerHTML;
}

/** Puts text on the clipboard, with HTML beside it where there is any. */
export async function copy(text: string, html?: string): Promise<void> {
  const flavours = { "text/plain": text, ...(html === undefined ? {} : { "text/html": html }) };
  if (typeof ClipboardItem !== "undefined" && navigator.clipboard?.write) {
    const blobs = Object.entries(flavours).map(([type, value]) => [type, new Blob([value], { type })]);
    try {
      return await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs) as Record<string, Blob>)]);
    } catch {
      // The browser does not allow it here; the older way needs no permission.
    }
  }
  const put = (event: ClipboardEvent): void => {
    event.preventDefault();
    for (const [type, value] of Object.entries(flavours)) event.clipboardData?.setData(type, value);
  };
  document.addEventListener("copy", put, { once: true });
  const isDone = document.execCommand("copy");
  document.removeEventListener("copy", put);
  if (!isDone) throw new Error("The browser does not let this page write to the clipboard.");
}
