// The contact sheet of the screen: looking through what there is, and making series of it.

import { ask } from "../http.ts";
import type { Kind } from "../manuscript.ts";
import { thumbnail } from "./contacts.ts";
import { button, make } from "./dom.ts";
import { type Frame, type Wanted, frames } from "./frames.ts";
import { draggable, moved } from "./order.ts";
import { inWords } from "./sending.ts";

const SEARCH_AFTER_MILLIS = 200;
const PAGE = 60;

/** The contact sheet. With `?series=` it is one series, which can be arranged. */
export class TellalContacts extends HTMLElement {
  #frames: readonly Frame[] = [];
  readonly #chosen = new Set<string>();
  #asked = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #series = new URLSearchParams(location.search).get("series") ?? undefined;

  connectedCallback(): void {
    const form = this.querySelector("form")!;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.load(), SEARCH_AFTER_MILLIS);
    });
    document.addEventListener("filed", () => void this.load());
    if (this.#series) {
      this.querySelector("h2")!.textContent = `Series ${this.#series}`;
      form.hidden = true;
    }
    void this.load();
  }

  /** Asks for what is wanted now. */
  async load(): Promise<void> {
    this.#asked.abort();
    const asked = new AbortController();
    this.#asked = asked;
    try {
      this.#frames = await frames({ ...this.#wanted(), limit: this.#series ? 100 : PAGE }, asked.signal);
      this.#draw();
      this.#tell();
    } catch (error) {
      if (!asked.signal.aborted) this.#say(inWords(error));
    }
  }

  async #more(): Promise<void> {
    const last = this.#frames.at(-1);
    if (!last) return;
    try {
      const more = await frames({ ...this.#wanted(), limit: PAGE, before: last.created });
      const first = more[0]?.item;
      this.#frames = [...this.#frames, ...more];
      this.#draw();
      if (first) this.querySelector<HTMLElement>(`[data-item="${first}"] a`)?.focus();
      this.#say(more.length === 0 ? "There are no more." : `${this.#frames.length} shown.`);
    } catch (error) {
      this.#say(inWords(error));
    }
  }

  #wanted(): Wanted {
    if (this.#series) return { series: this.#series };
    const data = new FormData(this.querySelector("form")!);
    const kind = String(data.get("kind") ?? "");
    return { q: String(data.get("q") ?? "").trim(), mine: data.has("mine"), ...(kind ? { kind: kind as Kind } : {}) };
  }

  #say(sentence: string): void {
    this.querySelector(".found")!.textContent = sentence;
  }

  #tell(): void {
    const count = this.#frames.length;
    if (count === 0) this.#say("Nothing is here with these words.");
    else if (this.#series) this.#say(`${count} in this order.`);
    else this.#say(`${count} shown, the newest first.`);
  }

  #draw(): void {
    const list = make("ol", { class: "frames", "aria-label": this.#series ? "The series, in its order" : "The newest" });
    list.append(...this.#frames.map((frame, n) => this.#cell(frame, n, list)));
    const acts = make("p", { class: "actions" });
    if (this.#series) acts.append(make("a", { href: "/desk/pictures", class: "button quiet" }, "All pictures"));
    else {
      const series = button(this.#seriesLabel(), () => void this.#makeSeries(), { disabled: this.#chosen.size === 0 });
      series.classList.add("series");
      acts.append(series);
      if (this.#frames.length > 0 && this.#frames.length % PAGE === 0) acts.append(button("More", () => void this.#more()));
    }
    this.querySelector(".sheet")!.replaceChildren(acts, list);
  }

  #cell(frame: Frame, n: number, list: HTMLElement): HTMLElement {
    const { item, language } = frame;
    const words = frame.caption || frame.headline || frame.slug || "No caption yet";
    const title = make("a", { href: `/desk/items/${item}`, lang: language, dir: "auto" }, words);
    const facts = make("p", { class: "soft facts" }, [frame.state ? stateOf(frame) : "Draft", frame.kind, frame.credit].filter(Boolean).join(" · "));
    facts.dir = "auto";
    const tools = make("p", { class: "tools" });
    if (this.#series) tools.append(this.#step(n, -1, "←", words), this.#step(n, 1, "→", words));
    else tools.append(this.#choice(item, words));
    const isPicture = frame.media.media_type.startsWith("image/") && (frame.kind === "picture" || frame.kind === "graphic");
    if (isPicture && frame.state !== "canceled") tools.append(make("a", { href: `/desk/items/${item}/crops`, "aria-label": `Cut: ${words}` }, "Cut"));
    if (frame.series && !this.#series) tools.append(make("a", { href: `/desk/pictures?series=${encodeURIComponent(frame.series)}`, "aria-label": `Series of: ${words}` }, "Series"));
    if (frame.source) tools.append(make("a", { href: `/desk/items/${frame.source}`, "aria-label": `Original of: ${words}` }, "Original"));
    const cell = make("li", { "data-item": item }, thumbnail(frame), make("div", { class: "caption" }, title), facts, tools);
    if (this.#series) draggable(cell, list, (from, to) => void this.#arrange(from, to));
    return cell;
  }

  #seriesLabel(): string {
    return this.#chosen.size === 0 ? "Choose some to make a series" : `Make a series of the ${this.#chosen.size} chosen`;
  }

  #choice(item: string, words: string): HTMLElement {
    const box = make("input", { type: "checkbox", checked: this.#chosen.has(item), "aria-label": `Choose: ${words}` });
    box.addEventListener("change", () => {
      if (box.checked) this.#chosen.add(item);
      else this.#chosen.delete(item);
      const series = this.querySelector<HTMLButtonElement>("button.series")!;
      series.disabled = this.#chosen.size === 0;
      series.textContent = this.#seriesLabel();
    });
    return make("label", { class: "choice" }, box, "Choose");
  }

  #step(n: number, by: number, label: string, words: string): HTMLElement {
    const way = by < 0 ? "Earlier" : "Later";
    const does = async (): Promise<void> => {
      await this.#arrange(n, n + by);
      const to = Math.max(0, Math.min(n + by, this.#frames.length - 1));
      this.querySelectorAll(".frames > li")[to]?.querySelector<HTMLElement>(`[data-way="${way}"]`)?.focus();
    };
    return button(label, () => void does(), { "aria-label": `${way}: ${words}`, "data-way": way });
  }

  async #arrange(from: number, to: number): Promise<void> {
    const next = moved(this.#frames, from, to);
    try {
      await ask(`/desk/api/series/${encodeURIComponent(this.#series!)}`, { method: "PUT", json: { items: next.map(({ item }) => item) } });
      this.#frames = next;
      this.#draw();
      this.#say(`Moved to place ${Math.max(0, Math.min(to, next.length - 1)) + 1} of ${next.length}.`);
    } catch (error) {
      this.#say(inWords(error));
    }
  }

  async #makeSeries(): Promise<void> {
    try {
      const { body } = await ask<{ series: string }>("/desk/api/series", { method: "POST", json: { items: [...this.#chosen] } });
      location.assign(`/desk/pictures?series=${encodeURIComponent(body.series)}`);
    } catch (error) {
      this.#say(inWords(error));
    }
  }
}

function stateOf(frame: Frame): string {
  return frame.state === "usable" ? "Released" : frame.state === "withheld" ? "On hold" : "Killed";
}
