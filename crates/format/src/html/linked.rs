//! What the linked data of a foreign page says of its article (schema.org in JSON-LD).

use serde_json::{Map, Value};
use story::State;

/// What was found; texts that are not given are empty.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub headline: String,
    pub description: String,
    pub authors: Vec<String>,
    pub published: String,
    pub modified: String,
    pub language: String,
    pub keywords: Vec<String>,
    pub copyright: String,
    pub credit: String,
    /// The text without markup.
    pub body: String,
    /// A status that is not the usual one.
    pub status: Option<State>,
}

/// The first article in the data: the value itself, a member of a list, or of a graph.
pub(super) fn article(data: &Value) -> Option<Linked> {
    let listed = match data {
        Value::Array(list) => list.as_slice(),
        Value::Object(fields) => match fields.get("@graph") {
            Some(Value::Array(list)) => list.as_slice(),
            _ => std::slice::from_ref(data),
        },
        _ => return None,
    };
    listed.iter().filter_map(Value::as_object).find(|fields| is_article(fields)).map(linked)
}

fn is_article(fields: &Map<String, Value>) -> bool {
    let is = |name: &str| name.ends_with("Article") || name.ends_with("Posting") || name.ends_with("Report");
    texts(fields.get("@type")).iter().any(|name| is(name))
}

fn linked(fields: &Map<String, Value>) -> Linked {
    let text = |key: &str| texts(fields.get(key)).into_iter().next().unwrap_or_default();
    let keywords = texts(fields.get("keywords"));
    Linked {
        headline: text("headline"),
        description: text("description"),
        authors: texts(fields.get("author")),
        published: text("datePublished"),
        modified: text("dateModified"),
        language: text("inLanguage"),
        keywords: keywords.iter().flat_map(|words| words.split(',')).map(str::to_owned).collect(),
        copyright: text("copyrightNotice"),
        credit: text("creditText"),
        body: text("articleBody"),
        status: match text("creativeWorkStatus").to_ascii_lowercase().as_str() {
            "canceled" | "cancelled" | "deleted" | "retracted" | "withdrawn" => Some(State::Canceled),
            "draft" | "incomplete" | "pending" | "withheld" => Some(State::Withheld),
            _ => None,
        },
    }
}

/// The texts of a value: itself, its name when it is an object, or those of its members.
fn texts(value: Option<&Value>) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) => fields.get("name")?.as_str().map(str::to_owned),
        _ => None,
    };
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}
