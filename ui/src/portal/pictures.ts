// Pictures of a story: small ones below it, and one at a time over everything.

import { button, make } from "../editor/make.ts";
import { fileOf } from "./body.ts";

export interface Picture {
  readonly item: string;
  readonly caption: string;
}

/** A picture that does not come is not shown as a broken one. */
function image(item: string, rendition: string, alt: string, size: { width?: number; height?: number } = {}): HTMLImageElement {
  const made = make("img", { src: fileOf(item, rendition), alt, loading: "lazy", decoding: "async", ...size });
  made.addEventListener("error", () => made.replaceWith(make("span", { class: "no-picture" }, "The picture cannot be shown.")), { once: true });
  return made;
}

/** The pictures, each a button that shows it large. */
export function gallery(pictures: readonly Picture[], take: (item: string) => void): HTMLElement {
  const list = make("ul", { class: "gallery" });
  pictures.forEach(({ item, caption }, n) => {
    const open = button("", () => lightbox(pictures, n, take), { class: "shot", "aria-label": `Show large: ${caption || "picture"}` });
    open.append(image(item, "thumbnail", "", { width: 160, height: 107 }));
    list.append(make("li", {}, open, make("span", { class: "caption", dir: "auto" }, caption)));
  });
  return list;
}

/** A picture in its own room, with a button that shows it over everything. */
export function large(picture: Picture, take: (item: string) => void): HTMLElement {
  const open = button("", () => lightbox([picture], 0, take), { class: "shot wide", "aria-label": "Show large" });
  open.append(image(picture.item, "preview", picture.caption));
  return open;
}

/** Shows one picture at a time over everything: arrows go on, Escape leaves. */
export function lightbox(pictures: readonly Picture[], from: number, take: (item: string) => void): void {
  let at = from;
  const frame = make("div", { class: "frame" });
  const caption = make("p", { class: "caption", dir: "auto" });
  const count = make("p", { class: "count-of", "aria-live": "polite" });
  const back = button("← Before", () => go(-1), { class: "quiet" });
  const on = button("Next →", () => go(1), { class: "quiet" });
  const fetchIt = button("Download…", () => take((pictures[at] as Picture).item), { class: "quiet" });
  const close = button("Close", () => dialog.close(), { class: "quiet" });
  const dialog = make("dialog", { class: "lightbox", "aria-label": "Picture" }, frame, caption, make("div", { class: "actions" }, back, count, on, fetchIt, close));
  const show = (): void => {
    const picture = pictures[at] as Picture;
    frame.replaceChildren(image(picture.item, "preview", picture.caption || "Picture"));
    caption.textContent = picture.caption;
    count.textContent = `${at + 1} of ${pictures.length}`;
    back.disabled = at === 0;
    on.disabled = at === pictures.length - 1;
  };
  const go = (by: number): void => {
    at = Math.max(0, Math.min(pictures.length - 1, at + by));
    show();
  };
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    go(event.key === "ArrowLeft" ? -1 : 1);
  });
  dialog.addEventListener("close", () => dialog.remove());
  show();
  document.body.append(dialog);
  dialog.showModal();
}
