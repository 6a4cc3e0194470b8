// What must not be overlooked: the last flashes, urgent stories, holds and kills, on one key.

import { button, make } from "../editor/make.ts";
import type { Clock } from "./clock.ts";
import { icon } from "./icon.ts";
import { isPressing, kills, type Line, stops } from "./line.ts";
import { Popover } from "./popover.ts";
import type { Sound } from "./sound.ts";
import type { Speech } from "./speech.ts";
import { priorityName } from "./wire.ts";

const LISTED = 10;

/** What a pressing row is, in a word. */
export function calledOf(line: Line): string {
  if (kills(line.act)) return line.act === "kill" ? "Kill" : "Withdrawn";
  return line.act === "hold" ? "Hold" : priorityName(line.priority);
}

/** The last pressing rows, the newest first, each once. Pure. */
export function lastPressing(held: readonly Line[], came: readonly Line[], max = LISTED): Line[] {
  const all = new Map([...held, ...came.filter(isPressing)].map((line) => [line.seq, line]));
  return [...all.values()].sort((one, other) => other.seq - one.seq).slice(0, max);
}

export class Queue {
  readonly button = make("button", { type: "button", class: "tool queue" });
  readonly popover: Popover;
  readonly #clock: Clock;
  readonly #sound: Sound;
  readonly #speech: Speech;
  readonly #sounds: () => boolean;
  #lines: Line[] = [];
  #unlooked = new Set<number>();

  constructor(clock: Clock, sound: Sound, speech: Speech, sounds: () => boolean, open: (line: Line) => void) {
    this.#clock = clock;
    this.#sound = sound;
    this.#speech = speech;
    this.#sounds = sounds;
    this.popover = new Popover(this.button, "Flash, urgent and kills", (element) => this.#fill(element, open));
    this.#count();
  }

  /** What was there before the terminal was opened. */
  begin(lines: readonly Line[]): void {
    this.#lines = lastPressing(this.#lines, lines);
  }

  /** What came now: counted, heard and told. */
  hear(lines: readonly Line[]): void {
    const pressing = lines.filter(isPressing);
    const last = pressing.at(-1);
    if (!last) return;
    this.#lines = lastPressing(this.#lines, pressing);
    if (this.popover.isOpen) this.popover.refresh();
    else for (const { seq } of pressing) this.#unlooked.add(seq);
    this.#count();
    const first = pressing.find(({ act }) => stops(act)) ?? pressing.find(({ priority }) => priority === 1);
    if (first) this.#speech.shout(`${calledOf(first)}: ${first.headline || first.slug}`);
    if (this.#sounds()) this.#sound.play(stops(last.act));
  }

  /** How many were not looked at. */
  get count(): number {
    return this.#unlooked.size;
  }

  #count(): void {
    const count = this.#unlooked.size;
    this.button.replaceChildren(icon("bolt"), make("span", { class: "wide-only" }, "Priority"), ...(count > 0 ? [" ", make("b", { class: "badge" }, String(count))] : []));
    this.button.title = "Flash, urgent and kills (p)";
    this.button.setAttribute("aria-label", count > 0 ? `Priority ${count}: new flashes, urgent stories and kills` : "Priority: flashes, urgent stories and kills");
    this.button.classList.toggle("flashing", count > 0);
    document.title = document.title.replace(/^\(\d+\) /, "").replace(/^/, count > 0 ? `(${count}) ` : "");
  }

  #fill(element: HTMLElement, open: (line: Line) => void): void {
    const looked = this.#unlooked;
    this.#unlooked = new Set();
    this.#count();
    const line = (one: Line): HTMLElement => {
      const row = button("", () => (this.popover.close(false), open(one)), { class: "alert-line" });
      row.append(
        make("span", { class: "when" }, this.#clock.since(one.time, Date.now())),
        make("b", { class: `flag ${stops(one.act) ? "kill" : one.priority === 1 ? "flash" : "urgent"}` }, calledOf(one)),
        make("span", { class: "headline", dir: one.dir, lang: one.language }, one.headline || one.slug || one.item),
      );
      return make("li", { class: looked.has(one.seq) ? "unread" : "" }, row);
    };
    const list = this.#lines.length > 0 ? make("ol", { class: "alert-list" }, ...this.#lines.map(line)) : make("p", { class: "soft" }, "Nothing urgent has come.");
    element.append(make("h2", {}, "Flash, urgent, kills"), list);
  }
}
