//! Which queries hang on which leaf.

use super::leaves::LeafNumber;
use crate::key::{ByKey, Key};

/// No second leaf has to be there for a query to be looked at.
const NO_GUARD: LeafNumber = LeafNumber::MAX;
/// No further fresh one.
const END: u32 = u32::MAX;
/// Fresh ones that may be there before all are put in order.
const FRESH_MIN: usize = 4_096;
/// The bit of a slot that says that nothing else has to hold.
const DECIDED: u32 = 1 << 31;

/// The queries that hang on each leaf. Most lie in one list, leaf by leaf, as they are walked over for every story; fresh
/// ones are chained, and are moved into the list when they have become a quarter of it.
#[derive(Default)]
pub(super) struct Hooks {
    /// Where those of each leaf end in `settled`.
    ends: Vec<u32>,
    /// Those of one leaf in the order of their slots.
    settled: Vec<Hung>,
    /// The newest fresh one of each leaf that has one.
    heads: ByKey<u32>,
    fresh: Vec<Fresh>,
    /// One more than the highest leaf that something hangs on.
    leaves: usize,
}

/// A query that hangs on a leaf.
#[derive(Clone, Copy)]
struct Hung {
    /// Its slot, and whether it is [`DECIDED`].
    slot: u32,
    /// Another leaf without which it cannot be met, so that most are passed over without being looked at.
    guard: LeafNumber,
}

struct Fresh {
    hung: Hung,
    next: u32,
}

impl Hooks {
    /// Hangs a query on a leaf. It is `decided` when it holds wherever this leaf and its guard are there.
    pub(super) fn hang(&mut self, slot: u32, leaf: LeafNumber, guard: Option<LeafNumber>, decided: bool) {
        let slot = slot | if decided { DECIDED } else { 0 };
        let hung = Hung { slot, guard: guard.unwrap_or(NO_GUARD) };
        let at = u32::try_from(self.fresh.len()).unwrap_or(END);
        let next = self.heads.insert(place(leaf), at).unwrap_or(END);
        self.fresh.push(Fresh { hung, next });
        self.leaves = self.leaves.max(leaf as usize + 1);
        if self.fresh.len() > FRESH_MIN.max(self.settled.len() / 4) {
            self.settle(Some);
        }
    }

    /// The queries that hang on a leaf and whose guard is there, and whether they are decided.
    pub(super) fn each(
        &self,
        leaf: LeafNumber,
        is_there: impl Fn(LeafNumber) -> bool,
        mut each: impl FnMut(u32, bool),
    ) {
        let mut look = |hung: Hung| {
            if hung.guard == NO_GUARD || is_there(hung.guard) {
                each(hung.slot & !DECIDED, hung.slot & DECIDED != 0);
            }
        };
        self.settled_of(leaf).iter().for_each(|hung| look(*hung));
        if !self.fresh.is_empty() {
            self.fresh_of(leaf).for_each(look);
        }
    }

    /// Every leaf that something hangs on, and every guard.
    pub(super) fn each_leaf(&self, mut each: impl FnMut(LeafNumber)) {
        for leaf in 0..u32::try_from(self.leaves).unwrap_or(END) {
            let mut is_used = false;
            for hung in self.settled_of(leaf).iter().copied().chain(self.fresh_of(leaf)) {
                is_used = true;
                if hung.guard != NO_GUARD {
                    each(hung.guard);
                }
            }
            if is_used {
                each(leaf);
            }
        }
    }

    /// Puts all in order, with the slots that `moved` says; takes down what is in no slot any more.
    pub(super) fn settle(&mut self, moved: impl Fn(u32) -> Option<u32>) {
        let mut settled = Vec::with_capacity(self.settled.len() + self.fresh.len());
        let mut ends = Vec::with_capacity(self.leaves);
        for leaf in 0..u32::try_from(self.leaves).unwrap_or(END) {
            let begin = settled.len();
            let hung = self.settled_of(leaf).iter().copied().chain(self.fresh_of(leaf));
            settled.extend(hung.filter_map(|hung| {
                let slot = moved(hung.slot & !DECIDED)? | hung.slot & DECIDED;
                Some(Hung { slot, ..hung })
            }));
            settled[begin..].sort_unstable_by_key(|hung| hung.slot & !DECIDED);
            ends.push(u32::try_from(settled.len()).unwrap_or(END));
        }
        settled.shrink_to_fit();
        *self = Self { ends, settled, leaves: self.leaves, ..Self::default() };
    }

    fn settled_of(&self, leaf: LeafNumber) -> &[Hung] {
        let leaf = leaf as usize;
        let Some(&end) = self.ends.get(leaf) else { return &[] };
        let begin = if leaf == 0 { 0 } else { self.ends[leaf - 1] };
        &self.settled[begin as usize..end as usize]
    }

    fn fresh_of(&self, leaf: LeafNumber) -> impl Iterator<Item = Hung> {
        let mut at = self.heads.get(&place(leaf)).copied().unwrap_or(END);
        std::iter::from_fn(move || {
            let fresh = self.fresh.get(at as usize)?;
            at = fresh.next;
            Some(fresh.hung)
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.ends.capacity() * size_of::<u32>()
            + self.settled.capacity() * size_of::<Hung>()
            + self.heads.capacity() * (size_of::<(Key, u32)>() + 1) * 8 / 7
            + self.fresh.capacity() * size_of::<Fresh>()
    }
}

/// The numbers of leaves, spread over all the bits that a hash table looks at.
fn place(leaf: LeafNumber) -> Key {
    Key::from(leaf).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
