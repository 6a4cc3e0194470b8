//! What filters and queries ask of a story, worked out once for all of them.

use crate::word::{Word, fold};
use format::newscodes;
use story::{Story, TopicId};

/// A story as filters and queries see it.
pub struct Facts<'a> {
    /// The story.
    pub story: &'a Story,
    /// The codes of its topics and of all that these are part of.
    pub topics: Vec<&'a str>,
    /// Its keywords, folded.
    pub keywords: Vec<String>,
    /// Its places and that of its dateline, folded.
    pub places: Vec<String>,
    /// Where it comes from, folded.
    pub source: Option<String>,
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

    /// True when it is about the topic, or one that is part of it.
    pub fn is_about(&self, topic: &TopicId) -> bool {
        self.topics.binary_search(&topic.code()).is_ok()
    }

    /// True when it has the keyword.
    pub fn has_keyword(&self, word: &Word) -> bool {
        self.keywords.iter().any(|keyword| keyword == word.folded())
    }

    /// True when the place is named, or it was filed there.
    pub fn has_place(&self, word: &Word) -> bool {
        self.places.iter().any(|place| place == word.folded())
    }

    /// True when it came from the source.
    pub fn has_source(&self, word: &Word) -> bool {
        self.source.as_deref() == Some(word.folded())
    }
}
