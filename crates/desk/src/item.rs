//! An item as the newsroom works on it.

use crate::{Desk, DeskError};
use jiff::Timestamp;
use serde::Serialize;
use std::str::FromStr;
use store::{Row, StoreError, Tx, args};
use story::{Act, Headline, ItemId, Priority, ProductId, Slug, State, Story, from_millis};

/// Lines that one list answers at most.
const LIST_MAX: u32 = 500;

/// What an item waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Due {
    /// When it goes out.
    pub at: Timestamp,
    /// As what.
    pub act: Act,
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
    pub story: Story,
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
}

/// An item in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemLine {
    /// Its id.
    pub id: ItemId,
    /// Its handle.
    pub slug: Slug,
    /// Its headline.
    pub headline: Headline,
    /// How urgent it is.
    pub priority: Priority,
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
}

impl From<Item> for ItemLine {
    fn from(item: Item) -> Self {
        Self {
            id: item.id,
            slug: item.story.slug,
            headline: item.story.headline,
            priority: item.story.priority,
            state: item.state,
            version: item.version,
            changed: item.changed,
            changed_by: item.changed_by,
            due: item.due,
        }
    }
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(&row.text(column)?).map_err(|e| StoreError::Corrupt { column, why: e.to_string() })
}

fn word<T: FromStr<Err = String>>(row: &Row, column: &'static str) -> Result<Option<T>, StoreError> {
    let parse = |text: String| text.parse().map_err(|why| StoreError::Corrupt { column, why });
    row.text_or_null(column)?.map(parse).transpose()
}

impl Item {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let due =
            row.int_or_null("due")?.zip(word::<Act>(row, "due_act")?).map(|(at, act)| Due { at: from_millis(at), act });
        let version = u32::try_from(row.int("version")?)
            .map_err(|e| StoreError::Corrupt { column: "version", why: e.to_string() })?;
        Ok(Self {
            id: row.parsed("id")?,
            external_id: row.text_or_null("external_id")?,
            story: json(row, "story")?,
            edit: row.count("edit")?,
            state: word(row, "state")?,
            version,
            products: json(row, "products")?,
            released: row.int_or_null("released")?.map(from_millis),
            created: from_millis(row.int("created")?),
            changed: from_millis(row.int("changed")?),
            changed_by: row.text("changed_by")?,
            due,
        })
    }

    /// The item as it stands inside a transaction.
    pub(crate) async fn load(tx: &mut Tx, id: &ItemId) -> Result<Self, DeskError> {
        let row = tx
            .one(
                "SELECT id, external_id, story, edit, state, version, products, released, created, changed, changed_by, \
                 due, due_act FROM item WHERE id = $1",
                args![id.as_str()],
            )
            .await?;
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
        let row = self
            .db
            .one(
                "SELECT id, external_id, story, edit, state, version, products, released, created, changed, changed_by, \
                 due, due_act FROM item WHERE id = $1",
                args![id.as_str()],
            )
            .await?;
        Ok(Item::from_row(&row.ok_or_else(|| DeskError::Unknown(id.clone()))?)?)
    }

    /// The items that were changed last, at most `limit` and 500.
    pub async fn items(&self, limit: u32) -> Result<Vec<ItemLine>, DeskError> {
        let rows = self
            .db
            .all(
                "SELECT id, external_id, story, edit, state, version, products, released, created, changed, changed_by, \
                 due, due_act FROM item ORDER BY changed DESC, id DESC LIMIT $1",
                args![limit.min(LIST_MAX)],
            )
            .await?;
        rows.iter().map(|row| Ok(Item::from_row(row)?.into())).collect()
    }

    /// The item that an id from outside became.
    pub async fn item_from_outside(&self, external_id: &str) -> Result<Option<ItemId>, DeskError> {
        let row = self.db.one("SELECT id FROM item WHERE external_id = $1", args![external_id]).await?;
        Ok(row.map(|row| row.parsed("id")).transpose()?)
    }
}
