//! What filters ask of a story, worked out once for all of them.

use super::word::{Word, fold};
use format::newscodes;
use story::{Story, TopicId};

/// A story as filters see it.
pub struct Facts<'a> {
    pub(super) story: &'a Story,
    /// The codes of its topics and of all that these are part of.
    topics: Vec<&'a str>,
    keywords: Vec<String>,
    places: Vec<String>,
    source: Option<String>,
}

impl<'a> Facts<'a> {
    /// Works them out.
    pub fn of(story: &'a Story) -> Self {
        let mut topics: Vec<&str> = story.topics.iter().flat_map(newscodes::with_broader).collect();
        topics.sort_unstable();
        topics.dedup();
        let dateline = story.dateline.iter().map(|dateline| dateline.city.as_str());
        Self {
            story,
            topics,
            keywords: story.keywords.iter().map(|keyword| fold(keyword.as_str())).collect(),
            places: story.places.iter().map(|place| place.name.as_str()).chain(dateline).map(fold).collect(),
            source: story.rights.source.as_ref().map(|source| fold(source.as_str())),
        }
    }

    pub(super) fn is_about(&self, topic: &TopicId) -> bool {
        self.topics.binary_search(&topic.code()).is_ok()
    }

    pub(super) fn has_keyword(&self, word: &Word) -> bool {
        self.keywords.iter().any(|keyword| keyword == word.folded())
    }

    pub(super) fn has_place(&self, word: &Word) -> bool {
        self.places.iter().any(|place| place == word.folded())
    }

    pub(super) fn has_source(&self, word: &Word) -> bool {
        self.source.as_deref() == Some(word.folded())
    }
}
