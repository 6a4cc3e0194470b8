// What was found, counted by what it is; a press adds a condition to the query, with Alt or the minus one that leaves out.

import { button, make } from "../editor/make.ts";
import { condition, dated, dateOf, holds, presets, toggled } from "./query.ts";
import { type Facets, type Me, priorityName } from "./wire.ts";

const TITLES: Readonly<Record<string, string>> = { kind: "Kind", language: "Language", category: "Section", priority: "Priority", topic: "Topic" };
const VALUES_SHOWN = 8;

export class Refine {
  readonly element = make("section", { class: "refine", "aria-label": "Refine", hidden: true });
  readonly #names: ReadonlyMap<string, string>;
  readonly #change: (query: string) => void;

  constructor(me: Me, change: (query: string) => void) {
    this.#change = change;
    this.#names = new Map([
      ...me.agency.languages.map(({ code, name }) => [`language:${code}`, name] as const),
      ...me.agency.categories.map(({ id, name }) => [`category:${id}`, name] as const),
    ]);
  }

  show(query: string, total: number, facets: Facets | undefined): void {
    this.element.hidden = query === "";
    if (query === "") return;
    const groups = Object.entries(facets ?? {}).filter(([name, values]) => name in TITLES && values.length > 0);
    this.element.replaceChildren(
      make("h2", {}, "Refine"),
      make("p", { class: "soft total" }, total < 0 ? "" : `${total.toLocaleString("en")} found`),
      this.#dates(query),
      ...groups.map(([name, values]) => this.#group(query, name, values)),
    );
  }

  #dates(query: string): HTMLElement {
    const now = dateOf(query);
    const all = presets(Date.now()).map(({ label, span }) => button(label, () => this.#change(dated(query, now === span ? "" : span)), { class: "chip", "aria-pressed": String(now === span) }));
    return make("div", { class: "facet" }, make("h3", {}, "Date"), make("div", { class: "chips" }, ...all));
  }

  #group(query: string, name: string, values: Facets[string] = []): HTMLElement {
    const line = ({ value, count, name: named, lang }: Facets[string][number]): HTMLElement => {
      const text = String(value);
      const label = name === "priority" ? priorityName(Number(text)) : (named ?? this.#names.get(`${name}:${text}`) ?? (name === "kind" ? text.charAt(0).toUpperCase() + text.slice(1) : text));
      const isIn = holds(query, condition(name, text));
      const add = button("", () => {}, { class: "facet-add", "aria-pressed": String(isIn) });
      add.append(make("bdi", { lang, title: named === undefined ? undefined : text }, label), make("span", { class: "facet-count" }, count.toLocaleString("en")));
      add.addEventListener("click", (event) => this.#change(toggled(query, name, text, event.altKey)));
      const leave = button("−", () => this.#change(toggled(query, name, text, true)), { class: "facet-drop", "aria-label": `Without ${label}`, title: `Without ${label}`, "aria-pressed": String(holds(query, condition(name, text, true))) });
      return make("li", {}, add, leave);
    };
    return make("div", { class: "facet" }, make("h3", {}, TITLES[name] ?? name), make("ul", {}, ...values.slice(0, VALUES_SHOWN).map(line)));
  }
}
