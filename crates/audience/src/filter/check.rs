//! What can never be right about a filter, said before it is saved.

use super::Filter;
use format::newscodes;
use std::fmt;
use story::{Agency, Line};

/// What is wrong with one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterFault {
    /// Where: `filter.all[1].topic`.
    pub path: String,
    /// What is wrong, to be read after the path.
    pub why: String,
}

impl FilterFault {
    pub(super) fn new(path: &str, why: impl Into<String>) -> Self {
        Self { path: path.to_owned(), why: why.into() }
    }
}

impl fmt::Display for FilterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.why)
    }
}

/// The path of the whole filter.
pub(super) const ROOT: &str = "filter";

impl Filter {
    /// Refuses what no story of this agency can meet, what every story meets by mistake, and what is too large.
    pub fn check(&self, agency: &Agency) -> Result<(), Vec<FilterFault>> {
        let (conditions, depth) = (self.conditions(), self.depth());
        if depth > Self::DEPTH_MAX {
            let why = format!("is nested {depth} deep; {} are allowed", Self::DEPTH_MAX);
            return Err(vec![FilterFault::new(ROOT, why)]);
        }
        if conditions > Self::CONDITIONS_MAX {
            let why = format!("has {conditions} conditions; {} are allowed", Self::CONDITIONS_MAX);
            return Err(vec![FilterFault::new(ROOT, why)]);
        }
        let mut faults = Vec::new();
        self.check_at(ROOT, agency, &mut faults);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// How deep the conditions are nested.
    pub fn depth(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(part) => 1 + part.depth(),
            _ => 1,
        }
    }

    fn conditions(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::conditions).sum::<usize>(),
            Self::Not(part) => 1 + part.conditions(),
            _ => 1,
        }
    }

    /// The key of the condition in its JSON.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Tests => "tests",
            Self::All(_) => "all",
            Self::Any(_) => "any",
            Self::Not(_) => "not",
            Self::Category(_) => "category",
            Self::Kind(_) => "kind",
            Self::Language(_) => "language",
            Self::PriorityAtLeast(_) => "priority_at_least",
            Self::Priority(_) => "priority",
            Self::Topic(_) => "topic",
            Self::Keyword(_) => "keyword",
            Self::Place(_) => "place",
            Self::Source(_) => "source",
            Self::Genre(_) => "genre",
        }
    }

    fn check_at(&self, path: &str, agency: &Agency, faults: &mut Vec<FilterFault>) {
        let here = format!("{path}.{}", self.key());
        match self {
            Self::Everything | Self::PriorityAtLeast(_) => {}
            Self::Tests if path == ROOT => {}
            Self::Tests => {
                faults.push(FilterFault::new(&here, "stands alone: a product of tests has no other condition"));
            }
            Self::All(parts) | Self::Any(parts) => {
                if parts.is_empty() {
                    faults.push(FilterFault::new(&here, "holds no condition"));
                }
                for (n, part) in parts.iter().enumerate() {
                    part.check_at(&format!("{here}[{n}]"), agency, faults);
                }
            }
            Self::Not(part) => part.check_at(&here, agency, faults),
            Self::Category(ids) => each(&here, ids, faults, |id| {
                let known =
                    || agency.categories.iter().map(|c| format!("{} {}", c.id, c.name("en"))).collect::<Vec<_>>();
                agency.category(*id).is_none().then(|| format!("{id} is not a category: {}", known().join(", ")))
            }),
            Self::Kind(kinds) => each(&here, kinds, faults, |_| None),
            Self::Priority(priorities) => each(&here, priorities, faults, |_| None),
            Self::Language(langs) => each(&here, langs, faults, |lang| {
                let known = || agency.languages.iter().map(|l| l.lang.as_str()).collect::<Vec<_>>().join(", ");
                agency.language(lang).is_none().then(|| format!("{lang} is not a language of the agency: {}", known()))
            }),
            Self::Topic(topics) => each(&here, topics, faults, |topic| {
                newscodes::topic(topic).is_none().then(|| format!("{topic} is not a Media Topic"))
            }),
            Self::Genre(genres) => each(&here, genres, faults, |genre| {
                let unknown = newscodes::genre_name(genre).is_none();
                unknown.then(|| format!("{} is not a genre of the IPTC NewsCodes", genre.as_str()))
            }),
            Self::Keyword(words) | Self::Place(words) | Self::Source(words) => each(&here, words, faults, |word| {
                // What a story's own field takes.
                Line::<200>::new(word.as_str()).err().map(|e| format!("`{word}` {e}"))
            }),
        }
    }
}

/// Checks a list of values: not empty, not too long, nothing twice, and each by itself.
fn each<T: PartialEq>(here: &str, values: &[T], faults: &mut Vec<FilterFault>, wrong: impl Fn(&T) -> Option<String>) {
    if values.is_empty() {
        faults.push(FilterFault::new(here, "lists nothing"));
    }
    if values.len() > Filter::VALUES_MAX {
        let why = format!("lists {} values; {} are allowed", values.len(), Filter::VALUES_MAX);
        return faults.push(FilterFault::new(here, why));
    }
    for (n, value) in values.iter().enumerate() {
        if values[..n].contains(value) {
            faults.push(FilterFault::new(&format!("{here}[{n}]"), "stands there twice"));
        }
        if let Some(why) = wrong(value) {
            faults.push(FilterFault::new(&format!("{here}[{n}]"), why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::AgencyCode;

    fn faults(json: &serde_json::Value) -> Vec<String> {
        let filter: Filter = serde_json::from_value(json.clone()).expect("a filter");
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        filter.check(&agency).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_can_never_be_right_is_named_with_its_place() {
        let check = |json: serde_json::Value, expected: &[&str]| assert_eq!(faults(&json), expected, "{json}");
        check(serde_json::json!("everything"), &[]);
        check(
            serde_json::json!({"all": [{"language": ["tr"]}, {"topic": ["medtop:99999999"]}]}),
            &["`filter.all[1].topic[0]` medtop:99999999 is not a Media Topic"],
        );
        check(
            serde_json::json!({"not": {"any": [{"language": ["xx", "tr-TR"]}, {"genre": ["Poem"]}, {"kind": []}]}}),
            &[
                "`filter.not.any[0].language[0]` xx is not a language of the agency: tr, en, bs, ru, fr, ar, kmr, ckb, sq, \
                 fa, mk, id, es, ja",
                "`filter.not.any[1].genre[0]` Poem is not a genre of the IPTC NewsCodes",
                "`filter.not.any[2].kind` lists nothing",
            ],
        );
        check(serde_json::json!({"any": []}), &["`filter.any` holds no condition"]);
        check(serde_json::json!({"keyword": ["a", "a"]}), &["`filter.keyword[1]` stands there twice"]);
        assert!(
            faults(&serde_json::json!({"category": [99]}))[0].starts_with("`filter.category[0]` 99 is not a category")
        );
        assert!(faults(&serde_json::json!({"place": [" "]}))[0].starts_with("`filter.place[0]`"));
        let many: Vec<_> = (0..201).map(|n| n.to_string()).collect();
        check(serde_json::json!({"keyword": many}), &["`filter.keyword` lists 201 values; 200 are allowed"]);
    }

    #[test]
    fn size_is_bounded() {
        let mut deep = serde_json::json!("everything");
        for _ in 0..16 {
            deep = serde_json::json!({"not": deep});
        }
        assert_eq!(faults(&deep), ["`filter` is nested 17 deep; 16 are allowed"]);
        let wide = serde_json::json!({"all": vec!["everything"; 200]});
        assert_eq!(faults(&wide), ["`filter` has 201 conditions; 200 are allowed"]);
    }
}
