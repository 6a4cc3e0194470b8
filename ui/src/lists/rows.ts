// The lines of a list, and how changes come into it without moving what somebody looks at.

/** The item that a line is about. */
export function itemOf(row: Element): string {
  return row.getAttribute("data-item") ?? "";
}

/** What the list is in the order of. */
function orderOf(row: Element): number {
  return Number(row.getAttribute("data-order"));
}

/** What came of a change. */
export interface Merged {
  /** Lines that stand in the list now and did not before. */
  readonly added: number;
  /** Lines that were written anew where they stood. */
  readonly changed: number;
  /** Lines that wait, because they would move what somebody looks at. */
  readonly held: number;
}

/** The body of a table of lines. */
export class Rows {
  readonly #body: HTMLElement;
  /** The line that leaves first comes first. */
  readonly #ascending: boolean;
  /** Lines that wait above the anchor, by item. */
  readonly #held = new Map<string, HTMLElement>();
  /** Lines that have left the list and still stand in it. */
  readonly #gone = new Set<string>();

  constructor(body: HTMLElement, ascending: boolean) {
    this.#body = body;
    this.#ascending = ascending;
  }

  get all(): HTMLElement[] {
    return [...this.#body.querySelectorAll<HTMLElement>(":scope > tr")];
  }

  /** How many changes wait: new lines, and lines that have left. */
  get waiting(): number {
    return this.#held.size + this.#gone.size;
  }

  get held(): number {
    return this.#held.size;
  }

  find(item: string): HTMLElement | undefined {
    return this.all.find((row) => itemOf(row) === item);
  }

  /**
   * Takes in what the server says of some items: `asked` are the items that changed, `lines` those of them that lie on
   * this list. Nothing above the line `anchor` is added or taken away, and it stays itself; with `hold`, nothing is added
   * at all until somebody asks for it.
   */
  merge(asked: readonly string[], lines: readonly HTMLElement[], anchor: Element | null, hold: boolean): Merged {
    const there = new Map(lines.map((line) => [itemOf(line), line]));
    let [added, changed] = [0, 0];
    for (const item of asked) {
      const line = there.get(item);
      const row = this.find(item);
      if (line && row) {
        this.#gone.delete(item);
        rewrite(row, line);
        changed += 1;
      } else if (line) {
        if (this.#held.has(item) || hold || this.#above(line, anchor)) this.#held.set(item, line);
        else {
          this.#insert(line);
          added += 1;
        }
      } else {
        this.#held.delete(item);
        if (row) this.#leave(row, anchor);
      }
    }
    return { added, changed, held: this.#held.size };
  }

  /** Puts everything in its place: lines that waited come in, lines that have left go. Answers the new ones. */
  settle(): HTMLElement[] {
    const fresh = [...this.#held.values()];
    this.#held.clear();
    for (const item of this.#gone) this.find(item)?.remove();
    this.#gone.clear();
    for (const row of this.all.filter((_, i, all) => i > 0 && this.#before(all[i] as Element, all[i - 1] as Element))) {
      row.remove();
      this.#insert(row);
    }
    for (const line of fresh) this.#insert(line);
    return fresh;
  }

  /** Takes away the lines that have left, as soon as nobody looks at them. */
  sweep(anchor: Element | null): void {
    for (const item of this.#gone) {
      const row = this.find(item);
      if (!row || (row !== anchor && !precedes(row, anchor))) {
        row?.remove();
        this.#gone.delete(item);
      }
    }
  }

  /** Begins again with other lines, as after a long time away. */
  replace(lines: readonly HTMLElement[]): void {
    this.#held.clear();
    this.#gone.clear();
    this.#body.replaceChildren(...lines);
  }

  #before(one: Element, other: Element): boolean {
    return this.#ascending ? orderOf(one) < orderOf(other) : orderOf(one) > orderOf(other);
  }

  #insert(line: HTMLElement): void {
    const next = this.all.find((row) => this.#before(line, row));
    this.#body.insertBefore(line, next ?? null);
  }

  #above(line: HTMLElement, anchor: Element | null): boolean {
    return anchor !== null && !this.#before(anchor, line);
  }

  /** A line that leaves stays where it is, marked, while somebody looks at it or at what stands below it. */
  #leave(row: HTMLElement, anchor: Element | null): void {
    if (row !== anchor && !precedes(row, anchor)) {
      row.remove();
      return;
    }
    this.#gone.add(itemOf(row));
    row.classList.add("gone");
    // In the place of where it stood: the line must not become higher.
    row.querySelector(".stands")?.replaceChildren(Object.assign(document.createElement("span"), { className: "tag", textContent: "has left this list" }));
  }
}

/** Writes a line anew where it stands. What had the focus has it again. */
function rewrite(row: HTMLElement, line: HTMLElement): void {
  const focused = row.contains(document.activeElement) ? place(row, document.activeElement as HTMLElement) : undefined;
  for (const { name } of [...row.attributes]) if (!line.hasAttribute(name)) row.removeAttribute(name);
  for (const { name, value } of [...line.attributes]) if (row.getAttribute(name) !== value) row.setAttribute(name, value);
  const tabindex = row.querySelector(".what a")?.getAttribute("tabindex");
  row.replaceChildren(...line.cloneNode(true).childNodes);
  if (typeof tabindex === "string") row.querySelector(".what a")?.setAttribute("tabindex", tabindex);
  if (focused) (row.querySelector<HTMLElement>(focused) ?? row.querySelector<HTMLElement>(".what a"))?.focus({ preventScroll: true });
}

/** Where in a line something is, in a way that finds it in the next one. */
function place(row: HTMLElement, element: HTMLElement): string {
  const cell = [...row.children].findIndex((child) => child.contains(element)) + 1;
  return `:scope > :nth-child(${cell}) ${element.localName}`;
}

function precedes(row: Element, anchor: Element | null): boolean {
  return anchor !== null && (row.compareDocumentPosition(anchor) & 4) !== 0;
}
