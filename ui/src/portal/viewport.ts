// Which rows of a long list are in view, when every row is as high as every other. Pure.

/** Rows that are made above and below those in view, so that a quick hand sees no hole. */
export const AROUND_ROWS = 8;
/** How much of a row must be in view for it to count as seen. */
const SEEN_SHARE = 0.7;

export interface Span {
  readonly from: number;
  /** The first one that is not in it any more. */
  readonly to: number;
}

/** The rows to make: those in view, and some around them. */
export function made(top: number, height: number, row: number, count: number, around = AROUND_ROWS): Span {
  if (count === 0 || row <= 0) return { from: 0, to: 0 };
  const from = Math.max(0, Math.min(count, Math.floor(top / row) - around));
  const to = Math.max(from, Math.min(count, Math.ceil((top + height) / row) + around));
  return { from, to };
}

/** The rows of which enough is in view to be seen. */
export function inView(top: number, height: number, row: number, count: number): Span {
  if (count === 0 || row <= 0 || height <= 0) return { from: 0, to: 0 };
  const from = Math.max(0, Math.ceil(top / row - (1 - SEEN_SHARE)));
  const to = Math.min(count, Math.floor((top + height) / row + (1 - SEEN_SHARE)));
  return { from, to: Math.max(from, to) };
}

/** Where to scroll so that a row is wholly in view; as near as possible to where one is. */
export function reveal(index: number, top: number, height: number, row: number): number {
  const [upper, lower] = [index * row, (index + 1) * row];
  if (upper < top) return upper;
  if (lower > top + height) return lower - height;
  return top;
}
