//! What an item has to do with others, kept in rows with each save and each version that is sent: whoever kills an item in
//! a hurry must not wait until every body was read.

use crate::{Desk, DeskError};
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeSet, str::FromStr};
use store::{Rows, StoreError, Tx, Value as Argument, args, row};
use story::{ItemId, Manuscript};
use wire::Log;

/// Bytes of a text that an item is found by: a row of an index holds no more (PostgreSQL: a third of a page).
const TARGET_BYTES_MAX: usize = 1_600;
/// Items whose ties are made in one transaction, for those that were filed before ties were kept.
const BATCH_ITEMS: u32 = 200;

/// Why one item hangs on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is the other in another language.
    TranslationOf,
    /// It was made of the other, as a crop is made of a picture.
    DerivedFrom,
    /// It is what the other was translated from.
    Source,
    /// It is what the other was made of.
    Original,
    /// It shows the other in its text.
    Shows,
    /// It belongs to the same series or chain.
    Group,
    /// It names the other as related.
    Names,
}

impl Why {
    /// All of them, the closest first.
    pub const ALL: [Self; 7] =
        [Self::TranslationOf, Self::DerivedFrom, Self::Source, Self::Original, Self::Shows, Self::Group, Self::Names];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TranslationOf => "translation_of",
            Self::DerivedFrom => "derived_from",
            Self::Source => "source",
            Self::Original => "original",
            Self::Shows => "shows",
            Self::Group => "group",
            Self::Names => "names",
        }
    }

    /// What it is, in words to be read after the item's title.
    pub fn words(self) -> &'static str {
        match self {
            Self::TranslationOf => "its translation",
            Self::DerivedFrom => "made of it, such as a crop",
            Self::Source => "what it was translated from",
            Self::Original => "what it was made of",
            Self::Shows => "shows it in its text",
            Self::Group => "same series or chain",
            Self::Names => "names it as related",
        }
    }

    /// Whether a kill takes it along unless somebody says otherwise: what repeats the item is as wrong as the item.
    pub fn goes_along(self) -> bool {
        matches!(self, Self::TranslationOf | Self::DerivedFrom)
    }
}

impl FromStr for Why {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|why| why.name() == s).ok_or_else(|| format!("`{s}` is no tie between items"))
    }
}

/// Small letters, so that whoever searches need not know how a name was written. The two i of Turkish are one.
pub(crate) fn folded(text: &str) -> String {
    let small = |c: char| if c == 'ı' { 'i' } else { c };
    let letters = text.to_lowercase();
    let letters: String = letters.chars().filter(|c| *c != '\u{307}').map(small).collect();
    let mut folded = letters.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.len() > TARGET_BYTES_MAX {
        folded.truncate(folded.floor_char_boundary(TARGET_BYTES_MAX));
    }
    folded
}

/// Every tie of a manuscript: why, and to what. Whatever is not yet an id or a text is passed over.
fn ties(manuscript: &Manuscript) -> BTreeSet<(&'static str, String)> {
    let mut ties = BTreeSet::new();
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let id = |value: &Value| text(value, "item").filter(|id| id.parse::<ItemId>().is_ok());
    for related in manuscript.field("related").and_then(Value::as_array).into_iter().flatten() {
        let why = match related.get("rel").and_then(Value::as_str) {
            Some("translation_of") => Why::TranslationOf,
            Some("derived_from") => Why::DerivedFrom,
            _ => Why::Names,
        };
        ties.extend(id(related).map(|id| (why.name(), id)));
    }
    let body = manuscript.field("content").and_then(|content| content.get("body")).and_then(Value::as_array);
    for block in body.into_iter().flatten().filter(|block| text(block, "block").as_deref() == Some("picture")) {
        ties.extend(id(block).map(|id| (Why::Shows.name(), id)));
    }
    if let Some(group) = manuscript.field("group").and_then(Value::as_str).filter(|group| !group.is_empty()) {
        ties.insert((Why::Group.name(), group.to_owned()));
    }
    if let Some(byline) = manuscript.field("byline").and_then(Value::as_str) {
        ties.insert(("byline", folded(byline)));
    }
    for (why, name) in [("credit", "credit"), ("source_of", "source")] {
        ties.extend(manuscript.field("rights").and_then(|rights| text(rights, name)).map(|it| (why, folded(&it))));
    }
    ties.insert(("says", folded(&format!("{} {}", manuscript.slug(), manuscript.headline()))));
    ties
}

/// Ties to be kept.
pub(crate) static TIES: Rows<4> = Rows::new("INSERT INTO item_tie (item, sent, why, target) VALUES", "");

/// The rows of the ties of an item's working copy (`false`), of the version that is sent (`true`), or of both.
pub(crate) fn tied(item: &ItemId, manuscript: &Manuscript, sent: &[bool]) -> impl Iterator<Item = [Argument; 4]> {
    let row = move |(why, target): (&'static str, String)| {
        sent.iter().map(move |&sent| row![item.as_str(), sent, why, target.as_str()])
    };
    ties(manuscript).into_iter().flat_map(row)
}

/// Keeps the ties of an item's working copy, or of the version that is sent, in the place of those that it had.
pub(crate) async fn tie(tx: &mut Tx, item: &ItemId, manuscript: &Manuscript, sent: bool) -> Result<(), StoreError> {
    tx.run("DELETE FROM item_tie WHERE item = $1 AND sent = $2", args![item.as_str(), sent]).await?;
    tx.run_rows(&TIES, tied(item, manuscript, &[sent]).collect()).await.map(drop)
}

impl Desk {
    /// Makes the ties of items that were filed before ties were kept. Answers how many there were.
    pub async fn tie_up(&self) -> Result<u64, DeskError> {
        let mut tied = 0;
        loop {
            let count = self.writer.commit(move |log: &mut Log| Box::pin(tie_some(log))).await?;
            tied += count;
            if count < u64::from(BATCH_ITEMS) {
                return Ok(tied);
            }
        }
    }
}

async fn tie_some(log: &mut Log) -> Result<u64, DeskError> {
    let rows = log
        .tx()
        .all(
            "SELECT id, story, (SELECT d.story FROM dispatch d WHERE d.item = item.id AND d.act NOT IN ('hold', 'kill', \
             'withdraw') ORDER BY d.version DESC LIMIT 1) AS last FROM item \
             WHERE NOT EXISTS (SELECT 1 FROM item_tie t WHERE t.item = item.id) LIMIT $1",
            args![BATCH_ITEMS],
        )
        .await?;
    for row in &rows {
        let id: ItemId = row.parsed("id")?;
        tie(log.tx(), &id, &crate::item::json(row, "story")?, false).await?;
        if let Some(last) = row.text_or_null("last")? {
            let corrupt = |e: serde_json::Error| StoreError::Corrupt { column: "last", why: e.to_string() };
            tie(log.tx(), &id, &serde_json::from_str(&last).map_err(corrupt)?, true).await?;
        }
    }
    Ok(rows.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_found_however_it_is_written() {
        assert_eq!(folded("  İZMİR'DE \n IŞIK "), folded("izmir'de ışık"));
        assert_eq!(folded("Ayşe KAYA/TEL"), "ayşe kaya/tel");
        assert!(folded(&"ع".repeat(2_000)).len() <= TARGET_BYTES_MAX);
    }

    #[test]
    fn a_half_written_story_has_the_ties_that_it_has() {
        let manuscript: Manuscript = serde_json::from_value(json!({
            "language": "tr", "priority": 4, "category": 1, "slug": "DEPREM", "group": "tel:group:20260901:7",
            "related": [{"item": "tel:text:20260901:1", "rel": "translation_of"}, {"item": "tel:text:20260901:2"}, {"item": "x"}, 7],
            "rights": {"credit": "Ayşe Kaya/TEL", "source": 3},
            "content": {"kind": "text", "body": [{"block": "picture", "item": "tel:picture:20260901:3"}, {"block": "picture"}]},
        }))
        .expect("a manuscript");
        let ties: Vec<_> = ties(&manuscript).into_iter().collect();
        let expected = [
            ("credit", "ayşe kaya/tel"),
            ("group", "tel:group:20260901:7"),
            ("names", "tel:text:20260901:2"),
            ("says", "deprem"),
            ("shows", "tel:picture:20260901:3"),
            ("translation_of", "tel:text:20260901:1"),
        ];
        assert_eq!(ties, expected.map(|(why, target)| (why, target.to_owned())));
    }
}
