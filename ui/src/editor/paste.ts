// What is pasted comes in as blocks: Word, LibreOffice, Google Docs and the web each dress a paragraph in their own way, and
// of all of it only what a story can hold is read.

import type { Block, Span } from "../manuscript.ts";
import { address } from "./schema.ts";
import { joined, tidied } from "./spaces.ts";

/** What was read. */
export interface Pasted {
  readonly blocks: Block[];
  /** Pictures, films and drawings that were left out. */
  readonly pictures: number;
}

type Look = Omit<Span, "text">;

/** Neither shown nor read. */
const SKIPPED = new Set(
  "SCRIPT STYLE META LINK TITLE HEAD TEMPLATE NOSCRIPT NAV BUTTON SELECT INPUT TEXTAREA DEL STRIKE S COLGROUP COL XML".split(" "),
);
const PICTURES = new Set("IMG PICTURE VIDEO AUDIO IFRAME OBJECT EMBED CANVAS SVG V:SHAPE V:IMAGEDATA".split(" "));
const HEADINGS = new Set("H1 H2 H3 H4 H5 H6".split(" "));
const BLOCKS = new Set(
  ("P DIV SECTION ARTICLE HEADER FOOTER ADDRESS FIGURE FIGCAPTION DL DT DD DETAILS SUMMARY MAIN ASIDE FORM FIELDSET CENTER HR LI " +
    "UL OL TABLE TBODY THEAD TFOOT TR TD TH CAPTION BLOCKQUOTE PRE BODY H1 H2 H3 H4 H5 H6").split(" "),
);
/** A picture of so few pixels counts readers, and shows nothing. */
const PIXELS_MIN = 3;
/** From this weight on, letters are bold (CSS Fonts 4 §2.2). */
const BOLD_MIN = 600;
/** Parts of a Word document that stand beside its text. */
const ASIDE = /mso-(list:\s*ignore|hide:\s*all|element:\s*(comment|footnote|endnote|header|footer|field))|display:\s*none/i;

/** Reads what a program put on the clipboard as HTML. */
export function readPasted(html: string): Pasted {
  const reader = new Reader();
  reader.children(new DOMParser().parseFromString(unstyled(html), "text/html").body, {});
  reader.flush();
  return { blocks: reader.blocks, pictures: reader.pictures };
}

/** Styles are only read here. In the place of styles they would be applied, which the page's policy refuses aloud. */
function unstyled(html: string): string {
  const bare = html.replace(/<style[\s>][\s\S]*?<\/style\s*>/gi, "");
  return bare.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/(\s)style(?=\s*=)/gi, "$1data-style"));
}

class Reader {
  readonly blocks: Block[] = [];
  pictures = 0;
  #run: Span[] = [];
  /** A line break was seen, and nothing since. */
  #broken = false;

  children(parent: Node, look: Look): void {
    for (const child of parent.childNodes) this.#node(child, look);
  }

  /** Ends the paragraph that is being read. */
  flush(): void {
    const spans = this.#take();
    if (spans.length > 0) this.blocks.push({ block: "paragraph", spans });
  }

  #take(): Span[] {
    const spans = joined(this.#run);
    this.#run = [];
    this.#broken = false;
    return spans;
  }

  #node(node: Node, look: Look): void {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = tidied(node.textContent ?? "");
      if (text.trim() !== "") this.#broken = false;
      if (text !== "") this.#run.push({ text, ...look });
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      this.#element(node as Element, look);
    }
  }

  #element(element: Element, look: Look): void {
    const name = element.tagName.toUpperCase();
    if (PICTURES.has(name)) {
      if (!isPixel(element)) this.pictures++;
    } else if (SKIPPED.has(name) || isAside(element)) {
      return;
    } else if (name === "BR") {
      this.#break();
    } else if (!BLOCKS.has(name)) {
      this.children(element, looked(element, look));
    } else {
      this.flush();
      this.#block(element, name, looked(element, look));
      this.flush();
    }
  }

  /** One break is a space; two end a paragraph. */
  #break(): void {
    if (this.#broken) this.flush();
    else this.#run.push({ text: " " });
    this.#broken = true;
  }

  #block(element: Element, name: string, look: Look): void {
    const words = element.getAttribute("class") ?? "";
    if (listNumber(element)) this.#wordItem(element, look);
    else if (HEADINGS.has(name) || /\bMso(Title|Subtitle)\b/i.test(words) || element.getAttribute("role") === "heading") this.#heading(element);
    else if (name === "BLOCKQUOTE" || /\bMso(Intense)?Quote/i.test(words)) this.#quote(element, look);
    else if (name === "UL" || name === "OL") this.#list(element, name === "OL", look);
    else if (name === "TABLE") this.#table(element, look);
    else if (name === "PRE") this.blocks.push(...readText(element.textContent ?? ""));
    else this.children(element, look);
  }

  #heading(element: Element): void {
    const text = this.#inner(element, {}).map((span) => span.text).join("").trim();
    if (text !== "") this.blocks.push({ block: "crosshead", text });
  }

  /** All that is inside as one run; blocks inside it are separated by spaces. */
  #inner(parent: Node, look: Look, without?: (element: Element) => boolean): Span[] {
    const reader = new Reader();
    for (const child of parent.childNodes) {
      if (!(child.nodeType === Node.ELEMENT_NODE && without?.(child as Element))) reader.#node(child, look);
    }
    reader.flush();
    this.pictures += reader.pictures;
    return joined(reader.blocks.flatMap((block) => [...runOf(block), { text: " " }]));
  }

  #quote(element: Element, look: Look): void {
    const source = element.querySelector("cite, footer");
    const isSource = (inner: Element): boolean => inner === source || (source !== null && inner.contains(source) && inner.textContent?.trim() === source.textContent?.trim());
    const spans = this.#inner(element, { ...look, em: false }, isSource);
    const speaker = tidied(source?.textContent ?? "").replace(/^[\s—–-]+/u, "").trim();
    if (spans.length > 0) this.blocks.push({ block: "quote", spans, ...(speaker ? { speaker } : {}) });
  }

  #list(element: Element, ordered: boolean, look: Look): void {
    const items: Span[][] = [];
    const isList = (inner: Element): boolean => ["UL", "OL"].includes(inner.tagName.toUpperCase());
    const read = (list: Element): void => {
      for (const child of list.children) {
        if (isList(child)) read(child);
        else if (!SKIPPED.has(child.tagName.toUpperCase())) {
          const spans = this.#inner(child, looked(child, look), isList);
          if (spans.length > 0) items.push(spans);
          // A list inside an item goes on in the one list that a story has.
          [...child.children].filter(isList).forEach(read);
        }
      }
    };
    read(element);
    if (items.length > 0) this.blocks.push({ block: "list", ordered, items });
  }

  /** Word writes an item of a list as a paragraph with its bullet or number in front. */
  #wordItem(element: Element, look: Look): void {
    const mark = [...element.querySelectorAll("[data-style]")].find((inner) => /mso-list:\s*ignore/i.test(style(inner)))?.textContent ?? "";
    const ordered = /^\s*(\d+|[ivxlc]+|[a-z])[.)]/i.test(mark);
    const spans = this.#inner(element, look);
    if (spans.length === 0) return;
    const last = this.blocks.at(-1);
    const number = listNumber(element);
    if (last?.block === "list" && WORD_LISTS.get(last) === number && listNumber(element.previousElementSibling) === number) last.items.push(spans);
    else {
      const list: Block = { block: "list", ordered, items: [spans] };
      WORD_LISTS.set(list, number);
      this.blocks.push(list);
    }
  }

  #table(element: Element, look: Look): void {
    const own = (inner: Element): boolean => inner.closest("table") === element;
    const rows = [...element.querySelectorAll("tr")].filter(own);
    const grid: Span[][][] = rows.map(() => []);
    let widest = 0;
    rows.forEach((row, y) => {
      let x = 0;
      for (const cell of [...row.children].filter((inner) => /^T[DH]$/i.test(inner.tagName))) {
        while (grid[y]?.[x]) x++;
        const [down, across] = [spanned(cell, "rowspan", rows.length - y), spanned(cell, "colspan", COLUMNS_MAX)];
        // The text stands where the cell begins; what else it covered is empty.
        for (let below = 0; below < down; below++) for (let beside = 0; beside < across; beside++) (grid[y + below] as Span[][])[x + beside] = [];
        (grid[y] as Span[][])[x] = this.#inner(cell, /^TH$/i.test(cell.tagName) ? { ...look, strong: false } : look);
        x += across;
        widest = Math.max(widest, x);
      }
    });
    const filled = grid.map((row) => Array.from({ length: widest }, (_, x) => row[x] ?? []));
    const held = filled.filter((row) => row.some((cell) => cell.length > 0));
    const first = rows[0];
    // One cell is a frame around a text.
    if (rows.length === 1 && first?.children.length === 1) this.children(first, look);
    else if (held.length > 0) {
      const header = first !== undefined && (first.parentElement?.tagName.toUpperCase() === "THEAD" || [...first.children].every((cell) => /^TH$/i.test(cell.tagName)));
      this.blocks.push({ block: "table", rows: held, header });
    }
  }
}

const COLUMNS_MAX = 100;
/** The number that Word gave to a list. */
const WORD_LISTS = new WeakMap<Block, string | undefined>();

function spanned(cell: Element, name: string, most: number): number {
  const asked = Number.parseInt(cell.getAttribute(name) ?? "1", 10);
  return Math.min(Math.max(Number.isNaN(asked) ? 1 : asked, 1), most);
}

function runOf(block: Block): Span[] {
  if ("spans" in block) return block.spans;
  if (block.block === "list") return block.items.flatMap((item) => [...item, { text: " " }]);
  if (block.block === "table") return block.rows.flat().flatMap((cell) => [...cell, { text: " " }]);
  return block.block === "crosshead" ? [{ text: block.text }] : [];
}

function style(element: Element): string {
  return element.getAttribute("data-style") ?? "";
}

function listNumber(element: Element | null): string | undefined {
  return element ? /mso-list:\s*(l\d+)/i.exec(style(element))?.[1] : undefined;
}

function isPixel(element: Element): boolean {
  return ["width", "height"].some((name) => {
    const size = element.getAttribute(name);
    return size !== null && Number.parseInt(size, 10) < PIXELS_MIN;
  });
}

/** What stands beside the text: marks of lists, notes, comments and what nobody sees. */
function isAside(element: Element): boolean {
  const href = element.getAttribute("href") ?? "";
  const note = /^#_(ftn|edn|msocom)/i.test(href) || /\bMso(Comment|Footnote|Endnote)(Reference|Text)\b/i.test(element.getAttribute("class") ?? "");
  return note || element.hasAttribute("hidden") || ASIDE.test(style(element));
}

/** The look inside an element: what its name says, unless its style says otherwise, as Google Docs' bold that is not bold. */
function looked(element: Element, around: Look): Look {
  const look = { ...around };
  const name = element.tagName.toUpperCase();
  if (name === "B" || name === "STRONG") look.strong = true;
  if (name === "I" || name === "EM" || name === "CITE") look.em = true;
  const of = (property: string): string | undefined => new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, "i").exec(style(element))?.[1]?.trim().toLowerCase();
  const weight = of("font-weight");
  if (weight !== undefined && weight !== "inherit") look.strong = weight.startsWith("bold") || Number.parseInt(weight, 10) >= BOLD_MIN;
  const slant = of("font-style");
  if (slant !== undefined && slant !== "inherit") look.em = /italic|oblique/.test(slant);
  const link = name === "A" ? address(target(element.getAttribute("href"))) : undefined;
  if (link !== undefined) look.link = link;
  return look;
}

/** Where a link leads in the end: mail and documents send readers around by a counter. */
function target(href: string | null): string | null {
  try {
    const url = new URL(href ?? "");
    return (url.hostname === "www.google.com" && url.pathname === "/url" && url.searchParams.get("q")) || href;
  } catch {
    return href;
  }
}

/** A line of this length was broken by the program that sent it, and not by whoever wrote it. */
const WRAPPED_CHARS_MIN = 50;

/**
 * Reads plain text: an empty line, or an indented one, begins a paragraph. In a text without any, each line is one, unless
 * it stops in the middle of a sentence.
 */
export function readText(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/[\v\f\u2028]/g, "\n").replace(/\u2029/g, "\n\n").split("\n");
  const spaced = lines.some((line, at) => line.trim() === "" && at > 0 && at < lines.length - 1);
  const paragraphs: string[] = [];
  let open = false;
  for (const line of lines) {
    const goesOn = open && !/^[ \t\u3000]/.test(line);
    if (line.trim() === "") open = false;
    else {
      if (goesOn) paragraphs.push(`${paragraphs.pop()} ${line}`);
      else paragraphs.push(line);
      open = spaced || (line.length >= WRAPPED_CHARS_MIN && !/[.!?…:;»”"'’)\]؟۔。！？]$/u.test(line.trimEnd()));
    }
  }
  return paragraphs.map((paragraph) => joined([{ text: tidied(paragraph) }])).filter((spans) => spans.length > 0).map((spans) => ({ block: "paragraph", spans }));
}
