import { listen } from "../keys.ts";
import { TellalCrops } from "../pictures/crops.ts";
import { TellalContacts } from "../pictures/sheet.ts";
import { TellalUploads } from "../pictures/uploads.ts";

if (document.querySelector("tellal-uploads")) {
  const go = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();
  listen([
    { key: "u", does: "Choose files to send", run: () => document.querySelector<HTMLInputElement>("#files")?.click() },
    { key: "/", does: "Search", run: () => go("#q") },
  ]);
}
customElements.define("tellal-uploads", TellalUploads);
customElements.define("tellal-contacts", TellalContacts);
customElements.define("tellal-crops", TellalCrops);
