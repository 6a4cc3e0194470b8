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
}

/// The same counts for good, in less memory.
///
/// They only tell what is looked at first. So it does no harm that one key of many thousands is taken for another.
#[derive(Default)]
pub(crate) struct Rates {
    stories: u32,
    /// Where the counts of the keys end that begin with the same 16 bits.
    ends: Vec<u32>,
    /// The next 16 bits of each key.
    marks: Vec<u16>,
    /// How many stories have it; so many that they do not fit are as good as all.
    seen: Vec<u16>,
}

impl From<Rarity> for Rates {
    fn from(Rarity { stories, seen }: Rarity) -> Self {
        if stories < STORIES_MIN {
            return Self { stories, ..Self::default() };
        }
        let mut all: Vec<(Key, u32)> = seen.into_iter().collect();
        all.sort_unstable();
        let mut rates = Self { stories, ends: vec![0; 1 << u16::BITS], ..Self::default() };
        rates.marks = all.iter().map(|(key, _)| halves(*key).1).collect();
        rates.seen = all.iter().map(|(_, seen)| u16::try_from(*seen).unwrap_or(u16::MAX)).collect();
        for (end, (key, _)) in (1..).zip(&all) {
            rates.ends[usize::from(halves(*key).0)] = end;
        }
        for at in 1..rates.ends.len() {
            rates.ends[at] = rates.ends[at].max(rates.ends[at - 1]);
        }
        rates
    }
}

impl Rates {
    /// Stories of a million that have it; `guess` while too few were seen.
    pub(crate) fn of(&self, key: Key, guess: u64) -> u64 {
        if self.stories < STORIES_MIN {
            return guess;
        }
        // What was never seen is judged by what sort of thing it is, and comes before all that was.
        u64::from(self.seen(key)) * MILLION / u64::from(self.stories) + guess / 1_000
    }

    fn seen(&self, key: Key) -> u16 {
        let (first, mark) = halves(key);
        let first = usize::from(first);
        let begin = if first == 0 { 0 } else { self.ends[first - 1] } as usize;
        let end = self.ends[first] as usize;
        let found = self.marks[begin..end].binary_search(&mark);
        found.map_or(0, |at| self.seen[begin + at])
    }

    pub(crate) fn bytes(&self) -> usize {
        self.ends.capacity() * size_of::<u32>() + (self.marks.capacity() + self.seen.capacity()) * size_of::<u16>()
    }
}

/// The first 16 bits of a key, and the next 16.
fn halves(key: Key) -> (u16, u16) {
    let [a, b, c, d, ..] = key.to_be_bytes();
    (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]))
}
