// What is told to whoever hears the screen: news politely and gathered, flashes and kills at once.

import { make } from "../editor/make.ts";

/** How often new rows are told of at most. */
const SPEAK_MS = 5_000;
/** How long a sentence stands where it is seen. */
const SAID_MS = 6_000;

export class Speech {
  readonly polite = make("p", { class: "unseen", role: "status", "aria-live": "polite" });
  readonly assertive = make("p", { class: "unseen", role: "alert", "aria-live": "assertive" });
  /** The same for who sees the screen. */
  readonly said = make("p", { class: "said-line", "aria-hidden": "true" });
  #new = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #clear: ReturnType<typeof setTimeout> | undefined;

  say(sentence: string): void {
    this.polite.textContent = sentence;
    this.said.textContent = sentence;
    clearTimeout(this.#clear);
    this.#clear = setTimeout(() => (this.said.textContent = ""), SAID_MS);
  }

  shout(sentence: string): void {
    this.assertive.textContent = sentence;
  }

  /** So many rows came. */
  news(count: number): void {
    this.#new += count;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.polite.textContent = this.#new === 1 ? "1 new story" : `${this.#new} new stories`;
      this.#new = 0;
    }, SPEAK_MS);
  }
}
