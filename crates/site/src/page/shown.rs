//! What is shown of a story and of a picture, as the rows of the site keep it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{ContentHash, Created, Lang, Media, TopicId};

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Repair {
    pub time: Timestamp,
    /// What it repaired, where the public had read it. Words that stood in the body alone are what subscribers pay for:
    /// a site that quoted them would publish them by its corrections.
    pub words: Option<Repaired>,
}

/// What a correction repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Repaired {
    pub was: String,
    pub now: String,
}

/// What is shown of a story: everything that is here is on its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Article {
    /// The language with its region, which the edition's may lack.
    pub lang: Lang,
    /// The readable part of the address.
    pub address: String,
    pub headline: String,
    pub standfirst: Option<String>,
    pub byline: Option<String>,
    pub city: Option<String>,
    /// When it was written, where the story says so.
    pub created: Option<Created>,
    /// Paragraphs of the summary; none when the story has no summary.
    pub summary: Vec<String>,
    /// Whether a machine had to do with the summary: it is shown with a mark that says so, or not at all.
    #[serde(default)]
    pub is_by_machine: bool,
    /// The content that the summary was made from.
    pub content: ContentHash,
    pub tags: Vec<String>,
    /// What it is about, in the terms of the IPTC.
    #[serde(default)]
    pub topics: Vec<TopicId>,
    #[serde(default)]
    pub copyright: Option<String>,
    /// A caption that replaces the lead picture's own.
    pub caption: Option<String>,
    /// Every correction, the oldest first.
    pub corrections: Vec<Repair>,
}

impl Article {
    /// What tells in a few words what the story is, where no mark can stand beside it.
    pub fn teaser(&self) -> Option<&str> {
        let first = || self.summary.first().filter(|_| !self.is_by_machine);
        self.standfirst.as_ref().or_else(first).map(String::as_str)
    }

    /// True when a reader finds these words on the page. White space and case are forgiven, as the desk forgives them.
    pub fn shows(&self, words: &str) -> bool {
        let mut shown = vec![self.headline.as_str()];
        shown.extend(self.standfirst.as_deref());
        shown.extend(self.byline.as_deref());
        shown.extend(self.city.as_deref());
        shown.extend(self.caption.as_deref());
        shown.extend(self.summary.iter().map(String::as_str));
        shown.extend(self.tags.iter().map(String::as_str));
        let words = folded(words);
        shown.into_iter().any(|text| folded(text).contains(&words))
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What is shown of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Picture {
    pub title: String,
    pub caption: String,
    pub credit: Option<String>,
    #[serde(default)]
    pub copyright: Option<String>,
    /// The address of the licence that it may be used under.
    #[serde(default)]
    pub license: Option<String>,
    pub media: Media,
    /// What else it is shown as; none where nobody has looked yet what can be made ([`crate::reprint`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prints: Option<Prints>,
}

/// The files of a picture beside `media`, as [`darkroom::Shown`] has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Prints {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small: Option<Media>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_webp: Option<Media>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_webp: Option<Media>,
}

/// In which width a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    Web,
    Small,
}

impl Picture {
    /// Its files, each with its width, the main one first.
    pub fn files(&self) -> impl Iterator<Item = (Width, &Media)> {
        let prints = self.prints.as_ref();
        let print = |of: fn(&Prints) -> Option<&Media>| prints.and_then(of);
        [
            (Width::Web, Some(&self.media)),
            (Width::Small, print(|prints| prints.small.as_ref())),
            (Width::Web, print(|prints| prints.web_webp.as_ref())),
            (Width::Small, print(|prints| prints.small_webp.as_ref())),
        ]
        .into_iter()
        .filter_map(|(width, media)| Some((width, media?)))
    }
}
