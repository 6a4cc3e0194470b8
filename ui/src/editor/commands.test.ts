import assert from "node:assert/strict";
import { test } from "node:test";
import { history, undo } from "prosemirror-history";
import { type Command, EditorState, TextSelection } from "prosemirror-state";
import { addColumnAfter } from "prosemirror-tables";
import type { Block } from "../manuscript.ts";
import { fromBlocks, toBlocks } from "./blocks.ts";
import { backspace, enter, insertBlocks, insertPicture, insertTable, moveBlock, removeBlock, tab, toggleHeader } from "./commands.ts";
import { convert, type Target } from "./convert.ts";

const p = (text: string): Block => ({ block: "paragraph", spans: text === "" ? [] : [{ text }] });
const list = (ordered: boolean, ...items: string[]): Block => ({ block: "list", ordered, items: items.map((text) => (text === "" ? [] : [{ text }])) });

/** A text with the cursor, or a selection, between the marks `|`. */
class Writer {
  state: EditorState;

  constructor(blocks: Block[]) {
    const doc = fromBlocks(blocks);
    const marks: number[] = [];
    doc.descendants((node, position) => {
      if (node.isText) for (const found of (node.text ?? "").matchAll(/\|/g)) marks.push(position + found.index);
    });
    let state = EditorState.create({ doc, plugins: [history()] });
    const places = marks.map((mark, n) => mark - n);
    const tr = [...marks].reverse().reduce((all, mark) => all.delete(mark, mark + 1), state.tr);
    state = state.apply(tr.setMeta("addToHistory", false));
    this.state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, places[0] ?? 1, places[1] ?? places[0] ?? 1)));
  }

  do(command: Command): boolean {
    return command(this.state, (tr) => (this.state = this.state.apply(tr)));
  }

  type(text: string): this {
    this.state = this.state.apply(this.state.tr.insertText(text));
    return this;
  }

  get blocks(): Block[] {
    this.state.doc.check();
    return toBlocks(this.state.doc);
  }
}

function made(target: Target, ...blocks: Block[]): Block[] {
  const writer = new Writer(blocks);
  assert.ok(writer.do(convert(target)));
  return writer.type("!").blocks;
}

test("a paragraph becomes what is asked for, and the cursor stays where it was", () => {
  assert.deepEqual(made("crosshead", p("a"), p("be|fore"), p("c")), [p("a"), { block: "crosshead", text: "be!fore" }, p("c")]);
  assert.deepEqual(made("quote", p("be|fore")), [{ block: "quote", spans: [{ text: "be!fore" }] }]);
  assert.deepEqual(made("bullets", p("be|fore")), [list(false, "be!fore")]);
  assert.deepEqual(made("numbers", p("|")), [list(true, "!")]);
});

test("several paragraphs become one list, and one quote", () => {
  assert.deepEqual(made("bullets", p("o|ne"), p("tw|o")), [list(false, "o!o")]);
  const writer = new Writer([p("o|ne"), p("tw|o")]);
  writer.do(convert("quote"));
  assert.deepEqual(writer.blocks, [{ block: "quote", spans: [{ text: "one two" }] }]);
  writer.do(undo);
  assert.deepEqual(writer.blocks, [p("one"), p("two")]);
});

test("a block that is already what is asked for becomes a paragraph", () => {
  assert.deepEqual(made("crosshead", { block: "crosshead", text: "a|b" }), [p("a!b")]);
  assert.deepEqual(made("quote", { block: "quote", spans: [{ text: "a|b" }], speaker: "Ada" }), [p("a!b"), p("Ada")]);
});

test("one item leaves its list, and lists of a kind that meet are one", () => {
  assert.deepEqual(made("paragraph", list(true, "a", "b|", "c")), [list(true, "a"), p("b!"), list(true, "c")]);
  assert.deepEqual(made("bullets", list(false, "a"), p("b|"), list(false, "c")), [list(false, "a", "b!", "c")]);
  assert.deepEqual(made("numbers", list(false, "a"), p("b|")), [list(false, "a"), list(true, "b!")]);
});

test("tables and pictures are not turned into text", () => {
  const writer = new Writer([{ block: "picture", item: "urn:x", caption: "a|" }]);
  assert.equal(writer.do(convert("quote")), false);
});

test("Enter follows the shape of a block", () => {
  const quote = new Writer([{ block: "quote", spans: [{ text: "words|" }] }]);
  quote.do(enter);
  quote.type("Ada");
  quote.do(enter);
  assert.deepEqual(quote.type("on").blocks, [{ block: "quote", spans: [{ text: "words" }], speaker: "Ada" }, p("on")]);
  const done = new Writer([list(false, "a", "|")]);
  done.do(enter);
  assert.deepEqual(done.type("b").blocks, [list(false, "a"), p("b")]);
  const picture = new Writer([{ block: "picture", item: "urn:x", caption: "cap|" }]);
  picture.do(enter);
  assert.deepEqual(picture.type("b").blocks, [{ block: "picture", item: "urn:x", caption: "cap" }, p("b")]);
});

test("Backspace at the beginning takes the shape away, and no text", () => {
  const item = new Writer([list(false, "a", "|b")]);
  item.do(backspace);
  assert.deepEqual(item.blocks, [list(false, "a"), p("b")]);
  const into = new Writer([list(false, "a"), p("|b")]);
  into.do(backspace);
  assert.deepEqual(into.blocks, [list(false, "ab")]);
  const cell = new Writer([p("x"), { block: "table", rows: [[[{ text: "|a" }]]] }]);
  assert.ok(cell.do(backspace));
  assert.equal(cell.state.doc.textContent, "xa");
});

test("a table is made, filled by Tab, widened, headed and taken away", () => {
  const writer = new Writer([p("before|")]);
  writer.do(insertTable);
  writer.type("Place");
  writer.do(tab);
  writer.type("Hurt");
  writer.do(toggleHeader);
  writer.do(addColumnAfter);
  const [, table] = writer.blocks;
  assert.ok(table?.block === "table");
  assert.deepEqual([table.rows.length, table.rows[0]?.length, table.header, table.rows[0]?.[1]], [3, 4, false, [{ text: "Hurt" }]]);
  writer.do(removeBlock);
  assert.deepEqual(writer.blocks, [p("before")]);
});

test("a picture stands after the block, or in the place of an empty one", () => {
  const after = new Writer([p("a|"), p("b")]);
  after.do(insertPicture("urn:x", ""));
  assert.deepEqual(after.blocks, [p("a"), { block: "picture", item: "urn:x" }, p("b")]);
  const empty = new Writer([p("a"), p("|")]);
  empty.do(insertPicture("urn:x", "A\ncaption"));
  assert.deepEqual(empty.blocks, [p("a"), { block: "picture", item: "urn:x", caption: "A caption" }]);
});

test("what was kept in store goes into the line, or stands for itself", () => {
  const line = new Writer([p("a| b")]);
  line.do(insertBlocks([p(" kept")]));
  assert.deepEqual(line.blocks, [p("a kept b")]);
  line.do(insertBlocks([{ block: "crosshead", text: "H" }, p("T")]));
  assert.deepEqual(line.blocks, [p("a kept b"), { block: "crosshead", text: "H" }, p("T")]);
});

test("blocks change places", () => {
  const writer = new Writer([p("a"), { block: "crosshead", text: "b|" }, p("c")]);
  assert.ok(writer.do(moveBlock(-1)));
  assert.deepEqual(writer.type("!").blocks, [{ block: "crosshead", text: "b!" }, p("a"), p("c")]);
  assert.equal(writer.do(moveBlock(-1)), false);
});
