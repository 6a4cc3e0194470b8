// Whether two texts say the same, however their members are ordered.

import type { Manuscript } from "../manuscript.ts";

/** True when two values are the same as JSON. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** True when two texts say the same, whatever mark the server put onto their summaries. */
export function sayTheSame(a: Manuscript, b: Manuscript): boolean {
  const { summary_source: _, ...one } = a;
  const { summary_source: __, ...other } = b;
  return same(one, other);
}

/** JSON whose members are in the order of their names. */
function canonical(value: unknown): string {
  const sorted = (_: string, member: unknown): unknown =>
    member && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member;
  return JSON.stringify(value, sorted);
}
