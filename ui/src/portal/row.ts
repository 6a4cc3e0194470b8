// One row as it is seen.

import { make } from "../editor/make.ts";
import { type Clock, countdown } from "./clock.ts";
import { icon, type IconName } from "./icon.ts";
import { kills, type Line, stops } from "./line.ts";
import type { Shown } from "./rows.ts";
import { type Marked, priorityName } from "./wire.ts";

/** What a row looks like besides what it says. */
export interface Look extends Shown {
  readonly seen: boolean;
  readonly opened: boolean;
  readonly marked: boolean;
  /** The first row that was there when the reader left last. */
  readonly visit: string;
  readonly now: number;
}

const PICTURES_SHOWN = 3;
const KINDS: Readonly<Record<string, string>> = { picture: "Picture", video: "Video", graphic: "Graphic", audio: "Audio", file: "File" };
const GONE: Readonly<Record<string, string>> = {
  killed: "This story was killed. It must not be used.",
  held: "This story is on hold. It must not be used until it is resumed.",
  embargo: "This story is under embargo.",
};

/** Everything of which a row is made; it is made anew when this differs. */
export function signature(line: Line, look: Look): string {
  const { standing, superseded, corrected, seen, opened, marked, visit, now } = look;
  const left = line.embargo > now ? countdown(line.embargo, now) : "";
  return [line.seq, standing, superseded, corrected, seen, opened, marked, visit, left, line.headline, line.hit, line.pictures].join("|");
}

function tag(name: string, label: string, sign?: IconName): HTMLElement {
  return make("span", { class: `tag ${name}` }, ...(sign ? [icon(sign)] : []), label);
}

function acted(line: Line): HTMLElement | undefined {
  switch (line.act) {
    case "kill":
      return tag("kill", "Kill", "lock");
    case "withdraw":
      return tag("kill", "Withdrawn", "lock");
    case "hold":
      return tag("hold", "Hold", "pause");
    case "resume":
      return tag("act", "Resumed");
    case "update":
      return tag("act", line.hit ? `Version ${line.version}` : `Update ${line.version - 1}`);
    case "correct":
      return tag("correction", "Correction");
    case "refile":
      return tag("act", "Refiled");
    case "advisory":
      return tag("act", "Advisory");
    case "test":
      return tag("act", "Test");
    default:
      return undefined;
  }
}

/** The signs of how a row stands, the weightiest first. */
export function tags(line: Line, look: Shown & { readonly now: number }): HTMLElement[] {
  const all: (HTMLElement | undefined)[] = [];
  if (look.standing === "killed" && !kills(line.act)) all.push(tag("kill", "Killed", "lock"));
  if (look.standing === "held" && line.act !== "hold") all.push(tag("hold", "On hold", "pause"));
  if (line.embargo > look.now) all.push(tag("embargo", `Embargo: ${countdown(line.embargo, look.now)}`, "clock"));
  all.push(acted(line));
  if (look.corrected && look.standing === "open") all.push(tag("correction", "Corrected"));
  else if (look.superseded && look.standing === "open") all.push(tag("old", "Newer above"));
  if (KINDS[line.kind]) all.push(tag("kind", KINDS[line.kind] as string));
  if (line.note && !stops(line.act)) all.push(tag("note", "Note"));
  if (line.terms && !stops(line.act)) all.push(tag("note", "Terms"));
  return all.filter((one) => one !== undefined);
}

/** Text in which what was looked for is marked. */
export function withMarks(pieces: Marked): Node[] {
  return pieces.map(([text, isMatch]) => (isMatch ? make("mark", {}, text) : document.createTextNode(text)));
}

function flag(line: Line): HTMLElement[] {
  if (line.priority === 1) return [make("b", { class: "flag flash" }, "Flash")];
  if (line.priority === 2) return [make("b", { class: "flag urgent" }, "Urgent")];
  return [];
}

function words(line: Line, look: Look): HTMLElement {
  const { dir, language: lang } = line;
  const text = line.marked?.headline ? withMarks(line.marked.headline) : [line.headline || GONE[look.standing] || GONE["held"] || ""];
  const headline = make("span", { class: line.headline ? "headline" : "headline none", dir: line.headline ? dir : "ltr", lang: line.headline ? lang : "en" }, ...flag(line), ...text);
  const slug = line.slug ? [make("bdi", { class: "slug" }, line.slug)] : [];
  const place = line.place ? [make("bdi", { class: "place" }, line.place)] : [];
  const counted = line.words > 0 && !stops(line.act) && line.kind === "text" ? [make("span", { class: "words" }, String(line.words), make("span", { class: "unit" }, line.words === 1 ? " word" : " words"))] : [];
  const excerpt = line.marked?.excerpt ? withMarks(line.marked.excerpt) : line.standfirst ? [line.standfirst] : [];
  const under = look.standing === "open" && !stops(line.act) && excerpt.length > 0 ? [make("span", { class: "under", dir, lang }, ...excerpt)] : [];
  const facts = make("span", { class: "facts-line" }, ...slug, ...place, make("span", { class: "lang" }, line.language), ...counted, make("span", { class: "tags" }, ...tags(line, look)), ...under);
  return make("span", { class: "what", "data-dir": dir }, headline, facts);
}

function strip(line: Line, look: Look): HTMLElement[] {
  if (line.pictures === 0 && line.thumbnails.length === 0) return [];
  if (look.standing !== "open" || stops(line.act)) return [];
  const shown = line.thumbnails.slice(0, PICTURES_SHOWN).map((src) => make("img", { src, alt: "", width: 44, height: 33, loading: "lazy", decoding: "async" }));
  const count = Math.max(line.pictures, line.thumbnails.length);
  const label = `${count} picture${count === 1 ? "" : "s"}`;
  return [make("span", { class: "strip" }, ...shown, make("span", { class: "pictures", title: label }, icon("picture"), String(count), make("span", { class: "unseen" }, label)))];
}

function lead(look: Look): HTMLElement {
  const sign = look.marked ? icon("star") : look.opened ? icon("check") : undefined;
  const said = [look.marked ? "Marked" : "", look.opened ? "opened" : look.seen ? "" : "New"].filter(Boolean).join(", ");
  return make("span", { class: "lead" }, ...(sign ? [sign] : []), make("span", { class: "unseen" }, said));
}

/** Fills the element of a row. */
export function fill(row: HTMLElement, line: Line, look: Look, clock: Clock): void {
  const isToday = clock.day(line.time) === clock.day(look.now);
  const day = isToday ? [] : [make("span", { class: "day" }, clock.shortDay(line.time, look.now))];
  const when = make("span", { class: "when", title: `${clock.moment(line.time)}, number ${line.seq} of the wire` }, make("span", {}, clock.minute(line.time)), ...day);
  const name = priorityName(line.priority);
  const priority = make("span", { class: `prio p${line.priority}`, title: name }, make("b", { "aria-hidden": "true" }, String(line.priority)), make("span", { class: "unseen" }, name));
  row.className = ["row", `p${line.priority}`, look.standing, look.superseded ? "superseded" : "", kills(line.act) ? "killing" : "", look.seen ? "" : "fresh-row", look.marked ? "marked" : "", look.visit ? "visit" : ""]
    .filter(Boolean)
    .join(" ");
  const divider = look.visit ? [make("span", { class: "visit-label" }, look.visit)] : [];
  row.replaceChildren(lead(look), when, priority, words(line, look), ...strip(line, look), ...divider);
}
