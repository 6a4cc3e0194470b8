// The body as the editor holds it: exactly the blocks and looks of `story::Block` and `story::Span`, and nothing else.

import { Schema, type MarkSpec, type NodeSpec } from "prosemirror-model";

/** Characters that an address may have. */
const ADDRESS_CHARS_MAX = 2_000;

/** An address that a reader may follow, as `story::Url` takes it; undefined for any other. */
export function address(text: string | null | undefined): string | undefined {
  const trimmed = text?.trim() ?? "";
  if (trimmed.length > ADDRESS_CHARS_MAX || /\s|\p{Cc}/u.test(trimmed)) return undefined;
  return /^(https?:\/\/|mailto:)./i.test(trimmed) ? trimmed : undefined;
}

const nodes = {
  doc: { content: "block+" },
  text: { group: "inline" },
  paragraph: { content: "text*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  crosshead: {
    content: "text*",
    marks: "",
    group: "block",
    defining: true,
    parseDOM: ["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({ tag })),
    toDOM: () => ["h3", { class: "crosshead" }, 0],
  },
  quote: {
    content: "words speaker",
    group: "block",
    defining: true,
    isolating: true,
    parseDOM: [{ tag: "blockquote[data-speaker]" }],
    toDOM: () => ["blockquote", { "data-speaker": "" }, 0],
  },
  words: { content: "text*", parseDOM: [{ tag: "p.words", priority: 60 }], toDOM: () => ["p", { class: "words" }, 0] },
  speaker: { content: "text*", marks: "", parseDOM: [{ tag: "p.speaker", priority: 60 }], toDOM: () => ["p", { class: "speaker" }, 0] },
  list: {
    content: "item+",
    group: "block",
    attrs: { ordered: { default: false } },
    parseDOM: [
      { tag: "ul", attrs: { ordered: false } },
      { tag: "ol", attrs: { ordered: true } },
    ],
    toDOM: (node) => [node.attrs["ordered"] ? "ol" : "ul", 0],
  },
  item: { content: "text*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  table: {
    content: "row+",
    group: "block",
    tableRole: "table",
    isolating: true,
    attrs: { header: { default: false } },
    parseDOM: [{ tag: "table", getAttrs: (table) => ({ header: (table as HTMLElement).hasAttribute("data-header") }) }],
    toDOM: (node) => ["table", node.attrs["header"] ? { "data-header": "" } : {}, ["tbody", 0]],
  },
  row: { content: "cell+", tableRole: "row", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  cell: {
    content: "text*",
    tableRole: "cell",
    isolating: true,
    // The commands for tables want these; a cell here is never merged with another.
    attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } },
    parseDOM: [{ tag: "td" }, { tag: "th" }],
    toDOM: () => ["td", 0],
  },
  picture: {
    content: "text*",
    marks: "",
    group: "block",
    attrs: { item: {} },
    isolating: true,
    draggable: true,
    parseDOM: [{ tag: "figure[data-item]", contentElement: "figcaption", getAttrs: (figure) => ({ item: (figure as HTMLElement).dataset["item"] }) }],
    toDOM: (node) => ["figure", { "data-item": node.attrs["item"] as string }, ["figcaption", 0]],
  },
} satisfies Record<string, NodeSpec>;

const marks = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs: (anchor) => {
          const href = address((anchor as HTMLElement).getAttribute("href"));
          return href === undefined ? false : { href };
        },
      },
    ],
    toDOM: (mark) => ["a", { href: mark.attrs["href"] as string, rel: "noopener noreferrer" }, 0],
  },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
} satisfies Record<string, MarkSpec>;

/** The schema of a body. */
export const schema = new Schema({ nodes: nodes as Record<keyof typeof nodes, NodeSpec>, marks: marks as Record<keyof typeof marks, MarkSpec> });
