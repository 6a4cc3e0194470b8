// What is probably not finished does not go out before somebody says that it stands there on purpose.

import type { Remark } from "../saving/remarks.ts";

/** What is probably not finished, as remarks call it: something to be filled in, and HOLD in the slug. */
const CODES: readonly string[] = ["placeholder", "hold"];

/** The words that are not finished, each once. What keeps a story from going out anyway needs no tick. */
export function unfinished(remarks: readonly Remark[]): readonly string[] {
  const open = remarks.filter(({ code, level }) => level === "warning" && CODES.includes(code));
  return [...new Set(open.map((remark) => (remark.code === "hold" ? "HOLD in the slug" : bare(remark.quote ?? "something unfinished"))))];
}

/** A word without the marks around it. */
function bare(word: string): string {
  return word.replace(/^[^\p{L}\p{N}?]+|[^\p{L}\p{N}?]+$/gu, "") || word;
}

/** A tick that is needed as long as something is not finished. */
export class Purpose {
  readonly element = document.createElement("p");
  readonly #box = document.createElement("input");
  readonly #label = document.createElement("label");
  #words: readonly string[] = [];

  constructor() {
    this.element.className = "purpose";
    this.#box.type = "checkbox";
    this.element.append(this.#label);
    this.tell([]);
  }

  /** Whether something is not finished, and nobody said that it is meant. */
  get isOpen(): boolean {
    return this.#words.length > 0 && !this.#box.checked;
  }

  /** What to do first, in words. */
  get why(): string {
    return `It says ${list(this.#words)}. Nothing was sent. Fill it in, or tick that it is on purpose.`;
  }

  /** Hears what there is to look at. What was ticked stays ticked as long as the words are the same. */
  tell(remarks: readonly Remark[]): void {
    const words = unfinished(remarks);
    if (words.join("\n") !== this.#words.join("\n")) this.reset();
    this.#words = words;
    this.element.hidden = words.length === 0;
    this.#box.required = words.length > 0;
    this.#label.replaceChildren(this.#box, ` It says ${list(words)} on purpose`);
  }

  /** The next time that something goes out, it is asked again. */
  reset(): void {
    this.#box.checked = false;
  }

  focus(): void {
    this.#box.focus();
  }
}

function list(words: readonly string[]): string {
  return new Intl.ListFormat("en").format(words);
}
