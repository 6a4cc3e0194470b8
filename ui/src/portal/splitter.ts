// The border between list and story: moved by the pointer and by the arrow keys.

import { make } from "../editor/make.ts";
import { type Kept, SHARE_MAX, SHARE_MIN } from "./settings.ts";

const STEP = 2;

/** The share of the room behind the border, in per cent. Pure. */
export function shareAt(at: number, from: number, size: number, isReversed: boolean): number {
  const behind = isReversed ? at - from : from + size - at;
  return Math.round(Math.min(SHARE_MAX, Math.max(SHARE_MIN, (behind / Math.max(1, size)) * 100)));
}

export function splitter(kept: Kept, room: HTMLElement): HTMLElement {
  const element = make("div", { class: "splitter", role: "separator", tabindex: 0, "aria-label": "Size of the story", "aria-valuemin": SHARE_MIN, "aria-valuemax": SHARE_MAX });
  const dress = (): void => {
    const { share, pane } = kept.now;
    room.dataset["pane"] = pane;
    room.style.setProperty("--share", `${share}%`);
    element.setAttribute("aria-valuenow", String(share));
    element.setAttribute("aria-orientation", pane === "right" ? "vertical" : "horizontal");
  };
  const drag = (event: PointerEvent): void => {
    const box = room.getBoundingClientRect();
    const isRtl = getComputedStyle(room).direction === "rtl";
    const share = kept.now.pane === "right" ? shareAt(event.clientX, box.left, box.width, isRtl) : shareAt(event.clientY, box.top, box.height, false);
    if (share !== kept.now.share) kept.set({ share });
  };
  element.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    element.addEventListener("pointermove", drag);
  });
  element.addEventListener("pointerup", () => element.removeEventListener("pointermove", drag));
  element.addEventListener("pointercancel", () => element.removeEventListener("pointermove", drag));
  element.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: STEP, ArrowUp: STEP, ArrowRight: -STEP, ArrowDown: -STEP, Home: -100, End: 100 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    kept.set({ share: Math.min(SHARE_MAX, Math.max(SHARE_MIN, kept.now.share + by)) });
  });
  kept.addEventListener("change", dress);
  dress();
  return element;
}
