// Every field of a story, in the order in which an editor meets them.

import type { Item, Manuscript, Place, Related } from "../manuscript.ts";
import type { Workbench } from "../workbench.ts";
import { Chips } from "./chips.ts";
import { EmbargoField } from "./embargo.ts";
import { choice, type ChoiceField, type Field, set, setIn, text, type TextField } from "./field.ts";
import { MediaField, SOURCES } from "./media.ts";
import { make } from "./make.ts";
import { SummaryField } from "./summary.ts";
import { items, learn, topicName, topics, type Vocabulary } from "./vocabulary.ts";

export interface SheetOptions {
  readonly workbench: Workbench;
  readonly words: Vocabulary;
  onChange(): void;
}

type Listed = "topics" | "keywords" | "places" | "people" | "organisations" | "related";

/** Chips as a field. */
function chips<T>(name: Listed, made: Chips<T>, inLanguage = true): Field {
  return {
    element: made.element,
    open: (manuscript) => {
      made.values = (manuscript[name] ?? []) as unknown as T[];
    },
    put: (manuscript) => set(manuscript, name, [...made.values] as never),
    setReadOnly: (isReadOnly) => made.setReadOnly(isReadOnly),
    ...(inLanguage ? { inLanguage: [...made.element.querySelectorAll("input")] } : {}),
  };
}

export class Sheet {
  readonly headline: TextField;
  readonly standfirst: TextField;
  readonly language: ChoiceField;
  readonly priority: ChoiceField;
  readonly summary: SummaryField;
  /** Above the text, beside it by group, and everything. */
  readonly top: readonly Field[];
  readonly groups: readonly (readonly [title: string, fields: readonly Field[], isOpen: boolean])[];
  readonly all: readonly Field[];
  readonly #topics: Chips<string>;

  constructor(options: SheetOptions) {
    const { words, workbench, onChange } = options;
    const { item } = workbench;
    const isText = item.story.content.kind === "text";
    this.language = choice({
      id: "language",
      label: "Language",
      choices: words.languages.map(({ tag, names }) => [tag, `${names["en"] ?? tag} (${tag})`]),
      get: (m) => m.language,
      set: (m, value) => (m.language = value),
      onChange: () => this.#relearn(),
    });
    this.priority = choice({
      id: "priority",
      label: "Priority",
      choices: words.priorities.map(({ id, name }) => [String(id), `${id} ${name}`]),
      get: (m) => String(m.priority),
      set: (m, value) => (m.priority = Number(value)),
    });
    this.headline = text({ id: "headline", label: "Headline", lines: "wrapped", get: (m) => m.headline, set: (m, v) => set(m, "headline", v) });
    this.standfirst = text({ id: "standfirst", label: "Standfirst", lines: "wrapped", get: (m) => m.standfirst, set: (m, v) => set(m, "standfirst", v) });
    this.summary = new SummaryField(words, workbench, onChange);
    this.#topics = new Chips<string>({
      id: "topics",
      label: "Topics",
      hint: "IPTC Media Topics, by a few letters.",
      name: topicName,
      key: (id) => id,
      source: (typed, signal) => topics(typed, this.language.select.value, signal),
      onChange,
    });
    this.top = [...slugline(), this.headline, ...(isText ? [this.standfirst] : []), ...dateline(words), ...(isText ? [] : media(item))];
    this.groups = this.#groups(options, isText);
    this.all = [...this.top, ...this.groups.flatMap(([, fields]) => fields)];
  }

  open(manuscript: Manuscript): void {
    for (const field of this.all) field.open(manuscript);
    this.#relearn();
  }

  put(manuscript: Manuscript): void {
    for (const field of this.all) field.put(manuscript);
  }

  #relearn(): void {
    void learn(this.#topics.values, this.language.select.value).then(() => this.#topics.refresh(), () => {});
  }

  #groups({ words, onChange, workbench }: SheetOptions, isText: boolean): Sheet["groups"] {
    const { item } = workbench;
    const category = choice({
      id: "category",
      label: "Category",
      choices: words.sections.map(({ id, names }) => [String(id), names["en"] ?? String(id)]),
      get: (m) => String(m.category),
      set: (m, value) => (m.category = Number(value)),
    });
    const genre = choice({
      id: "genre",
      label: "Genre",
      choices: [["", "None"], ...words.genres.map(({ code, name }): [string, string] => [code, name])],
      get: (m) => m.genre ?? "",
      set: (m, value) => set(m, "genre", value),
    });
    const publicity = choice({
      id: "public",
      label: "On the public site",
      choices: [["rule", "As its products say"], ["yes", "Yes"], ["no", "No"]],
      get: (m) => m.public ?? "rule",
      set: (m, value) => {
        if (value !== "rule" || m.public !== undefined) m.public = value as NonNullable<Manuscript["public"]>;
      },
    });
    const note = text({ id: "editors-note", label: "Note to editors", hint: "Not for publication.", lines: "several", get: (m) => m.editors_note, set: (m, v) => set(m, "editors_note", v) });
    return [
      ["News", [this.priority, category, this.language, genre], true],
      ["Subjects", [chips("topics", this.#topics, false), ...named(onChange)], true],
      ["Public", [publicity, ...(isText ? [this.summary] : [])], true],
      ["Embargo", [new EmbargoField(words, onChange)], true],
      ["Note", [note], true],
      ["Rights", rights(), !isText],
      ["Related", [chips("related", relatives(item.id, onChange), false), series()], false],
    ];
  }
}

function slugline(): Field[] {
  return [
    text({ id: "slug", label: "Slug", isCode: true, get: (m) => m.slug, set: (m, v) => set(m, "slug", v) }),
    text({ id: "byline", label: "Byline", get: (m) => m.byline, set: (m, v) => set(m, "byline", v) }),
  ];
}

function dateline({ countries }: Vocabulary): Field[] {
  return [
    text({ id: "city", label: "Dateline", get: (m) => m.dateline?.city, set: (m, v) => setIn(m, "dateline", "city", v) }),
    choice({
      id: "country",
      label: "Country",
      choices: [["", "None"], ...countries.map(({ code, name }): [string, string] => [code, name])],
      get: (m) => m.dateline?.country ?? "",
      set: (m, v) => setIn(m, "dateline", "country", v),
    }),
  ];
}

function media(item: Item): Field[] {
  return [
    new MediaField(item.id),
    text({ id: "caption", label: "Caption", lines: "several", get: (m) => m.content.caption, set: (m, v) => (m.content.caption = v) }),
    text({ id: "created", label: "Made", hint: "When the picture was taken, such as 2026-11-29 or 2026-11-29T10:30:00+03:00.", isCode: true, get: (m) => m.created, set: (m, v) => set(m, "created", v) }),
    choice({ id: "digital-source", label: "How it was made", choices: SOURCES, get: (m) => m.digital_source ?? "", set: (m, v) => set(m, "digital_source", v) }),
  ];
}

/** `Ankara (TR)`. */
function placeTyped(typed: string): Place {
  const [, name = typed, country] = /^(.*?)\s*\(([a-z]{2})\)$/iu.exec(typed) ?? [];
  return { name, ...(country ? { country: country.toUpperCase() } : {}) };
}

function placeName({ name, country }: Place): string {
  return country ? `${name} (${country})` : name;
}

function named(onChange: () => void): Field[] {
  const words = (id: Listed, label: string): Field =>
    chips(id, new Chips<string>({ id, label, name: (value) => value, key: (value) => value, typed: (typed) => typed, onChange }));
  const places = new Chips<Place>({ id: "places", label: "Places", hint: "With the country’s code, if you know it: Ankara (TR).", name: placeName, key: placeName, typed: placeTyped, onChange });
  return [words("keywords", "Keywords"), chips("places", places), words("people", "People"), words("organisations", "Organisations")];
}

function rights(): Field[] {
  return [
    text({ id: "credit", label: "Credit", get: (m) => m.rights?.credit, set: (m, v) => setIn(m, "rights", "credit", v) }),
    text({ id: "copyright", label: "Copyright", get: (m) => m.rights?.copyright, set: (m, v) => setIn(m, "rights", "copyright", v) }),
    text({ id: "usage-terms", label: "Usage terms", lines: "several", get: (m) => m.rights?.usage_terms, set: (m, v) => setIn(m, "rights", "usage_terms", v) }),
    text({ id: "source", label: "Source", get: (m) => m.rights?.source, set: (m, v) => setIn(m, "rights", "source", v) }),
  ];
}

function relatives(self: string, onChange: () => void): Chips<Related> {
  return new Chips<Related>({
    id: "related",
    label: "Related items",
    hint: "By slug, headline or id. Only released items can be named.",
    name: ({ title, rel }) => (typeof rel === "string" && rel !== "related" ? `${title} (${rel.replaceAll("_", " ")})` : title),
    key: ({ item }) => item,
    source: async (typed, signal) => {
      const found = await items(typed, signal);
      // Headline and id go onto the wire with this item: nothing is named there before it is out itself.
      const others = found.filter(({ value }) => value.id !== self && value.headline !== "" && value.state === "usable");
      return others.map(({ value, ...option }) => ({ ...option, value: { item: value.id, title: value.headline } }));
    },
    onChange,
  });
}

function series(): Field {
  return text({ id: "group", label: "Series", hint: "The group that the item belongs to.", isCode: true, get: (m) => m.group, set: (m, v) => set(m, "group", v) });
}

/** A group of fields that folds. */
export function folded(title: string, fields: readonly Field[], isOpen: boolean): HTMLDetailsElement {
  return make("details", { class: `fold ${title.toLowerCase()}`, open: isOpen }, make("summary", {}, title), ...fields.map((field) => field.element));
}
