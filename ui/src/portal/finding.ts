// The search box: what is typed becomes the list. Words are suggested; a fault is shown at its character.

import { button, make } from "../editor/make.ts";
import { ask } from "../http.ts";
import { sentence } from "../zone.ts";
import { icon } from "./icon.ts";
import { caretOf, faultAt, wordBefore } from "./query.ts";
import type { Order } from "./channel.ts";

const SUGGEST_AFTER_MS = 150;
const SEARCH_AFTER_MS = 600;

export interface FindingDoes {
  /** Asks for a list; an empty query is the wire. */
  find(query: string, order: Order): void;
  save(query: string): void;
  leave(): void;
}

export class Finding {
  readonly element: HTMLElement;
  readonly #box = make("input", { type: "search", class: "query", id: "query", autocomplete: "off", spellcheck: "false", enterkeyhint: "search", placeholder: "Search the wire and the archive", "aria-label": "Search", role: "combobox", "aria-expanded": "false", "aria-controls": "suggestions", "aria-autocomplete": "list", dir: "auto" });
  readonly #list = make("ul", { class: "suggestions", id: "suggestions", role: "listbox", "aria-label": "Words", hidden: true });
  readonly #fault = make("div", { class: "query-fault", id: "query-fault", role: "alert", hidden: true });
  readonly #order = make("select", { class: "order", "aria-label": "Order", hidden: true }, make("option", { value: "newest" }, "Newest first"), make("option", { value: "relevance" }, "Best first"));
  readonly #save: HTMLButtonElement;
  readonly #does: FindingDoes;
  #words: readonly string[] = [];
  #at = -1;
  #suggesting: ReturnType<typeof setTimeout> | undefined;
  #searching: ReturnType<typeof setTimeout> | undefined;
  #asked = "";
  #abort = new AbortController();

  constructor(does: FindingDoes) {
    this.#does = does;
    this.#save = button("Save", () => does.save(this.query), { class: "quiet save-search", hidden: true, title: "Save this search (s)" });
    this.element = make("div", { class: "finding", role: "search" }, make("div", { class: "box-of" }, icon("search"), this.#box, this.#list), this.#order, this.#save, this.#fault);
    this.#box.addEventListener("input", () => this.#typed());
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("blur", () => setTimeout(() => this.#close(), 100));
    this.#order.addEventListener("change", () => this.#find(true));
  }

  get query(): string {
    return this.#box.value.trim();
  }

  get order(): Order {
    return this.#order.value as Order;
  }

  focus(): void {
    this.#box.focus();
    this.#box.select();
  }

  /** Shows a query that was chosen elsewhere. */
  show(query: string, order: Order = "newest"): void {
    clearTimeout(this.#searching);
    this.#box.value = query;
    this.#order.value = order;
    this.#asked = `${order} ${query}`;
    this.well();
    this.#close();
    this.#dress();
  }

  /** The query could not be read. */
  wrong(why: string, position: number | undefined): void {
    this.#box.setAttribute("aria-invalid", "true");
    this.#box.setAttribute("aria-describedby", "query-fault");
    this.#fault.hidden = false;
    this.#asked = "";
    if (position === undefined) return this.#fault.replaceChildren(make("p", {}, sentence(why)));
    const { before, at, after } = faultAt(this.#box.value, position);
    const go = button("Go there", () => {
      this.#box.focus();
      const caret = caretOf(this.#box.value, position);
      this.#box.setSelectionRange(caret, caret + Math.max(1, at.length));
    }, { class: "quiet" });
    const where = make("code", { class: "where", dir: "ltr" }, before, make("span", { class: "here" }, at || "\u00a0"), after);
    this.#fault.replaceChildren(where, make("p", {}, sentence(why)), go);
  }

  /** The query was read. */
  well(): void {
    this.#box.removeAttribute("aria-invalid");
    this.#box.removeAttribute("aria-describedby");
    this.#fault.hidden = true;
  }

  #dress(): void {
    const isSearch = this.query !== "";
    this.#order.hidden = !isSearch;
    this.#save.hidden = !isSearch;
  }

  #typed(): void {
    this.#dress();
    clearTimeout(this.#suggesting);
    clearTimeout(this.#searching);
    this.#suggesting = setTimeout(() => void this.#suggest(), SUGGEST_AFTER_MS);
    this.#searching = setTimeout(() => this.#find(false), SEARCH_AFTER_MS);
  }

  #find(now: boolean): void {
    clearTimeout(this.#searching);
    const asked = `${this.order} ${this.query}`;
    if (asked === this.#asked && !now) return;
    this.#asked = asked;
    this.#does.find(this.query, this.order);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isOpen = !this.#list.hidden;
    if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.#point(this.#at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen && this.#at >= 0) return this.#take(this.#at);
      this.#close();
      this.#find(true);
      this.#does.leave();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (isOpen) return this.#close();
      if (this.query !== "") {
        this.#box.value = "";
        this.#dress();
        this.well();
        this.#find(true);
      }
      this.#does.leave();
    } else if (event.key === "Tab" && isOpen && this.#at >= 0) {
      event.preventDefault();
      this.#take(this.#at);
    }
  }

  async #suggest(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const part = wordBefore(this.#box.value, this.#box.selectionStart ?? this.#box.value.length);
    if (!part || document.activeElement !== this.#box) return this.#close();
    try {
      const { body } = await ask<{ words: string[] }>(`/api/v1/suggest?q=${encodeURIComponent(part.word)}`, { signal });
      if (!signal.aborted) this.#offer(body.words.filter((word) => word !== part.word));
    } catch {
      // Suggestions are a help; the search itself says what is wrong.
    }
  }

  #offer(words: readonly string[]): void {
    this.#words = words;
    this.#at = -1;
    if (words.length === 0) return this.#close();
    const option = (word: string, n: number): HTMLElement => {
      const made = make("li", { role: "option", id: `suggestion-${n}`, "aria-selected": "false", dir: "auto" }, word);
      // The box keeps the focus.
      made.addEventListener("pointerdown", (event) => (event.preventDefault(), this.#take(n)));
      return made;
    };
    this.#list.replaceChildren(...words.map(option));
    this.#list.hidden = false;
    this.#box.setAttribute("aria-expanded", "true");
  }

  #point(to: number): void {
    const count = this.#words.length;
    this.#at = to < -1 ? count - 1 : to >= count ? -1 : to;
    [...this.#list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === this.#at)));
    if (this.#at >= 0) this.#box.setAttribute("aria-activedescendant", `suggestion-${this.#at}`);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #take(n: number): void {
    const word = this.#words[n];
    const text = this.#box.value;
    const caret = this.#box.selectionStart ?? text.length;
    const part = wordBefore(text, caret);
    this.#close();
    if (!word || !part) return;
    this.#box.value = `${text.slice(0, part.from)}${word}${text.slice(caret)}`;
    const end = part.from + word.length;
    this.#box.setSelectionRange(end, end);
    this.#find(false);
  }

  #close(): void {
    this.#list.hidden = true;
    this.#at = -1;
    this.#box.setAttribute("aria-expanded", "false");
    this.#box.removeAttribute("aria-activedescendant");
  }
}
