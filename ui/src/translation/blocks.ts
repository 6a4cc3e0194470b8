// The paragraphs of a source, and which of them nobody has translated yet: the n-th block of a translation says what the
// n-th block of its source says, as the sheet that a translation begins with has it.

import type { Block, Span } from "../manuscript.ts";

const text = (spans: readonly Span[]): string => spans.map((span) => span.text).join("");

/** The text of a block without its marks; cells and items on lines of their own. */
export function plain(block: Block): string {
  switch (block.block) {
    case "crosshead":
      return block.text;
    case "paragraph":
      return text(block.spans);
    case "quote":
      return text(block.spans);
    case "list":
      return block.items.map(text).join("\n");
    case "table":
      return block.rows.map((row) => row.map(text).join("\t")).join("\n");
    case "picture":
      return block.caption ?? "";
  }
}

/** The numbers of the source's blocks, from 0, for which the translation has no words. */
export function untranslated(source: readonly Block[], translation: readonly Block[]): number[] {
  const isBlank = (block: Block | undefined): boolean => !block || plain(block).trim() === "";
  return source.flatMap((block, n) => (!isBlank(block) && isBlank(translation[n]) ? [n] : []));
}
