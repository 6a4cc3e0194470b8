// Every tool of the editor, in the order of their buttons.

import { RELEASE } from "./release/tool.ts";
import type { Tool } from "./workbench.ts";

export const TOOLS: readonly Tool[] = [
  RELEASE,
];
