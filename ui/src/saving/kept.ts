// A text of somebody that is not the item's, and where it is kept until they have chosen between the two.

import type { Manuscript } from "../manuscript.ts";
import type { Draft } from "./drafts.ts";
import { textOf } from "./entries.ts";

export type Kept =
  /** An entry of the history, on the server. */
  | { readonly kind: "aside"; readonly entry: string }
  /** The store of this browser, where the server could not be asked, or did not take it. */
  | { readonly kind: "here"; readonly draft: Draft };

/** Where a text is kept, in words. */
export function keptInWords(kept: Kept): string {
  return kept.kind === "aside" ? `A text of yours is not in the item. It is kept in the history, as ${kept.entry}.` : "A text of yours is not in the item. It is kept in this browser.";
}

/** The text that is kept. */
export async function keptText(item: string, kept: Kept): Promise<Manuscript> {
  return kept.kind === "aside" ? textOf(item, kept.entry) : kept.draft.manuscript;
}
