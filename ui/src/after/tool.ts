// What may follow a release, beside the text: update, correct, refile, hold, resume, and the ways to a kill.

import { Refusal } from "../http.ts";
import type { Tool, Workbench } from "../workbench.ts";
import { Purpose } from "../release/purpose.ts";
import { plain, shown } from "../release/refusal.ts";
import { REMARKS } from "../saving/remarks.ts";
import { moment } from "../zone.ts";
import { type Became, type FollowingAct, type Standing, hold, noteNews, send, standing, stateInWords } from "./standing.ts";

/** The tool "After release". */
export const afterRelease: Tool = {
  name: "after",
  label: "After release",
  key: "Alt+a",
  offered: (item) => item.version > 0,
  open: (workbench) => new AfterPanel(workbench).root,
};

const DONE: Readonly<Record<string, string>> = {
  update: "The update is on the wire.",
  correct: "The correction is on the wire.",
  refile: "The repaired version is on the wire.",
  hold: "The hold is on the wire.",
  resume: "The item may be used again.",
};

/** An element with attributes and content. */
function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...content);
  return element;
}

let fields = 0;

/** A control under its label. */
function field(label: string, control: HTMLElement, hint = ""): HTMLElement {
  control.id ||= `after-${++fields}`;
  const holder = make("div", { class: "field" }, make("label", { for: control.id }, label));
  if (hint) {
    control.setAttribute("aria-describedby", `${control.id}-hint`);
    holder.append(make("p", { class: "hint", id: `${control.id}-hint` }, hint));
  }
  holder.append(control);
  return holder;
}

/** The panel of one item. */
class AfterPanel {
  readonly root = make("div", { class: "after-panel" });
  readonly #workbench: Workbench;
  readonly #said = make("p", { role: "status", class: "after-said" });
  readonly #purpose = new Purpose();
  /** What was selected last outside of the panel: pressing a button must not lose it. */
  #selected = "";
  #standing: Standing | undefined;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    workbench.addEventListener("item", () => void this.#look());
    REMARKS.addEventListener("change", () => this.#purpose.tell(REMARKS.all));
    this.#purpose.tell(REMARKS.all);
    document.addEventListener("selectionchange", () => this.#remember());
    this.root.append(make("p", { class: "soft" }, "Looking …"));
    void this.#look();
  }

  #remember(): void {
    const selection = document.getSelection();
    const inside = selection?.anchorNode && this.root.contains(selection.anchorNode);
    const text = selection?.toString().trim() ?? "";
    if (text && !inside) this.#selected = text;
  }

  async #look(): Promise<void> {
    try {
      this.#standing = await standing(this.#workbench.item.id);
      this.#show(this.#standing);
    } catch (error) {
      this.root.replaceChildren(make("p", { class: "wrong", role: "alert" }, inWords(error)));
    }
  }

  #show(standing: Standing): void {
    const may = (...acts: FollowingAct[]): boolean => acts.some((act) => standing.acts.includes(act));
    const parts: HTMLElement[] = [make("p", {}, make("strong", {}, stateInWords(standing))), this.#said, this.#purpose.element];
    if (may("update", "refile")) parts.push(this.#update(standing));
    if (may("correct")) parts.push(this.#correct(standing));
    if (may("resume")) parts.push(this.#resume());
    if (may("hold")) parts.push(this.#hold(standing));
    if (may("kill", "withdraw")) parts.push(this.#takeBack(standing));
    parts.push(this.#history(standing));
    this.root.replaceChildren(...parts);
  }

  #update(standing: Standing): HTMLElement {
    const news = make("input", { type: "text", dir: "auto", lang: standing.language, autocomplete: "off" });
    const form = this.#form("Update", field("What is new", news, "Goes before the note to editors, with the number of the update."));
    const buttons = make("p", { class: "actions" });
    if (standing.acts.includes("update")) {
      const label = `Send as update ${standing.updates + 1}, version ${standing.version + 1}`;
      buttons.append(make("button", { type: "submit" }, label));
    }
    if (standing.acts.includes("refile")) {
      const refile = make("button", { type: "button", class: "quiet" }, "Refile (minor repair)");
      refile.addEventListener("click", () => void this.#do("refile", (edit) => send(standing.item, "refile", edit)));
      buttons.append(refile);
    }
    form.append(buttons);
    form.addEventListener("submit", () =>
      void this.#do("update", async (edit) => {
        const noted = news.value.trim() ? await noteNews(standing.item, edit, news.value.trim()) : edit;
        return send(standing.item, "update", noted);
      }),
    );
    return form;
  }

  #correct(standing: Standing): HTMLElement {
    const own = { lang: standing.language, dir: "auto" };
    // A field that is read only: its words are selected by mouse, finger and keyboard alike.
    const sent = make("textarea", { ...own, readonly: "", rows: "5", class: "sent" });
    sent.value = standing.sent.join("\n\n");
    const was = make("textarea", { ...own, rows: "2", required: "" });
    const now = make("textarea", { ...own, rows: "2", required: "" });
    was.value = standing.proposed?.was ?? "";
    now.value = standing.proposed?.now ?? "";
    const takeWas = make("button", { type: "button", class: "quiet" }, "Take the selected words");
    takeWas.addEventListener("click", () => {
      const words = sent.value.slice(sent.selectionStart, sent.selectionEnd).trim();
      if (words) was.value = words;
      else this.#say("Select the wrong words in the text that was sent first.");
      preview();
    });
    const takeNow = make("button", { type: "button", class: "quiet" }, "Take what is selected in the text");
    takeNow.addEventListener("click", () => {
      if (this.#selected) now.value = this.#selected;
      else this.#say("Select the right words in the text first.");
      preview();
    });
    const log = make("dl", { class: "facts correction" });
    const preview = (): void => {
      const old = make("del", own, was.value);
      const fresh = make("ins", own, now.value);
      log.hidden = !was.value && !now.value;
      log.replaceChildren(make("dt", {}, "It said"), make("dd", {}, old), make("dt", {}, "It says"), make("dd", {}, fresh));
    };
    was.addEventListener("input", preview);
    now.addEventListener("input", preview);
    preview();
    const form = this.#form(
      "Correct",
      field(`Version ${standing.version} as it was sent`, sent),
      field("What was wrong", was),
      make("p", { class: "actions" }, takeWas),
      field("What it says now", now),
      make("p", { class: "actions" }, takeNow),
      make("p", { class: "hint" }, "In the public log of corrections:"),
      log,
      make("p", { class: "actions" }, make("button", { type: "submit" }, "Send the correction")),
    );
    form.addEventListener("submit", () =>
      void this.#do("correct", (edit) => send(standing.item, "correct", edit, { was: was.value, now: now.value })),
    );
    return form;
  }

  #resume(): HTMLElement {
    const item = this.#workbench.item.id;
    const form = this.#form(
      "Resume",
      make("p", {}, "It may be used again, as the text stands here."),
      make("p", { class: "actions" }, make("button", { type: "submit" }, "Resume")),
    );
    form.addEventListener("submit", () => void this.#do("resume", (edit) => send(item, "resume", edit)));
    return form;
  }

  #hold(standing: Standing): HTMLElement {
    const reason = make("textarea", { rows: "3", lang: standing.language, dir: "auto", required: "" });
    reason.value = standing.hold;
    const form = this.#form(
      "Hold",
      field("What everyone who got it reads", reason),
      make("p", { class: "actions" }, make("button", { type: "submit" }, "Put on hold")),
    );
    form.addEventListener("submit", () => void this.#do("hold", () => hold(standing.item, reason.value)));
    return form;
  }

  #takeBack(standing: Standing): HTMLElement {
    const links = make("p", { class: "actions" });
    for (const [act, label] of [["kill", "Kill …"], ["withdraw", "Withdraw …"]] as const) {
      if (!standing.acts.includes(act)) continue;
      const href = `/desk/kill?items=${standing.item}${act === "withdraw" ? "&act=withdraw" : ""}`;
      links.append(make("a", { class: act === "kill" ? "button" : "button quiet", href }, label));
    }
    const two = standing.two_persons ? " A second person approves it." : "";
    const words = `All versions, for good. What hangs on it is shown first.${two}`;
    return make("section", { class: "act" }, make("h3", {}, "Take back"), make("p", {}, words), links);
  }

  #history(standing: Standing): HTMLElement {
    const list = make("ol", { class: "takes", reversed: "" });
    for (const take of standing.takes) {
      const time = make("time", { datetime: take.time }, moment(new Date(take.time)));
      const line = make("li", { value: String(take.version) }, `${take.name}, `, time);
      if (take.receipts) {
        const { href, confirmed, called } = take.receipts;
        line.append(", ", make("a", { href }, `${confirmed} of ${called} confirmed`));
      }
      list.append(line);
    }
    const all = make("a", { href: `/desk/items/${standing.item}/after` }, "On a page of its own");
    return make("section", { class: "act" }, make("h3", {}, "Versions"), list, make("p", {}, all));
  }

  /** A form that never leaves the page. */
  #form(title: string, ...content: HTMLElement[]): HTMLFormElement {
    const form = make("form", { class: "act", "aria-label": title }, make("h3", {}, title), ...content);
    form.addEventListener("submit", (event) => event.preventDefault());
    return form;
  }

  #say(sentence: string): void {
    this.#said.className = "after-said";
    this.#said.textContent = sentence;
  }

  /** Saves what was typed, does something with that save, and looks again; what is wrong is said, and nothing is lost. */
  async #do(act: FollowingAct, sent: (edit: number) => Promise<Became>): Promise<void> {
    const buttons = this.root.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    try {
      const edit = await this.#workbench.saved();
      // A hold sends no text; whatever else there is here does.
      if (act !== "hold" && this.#purpose.isOpen) throw new Error(this.#purpose.why);
      const became = await sent(edit);
      this.#purpose.reset();
      const sentence = became === "waits" ? "It waits for a second person." : (DONE[act] ?? "Done.");
      await this.#workbench.reload();
      await this.#look();
      this.#workbench.announce(sentence);
      this.#say(sentence);
    } catch (error) {
      this.#said.className = "after-said wrong";
      this.#said.replaceChildren(...shown(plain(inWords(error))));
      if (act !== "hold" && this.#purpose.isOpen) this.#purpose.focus();
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }
}

/** What went wrong, field by field. */
export function inWords(error: unknown): string {
  if (error instanceof Refusal && error.problem.errors?.length) {
    return error.problem.errors.map(({ field, why }) => `${field} ${why}`).join("; ");
  }
  return error instanceof Error ? error.message : String(error);
}
