// The list of requests, which stays as it is on the server.

import { counted } from "./badge.ts";

/** Puts the list of the server in the place of the one that is shown, and tells how many wait. */
export async function again(list: Element, waiting: number): Promise<void> {
  const answer = await fetch(location.href, { headers: { accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("tellal-approvals");
  if (!fresh) return;
  list.replaceChildren(...fresh.childNodes);
  const heading = document.querySelector("main > h1");
  if (heading) heading.textContent = counted("Approvals", waiting);
  let live = document.querySelector("main > [role=status].waiting");
  if (!live) {
    live = document.createElement("p");
    live.className = "waiting";
    live.setAttribute("role", "status");
    heading?.after(live);
  }
  live.textContent = waiting === 1 ? "One request waits." : `${waiting} requests wait.`;
}
