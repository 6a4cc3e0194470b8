// Choosing a snippet by its short name: a box to type in and the list of what fits (ARIA APG, combobox with a listbox).

import { ask, Refusal, Unreachable } from "../http.ts";
import type { Block, Span } from "../manuscript.ts";

/** A snippet, as `/desk/api/snippets` answers it. */
export interface Snippet {
  readonly id: number;
  readonly holder: string;
  readonly name: string;
  readonly language: string | null;
  readonly body: Block[];
}

/** Lines of the list at most. */
const LINES_MAX = 50;
/** Characters of the text that a line shows at most. */
const TEXT_CHARS_MAX = 120;

const said = (spans: readonly Span[]): string => spans.map((span) => span.text).join("");

/** The words of a block. */
function words(block: Block): string {
  switch (block.block) {
    case "paragraph":
    case "quote":
      return said(block.spans);
    case "crosshead":
      return block.text;
    case "list":
      return block.items.map(said).join(" ");
    case "table":
      return block.rows.flat().map(said).join(" ");
    case "picture":
      return block.caption ?? "";
  }
}

/** The words of a snippet. */
export function textOf(snippet: Snippet): string {
  return snippet.body.map(words).join(" ");
}

/** Letters as they are compared: without case, marks and the dots that tell `i` from `ı`. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ı", "i");
}

/** The snippets that fit what was typed, the best first: names that begin so, names that hold it, texts that hold it. */
export function fitting(all: readonly Snippet[], typed: string): Snippet[] {
  const sought = folded(typed.trim());
  const rank = (snippet: Snippet): number => {
    const name = folded(snippet.name);
    if (name.startsWith(sought)) return 0;
    if (name.includes(sought)) return 1;
    return folded(textOf(snippet)).includes(sought) ? 2 : 3;
  };
  const ranked = all.map((snippet) => ({ snippet, at: rank(snippet) })).filter(({ at }) => at < 3);
  ranked.sort((a, b) => a.at - b.at);
  return ranked.slice(0, LINES_MAX).map(({ snippet }) => snippet);
}

function whose(holder: string): string {
  if (holder === "house") return "the house’s";
  return holder.startsWith("person:") ? "your own" : "the desk’s";
}

/** The box and the list. */
class Picker {
  readonly #dialog = document.createElement("dialog");
  readonly #input = document.createElement("input");
  readonly #list = document.createElement("ul");
  readonly #status = document.createElement("p");
  readonly #lang: string;
  #all: readonly Snippet[] = [];
  #shown: readonly Snippet[] = [];
  #at = 0;
  #chosen: Block[] | undefined;
  #end = (): void => {};

  constructor(lang: string) {
    this.#lang = lang;
    const title = document.createElement("h2");
    title.id = "snippets-title";
    title.textContent = "Put in a snippet";
    const label = document.createElement("label");
    label.htmlFor = "snippet-name";
    label.textContent = "Name";
    this.#input.id = "snippet-name";
    this.#input.type = "text";
    this.#input.autocomplete = "off";
    this.#input.dir = "auto";
    this.#input.setAttribute("role", "combobox");
    this.#input.setAttribute("aria-controls", "snippet-list");
    this.#input.setAttribute("aria-expanded", "true");
    this.#input.setAttribute("aria-autocomplete", "list");
    this.#list.id = "snippet-list";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Snippets");
    this.#status.setAttribute("role", "status");
    this.#status.className = "soft";
    this.#dialog.className = "snippets";
    this.#dialog.setAttribute("aria-labelledby", title.id);
    const ways = document.createElement("p");
    ways.className = "actions";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "quiet";
    close.textContent = "Close";
    close.addEventListener("click", () => this.#dialog.close());
    const keep = document.createElement("a");
    keep.href = "/desk/snippets";
    keep.target = "_blank";
    keep.textContent = "All snippets";
    ways.append(close, keep);
    this.#dialog.append(title, label, this.#input, this.#list, this.#status, ways);
    this.#input.addEventListener("input", () => this.#show());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (option) this.#choose([...this.#list.children].indexOf(option));
    });
  }

  async pick(): Promise<Block[] | undefined> {
    const before = document.activeElement;
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#input.focus();
    const closed = new Promise<void>((done) => (this.#end = done));
    this.#dialog.addEventListener("close", () => this.#end(), { once: true });
    this.#status.textContent = "Fetching…";
    try {
      const { body } = await ask<{ snippets: Snippet[] }>(`/desk/api/snippets?lang=${encodeURIComponent(this.#lang)}`);
      this.#all = body.snippets;
      this.#show();
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      this.#status.textContent = error.message;
    }
    await closed;
    this.#dialog.remove();
    if (before instanceof HTMLElement) before.focus();
    return this.#chosen;
  }

  #show(): void {
    this.#shown = fitting(this.#all, this.#input.value);
    this.#list.replaceChildren(...this.#shown.map((snippet, at) => option(snippet, at)));
    const none = this.#all.length === 0 ? "There are no snippets yet." : "No snippet fits.";
    this.#status.textContent = this.#shown.length === 0 ? none : `${this.#shown.length} fit.`;
    this.#mark(0);
  }

  #mark(at: number): void {
    this.#at = Math.max(0, Math.min(at, this.#shown.length - 1));
    [...this.#list.children].forEach((line, n) => line.setAttribute("aria-selected", String(n === this.#at)));
    const marked = this.#list.children[this.#at];
    if (marked) {
      this.#input.setAttribute("aria-activedescendant", marked.id);
      marked.scrollIntoView({ block: "nearest" });
    } else {
      this.#input.removeAttribute("aria-activedescendant");
    }
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.#mark(this.#at + 1);
    else if (event.key === "ArrowUp") this.#mark(this.#at - 1);
    else if (event.key === "Enter") this.#choose(this.#at);
    else return;
    event.preventDefault();
  }

  #choose(at: number): void {
    const snippet = this.#shown[at];
    if (!snippet) return;
    this.#chosen = snippet.body;
    this.#dialog.close();
    // The dialog tells that it is closed in a later task; the key that comes before it belongs to the text already.
    this.#end();
  }
}

function option(snippet: Snippet, at: number): HTMLElement {
  const line = document.createElement("li");
  line.id = `snippet-${at}`;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const name = document.createElement("bdi");
  name.className = "name";
  name.textContent = snippet.name;
  const holder = document.createElement("span");
  holder.className = "whose";
  holder.textContent = whose(snippet.holder);
  const text = document.createElement("span");
  text.className = "text";
  text.dir = "auto";
  if (snippet.language) text.lang = snippet.language;
  text.textContent = textOf(snippet).slice(0, TEXT_CHARS_MAX);
  line.append(name, holder, text);
  return line;
}

/** Asks which snippet is to be put in; `undefined` when none was chosen. */
export function pickSnippet(lang: string): Promise<Block[] | undefined> {
  return new Picker(lang).pick();
}
