// The source of a translation, to be read beside it: it goes along with whoever writes, says what is not translated yet,
// and what of it is new.

import { direction } from "../editor/language.ts";
import { afterwards } from "../editor/later.ts";
import { button, make } from "../editor/make.ts";
import { ask, Refusal } from "../http.ts";
import type { Block, Manuscript } from "../manuscript.ts";
import type { Workbench } from "../workbench.ts";
import { type Machine, type Source, type Step, type Translation, type Translations, why } from "./answers.ts";
import { plain, untranslated } from "./blocks.ts";

const address = (id: string, rest: string): string => `/desk/api/items/${encodeURIComponent(id)}/${rest}`;

/** A block of the source as it is read. */
function shown(block: Block): HTMLElement {
  const lines = (): HTMLElement[] => plain(block).split("\n").map((line) => make("p", {}, line));
  switch (block.block) {
    case "crosshead":
      return make("p", { class: "crosshead" }, block.text);
    case "quote":
      return make("blockquote", {}, ...lines(), ...(block.speaker ? [make("p", { class: "soft" }, block.speaker)] : []));
    case "list":
      return make(block.ordered ? "ol" : "ul", {}, ...block.items.map((item) => make("li", {}, item.map(({ text }) => text).join(""))));
    case "picture":
      return make("p", { class: "soft" }, block.caption ? `▣ ${block.caption}` : "▣ Picture");
    default:
      return make("div", {}, ...lines());
  }
}

/** A step from what was translated to what the source says now. */
function changed(step: Step): HTMLElement[] {
  const was = (block: Block): HTMLElement => make("del", {}, plain(block));
  const now = (block: Block): HTMLElement => make("ins", {}, plain(block));
  switch (step.op) {
    case "keep":
      return [];
    case "delete":
      return [make("p", {}, was(step.was))];
    case "insert":
      return [make("p", {}, now(step.now))];
    case "change":
      return [make("p", {}, was(step.was), " ", now(step.now))];
  }
}

export class SourcePanel {
  readonly element = make("div", { class: "source-of" });
  readonly #workbench: Workbench & EventTarget;
  readonly #head = make("div", { class: "head-of-source" });
  readonly #said = make("p", { class: "told", role: "status" });
  readonly #count = make("p", { class: "count soft" });
  readonly #text = make("article", { class: "text-of-source", tabindex: "0", "aria-label": "The source" });
  #source: Source | undefined;
  #blocks: HTMLElement[] = [];
  #at = -1;
  readonly #recount = afterwards(() => this.#tellUntranslated());

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    const keys = make("p", { class: "soft keys-of-source" }, make("kbd", {}, "Alt+↓"), " and ", make("kbd", {}, "Alt+↑"), " move along the source.");
    this.element.append(this.#said, this.#head, this.#count, keys, this.#text);
    this.#listen();
    void this.load();
  }

  async load(): Promise<void> {
    const { id } = this.#workbench.item;
    try {
      const [all, source] = await Promise.all([ask<Translations>(address(id, "translations")), ask<Source>(address(id, "translation-of"))]);
      this.#source = source.body;
      this.#showHead(all.body);
      this.#showText(source.body);
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error), true);
    }
  }

  #listen(): void {
    const editor = this.#workbench;
    editor.addEventListener("item", () => this.#recount());
    editor.addEventListener("input", () => this.#recount());
    // The editor's text changes by keys that make no input.
    editor.addEventListener("keyup", () => this.#recount());
    document.addEventListener("keydown", (event) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || !this.element.isConnected) return;
      const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (by === 0 || this.#blocks.length === 0) return;
      event.preventDefault();
      this.#go(Math.min(Math.max(this.#at + by, 0), this.#blocks.length - 1), true);
    });
    document.addEventListener("selectionchange", () => this.#follow());
  }

  /** Goes along with the caret in the text. */
  #follow(): void {
    const body = document.querySelector("tellal-editor #body .ProseMirror");
    const node = document.getSelection()?.anchorNode ?? null;
    if (!body || !node || !body.contains(node) || node === body) return;
    const at = [...body.children].findIndex((child) => child.contains(node));
    if (at >= 0 && at !== this.#at && at < this.#blocks.length) this.#go(at, false);
  }

  #go(at: number, isAsked: boolean): void {
    this.#blocks[this.#at]?.removeAttribute("aria-current");
    this.#at = at;
    const block = this.#blocks[at];
    if (!block) return;
    block.setAttribute("aria-current", "true");
    // Only the source moves, never the page under whoever writes.
    const middle = block.offsetTop - (this.#text.clientHeight - block.offsetHeight) / 2;
    this.#text.scrollTop = Math.max(0, middle);
    const source = this.#source?.story.content.body?.[at];
    if (isAsked && source) this.#tell(`Paragraph ${at + 1} of ${this.#blocks.length}: ${plain(source)}`, false);
  }

  #tell(sentence: string, isBad: boolean): void {
    this.#said.textContent = sentence;
    this.#said.classList.toggle("bad", isBad);
  }

  #showHead({ translation, machine, assistant }: Translations): void {
    const source = this.#source;
    if (!translation || !source) return;
    const title = make("a", { href: `/desk/items/${translation.source}`, lang: source.language, dir: direction(source.language) }, translation.source_headline || "Untitled");
    const version = source.version > 0 ? `version ${source.version}` : "not released yet";
    const parts: Node[] = [make("p", { class: "from" }, "From ", title, ` (${source.language}, ${version})`)];
    if (translation.standing !== "current" || source.changed) parts.push(this.#behind(translation, source));
    if (machine) parts.push(this.#machine(machine));
    else if (assistant && this.#isBlank()) parts.push(this.#offer(assistant));
    this.#head.replaceChildren(...parts);
  }

  #behind(translation: Translation, source: Source): HTMLElement {
    const told = why(translation) || "The source is being changed: this is not sent yet.";
    const box = make("section", { class: "behind", "aria-label": "What is new in the source" }, make("p", { class: "strong" }, told));
    const language = { lang: source.language, dir: direction(source.language) };
    const correction = translation.source_correction;
    if (correction) {
      const facts = make("dl", { class: "facts" }, make("dt", {}, "Was"), make("dd", language, correction.was), make("dt", {}, "Now"), make("dd", language, correction.now));
      box.append(facts);
    }
    const names = ["headline", "standfirst", "dateline", "embargo"];
    const fields = (source.diff?.fields ?? []).filter(({ field }) => names.includes(field));
    const steps = (source.diff?.body ?? []).flatMap(changed);
    const lines = fields.map(({ field, was, now }) => make("p", {}, `${field}: `, make("del", {}, spoken(was)), " ", make("ins", {}, spoken(now))));
    if (lines.length + steps.length > 0) box.append(make("div", { class: "changes", ...language }, ...lines, ...steps));
    if (translation.standing === "stale") {
      box.append(make("p", { class: "actions" }, button("It is up to date again", () => void this.#isCurrent(source.version))));
    }
    return box;
  }

  #machine(machine: Machine): HTMLElement {
    const box = make("section", { class: machine.checked ? "machine" : "machine behind", "aria-label": "Draft of a machine" });
    const by = `A machine wrote the first draft (${machine.model} at ${machine.host}, asked by ${machine.made_by}).`;
    if (machine.checked) {
      box.append(make("p", {}, `${by} ${machine.checked_by ?? ""} has read and checked it.`));
    } else {
      box.append(
        make("p", { class: "strong" }, `${by} It cannot be released until somebody has read and checked it.`),
        make("p", { class: "actions" }, button("I have read and checked it", () => void this.#check())),
      );
    }
    return box;
  }

  #offer(assistant: NonNullable<Translations["assistant"]>): HTMLElement {
    const what = `Headline, standfirst, text and captions of the source are sent to ${assistant.host} (${assistant.model}), and nothing else.`;
    const embargo = assistant.embargoed ? "" : " Texts under embargo are not sent.";
    return make("section", { class: "machine", "aria-label": "Draft of a machine" }, make("p", { class: "soft" }, what + embargo), make("p", { class: "actions" }, button("Draft by machine", (): void => void this.#draft())));
  }

  #isBlank(): boolean {
    const { headline, content } = this.#workbench.manuscript();
    return !headline?.trim() && !content.caption?.trim() && (content.body ?? []).every((block) => block.block === "picture" || !plain(block).trim());
  }

  /** Does something at the server, and says why it could not be done. */
  async #act(does: string, act: () => Promise<string>): Promise<void> {
    this.#tell(does, false);
    try {
      const said = await act();
      await this.load();
      this.#tell(said, false);
    } catch (error) {
      const faults = error instanceof Refusal ? (error.problem.errors ?? []).map(({ field, why: what }) => `${field} ${what}`) : [];
      this.#tell([error instanceof Error ? error.message : String(error), ...faults].join(" "), true);
    }
  }

  #isCurrent(version: number): Promise<void> {
    return this.#act("Noting…", async () => {
      await ask(address(this.#workbench.item.id, "translation-of/current"), { method: "POST", json: { version } });
      return "It says what its source says.";
    });
  }

  #check(): Promise<void> {
    return this.#act("Noting…", async () => {
      const edit = await this.#workbench.saved();
      await ask(address(this.#workbench.item.id, "machine-draft/checked"), { method: "POST", ifMatch: `"${edit}"` });
      return "You have checked it. It can be released.";
    });
  }

  #draft(): Promise<void> {
    return this.#act("The machine is writing…", async () => {
      const edit = await this.#workbench.saved();
      const { body } = await ask<{ without_marks: number }>(address(this.#workbench.item.id, "machine-draft"), { method: "POST", ifMatch: `"${edit}"` });
      await this.#workbench.reload();
      const lost = body.without_marks === 0 ? "" : ` ${body.without_marks} of its paragraphs lost a link or a look.`;
      return `The draft is there. Read and check it.${lost}`;
    });
  }

  #showText({ language, story }: Source): void {
    this.#text.lang = language;
    this.#text.dir = direction(language);
    const head: Node[] = story.headline ? [make("p", { class: "headline" }, story.headline)] : [];
    if (story.standfirst) head.push(make("p", { class: "standfirst" }, story.standfirst));
    if (story.content.caption) head.push(make("p", {}, story.content.caption));
    this.#blocks = (story.content.body ?? []).map((block) => make("div", { class: "block" }, shown(block)));
    this.#text.replaceChildren(...head, ...this.#blocks);
    this.#at = -1;
    this.#tellUntranslated();
  }

  #tellUntranslated(): void {
    const source = this.#source?.story.content.body;
    if (!source) return;
    const manuscript: Manuscript = this.#workbench.manuscript();
    const missing = new Set(untranslated(source, manuscript.content.body ?? []));
    this.#blocks.forEach((block, n) => {
      const is = missing.has(n);
      block.classList.toggle("untranslated", is);
      const tag = block.querySelector(".tag");
      if (is && !tag) block.append(make("span", { class: "tag", lang: "en", dir: "ltr" }, "not translated"));
      if (!is) tag?.remove();
    });
    const count = source.filter((block) => plain(block).trim() !== "").length;
    const said = missing.size === 0 ? `All ${count} paragraphs are translated.` : `${missing.size} of ${count} paragraphs are not translated.`;
    if (this.#count.textContent !== said) this.#count.textContent = said;
  }
}

function spoken(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return typeof value === "string" ? value : JSON.stringify(value);
}
