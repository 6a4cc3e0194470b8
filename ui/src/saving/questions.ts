// The questions that a save may lead to. Whoever is asked sees what differs.

import type { Item, Manuscript } from "../manuscript.ts";
import { clock, day, since } from "../zone.ts";
import { choose } from "./choice.ts";
import type { Draft } from "./drafts.ts";
import type { Kept } from "./kept.ts";
import { between, shown } from "./redline.ts";
import type { Lock } from "./state.ts";

type Whose = "mine" | "theirs";
/** Nothing is done. */
type Leave = "leave";

const READ_IT = "What only the server has is struck through, what only you have is underlined.";

/** Offers what this browser kept. */
export async function askDraft({ at, manuscript }: Draft, known: Manuscript, isMoved: boolean): Promise<Whose | undefined> {
  const typed = new Date(at);
  return choose<Whose>({
    title: "A text that was not saved",
    words: [
      `This browser has a text of yours from ${day(typed)}, ${clock(typed)}, that the server does not have.`,
      ...(isMoved ? ["Since then the text on the server was changed, too."] : []),
    ],
    about: shown(await between(known, manuscript), manuscript.language),
    answers: [
      { says: "Use the text of this browser", means: "mine" },
      { says: "Use the text on the server", means: "theirs", quiet: true },
    ],
  });
}

/** Asks whether the item is taken over. */
export function askTakeOver({ name, since: began }: Lock): Promise<boolean | undefined> {
  return choose({
    title: `Take over from ${name}?`,
    words: [`${name} writes here since ${since(new Date(began))}.`, `${name} is told at once, and what is not saved yet is kept in the history.`],
    answers: [
      { says: "Take over", means: true },
      { says: "Leave it", means: false, quiet: true },
    ],
  });
}

/** Asks which of two texts is used, after somebody saved in between. */
export async function askWhich(item: Item, mine: Manuscript): Promise<Whose | undefined> {
  return choose<Whose>({
    title: "Two texts of this item",
    words: [`${item.changed_by} saved this item at ${clock(new Date(item.changed))}, while you were writing on an earlier text.`, `${READ_IT} Both stay in the history.`],
    about: shown(await between(item.story, mine), mine.language),
    answers: [
      { says: "Use mine", means: "mine" },
      { says: "Use the server's", means: "theirs", quiet: true },
    ],
  });
}

/** What can be done with a text that is kept: use it, take over for it, or look at it only. */
export type Way = "use" | "take-over" | "read";

/** Shows a text that is kept beside the item's. */
export async function askKept(item: Item, mine: Manuscript, kept: Kept, way: Way, lock?: Lock): Promise<Whose | Leave | undefined> {
  const stays = kept.kind === "aside" ? `Yours stays in the history, as ${kept.entry}.` : way === "use" ? "Yours is in this browser only: it is let go if you use the server's." : "Yours stays in this browser.";
  const words: Readonly<Record<Way, string>> = {
    use: "The item has another text than the one that you typed.",
    "take-over": `${lock?.name ?? "Somebody else"} writes here. To use your text you take over: they are told at once, and what they have not saved yet is kept in the history.`,
    read: "The item cannot be changed as it stands.",
  };
  const about = shown(await between(item.story, mine), mine.language);
  return choose<Whose | Leave>({ title: "Two texts of this item", words: [words[way], `${READ_IT} ${stays}`], about, answers: ANSWERS[way] });
}

const ANSWERS: Readonly<Record<Way, readonly { says: string; means: Whose | Leave; quiet?: boolean }[]>> = {
  use: [
    { says: "Use mine", means: "mine" },
    { says: "Use the server's", means: "theirs", quiet: true },
  ],
  "take-over": [
    { says: "Leave it", means: "leave" },
    { says: "Take over, and use mine", means: "mine", quiet: true },
  ],
  read: [{ says: "Close", means: "leave" }],
};
