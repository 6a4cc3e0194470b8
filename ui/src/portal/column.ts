// One column: a list with its name above it, and the bar that says what waits.

import { button, make } from "../editor/make.ts";
import { Channel, type ChannelEvents, type Keepers, type Source } from "./channel.ts";
import { icon } from "./icon.ts";

export interface ColumnDoes extends Omit<ChannelEvents, "waiting" | "found" | "ready"> {
  found?(total: number, facets: import("./wire.ts").Facets | undefined): void;
  ready?(): void;
  close?(): void;
}

export class Column {
  readonly element: HTMLElement;
  readonly channel: Channel;
  readonly #title = make("h2", { class: "column-title" });
  readonly #count = make("span", { class: "column-count" });
  readonly #fresh: HTMLButtonElement;
  readonly notice = make("div", { class: "notice", hidden: true });
  readonly #empty = make("p", { class: "empty", hidden: true });

  constructor(name: string, keepers: Keepers, does: ColumnDoes) {
    this.#fresh = button("", () => this.letIn(), { class: "fresh", hidden: true });
    this.channel = new Channel(name, keepers, {
      ...does,
      waiting: (count) => this.#wait(count),
      found: (total, facets) => {
        this.#count.textContent = total < 0 ? "" : `${total.toLocaleString("en")} found`;
        does.found?.(total, facets);
      },
      ready: () => {
        this.#dress();
        does.ready?.();
      },
      news: (lines) => {
        this.#empty.hidden = this.channel.rows.size > 0;
        does.news(lines);
      },
    });
    const close = does.close ? [this.#closer(does.close)] : [];
    const head = make("header", { class: "column-head" }, this.#title, this.#count, this.#fresh, ...close);
    const stage = make("div", { class: "stage" }, this.channel.list.element, this.#empty);
    this.element = make("section", { class: "column", "aria-label": name }, head, this.notice, stage);
  }

  async show(source: Source): Promise<void> {
    this.element.setAttribute("aria-busy", "true");
    try {
      await this.channel.show(source);
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }

  letIn(): void {
    this.channel.letIn();
    this.channel.list.element.focus({ preventScroll: true });
  }

  /** It stands in front, or behind another one. */
  set isShown(isShown: boolean) {
    this.element.classList.toggle("behind", !isShown);
    this.element.inert = !isShown;
    this.channel.list.isShown = isShown;
    if (isShown) this.channel.list.measure();
  }

  stop(): void {
    this.channel.stop();
    this.element.remove();
  }

  #dress(): void {
    const { title } = this.channel.source;
    this.#title.replaceChildren(make("bdi", {}, title));
    this.element.setAttribute("aria-label", title);
    this.channel.list.element.setAttribute("aria-label", title);
    const isEmpty = this.channel.rows.size === 0;
    this.#empty.hidden = !isEmpty;
    this.#empty.textContent = this.channel.source.query === "" ? "Nothing has come over the wire yet. It appears here as it is released." : "Nothing was found. What matches from now on appears here.";
  }

  #wait(count: number): void {
    this.#fresh.hidden = count === 0;
    this.#fresh.replaceChildren(`${count.toLocaleString("en")} new `, make("kbd", { "aria-hidden": "true" }, "."));
  }

  #closer(close: () => void): HTMLElement {
    const made = button("", close, { class: "tool small", "aria-label": "Close the column", title: "Close the column" });
    made.append(icon("close"));
    return made;
  }
}
