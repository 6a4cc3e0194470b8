//! What the extract knows of each language: where a full stop ends nothing, which words carry no matter, and which
//! beginnings lean on the sentence before.

mod east;
mod latin;
mod slavic;
mod south;

use crate::terms::folded;
use std::{collections::HashSet, sync::LazyLock};
use story::Lang;

/// What is known of one language, as it is written down.
pub(crate) struct Language {
    /// The tags that it goes by.
    tags: &'static [&'static str],
    /// Words with a full stop after which the sentence goes on, without the stop, separated by spaces.
    abbreviations: &'static str,
    /// Words of grammar, and those that say who spoke, separated by spaces.
    frequent: &'static str,
    /// Pronouns of the third person as the subject of a sentence, separated by spaces.
    persons: &'static str,
    /// Words by which somebody speaks of himself, separated by spaces.
    speakers: &'static str,
    /// Words that point at what was said before, alone or with a noun, separated by spaces.
    pointers: &'static str,
    /// Words of time after which a pointer points at none (`this week`), separated by spaces.
    times: &'static str,
    /// The article of what was named before, where a language uses it for little else.
    article: &'static str,
    /// Other beginnings that lean on a sentence before, separated by bars; each may have several words.
    links: &'static str,
    /// Words are separated by spaces.
    spaced: bool,
    /// Names begin with a capital, and nouns do not.
    names_by_capitals: bool,
}

/// What is known of one language, ready to be asked.
pub(crate) struct Known {
    tags: &'static [&'static str],
    abbreviations: HashSet<&'static str>,
    frequent: HashSet<String>,
    persons: HashSet<String>,
    speakers: HashSet<String>,
    pointers: HashSet<String>,
    times: HashSet<String>,
    article: &'static str,
    links: Vec<String>,
    /// Words are separated by spaces.
    pub spaced: bool,
    /// Names begin with a capital, and nouns do not.
    pub names_by_capitals: bool,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let all = [latin::LANGUAGES, slavic::LANGUAGES, south::LANGUAGES, east::LANGUAGES];
    all.iter().flat_map(|group| group.iter()).map(Known::of).collect()
});

impl Known {
    /// `None` for a language that nothing is known of.
    pub fn find(lang: &Lang) -> Option<&'static Self> {
        KNOWN.iter().find(|known| known.tags.contains(&lang.primary()))
    }

    fn of(language: &Language) -> Self {
        let set = |words: &'static str| words.split_whitespace().map(folded).collect();
        let links = language.links.split('|').map(|words| folded(words.trim())).filter(|words| !words.is_empty());
        Self {
            tags: language.tags,
            abbreviations: language.abbreviations.split_whitespace().collect(),
            frequent: set(language.frequent),
            persons: set(language.persons),
            speakers: set(language.speakers),
            pointers: set(language.pointers),
            times: set(language.times),
            article: language.article,
            links: links.collect(),
            spaced: language.spaced,
            names_by_capitals: language.names_by_capitals,
        }
    }

    /// True when a full stop after this word, in lower case, ends nothing.
    pub fn abbreviates(&self, word: &str) -> bool {
        self.abbreviations.contains(word)
    }

    /// True for a word of grammar, lower and folded.
    pub fn is_frequent(&self, word: &str) -> bool {
        self.frequent.contains(word) || self.is_person(word)
    }

    /// True for a pronoun of the third person, lower and folded.
    pub fn is_person(&self, word: &str) -> bool {
        self.persons.contains(word)
    }

    /// True for a word by which somebody speaks of himself, lower and folded.
    pub fn is_speaker(&self, word: &str) -> bool {
        self.speakers.contains(word)
    }

    /// True when a text, lower and folded, begins with a pronoun, or with another word that points at what was said
    /// before.
    pub fn begins_with_a_pointer(&self, text: &str) -> bool {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        let (first, next) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        self.is_person(first) || self.pointers.contains(first) && !self.times.contains(next)
    }

    /// True when a text, lower and folded, begins with words that lean on the sentence before.
    pub fn leans_back(&self, text: &str) -> bool {
        let is_whole = |rest: &str| !self.spaced || !rest.starts_with(char::is_alphanumeric);
        self.begins_with_a_pointer(text)
            || self.links.iter().any(|link| text.strip_prefix(link.as_str()).is_some_and(is_whole))
    }

    /// The noun of a text, lower and folded, that begins with the article of what was named before (`the animals`).
    pub fn noun_with_article<'a>(&self, text: &'a str) -> Option<&'a str> {
        let rest = text.strip_prefix(self.article).filter(|_| !self.article.is_empty())?.strip_prefix(' ')?;
        rest.split(|c: char| !c.is_alphanumeric()).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_is_written_down_once_and_whole() {
        let mut tags: Vec<&str> = KNOWN.iter().flat_map(|known| known.tags).copied().collect();
        let count = tags.len();
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), count, "a tag stands twice");
        for known in KNOWN.iter() {
            assert!(known.links.len() > 20 && !known.frequent.is_empty(), "{:?}", known.tags);
            assert!(known.spaced || known.abbreviations.is_empty(), "{:?}", known.tags);
        }
    }
}
