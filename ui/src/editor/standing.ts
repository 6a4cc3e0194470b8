// What somebody may do with an item as it stands; the server decides, and the screen says it before they try.

import type { Item } from "../manuscript.ts";
import { moment } from "../zone.ts";

/** Who is signed in. */
export interface Me {
  readonly login: string;
  readonly role: string;
}

type Stands = Pick<Item, "state" | "due" | "author" | "version" | "stage">;

/** Only editors touch what is another's, or was released. */
function isBeyond({ author, version }: Stands, { login, role }: Me): boolean {
  return role === "reporter" && (author !== login || version > 0);
}

/** Why the text cannot be changed, whoever writes; `null` where it can. */
export function standing(item: Stands, me: Me): string | null {
  const { state, due } = item;
  if (state === "canceled") return "The item was killed. What is right is filed as a new item.";
  if (due) return `It goes out on ${moment(new Date(due.at))}. Take it off the schedule to change it.`;
  if (isBeyond(item, me)) return "Only an editor changes this item: it is another’s, or it was released.";
  return null;
}

/** Which moves are open: to another stage, and to another desk. */
export function moves(item: Stands, me: Me): { readonly stage: boolean; readonly desk: boolean } {
  const { state, due, version, stage } = item;
  if (state === "canceled") return { stage: false, desk: false };
  const isOpen = version === 0 && due === null;
  // Whoever takes an item out of the inbox writes it from then on.
  return { stage: isOpen && (stage === "inbox" || !isBeyond(item, me)), desk: !isBeyond(item, me) };
}
