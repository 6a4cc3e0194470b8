// Sending many files at once: each with its progress, and the draft that it becomes.

import { ask } from "../http.ts";
import { button, make } from "./dom.ts";
import { fileOf } from "./frames.ts";
import { draggable, moved } from "./order.ts";
import { type Common, Sending, inWords, size } from "./sending.ts";

/** Files that are sent at the same time; the others wait. */
const AT_ONCE = 3;

const STATES: Record<Sending["state"], string> = {
  waiting: "Waits",
  checking: "Is looked at",
  sending: "Is sent",
  paused: "Paused",
  cut: "Cut off",
  whole: "Sent",
  filing: "Is filed",
  filed: "Filed",
  refused: "Refused",
};

/** The place to send files. */
export class TellalUploads extends HTMLElement {
  #sendings: Sending[] = [];
  readonly #rows = new Map<Sending, HTMLElement>();

  connectedCallback(): void {
    const input = this.#find<HTMLInputElement>("#files");
    input.addEventListener("change", () => {
      this.#take(input.files);
      input.value = "";
    });
    const drop = this.#find(".drop");
    for (const over of ["dragenter", "dragover"]) {
      drop.addEventListener(over, (event) => {
        if (!(event as DragEvent).dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    for (const out of ["dragleave", "drop"]) drop.addEventListener(out, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#take((event as DragEvent).dataTransfer?.files);
    });
    this.#find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#file();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.#sendings.some(({ state }) => state === "sending" || state === "waiting")) event.preventDefault();
    });
    window.addEventListener("online", () => {
      for (const sending of this.#sendings) if (sending.state === "cut") void sending.resume();
    });
    void this.#unfinished();
  }

  /** Says what was begun in an earlier page. */
  async #unfinished(): Promise<void> {
    try {
      const { body } = await ask<{ uploads: { id: string; name: string; bytes: number; received: number }[] }>("/desk/api/uploads");
      if (body.uploads.length === 0 || this.#sendings.length > 0) return;
      const names = body.uploads.map(({ name, bytes, received }) => `${name} (${Math.floor((100 * received) / bytes)} %)`);
      this.#say(`Begun before and not filed: ${names.join(", ")}. Choose a file again to go on with it.`);
    } catch (error) {
      this.#say(inWords(error));
    }
  }

  #find<E extends HTMLElement = HTMLElement>(selector: string): E {
    return this.querySelector<E>(selector)!;
  }

  #say(sentence: string): void {
    this.#find(".status").textContent = sentence;
  }

  #take(files: FileList | null | undefined): void {
    for (const file of files ?? []) {
      const sending = new Sending(file);
      this.#sendings.push(sending);
      sending.addEventListener("change", () => this.#changed(sending));
      sending.addEventListener("gone", () => this.#gone(sending));
    }
    this.#arrange();
    this.#next();
  }

  /** Starts those that wait, as far as there is room. */
  #next(): void {
    const busy = this.#sendings.filter(({ state }) => state === "sending" || state === "checking").length;
    const waiting = this.#sendings.filter(({ state }) => state === "waiting");
    for (const sending of waiting.slice(0, Math.max(0, AT_ONCE - busy))) void sending.start();
  }

  #changed(sending: Sending): void {
    this.#draw(sending);
    if (sending.state === "checking" || sending.state === "sending") return;
    this.#next();
    const count = (state: Sending["state"]): number => this.#sendings.filter((one) => one.state === state).length;
    const told = [
      `${count("whole") + count("filed")} of ${this.#sendings.length} files sent`,
      count("refused") > 0 ? `${count("refused")} refused` : "",
      count("cut") > 0 ? `${count("cut")} cut off` : "",
      count("filed") > 0 ? `${count("filed")} filed` : "",
    ];
    this.#say(`${told.filter(Boolean).join(", ")}.`);
  }

  #gone(sending: Sending): void {
    this.#sendings = this.#sendings.filter((one) => one !== sending);
    this.#rows.get(sending)?.remove();
    this.#rows.delete(sending);
    this.#arrange();
    this.#next();
    (this.querySelector<HTMLElement>(".uploads button") ?? this.#find("#files")).focus();
  }

  #arrange(): void {
    const list = this.#find(".uploads");
    const rows = this.#sendings.map((sending) => this.#rows.get(sending) ?? this.#row(sending));
    rows.forEach((row, n) => list.children[n] !== row && list.insertBefore(row, list.children[n] ?? null));
    this.#find("form").hidden = rows.length === 0;
  }

  #move(from: number, to: number): void {
    const sending = this.#sendings[from];
    this.#sendings = moved(this.#sendings, from, to);
    this.#arrange();
    if (sending) this.#say(`${sending.file.name} is now ${this.#sendings.indexOf(sending) + 1} of ${this.#sendings.length}.`);
  }

  #row(sending: Sending): HTMLElement {
    const row = make("li");
    this.#rows.set(sending, row);
    draggable(row, this.#find(".uploads"), (from, to) => this.#move(from, to));
    const name = make("strong", { dir: "auto" }, sending.file.name);
    const bar = make("progress", { max: sending.file.size, value: 0, "aria-label": `${sending.file.name}, sent` });
    const step = (label: string, by: number): HTMLButtonElement => {
      const move = button(label, () => {
        const at = this.#sendings.indexOf(sending);
        this.#move(at, at + by);
        move.focus();
      });
      move.setAttribute("aria-label", `${sending.file.name}: ${by < 0 ? "earlier" : "later"}`);
      return move;
    };
    const moves = make("span", { class: "moves" }, step("↑", -1), step("↓", 1));
    row.append(make("div", { class: "name" }, name, " ", make("span", { class: "soft" }, size(sending.file.size))), bar, make("div", { class: "about" }), make("div", { class: "does" }), moves);
    this.#draw(sending);
    return row;
  }

  #draw(sending: Sending): void {
    const row = this.#rows.get(sending);
    if (!row) return;
    row.dataset["state"] = sending.state;
    row.querySelector("progress")!.value = sending.sent;
    // While bytes pass by, only the bar moves, so that nobody loses a button under the finger.
    const drawn = [sending.state, sending.held, sending.why].join("|");
    if (row.dataset["drawn"] === drawn) return;
    row.dataset["drawn"] = drawn;
    row.querySelector(".about")!.replaceChildren(...this.#about(sending));
    row.querySelector(".does")!.replaceChildren(...this.#does(sending));
  }

  #about(sending: Sending): (Node | string)[] {
    const about: (Node | string)[] = [make("span", { class: sending.state === "refused" ? "tag bad" : "tag" }, STATES[sending.state])];
    if (sending.item) {
      const title = sending.item.story.headline || sending.item.story.slug || sending.item.id;
      const link = make("a", { href: `/desk/items/${sending.item.id}`, dir: "auto" }, title);
      about.push(" ", link);
      if (sending.item.story.content.media?.media_type.startsWith("image/")) {
        about.push(make("img", { src: fileOf(sending.item.id, "thumbnail"), alt: "" }));
        about.push(" ", make("a", { href: `/desk/items/${sending.item.id}/crops` }, "Cut"));
      }
    }
    if (sending.why) about.push(" ", make("span", { class: sending.state === "refused" ? "bad" : "soft" }, sending.why));
    for (const repair of sending.repairs) about.push(make("p", { class: "hint" }, repair));
    if (sending.held) {
      const link = make("a", { href: `/desk/items/${sending.held}` }, sending.held);
      about.push(make("p", { class: "hint" }, "The same file is filed already, as ", link, "."));
    }
    return about;
  }

  #does(sending: Sending): Node[] {
    const { name } = sending.file;
    const does: Node[] = [];
    const act = (label: string, run: () => void): void => void does.push(button(label, run, { "aria-label": `${label}: ${name}` }));
    if (sending.state === "sending") act("Pause", () => void sending.pause());
    if (sending.state === "paused" || sending.state === "cut") act("Go on", () => void sending.resume());
    const open = sending.state !== "filed" && sending.state !== "filing" && sending.state !== "refused";
    if (open && sending.kinds.length > 1) {
      const choice = make("select", { "aria-label": `${name} is a` });
      for (const kind of sending.kinds) choice.append(make("option", { value: kind, selected: kind === sending.kind }, kind));
      choice.addEventListener("change", () => (sending.kind = choice.value as Sending["kind"]));
      does.push(choice);
    }
    if (open && sending.held) {
      const box = make("input", { type: "checkbox", checked: sending.again });
      box.addEventListener("change", () => (sending.again = box.checked));
      does.push(make("label", { class: "choice" }, box, "File it again"));
    }
    if (sending.state !== "filing") act(sending.state === "filed" ? "Clear" : "Let go", () => void sending.drop());
    return does;
  }

  /** Makes drafts of everything that has come, and a series of them where that is wanted. */
  async #file(): Promise<void> {
    const form = this.#find<HTMLFormElement>("form");
    const data = new FormData(form);
    const ready = this.#sendings.filter(({ state }) => state === "whole");
    if (ready.length === 0) {
      this.#say("No file has come yet that could be filed.");
      return;
    }
    const send = this.#find<HTMLButtonElement>("button.file");
    send.disabled = true;
    const common = commonOf(data);
    for (const sending of ready) await sending.makeDraft(common, data.has("overwrite"));
    const items = ready.flatMap(({ item }) => (item ? [item.id] : []));
    let told = `${items.length} ${items.length === 1 ? "draft" : "drafts"} made`;
    if (items.length < ready.length) told += `, ${ready.length - items.length} not: see the reasons`;
    try {
      if (data.has("series") && items.length > 0) {
        const { body } = await ask<{ series: string }>("/desk/api/series", { method: "POST", json: { items } });
        told += `, as the series ${body.series}`;
      }
    } catch (error) {
      told += `, but no series: ${inWords(error)}`;
    }
    this.#say(`${told}.`);
    send.disabled = false;
    this.dispatchEvent(new CustomEvent("filed", { bubbles: true }));
  }
}

/** The fields that were filled in. */
function commonOf(data: FormData): Common {
  const text = (name: string): string => String(data.get(name) ?? "").trim();
  const common: Record<string, unknown> = {};
  for (const name of ["byline", "credit", "usage_terms", "language"]) if (text(name)) common[name] = text(name);
  const keywords = text("keywords").split(/[,،]/).map((word) => word.trim()).filter(Boolean);
  if (keywords.length > 0) common["keywords"] = keywords;
  if (text("category")) common["category"] = Number(text("category"));
  return common;
}
