//! The shape of a story, for the description; see [`super::shapes`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A story, as one version holds it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Story {
    /// The language that it is written in.
    #[schema(example = "tr")]
    language: String,
    /// The newsroom's handle.
    #[schema(example = "DEPREM-IZMIR")]
    slug: String,
    /// The headline.
    #[schema(example = "İzmir'de deprem")]
    headline: String,
    /// The sentence or two under the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standfirst: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    byline: Option<String>,
    /// Where it was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dateline: Option<Place>,
    /// How urgent it is, 1 to 6.
    #[schema(minimum = 1, maximum = 6, example = 4)]
    priority: u8,
    /// The number of the section.
    #[schema(example = 1)]
    category: u32,
    /// IPTC Media Topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["medtop:20000160"]))]
    topics: Vec<String>,
    /// Keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<String>,
    /// Places that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<Place>,
    /// People that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<String>,
    /// Organisations that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    organisations: Vec<String>,
    /// The IPTC genre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Fact_Check")]
    genre: Option<String>,
    /// When the content was made, as exactly as it is known: a date, or a time with or without its offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-09-01T10:00:00+03:00")]
    created: Option<String>,
    /// The IPTC digital source type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "digitalCapture")]
    digital_source: Option<String>,
    /// Not to be published before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    embargo: Option<String>,
    /// Who owns it and how it may be used.
    rights: Rights,
    /// The group that the item belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    /// Items that belong beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
    /// A note to editors, not for publication; the reason of a hold or a kill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    editors_note: Option<String>,
    /// Whether the public site may show it: `rule`, `yes` or `no`.
    #[schema(example = "rule")]
    public: String,
    /// What the public site shows of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public_summary: Option<String>,
    /// How that summary came to be, where a machine had to do with it: the IPTC digital source type.
    /// `trainedAlgorithmicMedia` is one that a machine wrote, `compositeWithTrainedAlgorithmicMedia` one that people and
    /// a machine did. Say so where you publish it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "trainedAlgorithmicMedia")]
    summary_source: Option<String>,
    /// What this version repairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correction: Option<Correction>,
    /// What it consists of.
    content: Content,
}

/// A place.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    /// The city, in a dateline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    /// The name, of a place that the story is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
}

/// Who owns the material.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rights {
    /// The credit line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    credit: Option<String>,
    /// The copyright notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    copyright: Option<String>,
    /// Terms in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    usage_terms: Option<String>,
    /// Where it came from, when it is not the agency's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// An item that belongs beside this one.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Related {
    /// The item.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// Its headline when the link was made.
    title: String,
    /// What it is to this one, where that is more than related: `translation_of` or `derived_from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "translation_of")]
    rel: Option<String>,
}

/// What a correction repairs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correction {
    /// What was wrong.
    was: String,
    /// What it says now.
    now: String,
}

/// A file.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MediaFile {
    /// SHA-256 of its bytes.
    #[schema(example = "5f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c385f0c2a9d1e7b4c38")]
    sha256: String,
    /// Its type.
    #[schema(example = "image/jpeg")]
    media_type: String,
    /// Its size.
    bytes: u64,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
}

/// A run of text with one look.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Span {
    /// The text.
    text: String,
    /// Emphasised.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    em: bool,
    /// Strong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    strong: bool,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// The same material in another form.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Form {
    /// `web`, `sd`, `pdf`, `eps` or `ai`.
    #[schema(example = "pdf")]
    form: String,
    /// The file.
    media: MediaFile,
}

/// What a story consists of.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Content {
    /// A written story.
    Text {
        /// Its blocks, in reading order.
        body: Vec<Block>,
    },
    /// A still picture.
    Picture {
        /// The file.
        media: MediaFile,
        /// What it shows.
        caption: String,
    },
    /// A moving picture.
    Video {
        /// The file.
        media: MediaFile,
        /// What it shows.
        caption: String,
        /// The same in other forms.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        forms: Vec<Form>,
    },
    /// A drawing, chart or map.
    Graphic {
        /// The file.
        media: MediaFile,
        /// What it shows.
        caption: String,
        /// The same in other forms.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        forms: Vec<Form>,
    },
    /// Any other file.
    File {
        /// The file.
        media: MediaFile,
        /// What it holds.
        caption: String,
    },
    /// Taken away by a hold or a kill.
    Removed {
        /// What the item is made of.
        was: String,
    },
}

/// One block of a body.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "block", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text.
        spans: Vec<Span>,
    },
    /// A heading inside the story.
    Crosshead {
        /// Its text.
        text: String,
    },
    /// Words quoted at length.
    Quote {
        /// The words.
        spans: Vec<Span>,
        /// Who said them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speaker: Option<String>,
    },
    /// A list.
    List {
        /// Numbered, or with bullets.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Span>>,
    },
    /// A table.
    Table {
        /// Its rows of cells.
        rows: Vec<Vec<Vec<Span>>>,
        /// The first row names the columns.
        header: bool,
    },
    /// A picture of the wire, shown at this place.
    Picture {
        /// The picture's item.
        item: String,
        /// A caption that replaces the picture's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
    },
}
