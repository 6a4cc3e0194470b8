// What changed between two texts, word by word, as the server tells it (`story::Redline`).

import { ask } from "../http.ts";
import type { Manuscript } from "../manuscript.ts";

export interface Piece {
  readonly mark: "same" | "ins" | "del" | "change" | "look";
  readonly text: string;
}

export interface Redline {
  readonly fields: readonly { readonly field: string; readonly pieces: readonly Piece[] }[];
  readonly body: readonly { readonly mark: Piece["mark"]; readonly block: string; readonly pieces: readonly Piece[] }[];
}

/** Paragraphs that stayed and stand next to a change; the others are left out. */
const AROUND = 1;

export async function between(was: Manuscript, now: Manuscript): Promise<Redline> {
  return (await ask<Redline>("/desk/api/redline", { method: "POST", json: { was, now } })).body;
}

function written(pieces: readonly Piece[]): Node[] {
  return pieces.map(({ mark, text }) => {
    if (mark !== "ins" && mark !== "del") return document.createTextNode(text);
    const element = document.createElement(mark);
    element.textContent = text;
    return element;
  });
}

/** The fields as the screens call them. */
function named(field: string): string {
  const words = field.replace(/^content\./, "").replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Both texts in one: what went is struck through, what came is underlined. */
export function shown(redline: Redline, language: string): HTMLElement {
  const whole = document.createElement("div");
  whole.className = "redline";
  whole.lang = language;
  if (redline.fields.length + redline.body.length === 0) whole.textContent = "Nothing that can be read differs.";
  const facts = document.createElement("dl");
  facts.className = "facts";
  for (const { field, pieces } of redline.fields) {
    const [term, meaning] = [document.createElement("dt"), document.createElement("dd")];
    term.lang = "en";
    term.textContent = named(field);
    meaning.dir = "auto";
    meaning.append(...written(pieces));
    facts.append(term, meaning);
  }
  if (redline.fields.length > 0) whole.append(facts);
  const changed = redline.body.map(({ mark }) => mark !== "same");
  let isCut = false;
  redline.body.forEach(({ block, mark, pieces }, n) => {
    if (!changed.slice(Math.max(0, n - AROUND), n + AROUND + 1).includes(true)) {
      if (!isCut) whole.append(cut());
      isCut = true;
      return;
    }
    isCut = false;
    const paragraph = document.createElement("p");
    paragraph.className = `block ${block}`;
    paragraph.dir = "auto";
    paragraph.append(...written(pieces));
    if (mark === "look") paragraph.append(" ", tag("only its look"));
    whole.append(paragraph);
  });
  return whole;
}

function cut(): HTMLElement {
  const line = document.createElement("p");
  line.className = "soft";
  line.textContent = "…";
  return line;
}

function tag(text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = "tag";
  made.lang = "en";
  made.textContent = text;
  return made;
}
