//! What subscribers may be told of the translations of an item, before it is asked who may have which.

use store::{Db, StoreError, args};
use story::ItemId;

/// Translations of one item that are told of, at most: there are not so many languages that an agency files in.
pub const TRANSLATIONS_MAX: u32 = 100;

/// A translation that is out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// The translation.
    pub item: ItemId,
    /// The source says something else by now.
    pub stale: bool,
}

/// The translations of an item that were released, the oldest first. Which of them anybody may have is not asked here.
pub async fn translated(db: &Db, source: &ItemId) -> Result<Vec<Translated>, StoreError> {
    let sql = "SELECT t.item, t.stale IS NOT NULL AS is_stale FROM translation t JOIN item i ON i.id = t.item \
               WHERE t.source = $1 AND i.version > 0 ORDER BY t.made, t.item LIMIT $2";
    let rows = db.all(sql, args![source.as_str(), TRANSLATIONS_MAX]).await?;
    rows.iter().map(|row| Ok(Translated { item: row.parsed("item")?, stale: row.flag("is_stale")? })).collect()
}
