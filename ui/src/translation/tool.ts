// The tool of the editor: a translation's source beside it; of any other item, its translations.

import { direction } from "../editor/language.ts";
import { make } from "../editor/make.ts";
import { ask } from "../http.ts";
import type { Tool, Workbench } from "../workbench.ts";
import type { Translation, Translations } from "./answers.ts";
import { why } from "./answers.ts";
import { SourcePanel } from "./source.ts";

function line(translation: Translation): HTMLElement {
  const { item, headline, language } = translation;
  const link = make("a", { href: `/desk/items/${item}/translate`, lang: language, dir: direction(language) }, headline || "Untitled");
  const told = why(translation);
  const unchecked = translation.machine && !translation.machine.checked ? [" ", make("span", { class: "tag bad" }, "machine, not checked")] : [];
  return make("li", {}, `${language}: `, link, ` (${translation.state ?? "draft"})`, ...unchecked, ...(told ? [make("p", { class: "bad" }, told.replace("this translation", "the translation"))] : []));
}

async function fill(place: HTMLElement, workbench: Workbench): Promise<void> {
  const { id } = workbench.item;
  const { body } = await ask<Translations>(`/desk/api/items/${encodeURIComponent(id)}/translations`);
  if (body.translation) return place.replaceChildren(new SourcePanel(workbench).element);
  const translate = make("p", {}, make("a", { href: `/desk/items/${id}/translate` }, "Translate into another language"));
  const list = body.translations.length > 0 ? make("ul", { class: "plain" }, ...body.translations.map(line)) : make("p", { class: "soft" }, "Nobody has translated it yet.");
  place.replaceChildren(list, translate);
}

export const TRANSLATION: Tool = {
  name: "translation",
  label: "Translation",
  key: "Alt+t",
  // Where the source stands beside the text already, it need not stand there twice.
  offered: () => document.querySelector("tellal-source") === null,
  open(workbench: Workbench): HTMLElement {
    const place = make("div", {}, make("p", { role: "status" }, "Opening…"));
    fill(place, workbench).catch((error: unknown) => place.replaceChildren(make("p", { class: "bad", role: "alert" }, error instanceof Error ? error.message : String(error))));
    return place;
  },
};
