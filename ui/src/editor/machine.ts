// The public summary by a machine: a draft where the house has configured one, the mark of what a machine had to do with,
// and the check without which it does not go out.

import { ask, Refusal } from "../http.ts";
import type { Workbench } from "../workbench.ts";
import { button, make } from "./make.ts";
import type { Assistant } from "./vocabulary.ts";

/** What the server says of a summary, as `/desk/api/items/{id}/machine-summary` answers it. */
interface State {
  readonly source: string | null;
  readonly draft: { readonly model: string; readonly host: string; readonly made_by: string } | null;
  readonly strange_figures: readonly string[];
  readonly checked: { readonly time: string; readonly by: string } | null;
}

interface Drafted {
  readonly text: string;
}

/** The field that the summary stands in. */
interface Place {
  isEmpty(): boolean;
  write(text: string): void;
}

/** A summary that no person has changed (IPTC Digital Source Type). */
export const BY_MACHINE = "trainedAlgorithmicMedia";

export class MachineSummary {
  readonly element = make("section", { class: "of-machine", "aria-label": "Summary by a machine", tabindex: "-1", hidden: true });
  readonly #said = make("p", { class: "foot", role: "status" });
  readonly #place = make("div", {});
  readonly #workbench: Workbench;
  readonly #assistant: Assistant | null;
  readonly #field: Place;
  #isReadOnly = false;
  #isMarked = false;
  /** Something was asked of the server, and is not answered yet. */
  #isBusy = false;
  #shown = "";
  #asked = 0;

  constructor(workbench: Workbench, assistant: Assistant | null, field: Place) {
    this.#workbench = workbench;
    this.#assistant = assistant;
    this.#field = field;
    this.element.append(this.#place, this.#said);
    // A save may have put a mark onto the summary, or made a check worth nothing.
    workbench.addEventListener("item", () => {
      if (this.#isMarked || workbench.item.story.summary_source) void this.refresh();
    });
  }

  setReadOnly(isReadOnly: boolean): void {
    this.#isReadOnly = isReadOnly;
    for (const made of this.#place.querySelectorAll("button")) made.disabled = isReadOnly;
  }

  /** Shows what the server says of the summary now. */
  async refresh(): Promise<void> {
    if (!this.#assistant && !this.#isMarked && !this.#workbench.item.story.summary_source) return;
    const asked = ++this.#asked;
    try {
      const { body } = await ask<State>(this.#address(""));
      // A later answer may be here already.
      if (asked === this.#asked) this.#show(body);
    } catch (error) {
      this.#tell(error, true);
    }
  }

  #address(rest: string): string {
    return `/desk/api/items/${encodeURIComponent(this.#workbench.item.id)}/machine-summary${rest}`;
  }

  #show(state: State): void {
    const shown = JSON.stringify(state);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#isMarked = state.source !== null;
    const parts = state.source ? this.#marked(state, state.source) : this.#assistant ? this.#offer(this.#assistant) : [];
    const focused = this.element.contains(document.activeElement);
    this.element.hidden = parts.length === 0;
    this.element.classList.toggle("waits", this.#isMarked && !state.checked);
    // What was told before is not true any more.
    this.#said.textContent = "";
    this.#place.replaceChildren(...parts);
    this.setReadOnly(this.#isReadOnly);
    // Whoever pressed a button that is gone goes on from the one that came, or from where it was.
    if (focused) (this.#place.querySelector<HTMLElement>("button:enabled") ?? this.element).focus();
  }

  #marked({ draft, strange_figures, checked }: State, source: string): HTMLElement[] {
    const from = draft ? ` (${draft.model} at ${draft.host}, asked by ${draft.made_by})` : "";
    const by = source === BY_MACHINE ? `A machine wrote this summary${from}.` : `A machine${from} and people wrote this summary.`;
    const own = source === BY_MACHINE ? [] : [button("Nothing of it is a machine’s", () => void this.#act("own", "It is yours."), { class: "quiet" })];
    if (checked) {
      const read = `${by} ${checked.by} has read it against the text. The public site says that a machine had to do with it.`;
      return [make("p", {}, read), ...(own.length > 0 ? [make("p", { class: "actions" }, ...own)] : [])];
    }
    const strange = strange_figures.length > 0 ? [make("p", { class: "bad" }, "Figures that do not stand in the text: ", make("bdi", {}, strange_figures.join("; ")), ".")] : [];
    const check = button("I have read it against the text", () => void this.#act("checked", "You have read it. It can be released."), { class: "quiet" });
    return [make("p", { class: "strong" }, `${by} It cannot be released until somebody has read it against the text as it stands.`), ...strange, make("p", { class: "actions" }, check, " ", ...own)];
  }

  #offer({ host, model, embargoed }: Assistant): HTMLElement[] {
    const what = `Headline and text are sent to ${host} (${model}), and nothing else.${embargoed ? "" : " Texts under embargo are not sent."}`;
    return [make("p", { class: "actions" }, button("Draft the summary by machine", () => void this.#draft(), { class: "quiet" })), make("p", { class: "hint" }, what)];
  }

  async #draft(): Promise<void> {
    if (!this.#field.isEmpty()) return this.#tell("There is a summary already: empty the field first.", true);
    await this.#once("The machine is writing…", async () => {
      const edit = await this.#workbench.saved();
      const { body } = await ask<Drafted>(this.#address(""), { method: "POST", ifMatch: `"${edit}"` });
      if (this.#isReadOnly) throw new Error("The machine has written, but the item cannot be changed here any more. Ask again when it can.");
      // Whoever wrote meanwhile keeps what they wrote, and nobody's cursor is taken away.
      if (!this.#field.isEmpty()) throw new Error("The machine has written, but there is a summary by now. Empty the field and ask again.");
      this.#field.write(body.text);
      await this.#workbench.saved();
      await this.refresh();
      return "The summary is there. Read it against the text.";
    });
  }

  /** Says something of the summary as it stands. */
  async #act(what: "checked" | "own", done: string): Promise<void> {
    await this.#once("Noting…", async () => {
      const edit = await this.#workbench.saved();
      await ask(this.#address(`/${what}`), { method: "POST", ifMatch: `"${edit}"` });
      if (what === "own") await this.#workbench.reload();
      await this.refresh();
      return done;
    });
  }

  /** Does one thing at a time, and tells what came of it. */
  async #once(does: string, act: () => Promise<string>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#tell(does);
    try {
      this.#tell(await act());
    } catch (error) {
      await this.refresh();
      this.#tell(error, true);
    } finally {
      this.#isBusy = false;
    }
  }

  #tell(what: unknown, isBad = false): void {
    const faults = what instanceof Refusal ? (what.problem.errors ?? []).map(({ field, why }) => `${field} ${why}`) : [];
    this.#said.textContent = [what instanceof Error ? what.message : String(what), ...faults].join(" ");
    this.#said.classList.toggle("bad", isBad);
  }
}
