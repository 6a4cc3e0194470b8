// The columns: the first is the wire or what is searched for, and on a wide screen others stand beside it.

import { make } from "../editor/make.ts";
import { type Keepers, type Order, type Source, WIRE } from "./channel.ts";
import { Column, type ColumnDoes } from "./column.ts";
import type { Searches } from "./saved.ts";
import { COLUMNS_MAX, type Kept } from "./settings.ts";

/** A screen that is wide enough for more than one column. */
const WIDE = "(min-width: 75rem)";
/** A column that is narrower than this cannot be read. */
const COLUMN_REMS_MIN = 19;
export const ALL = "all";

interface Beside {
  readonly id: string;
  /** What it looks for: a search that was changed is opened anew. */
  readonly query: string;
  readonly column: Column;
}

export class Columns {
  readonly element = make("div", { class: "lists" });
  readonly wire: Column;
  readonly found: Column;
  readonly #front = make("div", { class: "front" });
  readonly #keepers: Keepers;
  readonly #kept: Kept;
  readonly #searches: Searches;
  readonly #does: ColumnDoes;
  readonly #wide = matchMedia(WIDE);
  #beside: Beside[] = [];
  #active = 0;
  #isSearching = false;
  readonly #room = new ResizeObserver(() => this.#fit());

  constructor(keepers: Keepers, kept: Kept, searches: Searches, wire: ColumnDoes, found: ColumnDoes, beside: ColumnDoes) {
    this.#keepers = keepers;
    this.#kept = kept;
    this.#searches = searches;
    this.#does = beside;
    this.wire = new Column(WIRE.title, keepers, wire);
    this.found = new Column("Search", keepers, found);
    this.#front.append(this.wire.element, this.found.element);
    this.element.append(this.#front);
    this.found.isShown = false;
    this.element.addEventListener("focusin", (event) => this.#focused(event.target as Element));
    this.#wide.addEventListener("change", () => this.dress());
    this.#room.observe(this.element);
  }

  /** What is looked for; the wire when nothing is. */
  get source(): Source {
    return this.#isSearching ? this.found.channel.source : WIRE;
  }

  get first(): Column {
    return this.#isSearching ? this.found : this.wire;
  }

  /** The column that keys are about. */
  get active(): Column {
    return this.#all[this.#active] ?? this.first;
  }

  get #all(): Column[] {
    return [this.first, ...this.#beside.map(({ column }) => column)];
  }

  /** Shows what meets a query in the first column; the wire goes on behind it. */
  async find(query: string, order: Order, saved?: { readonly id: string; readonly name: string }): Promise<void> {
    await this.found.show({ title: saved?.name ?? "Search", query, order, ...(saved ? { saved: saved.id } : {}) });
    this.#front_(true);
  }

  /** Shows the wire again, as it was left. */
  back(): void {
    if (!this.#isSearching) return;
    this.found.channel.rest();
    this.#front_(false);
  }

  #front_(isSearching: boolean): void {
    this.#isSearching = isSearching;
    this.wire.isShown = !isSearching;
    this.found.isShown = isSearching;
  }

  /** Goes to the next column, or the one before. */
  go(by: number): void {
    const count = this.#all.length;
    this.#active = (this.#active + by + count) % count;
    this.#mark();
    this.active.channel.list.element.focus({ preventScroll: true });
  }

  /** Puts a column beside the others; answers what to say. */
  add(id: string): string {
    const { columns } = this.#kept.now;
    if (columns.length >= COLUMNS_MAX) return `There is room for ${COLUMNS_MAX} columns.`;
    this.#kept.set({ columns: [...columns, id] });
    this.dress();
    return this.#wide.matches ? "The column is there." : "The column is kept; it is shown on a wider screen.";
  }

  /** Makes the columns as they are set. */
  dress(): void {
    const wanted = this.#wide.matches ? this.#kept.now.columns.slice(1).filter((id) => id === ALL || this.#searches.find(id)) : [];
    const before = [...this.#beside];
    const next = wanted.map((id) => {
      const at = before.findIndex((one) => one.id === id && one.query === (this.#searches.find(id)?.query ?? ""));
      return at >= 0 ? (before.splice(at, 1)[0] as Beside) : this.#open(id);
    });
    for (const { column } of before) column.stop();
    this.#beside = next;
    this.element.replaceChildren(this.#front, ...next.map(({ column }) => column.element));
    this.#active = Math.min(this.#active, next.length);
    this.#mark();
    for (const { channel } of this.#all) channel.list.measure();
  }

  /** All lists show times, marks and density anew. */
  measure(): void {
    for (const { channel } of [this.wire, this.found, ...this.#beside.map(({ column }) => column)]) channel.list.measure();
  }

  /** An item stands otherwise: the rows of it in every column. */
  refresh(): void {
    for (const { channel } of this.#all) channel.list.refresh();
  }

  #open(id: string): Beside {
    const search = this.#searches.find(id);
    const source: Source = search ? { title: search.name, query: search.query, order: "newest", saved: search.id } : WIRE;
    const column: Column = new Column(source.title, this.#keepers, { ...this.#does, close: () => this.#close(column) });
    void column.show(source).catch((error: unknown) => this.#does.failed(error));
    return { id, query: source.query, column };
  }

  #close(column: Column): void {
    const at = this.#beside.findIndex((one) => one.column === column);
    if (at < 0) return;
    const { columns } = this.#kept.now;
    const { id } = this.#beside[at] as Beside;
    const drop = columns.lastIndexOf(id);
    this.#kept.set({ columns: columns.filter((_, n) => n !== drop || n === 0) });
    this.dress();
    this.active.channel.list.element.focus({ preventScroll: true });
  }

  /** Shows as many columns as there is room for, and always the one that keys are about. */
  #fit(): void {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const room = Math.max(1, Math.floor(this.element.clientWidth / (COLUMN_REMS_MIN * rem)));
    const parts = [this.#front, ...this.#beside.map(({ column }) => column.element)];
    const first = Math.max(0, Math.min(this.#active - room + 1, parts.length - room));
    parts.forEach((part, n) => (part.hidden = n < first || n >= first + room));
    this.element.style.setProperty("--columns", String(Math.min(parts.length, room)));
  }

  #focused(target: Element): void {
    const at = this.#all.findIndex(({ element }) => element.contains(target));
    if (at < 0 || at === this.#active) return;
    this.#active = at;
    this.#mark();
  }

  #mark(): void {
    this.#all.forEach(({ element }, n) => element.classList.toggle("active", n === this.#active && this.#beside.length > 0));
    this.#fit();
  }
}
