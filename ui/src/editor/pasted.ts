// What is pasted, fitted to the place where it goes.

import { type Node, type NodeType, Fragment, Slice } from "prosemirror-model";
import type { EditorProps } from "prosemirror-view";
import { fromBlocks } from "./blocks.ts";
import { markup } from "./markup.ts";
import { readPasted, readText } from "./paste.ts";
import { schema } from "./schema.ts";

const { nodes } = schema;
/** Blocks that hold one stretch of text. */
const SINGLE: readonly NodeType[] = [nodes.cell, nodes.words, nodes.speaker, nodes.picture, nodes.crosshead];

/** How the view takes what is pasted or dropped. `note` hears what was left out. */
export function pasting(note: (sentence: string) => void): EditorProps {
  return {
    transformPastedHTML(html) {
      if (html.includes("data-pm-slice")) return html;
      const { blocks, pictures } = readPasted(html);
      if (pictures > 0) note(`${pictures === 1 ? "A picture was" : `${pictures} pictures were`} left out. Add pictures with “Picture”.`);
      return markup(blocks);
    },
    clipboardTextParser: (text) => Slice.maxOpen(fromBlocks(readText(text)).content),
    transformPasted: (slice, view) => fitted(slice, view.state.selection.$from.parent.type),
    handlePaste(_, event) {
      const { clipboardData } = event;
      const isFileOnly = clipboardData && clipboardData.files.length > 0 && !clipboardData.types.includes("text/html") && !clipboardData.types.includes("text/plain");
      if (isFileOnly) note("Files are not pasted into the text. Add pictures with “Picture”.");
      return isFileOnly ?? false;
    },
  };
}

function textBlocks(slice: Slice): Node[] {
  const found: Node[] = [];
  slice.content.descendants((node) => {
    if (node.isTextblock) found.push(node);
    return !node.isTextblock;
  });
  return found;
}

function fitted(slice: Slice, into: NodeType): Slice {
  const blocks = textBlocks(slice);
  const hasTable = slice.content.content.some((child) => [nodes.table, nodes.row, nodes.cell].includes(child.type as typeof nodes.cell));
  if (blocks.length < 2 || (into === nodes.cell && hasTable)) return slice;
  if (into === nodes.item) return new Slice(Fragment.from(nodes.list.create(null, blocks.map((block) => nodes.item.create(null, block.content)))), 2, 2);
  if (!SINGLE.includes(into)) return slice;
  const run = blocks.reduce((all, block, n) => (n > 0 ? all.append(Fragment.from(schema.text(" "))) : all).append(block.content), Fragment.empty);
  return new Slice(run, 0, 0);
}
