// How far ahead a time lies, counted down on the screen as the server writes it.

const LOOK_MS = 15_000;

/** `in 5 h 12 min`; rounded up, because what is due in a few seconds is not due now. */
export function ahead(until: number, now: number): string {
  const minutes = Math.ceil(Math.max(0, until - now) / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return `in ${days} d ${hours} h`;
  if (hours > 0) return `in ${hours} h ${rest} min`;
  return rest > 0 ? `in ${rest} min` : "now";
}

/** Counts down everything below `root` that says until when. Answers how to stop. */
export function countDown(root: ParentNode): () => void {
  const look = (): void => {
    for (const element of root.querySelectorAll("[data-until]")) {
      const text = ahead(Date.parse(element.getAttribute("data-until") ?? ""), Date.now());
      if (element.textContent !== text) element.textContent = text;
    }
  };
  const timer = setInterval(look, LOOK_MS);
  look();
  return () => clearInterval(timer);
}
