// Where a reader is: in the address, so that a reload comes back to it, and kept over signing in again.

import type { Order } from "./channel.ts";

export interface Place {
  readonly query: string;
  readonly order: Order;
  readonly saved: string;
  readonly item: string;
  /** A panel that is to be opened: `searches` or `alerts`. */
  readonly panel: string;
}

const KEPT = "tellal-portal-place";
const PANELS = ["searches", "alerts"];

export function readPlace(hash: string): Place {
  const text = hash.replace(/^#/, "");
  const panel = PANELS.includes(text) ? text : "";
  const from = new URLSearchParams(panel ? "" : text);
  return { query: from.get("q") ?? "", order: from.get("order") === "relevance" ? "relevance" : "newest", saved: from.get("saved") ?? "", item: from.get("item") ?? "", panel };
}

export function writePlace({ query, order, saved, item }: Omit<Place, "panel">): string {
  const to = new URLSearchParams();
  if (saved) to.set("saved", saved);
  else if (query) to.set("q", query);
  if (query && order === "relevance") to.set("order", order);
  if (item) to.set("item", item);
  const text = to.toString();
  return text === "" ? "" : `#${text}`;
}

/** Keeps the place until somebody has signed in again. */
export function keepPlace(): void {
  try {
    sessionStorage.setItem(KEPT, location.hash);
  } catch {
    // A browser that keeps nothing begins at the top.
  }
}

/** The place that was kept, once. */
export function keptPlace(): string {
  try {
    const hash = sessionStorage.getItem(KEPT) ?? "";
    sessionStorage.removeItem(KEPT);
    return hash;
  } catch {
    return "";
  }
}
