// What keys and buttons do to the body.

import { chainCommands, exitCode, toggleMark } from "prosemirror-commands";
import type { Node } from "prosemirror-model";
import { type Command, type EditorState, NodeSelection, Selection, TextSelection } from "prosemirror-state";
import { addRowAfter, CellSelection, goToNextCell, isInTable, selectedRect } from "prosemirror-tables";
import type { Block } from "../manuscript.ts";
import { fromBlocks, table } from "./blocks.ts";
import { convert } from "./convert.ts";
import { schema } from "./schema.ts";

const { nodes, marks } = schema;

export const strong = toggleMark(marks.strong);
export const em = toggleMark(marks.em);

/** The rows and columns of a new table. */
const NEW_TABLE = { rows: 3, columns: 3 };

/** Puts blocks after the one that the cursor is in; in the place of it, when it is empty. The cursor goes where text is expected. */
export function insert(blocks: readonly Node[]): Command {
  return (state, dispatch) => {
    const { $from } = state.selection;
    if (!dispatch) return true;
    const { tr, doc } = state;
    const index = Math.min($from.index(0), doc.childCount - 1);
    const block = doc.child(index);
    const start = doc.children.slice(0, index).reduce((sum, child) => sum + child.nodeSize, 0);
    const isEmpty = block.type === nodes.paragraph && block.childCount === 0;
    const at = isEmpty ? start : start + block.nodeSize;
    if (isEmpty) tr.replaceWith(start, start + block.nodeSize, blocks);
    else tr.insert(at, blocks);
    tr.setSelection(Selection.near(tr.doc.resolve(at + 1)));
    dispatch(tr.scrollIntoView());
    return true;
  };
}

export const insertTable: Command = (state, dispatch) => {
  if (isInTable(state)) return false;
  const rows = Array.from({ length: NEW_TABLE.rows }, () => Array.from({ length: NEW_TABLE.columns }, () => fragmentOf()));
  return insert([table(rows, true)])(state, dispatch);
};

function fragmentOf(): Node["content"] {
  return nodes.cell.create().content;
}

export function insertPicture(item: string, caption: string): Command {
  return insert([nodes.picture.create({ item }, caption === "" ? null : schema.text(caption.replace(/\s+/gu, " ").trim() || " "))]);
}

/** Puts a text that was kept in store at the cursor: a single paragraph goes into the line, blocks stand for themselves. */
export function insertBlocks(blocks: readonly Block[]): Command {
  return (state, dispatch) => {
    const made = fromBlocks(blocks);
    const only = made.childCount === 1 ? made.firstChild : undefined;
    if (only?.type !== nodes.paragraph) return insert(made.children)(state, dispatch);
    if (dispatch) dispatch(state.tr.replaceWith(state.selection.from, state.selection.to, only.content).scrollIntoView());
    return true;
  };
}

/** The first row of a table names its columns, or no longer does. */
export const toggleHeader: Command = (state, dispatch) => {
  const found = around(state, nodes.table.name);
  if (!found) return false;
  if (dispatch) dispatch(state.tr.setNodeMarkup(found.start, null, { header: !found.node.attrs["header"] }));
  return true;
};

/** The node of a type that the selection is in. */
export function around(state: EditorState, name: string): { node: Node; start: number; depth: number } | undefined {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === name) return { node: $from.node(depth), start: $from.before(depth), depth };
  }
  return undefined;
}

/** Takes the block away that the cursor is in: a table, a picture, a quote, a list. */
export const removeBlock: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.depth === 0 && !(state.selection instanceof NodeSelection)) return false;
  if (dispatch) {
    const index = $from.index(0);
    const block = state.doc.child(index);
    const start = $from.depth === 0 ? $from.pos : $from.before(1);
    const { tr } = state;
    if (state.doc.childCount === 1) tr.replaceWith(start, start + block.nodeSize, nodes.paragraph.create());
    else tr.delete(start, start + block.nodeSize);
    tr.setSelection(Selection.near(tr.doc.resolve(Math.min(start, tr.doc.content.size)), start === 0 ? 1 : -1));
    dispatch(tr.scrollIntoView());
  }
  return true;
};

/** Moves the block that the cursor is in past its neighbour. */
export function moveBlock(by: -1 | 1): Command {
  return (state, dispatch) => {
    const { $from, anchor, head } = state.selection;
    const index = $from.index(0);
    const other = index + by;
    if (other < 0 || other >= state.doc.childCount || index >= state.doc.childCount) return false;
    if (dispatch) {
      const [block, neighbour] = [state.doc.child(index), state.doc.child(other)];
      const start = state.doc.children.slice(0, index).reduce((sum, child) => sum + child.nodeSize, 0);
      const to = by < 0 ? start - neighbour.nodeSize : start + neighbour.nodeSize;
      const tr = state.tr.delete(start, start + block.nodeSize).insert(to, block);
      const shift = to - start;
      const place = tr.doc.resolve(Math.min(head + shift, tr.doc.content.size));
      tr.setSelection(state.selection instanceof TextSelection ? TextSelection.create(tr.doc, anchor + shift, head + shift) : Selection.near(place));
      dispatch(tr.scrollIntoView());
    }
    return true;
  };
}

/** The cursor stands alone at one end of its text block. */
function atEdge(state: EditorState, end: boolean): boolean {
  const { selection } = state;
  if (!(selection instanceof TextSelection) || !selection.$cursor) return false;
  const { parentOffset, parent } = selection.$cursor;
  return end ? parentOffset === parent.content.size : parentOffset === 0;
}

/** A new paragraph after the block that the cursor is in. */
const goOnBelow: Command = (state, dispatch) => {
  if (dispatch) {
    const after = state.selection.$from.after(1);
    const tr = state.tr.insert(after, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
  }
  return true;
};

/** Enter, where a block has a shape of its own. */
export const enter: Command = (state, dispatch) => {
  const { $from, $to, empty } = state.selection;
  if (!$from.sameParent($to) || state.selection instanceof CellSelection) return false;
  const { parent } = $from;
  if (parent.type === nodes.item && parent.childCount === 0 && empty) return convert("paragraph")(state, dispatch);
  if (parent.type === nodes.words) {
    if (dispatch) dispatch(state.tr.setSelection(TextSelection.create(state.doc, $from.after() + 1)).scrollIntoView());
    return true;
  }
  if (parent.type === nodes.speaker || parent.type === nodes.picture) return goOnBelow(state, dispatch);
  if (parent.type === nodes.cell) return cellBelow(state, dispatch) || goOnBelow(state, dispatch);
  return false;
};

const cellBelow: Command = (state, dispatch) => {
  const { map, tableStart, bottom, left } = selectedRect(state);
  if (bottom >= map.height) return false;
  if (dispatch) {
    const cell = map.map[bottom * map.width + left] as number;
    dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(tableStart + cell + 1))).scrollIntoView());
  }
  return true;
};

/** Backspace at the beginning of what has a shape. */
export const backspace: Command = (state, dispatch) => {
  if (!atEdge(state, false)) return false;
  const { $from } = state.selection;
  const { parent } = $from;
  switch (parent.type) {
    case nodes.item:
    case nodes.words:
    case nodes.crosshead:
      return convert("paragraph")(state, dispatch);
    case nodes.speaker:
      if (dispatch) dispatch(state.tr.setSelection(TextSelection.create(state.doc, $from.before() - 1)));
      return true;
    case nodes.picture:
      if (dispatch && parent.childCount === 0) dispatch(state.tr.setSelection(NodeSelection.create(state.doc, $from.before())));
      return true;
    case nodes.cell:
      return true;
    default:
      return intoList(state, dispatch);
  }
};

/** A paragraph after a list goes on in the list's last item. */
const intoList: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const list = $from.depth === 1 ? state.doc.resolve($from.before()).nodeBefore : undefined;
  if (list?.type !== nodes.list) return false;
  if (dispatch) {
    const start = $from.before();
    const end = start - 2;
    const tr = state.tr.delete(start, $from.after()).insert(end, $from.parent.content);
    dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView());
  }
  return true;
};

/** Delete at the end of what has a shape stays inside of it. */
export const forward: Command = (state) =>
  atEdge(state, true) && [nodes.words, nodes.speaker, nodes.cell, nodes.picture].includes(state.selection.$from.parent.type as typeof nodes.cell);

/** Tab goes through cells, and adds a row after the last; from the words of a quote it goes to the speaker. */
export const tab: Command = chainCommands(goToNextCell(1), (state, dispatch, view) => {
  if (isInTable(state)) return addRowAfter(state, dispatch) && (dispatch === undefined || !view || goToNextCell(1)(view.state, dispatch, view));
  return state.selection.$from.parent.type === nodes.words && enter(state, dispatch);
});

export const backTab: Command = chainCommands(goToNextCell(-1), (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type !== nodes.speaker) return false;
  if (dispatch) dispatch(state.tr.setSelection(TextSelection.create(state.doc, $from.before() - 1)));
  return true;
});

/** Ctrl+Enter leaves any block for a paragraph below it. */
export const leave: Command = chainCommands(exitCode, goOnBelow);
