// A field that proposes (ARIA APG, Editable Combobox With List Autocomplete).

import { afterwards } from "./later.ts";
import { make } from "./make.ts";

/** Something that can be chosen. */
export interface Option<T> {
  readonly value: T;
  readonly label: string;
  /** A word or two that tell it from others of the same name. */
  readonly hint?: string;
  readonly lang?: string;
}

export interface ComboboxOptions<T> {
  readonly id: string;
  readonly label: string;
  /** What is proposed for what was typed. */
  source(typed: string, signal: AbortSignal): Promise<readonly Option<T>[]>;
  chosen(value: T, label: string): void;
  /** Proposes as soon as the field is entered, before anything was typed. */
  readonly eager?: boolean;
}

/** Milliseconds after the last letter before it is asked what to propose. */
const ASK_MS = 120;

export class Combobox<T> {
  readonly input: HTMLInputElement;
  readonly element: HTMLElement;
  readonly #options: ComboboxOptions<T>;
  readonly #list: HTMLUListElement;
  readonly #status = make("span", { class: "unseen", role: "status" });
  readonly #ask = afterwards(() => void this.#fetch(), ASK_MS);
  #proposed: readonly Option<T>[] = [];
  #at = -1;
  #asked = new AbortController();

  constructor(options: ComboboxOptions<T>) {
    const { id, label } = options;
    this.#options = options;
    this.input = make("input", { id, type: "text", role: "combobox", dir: "auto", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list` });
    this.#list = make("ul", { id: `${id}-list`, class: "proposed", role: "listbox", "aria-label": `Proposals: ${label}`, hidden: true });
    this.element = make("div", { class: "combobox" }, this.input, this.#list, this.#status);
    this.input.addEventListener("input", () => this.#ask());
    this.input.addEventListener("focus", () => options.eager && this.#ask());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.close());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const at = [...this.#list.children].indexOf((event.target as Element).closest("li") as Element);
      if (at >= 0) this.#choose(at);
    });
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  close(): void {
    this.#asked.abort();
    this.#list.hidden = true;
    this.#at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  async #fetch(): Promise<void> {
    this.#asked.abort();
    const asked = (this.#asked = new AbortController());
    const typed = this.input.value.trim();
    if (typed === "" && !this.#options.eager) return this.close();
    const proposed = await this.#options.source(typed, asked.signal).catch(() => []);
    if (asked.signal.aborted || document.activeElement !== this.input) return;
    this.#show(proposed);
  }

  #show(proposed: readonly Option<T>[]): void {
    this.#proposed = proposed;
    this.#at = -1;
    this.#list.replaceChildren(
      ...proposed.map((option, n) => {
        const item = make("li", { id: `${this.input.id}-${n}`, role: "option", "aria-selected": "false", dir: "auto", lang: option.lang }, option.label);
        if (option.hint) item.append(" ", make("span", { class: "soft" }, option.hint));
        return item;
      }),
    );
    this.#list.hidden = proposed.length === 0;
    this.input.setAttribute("aria-expanded", String(proposed.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    const found = proposed.length === 1 ? "1 proposal" : `${proposed.length} proposals`;
    this.#status.textContent = proposed.length === 0 ? "Nothing found" : found;
  }

  #go(to: number): void {
    const { children } = this.#list;
    this.#at = (to + children.length) % children.length;
    [...children].forEach((item, n) => item.setAttribute("aria-selected", String(n === this.#at)));
    const item = children[this.#at];
    item?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item?.id ?? "");
  }

  #choose(at: number): void {
    const option = this.#proposed[at];
    if (!option) return;
    this.close();
    this.#options.chosen(option.value, option.label);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (key === "ArrowDown" && !this.isOpen) void this.#fetch();
    else if (!this.isOpen) return;
    else if (key === "ArrowDown") this.#go(this.#at + 1);
    else if (key === "ArrowUp") this.#go(this.#at < 0 ? -1 : this.#at - 1);
    else if (key === "Enter" && this.#at >= 0) this.#choose(this.#at);
    else if (key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
