//! Finds the field inside a story's content that was refused.
//!
//! Blocks and contents carry a tag that says what they are (`block`, `kind`), and serde reads such values from a copy
//! without positions. So their parts are read once more here, one by one, to name the first that is wrong.

use serde::de::DeserializeOwned;
use serde_json::Value;
use story::{Block, Caption, Content, ItemId, Line, Media, Span};

/// The path of the refused field and the reason, when it lies inside a [`Content`] at or below `path`.
pub(crate) fn within_content(text: &str, path: &str) -> Option<(String, String)> {
    let document: Value = serde_json::from_str(text).ok()?;
    let place = follow(&document, path)?;
    if place.get("block").is_some() {
        return block(place, path);
    }
    place.get("kind")?;
    let (field, why) = content(place)?;
    Some((format!("{path}{field}"), why))
}

/// The value at a path such as `story.content` or `items[2]`.
fn follow<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split(['.', '[']).filter(|step| !step.is_empty()).try_fold(document, |value, step| {
        match step.strip_suffix(']') {
            Some(index) => value.get(index.parse::<usize>().ok()?),
            None => value.get(step),
        }
    })
}

fn content(value: &Value) -> Option<(String, String)> {
    if let Some(body) = value.get("body") {
        let Some(blocks) = body.as_array() else {
            return Some((".body".to_owned(), "is not a list of blocks".to_owned()));
        };
        for (n, one) in blocks.iter().enumerate() {
            if let Some(fault) = block(one, &format!(".body[{n}]")) {
                return Some(fault);
            }
        }
        // Each block is right: it is the body as a whole.
        if let Err(e) = story::Body::deserialize_from(body) {
            return Some((".body".to_owned(), e));
        }
    }
    part::<Media>(value, "media")
        .or_else(|| part::<Caption>(value, "caption"))
        .or_else(|| Content::deserialize_from(value).err().map(|e| (String::new(), e)))
}

fn block(value: &Value, path: &str) -> Option<(String, String)> {
    let whole = Block::deserialize_from(value).err();
    if whole.is_none() {
        // A rule of the block that its type cannot state, such as rows of one length.
        return story::Body::deserialize_from(&Value::Array(vec![value.clone()])).err().map(|e| (path.to_owned(), e));
    }
    part::<Vec<Span>>(value, "spans")
        .or_else(|| part::<Vec<Vec<Span>>>(value, "items"))
        .or_else(|| part::<Vec<Vec<Vec<Span>>>>(value, "rows"))
        .or_else(|| part::<Line<300>>(value, "text"))
        .or_else(|| part::<Line<200>>(value, "speaker"))
        .or_else(|| part::<Line<2000>>(value, "caption"))
        .or_else(|| part::<ItemId>(value, "item"))
        .map(|(field, why)| (format!("{path}{field}"), why))
        .or_else(|| {
            let why = whole?;
            // What it says it is, is not known.
            let field = if why.starts_with("unknown variant") { format!("{path}.block") } else { path.to_owned() };
            Some((field, why))
        })
}

/// Reads one named part of an object; answers the path below it and the reason when it is wrong.
fn part<T: DeserializeOwned>(value: &Value, name: &str) -> Option<(String, String)> {
    let error = serde_path_to_error::deserialize::<_, T>(value.get(name)?).err()?;
    let below = match error.path().to_string().as_str() {
        "." => format!(".{name}"),
        below if below.starts_with('[') => format!(".{name}{below}"),
        below => format!(".{name}.{below}"),
    };
    Some((below, error.into_inner().to_string()))
}

/// Reading with the reason as a text.
trait DeserializeFrom: DeserializeOwned {
    fn deserialize_from(value: &Value) -> Result<Self, String> {
        Self::deserialize(value).map_err(|e| e.to_string())
    }
}
impl<T: DeserializeOwned> DeserializeFrom for T {}
