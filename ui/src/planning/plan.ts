// The plan: its keys, and a look at what changed whenever somebody comes back to it.

import { listen, type Key } from "../keys.ts";

/** Seconds between two looks while the page is in front of somebody. */
const LOOK_SECS = 30;

/** The keys of the links that name one. */
export function linkKeys(root: ParentNode): Key[] {
  return [...root.querySelectorAll<HTMLAnchorElement>("a[data-key]")].map((link) => ({
    key: link.dataset.key ?? "",
    does: link.textContent?.trim() ?? "",
    run: () => link.click(),
  }));
}

/** Puts the days of another copy of the page in the place of those that are shown, unless they are the same. */
export function takeIn(shown: HTMLElement, page: Document): boolean {
  const fresh = page.getElementById(shown.id);
  if (!fresh || fresh.innerHTML === shown.innerHTML) return false;
  const focused = document.activeElement;
  const href = focused instanceof HTMLAnchorElement && shown.contains(focused) ? focused.getAttribute("href") : null;
  shown.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  // Whoever walks through the list by keys stays where they are.
  if (href !== null) {
    const again = [...shown.querySelectorAll("a")].find((link) => link.getAttribute("href") === href);
    again?.focus();
  }
  return true;
}

async function look(shown: HTMLElement): Promise<void> {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    takeIn(shown, new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The line is cut: the next look tells.
  }
}

const shown = document.getElementById("plan");
if (shown) {
  const seen = (): void => {
    if (document.visibilityState === "visible") void look(shown);
  };
  listen(linkKeys(document));
  // What was asked for by a form is looked at by its own address.
  if (location.search !== "" || location.pathname === "/desk/planning") {
    addEventListener("focus", seen);
    document.addEventListener("visibilitychange", seen);
    setInterval(seen, LOOK_SECS * 1_000);
  }
}
