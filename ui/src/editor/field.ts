// Fields of the sheet: each shows a part of a manuscript, and puts it back.

import type { Manuscript } from "../manuscript.ts";
import { make } from "./make.ts";

/** A field. */
export interface Field {
  readonly element: HTMLElement;
  /** Shows its part of a manuscript. */
  open(manuscript: Manuscript): void;
  /** Puts what is in the field into a manuscript; leaves the part out when there is nothing. */
  put(manuscript: Manuscript): void;
  setReadOnly(isReadOnly: boolean): void;
  /** What holds text in the language of the story. */
  readonly inLanguage?: readonly HTMLElement[];
}

/** Sets a part of an object, or leaves it out when there is nothing. */
export function set<T extends object, K extends keyof T>(object: T, name: K, value: T[K] | undefined | ""): void {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) delete object[name];
  else object[name] = value as T[K];
}

type Group = "dateline" | "rights";

/** Sets a part of a group of a manuscript. A group that was not there comes with its first part. */
export function setIn<G extends Group>(manuscript: Manuscript, group: G, name: keyof NonNullable<Manuscript[G]>, value: string): void {
  if (value === "" && manuscript[group] === undefined) return;
  const parts = { ...manuscript[group] } as NonNullable<Manuscript[G]>;
  set(parts as Record<string, string>, name as string, value);
  manuscript[group] = parts;
}

interface TextOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Lines that may be typed: one that wraps, or several. */
  readonly lines?: "one" | "wrapped" | "several";
  /** Not in the language of the story. */
  readonly isCode?: boolean;
  get(manuscript: Manuscript): string | undefined;
  set(manuscript: Manuscript, value: string): void;
}

export type TextInput = HTMLInputElement | HTMLTextAreaElement;

export interface TextField extends Field {
  readonly input: TextInput;
  readonly foot: HTMLElement;
}

/** A label with what it names, and a line under it. */
export function labelled(id: string, label: string, control: HTMLElement, hint?: string): { element: HTMLElement; foot: HTMLElement } {
  const foot = make("p", { id: `${id}-foot`, class: "foot" });
  const element = make("div", { class: `field of-${id}` }, make("label", { for: id }, label));
  const described = [...(hint ? [`${id}-hint`] : []), `${id}-foot`];
  if (hint) element.append(make("p", { id: `${id}-hint`, class: "hint" }, hint));
  control.setAttribute("aria-describedby", described.join(" "));
  element.append(control, foot);
  return { element, foot };
}

export function text(options: TextOptions): TextField {
  const { id, label, hint, lines = "one", isCode = false } = options;
  const input: TextInput = lines === "one" ? make("input", { id, type: "text", autocomplete: "off" }) : make("textarea", { id, rows: lines === "wrapped" ? 1 : 3 });
  if (isCode) {
    input.spellcheck = false;
    input.dir = "auto";
  }
  if (lines === "wrapped") {
    input.addEventListener("keydown", (pressed) => {
      const event = pressed as KeyboardEvent;
      // With Ctrl it is a key of the editor.
      if (event.key === "Enter" && !event.isComposing && !event.ctrlKey && !event.metaKey) event.preventDefault();
    });
    // A line that was pasted with breaks stays one line.
    input.addEventListener("input", () => {
      if (/[\r\n]/.test(input.value)) input.value = input.value.replace(/\s*[\r\n]+\s*/g, " ");
    });
  }
  return {
    ...labelled(id, label, input, hint),
    input,
    open: (manuscript) => {
      const value = options.get(manuscript) ?? "";
      if (input.value !== value) input.value = value;
    },
    put: (manuscript) => options.set(manuscript, input.value),
    setReadOnly: (isReadOnly) => {
      input.readOnly = isReadOnly;
    },
    ...(isCode ? {} : { inLanguage: [input] }),
  };
}

interface ChoiceOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  get(manuscript: Manuscript): string;
  set(manuscript: Manuscript, value: string): void;
  onChange?(value: string): void;
}

export interface ChoiceField extends Field {
  readonly select: HTMLSelectElement;
}

export function choice(options: ChoiceOptions): ChoiceField {
  const { id, label, hint, choices } = options;
  const select = make("select", { id }, ...choices.map(([value, name]) => make("option", { value }, name)));
  select.addEventListener("change", () => options.onChange?.(select.value));
  return {
    ...labelled(id, label, select, hint),
    select,
    open: (manuscript) => {
      const value = options.get(manuscript);
      // What was filed by others may hold what is not in our lists.
      if (![...select.options].some((option) => option.value === value)) select.append(make("option", { value }, value));
      select.value = value;
    },
    put: (manuscript) => options.set(manuscript, select.value),
    setReadOnly: (isReadOnly) => {
      select.disabled = isReadOnly;
    },
  };
}
