// The keys of the terminal.

import { type Key, listen } from "../keys.ts";
import type { Columns } from "./columns.ts";
import type { Finding } from "./finding.ts";
import type { Pane } from "./pane.ts";

export interface Hands {
  readonly columns: Columns;
  readonly pane: Pane;
  readonly finding: Finding;
  open(): void;
  mark(): void;
  basket(): void;
  showBasket(): void;
  queue(): void;
  alerts(): void;
  save(): void;
  settings(): void;
  rail(): void;
}

/** The arrows and the space bar scroll where there is something to scroll, and belong to a sheet that is open. */
function isElsewhere(): boolean {
  const at = document.activeElement;
  return at?.closest(".pane-body, dialog, .popover, .splitter, .rail, .tools, .top-bar, .column-head") !== null && at !== document.body;
}

const isInDialog = (): boolean => document.querySelector("dialog[open]") !== null;

export function hands(does: Hands): () => void {
  const { columns, pane, finding } = does;
  const move = (by: number) => (): void => {
    const { list } = columns.active.channel;
    list.move(by);
    // The next key is about the row, and not about a button that was pressed before.
    list.element.focus({ preventScroll: true });
  };
  const arrow = (by: number) => (): void | boolean => (isElsewhere() ? false : move(by)());
  const keys: Key[] = [
    { key: "j", does: "Next row (also ↓)", run: move(1) },
    { key: "k", does: "Row before (also ↑)", run: move(-1) },
    { key: "Enter", does: "Open the row", run: () => (isElsewhere() && !document.activeElement?.matches(".pane-body") ? false : does.open()) },
    { key: "Escape", does: "Close the story; once more lets go of the row", run: () => leave(does) },
    { key: ".", does: "Show what is new", run: () => columns.active.letIn() },
    { key: "g", does: "To the top", run: () => (columns.active.channel.list.choose(undefined), columns.active.channel.list.toTop()) },
    { key: "/", does: "Search", run: () => finding.focus() },
    { key: "p", does: "Flash, urgent and kills", run: () => does.queue() },
    { key: "a", does: "Alerts", run: () => does.alerts() },
    { key: "m", does: "Mark the row", run: () => does.mark() },
    { key: "b", does: "Into the basket, or out of it", run: () => does.basket() },
    { key: "B", does: "Show the basket", run: () => does.showBasket() },
    { key: "c", does: "Copy the story as text", run: () => void pane.copyText(false) },
    { key: "C", does: "Copy the story with its markup", run: () => void pane.copyText(true) },
    { key: "d", does: "Download", run: () => pane.download(columns.active.channel.list.chosen) },
    { key: "v", does: "What changed in this version", run: () => void pane.changes() },
    { key: "l", does: "More like this", run: () => void pane.like() },
    { key: "r", does: "The story as programs get it", run: () => pane.raw() },
    { key: "s", does: "Save the search", run: () => does.save() },
    { key: "[", does: "Column before", run: () => columns.go(-1) },
    { key: "]", does: "Next column", run: () => columns.go(1) },
    { key: "w", does: "Saved searches: show or hide", run: () => does.rail() },
    { key: ",", does: "Settings", run: () => does.settings() },
  ];
  const silent: Key[] = [
    { key: "ArrowDown", does: "", run: arrow(1) },
    { key: "ArrowUp", does: "", run: arrow(-1) },
    { key: " ", does: "", run: () => scroll(pane, 1) },
    { key: "Shift+ ", does: "", run: () => scroll(pane, -1) },
  ];
  // A sheet that is open has the keyboard.
  const guarded = (key: Key): Key => ({ ...key, run: (event) => (isInDialog() ? false : key.run(event)) });
  const stop = [listen(keys.map(guarded)), quietly(silent.map(guarded))];
  return () => stop.forEach((one) => one());
}

/** Listens for keys that need no line in the list of keys. */
function quietly(keys: readonly Key[]): () => void {
  const down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT", "BUTTON", "A", "SUMMARY"].includes(target.tagName)) return;
    const key = keys.find((one) => one.key === (event.shiftKey ? `Shift+${event.key}` : event.key));
    if (key && key.run(event) !== false) event.preventDefault();
  };
  document.addEventListener("keydown", down);
  return () => document.removeEventListener("keydown", down);
}

function scroll(pane: Pane, by: number): void | boolean {
  if (!pane.isOpen) return false;
  const body = pane.element.querySelector<HTMLElement>(".pane-body");
  body?.scrollBy({ top: by * body.clientHeight * 0.85 });
}

function leave({ pane, columns }: Hands): void | boolean {
  if (pane.isOpen) {
    pane.close();
    columns.active.channel.list.element.focus({ preventScroll: true });
  } else if (columns.active.channel.list.chosen) columns.active.channel.list.choose(undefined);
  else return false;
}
