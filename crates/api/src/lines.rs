//! How many streams a person at a browser has open, and how many archives somebody is being sent, in this process.

use account::{Subscriber, Via};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use web::{Case, Problem};

/// Streams that one person may have open at a time, in one process: one for each column, and some more.
pub(crate) const LINES_MAX: usize = 12;
/// After so many seconds, whoever had too many open asks again.
const RETRY_SECS: u32 = 10;
/// Archives that one taker may be sent at a time, in one process: a full basket takes so many.
pub(crate) const ARCHIVES_MAX: usize = 4;

/// What is open, by the name of who has it. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<HashMap<String, usize>>>);

/// One open stream or archive. It is counted until it is dropped.
pub(crate) struct Counted {
    lines: Lines,
    name: String,
}

impl Lines {
    fn open(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more stream of this person; programs are not counted.
    ///
    /// # Errors
    /// 429 when they have [`LINES_MAX`].
    pub(crate) fn count(&self, subscriber: &Subscriber) -> Result<Option<Counted>, Problem> {
        let Via::Person(person) = &subscriber.via else { return Ok(None) };
        let why = format_args!("You have {LINES_MAX} streams open, which is the limit. Close one of them first.");
        self.counted(person.clone(), LINES_MAX).ok_or_else(|| too_many(why)).map(Some)
    }

    /// Counts one more archive that is sent to this login, key or person.
    ///
    /// # Errors
    /// 429 when they are being sent [`ARCHIVES_MAX`].
    pub(crate) fn count_archive(&self, subscriber: &Subscriber) -> Result<Counted, Problem> {
        let name = format!("archive {} {}", subscriber.organisation.as_str(), subscriber.via.taker());
        let why = format_args!("You are being sent {ARCHIVES_MAX} archives, which is the limit. Wait for one of them.");
        self.counted(name, ARCHIVES_MAX).ok_or_else(|| too_many(why))
    }

    fn counted(&self, name: String, most: usize) -> Option<Counted> {
        let mut open = self.open();
        let own = open.entry(name.clone()).or_default();
        if *own >= most {
            return None;
        }
        *own += 1;
        Some(Counted { lines: self.clone(), name })
    }
}

fn too_many(why: std::fmt::Arguments<'_>) -> Problem {
    Problem::new(Case::TooMany, why).retry_after(RETRY_SECS)
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.lines.open();
        if let Some(own) = open.get_mut(&self.name) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.name);
            }
        }
    }
}
