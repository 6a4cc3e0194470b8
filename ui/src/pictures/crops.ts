// The cutting table: what matters most in a picture, the parts that are proposed around it, and the one that is cut.

import { ask } from "../http.ts";
import { listen } from "../keys.ts";
import type { Item } from "../manuscript.ts";
import { type Area, type Handle, PIXELS_MIN, dragged, within } from "./area.ts";
import { button, make } from "./dom.ts";
import { fileOf } from "./frames.ts";
import { inWords } from "./sending.ts";

interface Cutting {
  readonly width: number;
  readonly height: number;
  readonly focus: { readonly across: number; readonly down: number };
  readonly proposed: readonly { readonly shape: string; readonly area: Area }[];
  readonly made: readonly { readonly item: string; readonly area: Area }[];
}

/** Ten-thousandths by which one press of an arrow moves the focus; with Shift it is ten times as much. */
const STEP = 100;
const SAVE_AFTER_MILLIS = 300;
/** Pixels of the screen from which a press is no click. */
const MOVED_PIXELS_MIN = 4;
const HANDLES: readonly Handle[] = ["nw", "ne", "sw", "se"];
const FIELDS = ["x", "y", "width", "height"] as const;
const NAMES: Record<(typeof FIELDS)[number], string> = { x: "From the left", y: "From above", width: "Width", height: "Height" };

/** The table. */
export class TellalCrops extends HTMLElement {
  #cutting!: Cutting;
  #area!: Area;
  #shape: string | undefined;
  #focus = { across: 0, down: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #said = make("p", { role: "status", class: "status" });
  readonly #stage = make("div", { class: "stage" });
  readonly #point = make("button", { type: "button", class: "focus-point", "aria-label": "Focus point: move it with the arrow keys" });
  readonly #frame = make("div", { class: "cut" });
  readonly #shapes = make("div", { class: "shapes", role: "group", "aria-label": "Proportions" });
  readonly #made = make("ul", { class: "made" });
  readonly #inputs = new Map<string, HTMLInputElement>();

  get #item(): string {
    return this.getAttribute("item")!;
  }

  get #whole(): number {
    return Number(this.getAttribute("whole"));
  }

  async connectedCallback(): Promise<void> {
    try {
      const { body } = await ask<Cutting>(`/desk/api/items/${this.#item}/crops`);
      this.#cutting = body;
      this.#focus = { ...body.focus };
    } catch (error) {
      this.textContent = inWords(error);
      return;
    }
    this.#make();
    this.#propose(this.#cutting.proposed[0]!.shape);
    listen([
      ...this.#cutting.proposed.map(({ shape }, n) => ({ key: String(n + 1), does: `Propose ${shape}`, run: () => this.#propose(shape) })),
      { key: "f", does: "Go to the focus point; the arrow keys move it, with Shift further", run: () => this.#point.focus() },
      { key: "m", does: "Make the picture", run: () => void this.#cut() },
    ]);
  }

  #make(): void {
    const { width, height } = this.#cutting;
    const picture = make("img", { src: fileOf(this.#item, "web"), alt: "The picture that is cut", width, height, draggable: "false" });
    for (const handle of HANDLES) {
      const grip = make("span", { class: `grip ${handle}` });
      this.#drags(grip, handle);
      this.#frame.append(grip);
    }
    this.#drags(this.#frame, "move");
    // As wide as there is room, and never higher than the window.
    Object.assign(this.#stage.style, { aspectRatio: `${width} / ${height}`, maxWidth: `min(75rem, ${(80 * width) / height}vh)` });
    this.#stage.append(picture, this.#frame, this.#point);
    picture.addEventListener("click", (event) => this.#aim(event));
    this.#point.addEventListener("keydown", (event) => this.#nudge(event));
    const table = make("div", { class: "table-of-crops" }, this.#stage, this.#panel());
    this.replaceChildren(this.#said, table);
    this.#drawFocus();
    this.#drawMade();
  }

  #panel(): HTMLElement {
    const fields = make("div", { class: "row" });
    for (const name of FIELDS) {
      const most = name === "x" || name === "width" ? this.#cutting.width : this.#cutting.height;
      const least = name === "width" || name === "height" ? Math.min(PIXELS_MIN, most) : 0;
      const input = make("input", { type: "number", id: `crop-${name}`, min: least, max: most, step: 1 });
      input.addEventListener("change", () => this.#typed());
      this.#inputs.set(name, input);
      fields.append(make("div", { class: "field" }, make("label", { for: input.id }, `${NAMES[name]}, pixels`), input));
    }
    const cut = button("Make this picture", () => void this.#cut(), { class: "" });
    const hint = "Click the picture, or move the point with the arrow keys, to say what matters most. The proportions are laid around it; the corners move the part, the fields do the same.";
    return make("div", { class: "panel" }, make("p", { class: "hint" }, hint), this.#shapes, fields, make("p", { class: "actions" }, cut), make("h2", {}, "Cut out of it"), this.#made);
  }

  /** A point of the page, in pixels of the picture. */
  #at(event: MouseEvent): { x: number; y: number } {
    const box = this.#stage.getBoundingClientRect();
    const scale = this.#cutting.width / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  }

  #drags(grip: HTMLElement, handle: Handle): void {
    grip.addEventListener("pointerdown", (down) => {
      if (down.button !== 0) return;
      down.preventDefault();
      down.stopPropagation();
      grip.setPointerCapture(down.pointerId);
      const [from, area] = [this.#at(down), this.#area];
      let isMoved = false;
      const move = (event: PointerEvent): void => {
        if (!isMoved && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < MOVED_PIXELS_MIN) return;
        isMoved = true;
        const to = this.#at(event);
        this.#put(dragged(area, handle, to.x - from.x, to.y - from.y, this.#cutting, this.#ratio()));
      };
      grip.addEventListener("pointermove", move);
      const up = (event: PointerEvent): void => {
        grip.removeEventListener("pointermove", move);
        // A click on the part is a click on the picture.
        if (!isMoved && handle === "move") this.#aim(event);
      };
      grip.addEventListener("pointerup", up, { once: true });
    });
  }

  /** Width by height, while a proportion is kept. */
  #ratio(): number | undefined {
    const [across, down] = (this.#shape ?? "").split(":").map(Number);
    return across && down ? across / down : undefined;
  }

  #aim(event: MouseEvent): void {
    const { x, y } = this.#at(event);
    this.#aimAt((x / this.#cutting.width) * this.#whole, (y / this.#cutting.height) * this.#whole);
  }

  #nudge(event: KeyboardEvent): void {
    const step = event.shiftKey ? STEP * 10 : STEP;
    const ways: Record<string, readonly [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    this.#aimAt(this.#focus.across + way[0], this.#focus.down + way[1]);
  }

  #aimAt(across: number, down: number): void {
    const side = (value: number): number => Math.round(Math.max(0, Math.min(value, this.#whole)));
    this.#focus = { across: side(across), down: side(down) };
    this.#drawFocus();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#saveFocus(), SAVE_AFTER_MILLIS);
  }

  async #saveFocus(): Promise<void> {
    try {
      const { body } = await ask<Cutting>(`/desk/api/items/${this.#item}/focus`, { method: "PUT", json: this.#focus });
      this.#cutting = body;
      const percent = (value: number): number => Math.round((100 * value) / this.#whole);
      this.#propose(this.#shape ?? body.proposed[0]!.shape);
      this.#said.textContent = `Focus kept: ${percent(this.#focus.across)} % from the left, ${percent(this.#focus.down)} % from above.`;
    } catch (error) {
      this.#said.textContent = inWords(error);
    }
  }

  #propose(shape: string): void {
    const proposed = this.#cutting.proposed.find((one) => one.shape === shape);
    if (!proposed) return;
    this.#shape = shape;
    this.#put(proposed.area);
    this.#drawShapes();
    this.#said.textContent = `${shape}: ${proposed.area.width} × ${proposed.area.height} pixels.`;
  }

  #typed(): void {
    const value = (name: string): number => Number(this.#inputs.get(name)!.value) || 0;
    this.#shape = undefined;
    this.#drawShapes();
    this.#put(within({ x: value("x"), y: value("y"), width: value("width"), height: value("height") }, this.#cutting.width, this.#cutting.height));
  }

  #put(area: Area): void {
    this.#area = area;
    const { width, height } = this.#cutting;
    const percent = (part: number, whole: number): string => `${(100 * part) / whole}%`;
    Object.assign(this.#frame.style, { left: percent(area.x, width), top: percent(area.y, height), width: percent(area.width, width), height: percent(area.height, height) });
    for (const name of FIELDS) this.#inputs.get(name)!.value = String(area[name]);
  }

  #drawFocus(): void {
    const { across, down } = this.#focus;
    Object.assign(this.#point.style, { left: `${(100 * across) / this.#whole}%`, top: `${(100 * down) / this.#whole}%` });
  }

  #drawShapes(): void {
    const shapes = this.#cutting.proposed.map(({ shape }) => button(shape, () => this.#propose(shape), { "aria-pressed": String(shape === this.#shape) }));
    const had = [...this.#shapes.children].indexOf(document.activeElement!);
    this.#shapes.replaceChildren(...shapes);
    if (had >= 0) shapes[had]?.focus();
  }

  #drawMade(): void {
    const made = this.#cutting.made.map(({ item, area }) => {
      const picture = make("img", { src: fileOf(item, "thumbnail"), alt: "" });
      return make("li", {}, make("a", { href: `/desk/items/${item}` }, picture, `${area.width} × ${area.height}`));
    });
    this.#made.replaceChildren(...(made.length > 0 ? made : [make("li", { class: "soft" }, "Nothing yet.")]));
  }

  async #cut(): Promise<void> {
    this.#said.textContent = "It is being cut…";
    try {
      const { body } = await ask<Item>(`/desk/api/items/${this.#item}/crops`, { method: "POST", json: this.#area });
      this.#cutting = (await ask<Cutting>(`/desk/api/items/${this.#item}/crops`)).body;
      this.#drawMade();
      this.#said.replaceChildren("Made, as the draft ", make("a", { href: `/desk/items/${body.id}` }, body.id), ".");
    } catch (error) {
      this.#said.textContent = inWords(error);
    }
  }
}
