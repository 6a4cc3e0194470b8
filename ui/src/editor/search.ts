// Finding words in a text: what is looked for as an expression, case by case in the text's own language.

/** What is looked for. */
export interface Sought {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWords: boolean;
  readonly language: string;
}

/** Marks that are typed in one way and printed in several. */
const ALIKE: readonly string[] = ["'’‘ʼ", '"“”„«»', "-‐‑–—", " \u00a0\u202f"];
const INSIDE_WORDS = "[\\p{L}\\p{N}\\p{M}_]";

/** The expression that finds it; none for nothing. */
export function expression({ text, matchCase, wholeWords, language }: Sought): RegExp | undefined {
  if (text === "") return undefined;
  const one = (character: string): string => {
    const alike = ALIKE.find((set) => set.includes(character));
    if (alike) return `[${[...alike].map(escaped).join("")}]`;
    if (matchCase) return escaped(character);
    const cases = new Set([character, character.toLocaleLowerCase(language), character.toLocaleUpperCase(language)]);
    const forms = [...cases].map((form) => [...form].map(escaped).join(""));
    return forms.length > 1 ? `(?:${forms.join("|")})` : (forms[0] as string);
  };
  const body = [...text].map(one).join("");
  return new RegExp(wholeWords ? `(?<!${INSIDE_WORDS})${body}(?!${INSIDE_WORDS})` : body, "gu");
}

function escaped(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}

/** Where it is found, as pairs of places. */
export function places(text: string, sought: RegExp): [number, number][] {
  return [...text.matchAll(sought)].filter((found) => found[0] !== "").map((found) => [found.index, found.index + found[0].length]);
}
