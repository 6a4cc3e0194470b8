//! The sheet that a translation begins with.

use serde_json::{Map, Value, json};
use story::{Fault, Headline, ItemId, Lang, Line, Manuscript};

/// Fields that are facts and stay as they are, whatever the language. Words are left to the translator.
const FACTS: [&str; 17] = [
    "slug",
    "byline",
    "dateline",
    "priority",
    "category",
    "topics",
    "places",
    "people",
    "organisations",
    "genre",
    "created",
    "digital_source",
    "embargo",
    "embargo_at",
    "rights",
    "public",
    "related",
];

/// A draft in `to` with the facts of a source, a blank for each of its paragraphs, and the link to it.
///
/// It joins no group: a group is the takes or pictures of one story in one language, and whoever orders a group would get
/// each text as many times as there are languages.
pub(super) fn of(id: &ItemId, source: &Manuscript, to: &Lang) -> Result<Manuscript, Fault> {
    let mut fields = Map::new();
    for name in FACTS {
        fields.extend(source.field(name).map(|value| (name.to_owned(), value.clone())));
    }
    fields.insert("language".to_owned(), json!(to));
    fields.insert("content".to_owned(), content(source.field("content").unwrap_or(&Value::Null)));
    let related = fields.remove("related");
    let others = related.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    // What the source itself was translated from is not what this one is.
    let others = others.into_iter().filter(|one| one.get("rel") != Some(&json!("translation_of")));
    let link = json!({"item": id, "title": title(id, source), "rel": "translation_of"});
    fields.insert("related".to_owned(), std::iter::once(link).chain(others).collect());
    Manuscript::new(fields)
}

/// What the source is called.
fn title(id: &ItemId, source: &Manuscript) -> Headline {
    let called = [source.headline(), source.slug(), id.as_str()];
    called.iter().find_map(|text| Line::tidy(text).ok()).expect("an id is a line of text")
}

fn content(content: &Value) -> Value {
    let mut content = content.clone();
    if let Some(caption) = content.get_mut("caption") {
        *caption = json!("");
    }
    if let Some(Value::Array(blocks)) = content.get_mut("body") {
        blocks.iter_mut().for_each(empty);
    }
    content
}

/// Takes the words out of a block. Pictures stay: they are the same in every language.
fn empty(block: &mut Value) {
    let Value::Object(fields) = block else { return };
    for name in ["text", "caption"] {
        if let Some(text) = fields.get_mut(name) {
            *text = json!("");
        }
    }
    if let Some(spans) = fields.get_mut("spans") {
        *spans = json!([]);
    }
    let blanks =
        |list: &mut Value, blank: &dyn Fn(&mut Value)| list.as_array_mut().into_iter().flatten().for_each(blank);
    if let Some(items) = fields.get_mut("items") {
        blanks(items, &|item| *item = json!([]));
    }
    if let Some(rows) = fields.get_mut("rows") {
        blanks(rows, &|row| blanks(row, &|cell| *cell = json!([])));
    }
}
