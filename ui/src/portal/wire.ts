// What the server tells the terminal, as `/api/v1` and `/portal/api` write it.

import type { Content, Media } from "../manuscript.ts";

export type Act = "release" | "update" | "correct" | "refile" | "hold" | "resume" | "kill" | "withdraw" | "advisory" | "test";
export type Reason = "killed" | "on_hold" | "embargo" | "advisory" | "test";

/** A story in short: what a row shows. */
export interface Row {
  readonly slug: string;
  readonly headline: string;
  readonly standfirst?: string;
  readonly byline?: string;
  readonly place?: string;
  readonly words: number;
  readonly keywords: readonly string[];
  readonly topics: readonly string[];
  readonly dir: "ltr" | "rtl";
  readonly genre?: string;
  readonly pictures: number;
  readonly thumbnails: readonly string[];
  readonly usage_terms: boolean;
  readonly editors_note: boolean;
  readonly correction?: { readonly was: string; readonly now: string };
  readonly public?: boolean;
}

/** A dispatch in a feed. */
export interface WireEvent {
  readonly seq: number;
  readonly prev: number;
  readonly act: Act;
  readonly time: string;
  readonly item: string;
  readonly version: number;
  readonly kind: string;
  readonly language: string;
  readonly state: "usable" | "withheld" | "canceled";
  readonly priority: number;
  readonly category: number;
  readonly embargo?: string;
  readonly verdict?: { readonly publishable: "yes" | "no" | "at"; readonly at?: string; readonly reasons: readonly string[] };
  readonly row?: Row;
  readonly story?: Story;
  /** Into which languages it was translated, with the newest version alone. */
  readonly translations?: readonly Translation[];
  readonly closed?: { readonly reason: Reason; readonly seq?: number; readonly until?: string };
}

export interface Translation {
  readonly item: string;
  readonly language: string;
  readonly headline: string;
  /** Made of an earlier version. */
  readonly stale: boolean;
}

export interface Story {
  readonly language: string;
  readonly slug: string;
  readonly headline: string;
  readonly standfirst?: string;
  readonly byline?: string;
  readonly dateline?: { readonly city?: string; readonly country?: string };
  readonly priority: number;
  readonly category: number;
  readonly topics?: readonly string[];
  readonly keywords?: readonly string[];
  readonly places?: readonly { readonly name?: string; readonly country?: string }[];
  readonly genre?: string;
  readonly embargo?: string;
  readonly rights?: { readonly credit?: string; readonly copyright?: string; readonly usage_terms?: string; readonly source?: string };
  readonly related?: readonly { readonly item: string; readonly title: string; readonly rel?: string }[];
  readonly editors_note?: string;
  readonly correction?: { readonly was: string; readonly now: string };
  readonly content: Omit<Content, "kind" | "forms"> & {
    readonly kind: string;
    readonly forms?: readonly { readonly form: string; readonly media: Media }[];
  };
}

export interface Page {
  readonly events: readonly WireEvent[];
  readonly next: number;
  readonly head: number;
  readonly more: boolean;
}

/** Text in pieces; those with `true` are what was looked for. */
export type Marked = readonly (readonly [string, boolean])[];

export interface Hit {
  readonly seq: number;
  readonly item: string;
  readonly version: number;
  readonly kind: string;
  readonly language: string;
  readonly priority: number;
  readonly category: number;
  readonly headline: string;
  readonly slug: string;
  readonly released: string;
  readonly version_created: string;
  readonly place?: string;
  readonly words?: number;
  readonly standfirst?: string;
  readonly marked?: { readonly headline?: Marked; readonly excerpt?: Marked };
}

export type Facets = Readonly<Record<string, readonly { readonly value: string | number; readonly count: number; readonly name?: string; readonly lang?: string }[]>>;

export interface Found {
  readonly total: number;
  readonly hits: readonly Hit[];
  readonly indexed: number;
  readonly facets?: Facets;
}

export interface Format {
  readonly name: string;
  readonly title: string;
  readonly extension: string;
}

export interface Quota {
  readonly limit: number;
  readonly left: number;
  readonly until: string;
}

export interface Me {
  readonly person: { readonly id: string; readonly name: string; readonly email?: string; readonly master?: boolean };
  readonly organisation: { readonly id: string; readonly name: string };
  readonly settings: unknown;
  readonly last_visit: { readonly seq: number; readonly time: string } | null;
  readonly missed: number;
  readonly missed_more: boolean;
  readonly head: number;
  readonly agency: {
    readonly name: string;
    readonly zone: string;
    readonly languages: readonly { readonly code: string; readonly name: string }[];
    readonly categories: readonly { readonly id: number; readonly name: string }[];
  };
  readonly formats: readonly Format[];
  readonly quota: Quota | null;
  readonly products: readonly { readonly id: number; readonly name: string }[];
  readonly kinds: readonly string[];
}

export interface Search {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly owner: "me" | "organisation";
  readonly query: string;
  readonly alert: { readonly portal: boolean; readonly sound: boolean; readonly email: "off" | "at_once" | "digest"; readonly push: boolean };
  readonly rss: boolean;
  readonly by?: string;
  readonly created?: string;
  readonly changed?: string;
}

export interface Alert {
  readonly id: number;
  readonly seq: number;
  readonly item: string;
  readonly version: number;
  readonly act: Act;
  readonly time: string;
  readonly headline: string;
  readonly slug: string;
  readonly priority: number;
  readonly language: string;
  readonly searches: readonly { readonly id: string; readonly name: string }[];
  /** It is to be heard, in these hours. */
  readonly sound?: boolean;
  readonly read: boolean;
  /** Why it may not be read now. */
  readonly closed?: { readonly reason: Reason | "not_covered"; readonly seq?: number };
}

export const PRIORITIES = ["", "Flash", "Urgent", "Important", "Routine", "Special", "Archive"] as const;

/** The name of a priority. */
export function priorityName(priority: number): string {
  return PRIORITIES[priority] ?? "";
}
