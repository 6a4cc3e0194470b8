//! One story, as a version holds it.

use crate::{
    Body, CategoryId, ContentHash, Created, DigitalSource, Form, Genre, GroupId, ItemId, Kind, Lang, Line, Media,
    Priority, Prose, Slug, TopicId, canonical_json,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A headline.
pub type Headline = Line<400>;
/// The sentence or two under the headline.
pub type Standfirst = Prose<2_000>;
/// Who wrote it.
pub type Byline = Line<300>;
/// One keyword.
pub type Keyword = Line<100>;
/// A picture's caption.
pub type Caption = Prose<4_000>;
/// A note to editors, or the reason of a hold or a kill.
pub type Note = Prose<2_000>;
/// The name of a place.
pub type PlaceName = Line<200>;
/// The name of a person or an organisation that a story is about.
pub type Named = Line<200>;
/// What the public site may show of the story, written by the desk.
pub type PublicSummary = Prose<4_000>;

/// Characters that the single sentence of a flash may have.
pub const FLASH_CHARS_MAX: usize = 200;
/// Keywords, topics, places or related items that one story may name.
const NAMED_MAX: usize = 100;

/// Where and from whom a story was filed: `ANKARA (TEL) -`. The agency's code is added by the formats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dateline {
    /// The city, in the story's language and usual case (`İzmir`).
    pub city: PlaceName,
    /// ISO 3166-1 alpha-2 code of the country, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Line<2>>,
}

/// A place that the story is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its name in the story's language.
    pub name: PlaceName,
    /// ISO 3166-1 alpha-2 code of the country, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Line<2>>,
}

/// Who owns the material and how it may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// The credit line (`Ayşe Kaya/TEL`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Line<300>>,
    /// The copyright notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright: Option<Line<300>>,
    /// Terms in words (`No sales in Switzerland`, `CC BY 2.5`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_terms: Option<Prose<2_000>>,
    /// Where the material came from, when it is not the agency's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Line<200>>,
}

/// Another item that belongs beside this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The other item.
    pub item: ItemId,
    /// Its headline when the link was made.
    pub title: Headline,
    /// What it is to this one.
    #[serde(default, skip_serializing_if = "Relation::is_plain")]
    pub rel: Relation,
}

/// What another item is to the one that names it, after the item relations of the IPTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It belongs beside this one.
    #[default]
    Related,
    /// This one says the same in another language.
    TranslationOf,
    /// This one was made from it: a crop, a shortened text.
    DerivedFrom,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 3] = [Self::Related, Self::TranslationOf, Self::DerivedFrom];

    /// Its name in our data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Related => "related",
            Self::TranslationOf => "translation_of",
            Self::DerivedFrom => "derived_from",
        }
    }

    /// The relation with this name in our data.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.name() == name)
    }

    /// True where nothing more is said than that the items belong together.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
    fn is_plain(&self) -> bool {
        *self == Self::Related
    }
}

/// Whether the public site may show the story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Publicity {
    /// The rule of its products decides.
    #[default]
    Rule,
    /// The desk says yes.
    Yes,
    /// The desk says no.
    No,
}

/// What a correction repairs. Kept as data so that every edge can show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// What was wrong.
    pub was: Prose<2_000>,
    /// What it says now.
    pub now: Prose<2_000>,
}

/// What the story consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Content {
    /// A written story.
    Text {
        /// Its body.
        body: Body,
    },
    /// A still picture.
    Picture {
        /// The file.
        media: Media,
        /// What it shows.
        caption: Caption,
    },
    /// A moving picture.
    Video {
        /// The file, in the best quality that there is.
        media: Media,
        /// What it shows.
        caption: Caption,
        /// The same in other forms, each form once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        forms: Vec<Form>,
    },
    /// A drawing, chart or map.
    Graphic {
        /// The file that everyone can show.
        media: Media,
        /// What it shows.
        caption: Caption,
        /// The same in other forms, each form once.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        forms: Vec<Form>,
    },
    /// Any other file.
    File {
        /// The file.
        media: Media,
        /// What it holds.
        caption: Caption,
    },
    /// Taken away by a hold, a kill or a withdrawal: only the notice is left.
    Removed {
        /// What the item is made of.
        was: Kind,
    },
}

impl Content {
    /// What the item is made of.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text { .. } => Kind::Text,
            Self::Picture { .. } => Kind::Picture,
            Self::Video { .. } => Kind::Video,
            Self::Graphic { .. } => Kind::Graphic,
            Self::File { .. } => Kind::File,
            Self::Removed { was } => *was,
        }
    }
}

/// A story as one version holds it. Fields that are not given are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The language it is written in.
    pub language: Lang,
    /// The newsroom's handle.
    pub slug: Slug,
    /// The headline.
    pub headline: Headline,
    /// The sentence or two under the headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<Standfirst>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<Byline>,
    /// Where it was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// How urgent it is.
    pub priority: Priority,
    /// The agency's section.
    pub category: CategoryId,
    /// IPTC Media Topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicId>,
    /// Free keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<Keyword>,
    /// Places that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// People that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Named>,
    /// Organisations that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<Named>,
    /// What sort of journalism it is (IPTC Genre NewsCodes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genre: Option<Genre>,
    /// When the content was made: a picture taken, a video shot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Created>,
    /// How a picture, video or graphic came to be (IPTC Digital Source Type NewsCodes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digital_source: Option<DigitalSource>,
    /// Nobody outside the newsroom reads it before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Timestamp>,
    /// Who owns it and how it may be used.
    #[serde(default)]
    pub rights: Rights,
    /// The group that the item belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Items that belong beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// A note to editors; not for publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editors_note: Option<Note>,
    /// Whether the public site may show it.
    #[serde(default)]
    pub public: Publicity,
    /// What the public site shows of it; extracted from the body where the desk wrote none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_summary: Option<PublicSummary>,
    /// How that summary came to be, where a machine had to do with it (IPTC Digital Source Type NewsCodes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_source: Option<DigitalSource>,
    /// What this version repairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// What it consists of.
    pub content: Content,
}

/// One thing that keeps a story from being released.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {why}")]
pub struct Fault {
    /// The field, as its JSON name.
    pub field: &'static str,
    /// What is wrong with it, to be read after the field's name.
    pub why: String,
}

/// A story that may go onto the wire. There is no other way to get one than [`Story::ready`] or [`Story::notice`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready(Story);

impl Ready {
    /// The story.
    pub fn story(&self) -> &Story {
        &self.0
    }

    /// The story itself.
    pub fn into_story(self) -> Story {
        self.0
    }
}

impl Story {
    /// Whether a machine had to do with the public summary.
    pub fn is_summary_by_machine(&self) -> bool {
        self.public_summary.is_some() && self.summary_source.as_ref().is_some_and(DigitalSource::names_a_machine)
    }

    /// A story of these parts, with every other field empty.
    pub fn new(
        language: Lang,
        slug: Slug,
        headline: Headline,
        priority: Priority,
        category: CategoryId,
        content: Content,
    ) -> Self {
        Self {
            language,
            slug,
            headline,
            standfirst: None,
            byline: None,
            dateline: None,
            priority,
            category,
            topics: Vec::new(),
            keywords: Vec::new(),
            places: Vec::new(),
            people: Vec::new(),
            organisations: Vec::new(),
            genre: None,
            created: None,
            digital_source: None,
            embargo: None,
            rights: Rights::default(),
            group: None,
            related: Vec::new(),
            editors_note: None,
            public: Publicity::Rule,
            public_summary: None,
            summary_source: None,
            correction: None,
            content,
        }
    }

    /// What the item is made of.
    pub fn kind(&self) -> Kind {
        self.content.kind()
    }

    /// The body, for a written story.
    pub fn body(&self) -> Option<&Body> {
        match &self.content {
            Content::Text { body } => Some(body),
            _ => None,
        }
    }

    /// The file, for everything that is not a written story.
    pub fn media(&self) -> Option<&Media> {
        match &self.content {
            Content::Picture { media, .. }
            | Content::Video { media, .. }
            | Content::Graphic { media, .. }
            | Content::File { media, .. } => Some(media),
            Content::Text { .. } | Content::Removed { .. } => None,
        }
    }

    /// The file in other forms, for a video or a graphic that has them.
    pub fn forms(&self) -> &[Form] {
        match &self.content {
            Content::Video { forms, .. } | Content::Graphic { forms, .. } => forms,
            _ => &[],
        }
    }

    /// The caption, for everything that has one.
    pub fn caption(&self) -> Option<&Caption> {
        match &self.content {
            Content::Picture { caption, .. }
            | Content::Video { caption, .. }
            | Content::Graphic { caption, .. }
            | Content::File { caption, .. } => Some(caption),
            Content::Text { .. } | Content::Removed { .. } => None,
        }
    }

    /// The hash that names this content, the same in every format that carries it.
    pub fn content_hash(&self) -> ContentHash {
        ContentHash::of(&canonical_json(self))
    }

    /// Checks the rules that span fields, and answers every fault at once.
    pub fn ready(mut self) -> Result<Ready, Vec<Fault>> {
        // How something came to be that is not there is told to nobody.
        self.summary_source = self.summary_source.filter(|_| self.public_summary.is_some());
        let mut faults = Vec::new();
        let mut fault = |field, why: String| faults.push(Fault { field, why });
        if let Content::Removed { .. } = self.content {
            fault("content", "has been removed; a story needs a body or a file".into());
        }
        if self.priority == Priority::Flash
            && let Some(body) = self.body()
        {
            let chars = body.plain().chars().count();
            if body.blocks().len() > 1 || chars > FLASH_CHARS_MAX {
                fault(
                    "content.body",
                    format!(
                        "of a flash is one paragraph of at most {FLASH_CHARS_MAX} characters; this has {} of {chars}",
                        body.blocks().len()
                    ),
                );
            }
        }
        for (field, len) in [
            ("topics", self.topics.len()),
            ("keywords", self.keywords.len()),
            ("places", self.places.len()),
            ("people", self.people.len()),
            ("organisations", self.organisations.len()),
            ("related", self.related.len()),
        ] {
            if len > NAMED_MAX {
                fault(field, format!("names {len}; at most {NAMED_MAX} are allowed"));
            }
        }
        if (1..self.forms().len()).any(|n| self.forms()[..n].iter().any(|f| f.form == self.forms()[n].form)) {
            fault("content.forms", "names a form twice".into());
        }
        if self.slug.as_str().to_uppercase().split(|c: char| !c.is_alphanumeric()).any(|w| w == "HOLD") {
            fault("slug", "says HOLD".into());
        }
        if faults.is_empty() { Ok(Ready(self)) } else { Err(faults) }
    }

    /// What is left of the story when it is held, killed or withdrawn: enough to recognise it, nothing to publish.
    pub fn notice(&self, reason: &Note) -> Ready {
        Ready(Self {
            standfirst: None,
            embargo: None,
            related: Vec::new(),
            editors_note: Some(reason.clone()),
            public: Publicity::No,
            public_summary: None,
            summary_source: None,
            correction: None,
            content: Content::Removed { was: self.kind() },
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests;
