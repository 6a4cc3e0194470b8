//! Who has how many lines open to the lists, in this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Lines that one person may have open at a time, in one process: a window each, and some more.
pub(crate) const LINES_MAX: usize = 12;

/// The open lines, by login. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<HashMap<String, usize>>>);

/// One open line. It is counted until it is dropped.
pub(crate) struct Counted {
    lines: Lines,
    login: String,
}

impl Lines {
    fn open(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more line of this person; none when they have [`LINES_MAX`].
    pub(crate) fn count(&self, login: &str) -> Option<Counted> {
        let mut open = self.open();
        let own = open.entry(login.to_owned()).or_default();
        if *own >= LINES_MAX {
            return None;
        }
        *own += 1;
        Some(Counted { lines: self.clone(), login: login.to_owned() })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.lines.open();
        if let Some(own) = open.get_mut(&self.login) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.login);
            }
        }
    }
}
