// A field of several values: each is a chip that can be taken away.

import { Combobox, type Option } from "./combobox.ts";
import { button, make } from "./make.ts";

export interface ChipsOptions<T> {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** What a chip says. */
  name(value: T): string;
  /** What makes two values the same. */
  key(value: T): string;
  /** Makes a value of what was typed; undefined where only what is proposed is taken. */
  typed?(text: string): T | undefined;
  /** What is proposed. */
  source?(typed: string, signal: AbortSignal): Promise<readonly Option<T>[]>;
  onChange(): void;
}

export class Chips<T> {
  readonly element: HTMLElement;
  readonly #options: ChipsOptions<T>;
  readonly #list = make("ul", { class: "chips", dir: "auto" });
  readonly #input: HTMLInputElement;
  readonly #status = make("span", { class: "unseen", role: "status" });
  #values: T[] = [];
  #isReadOnly = false;

  constructor(options: ChipsOptions<T>) {
    this.#options = options;
    const { id, label, hint } = options;
    const { source } = options;
    const combobox =
      source &&
      new Combobox<T>({
        id,
        label,
        source,
        chosen: (value) => {
          this.#add(value);
          this.#input.value = "";
        },
      });
    this.#input = combobox?.input ?? make("input", { id, type: "text", autocomplete: "off" });
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("change", () => this.#take());
    this.element = make("div", { class: "field" }, make("label", { for: id }, label));
    if (hint) {
      this.#input.setAttribute("aria-describedby", `${id}-hint`);
      this.element.append(make("p", { id: `${id}-hint`, class: "hint" }, hint));
    }
    this.#list.setAttribute("aria-label", `Chosen: ${label}`);
    this.element.append(this.#list, combobox?.element ?? this.#input, this.#status);
    this.#show();
  }

  get values(): readonly T[] {
    return this.#values;
  }

  set values(values: readonly T[]) {
    this.#values = [...values];
    this.#show();
  }

  setReadOnly(isReadOnly: boolean): void {
    this.#isReadOnly = isReadOnly;
    this.#input.readOnly = isReadOnly;
    this.#show();
  }

  /** Shows the chips again, when what they say has come to be known. */
  refresh(): void {
    this.#show();
  }

  #add(value: T): void {
    const { key, name, onChange } = this.#options;
    if (this.#isReadOnly || this.#values.some((known) => key(known) === key(value))) return;
    this.#values.push(value);
    this.#show();
    this.#status.textContent = `${name(value)} added`;
    onChange();
  }

  #remove(at: number): void {
    const [gone] = this.#values.splice(at, 1);
    this.#show();
    if (gone !== undefined) this.#status.textContent = `${this.#options.name(gone)} removed`;
    const buttons = this.#list.querySelectorAll("button");
    (buttons[Math.min(at, buttons.length - 1)] ?? this.#input).focus();
    this.#options.onChange();
  }

  /** Takes what was typed, separated by commas. */
  #take(): void {
    const { typed } = this.#options;
    if (!typed) return;
    const parts = this.#input.value.split(/[,،;；、\n]/u).map((part) => part.trim()).filter(Boolean);
    for (const value of parts.map(typed)) if (value !== undefined) this.#add(value);
    if (parts.length > 0) this.#input.value = "";
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.#take();
    } else if (event.key === "Backspace" && this.#input.value === "" && this.#values.length > 0) {
      event.preventDefault();
      this.#list.querySelector<HTMLButtonElement>("li:last-child button")?.focus();
    }
  }

  #show(): void {
    this.#list.hidden = this.#values.length === 0;
    this.#list.replaceChildren(
      ...this.#values.map((value, at) => {
        const label = this.#options.name(value);
        const item = make("li", { class: "chip", dir: "auto" }, label);
        if (!this.#isReadOnly) item.append(button("×", () => this.#remove(at), { "aria-label": `Remove ${label}` }));
        return item;
      }),
    );
  }
}
