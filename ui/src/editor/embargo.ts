// The embargo: a time in any zone, read back in two.

import { ask, Refusal } from "../http.ts";
import type { Manuscript } from "../manuscript.ts";
import { Combobox } from "./combobox.ts";
import type { Field } from "./field.ts";
import { afterwards } from "./later.ts";
import { button, make } from "./make.ts";
import { away, inZone, onTheWall } from "./time.ts";
import { type Vocabulary, zonesLike } from "./vocabulary.ts";

/** How often "in 5 h 12 min" is counted again. */
const RECOUNT_MS = 30_000;

export class EmbargoField implements Field {
  readonly element: HTMLElement;
  readonly #date = make("input", { id: "embargo-date", type: "date" });
  readonly #time = make("input", { id: "embargo-time", type: "time" });
  readonly #zone: Combobox<string>;
  readonly #none: HTMLButtonElement;
  readonly #reading = make("div", { id: "embargo-reading", class: "reading", role: "status" });
  readonly #words: Vocabulary;
  readonly #onChange: () => void;
  readonly #read = afterwards(() => void this.#ask());
  /** As it came, until somebody changes it. */
  #kept: Pick<Manuscript, "embargo" | "embargo_at"> = {};
  #isTouched = false;
  #meant: Date | undefined;
  #serverAhead = 0;

  constructor(words: Vocabulary, onChange: () => void) {
    this.#words = words;
    this.#onChange = onChange;
    this.#zone = new Combobox({
      id: "embargo-zone",
      label: "Zones",
      source: async (typed) => zonesLike(words.zones, typed),
      chosen: (zone) => {
        this.#zone.input.value = zone;
        this.#changed();
      },
    });
    this.#none = button("No embargo", () => this.#clear(), { class: "quiet" });
    for (const input of [this.#date, this.#time, this.#zone.input]) {
      input.addEventListener("input", () => this.#changed());
      input.setAttribute("aria-describedby", "embargo-reading");
    }
    const field = (id: string, label: string, control: HTMLElement): HTMLElement => make("div", { class: "field" }, make("label", { for: id }, label), control);
    this.element = make(
      "div",
      { class: "embargo" },
      make("div", { class: "pair" }, field("embargo-date", "Embargoed until", this.#date), field("embargo-time", "Time", this.#time)),
      field("embargo-zone", "In the zone", this.#zone.element),
      this.#reading,
      this.#none,
    );
    setInterval(() => this.#say(), RECOUNT_MS);
  }

  open({ embargo, embargo_at }: Manuscript): void {
    this.#kept = { ...(embargo === undefined ? {} : { embargo }), ...(embargo_at === undefined ? {} : { embargo_at }) };
    this.#isTouched = false;
    const [date = "", time = ""] = embargo_at?.time?.split("T") ?? [];
    this.#date.value = date;
    this.#time.value = time.slice(0, "00:00".length);
    this.#zone.input.value = embargo_at?.zone ?? this.#words.zone;
    if (embargo !== undefined && !embargo_at?.time) {
      const wall = onTheWall(new Date(embargo), this.#words.zone);
      [this.#date.value, this.#time.value, this.#zone.input.value] = [wall.date, wall.time, this.#words.zone];
    }
    void this.#ask();
  }

  put(manuscript: Manuscript): void {
    delete manuscript.embargo;
    delete manuscript.embargo_at;
    if (!this.#isTouched) Object.assign(manuscript, this.#kept);
    else if (this.#date.value !== "" || this.#time.value !== "") {
      manuscript.embargo_at = { time: `${this.#date.value}T${this.#time.value}`, zone: this.#zone.input.value.trim() };
    }
  }

  setReadOnly(isReadOnly: boolean): void {
    for (const input of [this.#date, this.#time, this.#zone.input]) input.readOnly = isReadOnly;
    this.#none.disabled = isReadOnly;
  }

  #changed(): void {
    this.#isTouched = true;
    this.#read();
    this.#onChange();
  }

  #clear(): void {
    this.#date.value = this.#time.value = "";
    this.#zone.input.value = this.#words.zone;
    this.#changed();
    this.#date.focus();
  }

  /** The server says what is meant, as it will when the story goes out. */
  async #ask(): Promise<void> {
    const [date, time, zone] = [this.#date.value, this.#time.value, this.#zone.input.value.trim()];
    this.#meant = undefined;
    this.#none.hidden = date === "" && time === "";
    if (date === "" && time === "") return this.#fault("");
    if (date === "" || time === "") return this.#fault(`The embargo has no ${date === "" ? "date" : "time"} yet.`);
    if (zone === "") return this.#fault(`The embargo has no zone: ${time} is another moment in London than in Ankara.`);
    try {
      const query = new URLSearchParams({ time: `${date}T${time}`, zone });
      const { body } = await ask<{ instant: string; now: string }>(`/desk/api/embargo?${query}`);
      if (date !== this.#date.value || time !== this.#time.value || zone !== this.#zone.input.value.trim()) return;
      this.#meant = new Date(body.instant);
      this.#serverAhead = new Date(body.now).getTime() - Date.now();
      this.#say();
    } catch (error) {
      this.#fault(error instanceof Refusal ? (error.problem.errors?.[0] ? `The embargo ${error.problem.errors[0].why}.` : error.message) : "The server cannot be asked what this means.");
    }
  }

  #fault(sentence: string): void {
    this.#reading.replaceChildren(...(sentence === "" ? [] : [make("p", { class: "fault" }, sentence)]));
  }

  #say(): void {
    const meant = this.#meant;
    if (!meant) return;
    const now = new Date(Date.now() + this.#serverAhead);
    const zones = [...new Set([this.#zone.input.value.trim(), this.#words.zone])];
    const lines = zones.map((zone) => make("p", {}, make("time", { datetime: meant.toISOString() }, inZone(meant, zone))));
    const distance = meant <= now ? make("p", { class: "fault" }, `That is over: ${away(meant, now)}.`) : make("p", { class: "away" }, away(meant, now));
    const said = [...lines, distance];
    // Said again only when it changed: whoever hears it is not told twice.
    if (said.map((line) => line.textContent).join() !== [...this.#reading.children].map((line) => line.textContent).join()) this.#reading.replaceChildren(...said);
  }
}
