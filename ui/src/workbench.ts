// What the editor offers to the tools beside it, and what a tool is.

import type { Item, Manuscript } from "./manuscript.ts";

/** The editor of one item. */
export interface Workbench extends EventTarget {
  /** The item as the server answered it last. The event `item` tells that it changed. */
  readonly item: Item;
  /** The text as it stands in the fields now. */
  manuscript(): Manuscript;
  /** Puts another text into the fields; it is saved like any other change, and can be undone. */
  replace(manuscript: Manuscript): void;
  /** Waits until everything that was typed is saved, and answers the number of that save; fails when it cannot be. */
  saved(): Promise<number>;
  /**
   * Fetches the item again after an act changed it; announces and fails when it cannot be fetched. What was typed meanwhile
   * and cannot be saved is kept in the history or in this browser, and offered.
   */
  reload(): Promise<void>;
  /** Tells something to whoever sees the screen, and to whoever hears it. */
  announce(sentence: string): void;
  /** Goes to a field by its JSON name, and to the first place in it that has these words. */
  goTo(field: string, words?: string): void;
}

/** A panel beside the text. */
export interface Tool {
  /** Its name in addresses and tests. */
  readonly name: string;
  /** What the button that opens it says. */
  readonly label: string;
  /** The key that opens it, while typing too, such as `Alt+r`. */
  readonly key: string;
  /** Whether it is any use for the item as it stands. */
  offered(item: Item): boolean;
  /** The panel; made when it is opened first. */
  open(workbench: Workbench): HTMLElement;
}
