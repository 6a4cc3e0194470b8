// The keys of the lists.

import { type Key, listen } from "../keys.ts";
import { type Chord, secondKey } from "./chord.ts";
import type { TellalList } from "./list.ts";

/** Puts the cursor into the search box, or goes to the page that has one. */
export const SEARCH: Key = {
  key: "/",
  does: "Search drafts and the archive",
  run: () => {
    const box = document.querySelector<HTMLInputElement>("input[type='search']");
    if (!box) location.assign("/desk/search");
    box?.focus();
    box?.select();
  },
};

/** The ways from one list to the others, by the letters that the page gives them. */
function ways(): (Chord & { readonly title: string })[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(".shelves a[data-key]")].map((way) => ({
    second: way.dataset["key"] ?? "",
    title: way.firstChild?.textContent?.trim() ?? "",
    run: () => way.click(),
  }));
}

/** Listens for the keys of the lists. */
export function listKeys(list: () => TellalList | null): void {
  const all = ways();
  const moves: Key[] = [
    { key: "j", does: "Next item", run: () => list()?.move(1) },
    { key: "k", does: "Item before", run: () => list()?.move(-1) },
    { key: "o", does: "Open the item (also Enter)", run: () => list()?.open() },
    { key: "r", does: "Send to review, take back, take from the inbox", run: () => void list()?.step() },
    { key: "p", does: "Move to a desk", run: () => void list()?.pass() },
    { key: "#", does: "Throw away: spike the item", run: () => void list()?.spike() },
    { key: "u", does: "Let in what is new", run: () => list()?.settle() },
  ];
  const go: Key[] = all.map(({ second, title }) => ({ key: `g ${second}`, does: title, run: () => false }));
  const mine = all.find(({ second }) => second === "m");
  listen([
    ...(list() ? moves : []),
    { key: "n", does: "New story", run: () => begin() },
    SEARCH,
    ...(mine ? [{ key: "m", does: "My items", run: () => mine.run() }] : []),
    ...(all.length > 0 ? [{ key: "g", does: "Go to a list: its letter follows", run: () => secondKey(all) }, ...go] : []),
    { key: "Escape", does: "Leave the search box", whileTyping: true, run: leave },
  ]);
}

function begin(): void | boolean {
  const button = document.querySelector<HTMLButtonElement>("form[action='/desk/new'] button");
  if (!button) return false;
  button.click();
}

/** Back from the search box to the list. */
function leave(): void | boolean {
  const box = document.activeElement;
  if (!(box instanceof HTMLInputElement) || box.type !== "search") return false;
  box.blur();
}
