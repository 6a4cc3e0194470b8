// Every tool of the editor, in the order of their buttons.

import { afterRelease } from "./after/tool.ts";
import type { Tool } from "./workbench.ts";

export const TOOLS: readonly Tool[] = [afterRelease];
