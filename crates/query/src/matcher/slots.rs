//! The queries by their numbers, each with what is left to be looked at.

use std::collections::HashMap;

/// Bits of a word of a set of slots.
pub(super) const BITS: usize = u64::BITS as usize;
/// Queries that were removed, or that are out of order, before all is put in order.
const UNTIDY_MIN: usize = 4_096;

/// The queries. Each has a slot; most lie in the order of the numbers that their owner gave them, so that they are found
/// without a table.
#[derive(Default)]
pub(super) struct Slots {
    /// The numbers, ascending up to `ordered`.
    ids: Vec<u64>,
    ordered: usize,
    /// Where those after them are.
    others: HashMap<u64, u32>,
    /// The slots whose query was not removed, one bit each.
    live: Vec<u64>,
    /// Where the program of each slot ends.
    ends: Vec<u32>,
    /// The programs, one after the other.
    codes: Vec<u8>,
    /// How many are live.
    len: usize,
}

impl Slots {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many words the set of all slots has.
    pub(super) fn words(&self) -> usize {
        self.live.len()
    }

    /// The live ones of a word of slots.
    pub(super) fn live(&self, word: usize) -> u64 {
        self.live[word]
    }

    pub(super) fn id(&self, slot: usize) -> u64 {
        self.ids[slot]
    }

    pub(super) fn code(&self, slot: usize) -> &[u8] {
        let begin = if slot == 0 { 0 } else { self.ends[slot - 1] };
        &self.codes[begin as usize..self.ends[slot] as usize]
    }

    /// Adds a query under a number that no other has.
    pub(super) fn add(&mut self, id: u64, code: &[u8]) -> u32 {
        let at = self.ids.len();
        let slot = u32::try_from(at).unwrap_or(u32::MAX);
        if self.ordered == at && self.ids.last().is_none_or(|last| *last < id) {
            self.ordered += 1;
        } else {
            self.others.insert(id, slot);
        }
        self.ids.push(id);
        self.codes.extend_from_slice(code);
        self.ends.push(u32::try_from(self.codes.len()).unwrap_or(u32::MAX));
        self.live.resize(at / BITS + 1, 0);
        self.live[at / BITS] |= 1 << (at % BITS);
        self.len += 1;
        slot
    }

    /// Takes a query away; false when there was none.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        let other = self.others.remove(&id).map(|slot| slot as usize);
        let ordered = || self.ids[..self.ordered].binary_search(&id).ok().filter(|slot| self.is_live(*slot));
        let Some(slot) = other.or_else(ordered) else { return false };
        self.live[slot / BITS] &= !(1 << (slot % BITS));
        self.len -= 1;
        true
    }

    /// True when no query was removed, and all are in order.
    pub(super) fn is_tidy(&self) -> bool {
        self.len == self.ids.len() && self.others.is_empty()
    }

    /// True when so many were removed, or are out of order, that they had better be tidied.
    pub(super) fn is_untidy(&self) -> bool {
        self.ids.len() - self.len > UNTIDY_MIN.max(self.ids.len() / 2)
            || self.others.len() > UNTIDY_MIN.max(self.ordered / 4)
    }

    /// Puts the queries that are left in the order of their numbers. The answer is the slot that each slot has become.
    pub(super) fn tidy(&mut self) -> Vec<Option<u32>> {
        let old = std::mem::take(self);
        let mut left: Vec<usize> = (0..old.ids.len()).filter(|slot| old.is_live(*slot)).collect();
        left.sort_unstable_by_key(|slot| old.ids[*slot]);
        let mut moved = vec![None; old.ids.len()];
        for slot in left {
            moved[slot] = Some(self.add(old.ids[slot], old.code(slot)));
        }
        moved
    }

    /// Gives back memory that is not used.
    pub(super) fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.others.shrink_to_fit();
        self.live.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.codes.shrink_to_fit();
    }

    pub(super) fn bytes(&self) -> usize {
        self.ids.capacity() * size_of::<u64>()
            // One byte of control for each place, seven of eight of which can be filled.
            + self.others.capacity() * (size_of::<(u64, u32)>() + 1) * 8 / 7
            + self.live.capacity() * size_of::<u64>()
            + self.ends.capacity() * size_of::<u32>()
            + self.codes.capacity()
    }

    fn is_live(&self, slot: usize) -> bool {
        self.live[slot / BITS] >> (slot % BITS) & 1 == 1
    }
}
