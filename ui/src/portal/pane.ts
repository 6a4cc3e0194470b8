// The reading pane: one story, with everything that is done with it.

import { button, make } from "../editor/make.ts";
import { ask, Refusal } from "../http.ts";
import { article } from "./article.ts";
import { copy, storyHtml, storyText } from "./body.ts";
import { type Difference, shown as changesShown } from "./changes.ts";
import { type Clock, countdown } from "./clock.ts";
import { icon } from "./icon.ts";
import type { Marks } from "./kept-marks.ts";
import { directionOf, kills, type Line, lineOfHit, stops } from "./line.ts";
import { withMarks } from "./row.ts";
import type { Kept } from "./settings.ts";
import { downloads, quotaNow, toggle } from "./taking.ts";
import { nameTopics } from "./topics.ts";
import type { Hit, Me, Page, Quota, WireEvent } from "./wire.ts";

const LIKE_HITS = 10;

export interface PaneDoes {
  say(sentence: string): void;
  closed(): void;
  signedOut(): void;
}

interface VersionLine {
  readonly version: number;
  readonly seq: number;
  readonly act: string;
  readonly time: string;
}

export class Pane {
  readonly element: HTMLElement;
  readonly #head = make("header", { class: "pane-head" });
  readonly #news = make("p", { class: "pane-news", role: "status" });
  readonly #body = make("div", { class: "pane-body", tabindex: 0 });
  readonly #me: Me;
  readonly #kept: Kept;
  readonly #marks: Marks;
  readonly #clock: Clock;
  readonly #does: PaneDoes;
  readonly #categories: ReadonlyMap<number, string>;
  #quota: Quota | null;
  #item = "";
  #event: WireEvent | undefined;
  #versions: readonly VersionLine[] = [];
  #asked = "";
  #counted: Promise<void> = Promise.resolve();
  #asking = new AbortController();

  constructor(me: Me, kept: Kept, marks: Marks, clock: Clock, does: PaneDoes) {
    this.#me = me;
    this.#quota = me.quota;
    this.#kept = kept;
    this.#marks = marks;
    this.#clock = clock;
    this.#does = does;
    this.#categories = new Map(me.agency.categories.map(({ id, name }) => [id, name]));
    this.element = make("section", { class: "pane", "aria-label": "Story", hidden: true }, this.#head, this.#news, this.#body);
    setInterval(() => this.#countDown(), 1_000);
    kept.addEventListener("change", () => this.#event && this.#drawHead());
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** The item that is read; empty for none. */
  get item(): string {
    return this.isOpen ? this.#item : "";
  }

  close(): void {
    this.#asking.abort();
    this.#item = "";
    this.#asked = "";
    this.#event = undefined;
    this.element.hidden = true;
    this.#does.closed();
  }

  /** Opens the story of a row; what takes a story back is told with its reason. */
  async open(line: Line): Promise<void> {
    if (stops(line.act)) return this.#stopped(line.item, line.seq, line.slug);
    await this.#ask(line.item, line.slug, line.seq, line.version);
  }

  async openItem(item: string): Promise<void> {
    await this.#ask(item, "", 0, 0);
  }

  /** Something was said about an item. What is killed or held goes from the screen at once. */
  hear(line: Line): void {
    if (line.item !== this.#item || !this.isOpen) return;
    if (stops(line.act)) {
      this.#gone(kills(line.act) ? "killed" : "held", "");
      void this.#stopped(line.item, line.seq, line.slug);
      this.#does.say(kills(line.act) ? "The story that you read was killed." : "The story that you read is on hold.");
    } else if (line.act === "resume" && !this.#event) {
      void this.#fetch(line.item, line.seq);
    } else if (this.#event && line.version > this.#event.version) {
      const read = button(`Read version ${line.version}`, () => void this.#fetch(line.item, line.seq), { class: "quiet" });
      this.#news.replaceChildren(`A newer version has come${line.act === "correct" ? ": a correction" : ""}. `, read);
    }
  }

  /** An embargo ended, or the item stands otherwise: it is shown as it is now. */
  refresh(): void {
    if (this.isOpen) void this.#fetch(this.#item, this.#event?.seq ?? 0);
  }

  async copyText(html: boolean): Promise<void> {
    const story = this.#event?.story;
    if (!story || !this.#event) return this.#does.say("Open a story first: Enter.");
    const embargo = this.#event.embargo && Date.parse(this.#event.embargo) > Date.now() ? this.#clock.moment(Date.parse(this.#event.embargo)) : "";
    try {
      await copy(storyText(story, embargo), html ? storyHtml(story, embargo) : undefined);
      this.#does.say(html ? "Copied with its markup." : "Copied as text.");
    } catch (error) {
      this.#does.say(error instanceof Error ? error.message : "It could not be copied.");
    }
  }

  download(line: Line | undefined, item = "", kind = "picture"): void {
    const event = this.#event;
    const of = item ? { item, slug: "", kind, story: undefined } : event?.story ? { item: event.item, slug: event.story.slug, kind: event.kind, story: event.story } : line ? { item: line.item, slug: line.slug, kind: line.kind, story: undefined } : undefined;
    if (!of) return this.#does.say("Choose a story first.");
    // What is left is told as it stands after what was just opened.
    void this.#counted.then(() => downloads(of, this.#me.formats, this.cost(1), () => this.recount()));
  }

  /** What it costs to take so many stories, in a sentence; empty where nothing is counted. */
  cost(count: number): string {
    if (!this.#quota) return "";
    const { left, limit, until } = this.#quota;
    return `Takes ${count} of the ${left} downloads that are left of ${limit} until ${this.#clock.moment(Date.parse(until))}, unless it was taken before.`;
  }

  /** Takes the keys. */
  focus(): void {
    this.#body.focus({ preventScroll: true });
  }

  /** Where downloads are limited, opening says first what it costs. */
  async #ask(item: string, slug: string, seq: number, version: number): Promise<void> {
    const wasTaken = seq > 0 && this.#marks.opened(seq);
    if (this.#quota && !wasTaken && this.#asked !== item) {
      this.#begin(item);
      this.#asked = item;
      const { left, until } = this.#quota;
      const open = button(left > 0 ? `Open: 1 of ${left} left` : "Open", () => void this.#fetch(item, seq, version));
      this.#body.replaceChildren(
        make("div", { class: "quota-ask" }, make("p", {}, make("strong", {}, left > 0 ? `Opens 1 of ${left} left` : "Nothing is left of your downloads"), ` until ${this.#clock.moment(Date.parse(until))}.`), make("p", {}, "Press Enter again to open it. What was opened once is not counted again."), open),
      );
      this.#headOf(slug || item);
      return;
    }
    await this.#fetch(item, seq, version);
  }

  #begin(item: string): AbortSignal {
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#item = item;
    this.#event = undefined;
    this.#versions = [];
    this.#news.replaceChildren();
    this.element.hidden = false;
    return this.#asking.signal;
  }

  async #fetch(item: string, seq: number, rowVersion = 0, version = 0): Promise<void> {
    const signal = this.#begin(item);
    this.#asked = "";
    this.element.setAttribute("aria-busy", "true");
    const path = `/api/v1/items/${encodeURIComponent(item)}`;
    try {
      const [{ body: event }, versions] = await Promise.all([
        ask<WireEvent>(version > 0 ? `${path}/versions/${version}` : path, { signal }),
        ask<{ versions: VersionLine[] }>(`${path}/versions`, { signal }).then(({ body }) => body.versions, () => []),
      ]);
      if (signal.aborted) return;
      this.#event = event;
      this.#versions = versions;
      for (const one of new Set([seq || event.seq, event.seq])) this.#marks.open(one);
      this.#draw();
      if (rowVersion > 0 && rowVersion < event.version && version === 0) this.#news.textContent = `The row is version ${rowVersion}; this is version ${event.version}, the newest.`;
      this.recount();
    } catch (error) {
      if (!signal.aborted) this.#failed(item, error);
    } finally {
      if (!signal.aborted) this.element.removeAttribute("aria-busy");
    }
  }

  #failed(item: string, error: unknown): void {
    if (error instanceof Refusal && error.isSignedOut) this.#does.signedOut();
    const { reason, note, until } = error instanceof Refusal ? (error.problem as { reason?: string; note?: string; until?: string }) : {};
    if (reason === "killed" || reason === "on_hold") {
      this.#gone(reason === "killed" ? "killed" : "held", note ?? "");
      return this.#headOf(item);
    }
    this.#headOf(item);
    if (reason === "embargo" && until) {
      const time = Date.parse(until);
      const left = make("strong", { "data-embargo": time }, countdown(time, Date.now()));
      return this.#body.replaceChildren(make("div", { class: "callout embargo" }, make("p", { class: "callout-title" }, icon("clock"), "Under embargo"), make("p", {}, `The story is given out from ${this.#clock.moment(time)}, `, left, ". It opens here by itself.")));
    }
    this.#body.replaceChildren(make("div", { class: "callout stop" }, make("p", { class: "callout-title" }, "It cannot be opened"), make("p", {}, error instanceof Error ? error.message : "Something failed.")));
  }

  /** The story goes from the screen, and from what could be copied. */
  #gone(how: "killed" | "held", why: string): void {
    this.#event = undefined;
    this.#news.replaceChildren();
    getSelection()?.removeAllRanges();
    this.#headOf("");
    const said = how === "killed" ? "This story was killed. It must not be used, and what was used must be taken back." : "This story is on hold. It must not be used until it is resumed.";
    this.#body.replaceChildren(make("div", { class: "callout stop gone", role: "alert" }, make("p", { class: "callout-title" }, icon(how === "killed" ? "lock" : "pause"), how === "killed" ? "Killed" : "On hold"), make("p", {}, said), ...(why ? [make("p", { dir: "auto", class: "why" }, why)] : [])));
  }

  /** Tells why an item was stopped: the notice of the dispatch that did it. */
  async #stopped(item: string, seq: number, slug: string): Promise<void> {
    const signal = this.#begin(item);
    this.#marks.open(seq);
    this.#headOf(slug || item);
    const { body } = await ask<Page>(`/api/v1/latest?seqs=${seq}`, { signal }).catch(() => ({ body: undefined }));
    if (signal.aborted) return;
    const event = body?.events[0];
    this.#gone(event && kills(event.act) ? "killed" : event?.act === "hold" ? "held" : "killed", event?.story?.editors_note ?? event?.story?.headline ?? "");
    this.#headOf(slug || item);
  }

  /** Asks what is left of the downloads. */
  recount(): void {
    if (!this.#quota) return;
    this.#counted = quotaNow().then((quota) => void (this.#quota = quota), () => {});
  }

  #countDown(): void {
    for (const element of this.#body.querySelectorAll<HTMLElement>("[data-embargo]")) {
      const left = countdown(Number(element.dataset["embargo"]), Date.now());
      if (left === "over") return this.refresh();
      element.textContent = left;
    }
  }

  #headOf(title: string): void {
    this.#head.replaceChildren(make("p", { class: "pane-slug" }, make("bdi", {}, title)), this.#closer());
  }

  #closer(): HTMLElement {
    const close = button("", () => this.close(), { class: "tool", "aria-label": "Close the story", title: "Close (Esc)" });
    close.append(icon("close"));
    return close;
  }

  #drawHead(): void {
    const event = this.#event;
    if (!event?.story) return;
    const { item } = event;
    const of = Math.max(event.version, ...this.#versions.map(({ version }) => version));
    const choice = make("select", { class: "versions", "aria-label": "Version" }, ...[...this.#versions].reverse().map(({ version, act, time }) => make("option", { value: version, selected: version === event.version }, `Version ${version} of ${of}, ${act}, ${this.#clock.minute(Date.parse(time))}`)));
    choice.addEventListener("change", () => void this.#fetch(item, 0, 0, Number(choice.value)));
    const isIn = this.#kept.now.basket.some(([one]) => one === item);
    const tool = (label: string, key: string, run: () => void, pressed?: boolean): HTMLElement => button(label, run, { class: "tool", title: `${label} (${key})`, "aria-pressed": pressed === undefined ? undefined : String(pressed) });
    const tools = make(
      "div",
      { class: "tools" },
      tool("Copy", "c", () => void this.copyText(false)),
      tool("Copy HTML", "C", () => void this.copyText(true)),
      tool("Download", "d", () => this.download(undefined)),
      tool("Basket", "b", () => this.#does.say(toggle(this.#kept, item, event.story?.slug ?? "")), isIn),
      ...(event.version > 1 ? [tool("What changed", "v", () => void this.changes())] : []),
      tool("More like this", "l", () => void this.like()),
      tool("Raw", "r", () => this.raw()),
    );
    const version = this.#versions.length > 1 ? choice : make("span", { class: "soft" }, "Version 1");
    this.#head.replaceChildren(make("p", { class: "pane-slug" }, make("bdi", {}, event.story.slug)), version, this.#closer(), tools);
  }

  #draw(): void {
    const event = this.#event;
    if (!event) return;
    if (!event.story) return this.#gone(event.closed?.reason === "on_hold" ? "held" : "killed", "");
    this.#drawHead();
    const shown = article(event, event.story, this.#clock, this.#categories, { openItem: (item) => void this.openItem(item), take: (item, kind) => this.download(undefined, item, kind) });
    this.#body.replaceChildren(shown);
    this.#body.scrollTop = 0;
    void nameTopics(shown);
  }

  /** What this version changed, above the text; a second press takes it away. */
  async changes(): Promise<void> {
    const event = this.#event;
    if (!event?.story || event.version < 2 || this.#drop("changes-box")) return;
    const { language } = event.story;
    try {
      const { body } = await ask<Difference>(`/api/v1/items/${encodeURIComponent(event.item)}/diff?from=${event.version - 1}&to=${event.version}`, { signal: this.#asking.signal });
      this.#putFirst("changes-box", `What changed from version ${body.from} to ${body.to}`, changesShown(body, language, directionOf(language)));
      this.recount();
    } catch (error) {
      if (error instanceof Error && error.name !== "AbortError") this.#does.say(error.message);
    }
  }

  /** Stories alike, below the text. */
  async like(): Promise<void> {
    const event = this.#event;
    if (!event?.story || this.#drop("like-box")) return;
    try {
      const { body } = await ask<{ hits: Hit[] }>(`/api/v1/items/${encodeURIComponent(event.item)}/like?limit=${LIKE_HITS}`, { signal: this.#asking.signal });
      const line = (hit: Hit): HTMLElement => {
        const open = button("", () => void this.open(lineOfHit(hit)), { class: "link", dir: directionOf(hit.language), lang: hit.language });
        open.append(...(hit.marked?.headline ? withMarks(hit.marked.headline) : [hit.headline]));
        return make("li", {}, open, make("span", { class: "soft" }, ` ${this.#clock.since(Date.parse(hit.version_created), Date.now())}`));
      };
      const list = body.hits.length > 0 ? make("ul", { class: "links" }, ...body.hits.map(line)) : make("p", {}, "Nothing alike was found.");
      this.#putFirst("like-box", "More like this", list);
    } catch (error) {
      if (error instanceof Error && error.name !== "AbortError") this.#does.say(error.message);
    }
  }

  /** The story as programs get it. */
  raw(): void {
    if (!this.#event?.story || this.#drop("raw-box")) return;
    this.#putFirst("raw-box", "As programs get it", make("pre", { tabindex: 0, role: "region", "aria-label": "JSON" }, JSON.stringify(this.#event, undefined, 2)));
  }

  #drop(name: string): boolean {
    const there = this.#body.querySelector(`.${name}`);
    there?.remove();
    return there !== null;
  }

  #putFirst(name: string, title: string, inside: HTMLElement): void {
    this.#drop(name);
    const close = button("Close", () => this.#drop(name), { class: "quiet" });
    this.#body.prepend(make("section", { class: `box ${name}` }, make("div", { class: "box-head" }, make("h3", {}, title), close), inside));
    this.#body.scrollTop = 0;
  }
}
