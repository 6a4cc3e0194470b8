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
      if (!(panel instanceof ReleasePanel)) return;
      let isSaved = true;
      await workbench.saved().catch(() => (isSaved = false));
      const isOnItsWay = Boolean(workbench.item.due);
      // What is on its way out has an Undo, whatever is not saved.
      if (isSaved || isOnItsWay || panel.querySelector(".undo")) return panel.refresh(isOnItsWay);
      panel.hold("The text is not saved yet. What is not saved cannot go out.");
    };
    workbench.addEventListener("item", () => {
      if (panel.isConnected) void look();
    });
    panel.addEventListener("changed", () => void workbench.reload().catch(() => {}));
    void look();
    return panel;
  },
};
