// How long it is: the text, and the headline against what an alert may have.

import type { Body } from "./body.ts";
import { characters } from "./blocks.ts";
import { make } from "./make.ts";
import type { Sheet } from "./sheet.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The last priority that is sent as an alert: urgent. */
const ALERT_PRIORITY_MAX = 2;
const FLASH = 1;

export class Counts {
  readonly element = make("p", { class: "counts-of-text soft", id: "counts" });
  readonly #sheet: Sheet;
  readonly #body: Body | undefined;
  readonly #words: Vocabulary;

  constructor(sheet: Sheet, body: Body | undefined, words: Vocabulary) {
    this.#sheet = sheet;
    this.#body = body;
    this.#words = words;
    this.element.hidden = body === undefined;
  }

  count(): void {
    const { headline, summary, priority } = this.#sheet;
    const { rules, limits } = this.#words;
    const urgency = Number(priority.select.value);
    this.#against(headline.foot, characters(headline.input.value), urgency <= ALERT_PRIORITY_MAX ? rules.alert_chars_max : undefined, "an alert");
    if (!this.#body) return;
    const words = this.#body.words();
    const letters = characters(this.#body.view.state.doc.textContent);
    const flash = urgency === FLASH ? ` of ${limits.flash_chars_max} that a flash may have, in one paragraph` : "";
    const said = `${words.toLocaleString("en-GB")} words, ${letters.toLocaleString("en-GB")} characters${flash}`;
    if (this.element.textContent !== said) this.element.textContent = said;
    this.element.classList.toggle("bad", urgency === FLASH && (letters > limits.flash_chars_max || this.#body.view.state.doc.childCount > 1));
    summary.count(words);
  }

  #against(foot: HTMLElement, count: number, most: number | undefined, what: string): void {
    const over = most === undefined ? 0 : count - most;
    const said = most === undefined ? `${count} characters` : `${count} of ${most} characters${over > 0 ? `: ${over} too many for ${what}` : ""}`;
    if (foot.textContent !== said) foot.textContent = said;
    foot.classList.toggle("bad", over > 0);
  }
}
