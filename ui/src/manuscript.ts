// A story while it is being written, as `story::Manuscript` has it: any field may be missing, half a word, or wrong. The
// body is the tree of `story::Block`.

export type Kind = "text" | "picture" | "video" | "graphic" | "audio" | "file";

export interface Span {
  text: string;
  em?: boolean;
  strong?: boolean;
  link?: string;
}

export type Block =
  | { block: "paragraph"; spans: Span[] }
  | { block: "crosshead"; text: string }
  | { block: "quote"; spans: Span[]; speaker?: string }
  | { block: "list"; ordered?: boolean; items: Span[][] }
  | { block: "table"; rows: Span[][][]; header?: boolean }
  | { block: "picture"; item: string; caption?: string };

export interface Media {
  sha256: string;
  media_type: string;
  bytes: number;
  width?: number;
  height?: number;
}

export interface Content {
  kind: Kind;
  body?: Block[];
  media?: Media;
  caption?: string;
  forms?: { form: string; media: Media }[];
}

export interface Place {
  name: string;
  country?: string;
}

export interface Related {
  item: string;
  title: string;
  rel?: "related" | "translation_of" | "derived_from";
  [member: string]: unknown;
}

/** A time of the clock on the wall, `2026-11-30T06:00`, in a zone by its IANA name. */
export interface EmbargoAt {
  time?: string;
  zone: string;
}

export interface Manuscript {
  language: string;
  priority: number;
  category: number;
  content: Content;
  slug?: string;
  headline?: string;
  standfirst?: string;
  byline?: string;
  dateline?: { city?: string; country?: string };
  topics?: string[];
  keywords?: string[];
  places?: Place[];
  people?: string[];
  organisations?: string[];
  genre?: string;
  created?: string;
  digital_source?: string;
  embargo?: string;
  embargo_at?: EmbargoAt;
  rights?: { credit?: string; copyright?: string; usage_terms?: string; source?: string };
  group?: string;
  related?: Related[];
  editors_note?: string;
  public?: "rule" | "yes" | "no";
  public_summary?: string;
  summary_source?: string;
  correction?: { was: string; now: string };
}

/** An item as `/desk/api/items/{id}` answers it. */
export interface Item {
  id: string;
  story: Manuscript;
  edit: number;
  state: "usable" | "withheld" | "canceled" | null;
  version: number;
  products: number[];
  stage: "inbox" | "draft" | "review" | "spiked";
  desk: string | null;
  author: string;
  released: string | null;
  created: string;
  changed: string;
  changed_by: string;
  due: { at: string; act: string } | null;
}
