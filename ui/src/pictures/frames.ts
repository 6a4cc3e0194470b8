// The contact sheet's data: what `/desk/api/pictures` answers, and the addresses of the small pictures.

import { ask } from "../http.ts";
import type { Kind, Media } from "../manuscript.ts";

/** One item with a file, as the contact sheet shows it. */
export interface Frame {
  readonly item: string;
  readonly kind: Kind;
  readonly slug: string;
  readonly headline: string;
  readonly caption: string;
  readonly credit: string;
  readonly language: string;
  readonly series: string | null;
  readonly media: Media;
  readonly author: string;
  readonly created: string;
  readonly changed: string;
  readonly state: "usable" | "withheld" | "canceled" | null;
  /** The item that it was cut out of. */
  readonly source: string | null;
}

/** What to look for. */
export interface Wanted {
  readonly q?: string;
  readonly kind?: Kind;
  readonly mine?: boolean;
  readonly series?: string;
  readonly before?: string;
  readonly limit?: number;
}

/** The newest items with files, as far as they are wanted. */
export async function frames(wanted: Wanted, signal?: AbortSignal): Promise<readonly Frame[]> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined && value !== "" && value !== false) query.set(name, String(value));
  }
  const { body } = await ask<{ frames: Frame[] }>(`/desk/api/pictures?${query}`, signal ? { signal } : {});
  return body.frames;
}

/** The address of a rendition of an item's file, for staff. */
export function fileOf(item: string, rendition: string): string {
  return `/desk/api/items/${encodeURIComponent(item)}/file/${rendition}`;
}
