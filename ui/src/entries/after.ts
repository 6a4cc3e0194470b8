import { KillForm } from "../after/kill.ts";
import { listen } from "../keys.ts";

listen([]);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-kill]")) new KillForm(form);
