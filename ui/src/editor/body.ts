// The body: ProseMirror with the schema of a story.

import { baseKeymap } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { type Command, EditorState, Selection } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { named } from "../keys.ts";
import type { Block } from "../manuscript.ts";
import { fromBlocks, toBlocks, words } from "./blocks.ts";
import { backspace, backTab, enter, forward, leave, tab } from "./commands.ts";
import { finder } from "./find.ts";
import { direction } from "./language.ts";
import { pasting } from "./pasted.ts";
import { PictureView } from "./picture.ts";

/** Something that a key or a button does to the body. */
export interface Act {
  readonly key: string;
  readonly does: string;
  run(view: EditorView): boolean;
}

export interface BodyOptions {
  readonly place: HTMLElement;
  readonly acts: readonly Act[];
  /** The text changed. Runs at every key, so it does next to nothing. */
  onChange(): void;
  /** The text or the cursor moved; as cheap as `onChange`. */
  onMove(): void;
  note(sentence: string): void;
}

export class Body {
  readonly view: EditorView;
  #language = "en";
  #isReadOnly = false;

  constructor({ place, acts, onChange, onMove, note }: BodyOptions) {
    const body = this;
    const shape: Record<string, Command> = { Enter: enter, Backspace: backspace, Delete: forward, Tab: tab, "Shift-Tab": backTab, "Shift-Enter": leave };
    const plugins = [finder(), history(), keymap(shape), keymap(baseKeymap), dropCursor({ color: "currentColor" }), gapCursor(), tableEditing({ allowTableNodeSelection: true })];
    this.view = new EditorView(place, {
      state: EditorState.create({ doc: fromBlocks([]), plugins }),
      nodeViews: { picture: (node, view, position) => new PictureView(node, view, position) },
      editable: () => !this.#isReadOnly,
      attributes: () => ({
        class: "body",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": "Body",
        "aria-readonly": String(this.#isReadOnly),
        lang: this.#language,
        dir: direction(this.#language),
        spellcheck: "true",
        ...(this.#isReadOnly ? { tabindex: "0" } : {}),
      }),
      handleKeyDown: (view, event) => acts.find((act) => act.key === named(event))?.run(view) ?? false,
      ...pasting(note),
      dispatchTransaction(transaction) {
        body.view.updateState(body.view.state.apply(transaction));
        if (transaction.docChanged) onChange();
        if (transaction.docChanged || transaction.selectionSet || transaction.storedMarksSet) onMove();
      },
    });
  }

  blocks(): Block[] {
    return toBlocks(this.view.state.doc);
  }

  words(): number {
    return words(this.view.state.doc);
  }

  /** Opens a text; what was before it is forgotten. */
  open(blocks: readonly Block[]): void {
    const { plugins } = this.view.state;
    this.view.updateState(EditorState.create({ doc: fromBlocks(blocks), plugins }));
  }

  /** Puts another text in the place of this one; one undo brings it back. */
  replace(blocks: readonly Block[]): void {
    const doc = fromBlocks(blocks);
    if (doc.eq(this.view.state.doc)) return;
    const { tr } = this.view.state;
    tr.replaceWith(0, tr.doc.content.size, doc.content);
    this.view.dispatch(tr.setSelection(Selection.atStart(tr.doc)));
  }

  setLanguage(tag: string): void {
    this.#language = tag;
    this.#refresh();
  }

  setReadOnly(isReadOnly: boolean): void {
    this.#isReadOnly = isReadOnly;
    this.#refresh();
  }

  /** Shows attributes that changed. */
  #refresh(): void {
    this.view.setProps({});
  }

  do(command: Command): void {
    command(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
  }

  focus(): void {
    this.view.focus();
  }
}
