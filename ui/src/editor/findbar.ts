// The bar that finds and replaces.

import type { Body } from "./body.ts";
import { look, refresh, replaceAll, replaceOne, step, tally } from "./find.ts";
import { afterwards } from "./later.ts";
import { button, make } from "./make.ts";
import { expression, places, type Sought } from "./search.ts";

/** Another text beside the body that is searched, and only counted. */
export interface Beside {
  readonly name: string;
  text(): string;
}

export class FindBar {
  readonly element = make("div", { class: "findbar", role: "search", "aria-label": "Find and replace", hidden: true });
  /** Searches again after the text changed. */
  readonly changed = afterwards(() => this.#again());
  readonly #body: Body;
  readonly #language: () => string;
  readonly #beside: readonly Beside[];
  readonly #find = make("input", { id: "find", type: "search", dir: "auto", autocomplete: "off", spellcheck: "false" });
  readonly #replace = make("input", { id: "replace", type: "text", dir: "auto", autocomplete: "off", spellcheck: "false" });
  readonly #case = make("input", { type: "checkbox" });
  readonly #words = make("input", { type: "checkbox" });
  readonly #count = make("output", { for: "find", class: "count", role: "status" });

  constructor(body: Body, language: () => string, beside: readonly Beside[]) {
    this.#body = body;
    this.#language = language;
    this.#beside = beside;
    const quiet = { class: "quiet" };
    this.element.append(
      make("label", { for: "find" }, "Find"),
      this.#find,
      button("Next", () => this.#step(1), { ...quiet, title: "Next (Enter)" }),
      button("Previous", () => this.#step(-1), { ...quiet, title: "Previous (Shift+Enter)" }),
      this.#count,
      make("label", { for: "replace" }, "Replace with"),
      this.#replace,
      button("Replace", () => this.#one(), { ...quiet, title: "Replace this one (Enter)" }),
      button("Replace all", () => this.#all(), quiet),
      make("span", { class: "options" }, make("label", {}, this.#case, " Match case"), make("label", {}, this.#words, " Whole words")),
      button("Close", () => this.close(), { ...quiet, title: "Close (Escape)" }),
    );
    this.#find.addEventListener("input", () => this.#look());
    for (const option of [this.#case, this.#words]) option.addEventListener("change", () => this.#look());
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Opens with what is selected. */
  open(where: "find" | "replace"): void {
    const { from, to, empty } = this.#body.view.state.selection;
    const selected = this.#body.view.state.doc.textBetween(from, to, "\n");
    if (!empty && !selected.includes("\n") && document.activeElement === this.#body.view.dom) this.#find.value = selected;
    this.element.hidden = false;
    const field = where === "replace" && this.#find.value !== "" ? this.#replace : this.#find;
    field.focus();
    field.select();
    this.#look();
  }

  close(): void {
    this.element.hidden = true;
    look(this.#body.view, undefined);
    this.#body.focus();
  }

  #sought(): Sought {
    return { text: this.#find.value, matchCase: this.#case.checked, wholeWords: this.#words.checked, language: this.#language() };
  }

  #look(): void {
    look(this.#body.view, this.#sought());
    this.#tell();
  }

  #again(): void {
    if (!this.isOpen) return;
    refresh(this.#body.view);
    this.#tell();
  }

  #step(by: 1 | -1): void {
    step(this.#body.view, by);
    this.#tell();
  }

  #one(): void {
    replaceOne(this.#body.view, this.#replace.value);
    this.#tell();
  }

  #all(): void {
    const replaced = replaceAll(this.#body.view, this.#replace.value);
    this.#tell(`${replaced} replaced. `);
  }

  #tell(first = ""): void {
    const sought = expression(this.#sought());
    const { count, current } = tally(this.#body.view.state);
    const beside = this.#beside.map(({ name, text }) => ({ name, found: sought ? places(text(), sought).length : 0 })).filter(({ found }) => found > 0);
    const body = sought ? (count === 0 ? "Not in the text" : `${current} of ${count}`) : "";
    this.#count.value = first + [body, ...beside.map(({ name, found }) => `${found} in the ${name}`)].filter(Boolean).join(", ");
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.#find) this.#step(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target === this.#replace) this.#one();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
