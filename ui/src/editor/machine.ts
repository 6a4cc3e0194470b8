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
  readonly checked: { readonly time: string; readonly by: string } | null;
}

interface Drafted {
  readonly text: string;
  readonly strange_figures: readonly string[];
}

/** The field that the summary stands in. */
interface Place {
  isEmpty(): boolean;
  write(text: string): void;
}

/** A summary that no person has changed (IPTC Digital Source Type). */
const BY_MACHINE = "trainedAlgorithmicMedia";

export class MachineSummary {
  readonly element = make("section", { class: "of-machine", "aria-label": "Summary by a machine", hidden: true });
  readonly #said = make("p", { class: "foot", role: "status" });
  readonly #place = make("div", {});
  readonly #workbench: Workbench;
  readonly #assistant: Assistant | null;
  readonly #field: Place;
  #isReadOnly = false;
  #isMarked = false;
  #strange: readonly string[] = [];
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
    this.#isMarked = state.source !== null;
    const parts = state.source ? this.#marked(state, state.source) : this.#assistant ? this.#offer(this.#assistant) : [];
    this.element.hidden = parts.length === 0;
    this.element.classList.toggle("waits", this.#isMarked && !state.checked);
    const focused = this.#place.contains(document.activeElement);
    this.#place.replaceChildren(...parts);
    this.setReadOnly(this.#isReadOnly);
    // Whoever pressed a button that is gone goes on from the one that came.
    if (focused) this.#place.querySelector("button")?.focus();
  }

  #marked({ draft, checked }: State, source: string): HTMLElement[] {
    const from = draft ? ` (${draft.model} at ${draft.host}, asked by ${draft.made_by})` : "";
    const by = source === BY_MACHINE ? `A machine wrote this summary${from}.` : `A machine${from} and people wrote this summary.`;
    if (checked) return [make("p", {}, `${by} ${checked.by} has read it against the text. The public site says that a machine had to do with it.`)];
    const strange = this.#strange.length > 0 ? [make("p", { class: "bad" }, "Figures that do not stand in the text: ", make("bdi", {}, this.#strange.join("; ")), ".")] : [];
    return [
      make("p", { class: "strong" }, `${by} It cannot be released until somebody has read it against the text as it stands.`),
      ...strange,
      make("p", { class: "actions" }, button("I have read it against the text", () => void this.#check(), { class: "quiet" })),
    ];
  }

  #offer({ host, model, embargoed }: Assistant): HTMLElement[] {
    const what = `Headline and text are sent to ${host} (${model}), and nothing else.${embargoed ? "" : " Texts under embargo are not sent."}`;
    return [make("p", { class: "actions" }, button("Draft the summary by machine", () => void this.#draft(), { class: "quiet" })), make("p", { class: "hint" }, what)];
  }

  async #draft(): Promise<void> {
    if (!this.#field.isEmpty()) return this.#tell("There is a summary already: empty the field first.", true);
    this.#tell("The machine is writing…");
    for (const made of this.#place.querySelectorAll("button")) made.disabled = true;
    try {
      const edit = await this.#workbench.saved();
      const { body } = await ask<Drafted>(this.#address(""), { method: "POST", ifMatch: `"${edit}"` });
      // Whoever wrote meanwhile keeps what they wrote, and nobody's cursor is taken away.
      if (this.#isReadOnly || !this.#field.isEmpty()) return this.#tell("The machine has written, but there is a summary by now. Empty the field and ask again.", true);
      this.#strange = body.strange_figures;
      this.#field.write(body.text);
      await this.#workbench.saved();
      await this.refresh();
      this.#tell("The summary is there. Read it against the text.");
    } catch (error) {
      this.#tell(error, true);
    } finally {
      this.setReadOnly(this.#isReadOnly);
    }
  }

  async #check(): Promise<void> {
    this.#tell("Noting…");
    try {
      const edit = await this.#workbench.saved();
      const { body } = await ask<State>(this.#address("/checked"), { method: "POST", ifMatch: `"${edit}"` });
      this.#strange = [];
      this.#asked++;
      this.#show(body);
      this.#tell("You have read it. It can be released.");
    } catch (error) {
      await this.refresh();
      this.#tell(error, true);
    }
  }

  #tell(what: unknown, isBad = false): void {
    const faults = what instanceof Refusal ? (what.problem.errors ?? []).map(({ field, why }) => `${field} ${why}`) : [];
    this.#said.textContent = [what instanceof Error ? what.message : String(what), ...faults].join(" ");
    this.#said.classList.toggle("bad", isBad);
  }
}
