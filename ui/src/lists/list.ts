// A list of the newsroom: it follows what changes, and is worked with by keys. Without this script it is a page with links
// and buttons that do the same.

import { ask, Refusal } from "../http.ts";
import { countDown } from "./ahead.ts";
import { Line } from "./line.ts";
import { chooseDesk, desks, place, SAID, type Stage } from "./place.ts";
import { itemOf, Rows } from "./rows.ts";

/** Changes that come within this time are fetched together. */
const GATHER_MS = 150;
/** How often a listener is told about new lines at most. */
const SPEAK_MS = 5_000;
/** Items that one request names at most; the server takes no more. */
const ITEMS_MAX = 200;

/** `<tellal-list>`: a table of lines, with what is said around it. */
export class TellalList extends HTMLElement {
  #rows = new Rows(document.createElement("tbody"), false);
  #line: Line | undefined;
  #stopCounting = (): void => {};
  #changed = new Set<string>();
  #everything = false;
  #fetching = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unspoken = 0;
  #speaking: ReturnType<typeof setTimeout> | undefined;
  #pointed: Element | null = null;

  connectedCallback(): void {
    const body = this.querySelector("tbody");
    if (!body) return;
    const query = this.dataset["query"] ?? "";
    this.#rows = new Rows(body, new URLSearchParams(query).get("shelf") === "scheduled");
    this.#stopCounting = countDown(this);
    this.addEventListener("click", this.#click);
    body.addEventListener("pointerover", (event) => this.#point((event.target as Element).closest("tr")));
    body.addEventListener("pointerleave", () => this.#point(null));
    body.addEventListener("focusin", (event) => this.#rove((event.target as Element).closest("tr")));
    body.addEventListener("focusout", () => setTimeout(() => this.#sweep()));
    this.#part("fresh")?.addEventListener("click", () => this.settle());
    this.#rove(this.#rows.all[0] ?? null);
    if (this.dataset["live"] !== "yes") return;
    this.#line = new Line(Number(this.dataset["rung"]), {
      changed: (items) => this.#hear(items),
      state: (state) => (state === "open" ? this.#joined() : void this.#cut()),
    });
    this.#line.start();
  }

  disconnectedCallback(): void {
    this.#line?.stop();
    this.#stopCounting();
  }

  /** The line that keys are about: the one with the focus, or the first. */
  get current(): HTMLElement | undefined {
    return this.#focused() ?? this.#rows.all.find((row) => row.querySelector(".what a[tabindex='0']")) ?? this.#rows.all[0];
  }

  /** Moves the focus by so many lines. */
  move(by: number): void {
    const all = this.#rows.all;
    const focused = this.#focused();
    const from = focused ? all.indexOf(focused) + by : Math.max(0, all.indexOf(this.current as HTMLElement));
    const link = all[Math.min(Math.max(from, 0), all.length - 1)]?.querySelector<HTMLElement>(".what a");
    link?.focus();
    link?.closest("tr")?.scrollIntoView({ block: "nearest" });
  }

  open(): void {
    this.current?.querySelector<HTMLElement>(".what a")?.click();
  }

  /** Does what the stage of the current line allows: to review, back, out of the inbox. */
  async step(): Promise<void> {
    const row = this.current;
    const stage = row?.dataset["step"] as Stage | undefined;
    if (!row) return;
    if (!stage) return this.#wrong("This item cannot be moved to another stage.");
    await this.#move(row, { stage }, `is ${SAID[stage]} now`);
  }

  /** Throws the current line away: it is kept on the shelf of spiked items, and can be taken back. */
  async spike(): Promise<void> {
    const row = this.current;
    if (!row) return;
    if (!row.dataset["step"]) return this.#wrong("This item cannot be thrown away: it was sent, or is another’s.");
    await this.#move(row, { stage: "spiked" }, `is ${SAID.spiked} now; take it back from the shelf of spiked items`);
  }

  /** Asks for a desk, and passes the current line there. */
  async pass(row: HTMLElement | undefined = this.current): Promise<void> {
    if (!row) return;
    if (row.dataset["pass"] !== "yes") return this.#wrong("You cannot pass this item on.");
    try {
      const all = await desks();
      const desk = await chooseDesk(all, this.#named(row));
      row.querySelector<HTMLElement>(".what a")?.focus();
      if (desk === undefined) return;
      const name = all.find(({ id }) => id === desk)?.name;
      await this.#move(row, { desk }, name ? `is with ${name} now` : "is with no desk now");
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Lets in what waits, and goes to the top of it. */
  settle(): void {
    const fresh = this.#rows.settle();
    this.#show();
    const first = this.#rows.all.find((row) => fresh.includes(row)) ?? this.#rows.all[0];
    first?.querySelector<HTMLElement>(".what a")?.focus();
    first?.scrollIntoView({ block: "nearest" });
  }

  async #move(row: HTMLElement, to: { desk?: string; stage?: Stage }, does: string): Promise<void> {
    this.#wrong("");
    try {
      await place(itemOf(row), to);
      this.#say(`${this.#named(row)} ${does}.`);
      this.#hear([itemOf(row)]);
    } catch (error) {
      this.#failed(error);
    }
  }

  readonly #click = (event: MouseEvent): void => {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>("tr");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (target.closest(".do form button")) {
      event.preventDefault();
      this.#rove(row);
      row.querySelector<HTMLElement>(".what a")?.focus({ preventScroll: true });
      void this.step();
    } else if (target.closest(".do .pass")) {
      event.preventDefault();
      void this.pass(row);
    }
  };

  #focused(): HTMLElement | undefined {
    return document.activeElement?.closest<HTMLElement>("tellal-list tbody > tr") ?? undefined;
  }

  #point(row: Element | null): void {
    if (this.#pointed === row) return;
    this.#pointed = row;
    this.#sweep();
  }

  /** One line of the list is in the order of the Tab key: the one that had the focus last. */
  #rove(row: Element | null): void {
    if (!row) return;
    for (const one of this.#rows.all) {
      for (const stop of one.querySelectorAll<HTMLElement>("a, button")) stop.tabIndex = one === row ? 0 : -1;
    }
    this.#sweep();
  }

  #sweep(): void {
    this.#rows.sweep(this.#anchor());
    this.#show();
  }

  /** The line that must not move: the first of the one with the focus and the one under the pointer, or what was scrolled to. */
  #anchor(): Element | null {
    const looked = [this.#focused(), this.#pointed].filter((row): row is Element => !!row?.isConnected);
    const first = looked.sort((one, other) => (one.compareDocumentPosition(other) & 4 ? -1 : 1))[0];
    if (first) return first;
    const top = this.#rows.all[0]?.getBoundingClientRect().top ?? 0;
    if (top >= 0) return null;
    return this.#rows.all.find((row) => row.getBoundingClientRect().bottom > 0) ?? null;
  }

  #hear(items: readonly string[] | null): void {
    if (items === null) this.#everything = true;
    else for (const item of items) this.#changed.add(item);
    if (this.#changed.size > ITEMS_MAX) this.#everything = true;
    this.#timer ??= setTimeout(() => void this.#fetch(), GATHER_MS);
  }

  async #fetch(): Promise<void> {
    this.#timer = undefined;
    if (this.#fetching) {
      this.#timer = setTimeout(() => void this.#fetch(), GATHER_MS);
      return;
    }
    const [asked, everything] = [[...this.#changed], this.#everything];
    if (asked.length === 0 && !everything) return;
    this.#changed = new Set();
    this.#everything = false;
    this.#fetching = true;
    try {
      await this.#take(everything ? undefined : asked);
    } catch {
      // The line will be cut too, or somebody has to sign in: what changed is asked for again then.
      for (const item of asked) this.#changed.add(item);
      this.#everything ||= everything;
      this.#timer = setTimeout(() => void this.#fetch(), SPEAK_MS);
    } finally {
      this.#fetching = false;
    }
  }

  async #take(asked: readonly string[] | undefined): Promise<void> {
    const only = asked ? `&item=${asked.map(encodeURIComponent).join(",")}` : "";
    const response = await fetch(`/desk/rows?${this.dataset["query"] ?? ""}${only}`, { credentials: "same-origin", redirect: "error" });
    if (!response.ok) throw new Error(`${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const lines = [...page.querySelectorAll<HTMLElement>("tbody > tr")].map((line) => document.adoptNode(line));
    this.#count(page);
    const hold = matchMedia("(pointer: coarse)").matches && this.#rows.all.length > 0;
    const items = asked ?? [...new Set([...this.#rows.all.map(itemOf), ...lines.map(itemOf)])];
    const waited = this.#rows.held;
    const anchor = this.#anchor();
    const stood = anchor?.getBoundingClientRect().top ?? 0;
    const { added, held } = this.#rows.merge(items, lines, anchor, hold);
    // A line above may have become higher.
    if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - stood, behavior: "instant" });
    this.#rove(this.current ?? null);
    this.#show();
    this.#tell(added + Math.max(0, held - waited));
  }

  #count(page: Document): void {
    for (const counted of page.querySelectorAll<HTMLElement>(".counted [data-shelf]")) {
      const shown = document.querySelector(`.shelves .count[data-shelf="${counted.dataset["shelf"]}"]`);
      if (shown && shown.textContent !== counted.textContent) shown.textContent = counted.textContent;
    }
  }

  #show(): void {
    const fresh = this.#part("fresh");
    const [held, waiting] = [this.#rows.held, this.#rows.waiting];
    if (fresh) {
      const words = held > 0 ? `${held} new` : "Tidy up";
      if (fresh.textContent !== words) fresh.textContent = words;
      fresh.hidden = waiting === 0;
    }
    const empty = this.#part("empty");
    if (empty) empty.hidden = this.#rows.all.length > 0 || held > 0;
  }

  /** Tells a listener how many are new, now and then, and not of each. */
  #tell(fresh: number): void {
    this.#unspoken += fresh;
    if (this.#unspoken === 0) return;
    this.#speaking ??= setTimeout(() => {
      this.#speaking = undefined;
      this.#say(this.#unspoken === 1 ? "1 new item." : `${this.#unspoken} new items.`);
      this.#unspoken = 0;
    }, SPEAK_MS);
  }

  #say(sentence: string): void {
    const spoken = this.#part("spoken");
    if (spoken) spoken.textContent = sentence;
  }

  #wrong(sentence: string): void {
    const wrong = this.#part("wrong");
    if (!wrong) return;
    wrong.textContent = sentence;
    wrong.hidden = sentence === "";
  }

  #failed(error: unknown): void {
    this.#wrong(error instanceof Error ? error.message : String(error));
  }

  #joined(): void {
    this.#state("live", "Live.");
  }

  async #cut(): Promise<void> {
    this.#state("cut", "The line is cut: this list stands still. Trying again…");
    try {
      await ask("/desk/api/me");
    } catch (error) {
      if (error instanceof Refusal && error.isSignedOut) this.#state("out", "You are signed out: this list stands still.", true);
    }
  }

  /** Says how the list stands. It is spoken once, when it changes. */
  #state(state: "live" | "cut" | "out", sentence: string, signIn = false): void {
    const line = this.#part("line");
    if (!line || line.dataset["state"] === state) return;
    const zone = (this.dataset["zone"] ??= line.textContent ?? "");
    const back = line.dataset["state"] !== undefined && state === "live";
    line.dataset["state"] = state;
    const mark = Object.assign(document.createElement("span"), { className: "mark", textContent: state === "live" ? "●" : "○" });
    mark.setAttribute("aria-hidden", "true");
    line.replaceChildren(mark, ` ${sentence} `, state === "live" ? zone : "");
    if (signIn) {
      const next = encodeURIComponent(location.pathname + location.search);
      line.append(Object.assign(document.createElement("a"), { href: `/sign-in?next=${next}`, textContent: "Sign in" }));
    }
    if (state !== "live") this.#say(sentence);
    else if (back) this.#say("The list follows again.");
  }

  #named(row: HTMLElement): string {
    return row.querySelector(".slug")?.textContent?.trim() || "The item";
  }

  #part(name: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-part="${name}"]`);
  }
}
