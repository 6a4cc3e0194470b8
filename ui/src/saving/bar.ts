// The line that says who writes and who reads, with what can be done about it.

import { since } from "../zone.ts";
import type { Around } from "./around.ts";
import { comparing, type Theirs } from "./entries.ts";
import { type Kept, keptInWords } from "./kept.ts";
import { inWords, type SaveState } from "./state.ts";

export interface BarActs {
  takeOver(): void;
  compare(): void;
  show(): void;
  tryNow(): void;
}

/** What else there is to say beside where the text is. */
export interface Beside {
  /** The server has a newer text than the fields. */
  readonly hasNewer: boolean;
  /** A text of whoever is here that is not the item's. */
  readonly kept: Kept | undefined;
  /** What whoever has the lock saved last. */
  readonly theirs: Theirs | undefined;
}

const WELL: ReadonlySet<SaveState["kind"]> = new Set(["saved", "changed", "saving"]);
/** The name of an entry of the history. */
const ENTRY = /(save-\d+)/;

export class Bar {
  readonly #item: string;
  readonly #acts: BarActs;
  readonly #said = document.createElement("p");
  readonly #kept = document.createElement("p");
  readonly #here = document.createElement("p");
  readonly #buttons = document.createElement("p");
  readonly #spoken = document.createElement("p");
  #state: SaveState["kind"] = "saved";
  /** What was the matter last, until it is well again. */
  #trouble: SaveState["kind"] | undefined;

  constructor(place: HTMLElement, item: string, acts: BarActs) {
    this.#item = item;
    this.#acts = acts;
    this.#said.className = "state";
    this.#kept.className = "kept";
    this.#here.className = "here soft";
    this.#buttons.className = "saving-acts";
    this.#spoken.className = "unseen";
    this.#spoken.setAttribute("role", "status");
    place.classList.add("saving");
    place.replaceChildren(this.#said, this.#kept, this.#here, this.#buttons, this.#spoken);
  }

  /** Who is here; `me` is left out. */
  showAround({ here, lock }: Around, me: string): void {
    const others = here.filter(({ login }) => login !== me);
    // Where somebody else writes, the reason why nothing can be typed says so.
    const writes = lock && lock.holder !== me && this.#state !== "locked" ? [`${lock.name} writes since ${since(new Date(lock.since))}`] : [];
    const read = others.filter(({ login }) => login !== lock?.holder).map(({ name }) => name);
    const reads = read.length > 0 ? [`${list(read)} ${read.length === 1 ? "reads" : "read"} this, too`] : [];
    const said = [...writes, ...reads].join(" · ");
    if (this.#here.textContent !== said) this.#here.textContent = said;
    this.#here.hidden = said === "";
  }

  showState(state: SaveState, beside: Beside): void {
    const { hasNewer, kept, theirs } = beside;
    this.#state = state.kind;
    const hrefs = new Map(theirs ? [[theirs.entry, theirs.href]] : []);
    this.#tell(this.#said, inWords(state, theirs?.entry), hrefs);
    this.#said.classList.toggle("bad", !WELL.has(state.kind));
    // What the state says already is not said twice.
    const isSaid = state.kind === "stale" || ("aside" in state && kept?.kind === "aside" && kept.entry === state.aside);
    this.#tell(this.#kept, kept && !isSaid ? keptInWords(kept) : "", new Map());
    this.#kept.hidden = this.#kept.textContent === "";
    this.#speak(state, kept);
    const buttons: [string, () => void][] = [];
    if (state.kind === "locked") buttons.push(["Take over", () => this.#acts.takeOver()]);
    if (state.kind === "stale" || kept) buttons.push(["Compare the two texts", () => this.#acts.compare()]);
    if (state.kind === "cut" || state.kind === "signed-out" || state.kind === "refused") buttons.push(["Try now", () => this.#acts.tryNow()]);
    if (hasNewer) buttons.push(["Show the newer text", () => this.#acts.show()]);
    this.#offer(buttons, state.kind === "signed-out" ? [signIn()] : []);
  }

  /** Says something in which the entries of the history are links. What stands there already is not put in anew. */
  #tell(line: HTMLElement, words: string, hrefs: ReadonlyMap<string, string>): void {
    if (line.textContent === words) return;
    const parts = words.split(ENTRY).map((part) => {
      if (!ENTRY.test(part)) return part;
      const link = document.createElement("a");
      link.href = hrefs.get(part) ?? comparing(this.#item, part);
      // Whoever looks at it does not leave the text.
      link.target = "_blank";
      link.textContent = part;
      return link;
    });
    line.replaceChildren(...parts);
  }

  #offer(buttons: readonly [string, () => void][], links: readonly HTMLElement[]): void {
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
  #speak(state: SaveState, kept: Kept | undefined): void {
    if (!WELL.has(state.kind)) {
      const said = inWords(state);
      if (this.#spoken.textContent !== said) this.#spoken.textContent = said;
      this.#trouble = state.kind;
    } else if (this.#trouble && state.kind === "saved") {
      this.#spoken.textContent = kept ? keptInWords(kept) : this.#trouble === "locked" ? "You can write here now." : "Everything is saved again.";
      this.#trouble = undefined;
    }
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
