// Taking stories away: in every format of the contract, the files of pictures, and everything in the basket.

import { button, make } from "../editor/make.ts";
import { ask as askServer, Refusal } from "../http.ts";
import { archiveOf, archives, type Cost, FILES as ARCHIVE_FILES, inWords, together } from "./archive.ts";
import { fileOf } from "./body.ts";
import { BASKET_ITEMS_MAX, type Kept } from "./settings.ts";
import type { Format, Story } from "./wire.ts";

/** How a file is called, by what it is. */
const FILES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  picture: [["web", "For the web"], ["print", "As it was filed"]],
  video: [["web", "For the web"], ["sd", "Standard definition"], ["file", "As it was filed"]],
  graphic: [["raster", "As a picture"], ["pdf", "PDF"], ["eps", "EPS"], ["ai", "File of the drawing program"]],
  file: [["file", "The file"]],
  audio: [["file", "The file"]],
};

/** A name that every system takes. */
export function fileName(slug: string, item: string, extension: string): string {
  const stem = slug.replaceAll(/[^\p{L}\p{N}_-]+/gu, "-").replaceAll(/^-+|-+$/g, "") || item.replaceAll(":", "-");
  return `${stem}.${extension}`;
}

/** Has the browser save what is at an address; without a name, under that which the server gives. */
function follow(address: string, name = ""): void {
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

/** Saves what came under a name. */
function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  follow(address, name);
  // The browser has begun to write by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Fetches an item in a format, and saves it. */
export async function take(item: string, slug: string, format: Format): Promise<void> {
  const answer = await fetch(`/api/v1/items/${encodeURIComponent(item)}?format=${encodeURIComponent(format.name)}`, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Refusal({ type: "about:blank", title: answer.statusText, status: answer.status, detail: problem.detail ?? "" });
  }
  save(await answer.blob(), fileName(slug, item, format.extension));
}

/** What a dialog says, and what it does when it is closed. */
function dialogOf(title: string, ...inside: (Node | string)[]): HTMLDialogElement {
  const heading = make("h2", { tabindex: -1 }, title);
  const close = button("Close", () => dialog.close(), { class: "quiet" });
  const dialog = make("dialog", { class: "sheet-dialog", "aria-label": title }, heading, ...inside, make("div", { class: "actions end" }, close));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export interface Takeable {
  readonly item: string;
  readonly slug: string;
  readonly kind: string;
  readonly story: Story | undefined;
}

/** Offers an item in every format and file. `cost` says what is charged. */
export function downloads(what: Takeable, formats: readonly Format[], cost: string, done: () => void): void {
  const said = make("p", { class: "result", role: "status" });
  const list = make("ul", { class: "formats" });
  for (const format of formats) {
    const run = (): void => {
      said.textContent = `${format.title} is being fetched …`;
      take(what.item, what.slug, format).then(
        () => {
          said.textContent = `${fileName(what.slug, what.item, format.extension)} is saved.`;
          done();
        },
        (error: unknown) => (said.textContent = error instanceof Error ? error.message : "It could not be fetched."),
      );
    };
    list.append(make("li", {}, button(format.title, run, { class: "quiet" }), make("span", { class: "soft" }, `.${format.extension}`)));
  }
  const forms = what.story?.content.forms?.map(({ form }) => form);
  const files = (FILES[what.kind] ?? []).filter(([name]) => !forms || forms.length === 0 || forms.includes(name) || ["file", "web", "raster", "print"].includes(name));
  const fileList = files.map(([name, label]) => make("li", {}, make("a", { href: fileOf(what.item, name), download: "", class: "button quiet" }, label)));
  const dialog = dialogOf(
    `Download ${what.slug || what.item}`,
    ...(cost ? [make("p", { class: "cost" }, cost)] : []),
    ...(fileList.length > 0 ? [make("h3", {}, "Files"), make("ul", { class: "formats" }, ...fileList)] : []),
    make("h3", {}, fileList.length > 0 ? "Text in a format" : "Formats"),
    list,
    said,
  );
  dialog.querySelector<HTMLElement>("li :is(button, a)")?.focus();
}

/** Puts an item into the basket, or takes it out; answers what to say. */
export function toggle(kept: Kept, item: string, slug: string): string {
  const { basket } = kept.now;
  const name = slug || item;
  if (basket.some(([one]) => one === item)) {
    kept.set({ basket: basket.filter(([one]) => one !== item) });
    return `${name} is out of the basket.`;
  }
  if (basket.length >= BASKET_ITEMS_MAX) return `The basket is full: it holds ${BASKET_ITEMS_MAX} items.`;
  kept.set({ basket: [...basket, [item, slug]] });
  return `${name} is in the basket.`;
}

/** What the basket asks of its surroundings. */
export interface BasketDoes {
  /** A time in words. */
  moment(time: string): string;
  open(item: string): void;
  /** Something was taken, and may have been counted. */
  taken(): void;
}

/** Milliseconds after which an archive that the browser was sent to has been counted, so that the basket can say what is left. */
const COUNTED_MILLIS = 1_500;

/** The basket: what is in it, what it counts, and all of it in one archive. */
export function basket(kept: Kept, formats: readonly Format[], does: BasketDoes): void {
  const list = make("ol", { class: "basket-list" });
  const said = make("p", { class: "result", role: "status" });
  const price = make("p", { class: "cost", role: "status" });
  const missing = make("ul", { class: "basket-missing" });
  const format = make("select", { "aria-label": "Format" }, ...formats.map(({ name, title }) => make("option", { value: name }, title)));
  const files = make("select", { "aria-label": "Files" }, ...ARCHIVE_FILES.map(([sizes, label]) => make("option", { value: sizes }, label)));
  const part = make("input", { type: "checkbox" });
  const partly = make("label", { class: "check", hidden: true }, part, " Take those that the downloads suffice for");
  let asking = new AbortController();
  let cost: Cost | undefined;
  const items = (): string[] => kept.now.basket.map(([item]) => item);
  const name = (item: string): string => kept.now.basket.find(([one]) => one === item)?.[1] || item;
  const ready = (): void => {
    const isOver = (cost?.over ?? 0) > 0;
    partly.hidden = !isOver;
    all.disabled = !cost || cost.files === 0 || (isOver && !part.checked);
  };
  const ask = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    cost = undefined;
    ready();
    missing.replaceChildren();
    if (items().length === 0) return void (price.textContent = "");
    try {
      const costs = await Promise.all(archives(items()).map((some) => askServer<Cost>(archiveOf(some, format.value, files.value, { cost: true }), { signal })));
      if (signal.aborted) return;
      cost = together(costs.map(({ body }) => body));
      price.textContent = inWords(cost, does.moment);
      missing.replaceChildren(...cost.left_out.map(({ item, form, why }) => make("li", {}, make("bdi", {}, name(item)), form ? ` (${form})` : "", `: ${why}`)));
    } catch (error) {
      if (!signal.aborted) price.textContent = error instanceof Error ? error.message : "Nobody can tell what it costs.";
    }
    ready();
  };
  const draw = (): void => {
    const line = ([item, slug]: readonly [string, string]): HTMLElement => {
      const show = button(slug || item, () => (dialog.close(), does.open(item)), { class: "link" });
      const drop = button("Take out", () => (kept.set({ basket: kept.now.basket.filter(([one]) => one !== item) }), draw()), { class: "quiet", "aria-label": `Take out ${slug || item}` });
      return make("li", { "data-item": item }, show, make("span", { class: "soft id" }, item), drop);
    };
    list.replaceChildren(...kept.now.basket.map(line));
    if (items().length === 0) said.textContent = "The basket is empty. The key b puts the chosen story into it.";
    void ask();
  };
  const run = (): void => {
    const some = archives(items());
    // The browser writes archives to the disk as they come: they need not fit into its memory.
    for (const one of some) follow(archiveOf(one, format.value, files.value, { partial: part.checked }));
    said.textContent = some.length === 1 ? "The archive is being saved by your browser." : `${some.length} archives are being saved by your browser.`;
    setTimeout(() => (does.taken(), dialog.isConnected && void ask()), COUNTED_MILLIS);
  };
  const all = button("Download all (zip)", run);
  const empty = button("Empty the basket", () => (kept.set({ basket: [] }), draw()), { class: "quiet" });
  for (const choice of [format, files]) choice.addEventListener("change", () => void ask());
  part.addEventListener("change", ready);
  const dialog = dialogOf("Basket", list, price, missing, make("div", { class: "actions" }, format, files, partly, all, empty), said);
  dialog.addEventListener("close", () => asking.abort());
  draw();
}

/** What is left of the quota, as the server counts now. */
export async function quotaNow(): Promise<import("./wire.ts").Quota | null> {
  return (await askServer<import("./wire.ts").Me>("/portal/api/me")).body.quota;
}
