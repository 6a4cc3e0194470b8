// What the server says of translations, as `/desk/api/items/{id}/translations` and `…/translation-of` answer it.

import type { Block, Manuscript } from "../manuscript.ts";

export interface Machine {
  readonly model: string;
  readonly host: string;
  readonly made: string;
  readonly made_by: string;
  readonly checked: string | null;
  readonly checked_by: string | null;
}

export interface Translation {
  readonly item: string;
  readonly headline: string;
  readonly language: string;
  readonly state: string | null;
  readonly standing: "current" | "stale" | "held" | "killed";
  readonly stale: string | null;
  readonly source: string;
  readonly source_headline: string;
  readonly source_version: number;
  readonly source_act: string | null;
  readonly source_correction: { readonly was: string; readonly now: string } | null;
  readonly machine: Machine | null;
}

export interface Translations {
  readonly translation: Translation | null;
  readonly translations: readonly Translation[];
  readonly machine: Machine | null;
  readonly assistant: { readonly model: string; readonly host: string; readonly embargoed: boolean } | null;
}

export type Step =
  | { readonly op: "keep"; readonly blocks: number }
  | { readonly op: "delete"; readonly was: Block }
  | { readonly op: "insert"; readonly now: Block }
  | { readonly op: "change"; readonly was: Block; readonly now: Block };

export interface Source {
  readonly item: string;
  readonly language: string;
  readonly version: number;
  readonly story: Manuscript;
  readonly basis_version: number;
  readonly changed: boolean;
  readonly diff: { readonly fields: readonly { field: string; was: unknown; now: unknown }[]; readonly body: readonly Step[] } | null;
}

/** Why a translation is behind, and what is to be done; empty where it is not. */
export function why({ standing, source_act, source_version }: Translation): string {
  if (standing === "current") return "";
  if (standing === "killed") return "The source was killed. Kill this translation too.";
  if (standing === "held") return "The source is on hold. Hold this translation too.";
  if (source_act === "correct") return `The source was corrected (version ${source_version}). Correct this translation too.`;
  if (source_act === "release") return `The source went out with other words (version ${source_version}).`;
  return `The source was sent again (${source_act ?? "changed"}, version ${source_version}).`;
}
