// Parts of a picture, in pixels.

/** A part, from the upper left corner. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels that a side of a part has at least. */
export const PIXELS_MIN = 16;

/** The nearest part that lies within a picture of this size, in whole pixels. */
export function within(area: Area, width: number, height: number): Area {
  const side = (value: number, whole: number): number => Math.round(Math.max(Math.min(PIXELS_MIN, whole), Math.min(value, whole)));
  const w = side(area.width, width);
  const h = side(area.height, height);
  const begin = (value: number, part: number, whole: number): number => Math.round(Math.max(0, Math.min(value, whole - part)));
  return { x: begin(area.x, w, width), y: begin(area.y, h, height), width: w, height: h };
}

/** Which sides of a part a handle moves. */
export type Handle = "nw" | "ne" | "sw" | "se" | "move";

/** The part after its handle was moved by so many pixels. With a ratio (width by height) it keeps its proportions. */
export function dragged(area: Area, handle: Handle, dx: number, dy: number, size: { width: number; height: number }, ratio?: number): Area {
  if (handle === "move") return within({ ...area, x: area.x + dx, y: area.y + dy }, size.width, size.height);
  const west = handle.endsWith("w");
  const north = handle.startsWith("n");
  // The opposite corner stays where it is.
  const right = area.x + area.width;
  const below = area.y + area.height;
  const roomAcross = west ? right : size.width - area.x;
  const roomDown = north ? below : size.height - area.y;
  let width = Math.max(PIXELS_MIN, Math.min(area.width + (west ? -dx : dx), roomAcross));
  let height = Math.max(PIXELS_MIN, Math.min(area.height + (north ? -dy : dy), roomDown));
  if (ratio) {
    height = Math.min(width / ratio, roomDown);
    width = height * ratio;
  }
  const next = { x: west ? right - width : area.x, y: north ? below - height : area.y, width, height };
  return within(next, size.width, size.height);
}
