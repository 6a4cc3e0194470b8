// Every key and button of the body.

import { redo, undo } from "prosemirror-history";
import type { Command } from "prosemirror-state";
import { addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, isInTable } from "prosemirror-tables";
import type { EditorView } from "prosemirror-view";
import { pickPicture } from "../pictures/picker.ts";
import { pickSnippet } from "../snippets/picker.ts";
import type { Act } from "./body.ts";
import { em, insertBlocks, insertPicture, insertTable, moveBlock, removeBlock, strong, toggleHeader } from "./commands.ts";
import { convert, kindAt } from "./convert.ts";
import { askLink } from "./link.ts";
import { schema } from "./schema.ts";

/** A button of the toolbar. */
export interface Tooled extends Act {
  readonly label: string;
  readonly group: "look" | "block" | "insert" | "table" | "undo";
  /** Whether it is on where the cursor is. */
  isOn?(view: EditorView): boolean;
}

function does(command: Command): (view: EditorView) => boolean {
  return (view) => view.editable && command(view.state, view.dispatch, view);
}

function hasMark(name: "strong" | "em" | "link"): (view: EditorView) => boolean {
  return ({ state }) => {
    const { from, to, empty, $from } = state.selection;
    const mark = schema.marks[name];
    return empty ? mark.isInSet(state.storedMarks ?? $from.marks()) !== undefined : state.doc.rangeHasMark(from, to, mark);
  };
}

function block(kind: Parameters<typeof convert>[0], key: string, label: string, what: string): Tooled {
  return { key, label, does: what, group: "block", run: does(convert(kind)), isOn: ({ state }) => kindAt(state) === kind };
}

function askPicture(view: EditorView): boolean {
  if (!view.editable) return false;
  void pickPicture(view.dom.lang).then((picked) => {
    if (picked) insertPicture(picked.item, "")(view.state, view.dispatch);
    view.focus();
  });
  return true;
}

function askSnippet(view: EditorView): boolean {
  if (!view.editable) return false;
  void pickSnippet(view.dom.lang).then((blocks) => {
    if (blocks) insertBlocks(blocks)(view.state, view.dispatch);
    view.focus();
  });
  return true;
}

/** To the side of a table that is after or before in the direction of reading. */
function column(toTheRight: boolean): Command {
  return (state, dispatch, view) => {
    const rightToLeft = view?.dom.dir === "rtl";
    return (toTheRight !== rightToLeft ? addColumnAfter : addColumnBefore)(state, dispatch);
  };
}

/** A table without rows or columns is none. */
function orAll(command: Command): Command {
  return (state, dispatch, view) => command(state, dispatch, view) || (isInTable(state) && removeBlock(state, dispatch, view));
}

/** What has a button. */
export const TOOLED: readonly Tooled[] = [
  { key: "Ctrl+b", label: "B", does: "Strong", group: "look", run: does(strong), isOn: hasMark("strong") },
  { key: "Ctrl+i", label: "I", does: "Emphasis", group: "look", run: does(em), isOn: hasMark("em") },
  { key: "Ctrl+k", label: "Link", does: "Link…", group: "look", run: askLink, isOn: hasMark("link") },
  block("paragraph", "Ctrl+Alt+0", "¶", "Paragraph"),
  block("crosshead", "Ctrl+Alt+1", "Crosshead", "Crosshead"),
  block("quote", "Ctrl+Alt+2", "Quote", "Quote"),
  block("bullets", "Ctrl+Alt+3", "Bullets", "List with bullets"),
  block("numbers", "Ctrl+Alt+4", "Numbers", "Numbered list"),
  { key: "Ctrl+Alt+5", label: "Table", does: "Insert a table", group: "insert", run: does(insertTable) },
  { key: "Ctrl+Alt+6", label: "Picture", does: "Insert a picture…", group: "insert", run: askPicture },
  { key: "Ctrl+;", label: "Snippet", does: "Insert a snippet…", group: "insert", run: askSnippet },
  { key: "Alt+Shift+ArrowDown", label: "Row below", does: "Add a row below", group: "table", run: does(addRowAfter) },
  { key: "Alt+Shift+ArrowUp", label: "Row above", does: "Add a row above", group: "table", run: does(addRowBefore) },
  { key: "Alt+Shift+ArrowRight", label: "Column right", does: "Add a column on the right", group: "table", run: does(column(true)) },
  { key: "Alt+Shift+ArrowLeft", label: "Column left", does: "Add a column on the left", group: "table", run: does(column(false)) },
  { key: "Alt+Shift+Backspace", label: "Remove row", does: "Remove the row", group: "table", run: does(orAll(deleteRow)) },
  { key: "Alt+Shift+Delete", label: "Remove column", does: "Remove the column", group: "table", run: does(orAll(deleteColumn)) },
  { key: "Ctrl+Alt+7", label: "Header", does: "The first row names the columns", group: "table", run: does(toggleHeader), isOn: ({ state }) => isHeaded(state) },
  { key: "Ctrl+z", label: "Undo", does: "Undo", group: "undo", run: does(undo) },
  { key: "Ctrl+y", label: "Redo", does: "Redo", group: "undo", run: does(redo) },
];

function isHeaded(state: EditorView["state"]): boolean {
  const { $from } = state.selection;
  return $from.depth > 0 && $from.node(1).attrs["header"] === true;
}

/** What has a key only. */
export const KEYED: readonly Act[] = [
  { key: "Ctrl+Z", does: "Redo", run: does(redo) },
  { key: "Alt+ArrowUp", does: "Move the block up", run: does(moveBlock(-1)) },
  { key: "Alt+ArrowDown", does: "Move the block down", run: does(moveBlock(1)) },
  { key: "Ctrl+Alt+8", does: "Remove the block", run: does(removeBlock) },
  { key: "Shift+Enter", does: "Go on in a new paragraph below the block", run: () => false },
];
