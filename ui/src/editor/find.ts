// Find and replace inside the body: what was found is marked, and one of it is where the reader is.

import { closeHistory } from "prosemirror-history";
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { expression, places, type Sought } from "./search.ts";

interface Found {
  readonly sought: Sought | undefined;
  readonly matches: readonly [number, number][];
  /** The one where the reader is; -1 for none. */
  readonly current: number;
  /** The text changed since it was searched. */
  readonly stale: boolean;
  readonly marks: DecorationSet;
}

const NOTHING: Found = { sought: undefined, matches: [], current: -1, stale: false, marks: DecorationSet.empty };
const key = new PluginKey<Found>("find");

/** Matches inside a text block, from its beginning; a block that did not change is not searched again. */
const SEARCHED = new WeakMap<Node, { source: string; matches: readonly [number, number][] }>();

function inBlock(block: Node, sought: RegExp): readonly [number, number][] {
  const known = SEARCHED.get(block);
  if (known?.source === sought.source) return known.matches;
  const matches = places(block.textContent, sought);
  SEARCHED.set(block, { source: sought.source, matches });
  return matches;
}

function search(doc: Node, sought: Sought | undefined, near: number): Found {
  const expressed = sought && expression(sought);
  if (!sought || !expressed) return NOTHING;
  const matches: [number, number][] = [];
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    for (const [from, to] of inBlock(node, expressed)) matches.push([position + 1 + from, position + 1 + to]);
    return false;
  });
  const next = matches.findIndex(([from]) => from >= near);
  return marked(doc, { sought, matches, current: next < 0 ? matches.length - 1 : next, stale: false, marks: DecorationSet.empty });
}

function marked(doc: Node, found: Found): Found {
  const marks = found.matches.map(([from, to], n) => Decoration.inline(from, to, { class: n === found.current ? "found here" : "found" }));
  return { ...found, marks: DecorationSet.create(doc, marks) };
}

/** The plugin. While somebody types, marks move along with the text; it is searched again by `refresh`. */
export function finder(): Plugin<Found> {
  return new Plugin<Found>({
    key,
    state: {
      init: () => NOTHING,
      apply(tr, found, _, state) {
        const asked = tr.getMeta(key) as ((found: Found, state: EditorState) => Found) | undefined;
        if (asked) return asked(found, state);
        if (!tr.docChanged || !found.sought) return found;
        const moved = found.matches.map(([from, to]): [number, number] => [tr.mapping.map(from, 1), tr.mapping.map(to, -1)]);
        return { ...found, matches: moved.filter(([from, to]) => to > from), stale: true, marks: found.marks.map(tr.mapping, tr.doc) };
      },
    },
    props: { decorations: (state) => key.getState(state)?.marks },
  });
}

/** How many there are, and which of them is current, counted from 1. */
export function tally(state: EditorState): { count: number; current: number } {
  const { matches, current } = key.getState(state) ?? NOTHING;
  return { count: matches.length, current: current + 1 };
}

function tell(view: EditorView, change: (found: Found, state: EditorState) => Found): void {
  view.dispatch(view.state.tr.setMeta(key, change).setMeta("addToHistory", false));
}

/** Looks for something, from the cursor on; for nothing, to end. */
export function look(view: EditorView, sought: Sought | undefined): void {
  const near = view.state.selection.from;
  tell(view, (_, state) => search(state.doc, sought, near));
  show(view);
}

/** Searches again what was changed since. */
export function refresh(view: EditorView): void {
  const found = key.getState(view.state);
  if (!found?.stale) return;
  const near = found.matches[found.current]?.[0] ?? view.state.selection.from;
  tell(view, (_, state) => search(state.doc, found.sought, near));
}

/** Goes to the next one, or to the one before; after the last comes the first. */
export function step(view: EditorView, by: 1 | -1): void {
  refresh(view);
  tell(view, (found, state) => {
    const { length } = found.matches;
    return length === 0 ? found : marked(state.doc, { ...found, current: (found.current + by + length) % length });
  });
  show(view);
}

/** Brings the current one into view, and selects it. */
function show(view: EditorView): void {
  const found = key.getState(view.state);
  const match = found?.matches[found.current];
  if (match) view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, ...match)).scrollIntoView());
}

/** Selects the first place that has these very words; answers whether there is one. */
export function selectWords(view: EditorView, words: string): boolean {
  const match = search(view.state.doc, { text: words, matchCase: true, wholeWords: false, language: "en" }, 0).matches[0];
  if (match) view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, ...match)).scrollIntoView());
  return match !== undefined;
}

function put(tr: Transaction, [from, to]: readonly [number, number], text: string): void {
  const looks = tr.doc.resolve(from + 1).marks();
  if (text === "") tr.delete(from, to);
  else tr.replaceWith(from, to, tr.doc.type.schema.text(text, looks));
}

/** Replaces the current one and goes to the next. */
export function replaceOne(view: EditorView, text: string): boolean {
  refresh(view);
  const found = key.getState(view.state);
  const match = found?.matches[found.current];
  if (!found || !match || !view.editable) return false;
  const { tr } = view.state;
  put(tr, match, text);
  tr.setMeta(key, (_: Found, state: EditorState) => search(state.doc, found.sought, match[0] + text.length));
  view.dispatch(closeHistory(tr));
  show(view);
  return true;
}

/** Replaces all of them in one step, which one undo takes back; answers how many there were. */
export function replaceAll(view: EditorView, text: string): number {
  refresh(view);
  const found = key.getState(view.state);
  if (!found || found.matches.length === 0 || !view.editable) return 0;
  const { tr } = view.state;
  for (const match of [...found.matches].reverse()) put(tr, match, text);
  tr.setMeta(key, (_: Found, state: EditorState) => search(state.doc, found.sought, 0));
  view.dispatch(closeHistory(tr));
  return found.matches.length;
}
