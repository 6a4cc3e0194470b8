// The history of an item, as `/desk/api/items/{id}/history` lists it.

import { ask } from "../http.ts";
import type { Manuscript } from "../manuscript.ts";
import type { Lock } from "./state.ts";

export interface Line {
  readonly id: string;
  readonly kind: "save" | "aside" | "version";
  readonly login: string;
  readonly name: string;
  readonly began: string;
  readonly ended: string;
  readonly why: string;
  readonly act: string | null;
}

/** A save of somebody, and where it is shown what it changed. */
export interface Theirs {
  readonly entry: string;
  readonly href: string;
}

/** The entries of an item, the newest first. */
export async function entries(item: string): Promise<readonly Line[]> {
  return (await ask<{ entries: Line[] }>(`/desk/api/items/${item}/history`)).body.entries;
}

/** The text of an entry. */
export async function textOf(item: string, entry: string): Promise<Manuscript> {
  return (await ask<{ story: Manuscript }>(`/desk/api/items/${item}/history/${entry}`)).body.story;
}

/** The page that compares an entry with another one; with the working copy where no other one is named. */
export function comparing(item: string, from: string, to?: string): string {
  return `/desk/items/${item}/history?from=${from}${to === undefined ? "" : `&to=${to}`}`;
}

/** What whoever has the lock saved last since they have it; none where they saved nothing yet. */
export function savedBy({ holder, since }: Lock, item: string, lines: readonly Line[]): Theirs | undefined {
  const at = lines.findIndex(({ kind, login, ended }) => kind === "save" && login === holder && Date.parse(ended) >= Date.parse(since));
  const theirs = lines[at];
  if (!theirs) return undefined;
  const before = lines.slice(at + 1).find(({ kind }) => kind !== "aside");
  return { entry: theirs.id, href: before ? comparing(item, before.id, theirs.id) : comparing(item, theirs.id) };
}
