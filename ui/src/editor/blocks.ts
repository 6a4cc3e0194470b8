// Blocks of a story into the editor's tree, and back. What did not change since is not read again: a node of the tree never
// changes, so what was made of it stands as long as it does.

import { Fragment, type Mark, type Node } from "prosemirror-model";
import type { Block, Span } from "../manuscript.ts";
import { address, schema } from "./schema.ts";

const { nodes, marks } = schema;

/** The tree of these blocks. What no body may hold is taken as near as can be, so that no text is lost. */
export function fromBlocks(blocks: readonly Block[]): Node {
  const made = blocks.map(node);
  return nodes.doc.create(null, made.length > 0 ? made : nodes.paragraph.create());
}

function node(block: Block): Node {
  switch (block.block) {
    case "paragraph":
      return nodes.paragraph.create(null, run(block.spans));
    case "crosshead":
      return nodes.crosshead.create(null, plain(block.text));
    case "quote":
      return nodes.quote.create(null, [nodes.words.create(null, run(block.spans)), nodes.speaker.create(null, plain(block.speaker))]);
    case "list": {
      const items = array(block.items).map((item) => nodes.item.create(null, run(item)));
      return nodes.list.create({ ordered: block.ordered ?? false }, items.length > 0 ? items : nodes.item.create());
    }
    case "table":
      return table(array(block.rows).map((cells) => array(cells).map(run)), block.header ?? false);
    case "picture":
      return nodes.picture.create({ item: String(block.item ?? "") }, plain(block.caption));
    default:
      return nodes.paragraph.create(null, plain(everyText(block)));
  }
}

/** A table of these cells; short rows are filled up. */
export function table(rows: readonly (readonly Fragment[])[], header: boolean): Node {
  const width = Math.max(1, ...rows.map((row) => row.length));
  const filled = (rows.length > 0 ? rows : [[]]).map((row) => {
    const cells = Array.from({ length: width }, (_, column) => nodes.cell.create(null, row[column]));
    return nodes.row.create(null, cells);
  });
  return nodes.table.create({ header }, filled);
}

function array<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

function run(spans: readonly Span[]): Fragment {
  const texts = array(spans)
    .filter((span) => typeof span.text === "string" && span.text !== "")
    .map((span) => schema.text(span.text, looks(span)));
  return Fragment.from(texts);
}

function looks({ em, strong, link }: Span): Mark[] {
  const href = address(link);
  return [
    ...(href === undefined ? [] : [marks.link.create({ href })]),
    ...(strong ? [marks.strong.create()] : []),
    ...(em ? [marks.em.create()] : []),
  ];
}

function plain(text: string | undefined): Fragment {
  return text ? Fragment.from(schema.text(text)) : Fragment.empty;
}

/** Every text that is anywhere in what is no block. */
function everyText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(everyText).join("");
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value).filter(([name]) => name !== "block" && name !== "link").map(([, inner]) => everyText(inner)).join("");
}

const MADE = new WeakMap<Node, Block>();
const COUNTED = new WeakMap<Node, number>();

/** The blocks of a tree; an empty sheet has none. */
export function toBlocks(doc: Node): Block[] {
  if (doc.childCount === 1 && doc.firstChild?.type === nodes.paragraph && doc.firstChild.childCount === 0) return [];
  return doc.children.map((child) => {
    const known = MADE.get(child);
    if (known) return known;
    const made = block(child);
    MADE.set(child, made);
    return made;
  });
}

function block(node: Node): Block {
  switch (node.type) {
    case nodes.crosshead:
      return { block: "crosshead", text: node.textContent };
    case nodes.quote: {
      const speaker = node.child(1).textContent;
      return { block: "quote", spans: spans(node.child(0)), ...(speaker ? { speaker } : {}) };
    }
    case nodes.list:
      return { block: "list", ordered: node.attrs["ordered"] as boolean, items: node.children.map(spans) };
    case nodes.table:
      return { block: "table", rows: node.children.map((row) => row.children.map(spans)), header: node.attrs["header"] as boolean };
    case nodes.picture:
      return { block: "picture", item: node.attrs["item"] as string, ...(node.textContent ? { caption: node.textContent } : {}) };
    default:
      return { block: "paragraph", spans: spans(node) };
  }
}

function spans(node: Node): Span[] {
  return node.children.map((text) => {
    const span: Span = { text: text.text ?? "" };
    for (const mark of text.marks) {
      if (mark.type === marks.em) span.em = true;
      if (mark.type === marks.strong) span.strong = true;
      if (mark.type === marks.link) span.link = mark.attrs["href"] as string;
    }
    return span;
  });
}

/** The words of a tree, as white space separates them; neither captions nor names of speakers are counted. */
export function words(doc: Node): number {
  return doc.children.reduce((sum, child) => sum + wordsOf(child), 0);
}

function wordsOf(node: Node): number {
  const known = COUNTED.get(node);
  if (known !== undefined) return known;
  const inner = node.isTextblock ? count(node.textContent) : node.children.reduce((sum, child) => sum + wordsOf(child), 0);
  const counted = node.type === nodes.picture || node.type === nodes.speaker ? 0 : inner;
  COUNTED.set(node, counted);
  return counted;
}

/** The words of a text. */
export function count(text: string): number {
  return text.match(/\S+/gu)?.length ?? 0;
}

/** The characters of a text, as the server counts them. */
export function characters(text: string): number {
  let counted = 0;
  for (const _ of text) counted++;
  return counted;
}
