import { TellalEditor } from "../editor/editor.ts";

customElements.define("tellal-editor", TellalEditor);
