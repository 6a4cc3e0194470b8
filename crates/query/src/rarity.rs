//! How often what queries ask for stands in stories.

use crate::{
    Reading,
    key::{ByKey, Key},
};

/// Stories that are enough to judge by.
const STORIES_MIN: u32 = 200;
/// Different things that are counted at most; rarer ones than these are not met twice in a sample anyway.
const KEYS_MAX: usize = 1_000_000;
const MILLION: u64 = 1_000_000;

/// Counts of a sample of stories, such as the newest of the archive.
#[derive(Default)]
pub struct Rarity {
    stories: u32,
    seen: ByKey<u32>,
}

impl Rarity {
    /// Counts one story more.
    pub fn count(&mut self, reading: &Reading) {
        self.stories = self.stories.saturating_add(1);
        for &key in reading.keys.keys() {
            if self.seen.len() < KEYS_MAX || self.seen.contains_key(&key) {
                *self.seen.entry(key).or_default() += 1;
            }
        }
    }

    /// Stories of a million that have it; `guess` while too few were seen.
    pub(crate) fn of(&self, key: Key, guess: u64) -> u64 {
        if self.stories < STORIES_MIN {
            return guess;
        }
        // What was never seen is judged by what sort of thing it is, and comes before all that was.
        let seen = self.seen.get(&key).map_or(0, |&seen| u64::from(seen) * MILLION / u64::from(self.stories));
        seen + guess / 1_000
    }
}
