import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import type { Item, Manuscript } from "../manuscript.ts";
import { Sheet } from "./sheet.ts";
import type { Workbench } from "../workbench.ts";
import type { Vocabulary } from "./vocabulary.ts";

const window = new Window({ url: "http://127.0.0.1/" });
Object.assign(globalThis, {
  document: window.document,
  Node: window.Node,
  KeyboardEvent: window.KeyboardEvent,
});
/** What the server answers to whatever is asked. */
const ANSWERS = { topics: [], instant: "2027-01-15T11:00:00Z", now: "2026-11-29T10:00:00Z", source: null, draft: null, strange_figures: [], checked: null };
Object.assign(globalThis, { fetch: async () => Response.json(ANSWERS) });
let WORKBENCH: EventTarget & { item: Item };
const { setInterval } = globalThis;
globalThis.setInterval = ((run: () => void, ms: number) => setInterval(run, ms).unref()) as typeof globalThis.setInterval;

const WORDS: Vocabulary = {
  agency: "Tellal",
  short_name: "TEL",
  language: "tr",
  zone: "Europe/Istanbul",
  sections: [{ id: 1, code: "GEN", names: { en: "General" } }],
  languages: [{ tag: "tr", names: { en: "Turkish" } }],
  priorities: [{ id: 4, name: "routine" }],
  genres: [],
  countries: [{ code: "TR", name: "Türkiye" }],
  zones: ["Europe/Istanbul"],
  rules: { undo_secs: 10, alert_chars_max: 100 },
  limits: { slug_chars_max: 64, flash_chars_max: 200, summary_words_max: 120, summary_sentences_max: 4, summary_share_percent_max: 40 },
  assistant: null,
};

const BARE: Manuscript = { language: "tr", priority: 4, category: 1, content: { kind: "text", body: [] } };
const FULL: Manuscript = {
  ...BARE,
  language: "sr-Latn",
  priority: 2,
  category: 9,
  slug: "QUAKE",
  headline: " Kept as typed ",
  standfirst: "One.",
  byline: "Ada",
  dateline: { city: "İzmir", country: "TR" },
  topics: ["medtop:20000153"],
  keywords: ["a, b"],
  places: [{ name: "Ankara", country: "TR" }, { name: "Izmir" }],
  people: ["Ayşe Kaya"],
  organisations: ["AFAD"],
  genre: "Current",
  embargo_at: { time: "2027-01-15T06:00", zone: "America/New_York" },
  rights: { credit: "Ada/TEL", copyright: "TEL", usage_terms: "None.\nAt all.", source: "AFAD" },
  group: "urn:x",
  related: [{ item: "urn:y", title: "Other", rel: "translation_of" }],
  editors_note: "Note.",
  public: "no",
  public_summary: "Short.",
  summary_source: "compositeWithTrainedAlgorithmicMedia",
  correction: { was: "a", now: "b" },
};
const CAPTIONED: Manuscript = {
  ...BARE,
  content: { kind: "picture", caption: "A street.", media: { sha256: "0", media_type: "image/jpeg", bytes: 1_234_567, width: 3, height: 2 } },
  created: "2026-11-29",
  digital_source: "digitalCapture",
  embargo: "2027-01-15T11:00:00Z",
  rights: {},
  public: "rule",
};

function sheet(manuscript: Manuscript): Sheet {
  const item = { id: "urn:newsml:tel:1", story: manuscript, version: 0 } as Item;
  WORKBENCH = Object.assign(new EventTarget(), { item, manuscript: () => manuscript, saved: async () => 1 });
  const made = new Sheet({ workbench: WORKBENCH as unknown as Workbench, words: WORDS, onChange: () => {} });
  for (const field of made.all) document.body.append(field.element);
  made.open(manuscript);
  return made;
}

test("what is opened and not touched is put back as it was, whatever it holds", () => {
  for (const manuscript of [BARE, FULL, CAPTIONED]) {
    const back = structuredClone(manuscript);
    sheet(manuscript).put(back);
    assert.deepEqual(back, manuscript);
    document.body.replaceChildren();
  }
});

test("a field that is emptied leaves its part out", () => {
  const made = sheet(FULL);
  made.headline.input.value = "";
  const back = structuredClone(FULL);
  made.put(back);
  assert.equal("headline" in back, false);
  document.body.replaceChildren();
});

test("the server decides how a summary came to be", () => {
  const made = sheet(FULL);
  const back = structuredClone(FULL);
  WORKBENCH.item = { id: "urn:newsml:tel:1", story: { ...FULL, summary_source: "trainedAlgorithmicMedia" }, version: 0 } as Item;
  WORKBENCH.dispatchEvent(new Event("item"));
  made.put(back);
  assert.equal(back.summary_source, "trainedAlgorithmicMedia");
  document.body.replaceChildren();
});

test("only what is released can be named as related, for it goes onto the wire", async () => {
  const line = (id: string, state: Item["state"]): object => ({ id, slug: id, headline: `Headline ${id}`, language: "tr", kind: "text", state });
  const { fetch } = globalThis;
  globalThis.fetch = async () => Response.json({ items: [line("out", "usable"), line("draft", null), line("held", "withheld"), line("killed", "canceled")] });
  try {
    sheet(BARE);
    const input = document.querySelector<HTMLInputElement>("#related");
    input!.value = "h";
    input!.focus();
    input!.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const options = [...document.querySelectorAll("#related-list [role=option]")].map((option) => option.firstChild?.textContent);
    assert.deepEqual(options, ["Headline out"]);
    assert.match(document.querySelector("#related-hint")?.textContent ?? "", /released/);
  } finally {
    globalThis.fetch = fetch;
    document.body.replaceChildren();
  }
});
