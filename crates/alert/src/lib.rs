//! Saved searches, and telling readers what was found for them.
//!
//! Invariants:
//! - A saved search finds what the archive finds by the same query, and nothing that its owner's contract does not
//!   cover.
//! - An alert is raised once for a version and a reader, however many of their searches it meets, whatever is restarted
//!   in between: alert and letter of a reader are one transaction; the cursor moves with the last.
//! - What is looked at late is told as the searches were when it came: nobody is told late of what was there before they
//!   asked for it.
//! - Nobody is alerted to what is under embargo before its time, and whoever was alerted hears of updates, holds and
//!   kills.
//! - No text of an item is kept here: an alert names the version, and whoever shows it asks the gate again. A letter
//!   holds headline and slug, and is taken back when the item is stopped before it was sent. A push asks when it is sent,
//!   and only the browser can open it.

mod address;
mod bell;
mod book;
mod follow;
mod hearing;
mod hourly;
mod keep;
mod letters;
mod list;
mod push;
mod raise;
mod record;
mod register;
mod rights;
mod saved;
mod searches;
mod settings;
mod taken_back;

pub use address::Feed;
pub use bell::{LINES_MAX, OpenLine};
pub use follow::{ALERT_HOURS_MAX, FOLLOWER};
pub use hourly::LETTERS_PER_HOUR_MAX;
pub use keep::{ALERT_DAYS, PERSON_ALERTS_MAX};
pub use list::{ALERTS_MAX, Alert, FoundBy};
pub use push::{
    Browser, NewBrowser, PUSH_BROWSERS_MAX, PUSH_HOURS_MAX, Push, PushKey, PushServices, PushTest, STOP_HOURS_MAX,
};
pub use register::{COUNTED_DAYS, Hears, Registered, Somebody, Unreadable, Whose, register};
pub use saved::{ByMail, Delivery, NewSearch, Owner, SavedSearch, SearchChange, SearchId};
pub use searches::{ORGANISATION_SEARCHES_MAX, PERSON_SEARCHES_MAX};
pub use settings::{Quiet, Settings};

use account::{AccountError, Accounts};
use jiff::Timestamp;
use query::QueryError;
use std::sync::Arc;
use store::{Clock, Db, StoreError, Tx};
use tokio::sync::Mutex;
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
    /// A query cannot be read.
    #[error("the query cannot be understood {0}")]
    Query(#[from] QueryError),
    /// A value cannot be used.
    #[error("`{field}` {why}")]
    Bad {
        /// The field.
        field: &'static str,
        /// What is wrong, to be read after its name.
        why: String,
    },
    /// There is no such search, or it is somebody else's.
    #[error("there is no saved search `{0}`")]
    Unknown(SearchId),
    /// Only a master user changes what the organisation shares.
    #[error("this search is your organisation's: only a master user changes it")]
    NotMaster,
    /// There is no such browser, or it is somebody else's.
    #[error("there is no such browser")]
    UnknownBrowser,
    /// A reader has as many browsers as they may have.
    #[error("{PUSH_BROWSERS_MAX} browsers are told, which is the limit; remove one first")]
    ManyBrowsers,
    /// The key for push services cannot be used.
    #[error("{0}")]
    PushKey(String),
    /// There are as many searches as there may be.
    #[error("{most} searches are saved, which is the limit; delete one first")]
    Full {
        /// How many there may be.
        most: u64,
    },
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
    /// What notifications are sent with.
    pub push: Push,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Saved searches and alerts. Clones are the same.
#[derive(Clone)]
pub struct Alerts(Arc<Parts>, Arc<Memory>);

/// What is kept between two looks.
#[derive(Default)]
struct Memory {
    /// Held by whoever raises alerts: one at a time in this process.
    work: Mutex<Option<follow::Work>>,
    bell: bell::Bell,
    /// Something may be due at browsers.
    pushes: tokio::sync::Notify,
    tokens: push::Tokens,
}

impl Alerts {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts), Arc::default())
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn bell(&self) -> &bell::Bell {
        &self.1.bell
    }
}

impl std::ops::Deref for Alerts {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Keeps what went well, and takes back what did not.
async fn settle<T>(tx: Tx, done: Result<T, AlertError>) -> Result<T, AlertError> {
    match done {
        Ok(done) => {
            tx.commit().await?;
            Ok(done)
        }
        Err(refused) => {
            // The refusal is what to tell; a failed rollback only costs the connection.
            let _ = tx.rollback().await;
            Err(refused)
        }
    }
}
