// Every tool of the editor, in the order of their buttons.

import { TRANSLATION } from "./translation/tool.ts";
import type { Tool } from "./workbench.ts";

export const TOOLS: readonly Tool[] = [TRANSLATION];
