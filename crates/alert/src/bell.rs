//! Telling open streams that somebody has a new alert, and counting the streams.

use crate::Alerts;
use account::PersonId;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// Streams of alerts that one person may have open at a time, in one process: a window each, and some more.
pub const LINES_MAX: usize = 12;

/// Rings whenever alerts were raised.
#[derive(Default)]
pub(crate) struct Bell {
    rung: watch::Sender<u64>,
    /// At which stroke it rang for somebody last. A stream looks at the store only when it rang for its reader.
    last: Mutex<HashMap<PersonId, u64>>,
    lines: Mutex<HashMap<PersonId, usize>>,
}

impl Bell {
    /// Rings for these people.
    pub(crate) fn ring<'a>(&self, people: impl Iterator<Item = &'a PersonId>) {
        let stroke = *self.rung.borrow() + 1;
        let mut last = locked(&self.last);
        for person in people {
            last.insert(person.clone(), stroke);
        }
        drop(last);
        self.rung.send_replace(stroke);
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One open stream. It is counted until it is dropped.
pub struct OpenLine {
    rung: watch::Receiver<u64>,
    heard: u64,
    alerts: Alerts,
    person: PersonId,
}

impl Alerts {
    /// Opens a stream for somebody; none when they have [`LINES_MAX`].
    pub fn open_line(&self, person: &PersonId) -> Option<OpenLine> {
        let bell = self.bell();
        let mut lines = locked(&bell.lines);
        let own = lines.entry(person.clone()).or_default();
        if *own >= LINES_MAX {
            return None;
        }
        *own += 1;
        drop(lines);
        let rung = bell.rung.subscribe();
        let heard = *rung.borrow();
        Some(OpenLine { rung, heard, alerts: self.clone(), person: person.clone() })
    }
}

impl OpenLine {
    /// Waits until this process raised an alert for its reader. What other processes raise is found by looking now and
    /// then.
    pub async fn rings(&mut self) {
        loop {
            if self.rung.changed().await.is_err() {
                // The bell lives as long as the alerts that this line holds.
                std::future::pending::<()>().await;
            }
            let stroke = *self.rung.borrow_and_update();
            let last = locked(&self.alerts.bell().last).get(&self.person).copied().unwrap_or_default();
            if last > self.heard {
                self.heard = stroke;
                return;
            }
        }
    }
}

impl Drop for OpenLine {
    fn drop(&mut self) {
        let mut lines = locked(&self.alerts.bell().lines);
        if let Some(own) = lines.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                lines.remove(&self.person);
            }
        }
    }
}
