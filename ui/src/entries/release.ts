import { listen } from "../keys.ts";
import { again } from "../release/approvals.ts";
import { keep } from "../release/badge.ts";
import { Countdown } from "../release/countdown.ts";
import { ReleasePanel } from "../release/panel.ts";

customElements.define("tellal-countdown", Countdown);
customElements.define("tellal-release", ReleasePanel);

const list = document.querySelector("tellal-approvals");
keep((waiting) => {
  if (list) void again(list, waiting);
});
const told = (): boolean => false;
listen(
  document.querySelector("tellal-release")
    ? [
        { key: "Ctrl+Enter", does: "Release what is shown", run: told, whileTyping: true },
        { key: "Escape", does: "Take it back, while that is possible", run: told, whileTyping: true },
      ]
    : [],
);
