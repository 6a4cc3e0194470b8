//! The documents that others sent, byte for byte, whatever became of them.

use crate::{Desk, DeskError, rights::require};
use account::{Right, Staff};
use bytes::Bytes;
use jiff::Timestamp;
use store::args;

/// A document that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The SHA-256 of its bytes, by which they are read again.
    pub sha256: String,
    /// Where it was found.
    pub place: String,
    /// The format that it was read in; empty when none could be told.
    pub format: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was imported last.
    pub time: Timestamp,
    /// What became of it: `filed`, or why it was refused.
    pub outcome: String,
}

impl Desk {
    /// Keeps a document with what became of it. The same document at the same place is kept once.
    pub async fn keep_import(
        &self,
        who: &Staff,
        place: &str,
        format: &str,
        document: Bytes,
        outcome: &str,
    ) -> Result<(), DeskError> {
        require(who, Right::Write)?;
        let bytes = document.len() as u64;
        let sha256 = self.blobs.put(document).await?;
        self.stays(&sha256).await?;
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO import (sha256, place, format, bytes, time, outcome) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (sha256, place) DO UPDATE SET format = excluded.format, time = excluded.time, \
             outcome = excluded.outcome",
            args![sha256, place, format, bytes, story::to_millis(self.clock.now()), outcome],
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The documents that were imported last, the newest first; at most `limit`.
    pub async fn imports(&self, limit: u32) -> Result<Vec<Imported>, DeskError> {
        let rows = self
            .db
            .all(
                "SELECT sha256, place, format, bytes, time, outcome FROM import ORDER BY time DESC, place LIMIT $1",
                args![limit],
            )
            .await?;
        let read = |row: &store::Row| {
            Ok(Imported {
                sha256: row.text("sha256")?,
                place: row.text("place")?,
                format: row.text("format")?,
                bytes: row.count("bytes")?,
                time: story::from_millis(row.int("time")?),
                outcome: row.text("outcome")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// The bytes of a document that was imported; `None` when there is none of that name.
    pub async fn imported(&self, sha256: &str) -> Result<Option<Bytes>, DeskError> {
        let known = self.db.one("SELECT 1 AS one FROM import WHERE sha256 = $1 LIMIT 1", args![sha256]).await?;
        match known {
            Some(_) => Ok(self.blobs.get(sha256).await?),
            None => Ok(None),
        }
    }
}
