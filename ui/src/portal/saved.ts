// Saved searches: the rail that they hang on, and the sheet on which one is written.

import { button, make } from "../editor/make.ts";
import { ask, Refusal } from "../http.ts";
import { sentence } from "../zone.ts";
import type { Clock } from "./clock.ts";
import { icon } from "./icon.ts";
import { directionOf } from "./line.ts";
import { faultAt } from "./query.ts";
import type { Hit, Search } from "./wire.ts";

const TRY_AFTER_MS = 400;

interface Trial {
  readonly a_day: number;
  readonly days: number;
  readonly total: number;
  readonly latest: readonly Hit[];
}

/** The searches of this reader and of the organisation; the event `change` tells that they changed. */
export class Searches extends EventTarget {
  #all: readonly Search[] = [];

  get all(): readonly Search[] {
    return this.#all;
  }

  find(id: string): Search | undefined {
    return this.#all.find((search) => search.id === id);
  }

  async load(): Promise<void> {
    const { body } = await ask<{ searches: Search[] } | Search[]>("/portal/api/searches");
    this.#all = Array.isArray(body) ? body : body.searches;
    this.dispatchEvent(new Event("change"));
  }

  async keep(search: Partial<Search>): Promise<Search> {
    const { body } = search.id ? await ask<Search>(`/portal/api/searches/${encodeURIComponent(search.id)}`, { method: "PUT", json: search }) : await ask<Search>("/portal/api/searches", { method: "POST", json: search });
    await this.load();
    return body ?? (search as Search);
  }

  async drop(id: string): Promise<void> {
    await ask(`/portal/api/searches/${encodeURIComponent(id)}`, { method: "DELETE" });
    await this.load();
  }
}

export interface RailDoes {
  show(search: Search | undefined): void;
  edit(search: Search): void;
  column(search: Search | undefined): void;
  ticker(search: Search): void;
}

/** The searches by owner and folder. `shown` is the id of the one in the list; empty for the wire. */
export function rail(searches: Searches, shown: string | undefined, does: RailDoes): HTMLElement {
  const line = (search: Search): HTMLElement => {
    const open = button("", () => does.show(search), { class: "saved", "aria-current": shown === search.id ? "true" : undefined, title: search.query });
    open.append(make("bdi", {}, search.name), ...(search.alert.portal || search.alert.push || search.alert.email !== "off" ? [icon("bell")] : []));
    const more = (name: "cog" | "add" | "out", label: string, run: () => void): HTMLElement => {
      const made = button("", run, { class: "saved-do", "aria-label": `${label}: ${search.name}`, title: label });
      made.append(icon(name));
      return made;
    };
    return make("li", {}, open, more("add", "As a column", () => does.column(search)), more("out", "As a ticker", () => does.ticker(search)), more("cog", "Change", () => does.edit(search)));
  };
  const group = (owner: Search["owner"], title: string): HTMLElement[] => {
    const own = searches.all.filter((search) => search.owner === owner);
    if (own.length === 0) return [];
    const folders = [...new Set(own.map(({ folder }) => folder))].sort((one, other) => one.localeCompare(other));
    const part = (folder: string): HTMLElement[] => {
      const list = make("ul", {}, ...own.filter((search) => search.folder === folder).sort((one, other) => one.name.localeCompare(other.name)).map(line));
      return folder === "" ? [list] : [make("details", { open: true }, make("summary", {}, make("bdi", {}, folder)), list)];
    };
    return [make("h2", {}, title), ...folders.flatMap(part)];
  };
  const wire = button("The wire", () => does.show(undefined), { class: "saved", "aria-current": shown === "" ? "true" : undefined });
  return make("nav", { class: "searches", "aria-label": "Lists" }, make("ul", {}, make("li", {}, wire)), ...group("me", "My searches"), ...group("organisation", "Our searches"));
}

/** How often it would have matched, in a sentence. */
export function aDay({ a_day: often, days, total }: Pick<Trial, "a_day" | "days" | "total">): string {
  const count = often >= 10 ? Math.round(often).toLocaleString("en") : often.toFixed(1).replace(/\.0$/, "");
  return total === 0 ? `Nothing matched in the last ${days} days.` : `Would have matched ${count} a day in the last ${days} days: ${total.toLocaleString("en")} in all.`;
}

/** What a query would have matched, tried as it is written. */
class Try {
  readonly element = make("div", { class: "trial", role: "status" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  later(query: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(query), TRY_AFTER_MS);
  }

  async now(query: string): Promise<void> {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    if (query.trim() === "") return this.element.replaceChildren();
    try {
      const { body } = await ask<Trial>("/portal/api/searches/trial", { method: "POST", json: { query }, signal });
      const line = (hit: Hit): HTMLElement => make("li", {}, make("span", { class: "when" }, this.#clock.since(Date.parse(hit.version_created), Date.now())), " ", make("span", { dir: directionOf(hit.language), lang: hit.language }, hit.headline));
      this.element.replaceChildren(make("p", { class: "a-day" }, aDay(body)), make("ol", { class: "latest" }, ...body.latest.map(line)));
    } catch (error) {
      if (signal.aborted) return;
      const position = error instanceof Refusal ? error.problem["position"] : undefined;
      const where = typeof position === "number" ? faultAt(query, position) : undefined;
      const code = where ? [make("code", { class: "where", dir: "ltr" }, where.before, make("span", { class: "here" }, where.at || "\u00a0"), where.after)] : [];
      this.element.replaceChildren(...code, make("p", { class: "bad" }, sentence(error instanceof Error ? error.message : "It could not be tried.")));
    }
  }
}

function field(label: string, input: HTMLElement): HTMLElement {
  return make("label", { class: "field" }, make("span", {}, label), input);
}

function check(label: string, isOn: boolean): { readonly element: HTMLElement; readonly input: HTMLInputElement } {
  const input = make("input", { type: "checkbox", checked: isOn });
  return { input, element: make("label", { class: "check" }, input, label) };
}

/** The address for readers of RSS: made when it is asked for, shown once. */
function rss(search: Search, searches: Searches, said: HTMLElement): HTMLElement {
  const run = async (method: "POST" | "DELETE"): Promise<void> => {
    try {
      const { body } = await ask<{ address?: string } | undefined>(`/portal/api/searches/${encodeURIComponent(search.id)}/rss`, { method });
      const address = body?.address ?? "";
      said.replaceChildren(...(address ? ["This address is shown once. Whoever has it can read the headlines: ", make("code", { class: "address" }, new URL(address, location.href).href)] : ["The address no longer works."]));
      await searches.load();
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : "It could not be done.";
    }
  };
  const make_ = button(search.rss ? "New RSS address" : "RSS address", () => void run("POST"), { class: "quiet" });
  const end = button("End the RSS address", () => void run("DELETE"), { class: "quiet", hidden: !search.rss });
  return make("div", { class: "actions" }, make_, end);
}

/** The sheet on which a search is written or changed. Before it is saved it says what it would have matched. */
export function editSearch(searches: Searches, clock: Clock, search: Partial<Search> & { readonly query: string }, kept: (search: Search) => void): void {
  const alert = search.alert ?? { portal: true, sound: false, email: "off" as const, push: false };
  const name = make("input", { type: "text", required: true, maxlength: 80, value: search.name ?? "", dir: "auto" });
  const query = make("textarea", { class: "query-text", rows: 2, required: true, spellcheck: "false", dir: "auto" }, search.query);
  const folder = make("input", { type: "text", maxlength: 80, value: search.folder ?? "", list: "folders", dir: "auto" });
  const folders = make("datalist", { id: "folders" }, ...[...new Set(searches.all.map((one) => one.folder))].filter(Boolean).map((value) => make("option", { value })));
  // Whose a search is cannot be changed: whoever had it would lose it.
  const owner = make("select", { disabled: search.id !== undefined }, make("option", { value: "me", selected: search.owner !== "organisation" }, "Me"), make("option", { value: "organisation", selected: search.owner === "organisation" }, "Everybody at the organisation"));
  const [portal, sound, push] = [check("In the terminal", alert.portal), check("With a sound", alert.sound), check("As a notification", alert.push)];
  const email = make("select", { "aria-label": "E-mail" }, ...[["off", "No e-mail"], ["at_once", "E-mail at once"], ["digest", "In the digest"]].map(([value, label]) => make("option", { value: value as string, selected: alert.email === value }, label as string)));
  const trial = new Try(clock);
  const said = make("p", { class: "result", role: "status" });
  query.addEventListener("input", () => trial.later(query.value));
  const save = make("button", { type: "submit" }, "Save");
  const cancel = button("Cancel", () => dialog.close(), { class: "quiet" });
  const drop = button("Delete", () => void remove(), { class: "quiet", hidden: !search.id });
  const form = make("form", { method: "dialog" }, field("Name", name), field("Query", query), trial.element, make("div", { class: "two" }, field("Folder", folder), field("For", owner)), folders, make("fieldset", {}, make("legend", {}, "Alert"), make("div", { class: "choices" }, portal.element, sound.element, push.element, email)), ...(search.id ? [rss(search as Search, searches, said)] : []), said, make("div", { class: "actions end" }, drop, cancel, save));
  const dialog = make("dialog", { class: "sheet-dialog", "aria-label": "Saved search" }, make("h2", {}, search.id ? "Change the search" : "Save the search"), form);
  const remove = async (): Promise<void> => {
    if (!search.id || !confirm(`Delete “${search.name}”?`)) return;
    try {
      await searches.drop(search.id);
      dialog.close();
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : "It could not be deleted.";
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const json = { ...(search.id ? { id: search.id } : {}), name: name.value.trim(), folder: folder.value.trim(), owner: owner.value as Search["owner"], query: query.value.trim(), alert: { portal: portal.input.checked, sound: sound.input.checked, email: email.value as Search["alert"]["email"], push: push.input.checked } };
    save.disabled = true;
    searches.keep(json).then(
      (done) => (dialog.close(), kept(done)),
      (error: unknown) => {
        save.disabled = false;
        said.textContent = error instanceof Error ? error.message : "It could not be saved.";
      },
    );
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  name.focus();
  void trial.now(search.query);
}
