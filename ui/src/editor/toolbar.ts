// The toolbar of the body (ARIA APG, Toolbar): one stop of the Tab key, arrows inside of it.

import { isInTable } from "prosemirror-tables";
import type { EditorView } from "prosemirror-view";
import { TOOLED, type Tooled } from "./acts.ts";
import { afterPaint } from "./later.ts";
import { button, make } from "./make.ts";

const GROUPS: readonly (readonly [Tooled["group"], string])[] = [
  ["look", "Look"],
  ["block", "Blocks"],
  ["insert", "Insert"],
  ["table", "Table"],
  ["undo", "Undo"],
];

/** Labels that are no words. */
const SIGNS = new Set(["B", "I", "¶"]);

/** A button beside those of the body's own acts. */
export interface Extra {
  readonly label: string;
  readonly does: string;
  readonly key: string;
  run(): void;
}

export class Toolbar {
  readonly element = make("div", { class: "toolbar", role: "toolbar", "aria-label": "Formatting", "aria-controls": "body" });
  /** Shows what is on where the cursor is, once that was painted. */
  readonly refresh = afterPaint(() => this.#show());
  readonly #view: () => EditorView;
  readonly #tooled = new Map<Tooled, HTMLButtonElement>();
  readonly #table = make("span", { class: "group", role: "group", "aria-label": "Table" });

  constructor(view: () => EditorView, extras: readonly Extra[]) {
    this.#view = view;
    for (const [name, label] of GROUPS) {
      const group = name === "table" ? this.#table : make("span", { class: "group", role: "group", "aria-label": label });
      for (const tooled of TOOLED.filter((one) => one.group === name)) group.append(this.#button(tooled));
      if (name === "insert") for (const extra of extras) group.append(tool(extra, extra.run));
      this.element.append(group);
    }
    this.#table.hidden = true;
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.#rove(this.#buttons()[0]);
  }

  focus(): void {
    (this.#buttons().find((one) => one.tabIndex === 0) ?? this.#buttons()[0])?.focus();
  }

  #button(tooled: Tooled): HTMLButtonElement {
    const made = tool(tooled, () => {
      tooled.run(this.#view());
      if (!document.querySelector("dialog[open]")) this.#view().focus();
    });
    if (tooled.isOn) made.setAttribute("aria-pressed", "false");
    if (tooled.label === "B") made.classList.add("strong");
    if (tooled.label === "I") made.classList.add("em");
    this.#tooled.set(tooled, made);
    return made;
  }

  #show(): void {
    const view = this.#view();
    const isTable = isInTable(view.state);
    if (this.#table.hidden === isTable) this.#table.hidden = !isTable;
    for (const [tooled, made] of this.#tooled) {
      if (!tooled.isOn) continue;
      const pressed = String(tooled.isOn(view));
      if (made.getAttribute("aria-pressed") !== pressed) made.setAttribute("aria-pressed", pressed);
    }
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.element.querySelectorAll<HTMLButtonElement>("button")].filter((one) => !one.closest("[hidden]"));
  }

  #rove(to: HTMLButtonElement | undefined): void {
    for (const one of this.element.querySelectorAll("button")) one.tabIndex = one === to ? 0 : -1;
  }

  #key(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const forward = getComputedStyle(this.element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const to = { [forward]: at + 1, [back]: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape") this.#view().focus();
    else if (to === undefined || event.ctrlKey || event.altKey) return;
    else {
      const next = buttons[(to + buttons.length) % buttons.length];
      this.#rove(next);
      next?.focus();
    }
    event.preventDefault();
  }
}

function tool({ label, does, key }: { label: string; does: string; key: string }, run: () => void): HTMLButtonElement {
  const made = button(label, run, { title: `${does} (${key})`, "aria-label": SIGNS.has(label) ? does : undefined, "aria-keyshortcuts": key.replace("Ctrl", "Control") });
  // The text keeps its cursor and its selection.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  return made;
}
