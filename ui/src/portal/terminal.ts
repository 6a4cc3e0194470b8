// The terminal: the parts of it, and how they speak with one another.

import { button, make } from "../editor/make.ts";
import { ask, Refusal } from "../http.ts";
import { Alerts } from "./alerts.ts";
import { type ChannelEvents, type Order, WIRE } from "./channel.ts";
import { Clock } from "./clock.ts";
import type { ColumnDoes } from "./column.ts";
import { ALL, Columns } from "./columns.ts";
import { Finding } from "./finding.ts";
import { feedQuery } from "./follow.ts";
import { hands } from "./hands.ts";
import { icon, type IconName } from "./icon.ts";
import { Marks } from "./kept-marks.ts";
import { kills, type Line, lineOf } from "./line.ts";
import { Pane } from "./pane.ts";
import { readPlace, writePlace } from "./place.ts";
import { preferences } from "./preferences.ts";
import { Queue } from "./queue.ts";
import { Refine } from "./refine.ts";
import { editSearch, rail, Searches } from "./saved.ts";
import { Kept } from "./settings.ts";
import { Sound } from "./sound.ts";
import { Speech } from "./speech.ts";
import { splitter } from "./splitter.ts";
import { Status } from "./status.ts";
import { basket, toggle } from "./taking.ts";
import { dress } from "./theme.ts";
import { popOut } from "./ticker.ts";
import type { Alert, Facets, Me, Page, Search } from "./wire.ts";

const RETRY_MS = 3_000;
const REFUSED_RETRY_MS = 30_000;
const PRESSING_LISTED = 10;
/** A page looks at a part of the wire only; so many are asked for. */
const PRESSING_PAGES_MAX = 5;
/** A phone shows the list or the story. */
const NARROW = "(max-width: 48rem)";
/** Where there is no room beside the list, the saved searches open over it. */
const RAIL_OVER = "(max-width: 62rem)";

export class Terminal {
  readonly #me: Me;
  readonly #kept: Kept;
  readonly #clock: Clock;
  readonly #marks = new Marks();
  readonly #speech = new Speech();
  readonly #sound = new Sound();
  readonly #searches = new Searches();
  readonly #status: Status;
  readonly #pane: Pane;
  readonly #queue: Queue;
  readonly #alerts: Alerts;
  readonly #finding: Finding;
  readonly #refine: Refine;
  readonly #columns: Columns;
  readonly #rail = make("aside", { class: "rail", "aria-label": "Searches" });
  readonly #room = make("div", { class: "room" });
  readonly #work = make("div", { class: "work" });
  readonly #basketCount = make("b", { class: "badge" });
  #isRailOver = false;
  #saved: Search | undefined;
  #total = -1;
  #facets: Facets | undefined;

  constructor(me: Me, signIn: () => HTMLElement) {
    this.#me = me;
    this.#kept = new Kept(me.settings, (error) => this.#status.failed(error));
    this.#clock = new Clock(this.#kept.now.zone, me.agency.zone);
    this.#status = new Status(this.#clock, this.#speech.said, signIn);
    this.#pane = new Pane(me, this.#kept, this.#marks, this.#clock, {
      say: (sentence) => this.#speech.say(sentence),
      closed: () => this.#moved(),
      signedOut: () => this.#status.stands({ state: "signed-out" }),
    });
    this.#queue = new Queue(this.#clock, this.#sound, this.#speech, () => this.#kept.now.sound, (line) => this.#open(line));
    this.#alerts = new Alerts(this.#clock, { open: (alert) => void this.#openItem(alert.item), came: (alert) => this.#alerted(alert) });
    this.#finding = new Finding({
      find: (query, order) => void this.#find(query, order),
      save: () => this.#save(),
      leave: () => this.#columns.active.channel.list.element.focus({ preventScroll: true }),
    });
    this.#refine = new Refine(me, (query) => {
      this.#finding.show(query, this.#finding.order);
      void this.#find(query, this.#finding.order);
    });
    this.#columns = this.#makeColumns();
    this.#kept.addEventListener("change", () => this.#set());
    this.#searches.addEventListener("change", () => this.#searched());
  }

  #makeColumns(): Columns {
    const both: ColumnDoes = {
      state: () => {},
      news: () => {},
      changed: () => {},
      caughtUp: () => {},
      chosen: () => {},
      open: (line) => this.#open(line),
      failed: (error) => this.#status.failed(error),
    };
    const wire: Partial<ChannelEvents> = {
      state: (state) => this.#status.stands(state),
      news: (lines) => this.#news(lines),
      changed: () => this.#columns.refresh(),
      caughtUp: (count, away) => this.#status.caughtUp(count, away),
    };
    const found: ColumnDoes = { ...both, found: (total, facets) => this.#counted(total, facets) };
    const keepers = { marks: this.#marks, clock: this.#clock, compact: () => this.#kept.now.density === "compact" };
    return new Columns(keepers, this.#kept, this.#searches, { ...both, ...wire }, found, both);
  }

  /** Puts everything on the page, and opens the line. */
  async start(root: HTMLElement, hash: string): Promise<void> {
    const tools = make("div", { class: "tools" }, this.#queue.button, this.#alerts.button, this.#basketButton(), this.#tool("cog", "Settings", ",", () => this.#settings()));
    const bar = make("div", { class: "top-bar" }, this.#tool("list", "Saved searches", "w", () => this.#toggleRail()), this.#finding.element, tools, this.#queue.popover.element, this.#alerts.popover.element);
    this.#work.append(this.#columns.element, splitter(this.#kept, this.#work), this.#pane.element);
    this.#room.append(this.#rail, this.#work);
    root.replaceChildren(bar, this.#room, this.#status.element, this.#speech.polite, this.#speech.assertive);
    // A browser lets a page make sounds once somebody has pressed something.
    const wake = (): void => this.#kept.now.sound ? this.#sound.wake() : undefined;
    for (const event of ["keydown", "pointerdown"]) addEventListener(event, wake);
    hands(this.#hands());
    matchMedia(RAIL_OVER).addEventListener("change", () => this.#set());
    this.#work.addEventListener("pointerdown", () => this.#isRailOver && this.#toggleRail());
    this.#rail.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#isRailOver) return;
      event.preventDefault();
      this.#toggleRail();
    });
    this.#set();
    const { wire } = this.#columns;
    await this.#openWire();
    wire.channel.list.element.focus({ preventScroll: true });
    this.#missed();
    await this.#searches.load().catch((error: unknown) => this.#status.failed(error));
    this.#columns.dress();
    await this.#goTo(hash);
    addEventListener("hashchange", () => void this.#goTo(location.hash));
    await Promise.all([this.#alerts.start(), this.#pressing()]);
  }

  /** Opens the wire, however long it takes: the reason why it is not open stands in the status line. */
  async #openWire(): Promise<void> {
    for (;;) {
      try {
        return await this.#columns.wire.show(WIRE);
      } catch (error) {
        const isRefused = error instanceof Refusal && [401, 403].includes(error.problem.status);
        if (!isRefused) this.#status.stands({ state: "cut", since: Date.now() });
        else if (error.isSignedOut) this.#status.stands({ state: "signed-out" });
        else this.#status.stands({ state: "refused", why: error.message });
        await new Promise((done) => setTimeout(done, isRefused ? REFUSED_RETRY_MS : RETRY_MS));
      }
    }
  }

  #hands(): Parameters<typeof hands>[0] {
    return {
      columns: this.#columns,
      pane: this.#pane,
      finding: this.#finding,
      open: () => this.#openChosen(),
      mark: () => this.#mark(),
      basket: () => this.#basket(),
      showBasket: () => this.#showBasket(),
      queue: () => this.#queue.popover.toggle(),
      alerts: () => this.#alerts.popover.toggle(),
      save: () => this.#save(),
      settings: () => this.#settings(),
      rail: () => this.#toggleRail(),
    };
  }

  #tool(sign: IconName, label: string, key: string, run: () => void): HTMLButtonElement {
    const made = button("", run, { class: "tool", "aria-label": label, title: `${label} (${key})` });
    made.append(icon(sign));
    return made;
  }

  #basketButton(): HTMLButtonElement {
    const made = this.#tool("basket", "Basket", "B", () => this.#showBasket());
    made.append(this.#basketCount);
    return made;
  }

  /** The last urgent stories before the terminal was opened. */
  async #pressing(): Promise<void> {
    let [before, left]: [number | undefined, number] = [undefined, PRESSING_LISTED];
    for (let page = 0; page < PRESSING_PAGES_MAX && left > 0; page += 1) {
      const query = feedQuery({ q: "priority:1-2" }, { limit: left, ...(before === undefined ? {} : { before }) });
      const answer: { body: Page } | undefined = await ask<Page>(`/api/v1/latest?${query}`).catch(() => undefined);
      if (!answer) break;
      this.#queue.begin(answer.body.events.map(lineOf));
      left -= answer.body.events.length;
      before = answer.body.next;
      if (!answer.body.more) break;
    }
    const { rows } = this.#columns.wire.channel;
    this.#queue.begin(Array.from({ length: rows.size }, (_, n) => rows.at(n) as Line));
  }

  /** What was missed since the last visit, with the way there. */
  #missed(): void {
    const { last_visit: visit, missed, missed_more: isMore } = this.#me;
    const { notice, channel } = this.#columns.wire;
    if (!visit || missed === 0) return;
    const count = `${missed.toLocaleString("en")}${isMore ? " or more" : ""} ${missed === 1 && !isMore ? "story" : "stories"}`;
    const since = this.#clock.since(Date.parse(visit.time), Date.now());
    channel.list.visited(visit.seq, `Your last visit, ${since}`);
    const there = button("Show where", async () => {
      const seq = await channel.reach(visit.seq);
      if (seq > 0) channel.list.goTo(seq);
      else this.#speech.say("That is further back than the list goes. Search the archive by date.");
    }, { class: "quiet" });
    const close = button("", () => (notice.hidden = true), { class: "tool small", "aria-label": "Close the notice" });
    close.append(icon("close"));
    notice.replaceChildren(make("p", {}, "Since your last visit (", since, ") you missed ", make("strong", {}, count), "."), there, close);
    notice.hidden = false;
  }

  /** News of the whole wire, whatever list is looked at. */
  #news(lines: readonly Line[]): void {
    this.#queue.hear(lines);
    this.#speech.news(lines.length);
    for (const line of lines) this.#pane.hear(line);
  }

  #alerted(alert: Alert): void {
    const names = alert.searches.map(({ name }) => name).join(", ");
    this.#speech.say(`Matched ${names}: ${alert.headline || alert.slug}`);
    if (alert.sound && this.#kept.now.sound) this.#sound.play(kills(alert.act));
  }

  #open(line: Line): void {
    void this.#pane.open(line).then(() => this.#moved());
    if (matchMedia(NARROW).matches) this.#pane.focus();
    this.#dressWork();
  }

  async #openItem(item: string): Promise<void> {
    const opening = this.#pane.openItem(item);
    this.#dressWork();
    await opening;
    this.#moved();
  }

  #openChosen(): void {
    const { list, rows } = this.#columns.active.channel;
    const line = list.chosen ?? rows.at(0);
    if (!line) return;
    if (!list.chosen) list.choose(line.seq);
    this.#open(line);
  }

  #mark(): void {
    const line = this.#columns.active.channel.list.chosen;
    if (!line) return this.#speech.say("Choose a row first: j and k.");
    this.#speech.say(this.#marks.toggle(line.seq) ? "Marked." : "No longer marked.");
  }

  #basket(): void {
    const line = this.#columns.active.channel.list.chosen;
    const item = line?.item ?? this.#pane.item;
    if (!item) return this.#speech.say("Choose a row first: j and k.");
    this.#speech.say(toggle(this.#kept, item, line?.slug ?? ""));
  }

  #showBasket(): void {
    basket(this.#kept, this.#me.formats, { moment: (time) => this.#clock.moment(Date.parse(time)), open: (item) => void this.#openItem(item), taken: () => this.#pane.recount() });
  }

  #settings(): void {
    preferences(this.#kept, this.#me.agency.zone, () => this.#sound.wake(), () => this.#sound.play(false));
  }

  #toggleRail(): void {
    if (matchMedia(RAIL_OVER).matches) {
      this.#isRailOver = !this.#isRailOver;
      this.#set();
    } else this.#kept.set({ rail: !this.#kept.now.rail });
    if (this.#room.classList.contains("with-rail")) this.#rail.querySelector<HTMLElement>("button")?.focus();
    else this.#columns.active.channel.list.element.focus({ preventScroll: true });
  }

  /** The settings changed. */
  #set(): void {
    const { zone, basket: items, rail: isOpen } = this.#kept.now;
    this.#clock.choose(zone, this.#me.agency.zone);
    dress(this.#kept.now);
    this.#basketCount.textContent = items.length > 0 ? String(items.length) : "";
    this.#room.classList.toggle("with-rail", matchMedia(RAIL_OVER).matches ? this.#isRailOver : isOpen);
    this.#columns.measure();
  }

  #searched(): void {
    this.#drawRail();
    this.#columns.dress();
  }

  #drawRail(): void {
    const shown = this.#columns.source.query === "" ? "" : (this.#saved?.id ?? undefined);
    const nav = rail(this.#searches, shown, {
      show: (search) => void this.#showSearch(search),
      edit: (search) => editSearch(this.#searches, this.#clock, search, (kept) => this.#saved?.id === kept.id && void this.#showSearch(kept)),
      column: (search) => this.#speech.say(this.#columns.add(search?.id ?? ALL)),
      ticker: (search) => popOut(search.id),
    });
    const ways = make("div", { class: "rail-ways" }, button("The wire as a ticker", () => popOut(""), { class: "link" }));
    this.#rail.replaceChildren(nav, ways, this.#refine.element);
  }

  async #showSearch(search: Search | undefined): Promise<void> {
    this.#isRailOver = false;
    this.#set();
    this.#finding.show(search?.query ?? "");
    await this.#find(search?.query ?? "", "newest", search);
  }

  /** Makes the first list what was typed; an empty query is the wire. */
  async #find(query: string, order: Order, search?: Search): Promise<void> {
    const named = search ?? this.#searches.all.find((one) => one.query === query);
    if (query === "") {
      this.#saved = undefined;
      this.#columns.back();
      this.#finding.well();
      this.#counted(-1, undefined);
      this.#moved();
      return;
    }
    try {
      await this.#columns.find(query, order, named);
      this.#saved = named;
      this.#finding.well();
      this.#refine.show(query, this.#total, this.#facets);
      this.#moved();
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      const position = error instanceof Refusal ? error.problem["position"] : undefined;
      this.#finding.wrong(error instanceof Error ? error.message : "The search failed.", typeof position === "number" ? position : undefined);
    }
    this.#drawRail();
  }

  #counted(total: number, facets: Facets | undefined): void {
    this.#total = total;
    if (facets || total < 0) this.#facets = facets;
    this.#refine.show(this.#columns.source.query, total, this.#facets);
    this.#drawRail();
  }

  #save(): void {
    const query = this.#finding.query;
    if (query === "") return this.#speech.say("Search for something first: /");
    const known = this.#saved?.query === query ? this.#saved : undefined;
    editSearch(this.#searches, this.#clock, known ?? { query }, (search) => void this.#showSearch(this.#searches.find(search.id) ?? search));
  }

  #dressWork(): void {
    this.#work.classList.toggle("reading", this.#pane.isOpen);
  }

  /** The address says where one is. */
  #moved(): void {
    this.#dressWork();
    const { query, order } = this.#columns.source;
    const place = { query, order, saved: this.#saved?.id ?? "", item: this.#pane.item };
    const hash = writePlace(place);
    if (hash !== location.hash) history.replaceState(null, "", `${location.pathname}${hash}`);
  }

  async #goTo(hash: string): Promise<void> {
    const { query, order, saved, item, panel } = readPlace(hash);
    const search = saved ? this.#searches.find(saved) : undefined;
    if (search) await this.#showSearch(search);
    else if (query) {
      this.#finding.show(query, order);
      await this.#find(query, order);
    }
    if (item) await this.#openItem(item);
    if (panel === "alerts") this.#alerts.popover.open();
    if (panel === "searches") {
      if (!this.#room.classList.contains("with-rail")) this.#toggleRail();
      this.#rail.querySelector<HTMLElement>("button")?.focus();
    }
  }
}
