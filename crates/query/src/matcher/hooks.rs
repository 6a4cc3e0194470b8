//! Which queries hang on which leaf.

use super::leaves::LeafNumber;

/// No second leaf has to be there for a query to be looked at.
const NO_GUARD: LeafNumber = LeafNumber::MAX;
/// No further fresh one.
const END: u32 = u32::MAX;
/// Fresh ones that may be there before all are put in order.
const FRESH_MIN: usize = 4_096;

/// The queries that hang on each leaf. Most lie in one list, leaf by leaf, as they are walked over for every story; fresh
/// ones are chained, and are moved into the list when they have become a quarter of it.
#[derive(Default)]
pub(super) struct Hooks {
    /// Where those of each leaf end in `settled`.
    ends: Vec<u32>,
    settled: Vec<Hung>,
    /// The newest fresh one of each leaf.
    heads: Vec<u32>,
    fresh: Vec<(Hung, u32)>,
}

/// The bit of a slot that says that nothing else has to hold.
const DECIDED: u32 = 1 << 31;

/// A query that hangs on a leaf.
#[derive(Clone, Copy)]
struct Hung {
    /// Its slot, and whether it is [`DECIDED`].
    slot: u32,
    /// Another leaf without which it cannot be met, so that most are passed over without being looked at.
    guard: LeafNumber,
}

impl Hooks {
    /// Hangs a query on a leaf. It is `decided` when it holds wherever this leaf and its guard are there.
    pub(super) fn hang(&mut self, slot: u32, leaf: LeafNumber, guard: Option<LeafNumber>, decided: bool) {
        let leaf = leaf as usize;
        if self.heads.len() <= leaf {
            self.heads.resize(leaf + 1, END);
        }
        let at = u32::try_from(self.fresh.len()).unwrap_or(END);
        let slot = slot | if decided { DECIDED } else { 0 };
        let hung = Hung { slot, guard: guard.unwrap_or(NO_GUARD) };
        self.fresh.push((hung, std::mem::replace(&mut self.heads[leaf], at)));
        if self.fresh.len() > FRESH_MIN.max(self.settled.len() / 4) {
            self.settle();
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
        self.settled_of(leaf as usize).iter().for_each(|hung| look(*hung));
        self.fresh_of(leaf as usize).for_each(look);
    }

    /// Takes all queries down.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn settled_of(&self, leaf: usize) -> &[Hung] {
        let Some(&end) = self.ends.get(leaf) else { return &[] };
        let begin = if leaf == 0 { 0 } else { self.ends[leaf - 1] };
        &self.settled[begin as usize..end as usize]
    }

    fn fresh_of(&self, leaf: usize) -> impl Iterator<Item = Hung> {
        let mut at = self.heads.get(leaf).copied().unwrap_or(END);
        std::iter::from_fn(move || {
            let (hung, next) = self.fresh.get(at as usize)?;
            at = *next;
            Some(*hung)
        })
    }

    /// Puts fresh ones in order, and gives back memory that is not used.
    pub(super) fn shrink(&mut self) {
        self.settle();
        self.fresh.shrink_to_fit();
    }

    fn settle(&mut self) {
        let mut settled = Vec::with_capacity(self.settled.len() + self.fresh.len());
        let mut ends = Vec::with_capacity(self.heads.len());
        for leaf in 0..self.heads.len() {
            settled.extend_from_slice(self.settled_of(leaf));
            settled.extend(self.fresh_of(leaf));
            ends.push(u32::try_from(settled.len()).unwrap_or(END));
        }
        (self.settled, self.ends) = (settled, ends);
        self.fresh.clear();
        self.heads.fill(END);
    }

    pub(super) fn bytes(&self) -> usize {
        (self.ends.capacity() + self.heads.capacity()) * size_of::<u32>()
            + self.settled.capacity() * size_of::<Hung>()
            + self.fresh.capacity() * size_of::<(Hung, u32)>()
    }
}
