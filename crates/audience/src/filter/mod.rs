//! What belongs to a product: a tree of conditions over a story.

mod check;
mod explain;
mod json;
mod text;

pub use check::FilterFault;
pub use explain::Explained;
pub use text::FILTER_BYTES_MAX;

use query::{Facts, Word};
use serde::{Deserialize, Serialize};
use story::{CategoryId, Genre, Kind, Lang, Priority, Story, TopicId};

/// A condition. Stored in JSON as `"everything"`, `"tests"` or as an object with one key: `{"category": [2, 3]}`,
/// `{"all": [{"language": ["tr"]}, {"not": {"kind": ["video"]}}]}`. People write it as text ([`Filter::read`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Every story.
    Everything,
    /// Tests of the line, and never a story. It stands alone: a product with this filter gets every test, and no other
    /// product gets one.
    Tests,
    /// Every condition holds; true when there is none.
    All(Vec<Filter>),
    /// One of the conditions holds; false when there is none.
    Any(Vec<Filter>),
    /// The condition does not hold.
    Not(Box<Filter>),
    /// The category is one of these.
    Category(Vec<CategoryId>),
    /// The kind is one of these.
    Kind(Vec<Kind>),
    /// The language is one of these; `sr` covers `sr-Latn`.
    Language(Vec<Lang>),
    /// The priority is this one or more urgent.
    PriorityAtLeast(Priority),
    /// The priority is one of these.
    Priority(Vec<Priority>),
    /// One of the Media Topics is named, or one that is part of it.
    Topic(Vec<TopicId>),
    /// One of the keywords is there, in any case of letters.
    Keyword(Vec<Word>),
    /// One of the places is named, in any case of letters.
    Place(Vec<Word>),
    /// It came from one of these sources, in any case of letters.
    Source(Vec<Word>),
    /// The genre is one of these.
    Genre(Vec<Genre>),
}

impl Filter {
    /// Conditions nested inside one another at most.
    pub const DEPTH_MAX: usize = 16;
    /// Conditions that one filter has at most, those that hold others among them.
    pub const CONDITIONS_MAX: usize = 200;
    /// Values that one condition lists at most.
    pub const VALUES_MAX: usize = 200;

    /// True when the story meets the condition.
    pub fn matches(&self, story: &Story) -> bool {
        self.meets(&Facts::of(story))
    }

    /// As [`Filter::matches`], for a story that many filters look at.
    pub fn meets(&self, facts: &Facts<'_>) -> bool {
        let story = facts.story;
        match self {
            Self::Everything => true,
            Self::Tests => false,
            Self::All(parts) => parts.iter().all(|part| part.meets(facts)),
            Self::Any(parts) => parts.iter().any(|part| part.meets(facts)),
            Self::Not(part) => !part.meets(facts),
            Self::Category(ids) => ids.contains(&story.category),
            Self::Kind(kinds) => kinds.contains(&story.kind()),
            Self::Language(langs) => langs.iter().any(|lang| covers(lang, &story.language)),
            Self::PriorityAtLeast(least) => story.priority <= *least,
            Self::Priority(priorities) => priorities.contains(&story.priority),
            Self::Topic(topics) => topics.iter().any(|topic| facts.is_about(topic)),
            Self::Keyword(words) => words.iter().any(|word| facts.has_keyword(word)),
            Self::Place(words) => words.iter().any(|word| facts.has_place(word)),
            Self::Source(words) => words.iter().any(|word| facts.has_source(word)),
            Self::Genre(genres) => story.genre.as_ref().is_some_and(|genre| genres.contains(genre)),
        }
    }
}

/// True when a right to `granted` covers `found`: the same tag, or the language without its subtags.
pub(crate) fn covers(granted: &Lang, found: &Lang) -> bool {
    granted == found || granted.as_str() == found.primary()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story() -> Story {
        serde_json::from_value(serde_json::json!({
            "language": "tr", "slug": "MAC", "headline": "Maç bitti", "priority": 2, "category": 2,
            "keywords": ["Futbol", "IŞIK"], "dateline": {"city": "İzmir"}, "topics": ["medtop:20000153"],
            "genre": "Current", "rights": {"source": "Başka Ajans"},
            "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "Bitti."}]}]},
        }))
        .expect("story")
    }

    #[test]
    fn conditions_combine() {
        let check = |json: serde_json::Value, expected: bool| {
            let filter: Filter = serde_json::from_value(json.clone()).expect("filter");
            assert_eq!(filter.matches(&story()), expected, "{json}");
        };
        check(serde_json::json!("everything"), true);
        check(serde_json::json!("tests"), false);
        check(serde_json::json!({"category": [2, 3]}), true);
        check(serde_json::json!({"category": [1]}), false);
        check(serde_json::json!({"not": {"category": [1]}}), true);
        check(serde_json::json!({"all": [{"language": ["tr"]}, {"priority_at_least": 3}]}), true);
        check(serde_json::json!({"all": [{"language": ["tr"]}, {"priority_at_least": 1}]}), false);
        check(serde_json::json!({"any": []}), false);
        check(serde_json::json!({"all": []}), true);
        check(serde_json::json!({"priority": [1, 2]}), true);
        check(serde_json::json!({"priority": [1, 3]}), false);
        check(serde_json::json!({"keyword": ["futbol"]}), true);
        check(serde_json::json!({"place": ["İzmir"]}), true);
        check(serde_json::json!({"source": ["başka ajans"]}), true);
        check(serde_json::json!({"genre": ["Current"]}), true);
        check(serde_json::json!({"genre": ["Obituary"]}), false);
        check(serde_json::json!({"kind": ["picture"]}), false);
    }

    #[test]
    fn a_topic_holds_all_that_are_part_of_it() {
        let topic = |code: &str| Filter::Topic(vec![TopicId::new(code).expect("a topic")]).matches(&story());
        assert!(topic("20000153"), "the earthquake itself");
        assert!(topic("20000151") && topic("03000000"), "natural disasters, and all disasters");
        assert!(!topic("20000154") && !topic("15000000"), "floods, and sport");
    }

    #[test]
    fn capitals_of_turkish_are_its_small_letters() {
        let keyword = |word: &str| Filter::Keyword(vec![word.into()]).matches(&story());
        assert!(["IŞIK", "ışık", "Işık", "işik"].into_iter().all(keyword));
        assert!(!keyword("isik"), "another letter is another word");
        let place = |name: &str| Filter::Place(vec![name.into()]).matches(&story());
        assert!(["İZMİR", "izmir", "İzmir", "Izmir"].into_iter().all(place));
    }
}
