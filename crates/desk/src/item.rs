//! An item as the newsroom works on it.

use crate::{Desk, DeskError, Purpose, frames, lists::Held, refusals::Refusal, ties::tie, uploads};
use jiff::Timestamp;
use serde::Serialize;
use std::str::FromStr;
use store::{Row, StoreError, Tx, Value, args, row};
use story::{Act, Fault, ItemId, Kind, Lang, Manuscript, Priority, ProductId, State, Story, from_millis, to_millis};

/// Lines that one list answers at most.
const LIST_MAX: u32 = 500;

/// What an item waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Due {
    /// When it goes out.
    pub at: Timestamp,
    /// As what.
    pub act: Act,
    /// It waits for the seconds in which it can be taken back.
    pub undo: bool,
}

/// An item with its working copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Its id outside, for what was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The working copy.
    #[serde(rename = "story")]
    pub manuscript: Manuscript,
    /// What it is meant to be.
    pub purpose: Purpose,
    /// The planned coverage that it was begun for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<u32>,
    /// Where it stands before its first release.
    pub stage: Stage,
    /// The desk that it belongs to.
    pub desk: Option<String>,
    /// Who made it.
    pub author: String,
    /// The number of its last save; an edit names the one that it is based on.
    pub edit: u64,
    /// Its publishing status; none before its first release.
    pub state: Option<State>,
    /// The last version on the wire; 0 for none.
    pub version: u32,
    /// The products that it went out with.
    pub products: Vec<ProductId>,
    /// When it was first released.
    pub released: Option<Timestamp>,
    /// When it was first saved.
    pub created: Timestamp,
    /// When it was last saved or sent.
    pub changed: Timestamp,
    /// By whom.
    pub changed_by: String,
    /// What it waits for.
    pub due: Option<Due>,
    /// Why it does not go out although it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// The embargo that it was scheduled with: sending it earlier takes a second person.
    pub promised: Option<Timestamp>,
    /// How many updates it has had.
    pub updates: u32,
    /// How many corrections.
    pub corrections: u32,
}

/// An item in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemLine {
    /// Its id.
    pub id: ItemId,
    /// Its handle, as it was typed.
    pub slug: String,
    /// Its headline, as it was typed.
    pub headline: String,
    /// The language it is written in.
    pub language: Lang,
    /// What it is made of.
    pub kind: Kind,
    /// How urgent it is.
    pub priority: Priority,
    /// The words of its body.
    pub words: u32,
    /// What it is meant to be.
    pub purpose: Purpose,
    /// Where it stands before its first release.
    pub stage: Stage,
    /// The desk that it belongs to.
    pub desk: Option<String>,
    /// Who made it.
    pub author: String,
    /// Its publishing status; none before its first release.
    pub state: Option<State>,
    /// The last version on the wire; 0 for none.
    pub version: u32,
    /// When it was last saved or sent.
    pub changed: Timestamp,
    /// By whom.
    pub changed_by: String,
    /// What it waits for.
    pub due: Option<Due>,
    /// Why it does not go out although it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// The request about it that waits for a second person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// When its embargo ends, as the working copy says.
    pub embargo: Option<Timestamp>,
    /// Who writes it now.
    pub lock: Option<Held>,
    /// How many updates it has had.
    pub updates: u32,
    /// How many corrections.
    pub corrections: u32,
}

/// Where an item stands before its first release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It came from outside, and nobody has taken it yet.
    Inbox,
    /// It is being written.
    Draft,
    /// It waits for an editor.
    Review,
    /// It was thrown away: kept, out of the way, and not to be released.
    Spiked,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Inbox, Self::Draft, Self::Review, Self::Spiked];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Spiked => "spiked",
        }
    }
}

impl FromStr for Stage {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|stage| stage.name() == s);
        known.ok_or_else(|| format!("`{s}` is not a stage: inbox, draft, review or spiked"))
    }
}

/// Every column of an item's row.
macro_rules! select_item {
    ($rest:literal) => {
        concat!(
            "SELECT id, external_id, story, edit, state, version, products, released, created, changed, changed_by, due, \
             due_act, due_undo, promised, stage, desk, author, updates, corrections, purpose, assignment FROM item ",
            $rest
        )
    };
}

/// Every column of a line of a list.
macro_rules! select_line {
    ($rest:expr) => {
        concat!(
            "SELECT id, slug, headline, language, kind, priority, words, state, version, changed, changed_by, due, due_act, \
             due_undo, stage, desk, author, updates, corrections, purpose, embargo, holder, since, \
             (SELECT MIN(a.id) FROM approval_item ai JOIN approval a ON a.id = ai.approval \
             WHERE ai.item = item.id AND a.state = 'waiting') AS request FROM item \
             LEFT JOIN item_lock ON item_lock.item = item.id ",
            $rest
        )
    };
}
pub(crate) use select_line;

/// What lists are sorted and shown by, copied from a working copy: slug, headline, language, kind, priority, category, words
/// and the end of the embargo.
pub(crate) fn head(manuscript: &Manuscript) -> [Value; 8] {
    row![
        manuscript.slug(),
        manuscript.headline(),
        manuscript.language().as_str(),
        manuscript.kind().name(),
        u32::from(manuscript.priority().urgency()),
        manuscript.category().0,
        u32::try_from(manuscript.words()).unwrap_or(u32::MAX),
        manuscript.embargo().map(to_millis)
    ]
}

/// Writes another working copy of an item, and what hangs on it. `text` is its canonical JSON. Its words are left to whoever
/// knows whether the archive has them.
pub(crate) async fn rewrite(tx: &mut Tx, id: &ItemId, manuscript: &Manuscript, text: &str) -> Result<(), StoreError> {
    let args = head(manuscript).into_iter().chain(row![text, id.as_str()]).collect();
    tx.run(
        "UPDATE item SET slug = $1, headline = $2, language = $3, kind = $4, priority = $5, category = $6, words = $7, \
         embargo = $8, story = $9 WHERE id = $10",
        args,
    )
    .await?;
    frames::keep(tx, id, manuscript).await?;
    uploads::note_use(tx, id, manuscript).await?;
    tie(tx, id, manuscript, false).await
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(&row.text(column)?).map_err(|e| StoreError::Corrupt { column, why: e.to_string() })
}

pub(crate) fn word<T: FromStr<Err = String>>(row: &Row, column: &'static str) -> Result<Option<T>, StoreError> {
    let parse = |text: String| text.parse().map_err(|why| StoreError::Corrupt { column, why });
    row.text_or_null(column)?.map(parse).transpose()
}

pub(crate) fn due(row: &Row) -> Result<Option<Due>, StoreError> {
    let undo = row.flag("due_undo")?;
    let due = row.int_or_null("due")?.zip(word::<Act>(row, "due_act")?);
    Ok(due.map(|(at, act)| Due { at: from_millis(at), act, undo }))
}

pub(crate) fn small<T: TryFrom<i64>>(row: &Row, column: &'static str) -> Result<T, StoreError>
where
    T::Error: std::fmt::Display,
{
    T::try_from(row.int(column)?).map_err(|e| StoreError::Corrupt { column, why: e.to_string() })
}

impl ItemLine {
    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |column, why: String| StoreError::Corrupt { column, why };
        Ok(Self {
            id: row.parsed("id")?,
            slug: row.text("slug")?,
            headline: row.text("headline")?,
            language: Lang::new(&row.text("language")?).map_err(|e| corrupt("language", e.to_string()))?,
            kind: row.parsed("kind")?,
            priority: Priority::try_from(small::<u8>(row, "priority")?)
                .map_err(|e| corrupt("priority", e.to_string()))?,
            words: small(row, "words")?,
            purpose: row.parsed("purpose")?,
            stage: row.parsed("stage")?,
            desk: row.text_or_null("desk")?,
            author: row.text("author")?,
            state: word(row, "state")?,
            version: small(row, "version")?,
            changed: from_millis(row.int("changed")?),
            changed_by: row.text("changed_by")?,
            due: due(row)?,
            refusal: None,
            request: row.text_or_null("request")?,
            embargo: row.int_or_null("embargo")?.map(from_millis),
            lock: Held::from_row(row)?,
            updates: small(row, "updates")?,
            corrections: small(row, "corrections")?,
        })
    }
}

impl Item {
    /// The story that the working copy is, or everything that keeps it from being one.
    pub fn story(&self) -> Result<Story, Vec<Fault>> {
        self.manuscript.finish()
    }

    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.parsed("id")?,
            external_id: row.text_or_null("external_id")?,
            manuscript: json(row, "story")?,
            purpose: row.parsed("purpose")?,
            assignment: row.int_or_null("assignment")?.map(|_| small(row, "assignment")).transpose()?,
            stage: row.parsed("stage")?,
            desk: row.text_or_null("desk")?,
            author: row.text("author")?,
            edit: row.count("edit")?,
            state: word(row, "state")?,
            version: small(row, "version")?,
            products: json(row, "products")?,
            released: row.int_or_null("released")?.map(from_millis),
            created: from_millis(row.int("created")?),
            changed: from_millis(row.int("changed")?),
            changed_by: row.text("changed_by")?,
            due: due(row)?,
            refusal: None,
            promised: row.int_or_null("promised")?.map(from_millis),
            updates: small(row, "updates")?,
            corrections: small(row, "corrections")?,
        })
    }

    /// The item as it stands inside a transaction.
    pub(crate) async fn load(tx: &mut Tx, id: &ItemId) -> Result<Self, DeskError> {
        let row = tx.one(select_item!("WHERE id = $1"), args![id.as_str()]).await?;
        Ok(Self::from_row(&row.ok_or_else(|| DeskError::Unknown(id.clone()))?)?)
    }

    /// Refuses an edit that is based on another save than the one that stands.
    pub(crate) fn based_on(&self, edit: u64) -> Result<(), DeskError> {
        if edit == self.edit { Ok(()) } else { Err(DeskError::Stale { based_on: edit, found: self.edit }) }
    }

    /// Refuses to touch an item that waits for its time.
    pub(crate) fn not_scheduled(&self) -> Result<(), DeskError> {
        self.due.map_or(Ok(()), |due| Err(DeskError::Scheduled(due.at)))
    }
}

impl Desk {
    /// An item with its working copy.
    pub async fn item(&self, id: &ItemId) -> Result<Item, DeskError> {
        let row = self.db.one(select_item!("WHERE id = $1"), args![id.as_str()]).await?;
        let mut item = Item::from_row(&row.ok_or_else(|| DeskError::Unknown(id.clone()))?)?;
        item.refusal = item.due.and_then(|_| self.refusals.of(id));
        Ok(item)
    }

    /// The lines of these rows, with why those that are due do not go out.
    pub(crate) fn told(&self, rows: &[Row]) -> Result<Vec<ItemLine>, DeskError> {
        let mut lines: Vec<ItemLine> = rows.iter().map(ItemLine::from_row).collect::<Result<_, _>>()?;
        for line in lines.iter_mut().filter(|line| line.due.is_some()) {
            line.refusal = self.refusals.of(&line.id);
        }
        Ok(lines)
    }

    /// The items that were changed last, at most `limit` and 500.
    pub async fn items(&self, limit: u32) -> Result<Vec<ItemLine>, DeskError> {
        let sql = select_line!("ORDER BY changed DESC, id DESC LIMIT $1");
        let rows = self.db.all(sql, args![limit.min(LIST_MAX)]).await?;
        self.told(&rows)
    }

    /// The item that an id from outside became.
    pub async fn item_from_outside(&self, external_id: &str) -> Result<Option<ItemId>, DeskError> {
        let row = self.db.one("SELECT id FROM item WHERE external_id = $1", args![external_id]).await?;
        Ok(row.map(|row| row.parsed("id")).transpose()?)
    }
}
