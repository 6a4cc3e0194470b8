// A panel that opens below its button, and closes on Escape or a press elsewhere.

import { make } from "../editor/make.ts";

export class Popover {
  readonly element: HTMLElement;
  readonly #button: HTMLElement;
  readonly #fill: (element: HTMLElement) => void;

  constructor(button: HTMLElement, name: string, fill: (element: HTMLElement) => void) {
    this.#button = button;
    this.#fill = fill;
    this.element = make("div", { class: "popover", role: "dialog", "aria-label": name, tabindex: -1, hidden: true });
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => this.toggle());
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp" || event.key === "j" || event.key === "k") this.#step(event);
    });
    document.addEventListener("pointerdown", (event) => {
      const target = event.target as Node;
      if (this.isOpen && !this.element.contains(target) && !this.#button.contains(target)) this.close(false);
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  open(): void {
    this.refresh();
    this.element.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    (this.element.querySelector<HTMLElement>("[data-first], button, a, input, select") ?? this.element).focus();
  }

  refresh(): void {
    this.element.replaceChildren();
    this.#fill(this.element);
  }

  close(focus = true): void {
    this.element.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
    if (focus) this.#button.focus();
  }

  #step(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)) return;
    const all = [...this.element.querySelectorAll<HTMLElement>("li button, li a")];
    const at = all.indexOf(target);
    if (at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    all[Math.max(0, Math.min(all.length - 1, at + (event.key === "ArrowDown" || event.key === "j" ? 1 : -1)))]?.focus();
  }
}
