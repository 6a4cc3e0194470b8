// What a saver is given: the item, the fields that its text stands in, and who hears of it.

import type { Item, Manuscript } from "../manuscript.ts";
import type { SaveState } from "./state.ts";

export interface SaverOptions {
  /** The item as it was fetched. */
  readonly item: Item;
  /** The text as it stands in the fields. */
  read(): Manuscript;
  /** Hears where the text is, whenever that changes. */
  onState?(state: SaveState): void;
  /** Puts another text into the fields: what somebody chose after a conflict, or what this browser had kept. */
  replace?(manuscript: Manuscript): void;
  /** Stops the typing, with the reason that is shown; `null` lets it go on. */
  setReadOnly?(reason: string | null): void;
  /** Hears the item as the server answered it last. */
  onItem?(item: Item): void;
  /** Hears that the item became one that nobody changes, such as a killed one, while something was typed. */
  onEnded?(): void;
  /** Whether the item can be changed as it stands, whoever writes. */
  mayChange?(): boolean;
  /** Where the line about the writer and the readers is shown; none is shown without it. */
  readonly place?: HTMLElement;
}
