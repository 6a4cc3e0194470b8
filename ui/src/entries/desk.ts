import { listKeys } from "../lists/keys.ts";
import { TellalList } from "../lists/list.ts";
import { keep } from "../release/badge.ts";

customElements.define("tellal-list", TellalList);
// On a page with several lists, keys are about the one with the focus, or the first.
listKeys(() => document.activeElement?.closest<TellalList>("tellal-list") ?? document.querySelector<TellalList>("tellal-list"));
// A list of one desk is shown as soon as the desk is chosen.
document.querySelector<HTMLSelectElement>(".of-desk select")?.addEventListener("change", (event) => {
  (event.target as HTMLSelectElement).form?.requestSubmit();
});

keep();
