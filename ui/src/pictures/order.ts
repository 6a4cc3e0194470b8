// The order of a list that people arrange.

/** The list with the one at `from` moved to `to`; places beyond the ends are the ends. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one === undefined) return next;
  next.splice(Math.max(0, Math.min(to, next.length)), 0, one);
  return next;
}

/** Makes rows draggable by the mouse onto one another's place. */
export function draggable(row: HTMLElement, list: HTMLElement, dropped: (from: number, to: number) => void): void {
  row.draggable = true;
  const place = (one: Element): number => [...list.children].indexOf(one);
  row.addEventListener("dragstart", (event) => {
    event.dataTransfer?.setData("text/x-tellal-place", String(place(row)));
    row.classList.add("dragged");
  });
  row.addEventListener("dragend", () => row.classList.remove("dragged"));
  row.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("text/x-tellal-place")) event.preventDefault();
  });
  row.addEventListener("drop", (event) => {
    const from = event.dataTransfer?.getData("text/x-tellal-place");
    if (from === undefined || from === "") return;
    event.preventDefault();
    event.stopPropagation();
    dropped(Number(from), place(row));
  });
}
