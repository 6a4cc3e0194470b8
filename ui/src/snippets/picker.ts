// Choosing a snippet by its short name.

import type { Block } from "../manuscript.ts";

/** Asks which snippet is to be put in; `undefined` when none was chosen. */
export function pickSnippet(_lang: string): Promise<Block[] | undefined> {
  return Promise.resolve(undefined);
}
