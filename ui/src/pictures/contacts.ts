// A contact sheet: small pictures in a grid, walked with the arrow keys, chosen with Enter.

import { type Frame, fileOf } from "./frames.ts";

export interface ContactsOf {
  /** What the grid is called. */
  readonly label: string;
  /** A frame was chosen. */
  chosen(frame: Frame): void;
}

/** Kinds whose first file is not a picture that can be shown small. */
function hasThumbnail(frame: Frame): boolean {
  return frame.media.media_type.startsWith("image/");
}

/** The small picture of a frame, or its kind in words. */
export function thumbnail(frame: Frame): HTMLElement {
  if (!hasThumbnail(frame)) {
    const word = document.createElement("span");
    word.className = "no-thumbnail";
    word.textContent = frame.media.media_type.replace(/^.*\//, "").toUpperCase();
    return word;
  }
  const picture = document.createElement("img");
  picture.src = fileOf(frame.item, "thumbnail");
  picture.alt = "";
  picture.loading = "lazy";
  picture.decoding = "async";
  if (frame.media.width) picture.width = frame.media.width;
  if (frame.media.height) picture.height = frame.media.height;
  return picture;
}

/** The grid. One frame is in the order of tabs; the arrow keys lead to the others. */
export class Contacts {
  readonly element = document.createElement("div");
  readonly #chosen: (frame: Frame) => void;
  #frames: readonly Frame[] = [];
  #at = 0;

  constructor({ label, chosen }: ContactsOf) {
    this.#chosen = chosen;
    this.element.className = "contacts";
    this.element.setAttribute("role", "listbox");
    this.element.setAttribute("aria-label", label);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("click", (event) => this.#click(event));
  }

  /** Shows these frames in the place of others. */
  show(frames: readonly Frame[]): void {
    this.#frames = frames;
    this.#at = 0;
    this.element.replaceChildren(...frames.map((frame, n) => cell(frame, n === 0)));
  }

  /** Goes to the frame that is in the order of tabs. */
  focus(): void {
    this.#go(this.#at);
  }

  /** Goes to the frame of an item. */
  select(item: string): void {
    const at = this.#frames.findIndex((frame) => frame.item === item);
    if (at >= 0) this.#go(at);
  }

  #cells(): HTMLElement[] {
    return [...this.element.children] as HTMLElement[];
  }

  #go(to: number): void {
    const cells = this.#cells();
    const next = cells[Math.max(0, Math.min(to, cells.length - 1))];
    if (!next) return;
    for (const other of cells) {
      other.tabIndex = other === next ? 0 : -1;
      other.setAttribute("aria-selected", String(other === next));
    }
    this.#at = cells.indexOf(next);
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  /** How many cells stand in one line. */
  #columns(): number {
    const cells = this.#cells();
    const first = cells[0]?.offsetTop;
    const inLine = cells.findIndex((one) => one.offsetTop !== first);
    return inLine > 0 ? inLine : Math.max(1, cells.length);
  }

  #key(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.#columns(),
      ArrowUp: -this.#columns(),
      Home: -this.#frames.length,
      End: this.#frames.length,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.#go(this.#at + step);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const frame = this.#frames[this.#at];
      if (frame) this.#chosen(frame);
    }
  }

  #click(event: MouseEvent): void {
    const cell = (event.target as HTMLElement).closest("[role=option]");
    const frame = this.#frames[cell ? this.#cells().indexOf(cell as HTMLElement) : -1];
    if (frame) this.#chosen(frame);
  }
}

function cell(frame: Frame, first: boolean): HTMLElement {
  const element = document.createElement("figure");
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", String(first));
  element.tabIndex = first ? 0 : -1;
  element.dataset["item"] = frame.item;
  const caption = document.createElement("figcaption");
  caption.lang = frame.language;
  caption.dir = "auto";
  caption.textContent = frame.caption || frame.headline || frame.slug || "No caption yet";
  element.append(thumbnail(frame), caption);
  return element;
}
