//! When keys and API users were used last: noted in memory, and written down now and then, so that no request waits for
//! a write.

use crate::{AccountError, Accounts, Subscriber, Via, deed::settle};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use store::args;

/// Seconds between two writings of the notes.
pub const LAST_USE_SECS: u64 = 60;
/// Notes that are kept until they are written; more are not taken.
const NOTES_MAX: usize = 100_000;

/// Uses that wait to be written.
#[derive(Default)]
pub(crate) struct LastUse(Mutex<BTreeMap<Via, Timestamp>>);

impl LastUse {
    /// Notes a use.
    pub(crate) fn note(&self, via: &Via, now: Timestamp) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = notes.get_mut(via) {
            *last = now.max(*last);
        } else if notes.len() < NOTES_MAX {
            notes.insert(via.clone(), now);
        }
    }

    fn take(&self) -> BTreeMap<Via, Timestamp> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Accounts {
    /// Notes that somebody was let in now.
    pub fn note_use(&self, subscriber: &Subscriber) {
        self.last_use.note(&subscriber.via, self.clock.now());
    }

    /// Writes down the uses that were noted since the last time. Notes are lost when the store fails: the next use
    /// makes them good.
    pub async fn write_last_use(&self) -> Result<(), AccountError> {
        let notes = self.last_use.take();
        if notes.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        let written = async {
            // In one order, so that two processes that write at once wait for each other and not in a circle.
            for (via, used) in notes {
                let (sql, id) = match &via {
                    Via::Key(id) => ("UPDATE api_key SET used = $1 WHERE id = $2", id),
                    Via::User(login) => ("UPDATE api_user SET used = $1 WHERE login = $2", login),
                    // Their sessions tell.
                    Via::Person(_) => continue,
                };
                tx.run(sql, args![story::to_millis(used), id.as_str()]).await?;
            }
            Ok(())
        }
        .await;
        settle(tx, written).await
    }
}
