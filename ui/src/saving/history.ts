// The tool that shows what the item said before, who wrote it, what changed since, and the way back.

import { ask } from "../http.ts";
import type { Tool, Workbench } from "../workbench.ts";
import { clockSecs, day } from "../zone.ts";
import { entries, type Line, textOf } from "./entries.ts";
import { between, shown } from "./redline.ts";

const ASIDE: Readonly<Record<string, string>> = {
  lock: "set aside: somebody else was writing",
  stale: "set aside: somebody had saved in between",
  scheduled: "set aside: the item was scheduled",
  killed: "set aside: the item was killed",
  out: "set aside: an editor had released the item",
};

function what({ kind, why, act }: Line): string {
  if (kind === "version") return `on the wire: ${act}`;
  if (kind === "aside") return ASIDE[why] ?? "set aside";
  return why === "" ? "saved" : `restored from ${why}`;
}

export function when(line: Pick<Line, "began" | "ended">): string {
  const [began, ended] = [new Date(line.began), new Date(line.ended)];
  const date = day(ended) === day(new Date()) ? "" : `${day(ended)} `;
  return clockSecs(began) === clockSecs(ended) ? `${date}${clockSecs(ended)}` : `${date}${clockSecs(began)} to ${clockSecs(ended)}`;
}

class Panel {
  readonly element = document.createElement("div");
  readonly #workbench: Workbench;
  readonly #list = document.createElement("ol");
  readonly #change = document.createElement("div");
  #last = "";

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.element.className = "history";
    this.#list.className = "entries";
    this.#change.className = "change";
    const whole = document.createElement("a");
    whole.href = `/desk/items/${workbench.item.id}/history`;
    whole.textContent = "Compare any two entries";
    const row = document.createElement("p");
    row.append(whole);
    this.element.append(this.#list, this.#change, row);
    workbench.addEventListener("item", () => void this.#load());
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      const lines = await entries(this.#workbench.item.id);
      const text = JSON.stringify(lines);
      if (text !== this.#last) this.#show(lines);
      this.#last = text;
    } catch (error) {
      if (this.#last === "") this.#list.textContent = `The history cannot be read: ${(error as Error).message}`;
    }
  }

  #show(lines: readonly Line[]): void {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["entry"] : undefined;
    this.#list.replaceChildren(...lines.map((line) => this.#entry(line)));
    if (lines.length === 0) this.#list.textContent = "Nothing was saved yet.";
    if (focused) this.#list.querySelector<HTMLElement>(`[data-entry="${focused}"]`)?.focus();
  }

  #entry(line: Line): HTMLElement {
    const item = document.createElement("li");
    item.className = line.kind;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "entry";
    button.dataset["entry"] = line.id;
    const time = document.createElement("time");
    time.dateTime = line.ended;
    time.textContent = when(line);
    const who = document.createElement("bdi");
    who.textContent = line.name || "the agency";
    button.append(time, " ", who, ` ${what(line)}`);
    button.addEventListener("click", () => void this.#compare(line));
    item.append(button);
    return item;
  }

  async #compare(line: Line): Promise<void> {
    const title = document.createElement("h3");
    title.textContent = `Since ${when(line)}, ${line.name || "the agency"}`;
    title.tabIndex = -1;
    try {
      const was = await textOf(this.#workbench.item.id, line.id);
      const now = this.#workbench.manuscript();
      const back = document.createElement("button");
      back.type = "button";
      back.textContent = "Restore this text";
      back.addEventListener("click", () => void this.#restore(line.id));
      this.#change.replaceChildren(title, shown(await between(was, now), now.language), back);
    } catch (error) {
      this.#change.replaceChildren(title, (error as Error).message);
    }
    title.focus();
  }

  /** Everything that was typed is saved first, and stays in the history. */
  async #restore(entry: string): Promise<void> {
    try {
      const edit = await this.#workbench.saved();
      await ask(`/desk/api/items/${this.#workbench.item.id}/restore`, { method: "POST", json: { entry }, ifMatch: `"${edit}"` });
      await this.#workbench.reload();
      this.#change.replaceChildren();
      this.#workbench.announce("The earlier text is restored. What stood here before is in the history.");
      await this.#load();
    } catch (error) {
      this.#workbench.announce((error as Error).message);
    }
  }
}

export const HISTORY: Tool = {
  name: "history",
  label: "History",
  key: "Alt+h",
  offered: () => true,
  open: (workbench) => new Panel(workbench).element,
};
