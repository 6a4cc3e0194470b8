// The sheet on which a reader sets the terminal.

import { button, make } from "../editor/make.ts";
import { isZone } from "./clock.ts";
import type { Kept, Settings } from "./settings.ts";

type Choice = readonly (readonly [string, string])[];

function choices(legend: string, name: keyof Settings, all: Choice, kept: Kept): HTMLElement {
  const radio = ([value, label]: readonly [string, string]): HTMLElement => {
    const input = make("input", { type: "radio", name, value, checked: kept.now[name] === value });
    input.addEventListener("change", () => kept.set({ [name]: value }));
    return make("label", {}, input, label);
  };
  return make("fieldset", {}, make("legend", {}, legend), make("div", { class: "choices" }, ...all.map(radio)));
}

function zones(kept: Kept, agency: string): HTMLElement {
  const isOther = !["browser", "agency", "UTC"].includes(kept.now.zone);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all: Choice = [["browser", `This browser (${own})`], ["agency", `The agency (${agency})`], ["UTC", "UTC"], ["other", "Another"]];
  const select = make("select", {}, ...all.map(([value, label]) => make("option", { value, selected: value === (isOther ? "other" : kept.now.zone) }, label)));
  const names = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  const list = make("datalist", { id: "zones" }, ...names.map((value) => make("option", { value })));
  const other = make("input", { type: "text", list: "zones", "aria-label": "Name of the zone", placeholder: "Europe/Istanbul", value: isOther ? kept.now.zone : "", hidden: !isOther });
  const fault = make("p", { class: "fault", role: "alert" });
  select.addEventListener("change", () => {
    other.hidden = select.value !== "other";
    if (select.value === "other") other.focus();
    else kept.set({ zone: select.value });
  });
  other.addEventListener("change", () => {
    const isKnown = other.value !== "" && isZone(other.value);
    fault.textContent = isKnown ? "" : `“${other.value}” is no zone that this browser knows. An example is Europe/Istanbul.`;
    if (isKnown) kept.set({ zone: other.value });
  });
  return make("div", { class: "field" }, make("label", {}, make("span", {}, "Times are of"), select), other, list, fault);
}

/** Shows the sheet. `wake` gets the sound ready. */
export function preferences(kept: Kept, agency: string, wake: () => void, play: () => void): void {
  const sound = make("input", { type: "checkbox", checked: kept.now.sound });
  sound.addEventListener("change", () => {
    kept.set({ sound: sound.checked });
    if (!sound.checked) return;
    wake();
    setTimeout(play, 200);
  });
  const close = button("Close", () => dialog.close(), { class: "quiet" });
  const dialog = make(
    "dialog",
    { class: "sheet-dialog settings", "aria-label": "Settings" },
    make("h2", { tabindex: -1 }, "Settings"),
    zones(kept, agency),
    choices("Rows", "density", [["comfortable", "Comfortable"], ["compact", "Compact"]], kept),
    choices("Look", "look", [["system", "As the system"], ["light", "Light"], ["dark", "Dark"]], kept),
    choices("Stories are read", "pane", [["right", "To the right"], ["below", "Below"]], kept),
    make("fieldset", {}, make("legend", {}, "Sound"), make("div", { class: "choices" }, make("label", {}, sound, "Two tones for flashes, urgent stories and kills"))),
    make("div", { class: "actions end" }, close),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
