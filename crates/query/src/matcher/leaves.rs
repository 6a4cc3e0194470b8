//! Everything that queries ask for, each thing once.

use super::{
    dictionary::{Dictionary, Posting},
    tails::Tails,
};
use crate::{
    Leaf, Rarity, Reading,
    analysis::ANALYSES,
    key::{ByKey, Key, pair_key},
    prepared::{Analyses, EVERY_WAY, Wanted},
    rarity::Rates,
    reading::Zones,
};
use std::hash::{DefaultHasher, Hasher};

pub(super) type LeafNumber = u32;

/// The leaf of what no story can have, such as a word of signs only.
const NEVER: LeafNumber = 0;

/// Stories of a million that are taken to have a word, a run of words, or a value, while too few stories were seen.
const WORD_GUESS: u64 = 2_000;
const RUN_GUESS: u64 = 500;
/// A value of a condition: few of them tell stories apart as well as a word does.
const VALUE_GUESS: u64 = 200_000;

/// Things whose numbers are kept at hand.
const LATELY_MAX: usize = 1 << 20;

/// The bit of analyses that says that a pair of neighbours only begins a phrase, whose number is that of its tail.
const LONGER: Analyses = 1 << (Analyses::BITS - 1);
const _: () = assert!(EVERY_WAY & LONGER == 0, "there are too many analyses");

/// Bits of [`Leaves::about`] that count clues, of which there are two in each analysis at most.
const CLUE_BITS: u32 = 5;
const _: () = assert!(2 * ANALYSES.len() < 1 << CLUE_BITS, "there are too many analyses");

pub(super) struct Leaves {
    rates: Rates,
    /// The ways in which words are read.
    ways: Analyses,
    /// Of each leaf, how many stories of a million have it, and below that how many clues lead to it.
    about: Vec<u32>,
    /// The clues: words and values, and pairs of neighbours.
    dictionary: Dictionary,
    /// The phrases of more than two words.
    tails: Tails,
    /// The numbers of what was asked for lately, words and phrases by their text, as to read these takes long.
    lately: ByKey<LeafNumber>,
    /// Numbers that no query uses any more.
    free: Vec<LeafNumber>,
}

impl Leaves {
    pub(super) fn new(rarity: Rarity) -> Self {
        Self {
            rates: rarity.into(),
            ways: EVERY_WAY,
            about: vec![0],
            dictionary: Dictionary::default(),
            tails: Tails::default(),
            lately: ByKey::default(),
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
        self.about.len()
    }

    /// How many stories of a million have the leaf.
    pub(super) fn cost(&self, leaf: LeafNumber) -> u64 {
        (self.about[leaf as usize] >> CLUE_BITS).into()
    }

    /// How many clues lead to it.
    fn clues(&self, leaf: LeafNumber) -> usize {
        (self.about[leaf as usize] & ((1 << CLUE_BITS) - 1)) as usize
    }

    /// The number of a word or phrase.
    pub(super) fn number(&mut self, leaf: Leaf<'_>) -> LeafNumber {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(leaf.is_phrase().into());
        hasher.write(leaf.text().as_bytes());
        let name = hasher.finish();
        if let Some(&number) = self.lately.get(&name) {
            return number;
        }
        let wanted = Wanted::of(leaf, self.ways);
        let number = self.known(&wanted).unwrap_or_else(|| self.add_wanted(&wanted));
        self.keep_at_hand(name, number);
        number
    }

    /// The number of a value of a condition.
    pub(super) fn value(&mut self, key: Key) -> LeafNumber {
        // Names of words and phrases are hashes of something else than keys are.
        if let Some(&number) = self.lately.get(&key) {
            return number;
        }
        let known = self.led_to(key, EVERY_WAY).pop();
        let number = known.unwrap_or_else(|| {
            let leaf = self.add(self.rates.of(key, VALUE_GUESS), 1);
            self.dictionary.add(key, Posting { leaf, analyses: EVERY_WAY });
            leaf
        });
        self.keep_at_hand(key, number);
        number
    }

    fn keep_at_hand(&mut self, name: Key, number: LeafNumber) {
        if self.lately.len() >= LATELY_MAX {
            self.lately.clear();
        }
        self.lately.insert(name, number);
    }

    /// The leaf that exactly these clues lead to, whatever text they were read from.
    fn known(&self, wanted: &Wanted) -> Option<LeafNumber> {
        let words = wanted.words.iter().map(|(key, ways)| self.led_to(*key, *ways));
        let mut clues = words.chain(wanted.runs.iter().map(|(run, ways)| self.led_to_by(run, *ways)));
        let Some(mut leaves) = clues.next() else { return Some(NEVER) };
        while !leaves.is_empty()
            && let Some(others) = clues.next()
        {
            leaves.retain(|leaf| others.contains(leaf));
        }
        leaves.into_iter().find(|leaf| self.clues(*leaf) == wanted.words.len() + wanted.runs.len())
    }

    /// The leaves that a word or value leads to in exactly these analyses.
    fn led_to(&self, key: Key, analyses: Analyses) -> Vec<LeafNumber> {
        let mut leaves = Vec::new();
        self.dictionary.each(key, |posting| leaves.extend((posting.analyses == analyses).then_some(posting.leaf)));
        leaves
    }

    /// The leaves that a run of words leads to in exactly these analyses.
    fn led_to_by(&self, run: &[Key], analyses: Analyses) -> Vec<LeafNumber> {
        match run {
            [first, second] => self.led_to(pair_key(*first, *second), analyses),
            [first, second, rest @ ..] => {
                let tails = self.led_to(pair_key(*first, *second), analyses | LONGER).into_iter();
                tails.filter(|tail| self.tails.words(*tail) == rest).map(|tail| self.tails.leaf(tail)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn add_wanted(&mut self, Wanted { words, runs }: &Wanted) -> LeafNumber {
        let words_cost: u64 = words.iter().map(|(key, _)| self.rates.of(*key, WORD_GUESS)).sum();
        let rarest = |run: &[Key]| run.iter().map(|key| self.rates.of(*key, RUN_GUESS)).min().unwrap_or_default();
        let runs_cost: u64 = runs.iter().map(|(run, _)| rarest(run)).sum();
        let leaf = self.add(words_cost + runs_cost, words.len() + runs.len());
        for &(key, analyses) in words {
            self.dictionary.add(key, Posting { leaf, analyses });
        }
        for (run, analyses) in runs {
            let posting = match &run[2..] {
                [] => Posting { leaf, analyses: *analyses },
                rest => Posting { leaf: self.tails.add(leaf, rest), analyses: analyses | LONGER },
            };
            self.dictionary.add(pair_key(run[0], run[1]), posting);
        }
        leaf
    }

    fn add(&mut self, cost: u64, clues: usize) -> LeafNumber {
        let cost = u32::try_from(cost).unwrap_or(u32::MAX).min(u32::MAX >> CLUE_BITS);
        let number = self.free.pop().unwrap_or_else(|| {
            self.about.push(0);
            u32::try_from(self.about.len() - 1).unwrap_or(u32::MAX)
        });
        self.about[number as usize] = cost << CLUE_BITS | u32::try_from(clues).unwrap_or_default();
        number
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
            self.dictionary.each(*key, |Posting { leaf, analyses }| {
                if analyses & LONGER == 0 && analyses & reading.analysis != 0 {
                    touch(leaf, zones);
                }
            });
        }
        for (zone, text) in &reading.runs {
            for (n, pair) in text.windows(2).enumerate() {
                self.dictionary.each(pair_key(pair[0], pair[1]), |Posting { leaf, analyses }| {
                    if analyses & reading.analysis == 0 {
                    } else if analyses & LONGER == 0 {
                        touch(leaf, *zone);
                    } else if text[n + 2..].starts_with(self.tails.words(leaf)) {
                        touch(self.tails.leaf(leaf), *zone);
                    }
                });
            }
        }
    }

    /// Forgets the leaves that no query uses.
    pub(super) fn keep(&mut self, used: &[bool]) {
        let is_used = |leaf: LeafNumber| leaf == NEVER || used[leaf as usize];
        self.free.clear();
        self.free.extend((0..).zip(used).map(|(leaf, _)| leaf).filter(|leaf| !is_used(*leaf)));
        self.lately.retain(|_, leaf| is_used(*leaf));
        let tails = std::mem::take(&mut self.tails);
        self.dictionary.retain(|posting| {
            if posting.analyses & LONGER == 0 {
                return is_used(posting.leaf);
            }
            let (leaf, rest) = (tails.leaf(posting.leaf), tails.words(posting.leaf));
            if is_used(leaf) {
                posting.leaf = self.tails.add(leaf, rest);
            }
            is_used(leaf)
        });
    }

    /// Gives back memory that is not used.
    pub(super) fn shrink(&mut self) {
        self.about.shrink_to_fit();
        self.dictionary.settle();
        self.tails.shrink();
        self.lately = ByKey::default();
        self.free.shrink_to_fit();
    }

    pub(super) fn bytes(&self) -> usize {
        self.rates.bytes()
            + self.about.capacity() * size_of::<u32>()
            + self.dictionary.bytes()
            + self.tails.bytes()
            // One byte of control for each place, seven of eight of which can be filled.
            + self.lately.capacity() * (size_of::<(Key, LeafNumber)>() + 1) * 8 / 7
            + self.free.capacity() * size_of::<LeafNumber>()
    }
}
