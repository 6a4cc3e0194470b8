// A window of its own with one line for each story.

import { button, make } from "../editor/make.ts";
import { type Source, WIRE } from "./channel.ts";
import { Clock } from "./clock.ts";
import { Column } from "./column.ts";
import { Marks } from "./kept-marks.ts";
import type { Line } from "./line.ts";
import { Searches } from "./saved.ts";
import { Kept } from "./settings.ts";
import { Speech } from "./speech.ts";
import { Status } from "./status.ts";
import { dress } from "./theme.ts";
import type { Me } from "./wire.ts";

const ALL = "all";

/** Opens the window; `id` is a saved search, or empty for the wire. */
export function popOut(id: string): void {
  open(`/portal?ticker=${encodeURIComponent(id || ALL)}`, `ticker-${id || ALL}`, "popup,width=960,height=260");
}

/** Fills the window. */
export async function ticker(root: HTMLElement, me: Me, id: string, signIn: () => HTMLElement): Promise<void> {
  const kept = new Kept(me.settings, () => {});
  const clock = new Clock(kept.now.zone, me.agency.zone);
  const marks = new Marks();
  const speech = new Speech();
  const status = new Status(clock, speech.said, signIn);
  const searches = new Searches();
  await searches.load();
  const search = searches.find(id);
  const source: Source = search ? { title: search.name, query: search.query, order: "newest", saved: search.id } : WIRE;
  const column = new Column(source.title, { marks, clock, compact: () => true }, {
    state: (state) => status.stands(state),
    news: (lines) => speech.news(lines.length),
    changed: () => column.channel.list.refresh(),
    caughtUp: (count, away) => status.caughtUp(count, away),
    chosen: () => {},
    open: (line: Line) => void open(`/portal#item=${encodeURIComponent(line.item)}`, "_blank"),
    failed: (error) => status.failed(error),
  });
  const big = button("Large letters", () => kept.set({ big: !kept.now.big }), { class: "tool" });
  const show = (): void => {
    document.documentElement.classList.toggle("big", kept.now.big);
    big.setAttribute("aria-pressed", String(kept.now.big));
    dress(kept.now);
    column.channel.list.measure();
  };
  kept.addEventListener("change", show);
  document.title = source.title;
  document.body.classList.add("ticker-window");
  column.element.querySelector("header")?.append(big);
  root.replaceChildren(make("div", { class: "lists" }, column.element), status.element, speech.polite, speech.assertive);
  show();
  await column.show(source);
}
