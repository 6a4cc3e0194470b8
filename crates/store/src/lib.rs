//! Where it is kept: the database (SQLite or PostgreSQL), its migrations, and the blob store.
//!
//! Invariants:
//! - One SQL text for both engines; every query function is tested on both.
//! - SQLite has one writer connection (`BEGIN IMMEDIATE`, WAL, `synchronous=FULL`) and a pool of read-only readers.
//! - No business rules, and no type of `sqlx` leaves this crate.

mod blobs;
mod clock;
mod db;
mod migrations;
mod row;
mod rows;

pub use blobs::{BLOB_BYTES_MAX, Blobs, blob_name};
pub use clock::{Clock, FixedClock, SystemClock};
pub use db::{Db, Location, SQLITE_VERSION_MIN, Tx, Wakes};
pub use row::{Row, Value};
pub use rows::Rows;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room is left. Nothing was written; the same request succeeds once there is room.
    #[error("the disk is full: nothing was written, and writing goes on by itself once there is room")]
    Full,
    /// A row with this key exists, or a row that is referred to does not.
    #[error("the database refuses the row: {0}")]
    Conflict(String),
    /// The database could not be reached or opened.
    #[error("the database cannot be used: {0}")]
    Unusable(String),
    /// A stored value is not what the code expects.
    #[error("the column `{column}` holds something unexpected: {why}")]
    Corrupt {
        /// Name of the column.
        column: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The database answered with another error.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
    /// The blob store failed.
    #[error("the file store failed: {0}")]
    Blob(#[source] object_store::Error),
    /// A file is larger than [`BLOB_BYTES_MAX`].
    #[error("the file has {bytes} bytes; at most {BLOB_BYTES_MAX} are allowed")]
    BlobTooLarge {
        /// Its size.
        bytes: u64,
    },
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(db) = &error {
            // SQLITE_FULL is 13; PostgreSQL's disk_full is 53100.
            if matches!(db.code().as_deref(), Some("13" | "53100")) {
                return Self::Full;
            }
            if db.code().as_deref().is_some_and(is_passing) {
                return Self::Unusable(format!("busy or restarting, try again: {}", db.message()));
            }
            if db.is_unique_violation() || db.is_foreign_key_violation() {
                return Self::Conflict(db.message().to_owned());
            }
        }
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                Self::Unusable(error.to_string())
            }
            other => Self::Database(other),
        }
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = cause {
            if error.downcast_ref::<std::io::Error>().is_some_and(|error| is_full(error.kind())) {
                return Self::Full;
            }
            cause = error.source();
        }
        Self::Blob(error)
    }
}

/// No room is left for files, or none for those of this account.
fn is_full(kind: std::io::ErrorKind) -> bool {
    matches!(kind, std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}

/// Codes of errors that go away by themselves.
fn is_passing(code: &str) -> bool {
    // SQLITE_BUSY is 5 and SQLITE_LOCKED 6, in the low byte of extended codes: another process wrote for too long.
    let sqlite = code.len() < 5 && code.parse::<u32>().is_ok_and(|code| matches!(code & 0xFF, 5 | 6));
    // PostgreSQL: shutting down, starting, too many connections, serialization, deadlock.
    sqlite || matches!(code, "57P01" | "57P03" | "53300" | "40001" | "40P01")
}

/// The arguments of a statement, in the order of `$1`, `$2` …
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

/// One row of [`Rows`], in the order of its columns.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_room_for_files_is_full() {
        let failed = |kind: std::io::ErrorKind| {
            let source = Box::new(std::io::Error::from(kind));
            StoreError::from(object_store::Error::Generic { store: "LocalFileSystem", source })
        };
        assert!(matches!(failed(std::io::ErrorKind::StorageFull), StoreError::Full));
        assert!(matches!(failed(std::io::ErrorKind::PermissionDenied), StoreError::Blob(_)));
    }
}
