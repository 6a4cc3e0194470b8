//! Sets of products, for asking quickly whether a contract and a story have one in common.

use story::ProductId;

/// Products as bits: blocks of 64 numbers, those without a product left out. Small however large the numbers are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductSet(Box<[(u32, u64)]>);

/// The block of a number, and its bit.
fn place(id: ProductId) -> (u32, u64) {
    (id.0 / u64::BITS, 1 << (id.0 % u64::BITS))
}

impl ProductSet {
    /// True when the product is in it.
    pub fn contains(&self, id: ProductId) -> bool {
        let (block, bit) = place(id);
        match &self.0[..] {
            // Most agencies have fewer than 64 products.
            [(only, bits)] => *only == block && bits & bit != 0,
            blocks => blocks.binary_search_by_key(&block, |(n, _)| *n).is_ok_and(|at| blocks[at].1 & bit != 0),
        }
    }

    /// The first of these that is in it.
    pub fn first_of(&self, ids: &[ProductId]) -> Option<ProductId> {
        ids.iter().copied().find(|id| self.contains(*id))
    }

    /// The products in it, by number.
    pub fn iter(&self) -> impl Iterator<Item = ProductId> {
        let bits = |(block, bits): &(u32, u64)| {
            let (block, bits) = (*block, *bits);
            (0..u64::BITS).filter(move |n| bits & (1 << n) != 0).map(move |n| ProductId(block * u64::BITS + n))
        };
        self.0.iter().flat_map(bits)
    }
}

impl FromIterator<ProductId> for ProductSet {
    fn from_iter<I: IntoIterator<Item = ProductId>>(ids: I) -> Self {
        let mut places: Vec<(u32, u64)> = ids.into_iter().map(place).collect();
        places.sort_unstable();
        places.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 |= if same { next.1 } else { 0 };
            same
        });
        Self(places.into())
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
