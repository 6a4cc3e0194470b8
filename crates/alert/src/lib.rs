//! Saved searches, and telling readers what was found for them.
//!
//! Invariants:
//! - A saved search finds what the archive finds by the same query, and nothing that its owner's contract does not cover.
//! - An alert is raised once for a version and a reader, however many of their searches it meets, whatever is restarted
//!   in between: alerts, letters and the cursor of the follower are one transaction.
//! - Nobody is alerted to what is under embargo before its time, and whoever was alerted hears of updates, holds and kills.

use account::{AccountError, Accounts};
use std::sync::Arc;
use store::{Clock, Db, StoreError};
use wire::{Reader, WireError};

/// Why alerts could not do their work.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The accounts failed.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The wire failed.
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// What alerts are made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The accounts.
    pub accounts: Accounts,
    /// The wire, for reading.
    pub reader: Reader,
    /// The agency's name, which signs the letters.
    pub agency: String,
    /// What absolute addresses begin with, without a slash at the end.
    pub base: String,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Saved searches and alerts. Clones are the same.
#[derive(Clone)]
pub struct Alerts(Arc<Parts>);

impl Alerts {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::ops::Deref for Alerts {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
