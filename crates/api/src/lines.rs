//! How many streams a person at a browser has open, in this process.

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

/// The open streams, by the id of the person. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<HashMap<String, usize>>>);

/// One open stream. It is counted until it is dropped.
pub(crate) struct Counted {
    lines: Lines,
    person: String,
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
        let mut open = self.open();
        let own = open.entry(person.clone()).or_default();
        if *own >= LINES_MAX {
            let why = format_args!("You have {LINES_MAX} streams open, which is the limit. Close one of them first.");
            return Err(Problem::new(Case::TooMany, why).retry_after(RETRY_SECS));
        }
        *own += 1;
        Ok(Some(Counted { lines: self.clone(), person: person.clone() }))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.lines.open();
        if let Some(own) = open.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.person);
            }
        }
    }
}
