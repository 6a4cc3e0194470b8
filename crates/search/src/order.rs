//! Which stories of a segment are newer than others.

use crate::{index::ORDER, set::Set};
use std::cmp::Reverse;
use tantivy::{DocId, SegmentReader, TantivyError, columnar::Column};

/// A set of which fewer than one of so many stories is asked for is put in order by itself.
const SPARSE: usize = 64;

/// The time of a version and its number: the newer story has the greater key.
pub(crate) type Key = (i64, u64);

/// The order of the stories of a segment.
pub(crate) struct Order {
    times: Column<i64>,
    numbers: Column<u64>,
    docs: u32,
    /// The stories from the oldest to the newest, and the place of each among them; none where they are numbered so
    /// already, as they come from the log.
    places: Option<Places>,
    /// The key of the newest story.
    newest: Key,
}

struct Places {
    oldest_first: Box<[DocId]>,
    place: Box<[u32]>,
}

impl Order {
    pub(crate) fn of(segment: &SegmentReader) -> Result<Self, TantivyError> {
        let columns = segment.fast_fields();
        let (times, numbers, docs) = (columns.i64(ORDER.0)?, columns.u64(ORDER.1)?, segment.max_doc());
        let mut order = Self { times, numbers, docs, places: None, newest: Key::default() };
        let keys: Vec<Key> = (0..docs).map(|doc| order.key(doc)).collect();
        if !keys.is_sorted() {
            let mut oldest_first: Box<[DocId]> = (0..docs).collect();
            oldest_first.sort_unstable_by_key(|doc| keys[*doc as usize]);
            let mut place: Box<[u32]> = vec![0; docs as usize].into();
            for (at, doc) in (0..).zip(&oldest_first) {
                place[*doc as usize] = at;
            }
            order.places = Some(Places { oldest_first, place });
        }
        order.newest = keys.into_iter().max().unwrap_or_default();
        Ok(order)
    }

    /// The key of a story.
    pub(crate) fn key(&self, doc: DocId) -> Key {
        (self.times.first(doc).unwrap_or_default(), self.numbers.first(doc).unwrap_or_default())
    }

    /// The key of the newest story of all.
    pub(crate) fn newest_key(&self) -> Key {
        self.newest
    }

    /// The newest stories of a set, the newest first; at most `limit`. `count` is how many it has.
    pub(crate) fn newest(&self, set: &Set, count: usize, limit: usize) -> Vec<DocId> {
        let Some(Places { oldest_first, place }) = &self.places else {
            return set.descending(self.docs).take(limit).collect();
        };
        if count < self.docs as usize / SPARSE {
            let mut all: Vec<DocId> = set.iter(self.docs).collect();
            let newer_first = |doc: &DocId| Reverse(place[*doc as usize]);
            if limit > 0 && limit < all.len() {
                all.select_nth_unstable_by_key(limit - 1, newer_first);
                all.truncate(limit);
            }
            all.sort_unstable_by_key(newer_first);
            all.truncate(limit);
            return all;
        }
        oldest_first.iter().rev().copied().filter(|doc| set.has(*doc)).take(limit.min(count)).collect()
    }

    /// The stories whose version was made at a time in `from..=until`, in milliseconds.
    pub(crate) fn between(&self, from: i64, until: i64) -> Set {
        let time = |doc: DocId| self.times.first(doc).unwrap_or_default();
        let nth = |n: DocId| self.places.as_ref().map_or(n, |places| places.oldest_first[n as usize]);
        let before = |is_before: &dyn Fn(i64) -> bool| {
            let (mut low, mut high) = (0, self.docs);
            while low < high {
                let middle = low + (high - low) / 2;
                if is_before(time(nth(middle))) { low = middle + 1 } else { high = middle }
            }
            low
        };
        let (first, end) = (before(&|time| time < from), before(&|time| time <= until));
        if first >= end {
            return Set::None;
        }
        if (first, end) == (0, self.docs) {
            return Set::All;
        }
        match &self.places {
            None => Set::span(first, end, self.docs),
            Some(places) => Set::of_any_order(&places.oldest_first[first as usize..end as usize], self.docs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tantivy::{
        Index, IndexWriter, TantivyDocument,
        schema::{FAST, Schema},
    };

    /// A segment whose stories have these times, in this order.
    fn order(times: &[i64]) -> Order {
        let mut schema = Schema::builder();
        let (created, seq) = (schema.add_i64_field(ORDER.0, FAST), schema.add_u64_field(ORDER.1, FAST));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for (n, time) in (0..).zip(times) {
            let mut story = TantivyDocument::new();
            story.add_i64(created, *time);
            story.add_u64(seq, n);
            writer.add_document(story).expect("a document");
        }
        writer.commit().expect("a commit");
        let searcher = index.reader().expect("a reader").searcher();
        Order::of(searcher.segment_reader(0)).expect("an order")
    }

    #[test]
    fn stories_are_in_order_however_they_were_merged() {
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(24));
        let cases = (proptest::collection::vec(0..90_i64, 1..300), any::<bool>(), 1..40_usize, 1..12_usize, 0..100_i64);
        let check = |(mut times, sorted, every, limit, from): (Vec<i64>, bool, usize, usize, i64)| {
            if sorted {
                times.sort_unstable();
            }
            let order = order(&times);
            prop_assert_eq!(order.places.is_none(), times.is_sorted());
            let docs = u32::try_from(times.len()).expect("a count");
            let key = |doc: &DocId| (times[*doc as usize], u64::from(*doc));
            let mut expected: Vec<DocId> = (0..docs).step_by(every).collect();
            let set = Set::of(expected.clone(), docs);
            expected.sort_unstable_by_key(|doc| Reverse(key(doc)));
            let count = expected.len();
            expected.truncate(limit);
            prop_assert_eq!(order.newest(&set, count, limit), expected);
            let within = order.between(from, from + 20);
            let expected = (0..docs).filter(|doc| (from..=from + 20).contains(&times[*doc as usize]));
            prop_assert!(within.iter(docs).eq(expected));
            prop_assert_eq!(order.between(20, 10).count(docs), 0);
            Ok(())
        };
        runner.run(&cases, check).expect("every order");
    }
}
