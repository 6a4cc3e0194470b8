//! What changed between two manuscripts, for people: words that went and words that came, paragraph by paragraph.
//! [`crate::Diff`] says the same of two stories, for programs.

use crate::{
    BLOCKS_MAX, Manuscript,
    align::{Step, align},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// From this code point on, most scripts that put no space between words begin: there every character is a word.
const UNSPACED: char = '\u{2E80}';

/// What became of a piece of text, or of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// It stayed.
    Same,
    /// It came.
    Ins,
    /// It went.
    Del,
    /// Some of its words are others; for blocks.
    Change,
    /// Its words stayed, and look or link otherwise; for blocks.
    Look,
}

/// A piece of text that stayed, came or went as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What became of it.
    pub mark: Mark,
    /// The text.
    pub text: String,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldLine {
    /// Its name, as in the JSON of a story.
    pub field: String,
    /// Both texts, word by word.
    pub pieces: Vec<Piece>,
}

/// A block of either body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockLine {
    /// What became of it.
    pub mark: Mark,
    /// What it is: `paragraph`, `crosshead`, …
    pub block: String,
    /// Its text, word by word.
    pub pieces: Vec<Piece>,
}

/// Everything that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redline {
    /// The fields that differ, in the order of their names. The body is not among them.
    pub fields: Vec<FieldLine>,
    /// All blocks of both bodies in reading order; empty when the bodies are the same.
    pub body: Vec<BlockLine>,
}

impl Redline {
    /// What changed from `was` to `now`.
    pub fn between(was: &Manuscript, now: &Manuscript) -> Self {
        let (was_fields, now_fields) = (fields(was), fields(now));
        let names: BTreeSet<&String> = was_fields.keys().chain(now_fields.keys()).collect();
        let text = |fields: &BTreeMap<String, String>, name: &String| fields.get(name).cloned().unwrap_or_default();
        let differs = names.into_iter().filter_map(|name| {
            let (was, now) = (text(&was_fields, name), text(&now_fields, name));
            (was != now).then(|| FieldLine { field: name.clone(), pieces: pieces(&was, &now) })
        });
        Self { fields: differs.collect(), body: body(&blocks(was), &blocks(now)) }
    }

    /// True when nothing that a reader could see differs.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.body.is_empty()
    }
}

/// Every field but the body, as a text.
fn fields(manuscript: &Manuscript) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for (name, value) in manuscript.fields() {
        match value {
            Value::Object(content) if name == "content" => {
                let parts = content.iter().filter(|(part, _)| !["body", "kind"].contains(&part.as_str()));
                fields.extend(parts.map(|(part, value)| (format!("content.{part}"), shown(value))));
            }
            value => drop(fields.insert(name.clone(), shown(value))),
        }
    }
    fields
}

/// A value as people read it.
fn shown(value: &Value) -> String {
    let joined = |values: Vec<String>, by| values.into_iter().filter(|v| !v.is_empty()).collect::<Vec<_>>().join(by);
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => joined(values.iter().map(shown).collect(), "; "),
        Value::Object(fields) => joined(fields.values().map(shown).collect(), ", "),
        other => other.to_string(),
    }
}

fn blocks(manuscript: &Manuscript) -> Vec<&Value> {
    let body = manuscript.field("content").and_then(|content| content.get("body")).and_then(Value::as_array);
    body.map(|blocks| blocks.iter().collect()).unwrap_or_default()
}

fn body(was: &[&Value], now: &[&Value]) -> Vec<BlockLine> {
    if was == now {
        return Vec::new();
    }
    // Each block that went looks for its like among those that came: with more than a story may have, that takes too long.
    if was.len().max(now.len()) > BLOCKS_MAX {
        let gone = was.iter().map(|block| whole(Mark::Del, block));
        return gone.chain(now.iter().map(|block| whole(Mark::Ins, block))).collect();
    }
    let (mut lines, mut gone, mut come) = (Vec::new(), Vec::new(), Vec::new());
    for step in align(was, now) {
        match step {
            Step::Both(i, _) => {
                exchange(&mut lines, &mut gone, &mut come);
                lines.push(whole(Mark::Same, was[i]));
            }
            Step::Gone(i) => gone.push(was[i]),
            Step::Come(j) => come.push(now[j]),
        }
    }
    exchange(&mut lines, &mut gone, &mut come);
    lines
}

/// Blocks that went and came at one place: each that went becomes the next of its sort that came.
fn exchange(lines: &mut Vec<BlockLine>, gone: &mut Vec<&Value>, come: &mut Vec<&Value>) {
    let mut come = VecDeque::from(std::mem::take(come));
    for was in gone.drain(..) {
        let Some(at) = come.iter().position(|now| sort(now) == sort(was)) else {
            lines.push(whole(Mark::Del, was));
            continue;
        };
        lines.extend(come.drain(..at).map(|now| whole(Mark::Ins, now)));
        lines.extend(come.pop_front().map(|now| {
            let (before, after) = (block_text(was), block_text(now));
            let mark = if before == after { Mark::Look } else { Mark::Change };
            BlockLine { mark, block: sort(now), pieces: pieces(&before, &after) }
        }));
    }
    lines.extend(come.into_iter().map(|now| whole(Mark::Ins, now)));
}

fn whole(mark: Mark, block: &Value) -> BlockLine {
    BlockLine { mark, block: sort(block), pieces: vec![Piece { mark, text: block_text(block) }] }
}

fn sort(block: &Value) -> String {
    block.get("block").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The text of a block; spans belong together, whatever they look like.
pub(crate) fn block_text(block: &Value) -> String {
    fn spans(value: &Value) -> String {
        value.as_array().into_iter().flatten().filter_map(|span| span.get("text")?.as_str()).collect()
    }
    let list = |name: &str| block.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |name: &str| block.get(name).and_then(Value::as_str).unwrap_or_default();
    match sort(block).as_str() {
        "crosshead" => text("text").to_owned(),
        "list" => list("items").iter().map(spans).collect::<Vec<_>>().join("\n"),
        "table" => {
            let row = |row: &Value| row.as_array().into_iter().flatten().map(spans).collect::<Vec<_>>().join(" | ");
            list("rows").iter().map(row).collect::<Vec<_>>().join("\n")
        }
        "picture" => format!("{} {}", text("item"), text("caption")).trim().to_owned(),
        "quote" if !text("speaker").is_empty() => {
            format!("{} — {}", block.get("spans").map(spans).unwrap_or_default(), text("speaker"))
        }
        _ => block.get("spans").map(spans).unwrap_or_default(),
    }
}

/// Both texts, word by word: what went stands before what came.
fn pieces(was: &str, now: &str) -> Vec<Piece> {
    let (a, b) = (words(was), words(now));
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut gone, mut come) = (String::new(), String::new());
    let settle = |pieces: &mut Vec<Piece>, gone: &mut String, come: &mut String| {
        for (mark, text) in [(Mark::Del, std::mem::take(gone)), (Mark::Ins, std::mem::take(come))] {
            if !text.is_empty() {
                pieces.push(Piece { mark, text });
            }
        }
    };
    let steps = align(&a, &b);
    for (n, step) in steps.iter().enumerate() {
        match *step {
            Step::Gone(i) => gone.push_str(a[i]),
            Step::Come(j) => come.push_str(b[j]),
            // A lone space between two changed words would tear a changed passage into pieces.
            Step::Both(i, _) if a[i].trim().is_empty() && changes(&steps, n) => {
                gone.push_str(a[i]);
                come.push_str(a[i]);
            }
            Step::Both(i, _) => {
                settle(&mut pieces, &mut gone, &mut come);
                match pieces.last_mut().filter(|last| last.mark == Mark::Same) {
                    Some(last) => last.text.push_str(a[i]),
                    None => pieces.push(Piece { mark: Mark::Same, text: a[i].to_owned() }),
                }
            }
        }
    }
    settle(&mut pieces, &mut gone, &mut come);
    pieces
}

/// Whether words went and came on both sides of the step at `n`.
fn changes(steps: &[Step], n: usize) -> bool {
    let differs = |at: Option<usize>| at.and_then(|at| steps.get(at)).is_some_and(|s| !matches!(s, Step::Both(..)));
    differs(n.checked_sub(1)) && differs(n.checked_add(1))
}

/// Words, and what stands between them, piece by piece.
fn words(text: &str) -> Vec<&str> {
    let sort = |c: char| match c {
        c if c >= UNSPACED => 2,
        c if c.is_alphanumeric() => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut words = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, c) in text.char_indices() {
        let now = sort(c);
        if before.is_some_and(|before| before != now || now == 2) {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(now);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn typed(headline: &str, paragraphs: &[&str]) -> Manuscript {
        let body: Vec<_> =
            paragraphs.iter().map(|text| json!({"block": "paragraph", "spans": [{"text": text}]})).collect();
        let sheet = json!({"language": "en", "priority": 4, "category": 1, "headline": headline,
            "content": {"kind": "text", "body": body}});
        serde_json::from_value(sheet).expect("a manuscript")
    }

    fn written(pieces: &[Piece]) -> String {
        let one = |piece: &Piece| match piece.mark {
            Mark::Ins => format!("[+{}]", piece.text),
            Mark::Del => format!("[-{}]", piece.text),
            _ => piece.text.clone(),
        };
        pieces.iter().map(one).collect()
    }

    #[test]
    fn words_within_a_paragraph_are_marked() {
        let was = typed("Quake", &["One.", "Two people were hurt in Izmir.", "The end."]);
        let now = typed("Quake kills two", &["One.", "Three people died in Izmir.", "More.", "The end."]);
        let redline = Redline::between(&was, &now);
        assert_eq!(redline.fields.len(), 1);
        assert_eq!(written(&redline.fields[0].pieces), "Quake[+ kills two]");
        let said: Vec<_> = redline.body.iter().map(|line| (line.mark, written(&line.pieces))).collect();
        let expected = [
            (Mark::Same, "One."),
            (Mark::Change, "[-Two][+Three] people [-were hurt][+died] in Izmir."),
            (Mark::Ins, "[+More.]"),
            (Mark::Same, "The end."),
        ];
        assert_eq!(said, expected.map(|(mark, text)| (mark, text.to_owned())));
        assert!(Redline::between(&was, &was).is_empty());
    }

    #[test]
    fn another_look_is_no_other_word() {
        let was = typed("Q", &["Plain."]);
        let mut strong = serde_json::to_value(&was).expect("json");
        strong["content"]["body"][0]["spans"][0]["strong"] = json!(true);
        let now = serde_json::from_value(strong).expect("a manuscript");
        let redline = Redline::between(&was, &now);
        assert_eq!(redline.body[0].mark, Mark::Look);
        assert!(!redline.is_empty());
    }

    #[test]
    fn what_no_story_can_be_is_exchanged_as_a_whole() {
        let long = vec!["One."; BLOCKS_MAX + 1];
        let redline = Redline::between(&typed("Q", &long), &typed("Q", &["One.", "Two."]));
        assert_eq!(redline.body.len(), BLOCKS_MAX + 3);
        assert!(redline.body[..=BLOCKS_MAX].iter().all(|line| line.mark == Mark::Del));
        assert!(redline.body[BLOCKS_MAX + 1..].iter().all(|line| line.mark == Mark::Ins));
        assert!(Redline::between(&typed("Q", &long), &typed("Q", &long)).is_empty());
    }

    #[test]
    fn lists_and_tables_are_read_as_text() {
        let list = json!({"block": "list", "items": [[{"text": "a"}], [{"text": "b", "em": true}, {"text": "c"}]]});
        assert_eq!(block_text(&list), "a\nbc");
        let table = json!({"block": "table", "rows": [[[{"text": "a"}], [{"text": "b"}]], [[{"text": "c"}], []]]});
        assert_eq!(block_text(&table), "a | b\nc | ");
        assert_eq!(block_text(&json!({"block": 3})), "");
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_pieces(was in "[ab ,日]{0,30}", now in "[ab ,日]{0,30}") {
            let pieces = pieces(&was, &now);
            let without = |mark| pieces.iter().filter(|p| p.mark != mark).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(without(Mark::Ins), was);
            prop_assert_eq!(without(Mark::Del), now);
        }
    }
}
