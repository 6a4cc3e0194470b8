// The file of an item, beside its text: looked at, cut, and joined by further forms.

import { ask } from "../http.ts";
import type { Item } from "../manuscript.ts";
import type { Tool, Workbench } from "../workbench.ts";
import { button, make } from "./dom.ts";
import { fileOf } from "./frames.ts";
import { Sending, inWords, size } from "./sending.ts";

/** The forms that a kind has beside its main file. */
const FORMS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  video: [["web", "For the web"], ["sd", "Standard definition"]],
  graphic: [["pdf", "PDF"], ["eps", "EPS"], ["ai", "Drawing program"]],
};

export const FILE_TOOL: Tool = {
  name: "file",
  label: "File",
  key: "Alt+p",
  offered: (item) => item.story.content.kind !== "text",
  open: (workbench) => new FilePanel(workbench).element,
};

class FilePanel {
  readonly element = make("section", { class: "file-panel", "aria-labelledby": "file-panel-title" });
  readonly #workbench: Workbench;
  readonly #body = make("div");

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.element.append(make("h2", { id: "file-panel-title" }, "File"), this.#body);
    workbench.addEventListener("item", () => this.#draw());
    this.#draw();
  }

  #draw(): void {
    const { item } = this.#workbench;
    const { media, forms, kind } = item.story.content;
    if (!media) {
      this.#body.replaceChildren(make("p", { class: "soft" }, "There is no file yet. Send one from the place of pictures."));
      return;
    }
    const facts = [media.media_type, size(media.bytes), media.width ? `${media.width} × ${media.height} pixels` : ""];
    const parts: Node[] = [shown(item), make("p", { class: "soft" }, facts.filter(Boolean).join(" · "))];
    if (media.media_type.startsWith("image/") && (kind === "picture" || kind === "graphic")) {
      parts.push(make("p", {}, make("a", { href: `/desk/items/${item.id}/crops` }, "Cut this picture")));
    }
    const has = new Map((forms ?? []).map(({ form, media }) => [form, media]));
    for (const [form, label] of FORMS[kind] ?? []) parts.push(this.#form(form, label, has.get(form)?.bytes));
    this.#body.replaceChildren(...parts);
  }

  /** One form: what is there, and a place to send it. */
  #form(form: string, label: string, bytes: number | undefined): HTMLElement {
    const input = make("input", { type: "file", id: `form-${form}` });
    const said = make("p", { class: "hint", role: "status" }, bytes === undefined ? "Not there." : `There, ${size(bytes)}.`);
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) this.#send(new Sending(file), form, said);
      input.value = "";
    });
    const field = make("div", { class: "field" }, make("label", { for: input.id }, label), said, input);
    if (bytes !== undefined) field.append(make("a", { href: fileOf(this.#workbench.item.id, form) }, "Fetch it"));
    return field;
  }

  #send(sending: Sending, form: string, said: HTMLElement): void {
    sending.addEventListener("change", () => {
      if (sending.state === "sending") said.textContent = `${Math.floor((100 * sending.sent) / sending.file.size)} % sent`;
      if (sending.why) said.textContent = sending.why;
      if (sending.state === "cut") said.append(" ", button("Go on", () => void sending.resume()));
      if (sending.state === "whole") void this.#attach(sending, form, said);
    });
    void sending.start();
  }

  async #attach(sending: Sending, form: string, said: HTMLElement): Promise<void> {
    try {
      const edit = await this.#workbench.saved();
      const { id } = this.#workbench.item;
      await ask(`/desk/api/items/${id}/forms`, { method: "POST", json: { upload: sending.id, form }, ifMatch: `"${edit}"` });
      await this.#workbench.reload();
      this.#workbench.announce(`${sending.file.name} is attached.`);
    } catch (error) {
      said.textContent = inWords(error);
    }
  }
}

/** The file as far as a browser shows it. */
function shown(item: Item): HTMLElement {
  const type = item.story.content.media?.media_type ?? "";
  if (type.startsWith("image/")) return make("img", { src: fileOf(item.id, "thumbnail"), alt: "", class: "shown" });
  if (type === "video/mp4") return make("video", { src: fileOf(item.id, "file"), controls: true, preload: "metadata", class: "shown" });
  return make("p", {}, make("a", { href: fileOf(item.id, "file") }, "Fetch the file"));
}
