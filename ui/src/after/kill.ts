// The list before a kill: how many are ticked, all at once, and words in the languages of what is ticked. The page works
// without it.

import { ask } from "../http.ts";

/** Milliseconds after the last tick before words are proposed again. */
const PROPOSE_AFTER_MILLIS = 150;

/** Looks after the form of a kill. */
export class KillForm {
  readonly #form: HTMLFormElement;
  readonly #reason: HTMLTextAreaElement | null;
  readonly #because: HTMLSelectElement | null;
  /** What was proposed last: words that somebody wrote are left alone. */
  #proposed: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#reason = form.querySelector("textarea[name=reason]");
    this.#because = form.querySelector("select[name=because]");
    this.#proposed = this.#reason?.value ?? "";
    for (const noScript of form.querySelectorAll<HTMLElement>(".no-script, [data-all-link]")) noScript.hidden = true;
    const all = form.querySelector<HTMLButtonElement>("[data-all]");
    if (all) {
      all.hidden = false;
      all.addEventListener("click", () => this.#tickAll());
    }
    form.addEventListener("change", (event) => {
      if (event.target !== this.#reason) this.#changed();
    });
    this.#count();
  }

  #boxes(): HTMLInputElement[] {
    return [...this.#form.querySelectorAll<HTMLInputElement>("input[name=item]")];
  }

  #ticked(): HTMLInputElement[] {
    return this.#boxes().filter((box) => box.checked);
  }

  #tickAll(): void {
    const boxes = this.#boxes();
    const every = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !every;
    this.#changed();
  }

  #changed(): void {
    this.#count();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.propose(), PROPOSE_AFTER_MILLIS);
  }

  #count(): void {
    const count = this.#ticked().length;
    const words = count === 0 ? "Nothing is ticked." : count === 1 ? "One item is ticked." : `${count} items are ticked.`;
    const status = this.#form.querySelector("[data-count]");
    if (status) status.textContent = words;
    const submit = this.#form.querySelector<HTMLButtonElement>("button[data-verb]");
    if (submit) submit.disabled = count === 0;
  }

  /** Proposes the words of the notices anew, unless somebody wrote their own. */
  async propose(): Promise<void> {
    if (!this.#reason || this.#reason.value !== this.#proposed) return;
    const languages = [...new Set(this.#ticked().map((box) => box.dataset["language"] ?? ""))].filter(Boolean);
    if (languages.length === 0) return;
    const act = this.#form.querySelector<HTMLInputElement>("input[name=act]")?.value ?? "kill";
    const query = new URLSearchParams({ act, because: this.#because?.value ?? "wrong", languages: languages.join(",") });
    try {
      const { body } = await ask<{ text: string }>(`/desk/api/notice?${query}`);
      if (this.#reason.value !== this.#proposed) return;
      this.#reason.value = body.text;
      this.#proposed = body.text;
    } catch {
      // The words that stand there still do.
    }
  }
}
