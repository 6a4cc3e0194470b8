//! What pages depend on.

use crate::{sitemap::Month, view::encoded};
use std::fmt;
use story::{CategoryId, ItemId, Lang};

/// Something that pages depend on. Networks that keep copies of pages know it as a surrogate key, and take away what
/// depends on it by its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// What is shown of one item.
    Item(ItemId),
    /// Which stories of a language are shown, in what order.
    Latest(Lang),
    /// Those of a section.
    Section(Lang, CategoryId),
    /// Those that were corrected.
    Corrections(Lang),
    /// Which stories of a language were published in a month, and what leads to them.
    Month(Lang, Month),
    /// Which stories of a language are about a topic, by the topic's part of the address.
    Topic(Lang, String),
    /// Which series of pictures an edition shows.
    Pictures(Lang),
    /// Which pictures a series has, by its id.
    Series(String),
    /// Which translations of a story are shown.
    Translations(ItemId),
    /// What machines are told.
    Rule,
    /// Which languages have something to show: every page leads to them.
    Languages,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A key stands in a list that white space divides; an id holds none.
            Self::Item(item) => write!(f, "item-{item}"),
            Self::Latest(lang) => write!(f, "latest-{}", lang.as_str()),
            Self::Section(lang, section) => write!(f, "section-{}-{}", lang.as_str(), section.0),
            Self::Corrections(lang) => write!(f, "corrections-{}", lang.as_str()),
            Self::Month(lang, month) => write!(f, "month-{}-{month}", lang.as_str()),
            // Letters of other scripts would not fit into a header.
            Self::Topic(lang, slug) => write!(f, "topic-{}-{}", lang.as_str(), encoded(slug)),
            Self::Pictures(lang) => write!(f, "pictures-{}", lang.as_str()),
            Self::Series(id) => write!(f, "series-{id}"),
            Self::Translations(item) => write!(f, "translations-{item}"),
            Self::Rule => f.write_str("rule"),
            Self::Languages => f.write_str("languages"),
        }
    }
}
