// Every tool of the editor, in the order of their buttons.

import { CHECKS } from "./saving/checks.ts";
import { HISTORY } from "./saving/history.ts";
import type { Tool } from "./workbench.ts";

export const TOOLS: readonly Tool[] = [CHECKS, HISTORY];
