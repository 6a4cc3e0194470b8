// What topics are called: the server knows the names of the IPTC, in the language of the browser where there are any.

import { make } from "../editor/make.ts";
import { ask } from "../http.ts";

interface Name {
  readonly id: string;
  readonly name: string;
  readonly lang: string;
}

/** Names that were asked for once. */
const known = new Map<string, Name>();

/** A topic by its name, or by its code until `nameTopics` has asked. */
export function topic(code: string): HTMLElement {
  const name = known.get(code);
  return make("bdi", { "data-topic": code, title: code, lang: name?.lang }, name?.name ?? code);
}

/** Gives a name to each topic inside that has only a code. One that cannot be asked for keeps its code. */
export async function nameTopics(inside: HTMLElement): Promise<void> {
  const all = [...inside.querySelectorAll<HTMLElement>("[data-topic]")];
  const codes = new Set(all.map(({ dataset }) => dataset["topic"] as string).filter((code) => !known.has(code)));
  if (codes.size > 0) {
    try {
      const { body } = await ask<{ topics: readonly Name[] }>(`/api/v1/topics?ids=${[...codes].map(encodeURIComponent).join(",")}`);
      for (const name of body.topics) known.set(name.id, name);
    } catch {
      return;
    }
  }
  for (const element of all) element.replaceWith(topic(element.dataset["topic"] as string));
}
