// The release panel as a tool beside the text.

import type { Tool } from "../workbench.ts";
import { Countdown } from "./countdown.ts";
import { ReleasePanel } from "./panel.ts";

if (!customElements.get("tellal-countdown")) customElements.define("tellal-countdown", Countdown);
if (!customElements.get("tellal-release")) customElements.define("tellal-release", ReleasePanel);

export const RELEASE: Tool = {
  name: "release",
  label: "Release",
  key: "Ctrl+Enter",
  offered: (item) => item.state !== "canceled",
  open(workbench) {
    const panel = document.createElement("tellal-release");
    const waiting = document.createElement("p");
    waiting.textContent = "Saving…";
    panel.className = "release";
    panel.setAttribute("item", workbench.item.id);
    panel.append(waiting);
    const look = async (): Promise<void> => {
      try {
        await workbench.saved();
        if (panel instanceof ReleasePanel) await panel.refresh();
      } catch {
        waiting.textContent = "The text is not saved yet. What is not saved cannot go out.";
        panel.replaceChildren(waiting);
      }
    };
    workbench.addEventListener("item", () => {
      if (panel.isConnected && !panel.hasAttribute("aria-busy")) void look();
    });
    panel.addEventListener("changed", () => void workbench.reload().catch(() => {}));
    void look();
    return panel;
  },
};
