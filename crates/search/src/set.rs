//! Sets of the stories of one segment of the index, which are numbered from 0.
//!
//! What many stories have is a bit for each story, so that to combine and to count costs a few machine words for
//! thousands of them; what few have is a list.

use std::sync::Arc;
use tantivy::{DocId, DocSet, Score, TERMINATED, query::Scorer};

/// One story of so many is where a list takes as much memory as bits, and more time.
const FEW: u32 = 64;

/// Some stories of a segment.
#[derive(Debug, Clone)]
pub(crate) enum Set {
    /// None of them.
    None,
    /// All of them, deleted ones too.
    All,
    /// These, in ascending order.
    Few(Vec<DocId>),
    /// Those whose bit is set.
    Many(Arc<[u64]>),
}

/// True when so many stories out of `docs` are kept as a list.
pub(crate) fn are_few(count: usize, docs: u32) -> bool {
    count < (docs / FEW) as usize
}

/// Words for a bit for each of `docs` stories.
pub(crate) fn no_bits(docs: u32) -> Vec<u64> {
    vec![0; docs.div_ceil(u64::BITS) as usize]
}

/// Sets the bit of a story.
pub(crate) fn set_bit(bits: &mut [u64], doc: DocId) {
    bits[(doc / u64::BITS) as usize] |= 1 << (doc % u64::BITS);
}

fn has_bit(bits: &[u64], doc: DocId) -> bool {
    bits[(doc / u64::BITS) as usize] & (1 << (doc % u64::BITS)) != 0
}

fn bits_of(list: &[DocId], docs: u32) -> Arc<[u64]> {
    let mut bits = no_bits(docs);
    for doc in list {
        set_bit(&mut bits, *doc);
    }
    bits.into()
}

/// Bits of the stories in `from..until`, of which there is at least one.
fn bits_between(from: DocId, until: DocId, docs: u32) -> Arc<[u64]> {
    let mut bits = no_bits(docs);
    let (first, last) = ((from / u64::BITS) as usize, ((until - 1) / u64::BITS) as usize);
    bits[first..=last].fill(u64::MAX);
    bits[first] &= u64::MAX << (from % u64::BITS);
    bits[last] &= u64::MAX >> (u64::BITS - 1 - (until - 1) % u64::BITS);
    bits.into()
}

impl Set {
    /// The stories of a list in ascending order.
    pub(crate) fn of(list: Vec<DocId>, docs: u32) -> Self {
        if list.is_empty() {
            return Self::None;
        }
        if are_few(list.len(), docs) { Self::Few(list) } else { Self::Many(bits_of(&list, docs)) }
    }

    /// The stories of a list in any order.
    pub(crate) fn of_any_order(list: &[DocId], docs: u32) -> Self {
        if !are_few(list.len(), docs) {
            return Self::Many(bits_of(list, docs));
        }
        let mut list = list.to_vec();
        list.sort_unstable();
        Self::listed(list.into_iter())
    }

    /// The stories in `from..until`.
    pub(crate) fn span(from: DocId, until: DocId, docs: u32) -> Self {
        match until.saturating_sub(from) {
            0 => Self::None,
            count if count == docs => Self::All,
            count if are_few(count as usize, docs) => Self::Few((from..until).collect()),
            _ => Self::Many(bits_between(from, until, docs)),
        }
    }

    /// How many stories are in it, out of `docs`.
    pub(crate) fn count(&self, docs: u32) -> usize {
        match self {
            Self::None => 0,
            Self::All => docs as usize,
            Self::Few(list) => list.len(),
            Self::Many(bits) => bits.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }

    /// Bytes that it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::None | Self::All => 0,
            Self::Few(list) => size_of_val(&**list),
            Self::Many(bits) => size_of_val(&**bits),
        }
    }

    /// True when the story is in it.
    pub(crate) fn has(&self, doc: DocId) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Few(list) => list.binary_search(&doc).is_ok(),
            Self::Many(bits) => has_bit(bits, doc),
        }
    }

    /// Its stories that are in the other one too.
    pub(crate) fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::All, other) => other.clone(),
            (one, Self::All) => one,
            (Self::Few(list), other) => Self::listed(list.into_iter().filter(|doc| other.has(*doc))),
            (one, Self::Few(list)) => Self::listed(list.iter().copied().filter(|doc| one.has(*doc))),
            (Self::Many(bits), Self::Many(others)) => Self::combined(bits, others, |one, other| one & other),
        }
    }

    /// Its stories and those of the other one.
    pub(crate) fn or(self, other: Self, docs: u32) -> Self {
        match (self, other) {
            (Self::None, one) | (one, Self::None) => one,
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::Few(mut list), Self::Few(others)) => {
                list.extend(others);
                list.sort_unstable();
                list.dedup();
                Self::of(list, docs)
            }
            (Self::Many(mut bits), Self::Few(list)) | (Self::Few(list), Self::Many(mut bits)) => {
                let words = Arc::make_mut(&mut bits);
                for doc in list {
                    set_bit(words, doc);
                }
                Self::Many(bits)
            }
            (Self::Many(bits), Self::Many(others)) => Self::combined(bits, &others, |one, other| one | other),
        }
    }

    /// Its stories that are not in the other one.
    pub(crate) fn without(self, other: &Self, docs: u32) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::All) => Self::None,
            (one, Self::None) => one,
            (Self::Few(list), other) => Self::listed(list.into_iter().filter(|doc| !other.has(*doc))),
            (Self::All, other) => Self::Many(bits_between(0, docs, docs)).without(other, docs),
            (Self::Many(mut bits), Self::Few(list)) => {
                let words = Arc::make_mut(&mut bits);
                for doc in list {
                    words[(doc / u64::BITS) as usize] &= !(1 << (doc % u64::BITS));
                }
                Self::Many(bits)
            }
            (Self::Many(bits), Self::Many(others)) => Self::combined(bits, others, |one, other| one & !other),
        }
    }

    fn listed(list: impl Iterator<Item = DocId>) -> Self {
        let list: Vec<DocId> = list.collect();
        if list.is_empty() { Self::None } else { Self::Few(list) }
    }

    fn combined(mut bits: Arc<[u64]>, others: &[u64], of: impl Fn(u64, u64) -> u64) -> Self {
        for (one, other) in Arc::make_mut(&mut bits).iter_mut().zip(others) {
            *one = of(*one, *other);
        }
        Self::Many(bits)
    }

    /// The first story from `from` on that is in it.
    fn next(&self, from: DocId, docs: u32) -> Option<DocId> {
        match self {
            Self::None => None,
            Self::All => Some(from).filter(|doc| *doc < docs),
            Self::Few(list) => list.get(list.partition_point(|doc| *doc < from)).copied(),
            Self::Many(bits) => {
                let mut at = (from / u64::BITS) as usize;
                let mut word = bits.get(at)? & (u64::MAX << (from % u64::BITS));
                while word == 0 {
                    at += 1;
                    word = *bits.get(at)?;
                }
                Some(u32::try_from(at).ok()? * u64::BITS + word.trailing_zeros())
            }
        }
    }

    /// Its stories in ascending order.
    pub(crate) fn iter(&self, docs: u32) -> impl Iterator<Item = DocId> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let doc = self.next(from, docs)?;
            from = doc + 1;
            Some(doc)
        })
    }

    /// Its stories in descending order.
    pub(crate) fn descending(&self, docs: u32) -> Box<dyn Iterator<Item = DocId> + '_> {
        match self {
            Self::None => Box::new(std::iter::empty()),
            Self::All => Box::new((0..docs).rev()),
            Self::Few(list) => Box::new(list.iter().rev().copied()),
            Self::Many(bits) => {
                let words = (0..docs.div_ceil(u64::BITS)).rev().map(|at| (at, bits[at as usize]));
                Box::new(words.filter(|(_, word)| *word != 0).flat_map(|(at, word)| {
                    let bits = (0..u64::BITS).rev().filter(move |bit| word & (1 << bit) != 0);
                    bits.map(move |bit| at * u64::BITS + bit)
                }))
            }
        }
    }
}

/// Goes through a set in ascending order, as Tantivy asks for it.
pub(crate) struct Walk {
    set: Set,
    docs: u32,
    at: DocId,
}

impl Walk {
    /// Stands at the first story of a set.
    pub(crate) fn new(set: Set, docs: u32) -> Self {
        let at = set.next(0, docs).unwrap_or(TERMINATED);
        Self { set, docs, at }
    }
}

impl DocSet for Walk {
    fn advance(&mut self) -> DocId {
        if self.at != TERMINATED {
            self.at = self.set.next(self.at + 1, self.docs).unwrap_or(TERMINATED);
        }
        self.at
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.at < target {
            self.at = self.set.next(target, self.docs).unwrap_or(TERMINATED);
        }
        self.at
    }

    fn doc(&self) -> DocId {
        self.at
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.set.count(self.docs)).unwrap_or(u32::MAX)
    }
}

impl Scorer for Walk {
    fn score(&mut self) -> Score {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const DOCS: u32 = 1_000;

    fn set() -> impl Strategy<Value = Set> {
        let list = |size| {
            let lists = proptest::collection::btree_set(0..DOCS, size);
            lists.prop_map(|list: BTreeSet<DocId>| Set::of(list.into_iter().collect(), DOCS))
        };
        prop_oneof![Just(Set::None), Just(Set::All), list(0..14), list(16..900)]
    }

    fn told(set: &Set) -> BTreeSet<DocId> {
        (0..DOCS).filter(|doc| set.has(*doc)).collect()
    }

    proptest! {
        #[test]
        fn sets_are_combined_as_their_stories_are(one in set(), other in set()) {
            let (left, right) = (told(&one), told(&other));
            prop_assert_eq!(told(&one.clone().and(&other)), &left & &right);
            prop_assert_eq!(told(&one.clone().or(other.clone(), DOCS)), &left | &right);
            prop_assert_eq!(told(&one.without(&other, DOCS)), &left - &right);
        }

        #[test]
        fn sets_are_gone_through_in_both_directions(set in set(), from in 0..DOCS) {
            let stories = told(&set);
            prop_assert_eq!(set.count(DOCS), stories.len());
            prop_assert!(set.iter(DOCS).eq(stories.iter().copied()));
            prop_assert!(set.descending(DOCS).eq(stories.iter().rev().copied()));
            let mut walk = Walk::new(set, DOCS);
            let expected = stories.range(from..).next().copied().unwrap_or(TERMINATED);
            prop_assert_eq!(walk.seek(from), expected);
        }

        #[test]
        fn spans_are_bits(from in 0..DOCS, until in 0..=DOCS) {
            prop_assert!(Set::span(from, until, DOCS).iter(DOCS).eq(from..until));
        }
    }
}
