//! What was worked out about segments of the index and is likely to be asked again.
//!
//! A segment never changes, but for stories that are deleted from it; so what is kept here is true as long as the segment
//! is there, and is never looked at again when it is not.

use crate::{index::Fields, order::Order, set::Set};
use audience::{Entitlement, Grant};
use query::analysis::Analysis;
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    hash::{Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use story::{Kind, Lang};
use tantivy::{DocId, Searcher, SegmentReader, TantivyError, Term, index::SegmentId};

/// What is kept may take so many bytes; what was asked for longest ago goes first.
const SHELF_BYTES_MAX: usize = 64 * 1024 * 1024;
/// What one entry takes beside its set, in bytes.
const ENTRY_BYTES: usize = 256;

/// What contracts cover, whoever holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reach(Vec<Grant>);

impl Reach {
    /// Contracts that cover the same stories have the same reach.
    pub(crate) fn of(may: &Entitlement) -> Self {
        let covering = |grant: &Grant| Grant {
            products: grant.products.clone(),
            kinds: grant.kinds.clone(),
            languages: grant.languages.clone(),
            since: grant.since,
            ..Grant::default()
        };
        Self(may.grants.iter().map(covering).collect())
    }

    pub(crate) fn grants(&self) -> &[Grant] {
        &self.0
    }
}

impl Hash for Reach {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for Grant { products, kinds, languages, since, .. } in &self.0 {
            products.iter().for_each(|product| product.0.hash(state));
            kinds.iter().map(|kind: &Kind| kind.name()).for_each(|name| name.hash(state));
            languages.iter().map(Lang::as_str).for_each(|tag| tag.hash(state));
            since.hash(state);
        }
    }
}

/// What a set is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Kept {
    /// The stories that have a term.
    Term(Term),
    /// The stories that contracts cover.
    Covered(Arc<Reach>),
    /// The stories that are not deleted, as of a delete.
    Alive(Option<u64>),
}

/// What is known of a segment as such.
pub(crate) struct Known {
    /// Which of its stories are newer.
    pub(crate) order: Order,
    /// The analyses by which its stories were read.
    pub(crate) spoken: Vec<&'static Analysis>,
    /// The ends of embargoes, in milliseconds, with their stories; the latest first.
    embargoes: Vec<(i64, DocId)>,
}

impl Known {
    fn of(segment: &SegmentReader, fields: Fields) -> Result<Self, TantivyError> {
        let column = segment.fast_fields().i64("embargo")?;
        let ends = (0..segment.max_doc()).filter_map(|doc| Some((column.first(doc)?, doc)));
        let mut embargoes: Vec<(i64, DocId)> = ends.collect();
        embargoes.sort_unstable_by_key(|(end, _)| Reverse(*end));
        Ok(Self { order: Order::of(segment)?, spoken: fields.spoken(segment)?, embargoes })
    }

    /// The stories that are under embargo at a time, in milliseconds.
    pub(crate) fn under_embargo(&self, now: i64) -> Vec<DocId> {
        self.embargoes.iter().take_while(|(end, _)| *end > now).map(|(_, doc)| *doc).collect()
    }
}

struct Entry {
    set: Set,
    used: u64,
}

#[derive(Default)]
struct Entries {
    sets: HashMap<(SegmentId, Kept), Entry>,
    bytes: usize,
    /// Counts up with every use.
    time: u64,
}

/// The shelf.
#[derive(Default)]
pub(crate) struct Shelf {
    entries: Mutex<Entries>,
    known: Mutex<HashMap<SegmentId, Arc<Known>>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shelf {
    /// What is known of a segment.
    pub(crate) fn known(&self, segment: &SegmentReader, fields: Fields) -> Result<Arc<Known>, TantivyError> {
        let id = segment.segment_id();
        if let Some(known) = locked(&self.known).get(&id) {
            return Ok(Arc::clone(known));
        }
        let known = Arc::new(Known::of(segment, fields)?);
        locked(&self.known).insert(id, Arc::clone(&known));
        Ok(known)
    }

    /// Forgets segments that are not there any more, and learns those that are new, before anybody asks. Answers the
    /// analyses by which stories were read.
    pub(crate) fn turn_to(&self, searcher: &Searcher, fields: Fields) -> Result<Vec<&'static Analysis>, TantivyError> {
        let there: HashSet<SegmentId> = searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        locked(&self.known).retain(|id, _| there.contains(id));
        locked(&self.entries).keep(|(id, _), _| there.contains(id));
        let mut spoken = Vec::new();
        for segment in searcher.segment_readers() {
            let known = self.known(segment, fields)?;
            let new = known.spoken.iter().filter(|analysis| !spoken.contains(*analysis)).copied();
            spoken.extend(new.collect::<Vec<_>>());
        }
        Ok(spoken)
    }

    /// The set that is kept, or else made and kept from now on.
    pub(crate) fn get(
        &self,
        segment: SegmentId,
        kept: Kept,
        make: impl FnOnce() -> Result<Set, TantivyError>,
    ) -> Result<Set, TantivyError> {
        let key = (segment, kept);
        if let Some(set) = locked(&self.entries).look(&key) {
            return Ok(set);
        }
        // Not under the lock: others look at other sets meanwhile.
        let set = make()?;
        locked(&self.entries).put(key, set.clone());
        Ok(set)
    }
}

impl Entries {
    fn look(&mut self, key: &(SegmentId, Kept)) -> Option<Set> {
        self.time += 1;
        let entry = self.sets.get_mut(key)?;
        entry.used = self.time;
        Some(entry.set.clone())
    }

    fn put(&mut self, key: (SegmentId, Kept), set: Set) {
        self.time += 1;
        self.bytes += set.bytes() + ENTRY_BYTES;
        let before = self.sets.insert(key, Entry { set, used: self.time });
        self.bytes -= before.map_or(0, |entry| entry.set.bytes() + ENTRY_BYTES);
        if self.bytes > SHELF_BYTES_MAX {
            // An eighth more than must be, so that it is not looked through for every set.
            let mut by_use: Vec<(u64, usize)> =
                self.sets.values().map(|entry| (entry.used, entry.set.bytes() + ENTRY_BYTES)).collect();
            by_use.sort_unstable();
            let mut left = self.bytes;
            let last = by_use.iter().find(|(_, bytes)| {
                left -= bytes;
                left <= SHELF_BYTES_MAX / 8 * 7
            });
            let last = last.map_or(u64::MAX, |(used, _)| *used);
            self.keep(|_, entry| entry.used > last);
        }
    }

    fn keep(&mut self, keep: impl Fn(&(SegmentId, Kept), &Entry) -> bool) {
        self.sets.retain(|key, entry| keep(key, entry));
        self.bytes = self.sets.values().map(|entry| entry.set.bytes() + ENTRY_BYTES).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_longest_ago_goes_first() {
        let segment = SegmentId::from_uuid_string("00000000000000000000000000000001").expect("an id");
        let key = |n| (segment, Kept::Alive(Some(n)));
        let words = SHELF_BYTES_MAX / 10 / size_of::<u64>();
        let mut entries = Entries::default();
        for n in 0..9 {
            entries.put(key(n), Set::Many(vec![n; words].into()));
        }
        assert!(entries.look(&key(0)).is_some(), "all of them have their place");
        for n in 9..11 {
            entries.look(&key(n));
            entries.put(key(n), Set::Many(vec![n; words].into()));
        }
        assert!(entries.bytes <= SHELF_BYTES_MAX, "{} bytes", entries.bytes);
        let left: Vec<u64> = (0..11).filter(|n| entries.look(&key(*n)).is_some()).collect();
        assert_eq!(left, [0, 3, 4, 5, 6, 7, 8, 9, 10], "1 and 2 make place, with an eighth to spare");
        entries.keep(|_, _| false);
        assert_eq!(entries.bytes, 0);
    }
}
