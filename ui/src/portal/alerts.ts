// Alerts: what met a saved search, with the search that it met.

import { button, make } from "../editor/make.ts";
import { ask } from "../http.ts";
import type { Clock } from "./clock.ts";
import { icon } from "./icon.ts";
import { directionOf, kills } from "./line.ts";
import { Popover } from "./popover.ts";
import { takeSlot } from "./slots.ts";
import { type Alert, priorityName } from "./wire.ts";

const SHOWN = 30;
const RETRY_MS = 5_000;
const SILENCE_MS = 40_000;
/** Where there is no room for a stream, the list is fetched so often. */
const POLL_MS = 15_000;

/** What stands in the place of a headline that may not be shown. */
const CLOSED: Readonly<Record<string, string>> = {
  killed: "This story was killed.",
  on_hold: "This story is on hold.",
  embargo: "This story is under embargo.",
  not_covered: "Your contract does not cover this story any more.",
};

/** One alert as it is listed. */
export function alertLine(alert: Alert, clock: Clock, open: (alert: Alert) => void): HTMLElement {
  const row = button("", () => open(alert), { class: "alert-line" });
  const flag = kills(alert.act) ? ["kill", "Kill"] : alert.priority <= 2 ? [alert.priority === 1 ? "flash" : "urgent", priorityName(alert.priority)] : undefined;
  row.append(
    make("span", { class: "when" }, clock.since(Date.parse(alert.time), Date.now())),
    ...(flag ? [make("b", { class: `flag ${flag[0]}` }, flag[1] as string)] : []),
    make("span", { class: "headline", dir: directionOf(alert.language), lang: alert.language }, alert.headline || alert.slug || CLOSED[alert.closed?.reason ?? ""] || alert.item),
    make("span", { class: "matched" }, "matched ", make("bdi", {}, alert.searches.map(({ name }) => name).join(", "))),
  );
  return make("li", { class: alert.read ? "" : "unread", "data-alert": alert.id }, row);
}

export interface AlertsDo {
  open(alert: Alert): void;
  came(alert: Alert): void;
}

export class Alerts {
  readonly button = make("button", { type: "button", class: "tool bell-button" });
  readonly popover: Popover;
  readonly #does: AlertsDo;
  #alerts: Alert[] = [];
  #unread = 0;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** There is room for a stream; it is kept for as long as the page is open. */
  #hasSlot = false;

  constructor(clock: Clock, does: AlertsDo) {
    this.#does = does;
    this.popover = new Popover(this.button, "Alerts", (element) => {
      const open = (alert: Alert): void => (this.popover.close(false), does.open(alert));
      const list = this.#alerts.length > 0 ? make("ol", { class: "alert-list" }, ...this.#alerts.map((alert) => alertLine(alert, clock, open))) : make("p", { class: "soft" }, "No alerts yet. A saved search can raise them.");
      element.append(make("h2", {}, "Alerts"), list, make("p", { class: "more" }, make("a", { href: "/portal/alerts" }, "All alerts and their settings")));
      void this.#read();
    });
    this.#count();
  }

  async start(): Promise<void> {
    try {
      const { body } = await ask<{ alerts: Alert[]; unread: number }>(`/portal/api/alerts?limit=${SHOWN}`);
      const known = this.#alerts[0]?.id;
      this.#alerts = body.alerts;
      // What came while there was no line is told now.
      if (known !== undefined) for (const alert of body.alerts.filter(({ id, read }) => id > known && !read).reverse()) this.#does.came(alert);
      this.#unread = body.unread;
      this.#count();
    } catch {
      // The line below comes back by itself, and the list with it.
    }
    await this.#open();
  }

  async #open(): Promise<void> {
    this.#source?.close();
    this.#hasSlot ||= (await takeSlot()) !== undefined;
    if (!this.#hasSlot) return this.#again(POLL_MS);
    const source = new EventSource("/portal/api/alerts/live");
    this.#source = source;
    this.#wait();
    source.addEventListener("heartbeat", () => this.#wait());
    source.addEventListener("alert", (event) => {
      this.#wait();
      this.#take(JSON.parse((event as MessageEvent<string>).data) as Alert);
    });
    source.addEventListener("error", () => this.#again(RETRY_MS));
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#again(0), SILENCE_MS);
  }

  #again(wait: number): void {
    this.#source?.close();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.start(), wait);
  }

  #take(alert: Alert): void {
    if (this.#alerts.some(({ id }) => id === alert.id)) return;
    this.#alerts = [alert, ...this.#alerts].sort((one, other) => other.id - one.id).slice(0, SHOWN);
    if (!alert.read) this.#unread += 1;
    this.#count();
    if (this.popover.isOpen) this.popover.refresh();
    this.#does.came(alert);
  }

  async #read(): Promise<void> {
    const upto = this.#alerts[0]?.id;
    if (upto === undefined || this.#unread === 0) return;
    try {
      await ask("/portal/api/alerts/read", { method: "POST", json: { upto } });
      this.#alerts = this.#alerts.map((alert) => ({ ...alert, read: true }));
      this.#unread = 0;
      this.#count();
    } catch {
      // They stay unread.
    }
  }

  #count(): void {
    const shown = this.#unread > 99 ? "99+" : String(this.#unread);
    this.button.replaceChildren(icon("bell"), ...(this.#unread > 0 ? [make("b", { class: "badge" }, shown)] : []));
    this.button.title = "Alerts (a)";
    this.button.setAttribute("aria-label", this.#unread > 0 ? `Alerts: ${this.#unread} unread` : "Alerts");
  }
}
