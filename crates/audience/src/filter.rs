//! What belongs to a product: a tree of conditions over a story.

use serde::{Deserialize, Serialize};
use story::{CategoryId, Kind, Lang, Priority, Story, TopicId};

/// A condition. Written in JSON as `"everything"` or as an object with one key: `{"category": [2, 3]}`,
/// `{"all": [{"language": ["tr"]}, {"not": {"kind": ["video"]}}]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Every story.
    Everything,
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
    /// One of the topics is named.
    Topic(Vec<TopicId>),
    /// One of the keywords is there, in any case of letters.
    Keyword(Vec<String>),
    /// One of the places is named, in any case of letters.
    Place(Vec<String>),
    /// It came from one of these sources.
    Source(Vec<String>),
}

impl Filter {
    /// Conditions nested inside one another at most.
    pub const DEPTH_MAX: usize = 16;

    /// True when the story meets the condition.
    pub fn matches(&self, story: &Story) -> bool {
        match self {
            Self::Everything => true,
            Self::All(parts) => parts.iter().all(|p| p.matches(story)),
            Self::Any(parts) => parts.iter().any(|p| p.matches(story)),
            Self::Not(part) => !part.matches(story),
            Self::Category(ids) => ids.contains(&story.category),
            Self::Kind(kinds) => kinds.contains(&story.kind()),
            Self::Language(langs) => langs.iter().any(|l| covers(l, &story.language)),
            Self::PriorityAtLeast(least) => story.priority <= *least,
            Self::Topic(topics) => story.topics.iter().any(|t| topics.contains(t)),
            Self::Keyword(words) => story.keywords.iter().any(|k| has(words, k.as_str())),
            Self::Place(names) => {
                let dateline = story.dateline.iter().map(|d| d.city.as_str());
                story.places.iter().map(|p| p.name.as_str()).chain(dateline).any(|name| has(names, name))
            }
            Self::Source(names) => story.rights.source.iter().any(|s| has(names, s.as_str())),
        }
    }

    /// How deep the conditions are nested.
    pub fn depth(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(part) => 1 + part.depth(),
            _ => 1,
        }
    }
}

/// True when a right to `granted` covers `found`: the same tag, or the language without its subtags.
pub(crate) fn covers(granted: &Lang, found: &Lang) -> bool {
    granted == found || granted.as_str() == found.primary()
}

fn has(names: &[String], name: &str) -> bool {
    let name = folded(name);
    names.iter().any(|n| folded(n) == name)
}

/// Lower case without the dot that tells `i` from `ı`: the filter does not know which language's letters a name was
/// written in, and `IŞIK`, `Işık` and `ışık` are one word to the desk, as are `İzmir` and `IZMIR`.
fn folded(name: &str) -> String {
    const DOT_ABOVE: char = '\u{307}';
    name.to_lowercase().chars().filter(|&c| c != DOT_ABOVE).map(|c| if c == 'ı' { 'i' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story() -> Story {
        serde_json::from_value(serde_json::json!({
            "language": "tr", "slug": "MAC", "headline": "Maç bitti", "priority": 2, "category": 2,
            "keywords": ["Futbol", "IŞIK"], "dateline": {"city": "İzmir"}, "topics": ["medtop:15000000"],
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
        check(serde_json::json!({"category": [2, 3]}), true);
        check(serde_json::json!({"category": [1]}), false);
        check(serde_json::json!({"not": {"category": [1]}}), true);
        check(serde_json::json!({"all": [{"language": ["tr"]}, {"priority_at_least": 3}]}), true);
        check(serde_json::json!({"all": [{"language": ["tr"]}, {"priority_at_least": 1}]}), false);
        check(serde_json::json!({"any": []}), false);
        check(serde_json::json!({"all": []}), true);
        check(serde_json::json!({"keyword": ["futbol"]}), true);
        check(serde_json::json!({"topic": ["15000000"]}), true);
        check(serde_json::json!({"place": ["İzmir"]}), true);
        check(serde_json::json!({"kind": ["picture"]}), false);
    }

    #[test]
    fn capitals_of_turkish_are_its_small_letters() {
        let keyword = |word: &str| Filter::Keyword(vec![word.to_owned()]).matches(&story());
        assert!(["IŞIK", "ışık", "Işık", "işik"].into_iter().all(keyword));
        assert!(!keyword("isik"), "another letter is another word");
        let place = |name: &str| Filter::Place(vec![name.to_owned()]).matches(&story());
        assert!(["İZMİR", "izmir", "İzmir", "Izmir"].into_iter().all(place));
    }
}
