// What changed between two versions: the steps that the API tells, and within a paragraph word by word.

import { make } from "../editor/make.ts";
import type { Block } from "../manuscript.ts";
import { textOf } from "./body.ts";

export interface Difference {
  readonly from: number;
  readonly to: number;
  readonly fields: readonly { readonly field: string; readonly was: unknown; readonly now: unknown }[];
  readonly body: readonly (
    | { readonly op: "keep"; readonly blocks: number }
    | { readonly op: "delete"; readonly was: Block }
    | { readonly op: "insert"; readonly now: Block }
    | { readonly op: "change"; readonly was: Block; readonly now: Block }
  )[];
}

export type Piece = readonly ["same" | "del" | "ins", string];

/** Two texts whose words are more than this, multiplied, are shown one after the other. */
const CELLS_MAX = 1_000_000;

/** One text as the other, word by word. */
export function wordByWord(was: string, now: string): Piece[] {
  const [a, b] = [was.split(/(?<=\s)/u), now.split(/(?<=\s)/u)];
  if (a.length * b.length > CELLS_MAX) return [["del", was], ["ins", now]];
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pieces: [Piece[0], string][] = [];
  const add = (mark: Piece[0], text: string): void => {
    const last = pieces.at(-1);
    if (last?.[0] === mark) last[1] += text;
    else pieces.push([mark, text]);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add("same", a[i] as string);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) add("del", a[i++] as string);
    else add("ins", b[j++] as string);
  }
  return pieces;
}

function written(pieces: readonly Piece[]): (Node | string)[] {
  return pieces.map(([mark, text]) => (mark === "same" ? text : make(mark, {}, text)));
}

/** A field as screens call it. */
function named(field: string): string {
  const words = field.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value in words. */
function said(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(said).filter(Boolean).join(", ");
  return Object.values(value).map(said).filter(Boolean).join(", ");
}

/** The difference as it is read: what went is struck through, what came is underlined. */
export function shown({ fields, body }: Difference, language: string, dir: string): HTMLElement {
  // What a correction repairs stands above the text.
  const facts = fields.filter(({ field }) => field !== "correction").flatMap(({ field, was, now }) => [
    make("dt", {}, named(field)),
    make("dd", { dir: "auto", lang: language }, ...written(wordByWord(said(was), said(now)))),
  ]);
  const paragraph = (...inside: (Node | string)[]): HTMLElement => make("p", { dir, lang: language }, ...inside);
  const steps = body.map((step) => {
    switch (step.op) {
      case "keep":
        return make("p", { class: "kept" }, step.blocks === 1 ? "One paragraph as before" : `${step.blocks} paragraphs as before`);
      case "delete":
        return paragraph(make("del", {}, textOf(step.was)));
      case "insert":
        return paragraph(make("ins", {}, textOf(step.now)));
      case "change":
        return paragraph(...written(wordByWord(textOf(step.was), textOf(step.now))));
    }
  });
  const nothing = facts.length + steps.length === 0 ? [make("p", {}, "Nothing that can be read differs.")] : [];
  return make("div", { class: "changes" }, ...nothing, ...(facts.length > 0 ? [make("dl", { class: "facts" }, ...facts)] : []), ...steps);
}
