//! The log as a file of JSON lines: a header with the public keys, then one record a line.

use crate::{PublicKey, Record};
use serde::{Deserialize, Serialize};
use store::{Db, StoreError, args};

/// The first line of an exported log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportHeader {
    /// The form of the file; `tellal-wire-1`.
    pub form: String,
    /// The number of the last record in the file.
    pub head: u64,
    /// Every public key that signed.
    pub keys: Vec<PublicKey>,
}

impl ExportHeader {
    /// The form that this version writes and reads.
    pub const FORM: &'static str = "tellal-wire-1";
}

/// One line of an export, without its line feed.
pub fn export_line<T: Serialize>(value: &T) -> String {
    story::canonical_json(value)
}

/// A record with the columns beside it, by which the table is searched. No signature covers them; a walk compares them
/// with the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The number.
    pub seq: u64,
    /// The item.
    pub item: String,
    /// Its version.
    pub version: u64,
    /// What the dispatch does.
    pub act: String,
    /// What was hashed and signed.
    pub record: Record,
}

/// Stored records after `seq`, oldest first.
pub async fn records_after(db: &Db, seq: u64, limit: usize) -> Result<Vec<Stored>, StoreError> {
    let rows = db
        .all(
            "SELECT seq, item, version, act, entry, story, hash, key_id, signature FROM dispatch WHERE seq > $1 \
             ORDER BY seq LIMIT $2",
            args![seq, limit as u64],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Stored {
                seq: row.count("seq")?,
                item: row.text("item")?,
                version: row.count("version")?,
                act: row.text("act")?,
                record: Record::from_row(row)?,
            })
        })
        .collect()
}
