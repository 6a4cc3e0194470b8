// Queries as text: what is added to them, and where a fault in them stands. Pure.

/** A value as the language of queries takes it. */
export function quoted(value: string): string {
  return /^[\p{L}\p{N}_:.-]+$/u.test(value) ? value : `"${value.replaceAll(/["“”„«»]/g, " ").trim()}"`;
}

/** A condition, as text. */
export function condition(name: string, value: string, without = false): string {
  return `${without ? "-" : ""}${name}:${quoted(value)}`;
}

/** Where a condition stands in a query, as one of its words; -1 when it does not. */
function placeOf(query: string, text: string): number {
  for (let at = query.indexOf(text); at >= 0; at = query.indexOf(text, at + 1)) {
    const [before, after] = [query[at - 1], query[at + text.length]];
    if ((before === undefined || /[\s(]/.test(before)) && (after === undefined || /[\s)]/.test(after))) return at;
  }
  return -1;
}

/** True when the query asks for this. */
export function holds(query: string, text: string): boolean {
  return placeOf(query, text) >= 0;
}

/** The query without this. */
export function dropped(query: string, text: string): string {
  const at = placeOf(query, text);
  return at < 0 ? query : tidy(query.slice(0, at) + query.slice(at + text.length));
}

/** The query with a condition more; a second press takes it away again, and its opposite goes. */
export function toggled(query: string, name: string, value: string, without = false): string {
  const text = condition(name, value, without);
  if (holds(query, text)) return dropped(query, text);
  const rest = dropped(query, condition(name, value, !without));
  // `a OR b c` is `(a OR b) c`, so that what is added narrows the whole.
  return tidy(`${rest} ${text}`);
}

/** The query with another date, or with none. */
export function dated(query: string, span: string): string {
  const rest = tidy(query.replaceAll(/(^|\s)-?date:(?:"[^"]*"|\S+)/g, "$1"));
  return span === "" ? rest : tidy(`${rest} date:${span}`);
}

/** The date that a query asks for; empty for none. */
export function dateOf(query: string): string {
  return /(?:^|\s)date:(\S+)/.exec(query)?.[1] ?? "";
}

function tidy(query: string): string {
  return query.replaceAll(/\s+/g, " ").trim();
}

/** Characters that are shown on each side of a fault. */
const AROUND_CHARS = 24;

/** The place of a fault: what stands before it, the character at it, what stands after it. `position` counts from 1. */
export function faultAt(query: string, position: number): { readonly before: string; readonly at: string; readonly after: string } {
  // The server counts characters, not the halves of surrogate pairs.
  const chars = [...query];
  const index = Math.max(0, Math.min(chars.length, position - 1));
  const begin = Math.max(0, index - AROUND_CHARS);
  const end = Math.min(chars.length, index + 1 + AROUND_CHARS);
  return {
    before: (begin > 0 ? "…" : "") + chars.slice(begin, index).join(""),
    at: chars[index] ?? "",
    after: chars.slice(index + 1, end).join("") + (end < chars.length ? "…" : ""),
  };
}

/** Where the caret goes for a fault, in the units of a text field. */
export function caretOf(query: string, position: number): number {
  return [...query].slice(0, Math.max(0, position - 1)).join("").length;
}

/** The word before the caret that may be completed; a value of a field and a phrase are left alone. */
export function wordBefore(text: string, caret: number): { readonly word: string; readonly from: number } | undefined {
  const word = /[\p{L}\p{M}\p{N}'’-]+$/u.exec(text.slice(0, caret))?.[0] ?? "";
  const from = caret - word.length;
  const isInPhrase = (text.slice(0, from).match(/["“”„«»]/g) ?? []).length % 2 === 1;
  if (word.length < 2 || word.startsWith("-") || isInPhrase || text[from - 1] === ":") return undefined;
  return { word, from };
}

const DAY_MS = 86_400_000;

/** Spans of days up to now, as the language of queries takes them; days are those of UTC. */
export function presets(now: number): readonly { readonly label: string; readonly span: string }[] {
  const day = (ago: number): string => new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
  return [
    { label: "Today", span: day(0) },
    { label: "Since yesterday", span: `${day(1)}..` },
    { label: "7 days", span: `${day(6)}..` },
    { label: "30 days", span: `${day(29)}..` },
    { label: "This year", span: `${day(0).slice(0, 4)}-01-01..` },
  ];
}
