// Moving an item: to another desk, to review, back. The lists use it, and so does the editor.

import { ask } from "../http.ts";
import type { Item } from "../manuscript.ts";

export type Stage = Item["stage"];

export interface NewsDesk {
  readonly id: string;
  readonly name: string;
  readonly frozen: string | null;
}

/** Moves an item; what is not named stays. */
export async function place(item: string, to: { readonly desk?: string; readonly stage?: Stage }): Promise<Item> {
  return (await ask<Item>(`/desk/api/items/${item}/place`, { method: "PUT", json: to })).body;
}

/** The newsroom's desks, in their order. */
export async function desks(): Promise<readonly NewsDesk[]> {
  return (await ask<{ desks: NewsDesk[] }>("/desk/api/desks")).body.desks;
}

/** The next stage of an item, and what the button to it says. */
export function step(stage: Stage): { readonly to: Stage; readonly does: string } {
  if (stage === "draft") return { to: "review", does: "Send to review" };
  return { to: "draft", does: stage === "inbox" ? "Take" : "Take back" };
}

/** What stage a list speaks of. */
export const SAID: Readonly<Record<Stage, string>> = {
  inbox: "in the inbox",
  draft: "a draft",
  review: "in review",
  spiked: "spiked",
};

/** Asks for a desk: a dialog with a button for each, the first of which has the focus. Answers nothing when it is closed. */
export async function chooseDesk(all: readonly NewsDesk[], about: string): Promise<string | undefined> {
  const dialog = document.createElement("dialog");
  dialog.className = "pass-to";
  dialog.setAttribute("aria-labelledby", "pass-title");
  const title = document.createElement("h2");
  title.id = "pass-title";
  title.append("Move to a desk: ", Object.assign(document.createElement("bdi"), { textContent: about }));
  const list = document.createElement("ul");
  for (const { id, name } of [...all, { id: "", name: "No desk" }]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
    button.append(Object.assign(document.createElement("bdi"), { textContent: name }));
    button.addEventListener("click", () => dialog.close(`=${id}`));
    const one = document.createElement("li");
    one.append(button);
    list.append(one);
  }
  const close = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "Cancel" });
  close.addEventListener("click", () => dialog.close(""));
  dialog.append(title, list, close);
  // Arrows move as in a menu.
  dialog.addEventListener("keydown", (event) => {
    const buttons = [...dialog.querySelectorAll("button")];
    const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (by === undefined) return;
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
  dialog.remove();
  return dialog.returnValue.startsWith("=") ? dialog.returnValue.slice(1) : undefined;
}

/** What the buttons of the editor need to know, and whom they tell. */
export interface PlaceOptions {
  /** Which moves the person may make. */
  readonly open: { readonly stage: boolean; readonly desk: boolean };
  /** Is waited for before the item is moved. */
  before(): Promise<unknown>;
  /** Hears the item afterwards, with the name of the desk that was chosen. */
  moved(item: Item, desk: string | undefined): void;
  failed(why: string): void;
}

/** Buttons for the editor: the step that the stage allows, and passing the item on. */
export function placeControl(item: Item, { open, before, moved, failed }: PlaceOptions): HTMLElement {
  const bar = Object.assign(document.createElement("div"), { className: "place" });
  const button = (does: string, act: () => Promise<void>): void => {
    const one = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: does });
    one.addEventListener("click", () => {
      act().catch((error: unknown) => failed(error instanceof Error ? error.message : String(error)));
    });
    bar.append(one);
  };
  if (open.stage) {
    const next = step(item.stage);
    button(next.does, async () => {
      await before();
      moved(await place(item.id, { stage: next.to }), undefined);
    });
  }
  if (open.desk) {
    button("Move to a desk…", async () => {
      const all = await desks();
      const desk = await chooseDesk(all, item.story.slug || "this item");
      if (desk === undefined) return;
      await before();
      moved(await place(item.id, { desk }), all.find(({ id }) => id === desk)?.name);
    });
  }
  return bar;
}
