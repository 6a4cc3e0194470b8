//! What happens after the news is out: those who have a killed story are called until they confirm, and logins and keys
//! that went silent or ask badly are told so.
//!
//! Invariants:
//! - A recall, its receivers and its letters are one transaction; a second look at the same dispatch adds only what is
//!   missing, and writes to nobody again.
//! - A reminder goes out once, whatever is restarted in between.
//! - A letter holds no text of an item: its id, what was done, when, the reason of the notice, and a link.
//! - What is the matter with a taker is decided by pure functions of what was noted ([`judge`]).

mod calls;
pub mod judge;
mod letters;
mod reminders;
mod rounds;

pub use calls::{CALL_DAYS_MAX, FOLLOWER};

use account::{AccountError, Accounts};
use audience::AudienceError;
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};
use store::{Clock, Db, StoreError};
use tokio_util::sync::CancellationToken;
use wire::{Reader, WireError};

/// Seconds between two looks at the reminders.
const REMINDERS_SECS: u64 = 10;
/// Seconds between two looks at those who ask.
const ROUND_SECS: u64 = 60;

/// Why the watch could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The accounts failed.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The gate failed.
    #[error(transparent)]
    Audience(#[from] AudienceError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The wire failed.
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// What the watch is made of.
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

/// The watch. Clones are the same.
#[derive(Clone)]
pub struct Watch(Arc<Parts>, Arc<Memory>);

/// What is kept between two looks.
#[derive(Default)]
struct Memory {
    calls: calls::Position,
    windows: rounds::Windows,
}

impl std::ops::Deref for Watch {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Watch {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts), Arc::default())
    }

    /// Follows the wire until `stop`, and calls those who have what was killed, withdrawn, held or corrected.
    pub async fn follow(self, stop: CancellationToken) {
        wire::follow(&self.reader, FOLLOWER, &stop, || self.catch_up()).await;
    }

    /// Keeps the reminders and looks at those who ask, until `stop`. What fails is told, and done at the next look.
    pub async fn keep(self, stop: CancellationToken) {
        let (reminders, round) = (Duration::from_secs(REMINDERS_SECS), Duration::from_secs(ROUND_SECS));
        tokio::join!(
            every(reminders, &stop, "reminders", || self.remind()),
            every(round, &stop, "round", || self.round())
        );
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

async fn every<F>(period: Duration, stop: &CancellationToken, what: &str, work: impl Fn() -> F)
where
    F: Future<Output = Result<(), WatchError>>,
{
    let mut beat = tokio::time::interval(period);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(beat.tick()).await.is_some() {
        match stop.run_until_cancelled(work()).await {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::error!("the watch could not do its {what}: {error}"),
            None => return,
        }
    }
}
