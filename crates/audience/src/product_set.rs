//! Sets of products, for asking quickly whether a contract and a story have one in common.

use story::ProductId;

/// Numbers below this one are looked up by a shift; an agency gives its products small numbers.
const DENSE_END: u32 = 4_096;

/// Products as bits, as far as the numbers are small; the few others as a sorted list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductSet {
    dense: Box<[u64]>,
    others: Box<[u32]>,
}

/// The word of a number, and its bit.
fn place(id: u32) -> (usize, u64) {
    ((id / u64::BITS) as usize, 1 << (id % u64::BITS))
}

impl ProductSet {
    /// True when the product is in it.
    pub fn contains(&self, id: ProductId) -> bool {
        let (word, bit) = place(id.0);
        match self.dense.get(word) {
            Some(bits) => bits & bit != 0,
            None => id.0 >= DENSE_END && self.others.binary_search(&id.0).is_ok(),
        }
    }

    /// The first of these that is in it.
    pub fn first_of(&self, ids: &[ProductId]) -> Option<ProductId> {
        ids.iter().copied().find(|id| self.contains(*id))
    }

    /// The products in it, by number.
    pub fn iter(&self) -> impl Iterator<Item = ProductId> {
        let words = self.dense.iter().zip((0_u32..).step_by(u64::BITS as usize));
        let bits = |(bits, first): (&u64, u32)| {
            let bits = *bits;
            (0..u64::BITS).filter(move |n| bits & (1 << n) != 0).map(move |n| first + n)
        };
        words.flat_map(bits).chain(self.others.iter().copied()).map(ProductId)
    }
}

impl FromIterator<ProductId> for ProductSet {
    fn from_iter<I: IntoIterator<Item = ProductId>>(ids: I) -> Self {
        let (small, mut others): (Vec<u32>, Vec<u32>) = ids.into_iter().map(|id| id.0).partition(|id| *id < DENSE_END);
        let words = small.iter().max().map_or(0, |largest| place(*largest).0 + 1);
        let mut dense = vec![0_u64; words];
        for id in small {
            let (word, bit) = place(id);
            dense[word] |= bit;
        }
        others.sort_unstable();
        others.dedup();
        Self { dense: dense.into(), others: others.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_holds_what_was_put_in(
            ids in proptest::collection::btree_set(prop_oneof![0..300_u32, any::<u32>()], 0..40),
            asked in proptest::collection::vec(prop_oneof![0..300_u32, any::<u32>()], 0..40),
        ) {
            let set: ProductSet = ids.iter().copied().map(ProductId).collect();
            prop_assert_eq!(set.iter().map(|id| id.0).collect::<BTreeSet<_>>(), ids.clone());
            let asked: Vec<ProductId> = asked.into_iter().map(ProductId).collect();
            let first = asked.iter().copied().find(|id| ids.contains(&id.0));
            prop_assert_eq!(set.first_of(&asked), first);
        }
    }
}
