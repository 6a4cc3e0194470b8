// A long list of rows: only those in view are made, and the row that somebody reads never moves.

import { make } from "../editor/make.ts";
import type { Clock } from "./clock.ts";
import type { Marks } from "./kept-marks.ts";
import type { Line } from "./line.ts";
import { Seeing } from "./marks.ts";
import { fill, signature } from "./row.ts";
import type { Put, Rows } from "./rows.ts";
import { inView, made, reveal } from "./viewport.ts";

/** How high a row is, in the unit of the reader's own letters. */
const ROW_REMS = { compact: 1.75, comfortable: 3.25, narrow: 4.5 } as const;
/** Below this width a row has two lines of headline. */
const NARROW_REMS = 30;
/** Rows from the end at which older ones are fetched. */
const OLDER_ROWS = 40;
/** How often it is looked what is in view. */
const LOOK_MS = 250;
const AT_TOP_PX = 2;
const FRAME_MS = 16;
/** How long a row that came is tinted. */
const ARRIVED_MS = 2_500;

export interface ListOptions {
  readonly name: string;
  readonly rows: Rows;
  readonly marks: Marks;
  readonly clock: Clock;
  compact(): boolean;
  /** Asks for older rows. */
  older(): void;
  /** A row was chosen, or none. */
  chosen(line: Line | undefined): void;
  open(line: Line): void;
  /** How many rows wait now. */
  waiting(count: number): void;
  /** The list is looked at from its top, where this row is. */
  top(seq: number): void;
}

let lists = 0;

/** Writes an attribute where it differs; what is the same costs nothing. */
function put(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export class List {
  readonly element: HTMLElement;
  readonly #options: ListOptions;
  readonly #all: HTMLElement;
  readonly #id = `list-${(lists += 1)}`;
  readonly #made = new Map<number, { element: HTMLElement; signature: string }>();
  readonly #seeing: Seeing;
  readonly #arrived = new Map<number, number>();
  readonly #watch: ReturnType<typeof setInterval>;
  readonly #sizes: ResizeObserver;
  #row = 52;
  #height = 0;
  /** Where the list was scrolled to; a browser forgets it of a list that is not shown. */
  #top = 0;
  #frame = 0;
  #painted = 0;
  #chosen = 0;
  #visit: { readonly seq: number; readonly label: string } | undefined;
  #now = Date.now();
  /** It is looked at: what stands behind another list is not seen. */
  isShown = true;

  constructor(options: ListOptions) {
    this.#options = options;
    this.#all = make("div", { class: "all", role: "presentation" });
    this.element = make("div", { class: "scroller", role: "listbox", tabindex: 0, "aria-label": options.name }, this.#all);
    this.#seeing = new Seeing((seq) => options.marks.seen(seq));
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.element.addEventListener("click", (event) => this.#click(event));
    this.#watch = setInterval(() => this.#look(), LOOK_MS);
    this.#sizes = new ResizeObserver(() => this.measure());
    this.#sizes.observe(this.element);
    options.marks.addEventListener("change", this.#draw);
  }

  stop(): void {
    clearInterval(this.#watch);
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#options.marks.removeEventListener("change", this.#draw);
  }

  /** The row that keys are about. */
  get chosen(): Line | undefined {
    return this.#options.rows.find(this.#chosen);
  }

  /** Nobody reads further down, and nobody holds on to a row: what is new may come in at the top. */
  get isFree(): boolean {
    return this.#chosen === 0 && this.element.scrollTop <= AT_TOP_PX;
  }

  /** Puts rows in, without moving the one that is read. */
  put(lines: readonly Line[], isNews: boolean): Put {
    const { rows } = this.#options;
    const isFree = this.isFree;
    const anchor = this.#anchor();
    const came = rows.put(lines, isNews && !isFree);
    if (isNews) for (const { seq } of came.added) this.#arrived.set(seq, Date.now() + ARRIVED_MS);
    this.#settle(isFree && isNews ? undefined : anchor);
    // A single story is shown in this very frame; of many at once each waits for the next one.
    if (isNews && performance.now() - this.#painted > FRAME_MS) this.#paint();
    this.#options.waiting(rows.waiting);
    return came;
  }

  /** Lets in what waits, and goes to the top. */
  letIn(): void {
    this.#options.rows.let();
    this.#options.waiting(0);
    this.choose(undefined);
    this.toTop();
  }

  toTop(): void {
    this.element.scrollTop = 0;
    this.refresh();
  }

  /** What is in the list was exchanged. */
  begin(): void {
    this.#chosen = 0;
    this.#made.clear();
    this.#all.replaceChildren();
    this.element.scrollTop = 0;
    this.#options.waiting(0);
    this.refresh();
  }

  /** The row at which the reader left last, with what is said there. */
  visited(seq: number, label: string): void {
    this.#visit = label ? { seq, label } : undefined;
    this.refresh();
  }

  /** Goes to a row that is held, and chooses it. */
  goTo(seq: number): boolean {
    const index = this.#options.rows.indexOf(seq);
    if (index < 0) return false;
    this.choose(seq);
    return true;
  }

  move(by: number): void {
    const { rows } = this.#options;
    if (rows.size === 0) return;
    const at = rows.indexOf(this.#chosen);
    const first = Math.ceil(this.element.scrollTop / this.#row);
    const to = at < 0 ? first : Math.min(rows.size - 1, Math.max(0, at + by));
    this.choose(rows.at(to)?.seq);
  }

  choose(seq: number | undefined): void {
    this.#chosen = seq ?? 0;
    const index = this.#options.rows.indexOf(this.#chosen);
    if (index >= 0) this.element.scrollTop = reveal(index, this.element.scrollTop, this.#height, this.#row);
    this.refresh();
    this.#options.chosen(this.chosen);
  }

  #scrolled(): void {
    if (this.element.clientHeight > 0) this.#top = this.element.scrollTop;
    this.#draw();
  }

  /** The room or the letters changed. */
  measure(): void {
    if (this.element.clientHeight === 0) {
      this.#height = 0;
      return;
    }
    if (this.#height === 0) this.element.scrollTop = this.#top;
    const anchor = this.#anchor();
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const isNarrow = this.element.clientWidth < NARROW_REMS * rem;
    const kind = this.#options.compact() ? "compact" : isNarrow ? "narrow" : "comfortable";
    this.#row = Math.round(ROW_REMS[kind] * rem);
    this.element.dataset["rows"] = kind;
    this.element.style.setProperty("--row", `${this.#row}px`);
    this.#height = this.element.clientHeight;
    this.#settle(anchor);
  }

  refresh(): void {
    this.#all.style.height = `${this.#options.rows.size * this.#row}px`;
    this.#draw();
  }

  /** What must stay where it is: the row that is chosen if it is in view, or the first one in view. */
  #anchor(): { readonly seq: number; readonly at: number } | undefined {
    const { rows } = this.#options;
    const { scrollTop } = this.element;
    const chosen = rows.indexOf(this.#chosen);
    const at = chosen * this.#row - scrollTop;
    if (chosen >= 0 && at > -this.#row && at < this.#height) return { seq: this.#chosen, at };
    const first = Math.floor(scrollTop / this.#row);
    const line = rows.at(first);
    return line && { seq: line.seq, at: first * this.#row - scrollTop };
  }

  #settle(anchor: { readonly seq: number; readonly at: number } | undefined): void {
    const { rows } = this.#options;
    const { to } = inView(this.element.scrollTop, this.#height, this.#row, rows.size);
    rows.trim(Math.max(to, rows.indexOf(this.#chosen)) + OLDER_ROWS);
    this.#all.style.height = `${rows.size * this.#row}px`;
    const index = anchor ? rows.indexOf(anchor.seq) : -1;
    if (anchor && index >= 0) {
      const top = Math.max(0, index * this.#row - anchor.at);
      if (Math.abs(top - this.element.scrollTop) > 0.5) this.element.scrollTop = top;
    }
    this.#draw();
  }

  readonly #draw = (): void => {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#paint());
  };

  #paint(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#painted = performance.now();
    this.#now = Date.now();
    const { rows } = this.#options;
    const { from, to } = made(this.element.scrollTop, this.#height, this.#row, rows.size);
    const wanted = new Set<number>();
    for (let index = from; index < to; index += 1) this.#show(index, wanted);
    const chosen = rows.indexOf(this.#chosen);
    // Also when it is scrolled away: whoever hears the screen is still there.
    if (chosen >= 0 && (chosen < from || chosen >= to)) this.#show(chosen, wanted);
    for (const [seq, { element }] of this.#made) {
      if (wanted.has(seq)) continue;
      element.remove();
      this.#made.delete(seq);
    }
    if (chosen >= 0) this.element.setAttribute("aria-activedescendant", this.#idOf(this.#chosen));
    else this.element.removeAttribute("aria-activedescendant");
    if (rows.older && to >= rows.size - OLDER_ROWS) this.#options.older();
  }

  #idOf(seq: number): string {
    return `${this.#id}-${seq}`;
  }

  #show(index: number, wanted: Set<number>): void {
    const { rows, marks, clock } = this.#options;
    const line = rows.at(index) as Line;
    wanted.add(line.seq);
    const isVisit = this.#visit !== undefined && line.seq <= this.#visit.seq && (rows.at(index - 1)?.seq ?? 0) > this.#visit.seq;
    const look = { ...rows.shown(line), seen: marks.seen(line.seq), opened: marks.opened(line.seq), marked: marks.marked(line.seq), visit: isVisit ? (this.#visit?.label ?? "") : "", now: this.#now };
    const says = `${signature(line, look)}|${clock.zone}`;
    let one = this.#made.get(line.seq);
    if (!one) {
      one = { element: make("div", { role: "option", id: this.#idOf(line.seq), "data-seq": line.seq, "data-item": line.item }), signature: "" };
      this.#made.set(line.seq, one);
      this.#all.append(one.element);
    }
    if (one.signature !== says) {
      fill(one.element, line, look, clock);
      one.signature = says;
    }
    const { element } = one;
    const transform = `translateY(${index * this.#row}px)`;
    if (element.style.transform !== transform) element.style.transform = transform;
    put(element, "aria-selected", String(line.seq === this.#chosen));
    put(element, "aria-posinset", String(index + 1));
    put(element, "aria-setsize", rows.older ? "-1" : String(rows.size));
    element.classList.toggle("arrived", (this.#arrived.get(line.seq) ?? 0) > this.#now);
  }

  #click(event: MouseEvent): void {
    const seq = Number((event.target as Element).closest<HTMLElement>(".row")?.dataset["seq"]);
    const line = this.#options.rows.find(seq);
    if (!line) return;
    this.choose(seq);
    this.#options.open(line);
  }

  /** What has been in view long enough is seen. */
  #look(): void {
    const { rows, marks } = this.#options;
    const now = Date.now();
    let isOver = false;
    // Also of rows that came while nobody looked.
    for (const [seq, until] of this.#arrived) if (until <= now && this.#arrived.delete(seq)) isOver = true;
    if (document.visibilityState !== "visible" || !this.element.isConnected || !this.isShown) return;
    const { from, to } = inView(this.element.scrollTop, this.#height, this.#row, rows.size);
    const seqs: number[] = [];
    for (let index = from; index < to; index += 1) seqs.push((rows.at(index) as Line).seq);
    marks.see(this.#seeing.look(seqs, now));
    if (from === 0 && seqs[0]) this.#options.top(seqs[0]);
    // Embargoes are counted down by the second when they end soon, else by the minute.
    if (isOver || now - this.#now >= 1_000) this.#draw();
  }
}
