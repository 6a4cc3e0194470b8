//! An event of the feed, and the file that it becomes.

use super::trouble::Trouble;
use crate::cli::Form;
use anyhow::{Context, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use story::{Act, ContentHash, ItemId, Lang, ProductId, State, canonical_json};
use wire::Entry;

/// The ending of a file whose story may not be shown, when a document was asked for.
const CLOSED: &str = "closed";

/// A dispatch in the feed of this subscriber.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    pub seq: u64,
    pub prev: u64,
    pub act: Act,
    time: Timestamp,
    pub item: ItemId,
    pub version: u32,
    state: State,
    language: Lang,
    first_released: Timestamp,
    version_created: Timestamp,
    embargo: Option<Timestamp>,
    products: Vec<ProductId>,
    pub content_hash: ContentHash,
    pub hash: String,
    pub prev_hash: String,
    pub key_id: String,
    pub signature: String,
    document: Option<Document>,
    closed: Option<Closed>,
    /// The event as it came.
    #[serde(skip)]
    whole: Value,
}

#[derive(Debug, Clone, Deserialize)]
struct Document {
    format: String,
    text: Option<String>,
    base64: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Closed {
    reason: String,
}

/// What is written of an event.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Event {
    pub fn read(text: &str) -> Result<Self, Trouble> {
        Self::of(serde_json::from_str(text).map_err(|e| Trouble::passing(format!("an event cannot be read: {e}")))?)
    }

    pub fn of(whole: Value) -> Result<Self, Trouble> {
        let event = Self::deserialize(&whole);
        let mut event = event.map_err(|e| Trouble::passing(format!("an event cannot be read: {e}")))?;
        if event.prev >= event.seq {
            return Err(Trouble::passing(format!("the event {} comes before the one before it", event.seq)));
        }
        event.whole = whole;
        Ok(event)
    }

    /// The entry of the log, as it was signed.
    pub fn entry(&self) -> Entry {
        Entry {
            seq: self.seq,
            time: self.time,
            act: self.act,
            item: self.item.clone(),
            version: self.version,
            state: self.state,
            language: self.language.clone(),
            first_released: self.first_released,
            version_created: self.version_created,
            embargo: self.embargo,
            products: self.products.clone(),
            content: self.content_hash.clone(),
            prev_hash: self.prev_hash.clone(),
        }
    }

    /// The story, in the form in which its hash was made; none in a document, or when it is closed.
    pub fn story(&self) -> Option<String> {
        self.whole.get("story").map(canonical_json)
    }

    /// The file that it becomes in the form that was asked for.
    pub fn file(&self, form: Form) -> anyhow::Result<File> {
        let (ending, bytes) = match (form, &self.document) {
            (Form::Json, None) => ("json", self.json()),
            (Form::Document(_), None) => {
                ensure!(self.closed.is_some(), "the server sends {} without a document", self.seq);
                (CLOSED, self.json())
            }
            (Form::Document(format), Some(document)) if document.format == format.name() => {
                let bytes = document.bytes().with_context(|| format!("the document of {}", self.seq))?;
                (format.extension(), bytes)
            }
            (_, Some(document)) => {
                anyhow::bail!("the server sends {} as {}, which was not asked for", self.seq, document.format)
            }
        };
        let Self { seq, version, .. } = self;
        let name = format!("{seq:010}-{}-{}-v{version}.{ending}", self.act.name(), safe(&self.item));
        Ok(File { name, bytes })
    }

    fn json(&self) -> Vec<u8> {
        (canonical_json(&self.whole) + "\n").into_bytes()
    }

    /// The event in one line.
    pub fn line(&self) -> String {
        let headline = self.whole.get("story").and_then(|story| story.get("headline")).and_then(Value::as_str);
        let about = match (headline, &self.closed, &self.document) {
            (Some(headline), ..) => headline.replace(char::is_control, " "),
            (None, Some(closed), _) => format!("(closed: {})", closed.reason.replace(char::is_control, " ")),
            (None, None, document) => {
                format!("({})", document.as_ref().map_or("json", |document| document.format.as_str()))
            }
        };
        format!("{} {} {} v{} {about}", self.seq, self.act.name(), self.item, self.version)
    }
}

impl Document {
    fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        match (&self.text, &self.base64) {
            (Some(text), _) => Ok(text.clone().into_bytes()),
            (None, Some(base64)) => BASE64_STANDARD.decode(base64).context("is no Base64"),
            (None, None) => anyhow::bail!("is not there"),
        }
    }
}

/// The item's id as part of a file's name. Ids have no hyphens, so that no two become the same.
pub fn safe(item: &ItemId) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    item.as_str().chars().map(safe).collect()
}

/// The item's part of the name of a file, and the number of its event; nothing for a file that is not one of ours.
pub fn read_name(name: &str) -> Option<(u64, &str)> {
    let (seq, rest) = name.split_once('-')?;
    let (_act, rest) = rest.split_once('-')?;
    let (item, _version) = rest.rsplit_once("-v")?;
    (seq.len() >= 10 && seq.bytes().all(|b| b.is_ascii_digit())).then_some((seq.parse().ok()?, item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::follow::keyring::tests::event;
    use serde_json::json;

    #[test]
    fn a_file_says_in_its_name_what_it_is() {
        let event = Event::of(event(58, 41)).unwrap();
        let file = event.file(Form::Json).unwrap();
        assert_eq!(file.name, "0000000058-release-tel-text-20260901-50000001-v1.json");
        assert_eq!(read_name(&file.name), Some((58, "tel-text-20260901-50000001")));
        assert_eq!(safe(&event.item), "tel-text-20260901-50000001");
        assert_eq!(event.line(), "58 release tel:text:20260901:50000001 v1 Headline 58");
        let written: Value = serde_json::from_slice(&file.bytes).unwrap();
        assert_eq!(written, event.whole);
        for other in ["cursor.json", "stopped", "notes-of-mine-v1.txt", "58-release-a-v1.json"] {
            assert_eq!(read_name(other), None, "{other}");
        }
    }

    fn ending(file: &File) -> &str {
        file.name.rsplit_once('.').unwrap().1
    }

    #[test]
    fn a_document_is_written_as_it_is_and_a_closed_event_apart() {
        let text = Form::Document(format::Format::Text);
        let with = |name: &str, value: Value| {
            let mut whole = event(58, 41);
            whole.as_object_mut().unwrap().remove("story");
            whole[name] = value;
            Event::of(whole).unwrap()
        };
        let document = with("document", json!({"format": "text", "media_type": "text/plain", "text": "İzmir"}));
        let file = document.file(text).unwrap();
        assert_eq!((ending(&file), &file.bytes[..]), ("txt", "İzmir".as_bytes()));
        assert!(document.line().ends_with(" v1 (text)"));
        assert!(document.file(Form::Json).is_err(), "it was not asked for");
        let latin = with("document", json!({"format": "text", "media_type": "text/plain", "base64": "/w=="}));
        assert_eq!(latin.file(text).unwrap().bytes, [0xFF]);
        let closed = with("closed", json!({"reason": "killed", "seq": 60}));
        assert_eq!(ending(&closed.file(text).unwrap()), "closed");
        assert_eq!(ending(&closed.file(Form::Json).unwrap()), "json");
        assert!(closed.line().ends_with(" v1 (closed: killed)"));
        assert!(with("note", json!("nothing")).file(text).is_err(), "neither document nor reason");
    }

    #[test]
    fn what_is_no_event_is_not_taken_for_one() {
        assert!(Event::read("{\"seq\":1").is_err());
        assert!(Event::read("{}").is_err());
        let mut before = event(5, 4);
        before["prev"] = json!(5);
        assert!(Event::of(before).is_err(), "an event is after the one before it");
    }
}
