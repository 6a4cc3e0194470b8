// Every tool of the editor, in the order of their buttons.

import { FILE_TOOL } from "./pictures/tool.ts";
import type { Tool } from "./workbench.ts";

export const TOOLS: readonly Tool[] = [FILE_TOOL];
