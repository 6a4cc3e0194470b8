// One row as the terminal holds it: only what is shown, so that tens of thousands of them are light.

import type { Act, Hit, Marked, WireEvent } from "./wire.ts";

/** What stands in the way of a row. */
export type Standing = "open" | "killed" | "held" | "embargo";

export interface Line {
  readonly seq: number;
  /** What the list is in the order of, the greatest on top. */
  readonly order: number;
  readonly act: Act;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly item: string;
  readonly version: number;
  readonly kind: string;
  readonly language: string;
  readonly dir: "ltr" | "rtl";
  readonly priority: number;
  readonly slug: string;
  readonly headline: string;
  readonly standfirst: string;
  readonly place: string;
  /** -1 when it was not told. */
  readonly words: number;
  readonly pictures: number;
  readonly thumbnails: readonly string[];
  readonly terms: boolean;
  readonly note: boolean;
  readonly corrects: boolean;
  /** Until when it is not to be published; milliseconds, 0 for none. */
  readonly embargo: number;
  /** It came without its story. */
  readonly closed: Standing;
  /** It came from the archive: it is its item, not one dispatch of it. */
  readonly hit: boolean;
  readonly marked: { readonly headline?: Marked; readonly excerpt?: Marked } | undefined;
}

const CLOSED: Readonly<Record<string, Standing>> = { killed: "killed", on_hold: "held", embargo: "embargo" };
const RTL = new Set(["ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi", "dv"]);

/** The direction of a language, where nothing else says it. */
export function directionOf(language: string): "ltr" | "rtl" {
  return RTL.has(language.split("-")[0] ?? "") ? "rtl" : "ltr";
}

const NO_PICTURES: readonly string[] = [];

/** The row of a dispatch. */
export function lineOf(event: WireEvent): Line {
  const { row, closed } = event;
  return {
    seq: event.seq,
    order: event.seq,
    act: event.act,
    time: Date.parse(event.time),
    item: event.item,
    version: event.version,
    kind: event.kind,
    language: event.language,
    dir: row?.dir ?? directionOf(event.language),
    priority: event.priority,
    slug: row?.slug ?? "",
    headline: row?.headline ?? "",
    standfirst: row?.standfirst ?? "",
    place: row?.place ?? "",
    words: row?.words ?? -1,
    pictures: row?.pictures ?? 0,
    thumbnails: row && row.thumbnails.length > 0 ? row.thumbnails : NO_PICTURES,
    terms: row?.usage_terms ?? false,
    note: row?.editors_note ?? false,
    corrects: row?.correction !== undefined || event.act === "correct",
    embargo: event.embargo ? Date.parse(event.embargo) : closed?.until ? Date.parse(closed.until) : 0,
    closed: closed ? (CLOSED[closed.reason] ?? "held") : "open",
    hit: false,
    marked: undefined,
  };
}

/** The row of a hit; `order` is its place where the list is not in the order of the wire. */
export function lineOfHit(hit: Hit, order = hit.seq): Line {
  return {
    seq: hit.seq,
    order,
    act: hit.version > 1 ? "update" : "release",
    time: Date.parse(hit.version_created),
    item: hit.item,
    version: hit.version,
    kind: hit.kind,
    language: hit.language,
    dir: directionOf(hit.language),
    priority: hit.priority,
    slug: hit.slug,
    headline: hit.headline,
    standfirst: hit.standfirst ?? "",
    place: hit.place ?? "",
    words: hit.words ?? -1,
    pictures: 0,
    thumbnails: NO_PICTURES,
    terms: false,
    note: false,
    corrects: false,
    embargo: 0,
    closed: "open",
    hit: true,
    marked: hit.marked,
  };
}

/** True for what must not be overlooked: flashes, urgent stories, and what takes a story back. */
export function isPressing(line: Pick<Line, "priority" | "act">): boolean {
  return line.priority <= 2 || stops(line.act);
}

/** True for a dispatch that takes its item back for good. */
export function kills(act: Act): boolean {
  return act === "kill" || act === "withdraw";
}

/** True for a dispatch after which its item must not be used. */
export function stops(act: Act): boolean {
  return kills(act) || act === "hold";
}
