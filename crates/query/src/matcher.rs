//! Which of a great many queries one story meets.
//!
//! Every word, phrase and value that queries ask for is a *leaf*, whoever asks for it, and is known by a number. A story
//! is looked up once in a dictionary of leaves. Each query hangs on an *anchor*: the rarest leaves without one of which it
//! cannot be met. Only queries whose anchor the story has are looked at, and of those only what the anchor does not say. A
//! query that the absence of something could meet hangs on nothing, and is looked at for every story.
//!
//! What is held is as small as it can be and still be walked over fast: lists without room to spare, in an order by which
//! things are found. What is added goes beside them and is in force at once; it is moved into the lists now and then.

mod code;
mod dictionary;
mod hooks;
mod leaves;
mod plan;
mod slots;
mod tails;

use crate::{
    Query, Rarity, Reading,
    analysis::{ANALYSES, Analysis},
};
use code::Program;
use hooks::Hooks;
use leaves::{LeafNumber, Leaves};
use plan::{Hanging, Part};
use slots::{BITS, Slots};
use story::Lang;

/// Programs that are opened before the first of them is run: they lie far apart, and the memory of all of them is on its
/// way at the same time.
const TOGETHER: usize = 32;

/// A great many queries, each under a number that its owner gave it.
pub struct Matcher {
    leaves: Leaves,
    slots: Slots,
    hooks: Hooks,
    /// The slots of queries that hang on nothing.
    always: Vec<u32>,
}

/// Memory for looking at a story; kept by whoever asks often.
#[derive(Default)]
pub struct Scratch {
    /// The parts of the story in which each leaf stands; 0 for a leaf that is not there.
    found: Vec<u8>,
    touched: Vec<LeafNumber>,
    /// The slots that have to be looked at, one bit each: a query of several alternatives hangs on several leaves, and
    /// programs are read the faster in the order in which they lie.
    due: Vec<u64>,
    /// Those among them that are met for sure.
    sure: Vec<u64>,
}

impl Matcher {
    /// No queries yet; anchors are chosen by how rare things are.
    pub fn new(rarity: Rarity) -> Self {
        Self { leaves: Leaves::new(rarity), slots: Slots::default(), hooks: Hooks::default(), always: Vec::new() }
    }

    /// The same for stories in these languages, and in those that have no analysis of their own: it takes less memory.
    /// Whoever has a story in another language asks [`Matcher::reads`] first, and makes a new matcher.
    #[must_use]
    pub fn for_languages<'a>(mut self, languages: impl IntoIterator<Item = &'a Lang>) -> Self {
        let other = 1 << (ANALYSES.len() - 1);
        let ways = languages.into_iter().fold(other, |ways, lang| ways | 1 << Analysis::number(lang));
        self.leaves.read_only(ways);
        self
    }

    /// True when stories in this language can be asked about.
    pub fn reads(&self, language: &Lang) -> bool {
        self.leaves.reads(1 << Analysis::number(language))
    }

    /// Puts all in order and gives back memory that is not used, after many queries were added.
    pub fn settle(&mut self) {
        if !self.slots.is_tidy() {
            self.tidy();
        }
        self.leaves.shrink();
        self.slots.shrink();
        self.hooks.settle(Some);
        self.always.shrink_to_fit();
    }

    /// How many queries there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a query, in the place of the one that had the same number.
    pub fn put(&mut self, id: u64, query: &Query) {
        self.slots.remove(id);
        let whole = Part::of(query, &mut self.leaves);
        if let Some(Hanging { leaves, guard, rest, .. }) = whole.hang(&self.leaves) {
            let slot = self.slots.add(id, &code::program(rest.as_ref()));
            for leaf in leaves {
                self.hooks.hang(slot, leaf, guard, rest.is_none());
            }
        } else {
            self.always.push(self.slots.add(id, &code::program(Some(&whole))));
        }
        self.tidy_if_untidy();
    }

    /// Takes a query away; false when there was none.
    pub fn remove(&mut self, id: u64) -> bool {
        let was_there = self.slots.remove(id);
        self.tidy_if_untidy();
        was_there
    }

    /// Adds the numbers of the queries that the story meets to `met`, each once, in their order.
    pub fn matches(&self, reading: &Reading, scratch: &mut Scratch, met: &mut Vec<u64>) {
        let begin = met.len();
        scratch.found.resize(self.leaves.len(), 0);
        self.leaves.find(reading, &mut scratch.found, &mut scratch.touched);
        scratch.due.resize(self.slots.words(), 0);
        scratch.sure.resize(self.slots.words(), 0);
        let Scratch { found, touched, due, sure } = scratch;
        let mut note = |slot: u32, decided: bool| {
            let (at, bit) = (slot as usize / BITS, 1 << (slot as usize % BITS));
            due[at] |= bit;
            sure[at] |= if decided { bit } else { 0 };
        };
        for &leaf in &*touched {
            self.hooks.each(leaf, |guard| found[guard as usize] != 0, &mut note);
        }
        self.always.iter().for_each(|&slot| note(slot, false));
        let mut together = Vec::with_capacity(TOGETHER);
        for (word, (due, sure)) in due.iter_mut().zip(sure).enumerate() {
            let mut left = std::mem::take(due) & self.slots.live(word);
            let sure = std::mem::take(sure);
            while left != 0 {
                let (at, bit) = (left.trailing_zeros() as usize, left & left.wrapping_neg());
                let slot = word * BITS + at;
                let rest = if sure & bit == 0 { Program::open(self.slots.code(slot)) } else { None };
                together.push((slot, rest));
                if together.len() == TOGETHER {
                    self.decide(&mut together, found, reading, met);
                }
                left ^= bit;
            }
        }
        self.decide(&mut together, found, reading, met);
        for leaf in touched.drain(..) {
            found[leaf as usize] = 0;
        }
        met[begin..].sort_unstable();
    }

    /// Adds the numbers of those to `met` of which nothing is left to be looked at, or what is left holds.
    fn decide(
        &self,
        slots: &mut Vec<(usize, Option<Program<'_>>)>,
        found: &[u8],
        reading: &Reading,
        met: &mut Vec<u64>,
    ) {
        for (slot, rest) in slots.drain(..) {
            if rest.is_none_or(|rest| rest.holds(found, reading)) {
                met.push(self.slots.id(slot));
            }
        }
    }

    /// The memory that it holds, in bytes.
    pub fn bytes(&self) -> usize {
        self.leaves.bytes() + self.slots.bytes() + self.hooks.bytes() + self.always.capacity() * size_of::<u32>()
    }

    fn tidy_if_untidy(&mut self) {
        if self.slots.is_untidy() {
            self.tidy();
        }
    }

    /// Forgets what was removed, and puts the rest in order.
    fn tidy(&mut self) {
        let moved = self.slots.tidy();
        self.hooks.settle(|slot| moved[slot as usize]);
        self.always = self.always.iter().filter_map(|slot| moved[*slot as usize]).collect();
        let mut used = vec![false; self.leaves.len()];
        let mut is_used = |leaf: LeafNumber| used[leaf as usize] = true;
        self.hooks.each_leaf(&mut is_used);
        (0..self.slots.len()).for_each(|slot| code::each_leaf(self.slots.code(slot), &mut is_used));
        self.leaves.keep(&used);
    }
}

#[cfg(test)]
mod tests;
