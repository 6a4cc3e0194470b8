// The source as an element of its own, on the page that shows both side by side.

import type { Workbench } from "../workbench.ts";
import { SourcePanel } from "./source.ts";

class TellalSource extends HTMLElement {
  connectedCallback(): void {
    const editor = document.querySelector<HTMLElement & Workbench>("tellal-editor");
    if (!editor) return;
    const show = (): void => this.replaceChildren(new SourcePanel(editor).element);
    // The editor has no item until it has fetched one.
    if (editor.item) show();
    else editor.addEventListener("item", () => setTimeout(show), { once: true });
  }
}

customElements.define("tellal-source", TellalSource);
