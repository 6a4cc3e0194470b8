// A story as it is read.

import { button, make } from "../editor/make.ts";
import { datelineOf, elements } from "./body.ts";
import { type Clock, countdown } from "./clock.ts";
import { icon, type IconName } from "./icon.ts";
import { directionOf } from "./line.ts";
import { gallery, large, type Picture } from "./pictures.ts";
import { topic } from "./topics.ts";
import { priorityName, type Story, type WireEvent } from "./wire.ts";

export interface ArticleDoes {
  openItem(item: string): void;
  take(item: string, kind: string): void;
}

function callout(name: string, title: string, sign: IconName, ...inside: (Node | string)[]): HTMLElement {
  return make("div", { class: `callout ${name}` }, make("p", { class: "callout-title" }, icon(sign), title), ...inside);
}

/** What must be known before the text is read. */
function callouts(event: WireEvent, story: Story, clock: Clock, now: number): HTMLElement[] {
  const all: HTMLElement[] = [];
  const until = event.embargo ? Date.parse(event.embargo) : 0;
  const paragraph = (text: string): HTMLElement => make("p", { dir: "auto", lang: story.language }, text);
  if (until > now) {
    const left = make("strong", { class: "left", "data-embargo": until }, countdown(until, now));
    all.push(callout("embargo", "Embargo", "clock", make("p", {}, `Not to be published before ${clock.moment(until)}, `, left, ".")));
  }
  if (story.correction) {
    const { was, now: is } = story.correction;
    const facts = make("dl", { class: "facts" }, make("dt", {}, "Was"), make("dd", { dir: "auto", lang: story.language }, make("del", {}, was)), make("dt", {}, "Now"), make("dd", { dir: "auto", lang: story.language }, is));
    all.push(callout("correction", "Correction", "check", facts));
  }
  if (story.editors_note) all.push(callout("note", "Note to editors, not for publication", "bell", paragraph(story.editors_note)));
  if (story.rights?.usage_terms) all.push(callout("terms", "Terms of use", "lock", paragraph(story.rights.usage_terms)));
  return all;
}

/** Every picture that belongs to the text, each once. */
export function picturesOf(event: WireEvent, story: Story): Picture[] {
  const found = new Map<string, string>();
  const isPicture = (item: string): boolean => /:(?:picture|graphic):/.test(item);
  for (const block of story.content.body ?? []) if (block.block === "picture") found.set(block.item, block.caption ?? "");
  for (const { item, title } of story.related ?? []) if (isPicture(item) && !found.get(item)) found.set(item, title);
  found.delete(event.item);
  return [...found].map(([item, caption]) => ({ item, caption }));
}

const RELATION: Readonly<Record<string, string>> = { translation_of: "Original", derived_from: "Made from" };

function related(story: Story, does: ArticleDoes): HTMLElement[] {
  const links = (story.related ?? []).filter(({ item }) => !/:(?:picture|graphic):/.test(item));
  if (links.length === 0) return [];
  const line = ({ item, title, rel }: NonNullable<Story["related"]>[number]): HTMLElement => {
    const open = button(title || item, () => does.openItem(item), { class: "link", dir: "auto", "data-item": item });
    return make("li", {}, ...(rel && RELATION[rel] ? [make("span", { class: "tag act" }, RELATION[rel] as string), " "] : []), open);
  };
  return [make("section", { class: "beside" }, make("h3", {}, "Related"), make("ul", { class: "links" }, ...links.map(line)))];
}

function translations(told: NonNullable<WireEvent["translations"]>, does: ArticleDoes): HTMLElement[] {
  if (told.length === 0) return [];
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  const line = ({ item, language, headline, stale }: (typeof told)[number]): HTMLElement => {
    const open = button(headline, () => does.openItem(item), { class: "link", dir: directionOf(language), lang: language, "data-item": item });
    const older = stale ? [" ", make("span", { class: "soft" }, "made of an earlier version")] : [];
    return make("li", {}, make("span", { class: "tag" }, names.of(language) ?? language), " ", open, ...older);
  };
  return [make("section", { class: "beside translations" }, make("h3", {}, "In other languages"), make("ul", { class: "links" }, ...told.map(line)))];
}

function facts(event: WireEvent, story: Story, clock: Clock, categories: ReadonlyMap<number, string>): HTMLElement {
  const { rights } = story;
  const topics = (story.topics ?? []).flatMap((code, n) => [...(n > 0 ? [", "] : []), topic(code)]);
  const pairs: [string, string | (Node | string)[] | undefined][] = [
    ["Section", categories.get(story.category)],
    ["Places", story.places?.map(({ name }) => name).filter(Boolean).join(", ")],
    ["Keywords", story.keywords?.join(", ")],
    ["Topics", topics.length > 0 ? topics : undefined],
    ["Genre", story.genre?.replaceAll("_", " ")],
    ["Credit", rights?.credit],
    ["Source", rights?.source],
    ["Copyright", rights?.copyright],
    ["Released", clock.moment(Date.parse(event.time))],
    ["Item", `${event.item}, number ${event.seq} of the wire`],
  ];
  const shown = pairs.filter((pair): pair is [string, string | (Node | string)[]] => Boolean(pair[1]));
  return make("dl", { class: "facts small" }, ...shown.flatMap(([name, value]) => [make("dt", {}, name), make("dd", { dir: "auto" }, ...(typeof value === "string" ? [value] : value))]));
}

function body(event: WireEvent, story: Story, does: ArticleDoes): HTMLElement[] {
  const { content } = story;
  if (content.body) {
    const blocks = elements(content.body);
    const city = datelineOf(story);
    const first = blocks.find(({ localName }) => localName === "p");
    if (city && first) first.prepend(make("span", { class: "dateline" }, city), " – ");
    for (const figure of blocks) {
      const item = figure.dataset["item"];
      if (item) figure.prepend(large({ item, caption: figure.querySelector("figcaption")?.textContent ?? "" }, (one) => does.take(one, "picture")));
    }
    return blocks;
  }
  const caption = make("p", { class: "caption-text" }, content.caption ?? "");
  if (content.kind === "picture" || content.kind === "graphic") {
    return [large({ item: event.item, caption: content.caption ?? "" }, (item) => does.take(item, content.kind)), caption];
  }
  return [caption];
}

/** The whole story, with everything around it. */
export function article(event: WireEvent, story: Story, clock: Clock, categories: ReadonlyMap<number, string>, does: ArticleDoes): HTMLElement {
  const dir = directionOf(story.language);
  const text = { dir, lang: story.language };
  const pressing = story.priority <= 2 ? [make("b", { class: `flag ${story.priority === 1 ? "flash" : "urgent"}` }, priorityName(story.priority)), " "] : [];
  const byline = [story.byline, clock.since(Date.parse(event.time), Date.now())].filter((part) => part !== undefined);
  const pictures = picturesOf(event, story);
  return make(
    "article",
    { class: "story" },
    ...callouts(event, story, clock, Date.now()),
    make("h2", { class: "story-headline", ...text }, ...pressing, story.headline),
    ...(story.standfirst ? [make("p", { class: "standfirst", ...text }, story.standfirst)] : []),
    make("p", { class: "byline", dir }, make("bdi", {}, byline.join(" · "))),
    make("div", { class: "text", ...text }, ...body(event, story, does)),
    ...(pictures.length > 0 ? [make("section", { class: "beside" }, make("h3", {}, pictures.length === 1 ? "Picture" : `${pictures.length} pictures`), gallery(pictures, (item) => does.take(item, "picture")))] : []),
    ...translations(event.translations ?? [], does),
    ...related(story, does),
    facts(event, story, clock, categories),
  );
}
