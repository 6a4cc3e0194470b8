//! When what last changed.

use super::Key;
use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Keys whose last change is remembered. Beyond, all are forgotten, and every page made before then is made anew.
const KEYS_MAX: usize = 100_000;

/// The changes of this process, counted.
#[derive(Debug, Default)]
pub(super) struct Changes {
    tick: AtomicU64,
    known: RwLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Whatever was begun before this change is out of date.
    floor: u64,
    last: HashMap<Key, u64>,
}

impl Changes {
    /// How many changes there were.
    pub fn tick(&self) -> u64 {
        self.tick.load(Ordering::Acquire)
    }

    /// Counts one change of these.
    pub fn note(&self, keys: impl IntoIterator<Item = Key>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let tick = self.tick() + 1;
        known.last.extend(keys.into_iter().map(|key| (key, tick)));
        if known.last.len() > KEYS_MAX {
            *known = Known { floor: tick, last: HashMap::new() };
        }
        // Last: who sees the number finds the keys.
        self.tick.store(tick, Ordering::Release);
    }

    /// Counts one change of everything.
    pub fn note_all(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let tick = self.tick() + 1;
        *known = Known { floor: tick, last: HashMap::new() };
        self.tick.store(tick, Ordering::Release);
    }

    /// True when one of these changed after `tick`.
    pub fn after(&self, tick: u64, keys: &[Key]) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.floor > tick || keys.iter().any(|key| known.last.get(key).is_some_and(|&last| last > tick))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::Lang;

    fn key(lang: &str) -> Key {
        Key::Latest(Lang::new(lang).expect("a tag"))
    }

    #[test]
    fn what_was_begun_before_a_change_is_out_of_date_and_what_came_after_is_not() {
        let changes = Changes::default();
        let before = changes.tick();
        changes.note([key("en")]);
        let after = changes.tick();
        assert!(changes.after(before, &[key("tr"), key("en")]));
        assert!(!changes.after(before, &[key("tr")]));
        assert!(!changes.after(after, &[key("en")]));
        changes.note_all();
        assert!(changes.after(after, &[]));
        assert!(!changes.after(changes.tick(), &[key("en")]));
    }

    #[test]
    fn what_is_forgotten_counts_as_changed() {
        let changes = Changes::default();
        let before = changes.tick();
        let lang = Lang::new("en").expect("a tag");
        let sections = 0..=u32::try_from(KEYS_MAX).expect("a small number");
        changes.note(sections.map(|n| Key::Section(lang.clone(), story::CategoryId(n))));
        assert!(changes.after(before, &[key("tr")]));
        assert!(!changes.after(changes.tick(), &[key("tr")]));
    }
}
