// White space of foreign text.

import type { Span } from "../manuscript.ts";

/** Text with one kind of space, and without characters that only a typesetter sees. */
export function tidied(text: string): string {
  return (
    text
      // Soft hyphens, zero-width spaces, marks of the byte order, objects, controls.
      .replace(/[\u00ad\u200b\u2060\ufeff\ufffc]|(?![\t\n\r\f\v])\p{Cc}/gu, "")
      .replace(/[\t\n\r\f\v\u2028\u2029 ]+/gu, " ")
  );
}

/** A space that does not break stays where typesetters want it: beside guillemets and marks, between figures. */
function spaced(text: string): string {
  const kept = text.replace(/(?<=\d)\u00a0(?=\d)|\u00a0(?=[»:;!?%€$£₺‰])|(?<=«)\u00a0/gu, "\ue000");
  return kept.replace(/[\u00a0 ]+/gu, " ").replace(/\ue000/gu, "\u00a0");
}

function isAlike(one: Span, other: Span): boolean {
  return !one.em === !other.em && !one.strong === !other.strong && one.link === other.link;
}

/** Spans as a story holds them: neighbours that look alike are one, spaces are single, and none stands at either end. */
export function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const { text, em, strong, link } of spans) {
    const span: Span = { text, ...(em ? { em } : {}), ...(strong ? { strong } : {}), ...(link === undefined ? {} : { link }) };
    const last = all.at(-1);
    // A space has no look of its own.
    if (last && (isAlike(last, span) || /^[ \u00a0]*$/u.test(text))) last.text += text;
    else all.push(span);
  }
  let before = " ";
  for (const span of all) {
    span.text = spaced(span.text);
    if (before.endsWith(" ")) span.text = span.text.replace(/^ +/u, "");
    before = span.text || before;
  }
  for (let last = all.at(-1); last; last = all.at(-1)) {
    last.text = last.text.replace(/[ \u00a0]+$/u, "");
    if (last.text !== "") break;
    all.pop();
  }
  return all.filter((span) => span.text !== "");
}
