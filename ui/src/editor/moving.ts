// Moving the item from where it is written: to review, back, to another desk.

import { placeControl, SAID } from "../lists/place.ts";
import type { Item } from "../manuscript.ts";
import { make } from "./make.ts";
import { type Me, moves } from "./standing.ts";

export interface MovingActs {
  /** Waits until what was typed is saved: whoever gets the item gets all of it. */
  before(): Promise<unknown>;
  moved(item: Item, sentence: string): void;
  failed(why: string): void;
}

export class Moving {
  readonly element = make("div", { class: "moving", role: "group", "aria-label": "Move the item", hidden: true });
  readonly #acts: MovingActs;

  constructor(acts: MovingActs) {
    this.#acts = acts;
  }

  /** Shows the moves that are open to somebody for an item as it stands. */
  show(item: Item, me: Me): void {
    const { moved, failed, before } = this.#acts;
    const open = moves(item, me);
    const had = this.element.contains(document.activeElement);
    const { stage } = item;
    this.element.replaceChildren(
      placeControl(item, {
        open,
        before,
        moved: (now, desk) => moved(now, now.stage === stage ? (desk ? `The item is with ${desk} now.` : "The item is with no desk now.") : `The item is ${SAID[now.stage]} now.`),
        failed: (why) => failed(`Not moved: ${why}`),
      }),
    );
    this.element.hidden = !open.stage && !open.desk;
    // Whoever moved it goes on with the next button, and not at the top of the page.
    if (had) this.element.querySelector("button")?.focus();
  }
}
