// The public summary: what the desk writes, or what is proposed, against what it may be long.

import { ask } from "../http.ts";
import type { Manuscript } from "../manuscript.ts";
import type { Workbench } from "../workbench.ts";
import { count } from "./blocks.ts";
import { type Field, set, text, type TextField } from "./field.ts";
import { BY_MACHINE, MachineSummary } from "./machine.ts";
import { button, make } from "./make.ts";
import type { Vocabulary } from "./vocabulary.ts";

export class SummaryField implements Field {
  readonly element: HTMLElement;
  readonly inLanguage: readonly HTMLElement[];
  readonly #field: TextField;
  readonly #propose: HTMLButtonElement;
  readonly #machine: MachineSummary;
  readonly #limits: Vocabulary["limits"];
  readonly #workbench: Workbench;
  readonly #onChange: () => void;
  #isReadOnly = false;
  /** How the summary came to be, where a machine had to do with it. */
  #source: string | undefined;

  constructor({ limits, assistant }: Vocabulary, workbench: Workbench, onChange: () => void) {
    this.#limits = limits;
    this.#workbench = workbench;
    this.#onChange = onChange;
    this.#field = text({
      id: "public-summary",
      label: "Public summary",
      hint: "What the public site shows. Left empty, it is taken from the text at release.",
      lines: "several",
      get: (manuscript) => manuscript.public_summary,
      set: (manuscript, value) => set(manuscript, "public_summary", value),
    });
    this.#propose = button("Propose", () => void this.#ask(), { class: "quiet" });
    const { input } = this.#field;
    this.#machine = new MachineSummary(workbench, assistant, {
      isEmpty: () => input.value.trim() === "",
      write: (summary) => {
        input.value = summary;
        this.#source = BY_MACHINE;
        onChange();
      },
    });
    // The server decides how a summary came to be, at each save.
    workbench.addEventListener("item", () => (this.#source = workbench.item.story.summary_source));
    this.element = make("div", {}, this.#field.element, this.#propose, this.#machine.element);
    this.inLanguage = [input];
    this.#field.foot.setAttribute("role", "status");
  }

  open(manuscript: Manuscript): void {
    this.#field.open(manuscript);
    this.#source = manuscript.summary_source;
    void this.#machine.refresh();
  }

  put(manuscript: Manuscript): void {
    this.#field.put(manuscript);
    set(manuscript, "summary_source", this.#source);
  }

  setReadOnly(isReadOnly: boolean): void {
    this.#isReadOnly = isReadOnly;
    this.#field.setReadOnly(isReadOnly);
    this.#propose.disabled = isReadOnly;
    this.#machine.setReadOnly(isReadOnly);
  }

  /** Counts against the limit for a story of so many words. */
  count(storyWords: number): void {
    const { summary_words_max, summary_share_percent_max } = this.#limits;
    const words = count(this.#field.input.value);
    const most = Math.min(summary_words_max, Math.floor((storyWords * summary_share_percent_max) / 100));
    const over = words - most;
    const said = words === 0 ? "" : `${words} ${words === 1 ? "word" : "words"} of ${most} (${summary_share_percent_max} % of the text, ${summary_words_max} at most)${over > 0 ? `; ${over} too many` : ""}`;
    const { foot } = this.#field;
    if (foot.textContent !== said) foot.textContent = said;
    foot.classList.toggle("bad", words > 0 && over > 0);
  }

  async #ask(): Promise<void> {
    const { foot, input } = this.#field;
    try {
      const { public_summary: _, ...manuscript } = this.#workbench.manuscript();
      const { body } = await ask<{ text: string | null }>("/desk/api/summary", { method: "POST", json: manuscript });
      if (body.text === null) foot.textContent = "Nothing can be proposed: the text has too few sentences that stand alone.";
      else if (!this.#isReadOnly) {
        input.focus();
        input.select();
        // As if it was typed, so that the browser's undo takes it back.
        if (!document.execCommand("insertText", false, body.text)) input.value = body.text;
        this.#onChange();
      }
    } catch (error) {
      foot.textContent = `Nothing can be proposed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
