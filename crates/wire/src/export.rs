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

/// Stored records after `seq`, oldest first, with their numbers as the table has them.
pub async fn records_after(db: &Db, seq: u64, limit: usize) -> Result<Vec<(u64, Record)>, StoreError> {
    let rows = db
        .all(
            "SELECT seq, entry, story, hash, key_id, signature FROM dispatch WHERE seq > $1 ORDER BY seq LIMIT $2",
            args![seq, limit as u64],
        )
        .await?;
    rows.iter().map(|row| Ok((row.count("seq")?, Record::from_row(row)?))).collect()
}
