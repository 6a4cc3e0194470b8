// The status line: how the line to the server stands, told as it is.

import { make } from "../editor/make.ts";
import { type Clock, lasted } from "./clock.ts";
import type { LineState } from "./follow.ts";

/** How long it is told that everything was caught up with. */
const TOLD_MS = 120_000;

/** The state of the line in words. Pure. */
export function inWords(state: LineState, minute: (time: number) => string): string {
  switch (state.state) {
    case "opening":
      return "Opening the line …";
    case "live":
      return "Live";
    case "catching-up":
      return "Fetching what was missed …";
    case "cut":
      return `The line is cut since ${minute(state.since)}. What is missed is fetched as soon as it is back.`;
    case "signed-out":
      return "You are signed out. Nothing new comes until you sign in again.";
    case "refused":
      return `Nothing new comes: ${state.why}`;
  }
}

/** What was caught up with, in a sentence. */
export function caught(count: number, awayMs: number): string {
  return `Caught up ${count.toLocaleString("en")} ${count === 1 ? "story" : "stories"} after ${lasted(awayMs)} away.`;
}

export class Status {
  readonly element: HTMLElement;
  readonly #line = make("span", { class: "line-state", role: "status" });
  readonly #caught = make("span", { class: "caught", role: "status" });
  readonly #time = make("span", { class: "time-now" });
  readonly #clock: Clock;
  readonly #signIn: () => HTMLElement;
  #state = "";
  #told: ReturnType<typeof setTimeout> | undefined;

  constructor(clock: Clock, said: HTMLElement, signIn: () => HTMLElement) {
    this.#clock = clock;
    this.#signIn = signIn;
    this.element = make("footer", { class: "status" }, this.#line, this.#caught, said, this.#time);
    setInterval(() => this.#tick(), 1_000);
    this.#tick();
  }

  stands(state: LineState): void {
    const text = inWords(state, (time) => this.#clock.minute(time));
    if (text === this.#state) return;
    this.#state = text;
    this.element.dataset["state"] = state.state;
    this.#line.replaceChildren(make("span", { class: "dot", "aria-hidden": "true" }), text, ...(state.state === "signed-out" ? [" ", this.#signIn()] : []));
  }

  caughtUp(count: number, awayMs: number): void {
    this.#caught.textContent = caught(count, awayMs);
    clearTimeout(this.#told);
    this.#told = setTimeout(() => (this.#caught.textContent = ""), TOLD_MS);
  }

  /** Something failed that is asked for again. */
  failed(error: unknown): void {
    this.#caught.textContent = error instanceof Error ? error.message : "Something could not be fetched.";
    clearTimeout(this.#told);
    this.#told = setTimeout(() => (this.#caught.textContent = ""), TOLD_MS);
  }

  #tick(): void {
    this.#time.textContent = `${this.#clock.second(Date.now())} ${this.#clock.zone.replaceAll("_", " ")}`;
  }
}
