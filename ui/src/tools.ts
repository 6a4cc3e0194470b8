// Every tool of the editor, in the order of their buttons.

import { afterRelease } from "./after/tool.ts";
import { FILE_TOOL } from "./pictures/tool.ts";
import { CHECKS } from "./saving/checks.ts";
import { HISTORY } from "./saving/history.ts";
import type { Tool } from "./workbench.ts";

export const TOOLS: readonly Tool[] = [CHECKS, FILE_TOOL, afterRelease, HISTORY];
