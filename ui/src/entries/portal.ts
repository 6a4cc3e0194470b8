// The wire in the browser: the terminal, a ticker, the saved searches or the alerts, by what the page has room for.

import { make } from "../editor/make.ts";
import { ask, Refusal } from "../http.ts";
import { alertsPage, searchesPage } from "../portal/pages.ts";
import { keepPlace, keptPlace } from "../portal/place.ts";
import { openFromNotifications } from "../portal/push.ts";
import { Terminal } from "../portal/terminal.ts";
import { ticker } from "../portal/ticker.ts";
import type { Me } from "../portal/wire.ts";

const RETRY_MS = 5_000;

/** The way to sign in again, and back to where one is. */
function signIn(): HTMLElement {
  const link = make("a", { href: `/sign-in?next=${encodeURIComponent(location.pathname)}` }, "Sign in again");
  link.addEventListener("click", keepPlace);
  return link;
}

async function fill(root: HTMLElement, show: (me: Me) => Promise<void>): Promise<void> {
  try {
    const { body } = await ask<Me>("/portal/api/me");
    await show(body);
  } catch (error) {
    const isOut = error instanceof Refusal && error.isSignedOut;
    const said = isOut ? "You are signed out." : error instanceof Error ? error.message : "The wire cannot be opened.";
    root.replaceChildren(make("p", { class: "waits", role: "alert" }, `${said} `, ...(isOut ? [signIn()] : ["It is tried again."])));
    if (!isOut) setTimeout(() => void fill(root, show), RETRY_MS);
  }
}

const root = (id: string): HTMLElement | null => document.getElementById(id);
const [terminal, searches, alerts] = [root("terminal"), root("searches"), root("alerts")];
if (terminal) {
  document.body.classList.add("has-terminal");
  const id = new URLSearchParams(location.search).get("ticker");
  if (id === null) openFromNotifications();
  // Letters and pages without scripts lead to `/portal?item=…` and `?saved=…`.
  const hash = location.hash || (id === null ? location.search.replace(/^\?/, "#") : "") || keptPlace();
  void fill(terminal, (me) => (id === null ? new Terminal(me, signIn).start(terminal, hash) : ticker(terminal, me, id, signIn)));
}
if (searches) void fill(searches, (me) => searchesPage(searches, me));
if (alerts) void fill(alerts, (me) => alertsPage(alerts, me));
