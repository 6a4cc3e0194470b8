// Turning what is selected into another kind of block.

import { Fragment, type Node } from "prosemirror-model";
import { type Command, type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { schema } from "./schema.ts";

const { nodes } = schema;

export type Target = "paragraph" | "crosshead" | "quote" | "bullets" | "numbers";

/** A stretch of text on its way from one block to another. */
interface Run {
  readonly content: Fragment;
  /** Where it began in the old tree. */
  readonly from: number;
}

/** The blocks that the selection touches, as runs; items of a list that it does not touch stay in their list. */
interface Taken {
  readonly start: number;
  readonly end: number;
  readonly before: readonly Node[];
  readonly runs: readonly Run[];
  readonly after: readonly Node[];
}

function take(state: EditorState): Taken | undefined {
  const { $from, $to, from, to } = state.selection;
  const [first, last] = [$from.index(0), Math.min($to.index(0), state.doc.childCount - 1)];
  let at = state.doc.children.slice(0, first).reduce((sum, child) => sum + child.nodeSize, 0);
  const start = at;
  const before: Node[] = [];
  const after: Node[] = [];
  const runs: Run[] = [];
  for (let index = first; index <= last; index++) {
    const block = state.doc.child(index);
    if (block.type === nodes.table || block.type === nodes.picture) return undefined;
    if (block.isTextblock) runs.push({ content: block.content, from: at + 1 });
    else {
      block.forEach((inner, offset) => {
        const begins = at + 1 + offset;
        const touched = block.type !== nodes.list || (begins + inner.nodeSize > from && begins < to + 1);
        if (!touched) (begins < from ? before : after).push(inner);
        else if (inner.type !== nodes.speaker || inner.childCount > 0) runs.push({ content: inner.content, from: begins + 1 });
      });
    }
    at += block.nodeSize;
  }
  return { start, end: at, before, runs, after };
}

function textOnly(content: Fragment): Fragment {
  const text = content.textBetween(0, content.size);
  return text === "" ? Fragment.empty : Fragment.from(schema.text(text));
}

/** The words of all runs, one after another, with spaces between them; and where each begins. */
function inOne(runs: readonly Run[]): { content: Fragment; starts: number[] } {
  let content = Fragment.empty;
  const starts = runs.map((run, n) => {
    if (n > 0 && content.size > 0) content = content.append(Fragment.from(schema.text(" ")));
    const start = content.size;
    content = content.append(run.content);
    return start;
  });
  return { content, starts };
}

/** The new blocks, and where each run begins in them. */
function make(target: Target, runs: readonly Run[]): { blocks: Node[]; starts: number[] } {
  if (target === "quote") {
    const { content, starts } = inOne(runs);
    return { blocks: [nodes.quote.create(null, [nodes.words.create(null, content), nodes.speaker.create()])], starts: starts.map((start) => start + 2) };
  }
  if (target === "bullets" || target === "numbers") {
    const items = runs.map((run) => nodes.item.create(null, run.content));
    return { blocks: [nodes.list.create({ ordered: target === "numbers" }, items)], starts: startsOf(items, 2) };
  }
  const blocks = runs.map((run) => (target === "crosshead" ? nodes.crosshead.create(null, textOnly(run.content)) : nodes.paragraph.create(null, run.content)));
  return { blocks, starts: startsOf(blocks, 1) };
}

function startsOf(made: readonly Node[], at: number): number[] {
  let position = at;
  return made.map((node) => {
    const start = position;
    position += node.nodeSize;
    return start;
  });
}

/** What the blocks around the selection are, if they are all the same. */
export function kindAt(state: EditorState): Target | "table" | "picture" | undefined {
  const { $from, $to } = state.selection;
  const [first, last] = [$from.index(0), Math.min($to.index(0), state.doc.childCount - 1)];
  const kinds = new Set<Target | "table" | "picture">();
  for (let index = first; index <= last; index++) {
    const block = state.doc.child(index);
    const name = block.type.name as "paragraph" | "crosshead" | "quote" | "list" | "table" | "picture";
    kinds.add(name === "list" ? (block.attrs["ordered"] ? "numbers" : "bullets") : name);
  }
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

/** Makes the selected blocks what is wanted; what they are already, they stop being. */
export function convert(target: Target): Command {
  return (state, dispatch) => {
    const now = kindAt(state);
    if (now === target && target === "paragraph") return false;
    const taken = take(state);
    if (!taken || taken.runs.length === 0) return false;
    if (dispatch) dispatch(converted(state, taken, now === target ? "paragraph" : target).scrollIntoView());
    return true;
  };
}

function converted(state: EditorState, taken: Taken, target: Target): Transaction {
  const { tr, selection } = state;
  const { start, end, before, runs, after } = taken;
  const ordered = (at: number): { ordered: boolean } => ({ ordered: state.doc.nodeAt(at)?.attrs["ordered"] as boolean });
  const rest = (items: readonly Node[], at: number): Node[] => (items.length > 0 ? [nodes.list.create(ordered(at), items)] : []);
  const head = rest(before, start);
  const { blocks, starts } = make(target, runs);
  const tail = rest(after, state.selection.$to.before(1));
  tr.replaceWith(start, end, [...head, ...blocks, ...tail]);
  const shift = start + head.reduce((sum, node) => sum + node.nodeSize, 0);
  const place = (position: number): number => {
    const n = runs.findLastIndex((run) => run.from <= position);
    const run = runs[Math.max(n, 0)] as Run;
    return shift + (starts[Math.max(n, 0)] as number) + Math.min(Math.max(position - run.from, 0), run.content.size);
  };
  tr.setSelection(TextSelection.create(tr.doc, place(selection.anchor), place(selection.head)));
  if (target === "bullets" || target === "numbers") joinLists(tr, shift, blocks[0]?.nodeSize ?? 0);
  return tr;
}

/** One list where two of a kind would stand one after the other. */
function joinLists(tr: Transaction, start: number, size: number): void {
  for (const seam of [start + size, start]) {
    const { nodeBefore, nodeAfter } = tr.doc.resolve(seam);
    if (nodeBefore?.type === nodes.list && nodeAfter?.type === nodes.list && nodeBefore.attrs["ordered"] === nodeAfter.attrs["ordered"]) tr.join(seam);
  }
}
