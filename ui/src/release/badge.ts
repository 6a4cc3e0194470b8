// How many requests wait for a second person: beside the way to them, and in the title where they are listed.

import { ask } from "../http.ts";

const LOOK_MILLIS = 5000;
const PLACE = "/desk/approvals";

/** The name of the place with how many wait there, at the head of a text or alone. */
export function counted(text: string, waiting: number): string {
  return text.replace(/^Approvals(?: \(\d+\))?/, waiting > 0 ? `Approvals (${waiting})` : "Approvals");
}

function show(waiting: number): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>(`nav a[href="${PLACE}"]`)) {
    const text = counted("Approvals", waiting);
    if (link.textContent !== text) link.textContent = text;
  }
  if (location.pathname === PLACE) document.title = counted(document.title, waiting);
}

async function look(): Promise<number | undefined> {
  if (document.hidden) return undefined;
  try {
    return (await ask<{ waiting: number }>("/desk/api/approvals")).body.waiting;
  } catch {
    // Whoever cannot reach the server, or is signed out, is told so by what they do.
    return undefined;
  }
}

/** Keeps the count right, and tells when it changed. */
export function keep(changed: (waiting: number) => void = () => {}): void {
  let known: number | undefined;
  const once = async (): Promise<void> => {
    const waiting = await look();
    if (waiting === undefined) return;
    show(waiting);
    if (known !== undefined && known !== waiting) changed(waiting);
    known = waiting;
  };
  void once();
  setInterval(() => void once(), LOOK_MILLIS);
}
