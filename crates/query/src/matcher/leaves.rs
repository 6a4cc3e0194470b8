//! Everything that queries ask for, each thing once.

use crate::{
    Leaf, Rarity, Reading,
    key::{ByKey, Key, pair_key},
    prepared::{Analyses, EVERY_WAY, Wanted},
    reading::Zones,
};
use std::hash::{DefaultHasher, Hasher};

pub(super) type LeafNumber = u32;

/// No further entry.
const END: u32 = u32::MAX;

/// Stories of a million that are taken to have a word, a run of words, or a value, while too few stories were seen.
const WORD_GUESS: u64 = 2_000;
const RUN_GUESS: u64 = 500;
/// A value of a condition: few of them tell stories apart as well as a word does.
const VALUE_GUESS: u64 = 200_000;

pub(super) struct Leaves {
    rarity: Rarity,
    /// The ways in which words are read.
    ways: Analyses,
    /// How many stories of a million have the leaf, by its number.
    costs: Vec<u32>,
    /// The number of a leaf by what it is.
    numbers: ByKey<LeafNumber>,
    /// The first entry of each key.
    words: ByKey<u32>,
    entries: Vec<Entry>,
    /// The first run of each pair of neighbours.
    pairs: ByKey<u32>,
    runs: Vec<Run>,
    /// Numbers that no query uses any more.
    free: Vec<LeafNumber>,
}

/// A leaf that a key makes true in stories of some analyses.
struct Entry {
    leaf: LeafNumber,
    next: u32,
    analyses: Analyses,
}

/// A leaf that words in this order make true. The first two of them are in the key that leads to it.
struct Run {
    leaf: LeafNumber,
    next: u32,
    analyses: Analyses,
    /// The words after the first two.
    rest: Box<[Key]>,
}

impl Leaves {
    pub(super) fn new(rarity: Rarity) -> Self {
        Self {
            rarity,
            ways: EVERY_WAY,
            costs: Vec::new(),
            numbers: ByKey::default(),
            words: ByKey::default(),
            entries: Vec::new(),
            pairs: ByKey::default(),
            runs: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Reads the words that are still to come in these ways only.
    pub(super) fn read_only(&mut self, ways: Analyses) {
        self.ways = ways;
    }

    /// True when words are read in this way.
    pub(super) fn reads(&self, way: Analyses) -> bool {
        self.ways & way != 0
    }

    pub(super) fn len(&self) -> usize {
        self.costs.len()
    }

    /// How many stories of a million have the leaf.
    pub(super) fn cost(&self, leaf: LeafNumber) -> u64 {
        self.costs[leaf as usize].into()
    }

    /// The number of a word or phrase.
    pub(super) fn number(&mut self, leaf: Leaf<'_>) -> LeafNumber {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(leaf.is_phrase().into());
        hasher.write(leaf.text().as_bytes());
        let name = hasher.finish();
        if let Some(&number) = self.numbers.get(&name) {
            return number;
        }
        let Wanted { words, runs } = Wanted::of(leaf, self.ways);
        let words_cost: u64 = words.iter().map(|(key, _)| self.rarity.of(*key, WORD_GUESS)).sum();
        let rarest = |run: &[Key]| run.iter().map(|key| self.rarity.of(*key, RUN_GUESS)).min().unwrap_or_default();
        let runs_cost: u64 = runs.iter().map(|(run, _)| rarest(run)).sum();
        let number = self.add(name, words_cost + runs_cost);
        for (key, analyses) in words {
            self.add_word(key, number, analyses);
        }
        for (run, analyses) in runs {
            let rest = run[2..].into();
            self.add_run(pair_key(run[0], run[1]), Run { leaf: number, next: END, analyses, rest });
        }
        number
    }

    /// The number of a value of a condition.
    pub(super) fn value(&mut self, key: Key) -> LeafNumber {
        // Names of words and phrases are hashes of something else than keys are.
        if let Some(&number) = self.numbers.get(&key) {
            return number;
        }
        let number = self.add(key, self.rarity.of(key, VALUE_GUESS));
        self.add_word(key, number, EVERY_WAY);
        number
    }

    fn add(&mut self, name: Key, cost: u64) -> LeafNumber {
        let cost = u32::try_from(cost).unwrap_or(u32::MAX);
        let number = self.free.pop().unwrap_or_else(|| {
            self.costs.push(0);
            u32::try_from(self.costs.len() - 1).unwrap_or(u32::MAX)
        });
        self.costs[number as usize] = cost;
        self.numbers.insert(name, number);
        number
    }

    fn add_word(&mut self, key: Key, leaf: LeafNumber, analyses: Analyses) {
        let at = u32::try_from(self.entries.len()).unwrap_or(END);
        let next = self.words.insert(key, at).unwrap_or(END);
        self.entries.push(Entry { leaf, next, analyses });
    }

    fn add_run(&mut self, pair: Key, run: Run) {
        let at = u32::try_from(self.runs.len()).unwrap_or(END);
        let next = self.pairs.insert(pair, at).unwrap_or(END);
        self.runs.push(Run { next, ..run });
    }

    /// Writes down for each leaf that the story has in which of its parts, and which leaves these are.
    pub(super) fn find(&self, reading: &Reading, found: &mut [Zones], touched: &mut Vec<LeafNumber>) {
        let mut touch = |leaf: LeafNumber, zones: Zones| {
            let known = &mut found[leaf as usize];
            if *known == 0 {
                touched.push(leaf);
            }
            *known |= zones;
        };
        for (key, &zones) in &reading.keys {
            let mut at = self.words.get(key).copied().unwrap_or(END);
            while let Some(entry) = self.entries.get(at as usize) {
                if entry.analyses & reading.analysis != 0 {
                    touch(entry.leaf, zones);
                }
                at = entry.next;
            }
        }
        if self.pairs.is_empty() {
            return;
        }
        for (zone, text) in &reading.runs {
            for (n, pair) in text.windows(2).enumerate() {
                let mut at = self.pairs.get(&pair_key(pair[0], pair[1])).copied().unwrap_or(END);
                while let Some(run) = self.runs.get(at as usize) {
                    if run.analyses & reading.analysis != 0 && text[n + 2..].starts_with(&run.rest) {
                        touch(run.leaf, *zone);
                    }
                    at = run.next;
                }
            }
        }
    }

    /// Forgets the leaves that no query uses.
    pub(super) fn keep(&mut self, used: &[bool]) {
        let is_used = |leaf: LeafNumber| used[leaf as usize];
        self.free.clear();
        self.free.extend((0..).zip(used).filter(|(_, used)| !**used).map(|(leaf, _)| leaf));
        self.numbers.retain(|_, leaf| is_used(*leaf));
        let entries = std::mem::take(&mut self.entries);
        let mut words = std::mem::take(&mut self.words);
        for (key, first) in words.drain() {
            let mut at = first;
            while let Some(entry) = entries.get(at as usize) {
                if is_used(entry.leaf) {
                    self.add_word(key, entry.leaf, entry.analyses);
                }
                at = entry.next;
            }
        }
        let mut runs: Vec<Option<Run>> = std::mem::take(&mut self.runs).into_iter().map(Some).collect();
        let mut pairs = std::mem::take(&mut self.pairs);
        for (pair, first) in pairs.drain() {
            let mut at = first;
            while let Some(run) = runs.get_mut(at as usize).and_then(Option::take) {
                at = run.next;
                if is_used(run.leaf) {
                    self.add_run(pair, run);
                }
            }
        }
    }

    /// Gives back memory that is not used.
    pub(super) fn shrink(&mut self) {
        self.costs.shrink_to_fit();
        self.numbers.shrink_to_fit();
        self.words.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.pairs.shrink_to_fit();
        self.runs.shrink_to_fit();
    }

    pub(super) fn bytes(&self) -> usize {
        let map = |places: usize| places * (size_of::<(Key, u32)>() + 1) * 8 / 7;
        let runs: usize = self.runs.iter().map(|run| size_of_val(&*run.rest)).sum();
        self.costs.capacity() * size_of::<u32>()
            + map(self.numbers.capacity())
            + map(self.words.capacity())
            + self.entries.capacity() * size_of::<Entry>()
            + map(self.pairs.capacity())
            + self.runs.capacity() * size_of::<Run>()
            + runs
            + self.free.capacity() * size_of::<LeafNumber>()
    }
}
