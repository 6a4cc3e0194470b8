// Every tool of the editor, in the order of their buttons.

import { afterRelease } from "./after/tool.ts";
import { FILE_TOOL } from "./pictures/tool.ts";
import { RELEASE } from "./release/tool.ts";
import { CHECKS } from "./saving/checks.ts";
import { HISTORY } from "./saving/history.ts";
import { TRANSLATION } from "./translation/tool.ts";
import type { Tool } from "./workbench.ts";

export const TOOLS: readonly Tool[] = [RELEASE, CHECKS, FILE_TOOL, TRANSLATION, afterRelease, HISTORY];
