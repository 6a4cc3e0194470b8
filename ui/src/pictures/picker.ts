// Choosing a picture for a story: a dialog with the newest pictures, a search, and a place for new ones.

import { Contacts } from "./contacts.ts";
import { make } from "./dom.ts";
import { type Frame, frames } from "./frames.ts";
import { Sending, inWords } from "./sending.ts";

/** A picture that was chosen. */
export interface Picked {
  readonly item: string;
  readonly headline: string;
  readonly caption: string;
  readonly credit: string;
}

/** Lets somebody choose a picture for a text in a language; `undefined` when they chose none. */
export function pickPicture(language = ""): Promise<Picked | undefined> {
  return new Promise((resolve) => new Picker(resolve, language).open());
}

/** Those in the language first: their captions can stand as they are. */
export function inLanguageFirst(found: readonly Frame[], language: string): readonly Frame[] {
  const base = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";
  const isOther = (frame: Frame): number => (language !== "" && base(frame.language) !== base(language) ? 1 : 0);
  return [...found].sort((one, other) => isOther(one) - isOther(other));
}

/** Milliseconds after the last letter of a search before it is asked. */
const SEARCH_AFTER_MILLIS = 200;

class Picker {
  readonly #dialog = document.createElement("dialog");
  readonly #search = document.createElement("input");
  readonly #mine = document.createElement("input");
  readonly #said = document.createElement("p");
  readonly #contacts: Contacts;
  readonly #language: string;
  readonly #resolve: (picked: Picked | undefined) => void;
  #picked: Picked | undefined;
  #asked = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(resolve: (picked: Picked | undefined) => void, language: string) {
    this.#resolve = resolve;
    this.#language = language;
    this.#contacts = new Contacts({ label: "Pictures", chosen: (frame) => this.#pick(frame) });
    this.#make();
  }

  open(): void {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#search.focus();
    void this.#load();
  }

  #make(): void {
    this.#dialog.className = "picker";
    this.#dialog.setAttribute("aria-labelledby", "picker-title");
    const title = document.createElement("h2");
    title.id = "picker-title";
    title.textContent = "Choose a picture";
    this.#search.type = "search";
    this.#search.id = "picker-search";
    this.#search.autocomplete = "off";
    this.#search.addEventListener("input", () => this.#later());
    this.#search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        this.#contacts.focus();
      }
    });
    this.#mine.type = "checkbox";
    this.#mine.addEventListener("change", () => void this.#load());
    this.#said.className = "soft";
    this.#said.setAttribute("role", "status");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "quiet";
    close.textContent = "Cancel";
    close.addEventListener("click", () => this.#dialog.close());
    this.#dialog.append(title, this.#asks(), this.#said, this.#contacts.element, close);
    this.#dialog.addEventListener("close", () => this.#closed());
  }

  #asks(): HTMLElement {
    const row = document.createElement("div");
    row.className = "row";
    const field = document.createElement("div");
    field.className = "field";
    const label = document.createElement("label");
    label.htmlFor = this.#search.id;
    label.textContent = "Words of the caption, slug or credit";
    field.append(label, this.#search);
    const mine = document.createElement("label");
    mine.className = "choice";
    mine.append(this.#mine, "Only mine");
    row.append(field, mine, this.#sends());
    return row;
  }

  /** A new picture, sent and filed from here. */
  #sends(): HTMLElement {
    const input = make("input", { type: "file", id: "picker-file", accept: "image/*" });
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) this.#send(new Sending(file));
      input.value = "";
    });
    return make("div", { class: "field" }, make("label", { for: "picker-file" }, "Or send a new one"), input);
  }

  #send(sending: Sending): void {
    const { name, size } = sending.file;
    sending.addEventListener("change", () => {
      if (sending.state === "sending") this.#said.textContent = `${name}: ${Math.floor((100 * sending.sent) / size)} %`;
      if (sending.state === "whole" && !sending.why) void this.#file(sending);
      if (sending.why) this.#said.textContent = sending.held ? `${name}: ${sending.why}. Look for it below.` : `${name}: ${sending.why}`;
    });
    void sending.start();
  }

  async #file(sending: Sending): Promise<void> {
    const item = await sending.makeDraft({}, false);
    if (!item) return;
    await this.#load();
    this.#contacts.select(item.id);
    this.#said.textContent = `${sending.file.name} is filed as a draft: press Enter to take it.`;
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), SEARCH_AFTER_MILLIS);
  }

  async #load(): Promise<void> {
    this.#asked.abort();
    const asked = new AbortController();
    this.#asked = asked;
    try {
      const found = await frames({ kind: "picture", q: this.#search.value.trim(), mine: this.#mine.checked }, asked.signal);
      this.#contacts.show(inLanguageFirst(found, this.#language));
      this.#said.textContent = found.length === 0 ? "No picture has these words." : `${found.length} pictures, ${this.#language ? "those in the language of the story first" : "the newest first"}.`;
    } catch (error) {
      if (!asked.signal.aborted) this.#said.textContent = inWords(error);
    }
  }

  #pick(frame: Frame): void {
    this.#picked = { item: frame.item, headline: frame.headline, caption: frame.caption, credit: frame.credit };
    this.#dialog.close();
    // The dialog tells that it is closed in a later task; the key that comes before it belongs to the caption already.
    this.#closed();
  }

  #closed(): void {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#dialog.remove();
    this.#resolve(this.#picked);
  }
}
