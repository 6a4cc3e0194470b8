//! Reading a filter from JSON that somebody wrote, with the place of what is wrong.

use super::{
    Filter,
    check::{FilterFault, ROOT},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The keys of conditions.
const KEYS: &str =
    "all, any, not, category, kind, language, priority, priority_at_least, topic, keyword, place, source, genre";

impl Filter {
    /// Reads JSON. Says what is wrong by its place inside the filter.
    pub fn from_json(text: &str) -> Result<Self, FilterFault> {
        let value = serde_json::from_str(text).map_err(|e| FilterFault::new(ROOT, format!("is not JSON: {e}")))?;
        condition(&value, ROOT, 0)
    }
}

fn condition(value: &Value, path: &str, depth: usize) -> Result<Filter, FilterFault> {
    if depth >= Filter::DEPTH_MAX {
        return Err(FilterFault::new(path, format!("is nested deeper than {}", Filter::DEPTH_MAX)));
    }
    if value == "everything" {
        return Ok(Filter::Everything);
    }
    if value == "tests" {
        return Ok(Filter::Tests);
    }
    let one = value.as_object().filter(|object| object.len() == 1).and_then(|object| object.iter().next());
    let Some((key, value)) = one else {
        return Err(FilterFault::new(
            path,
            "is not a condition: `\"everything\"`, `\"tests\"`, or an object with one key",
        ));
    };
    let here = format!("{path}.{key}");
    let parts = || -> Result<Vec<Filter>, FilterFault> {
        let list = value.as_array().ok_or_else(|| FilterFault::new(&here, "is not a list of conditions"))?;
        list.iter().enumerate().map(|(n, part)| condition(part, &format!("{here}[{n}]"), depth + 1)).collect()
    };
    Ok(match key.as_str() {
        "all" => Filter::All(parts()?),
        "any" => Filter::Any(parts()?),
        "not" => Filter::Not(Box::new(condition(value, &here, depth + 1)?)),
        "category" => Filter::Category(values(value, &here)?),
        "kind" => Filter::Kind(values(value, &here)?),
        "language" => Filter::Language(values(value, &here)?),
        "priority" => Filter::Priority(values(value, &here)?),
        "priority_at_least" => Filter::PriorityAtLeast(read(value, &here)?),
        "topic" => Filter::Topic(values(value, &here)?),
        "keyword" => Filter::Keyword(values(value, &here)?),
        "place" => Filter::Place(values(value, &here)?),
        "source" => Filter::Source(values(value, &here)?),
        "genre" => Filter::Genre(values(value, &here)?),
        _ => return Err(FilterFault::new(&here, format!("is not a condition: {KEYS}"))),
    })
}

fn values<T: DeserializeOwned>(value: &Value, here: &str) -> Result<Vec<T>, FilterFault> {
    let list = value.as_array().ok_or_else(|| FilterFault::new(here, "is not a list of values"))?;
    list.iter().enumerate().map(|(n, one)| read(one, &format!("{here}[{n}]"))).collect()
}

fn read<T: DeserializeOwned>(value: &Value, here: &str) -> Result<T, FilterFault> {
    T::deserialize(value).map_err(|e| FilterFault::new(here, format!("{value}: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_found_where_it_stands() {
        let fault = |json: &str| Filter::from_json(json).expect_err(json).to_string();
        assert_eq!(
            fault(r#"{"all": [{"category": [2]}, {"topic": ["medtop:999"]}]}"#),
            "`filter.all[1].topic[0]` \"medtop:999\": is not a Media Topic such as `medtop:20000002`"
        );
        assert!(fault(r#"{"not": {"kind": ["poem"]}}"#).starts_with("`filter.not.kind[0]` \"poem\": "));
        assert!(fault(r#"{"poem": []}"#).starts_with("`filter.poem` is not a condition: all, any"));
        assert_eq!(fault(r#"{"all": {}}"#), "`filter.all` is not a list of conditions");
        assert_eq!(fault(r#"{"category": 2}"#), "`filter.category` is not a list of values");
        assert!(fault(r#"{"category": [2], "kind": ["text"]}"#).contains("an object with one key"));
        assert!(fault("{").starts_with("`filter` is not JSON: "));
        let deep = format!("{}\"everything\"{}", r#"{"not":"#.repeat(40), "}".repeat(40));
        assert!(fault(&deep).contains("is nested deeper than 16"));
    }

    #[test]
    fn what_is_stored_is_read() {
        let stored = r#"{"all":[{"language":["tr"]},{"not":{"kind":["video"]}},{"priority_at_least":3}]}"#;
        let filter = Filter::from_json(stored).expect("a filter");
        assert_eq!(serde_json::to_string(&filter).expect("JSON"), stored);
        assert_eq!(serde_json::from_str::<Filter>(stored).expect("a filter"), filter);
    }
}
