import { TellalEditor } from "../editor/editor.ts";
import { keep } from "../release/badge.ts";

customElements.define("tellal-editor", TellalEditor);

keep();
