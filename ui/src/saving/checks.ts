// The tool that lists what there is to look at in the text, with a way to each place.

import type { Tool, Workbench } from "../workbench.ts";
import { type Remark, REMARKS } from "./remarks.ts";

function listed(remark: Remark, workbench: Workbench): HTMLElement {
  const item = document.createElement("li");
  item.className = remark.level;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "entry";
  const level = document.createElement("span");
  level.className = remark.level === "fault" ? "tag bad" : "tag";
  level.textContent = remark.level === "fault" ? "must be changed" : "look at it";
  const said = document.createElement("span");
  said.textContent = remark.text;
  button.append(level, " ", said);
  button.addEventListener("click", () => workbench.goTo(remark.field, remark.quote));
  item.append(button);
  return item;
}

function panel(workbench: Workbench): HTMLElement {
  const whole = document.createElement("div");
  whole.className = "checks";
  const sum = document.createElement("p");
  const list = document.createElement("ul");
  list.className = "entries";
  const show = (): void => {
    const faults = REMARKS.all.filter(({ level }) => level === "fault").length;
    const others = REMARKS.all.length - faults;
    const parts = [faults > 0 ? `${faults} to change before it goes out` : "", others > 0 ? `${others} to look at` : ""];
    sum.textContent = parts.filter(Boolean).join(", ") || "Nothing to say about this text.";
    const at = [...list.children].findIndex((item) => item.contains(document.activeElement));
    list.replaceChildren(...REMARKS.all.map((remark) => listed(remark, workbench)));
    if (at >= 0) list.children[Math.min(at, list.children.length - 1)]?.querySelector("button")?.focus();
  };
  REMARKS.addEventListener("change", show);
  show();
  whole.append(sum, list);
  return whole;
}

export const CHECKS: Tool = {
  name: "checks",
  label: "Checks",
  key: "Alt+c",
  offered: () => true,
  open: panel,
};
