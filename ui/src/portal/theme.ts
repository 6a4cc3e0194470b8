// Light or dark, as the system has it or as the reader wants it.

import type { Settings } from "./settings.ts";

export function dress({ look, density }: Pick<Settings, "look" | "density">): void {
  const root = document.documentElement;
  if (look === "system") delete root.dataset["look"];
  else root.dataset["look"] = look;
  root.dataset["density"] = density;
}
