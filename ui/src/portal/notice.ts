// A notification in words, as the server tells what it is of (`crates/alert/src/push/notice.rs`).

import { directionOf } from "./line.ts";
import type { Act } from "./wire.ts";

/** Of a version that was found, or that a version may not be used. */
export interface Found {
  readonly kind: "alert";
  readonly item: string;
  readonly version: number;
  readonly act: Act;
  readonly priority: number;
  readonly language: string;
  readonly slug: string;
  /** Empty where the item was stopped. */
  readonly headline: string;
  readonly searches: readonly string[];
}

export type Notice = Found | { readonly kind: "test" };

/** What a notification shows. `tag` is the same for every version of an item: the newer one takes the place of the older. */
export interface Words {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly lang: string;
  readonly dir: "ltr" | "rtl" | "auto";
  /** It is to be heard although one of the same tag is shown. */
  readonly renotify: boolean;
  /** It stays until somebody closes it. */
  readonly requireInteraction: boolean;
}

/** What is said before the slug of a stop, and in the place of its headline. */
const STOPS: Readonly<Partial<Record<Act, readonly [string, string]>>> = {
  kill: ["KILLED", "Do not use any version of this story."],
  withdraw: ["WITHDRAWN", "Do not use any version of this story."],
  hold: ["ON HOLD", "Do not use any version of this story until it is resumed."],
};
/** Bytes of the hash of an endpoint that name a browser. */
const ID_BYTES = 16;
const PRESSING: readonly string[] = ["", "FLASH", "URGENT"];

/** What is said before the slug of a story. */
function label({ act, priority }: Found): string {
  return act === "correct" ? "CORRECTION" : (PRESSING[priority] ?? "");
}

export function inWords(notice: Notice): Words {
  if (notice.kind === "test") {
    return { title: "Notifications come through", body: "This one was sent to try it.", tag: "test", lang: "en", dir: "ltr", renotify: true, requireInteraction: false };
  }
  const { item, act, slug, headline, searches, language } = notice;
  const stop = STOPS[act];
  const before = stop ? stop[0] : label(notice);
  const found = searches.length > 0 ? `Found by: ${searches.join(", ")}` : "";
  return {
    title: [before, slug].filter(Boolean).join(": "),
    body: [stop ? stop[1] : headline, found].filter(Boolean).join("\n"),
    tag: item,
    lang: stop ? "en" : language,
    dir: stop ? "ltr" : directionOf(language),
    // An update takes the place of what was told without a sound.
    renotify: act !== "update",
    requireInteraction: stop !== undefined,
  };
}

/** Where a notification leads. */
export function placeOf(notice: Notice): string {
  return notice.kind === "test" ? "/portal/alerts" : `/portal?item=${encodeURIComponent(notice.item)}`;
}

/** The first half of the SHA-256 of an endpoint: how the server names a browser. */
export async function idOf(endpoint: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  return Array.from(hash.slice(0, ID_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
