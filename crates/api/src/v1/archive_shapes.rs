//! The shapes of lists and of what is found, for the description; see [`super::shapes`].

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a search found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Found {
    /// How many items were found, on this page and off it.
    #[schema(example = 1)]
    total: usize,
    /// The page, in the order that was asked for.
    hits: Vec<Hit>,
    /// Everything up to this dispatch was searched.
    #[schema(example = 58)]
    indexed: u64,
    /// How many of them are what, by the name of a condition, the most frequent first; with `facets=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    facets: Option<BTreeMap<String, Vec<Facet>>>,
}

/// An item that was found, in its newest version.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hit {
    /// The dispatch that brought the version.
    #[schema(example = 58)]
    seq: u64,
    /// The item.
    #[schema(example = "tel:text:20260901:50000001")]
    item: String,
    /// Its version.
    #[schema(example = 1)]
    version: u32,
    /// `text`, `picture`, `video`, `graphic` or `file`.
    #[schema(example = "text")]
    kind: String,
    /// The language.
    #[schema(example = "tr")]
    language: String,
    /// 1 flash … 6 archive.
    #[schema(example = 4)]
    priority: u8,
    /// The number of the section.
    #[schema(example = 1)]
    category: u32,
    /// The headline.
    #[schema(example = "İzmir'de deprem")]
    headline: String,
    /// The newsroom's handle.
    #[schema(example = "DEPREM-IZMIR")]
    slug: String,
    /// When the first version was logged.
    #[schema(format = DateTime)]
    released: String,
    /// The time of this version.
    #[schema(format = DateTime)]
    version_created: String,
    /// The group that the item belongs to.
    group: Option<String>,
    /// The words that were asked for, where they stand; with `marks=true`, as the next three, and only for what may be
    /// read now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    marked: Option<Marked>,
    /// The sentence or two under the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standfirst: Option<String>,
    /// Where it was filed, or the first place that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "İzmir")]
    place: Option<String>,
    /// Words of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<u64>,
}

/// A value, and how many of the items that were found have it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facet {
    /// The value, as a condition of a query names it.
    #[schema(example = "text")]
    value: String,
    /// Items that have it.
    count: u64,
    /// What a topic is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "earthquake")]
    name: Option<String>,
    /// The language of the name: the one that was asked for where the IPTC has a name in it, else English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "en")]
    lang: Option<String>,
}

/// Texts in pieces, each with whether it was asked for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marked {
    /// The headline.
    #[schema(example = json!([["İzmir'de ", false], ["deprem", true]]))]
    headline: Vec<(String, bool)>,
    /// At most 240 characters around the first word in the text that was asked for, or its beginning. Empty for a key
    /// that opens no items, and for the last hits of a page of very long texts.
    excerpt: Vec<(String, bool)>,
}

/// Items that are like another one.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Alike {
    /// The items, the most alike first.
    hits: Vec<Hit>,
}

/// Words that may be meant.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suggested {
    /// The words, the most frequent first.
    #[schema(example = json!(["deprem"]))]
    words: Vec<String>,
}

/// What a list shows of a story.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
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
    /// Where it was filed, or the first place that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "İzmir")]
    place: Option<String>,
    /// Words of its text, or of a picture's caption.
    words: u64,
    /// Keywords.
    keywords: Vec<String>,
    /// IPTC Media Topics.
    #[schema(example = json!(["medtop:20000160"]))]
    topics: Vec<String>,
    /// `ltr` or `rtl`: the direction in which its language is written.
    #[schema(example = "ltr")]
    dir: String,
    /// The IPTC genre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    genre: Option<String>,
    /// Pictures that stand beside it and in it.
    pictures: usize,
    /// Where the small sizes of these are, or that of the picture itself: at most 4.
    thumbnails: Vec<String>,
    /// It has terms of use.
    usage_terms: bool,
    /// It has a note to editors.
    editors_note: bool,
    /// What this version repairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correction: Option<super::story_shapes::Correction>,
    /// Whether the public site may show it, where the desk has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    public: Option<bool>,
}
