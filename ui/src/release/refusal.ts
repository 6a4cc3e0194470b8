// A refusal of the server, as people read it: why, by the newsroom's clock, and what to do next.

import { sentence, timed } from "../zone.ts";

/** What was refused, in words, and where one can go on. */
export interface Plain {
  readonly why: string;
  readonly next: string;
  readonly way?: { readonly href: string; readonly says: string };
}

/** A kill that waits names its request. */
const KILL_WAITS = /a kill of it waits for a second person, as request ([0-9a-f]+)/i;
const FROZEN = /^nothing(?: of the desk .+?)? is released since /i;

/** Tells why nothing was sent. */
export function plain(said: string): Plain {
  const kill = KILL_WAITS.exec(said);
  if (kill) {
    return {
      why: "A kill of it waits for a second person. Nothing of it goes out before that is decided.",
      next: "Once the kill is refused, it can be sent.",
      way: { href: `/desk/approvals/${kill[1]}`, says: "Look at the request" },
    };
  }
  const why = sentence(said);
  if (FROZEN.test(said)) return { why, next: "The text is saved and stays here. Ask a chief or an administrator to let releases go on, and press again then." };
  return { why, next: "" };
}

/** As what stands in a line of the page; `fact` is what is said besides, before what to do next. */
export function shown({ why, next, way }: Plain, fact = ""): (string | Node)[] {
  const parts: (string | Node)[] = [[why, fact, next].filter(Boolean).join(" ")];
  if (way) {
    const link = document.createElement("a");
    link.href = way.href;
    link.textContent = way.says;
    parts.push(" ", link);
  }
  return parts;
}

/** What a page of the server says at the end where it refused to do something. */
const NOTHING = "Nothing was changed.";

/** Why a page refuses, without its heading and the way to the desk, where the panel stands already. */
export function refusal(page: ParentNode): (string | Node)[] {
  const main = page.querySelector("main");
  const said = (main?.querySelector("[role=alert]") ?? main)?.textContent?.trim() || "The server gave no answer that can be shown.";
  return shown(plain(said), main?.textContent?.includes(NOTHING) && !said.includes(NOTHING) ? NOTHING : "");
}

/** Says the faults of a panel in plain words. */
export function tidy(panel: ParentNode): void {
  for (const fault of panel.querySelectorAll(".wrong[role=alert] li")) fault.replaceChildren(...shown(plain(fault.textContent ?? "")));
  for (const line of panel.querySelectorAll("p.wrong")) {
    for (const part of line.childNodes) {
      const said = timed(part.nodeValue ?? "");
      if (part.nodeValue !== null && part.nodeValue !== said) part.nodeValue = said;
    }
  }
}
