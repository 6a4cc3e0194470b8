// What the fields may hold, as `/desk/api/vocabulary` answers it.

import { ask } from "../http.ts";
import type { Item, Kind } from "../manuscript.ts";
import type { Option } from "./combobox.ts";

type Names = Readonly<Record<string, string>>;

interface Coded {
  readonly code: string;
  readonly name: string;
}

/** The machine that the house has configured. */
export interface Assistant {
  readonly model: string;
  readonly host: string;
  /** Whether texts under embargo may go there. */
  readonly embargoed: boolean;
}

export interface Vocabulary {
  readonly agency: string;
  readonly short_name: string;
  readonly language: string;
  /** The zone of the newsroom. */
  readonly zone: string;
  readonly sections: readonly { readonly id: number; readonly code: string; readonly names: Names }[];
  readonly languages: readonly { readonly tag: string; readonly names: Names }[];
  readonly priorities: readonly { readonly id: number; readonly name: string }[];
  readonly genres: readonly Coded[];
  readonly countries: readonly Coded[];
  readonly zones: readonly string[];
  readonly rules: { readonly undo_secs: number; readonly alert_chars_max: number };
  readonly limits: {
    readonly slug_chars_max: number;
    readonly flash_chars_max: number;
    readonly summary_words_max: number;
    readonly summary_sentences_max: number;
    readonly summary_share_percent_max: number;
  };
  readonly assistant: Assistant | null;
}

export async function vocabulary(): Promise<Vocabulary> {
  return (await ask<Vocabulary>("/desk/api/vocabulary")).body;
}

interface Topic {
  readonly id: string;
  readonly name: string;
  readonly lang: string;
  readonly within?: string;
}

/** What topics are called, as far as it was asked. */
const TOPICS = new Map<string, string>();

/** Topics by a few letters of their name, in the language of the text or in English. */
export async function topics(typed: string, lang: string, signal: AbortSignal): Promise<readonly Option<string>[]> {
  const query = new URLSearchParams({ q: typed, lang });
  const { body } = await ask<{ topics: Topic[] }>(`/desk/api/topics?${query}`, { signal });
  return body.topics.map(({ id, name, lang: language, within }) => {
    TOPICS.set(id, name);
    return { value: id, label: name, lang: language, ...(within ? { hint: `in ${within}` } : {}) };
  });
}

/** Learns what these topics are called. */
export async function learn(ids: readonly string[], lang: string): Promise<void> {
  const unknown = ids.filter((id) => !TOPICS.has(id));
  if (unknown.length === 0) return;
  const query = new URLSearchParams({ ids: unknown.join(","), lang });
  const { body } = await ask<{ topics: Topic[] }>(`/desk/api/topics?${query}`);
  for (const { id, name } of body.topics) TOPICS.set(id, name);
}

export function topicName(id: string): string {
  return TOPICS.get(id) ?? id;
}

interface Line {
  readonly id: string;
  readonly slug: string;
  readonly headline: string;
  readonly language: string;
  readonly kind: Kind;
  readonly state: Item["state"];
}

/** Items by a few letters of slug, headline or id. */
export async function items(typed: string, signal: AbortSignal, kind?: Kind): Promise<readonly Option<Line>[]> {
  const query = new URLSearchParams({ q: typed, ...(kind ? { kind } : {}) });
  const { body } = await ask<{ items: Line[] }>(`/desk/api/lookup?${query}`, { signal });
  return body.items.map((line) => ({ value: line, label: line.headline || "Untitled", hint: `${line.slug} · ${line.kind} · ${line.language}`, lang: line.language }));
}

/** Zones whose name has the letters in it; a space stands for the underscore. */
export function zonesLike(zones: readonly string[], typed: string): readonly Option<string>[] {
  const wanted = typed.toLowerCase().replace(/\s+/g, "_");
  const city = (zone: string): string => zone.slice(zone.lastIndexOf("/") + 1).toLowerCase();
  const rank = (zone: string): number => (city(zone).startsWith(wanted) ? 0 : zone.toLowerCase().startsWith(wanted) ? 1 : 2);
  const found = zones.filter((zone) => zone.toLowerCase().includes(wanted));
  const parts = (zone: string): number => zone.split("/").length;
  return found.sort((one, other) => rank(one) - rank(other) || parts(one) - parts(other) || one.localeCompare(other)).slice(0, ZONES_MAX).map((zone) => ({ value: zone, label: zone }));
}

const ZONES_MAX = 12;
