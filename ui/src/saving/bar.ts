// The line that says who writes and who reads, with what can be done about it.

import { inWords, type SaveState } from "./state.ts";
import { clock } from "../zone.ts";
import type { Around } from "./around.ts";

export interface BarActs {
  takeOver(): void;
  choose(): void;
  show(): void;
  tryNow(): void;
}

export class Bar {
  readonly #acts: BarActs;
  readonly #said = document.createElement("p");
  readonly #here = document.createElement("p");
  readonly #buttons = document.createElement("p");
  readonly #spoken = document.createElement("p");
  #isWell = true;

  constructor(place: HTMLElement, acts: BarActs) {
    this.#acts = acts;
    this.#said.className = "state";
    this.#here.className = "here soft";
    this.#buttons.className = "saving-acts";
    this.#spoken.className = "unseen";
    this.#spoken.setAttribute("role", "status");
    place.classList.add("saving");
    place.replaceChildren(this.#said, this.#here, this.#buttons, this.#spoken);
  }

  /** Who is here; `me` is left out. */
  showAround({ here, lock }: Around, me: string): void {
    const others = here.filter(({ login }) => login !== me);
    // Where somebody else writes, the reason why nothing can be typed says so.
    const writes = lock && lock.holder !== me && this.#said.textContent !== "" ? [`${lock.name} writes since ${clock(new Date(lock.since))}`] : [];
    const read = others.filter(({ login }) => login !== lock?.holder).map(({ name }) => name);
    const reads = read.length > 0 ? [`${list(read)} ${read.length === 1 ? "reads" : "read"} this, too`] : [];
    const said = [...writes, ...reads].join(" · ");
    if (this.#here.textContent !== said) this.#here.textContent = said;
    this.#here.hidden = said === "";
  }

  showState(state: SaveState, hasNewer: boolean): void {
    const words = state.kind === "locked" ? "" : inWords(state);
    if (this.#said.textContent !== words) this.#said.textContent = words;
    this.#said.classList.toggle("bad", !["saved", "changed", "saving"].includes(state.kind));
    this.#speak(state);
    const buttons: [string, () => void][] = [];
    if (state.kind === "locked") buttons.push(["Take over", () => this.#acts.takeOver()]);
    if (state.kind === "stale") buttons.push(["Compare the two texts", () => this.#acts.choose()]);
    if (state.kind === "cut" || state.kind === "signed-out" || state.kind === "refused") buttons.push(["Try now", () => this.#acts.tryNow()]);
    if (hasNewer) buttons.push(["Show the newer text", () => this.#acts.show()]);
    const links = state.kind === "signed-out" ? [signIn()] : [];
    const made = buttons.map(([says, run]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = says;
      button.addEventListener("click", run);
      return button;
    });
    const now = [...links, ...made];
    const said = (all: Iterable<Element>): string => Array.from(all, (one) => one.textContent).join("\n");
    // What has the focus is not put in anew.
    if (said(now) !== said(this.#buttons.children)) this.#buttons.replaceChildren(...now);
    this.#buttons.hidden = now.length === 0;
  }

  /** Whoever listens hears that something is the matter, and when it is well again; not every save. */
  #speak(state: SaveState): void {
    const isWell = ["saved", "changed", "saving"].includes(state.kind);
    if (!isWell && state.kind !== "locked") {
      const said = inWords(state);
      if (this.#spoken.textContent !== said) this.#spoken.textContent = said;
    } else if (!this.#isWell && state.kind === "saved") {
      this.#spoken.textContent = "Everything is saved again.";
    }
    if (!isWell || state.kind === "saved") this.#isWell = isWell;
  }
}

function signIn(): HTMLElement {
  const link = document.createElement("a");
  link.className = "button";
  link.href = `/sign-in?next=${encodeURIComponent("/desk")}`;
  link.target = "_blank";
  link.textContent = "Sign in again in a new tab";
  return link;
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat("en").format(names);
}
