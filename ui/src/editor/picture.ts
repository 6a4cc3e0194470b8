// A picture in the text: what it is, its credit, and the caption that it has at this place.

import type { Node } from "prosemirror-model";
import type { EditorView, NodeView } from "prosemirror-view";
import { ask } from "../http.ts";
import type { Item } from "../manuscript.ts";
import { fileOf } from "../pictures/frames.ts";
import { make } from "./make.ts";

/** What is known of pictures; each is asked for once. */
const KNOWN = new Map<string, Promise<Item | undefined>>();

function known(id: string): Promise<Item | undefined> {
  let item = KNOWN.get(id);
  if (!item) {
    item = ask<Item>(`/desk/api/items/${encodeURIComponent(id)}`).then(({ body }) => body, () => undefined);
    KNOWN.set(id, item);
  }
  return item;
}

export class PictureView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  readonly #about = make("p", { class: "about", contenteditable: "false", dir: "auto" }, "Picture");
  readonly #image = make("img", { alt: "", draggable: "false", loading: "lazy" });

  constructor(node: Node, view: EditorView, position: () => number | undefined) {
    const item = node.attrs["item"] as string;
    this.contentDOM = make("figcaption");
    this.dom = make("figure", { "data-item": item }, make("div", { class: "frame", contenteditable: "false" }, this.#image), this.#about, this.contentDOM);
    this.#image.addEventListener("error", () => this.#image.remove());
    this.#image.addEventListener("mousedown", () => {
      const at = position();
      if (at !== undefined) view.focus();
    });
    void this.#tell(item);
  }

  async #tell(id: string): Promise<void> {
    const item = await known(id);
    if (!item) {
      this.#about.textContent = `There is no picture ${id}.`;
      this.#about.classList.add("bad");
      return;
    }
    const { story } = item;
    this.#image.src = fileOf(id, "thumbnail");
    this.#image.alt = story.headline ?? "";
    const credit = story.rights?.credit ?? story.byline;
    this.#about.textContent = [story.headline, credit && `Credit: ${credit}`].filter(Boolean).join(" · ");
  }

  /** What is written around the caption here is not of the text: taken for it, the view would be drawn again for ever. */
  ignoreMutation(mutation: { target: globalThis.Node }): boolean {
    return !this.contentDOM.contains(mutation.target);
  }
}
