//! Which of a great many queries one story meets.
//!
//! Every word, phrase and value that queries ask for is a *leaf*, whoever asks for it, and is known by a number. A story
//! is looked up once in a dictionary of leaves. Each query hangs on an *anchor*: the rarest leaves without one of which it
//! cannot be met. Only queries whose anchor the story has are looked at, and those exactly. A query that the absence of
//! something could meet hangs on nothing, and is looked at for every story.

mod code;
mod hooks;
mod leaves;

use crate::{
    Query, Rarity, Reading,
    analysis::{ANALYSES, Analysis},
};
use code::{Anchor, Code};
use hooks::Hooks;
use leaves::{LeafNumber, Leaves};
use std::collections::HashMap;
use story::Lang;

/// Words of programs that may lie about unused before the rest is moved together.
const WASTE_WORDS_MIN: usize = 64 * 1024;
/// Bits of a word of [`Scratch::due`].
const BITS: usize = u64::BITS as usize;

/// A great many queries, each under a number that its owner gave it.
pub struct Matcher {
    leaves: Leaves,
    /// The programs of all queries, one after the other.
    codes: Vec<u32>,
    slots: Vec<Slot>,
    by_id: HashMap<u64, u32>,
    hooks: Hooks,
    /// The queries that hang on nothing.
    always: Vec<u32>,
    wasted: usize,
}

/// One query.
struct Slot {
    id: u64,
    begin: u32,
    /// 0 for a query that was removed.
    length: u32,
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
        Self {
            leaves: Leaves::new(rarity),
            codes: Vec::new(),
            slots: Vec::new(),
            by_id: HashMap::new(),
            hooks: Hooks::default(),
            always: Vec::new(),
            wasted: 0,
        }
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

    /// Gives back memory that is not used, after many queries were added.
    pub fn settle(&mut self) {
        self.leaves.shrink();
        self.codes.shrink_to_fit();
        self.slots.shrink_to_fit();
        self.by_id.shrink_to_fit();
        self.hooks.shrink();
        self.always.shrink_to_fit();
    }

    /// How many queries there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Adds a query, in the place of the one that had the same number.
    pub fn put(&mut self, id: u64, query: &Query) {
        self.remove(id);
        let code = Code::of(query, &mut self.leaves);
        self.add(id, &code.0);
    }

    /// Takes a query away; false when there was none.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(slot) = self.by_id.remove(&id) else { return false };
        let slot = &mut self.slots[slot as usize];
        self.wasted += slot.length as usize;
        slot.length = 0;
        if self.wasted > WASTE_WORDS_MIN.max(self.codes.len() / 2) {
            self.tidy();
        }
        true
    }

    /// Adds the numbers of the queries that the story meets to `met`, each once, in no order.
    pub fn matches(&self, reading: &Reading, scratch: &mut Scratch, met: &mut Vec<u64>) {
        let begin = met.len();
        scratch.found.resize(self.leaves.len(), 0);
        self.leaves.find(reading, &mut scratch.found, &mut scratch.touched);
        scratch.due.resize(self.slots.len().div_ceil(BITS), 0);
        scratch.sure.resize(self.slots.len().div_ceil(BITS), 0);
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
        for (slots, (due, sure)) in self.slots.chunks(BITS).zip(due.iter_mut().zip(sure)) {
            while *due != 0 {
                let at = due.trailing_zeros() as usize;
                let slot = &slots[at];
                let code = &self.codes[slot.begin as usize..][..slot.length as usize];
                if slot.length > 0 && (*sure >> at & 1 == 1 || code::holds(code, found, reading)) {
                    met.push(slot.id);
                }
                *due &= *due - 1;
            }
            *sure = 0;
        }
        for leaf in touched.drain(..) {
            found[leaf as usize] = 0;
        }
        met[begin..].sort_unstable();
    }

    /// The memory that it holds, in bytes.
    pub fn bytes(&self) -> usize {
        self.leaves.bytes()
            + self.codes.capacity() * size_of::<u32>()
            + self.slots.capacity() * size_of::<Slot>()
            // One byte of control for each place, seven of eight of which can be filled.
            + self.by_id.capacity() * (size_of::<(u64, u32)>() + 1) * 8 / 7
            + self.hooks.bytes()
            + self.always.capacity() * size_of::<u32>()
    }

    fn add(&mut self, id: u64, code: &[u32]) {
        let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        let begin = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.extend_from_slice(code);
        self.slots.push(Slot { id, begin, length: u32::try_from(code.len()).unwrap_or(0) });
        self.by_id.insert(id, slot);
        match code::anchor(code, &self.leaves) {
            Some(Anchor { leaves, guard, decides, .. }) => {
                for leaf in leaves {
                    self.hooks.hang(slot, leaf, guard, decides);
                }
            }
            None => self.always.push(slot),
        }
    }

    /// Builds everything anew from the queries that are left.
    fn tidy(&mut self) {
        let codes = std::mem::take(&mut self.codes);
        let slots = std::mem::take(&mut self.slots);
        self.by_id.clear();
        self.hooks.clear();
        self.always.clear();
        self.wasted = 0;
        let mut used = vec![false; self.leaves.len()];
        for slot in slots.iter().filter(|slot| slot.length > 0) {
            let code = &codes[slot.begin as usize..][..slot.length as usize];
            code::each_leaf(code, |leaf| used[leaf as usize] = true);
            self.add(slot.id, code);
        }
        self.leaves.keep(&used);
    }
}

#[cfg(test)]
mod tests;
