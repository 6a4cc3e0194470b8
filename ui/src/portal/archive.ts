// Several items in one archive: what it would count, in words, and where it is fetched.

/** What the server says that an archive holds and counts. */
export interface Cost {
  readonly items: number;
  readonly files: number;
  readonly new: number;
  readonly known: number;
  readonly free: number;
  readonly over: number;
  readonly quotas: readonly { readonly contract: string; readonly limit: number; readonly left: number; readonly takes: number; readonly resets: string }[];
  readonly left_out: readonly { readonly item: string; readonly form?: string; readonly reason: string; readonly why: string }[];
}

/** Items that the server puts into one archive. */
export const ARCHIVE_ITEMS_MAX = 50;

/** Which files come with the texts, and how somebody chooses them. */
export const FILES = [
  ["", "Without files"],
  ["web,raster", "With pictures and films for the web"],
  ["print,raster,pdf,eps,ai,file", "With files as they were filed"],
] as const;

/** The items in as many archives as they need. */
export function archives(items: readonly string[]): string[][] {
  const count = Math.ceil(items.length / ARCHIVE_ITEMS_MAX);
  return Array.from({ length: count }, (_, n) => items.slice(n * ARCHIVE_ITEMS_MAX, (n + 1) * ARCHIVE_ITEMS_MAX));
}

/** Where an archive is, or what it would count. */
export function archiveOf(items: readonly string[], format: string, sizes: string, { partial = false, cost = false } = {}): string {
  const query = [`items=${items.map(encodeURIComponent).join(",")}`, `format=${encodeURIComponent(format)}`, ...(sizes ? [`sizes=${sizes}`] : []), ...(partial ? ["partial=true"] : [])];
  return `/api/v1/zip${cost ? "/cost" : ""}?${query.join("&")}`;
}

/** Several archives as if they were one. What is counted twice, because a picture is in two of them, is told as the most. */
export function together(costs: readonly Cost[]): Cost {
  const sum = (of: (cost: Cost) => number): number => costs.reduce((all, cost) => all + of(cost), 0);
  const quotas = (costs[0]?.quotas ?? []).map((quota) => ({ ...quota, takes: sum((cost) => cost.quotas.find(({ contract }) => contract === quota.contract)?.takes ?? 0) }));
  const beyond = quotas.reduce((most, { takes, left }) => Math.max(most, takes - left), 0);
  const over = sum((cost) => cost.over);
  return { items: sum((cost) => cost.items), files: sum((cost) => cost.files), new: sum((cost) => cost.new), known: sum((cost) => cost.known), free: sum((cost) => cost.free), over: over + beyond, quotas, left_out: costs.flatMap((cost) => cost.left_out) };
}

const many = (count: number, one: string, more = `${one}s`): string => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

/** What an archive holds and counts, in sentences. */
export function inWords(cost: Cost, moment: (time: string) => string): string {
  const said = [`${many(cost.files, "file")} of ${many(cost.items, "item")}.`];
  const { left, limit, resets } = cost.quotas[0] ?? { left: 0, limit: 0, resets: "" };
  const asked = cost.new + cost.over;
  const isLeft = `${left === 1 ? "is" : "are"} left of ${limit.toLocaleString("en")} until ${resets && moment(resets)}`;
  if (cost.over > 0) said.push(`Takes ${many(asked, "download")}, but ${left.toLocaleString("en")} ${isLeft}.`);
  else if (cost.quotas.length > 0 && asked > 0) said.push(`Takes ${asked.toLocaleString("en")} of the ${many(left, "download")} that ${isLeft}.`);
  if (cost.known > 0) said.push(`${many(cost.known, "was", "were")} taken before and ${cost.known === 1 ? "is" : "are"} not counted again.`);
  if (cost.quotas.length > 0 && asked === 0) said.push("Nothing is counted.");
  if (cost.over > 0) said.push(`That is ${cost.over.toLocaleString("en")} too many: take some out, or take those that the rest suffices for.`);
  return said.join(" ");
}
