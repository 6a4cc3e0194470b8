// The editor of one item: the sheet, the text, and the tools beside it.

import { ask, Refusal } from "../http.ts";
import { type Key, listen } from "../keys.ts";
import type { Item, Manuscript } from "../manuscript.ts";
import { SEARCH } from "../lists/keys.ts";
import { same } from "../saving/same.ts";
import { Saver } from "../saving/saver.ts";
import { TOOLS } from "../tools.ts";
import type { Workbench } from "../workbench.ts";
import { KEYED, TOOLED } from "./acts.ts";
import { Body } from "./body.ts";
import { Counts } from "./counts.ts";
import { selectWords } from "./find.ts";
import { FindBar } from "./findbar.ts";
import { direction } from "./language.ts";
import { afterwards } from "./later.ts";
import { button, make } from "./make.ts";
import { Moving } from "./moving.ts";
import { folded, Sheet } from "./sheet.ts";
import { type Me, standing } from "./standing.ts";
import { Toolbar } from "./toolbar.ts";
import { Tools } from "./tools.ts";
import { type Vocabulary, vocabulary } from "./vocabulary.ts";

/** Fields whose control is not called as they are. */
const CONTROLS: Readonly<Record<string, string>> = {
  content: "caption",
  dateline: "city",
  embargo: "embargo-date",
  embargo_at: "embargo-date",
  rights: "credit",
};

export class TellalEditor extends HTMLElement implements Workbench {
  #item!: Item;
  #me!: Me;
  #sheet!: Sheet;
  #body: Body | undefined;
  #toolbar: Toolbar | undefined;
  #find: FindBar | undefined;
  #counts!: Counts;
  #saver!: Saver;
  #tools!: Tools;
  /** What the fields do not show is kept as it came. */
  #base!: Manuscript;
  /** Nothing is taken for typed while a text is put into the fields. */
  #isOpening = true;
  #locked: string | null = null;
  #isReloading = false;
  /** What stands in the fields is kept elsewhere, because another text comes in its place. */
  #isGivingWay = false;
  readonly #moving = new Moving({
    before: () => this.saved(),
    moved: (item, sentence) => {
      this.#hold({ ...this.#item, stage: item.stage, desk: item.desk, author: item.author });
      this.#say(sentence);
    },
    failed: (why) => this.#say(why),
  });
  readonly #saving = make("div", { class: "saving-place" });
  readonly #notice = make("div", { class: "notice", hidden: true });
  readonly #said = make("p", { class: "told", role: "status" });
  readonly #count = afterwards(() => this.#recount());

  async connectedCallback(): Promise<void> {
    if (this.#item) return;
    const id = this.getAttribute("item") ?? "";
    try {
      const [item, words, me] = await Promise.all([ask<Item>(`/desk/api/items/${encodeURIComponent(id)}`), vocabulary(), ask<Me>("/desk/api/me")]);
      this.#me = me.body;
      this.#build(item.body, words);
      this.#open(item.body);
    } catch (error) {
      this.replaceChildren(make("p", { class: "wrong", role: "alert" }, error instanceof Refusal ? error.message : `The item cannot be opened: ${String(error)}`));
    }
  }

  disconnectedCallback(): void {
    this.#saver?.stop();
  }

  get item(): Item {
    return this.#item;
  }

  manuscript(): Manuscript {
    const manuscript = structuredClone(this.#base);
    this.#sheet.put(manuscript);
    if (this.#body) manuscript.content.body = this.#body.blocks();
    return manuscript;
  }

  replace(manuscript: Manuscript): void {
    const before = this.manuscript();
    this.#put(manuscript, false);
    this.#saver.changed();
    this.#say("Another text was put into the fields.", ["Undo", () => this.#undoReplacement(before)]);
  }

  saved(): Promise<number> {
    return this.#saver.flush();
  }

  async reload(): Promise<void> {
    this.#isReloading = true;
    try {
      await this.#fetchAgain().catch((error: Error) => this.#notReloaded(error));
    } finally {
      this.#isReloading = false;
      this.#enforce();
    }
  }

  announce(sentence: string): void {
    this.#say(sentence);
  }

  goTo(field: string, words?: string): void {
    const name = field.split(/[.[]/)[0] ?? "";
    if (name === "content" && this.#body) {
      if (words) selectWords(this.#body.view, words);
      return this.#body.focus();
    }
    const control = this.querySelector<HTMLElement>(`#${CSS.escape(CONTROLS[name] ?? name.replaceAll("_", "-"))}`);
    const fold = control?.closest("details");
    if (fold) fold.open = true;
    control?.focus();
    const at = words && (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) ? control.value.indexOf(words) : -1;
    if (at >= 0) (control as HTMLTextAreaElement).setSelectionRange(at, at + (words?.length ?? 0));
  }

  /** Stops the typing, with the reason that is shown; `null` lets it go on. */
  setReadOnly(reason: string | null): void {
    this.#locked = reason;
    this.#enforce();
  }

  #build(item: Item, words: Vocabulary): void {
    const changed = (): void => this.#changed();
    this.#item = item;
    this.#sheet = new Sheet({ workbench: this, words, onChange: changed });
    const main = make("div", { class: "sheet", id: "sheet" });
    main.append(...this.#sheet.top.map((field) => field.element));
    if (item.story.content.kind === "text") this.#buildBody(main);
    this.#counts = new Counts(this.#sheet, this.#body, words);
    main.append(this.#counts.element);
    const facts = make("div", { class: "facts", id: "facts", role: "group", "aria-label": "About the item" });
    facts.append(...this.#sheet.groups.map(([title, fields, isOpen]) => folded(title, fields, isOpen)));
    this.#tools = new Tools(TOOLS, this);
    const keys = button("Keys", () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "?" })), { class: "quiet", "aria-keyshortcuts": "?" });
    const bar = make("div", { class: "editor-bar" }, this.#saving, this.#tools.buttons, this.#moving.element, keys);
    this.replaceChildren(bar, this.#notice, this.#said, make("div", { class: "columns-of-editor" }, main, facts, this.#tools.panel));
    // What stays in sight above the text stands below the bar, which is as high as what it has to say.
    new ResizeObserver(() => this.style.setProperty("--height-of-bar", `${bar.offsetHeight}px`)).observe(bar);
    for (const element of [main, facts]) {
      element.addEventListener("input", changed);
      // Leaving a field in which something was typed is no change: that was told at each key.
      element.addEventListener("change", (event) => event.target instanceof HTMLSelectElement && changed());
    }
    this.#sheet.language.select.addEventListener("change", () => this.#speak());
    listen(this.#keys());
  }

  #buildBody(main: HTMLElement): void {
    const place = make("div", { id: "body", class: "page" });
    this.#body = new Body({
      place,
      acts: [...TOOLED, ...KEYED],
      onChange: () => this.#changed(),
      onMove: () => this.#toolbar?.refresh(),
      note: (sentence) => this.#say(sentence),
    });
    const body = this.#body;
    const { headline, standfirst } = this.#sheet;
    this.#find = new FindBar(body, () => this.#sheet.language.select.value, [
      { name: "headline", text: () => headline.input.value },
      { name: "standfirst", text: () => standfirst.input.value },
    ]);
    this.#toolbar = new Toolbar(() => body.view, [{ label: "Find", does: "Find and replace", key: "Ctrl+f", run: () => this.#find?.open("find") }]);
    main.append(make("div", { class: "writing" }, make("div", { class: "head-of-body" }, this.#toolbar.element, this.#find.element), place));
    // What is typed in the bar is no change of the story.
    for (const name of ["input", "change"]) this.#find.element.addEventListener(name, (event) => event.stopPropagation());
  }

  /** Begins to work on an item. */
  #open(item: Item): void {
    this.#hold(item);
    this.#put(item.story, true);
    this.#startSaving();
    const first = item.story.headline ? this.#body : undefined;
    if (!first) this.#sheet.headline.input.focus({ preventScroll: true });
  }

  #hold(item: Item): void {
    this.#item = item;
    this.#enforce();
    this.#tools.offer();
    this.#moving.show(item, this.#me);
    this.dispatchEvent(new Event("item"));
  }

  /** The item as a save or somebody else's act left it. */
  #hear(item: Item): void {
    const stands = ({ state, version, due, author, stage, desk }: Item): string => JSON.stringify([state, version, due, author, stage, desk]);
    if (stands(item) !== stands(this.#item)) return this.#hold(item);
    this.#item = item;
    this.dispatchEvent(new Event("item"));
  }

  /** What was typed meanwhile goes along; what cannot be saved gives way to the item as it is now, and is offered. */
  async #fetchAgain(): Promise<void> {
    let body: Item;
    let unsaved: Error | undefined;
    do {
      unsaved = undefined;
      await this.#saver.flush().catch((error: Error) => (unsaved = error));
      ({ body } = await ask<Item>(`/desk/api/items/${encodeURIComponent(this.#item.id)}`));
    } while (!unsaved && this.#saver.hasUnsent);
    const isOther = !same(body.story, this.#item.story);
    if (unsaved && !isOther && standing(body, this.#me) === null) {
      // Nothing is in the way of what stands in the fields: it is sent when it can be.
      this.#saver.goOnWithMine(body);
      return this.#hold(body);
    }
    if (!unsaved) {
      this.#saver.goOnFrom(body);
      this.#hold(body);
      if (isOther) this.#put(body.story, false);
      return;
    }
    this.#isGivingWay = true;
    this.#enforce();
    const kept = await this.#saver.putApart().finally(() => (this.#isGivingWay = false));
    if (!kept) return this.#fetchAgain();
    this.#saver.goOnFrom(body, kept);
    this.#hold(body);
    this.#put(body.story, false);
  }

  /** Whoever asked for it must not tell that all is well. */
  #notReloaded({ message }: Error): never {
    const sentence = `Not reloaded: ${message}`;
    this.#say(sentence);
    throw new Error(sentence);
  }

  #put(manuscript: Manuscript, isNew: boolean): void {
    this.#isOpening = true;
    this.#base = structuredClone(manuscript);
    this.#sheet.open(manuscript);
    const blocks = manuscript.content.body ?? [];
    if (isNew) this.#body?.open(blocks);
    else this.#body?.replace(blocks);
    this.#speak();
    this.#recount();
    this.#isOpening = false;
  }

  #undoReplacement(before: Manuscript): void {
    this.#put(before, false);
    this.#saver.changed();
    this.#say("The text is as it was before.");
  }

  #startSaving(): void {
    this.#saver = new Saver({
      item: this.#item,
      read: () => this.manuscript(),
      replace: (manuscript) => this.replace(manuscript),
      setReadOnly: (reason) => this.setReadOnly(reason),
      onItem: (item) => this.#hear(item),
      onEnded: () => {
        if (!this.#isReloading) void this.reload().catch(() => {});
      },
      mayChange: () => standing(this.#item, this.#me) === null,
      place: this.#saving,
    });
  }

  /** Runs at every key. */
  #changed(): void {
    if (this.#isOpening) return;
    this.#saver.changed();
    this.#count();
    this.#find?.changed();
  }

  #recount(): void {
    this.#counts.count();
    const { slug, headline } = this.manuscript();
    const title = slug || headline || "Untitled";
    const heading = document.querySelector("main > h1");
    if (heading?.textContent !== title) heading?.replaceChildren(title);
    document.title = document.title.replace(/^.*(?= · )/u, title);
  }

  /** Sets language and direction of everything that is written in the story's language. */
  #speak(): void {
    const tag = this.#sheet.language.select.value;
    for (const element of this.#sheet.all.flatMap((field) => field.inLanguage ?? [])) {
      element.lang = tag;
      element.dir = direction(tag);
      element.spellcheck = true;
    }
    this.#body?.setLanguage(tag);
  }

  #enforce(): void {
    const reason = standing(this.#item, this.#me);
    const isReadOnly = reason !== null || this.#locked !== null || this.#isGivingWay;
    for (const field of this.#sheet.all) field.setReadOnly(isReadOnly);
    if (this.#item.version > 0) this.#sheet.language.setReadOnly(true);
    this.#body?.setReadOnly(isReadOnly);
    // Who writes here is said in the bar, which stays in sight.
    this.#notice.hidden = reason === null;
    if (this.#notice.textContent !== (reason ?? "")) this.#notice.replaceChildren(...(reason === null ? [] : [make("p", { class: "wrong", role: "status" }, reason)]));
  }

  #say(sentence: string, act?: readonly [string, () => void]): void {
    this.#said.replaceChildren(sentence, ...(act ? [" ", button(act[0], act[1], { class: "quiet" })] : []));
  }

  #save(): void {
    this.#saver.flush(true).then(() => this.#say("Saved."), () => {});
  }

  /** Goes round between the parts of the screen. */
  #goRound(by: 1 | -1): void {
    const parts = [this.querySelector("#sheet"), this.#body?.view.dom, this.querySelector("#facts"), this.#tools.panel.hidden ? null : this.#tools.panel];
    const there = parts.filter((part): part is HTMLElement => part instanceof HTMLElement);
    const at = there.findLastIndex((part) => part.contains(document.activeElement));
    const next = there[(at + by + there.length) % there.length];
    const inside = next === this.#body?.view.dom ? next : next?.querySelector<HTMLElement>("input, textarea, select, summary, button, a[href]");
    inside?.focus();
  }

  #keys(): Key[] {
    const key = (name: string, does: string, run: Key["run"]): Key => ({ key: name, does, run, whileTyping: true });
    return [
      key("Ctrl+s", "Save now", () => this.#save()),
      key("F6", "Go round: fields, text, facts, tool", () => this.#goRound(1)),
      key("Shift+F6", "Go round the other way", () => this.#goRound(-1)),
      ...(this.#body
        ? [
            key("Ctrl+f", "Find", () => this.#find?.open("find")),
            key("Ctrl+h", "Find and replace", () => this.#find?.open("replace")),
            key("Alt+F10", "Go to the toolbar", () => this.#toolbar?.focus()),
            ...[...TOOLED, ...KEYED].map(({ key: name, does }) => key(name, does, () => false)),
          ]
        : []),
      ...this.#tools.keys(),
      // The box of the find bar seeks in this text only.
      { ...SEARCH, run: () => location.assign("/desk/search") },
    ];
  }
}
