import { ask } from "../http.ts";

/** The editor of one item. */
class TellalEditor extends HTMLElement {
  async connectedCallback(): Promise<void> {
    const { body } = await ask<{ story: { headline?: string } }>(`/desk/api/items/${this.getAttribute("item")}`);
    this.textContent = body.story.headline ?? "";
  }
}

customElements.define("tellal-editor", TellalEditor);
