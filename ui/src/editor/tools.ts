// The tools beside the text: one of them is open at a time.

import type { Key } from "../keys.ts";
import type { Tool, Workbench } from "../workbench.ts";
import { button, make } from "./make.ts";

export class Tools {
  readonly buttons = make("div", { class: "tools", role: "group", "aria-label": "Tools" });
  readonly panel = make("section", { class: "tool", id: "tool", tabindex: "-1", hidden: true });
  readonly #title = make("h2", { id: "tool-title" });
  readonly #place = make("div", { class: "tool-place" });
  readonly #workbench: Workbench;
  readonly #made = new Map<Tool, HTMLElement>();
  readonly #buttons = new Map<Tool, HTMLButtonElement>();
  #open: Tool | undefined;

  constructor(tools: readonly Tool[], workbench: Workbench) {
    this.#workbench = workbench;
    for (const tool of tools) {
      const made = button(tool.label, () => this.toggle(tool), { class: "quiet", "aria-expanded": "false", "aria-controls": "tool", title: `${tool.label} (${tool.key})`, "aria-keyshortcuts": tool.key.replace("Ctrl", "Control"), "data-tool": tool.name });
      this.#buttons.set(tool, made);
      this.buttons.append(made);
    }
    this.panel.setAttribute("aria-labelledby", "tool-title");
    const close = button("Close", () => this.#close(), { class: "quiet" });
    this.panel.append(make("div", { class: "head-of-tool" }, this.#title, close), this.#place);
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.#close();
    });
  }

  /** Shows the buttons of what is any use for the item as it stands. */
  offer(): void {
    for (const [tool, made] of this.#buttons) {
      made.hidden = !tool.offered(this.#workbench.item);
      if (made.hidden && this.#open === tool) this.#close();
    }
  }

  keys(): Key[] {
    return [...this.#buttons.keys()].map((tool) => ({
      key: tool.key,
      does: tool.label,
      whileTyping: true,
      run: () => (this.#buttons.get(tool)?.hidden ? false : this.toggle(tool)),
    }));
  }

  toggle(tool: Tool): void {
    if (this.#open === tool && this.panel.contains(document.activeElement)) return this.#close();
    this.#show(tool);
  }

  #show(tool: Tool): void {
    let content = this.#made.get(tool);
    if (!content) {
      content = tool.open(this.#workbench);
      this.#made.set(tool, content);
    }
    this.#open = tool;
    this.#title.textContent = tool.label;
    // A panel that has a heading of its own does not need two.
    this.#title.classList.toggle("unseen", content.querySelector("h2") !== null);
    if (this.#place.firstChild !== content) this.#place.replaceChildren(content);
    this.panel.hidden = false;
    this.#mark();
    this.panel.focus();
    this.panel.scrollIntoView({ block: "nearest" });
  }

  #close(): void {
    const { activeElement } = document;
    const closed = this.#open;
    this.#open = undefined;
    this.panel.hidden = true;
    this.#mark();
    if (closed && (this.panel.contains(activeElement) || activeElement === document.body)) this.#buttons.get(closed)?.focus();
  }

  #mark(): void {
    for (const [tool, made] of this.#buttons) made.setAttribute("aria-expanded", String(tool === this.#open));
  }
}
