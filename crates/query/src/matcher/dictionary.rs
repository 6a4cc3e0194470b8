//! Which leaves a key makes true, for a great many keys.
//!
//! Most records lie in one list in the order of their keys, without room to spare; fresh ones are found by a hash table,
//! and are moved into the list when they have become a quarter of it.

use super::leaves::LeafNumber;
use crate::{
    key::{ByKey, Key},
    prepared::Analyses,
};

/// Bits of a key that its record holds.
const HELD_BITS: u32 = 48;
const HELD_BYTES: usize = (HELD_BITS / u8::BITS) as usize;
/// The other bits of a key say in which bucket it lies, so that the whole key is compared all the same.
const BUCKET_BITS_MIN: u32 = Key::BITS - HELD_BITS;
/// Records of a bucket from which on there are twice as many buckets.
const BUCKET_RECORDS: usize = 4;
/// Fresh records that may be there before all are put in order.
const FRESH_MIN: usize = 4_096;
/// No further fresh one.
const END: u32 = u32::MAX;

/// What a key leads to: a number, in stories of these analyses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) leaf: LeafNumber,
    pub(super) analyses: Analyses,
}

/// A posting and the part of its key that its bucket does not say, in bytes, so that nothing is filled up between them.
#[derive(Clone, Copy)]
struct Record {
    held: [u8; HELD_BYTES],
    leaf: [u8; 4],
    analyses: [u8; 2],
}

struct Fresh {
    key: Key,
    posting: Posting,
    next: u32,
}

#[derive(Default)]
pub(super) struct Dictionary {
    /// Where the records of each bucket end; a power of two of them, or none at all.
    ends: Vec<u32>,
    records: Vec<Record>,
    /// The newest fresh record of each key.
    heads: ByKey<u32>,
    fresh: Vec<Fresh>,
}

impl Dictionary {
    pub(super) fn add(&mut self, key: Key, posting: Posting) {
        let at = u32::try_from(self.fresh.len()).unwrap_or(END);
        let next = self.heads.insert(key, at).unwrap_or(END);
        self.fresh.push(Fresh { key, posting, next });
        if self.fresh.len() > FRESH_MIN.max(self.records.len() / 4) {
            self.settle();
        }
    }

    /// What a key leads to.
    pub(super) fn each(&self, key: Key, mut each: impl FnMut(Posting)) {
        let held = held(key);
        self.bucket(bucket(key, self.bits()))
            .iter()
            .filter(|record| record.held == held)
            .for_each(|r| each(r.posting()));
        if self.fresh.is_empty() {
            return;
        }
        let mut at = self.heads.get(&key).copied().unwrap_or(END);
        while let Some(fresh) = self.fresh.get(at as usize) {
            each(fresh.posting);
            at = fresh.next;
        }
    }

    /// Takes out what `stays` says no to; it may change what it keeps.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&mut Posting) -> bool) {
        let mut all = self.all();
        all.retain_mut(|(_, posting)| stays(posting));
        *self = Self::of(&all);
    }

    /// Puts fresh records in order, and gives back memory that is not used.
    pub(super) fn settle(&mut self) {
        if !self.fresh.is_empty() {
            *self = Self::of(&self.all());
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.ends.capacity() * size_of::<u32>()
            + self.records.capacity() * size_of::<Record>()
            + self.heads.capacity() * (size_of::<(Key, u32)>() + 1) * 8 / 7
            + self.fresh.capacity() * size_of::<Fresh>()
    }

    /// One with these records and no more room than they need.
    fn of(sorted: &[(Key, Posting)]) -> Self {
        if sorted.is_empty() {
            return Self::default();
        }
        let bits = BUCKET_BITS_MIN.max((sorted.len() / BUCKET_RECORDS + 1).next_power_of_two().ilog2());
        let mut ends = vec![0; 1 << bits];
        for (key, _) in sorted {
            ends[bucket(*key, bits)] += 1;
        }
        let mut end = 0;
        for count in &mut ends {
            end += *count;
            *count = end;
        }
        let records = sorted.iter().map(|(key, posting)| Record::of(*key, *posting)).collect();
        Self { ends, records, ..Self::default() }
    }

    /// Every key with what it leads to, in order.
    fn all(&self) -> Vec<(Key, Posting)> {
        let mut all = Vec::with_capacity(self.records.len() + self.fresh.len());
        for bucket in 0..self.ends.len() {
            let first = bucket >> (self.bits() - BUCKET_BITS_MIN);
            all.extend(self.bucket(bucket).iter().map(|record| (record.key(first), record.posting())));
        }
        all.extend(self.fresh.iter().map(|fresh| (fresh.key, fresh.posting)));
        all.sort_by_key(|(key, _)| *key);
        all
    }

    fn bits(&self) -> u32 {
        self.ends.len().checked_ilog2().unwrap_or(BUCKET_BITS_MIN)
    }

    fn bucket(&self, bucket: usize) -> &[Record] {
        let Some(&end) = self.ends.get(bucket) else { return &[] };
        let begin = if bucket == 0 { 0 } else { self.ends[bucket - 1] };
        &self.records[begin as usize..end as usize]
    }
}

impl Record {
    fn of(key: Key, Posting { leaf, analyses }: Posting) -> Self {
        Self { held: held(key), leaf: leaf.to_ne_bytes(), analyses: analyses.to_ne_bytes() }
    }

    fn posting(self) -> Posting {
        Posting { leaf: u32::from_ne_bytes(self.leaf), analyses: u16::from_ne_bytes(self.analyses) }
    }

    /// The whole key, of which `first` are the bits that the record does not hold.
    fn key(self, first: usize) -> Key {
        let held = self.held.iter().fold(0, |key, byte| key << 8 | Key::from(*byte));
        (first as Key) << HELD_BITS | held
    }
}

/// The bits of a key that its record holds.
fn held(key: Key) -> [u8; HELD_BYTES] {
    let [_, _, held @ ..] = key.to_be_bytes();
    held
}

/// Which of `1 << bits` buckets a key lies in.
fn bucket(key: Key, bits: u32) -> usize {
    usize::try_from(key >> (Key::BITS - bits)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn led_to(dictionary: &Dictionary, key: Key) -> Vec<LeafNumber> {
        let mut leaves = Vec::new();
        dictionary.each(key, |posting| leaves.push(posting.leaf));
        leaves.sort_unstable();
        leaves
    }

    /// Keys that have much in common: the first bits, the last bits, or all of them.
    fn keys() -> impl Strategy<Value = Key> {
        (0..3_u64, 0..3_u64, 0..3_u64).prop_map(|(first, middle, last)| first << 62 | middle << 47 | last)
    }

    proptest! {
        #[test]
        fn every_key_leads_where_it_was_told(
            batches in proptest::collection::vec(proptest::collection::vec(keys(), 0..30), 1..4),
            gone in any::<u32>(),
        ) {
            let is_gone = |leaf: LeafNumber| gone >> (leaf % 32) & 1 == 1;
            let (mut dictionary, mut told) = (Dictionary::default(), Vec::new());
            for batch in batches {
                dictionary.settle();
                for key in batch {
                    let leaf = LeafNumber::try_from(told.len()).expect("a few");
                    dictionary.add(key, Posting { leaf, analyses: 1 });
                    told.push((key, leaf));
                }
            }
            for told in [told.clone(), told.iter().copied().filter(|(_, leaf)| !is_gone(*leaf)).collect()] {
                for (key, _) in &told {
                    let expected: Vec<_> = told.iter().filter(|(other, _)| other == key).map(|(_, leaf)| *leaf).collect();
                    prop_assert_eq!(led_to(&dictionary, *key), expected);
                }
                prop_assert!(led_to(&dictionary, 7 << 47).is_empty());
                dictionary.retain(|posting| !is_gone(posting.leaf));
            }
        }
    }
}
