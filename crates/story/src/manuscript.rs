//! A story while it is being written: any field may be missing, half a word, or wrong.

use crate::{
    Body, Byline, CategoryId, Content, Created, Dateline, DigitalSource, EmbargoAt, Fault, Genre, GroupId, Headline,
    Keyword, Kind, Lang, Named, Note, Place, Priority, PublicSummary, Publicity, Related, Rights, Slug, Standfirst,
    Story, TopicId, is_clean, tidy_line, tidy_prose,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// The largest manuscript, in bytes of its JSON.
pub const MANUSCRIPT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The field of a manuscript that says in which zone an embargo was meant; a story has only the instant.
const EMBARGO_AT: &str = "embargo_at";
/// Fields that may hold several lines, wherever they stand.
const PROSE: [&str; 7] = ["standfirst", "caption", "editors_note", "public_summary", "usage_terms", "was", "now"];

/// The working copy of a story, in the shape of a story's JSON. What the newsroom sorts by is always there and right:
/// language, priority, category and kind. Everything else is kept as it was typed, so that nothing is lost;
/// [`Manuscript::finish`] makes a story of it, or says all that is wrong.
///
/// It may have one field more than a story: `embargo_at`, an [`EmbargoAt`], which decides over `embargo`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct Manuscript(Map<String, Value>);

type Check = fn(Value) -> Result<(), String>;

fn parses<T: DeserializeOwned>(value: Value) -> Result<(), String> {
    serde_json::from_value::<T>(value).map(drop).map_err(|error| error.to_string())
}

/// Every field of a story with its check, in the order in which an editor meets them.
const FIELDS: [(&str, Check); 26] = [
    ("language", parses::<Lang>),
    ("slug", parses::<Slug>),
    ("headline", parses::<Headline>),
    ("standfirst", parses::<Standfirst>),
    ("byline", parses::<Byline>),
    ("dateline", parses::<Dateline>),
    ("content", content),
    ("priority", parses::<Priority>),
    ("category", parses::<CategoryId>),
    ("topics", parses::<Vec<TopicId>>),
    ("keywords", parses::<Vec<Keyword>>),
    ("places", parses::<Vec<Place>>),
    ("people", parses::<Vec<Named>>),
    ("organisations", parses::<Vec<Named>>),
    ("genre", parses::<Genre>),
    ("created", parses::<Created>),
    ("digital_source", parses::<DigitalSource>),
    ("embargo", parses::<jiff::Timestamp>),
    ("rights", parses::<Rights>),
    ("group", parses::<GroupId>),
    ("related", parses::<Vec<Related>>),
    ("editors_note", parses::<Note>),
    ("public", parses::<Publicity>),
    ("public_summary", parses::<PublicSummary>),
    ("summary_source", parses::<DigitalSource>),
    ("correction", parses::<crate::Correction>),
];

fn content(value: Value) -> Result<(), String> {
    if value.get("kind").and_then(Value::as_str) == Some("text") {
        let body = value.get("body").cloned().unwrap_or(Value::Array(Vec::new()));
        parses::<Body>(body).map_err(|why| format!("has no body yet, or one that is wrong: it {why}"))?;
    }
    parses::<Content>(value)
}

impl Manuscript {
    /// Takes what was typed, but for every NUL, or says why it cannot be kept at all.
    pub fn new(mut fields: Map<String, Value>) -> Result<Self, Fault> {
        fields.values_mut().for_each(drop_nul);
        let fault = |field, why: &str| Fault { field, why: why.to_owned() };
        if let Some(strange) = fields.keys().find(|name| *name != EMBARGO_AT && field(name).is_none()) {
            return Err(fault("story", &format!("has no field `{strange}`")));
        }
        for (name, check) in FIELDS.iter().filter(|(name, _)| ["language", "priority", "category"].contains(name)) {
            check(fields.get(*name).cloned().unwrap_or_default()).map_err(|why| Fault { field: name, why })?;
        }
        for name in ["slug", "headline"] {
            if fields.get(name).is_some_and(|value| !value.is_string()) {
                return Err(fault(field(name).map_or("story", |(name, _)| name), "is no text"));
            }
        }
        let manuscript = Self(fields);
        if manuscript.read_kind().is_none() {
            return Err(fault("content.kind", "is not one of text, picture, video, graphic, audio or file"));
        }
        if serde_json::to_string(&manuscript.0).map_or(usize::MAX, |text| text.len()) > MANUSCRIPT_BYTES_MAX {
            return Err(fault("story", &format!("is larger than {MANUSCRIPT_BYTES_MAX} bytes")));
        }
        Ok(manuscript)
    }

    /// An empty sheet.
    pub fn blank(kind: Kind, language: &Lang, category: CategoryId, priority: Priority) -> Self {
        let content = match kind {
            Kind::Text => serde_json::json!({"kind": kind, "body": []}),
            _ => serde_json::json!({"kind": kind, "caption": ""}),
        };
        let fields = [
            ("language", serde_json::json!(language)),
            ("category", serde_json::json!(category)),
            ("priority", serde_json::json!(priority)),
            ("content", content),
        ];
        Self(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// One field as it was typed.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Every field as it was typed, in the order of their names.
    pub fn fields(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    /// The same with another value of one field, which must be a field of a story; without it where the value is null.
    pub fn with(mut self, name: &str, value: Value) -> Result<Self, Fault> {
        if value.is_null() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), value);
        }
        Self::new(self.0)
    }

    /// The language it is written in.
    ///
    /// # Panics
    /// Never: a manuscript without one cannot be made.
    pub fn language(&self) -> Lang {
        self.known("language")
    }

    /// How urgent it is.
    ///
    /// # Panics
    /// Never: a manuscript without a priority cannot be made.
    pub fn priority(&self) -> Priority {
        self.known("priority")
    }

    /// The agency's section.
    ///
    /// # Panics
    /// Never: a manuscript without one cannot be made.
    pub fn category(&self) -> CategoryId {
        self.known("category")
    }

    /// What the item is made of.
    ///
    /// # Panics
    /// Never: a manuscript of no kind cannot be made.
    pub fn kind(&self) -> Kind {
        self.read_kind().expect("a manuscript has a kind")
    }

    /// The newsroom's handle as it was typed; empty when there is none.
    pub fn slug(&self) -> &str {
        self.typed("slug")
    }

    /// The headline as it was typed; empty when there is none.
    pub fn headline(&self) -> &str {
        self.typed("headline")
    }

    /// When its embargo ends; `None` when it has none, or one that is not finished.
    pub fn embargo(&self) -> Option<Timestamp> {
        let at = self.0.get(EMBARGO_AT).and_then(|at| serde_json::from_value::<EmbargoAt>(at.clone()).ok());
        let typed = at.filter(|at| at.time.is_some()).map(|at| at.instant().ok());
        typed.unwrap_or_else(|| self.typed("embargo").parse().ok())
    }

    /// Every text that a reader or an editor sees, one after the other, for whoever looks for a word.
    pub fn plain(&self) -> String {
        let mut all = String::new();
        for value in SEARCHED.iter().filter_map(|name| self.0.get(*name)) {
            gather(value, &mut all);
            all.push('\n');
        }
        all
    }

    /// The words of the body, as white space separates them.
    pub fn words(&self) -> usize {
        // Spans of one run belong together: a word may change its look in the middle.
        fn runs(value: &Value) -> usize {
            match value {
                Value::Array(values) if values.iter().all(|v| v.get("text").is_some()) && !values.is_empty() => {
                    let text: String = values.iter().filter_map(|v| v.get("text").and_then(Value::as_str)).collect();
                    text.split_whitespace().count()
                }
                Value::Array(values) => values.iter().map(runs).sum(),
                Value::Object(fields) => {
                    let crosshead = fields.get("text").and_then(Value::as_str).unwrap_or_default();
                    crosshead.split_whitespace().count()
                        + ["spans", "items", "rows"]
                            .iter()
                            .filter_map(|name| fields.get(*name))
                            .map(runs)
                            .sum::<usize>()
                }
                _ => 0,
            }
        }
        self.0.get("content").and_then(|content| content.get("body")).map_or(0, runs)
    }

    /// Makes a story of it, or answers everything that keeps it from being one. White space at the ends, empty fields and
    /// empty paragraphs are left out.
    pub fn finish(&self) -> Result<Story, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fields = Map::new();
        for (name, value) in self.0.iter().filter(|(name, _)| *name != EMBARGO_AT) {
            let value = if name == "content" { tidied_content(value) } else { tidied(name, value) };
            fields.extend(value.map(|value| (name.clone(), value)));
        }
        match self.0.get(EMBARGO_AT).map(|at| serde_json::from_value::<EmbargoAt>(at.clone())) {
            None | Some(Ok(EmbargoAt { time: None, .. })) => {}
            Some(Ok(at)) => match at.instant() {
                Ok(until) => drop(fields.insert("embargo".to_owned(), serde_json::json!(until))),
                Err(why) => faults.push(Fault { field: "embargo", why }),
            },
            Some(Err(error)) => faults.push(Fault { field: "embargo", why: error.to_string() }),
        }
        for (name, check) in FIELDS {
            let wanted = ["slug", "headline", "content"].contains(&name);
            match fields.get(name) {
                Some(value) => faults.extend(check(value.clone()).err().map(|why| Fault { field: name, why })),
                None if wanted => faults.push(Fault { field: name, why: "is missing".to_owned() }),
                None => {}
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        serde_json::from_value(Value::Object(fields))
            .map_err(|error| vec![Fault { field: "story", why: error.to_string() }])
    }

    fn typed(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn known<T: DeserializeOwned>(&self, name: &str) -> T {
        serde_json::from_value(self.0.get(name).cloned().unwrap_or_default()).expect("checked when it was made")
    }

    fn read_kind(&self) -> Option<Kind> {
        serde_json::from_value(self.0.get("content")?.get("kind")?.clone()).ok()
    }
}

/// Takes NUL out of every text: a database may keep none, and what lists show is copied into its columns.
fn drop_nul(value: &mut Value) {
    match value {
        Value::String(text) => text.retain(|c| c != '\0'),
        Value::Array(values) => values.iter_mut().for_each(drop_nul),
        Value::Object(fields) => fields.values_mut().for_each(drop_nul),
        _ => {}
    }
}

/// The fields with texts that somebody may remember.
const SEARCHED: [&str; 11] = [
    "slug",
    "headline",
    "standfirst",
    "byline",
    "dateline",
    "content",
    "keywords",
    "places",
    "people",
    "organisations",
    "editors_note",
];
/// Members that name something, and say nothing.
const NAMES: [&str; 7] = ["block", "kind", "sha256", "media_type", "link", "item", "form"];

/// Adds every text below a value. Spans of one run belong together: a word may change its look in the middle.
fn gather(value: &Value, all: &mut String) {
    match value {
        Value::String(text) => all.extend([text.as_str(), "\n"]),
        Value::Array(spans) if !spans.is_empty() && spans.iter().all(|span| span.get("text").is_some()) => {
            all.extend(spans.iter().filter_map(|span| span.get("text").and_then(Value::as_str)));
            all.push('\n');
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, all)),
        Value::Object(fields) => {
            fields.iter().filter(|(name, _)| !NAMES.contains(&name.as_str())).for_each(|(_, value)| gather(value, all));
        }
        _ => {}
    }
}

fn field(name: &str) -> Option<&'static (&'static str, Check)> {
    FIELDS.iter().find(|(known, _)| *known == name)
}

/// The value without white space at its ends; `None` when nothing is left.
fn tidied(name: &str, value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => {
            let text = if PROSE.contains(&name) { tidy_prose(text) } else { tidy_line(text) };
            (!text.is_empty()).then_some(Value::String(text))
        }
        Value::Array(values) => {
            let left: Vec<_> = values.iter().filter_map(|value| tidied(name, value)).collect();
            (!left.is_empty()).then_some(Value::Array(left))
        }
        Value::Object(fields) => {
            let left: Map<_, _> =
                fields.iter().filter_map(|(name, value)| Some((name.clone(), tidied(name, value)?))).collect();
            (!left.is_empty()).then_some(Value::Object(left))
        }
        other => Some(other.clone()),
    }
}

fn tidied_content(value: &Value) -> Option<Value> {
    let Value::Object(mut content) = tidied("content", value)? else { return Some(value.clone()) };
    if let Some(Value::Array(blocks)) = value.get("body") {
        let left = blocks.iter().filter_map(tidied_block).collect();
        content.insert("body".to_owned(), Value::Array(left));
    }
    Some(Value::Object(content))
}

/// A block whose runs are clean; `None` when it holds nothing.
fn tidied_block(block: &Value) -> Option<Value> {
    let Value::Object(fields) = block else { return Some(block.clone()) };
    let mut left = Map::new();
    for (name, value) in fields {
        let value = match name.as_str() {
            "spans" => run(value),
            "items" => list(value, |item| Some(run(item)).filter(|run| !is_blank(run))),
            "rows" => list(value, |row| Some(list(row, |cell| Some(run(cell))))),
            _ => tidied(name, value).unwrap_or_default(),
        };
        if !value.is_null() {
            left.insert(name.clone(), value);
        }
    }
    let holds = match left.get("block").and_then(Value::as_str) {
        Some("crosshead") => left.contains_key("text"),
        Some("paragraph" | "quote") => left.get("spans").is_some_and(|spans| !is_blank(spans)),
        Some("list") => left.get("items").and_then(Value::as_array).is_some_and(|items| !items.is_empty()),
        Some("table") => left.get("rows").is_some_and(|rows| !is_blank(rows)),
        _ => true,
    };
    holds.then_some(Value::Object(left))
}

fn list(value: &Value, each: impl Fn(&Value) -> Option<Value>) -> Value {
    match value {
        Value::Array(values) => Value::Array(values.iter().filter_map(each).collect()),
        other => other.clone(),
    }
}

/// Spans without characters that are no text, and without spans that hold nothing.
fn run(spans: &Value) -> Value {
    list(spans, |span| {
        let mut span = span.clone();
        if let Some(Value::String(text)) = span.get_mut("text") {
            let clean = |c: char| if c.is_whitespace() { Some(' ') } else { is_clean(c).then_some(c) };
            *text = text.chars().filter_map(clean).collect();
            if text.is_empty() {
                return None;
            }
        }
        Some(span)
    })
}

/// Whether no text is anywhere in it.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().all(is_blank),
        Value::Object(fields) => fields.get("text").and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()),
        _ => true,
    }
}

impl TryFrom<Map<String, Value>> for Manuscript {
    type Error = Fault;
    fn try_from(fields: Map<String, Value>) -> Result<Self, Fault> {
        Self::new(fields)
    }
}

impl From<Manuscript> for Map<String, Value> {
    fn from(manuscript: Manuscript) -> Self {
        manuscript.0
    }
}

impl From<Story> for Manuscript {
    fn from(story: Story) -> Self {
        Self::from(&story)
    }
}

impl From<&Story> for Manuscript {
    fn from(story: &Story) -> Self {
        match serde_json::to_value(story) {
            Ok(Value::Object(fields)) => Self(fields),
            _ => unreachable!("a story is an object of JSON"),
        }
    }
}

#[cfg(test)]
mod tests;
