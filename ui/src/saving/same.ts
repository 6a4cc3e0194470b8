// Whether two texts say the same, however their members are ordered.

/** True when two values are the same as JSON. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON whose members are in the order of their names. */
function canonical(value: unknown): string {
  const sorted = (_: string, member: unknown): unknown =>
    member && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member;
  return JSON.stringify(value, sorted);
}
