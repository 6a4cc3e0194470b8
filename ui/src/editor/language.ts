// Which way a language is written.

/** As `story::Lang` has them. */
const RIGHT_TO_LEFT = new Set(["ar", "ckb", "fa", "he", "ps", "ur", "yi"]);

/** The value of `dir` for a language. */
export function direction(tag: string): "rtl" | "ltr" {
  return RIGHT_TO_LEFT.has(tag.split("-")[0] ?? "") ? "rtl" : "ltr";
}
