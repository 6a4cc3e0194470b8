//! What was held or killed since the index was written.

use crate::{Archive, SearchError};
use std::collections::BTreeSet;
use story::ItemId;

/// How far behind the wire the index may be for it to be known, in dispatches.
const BEHIND_DISPATCHES_MAX: u64 = 10_000;
/// Entries that are read at once.
const ENTRIES: usize = 500;

/// What stands in the index and must not be told of.
pub(crate) enum Stopped {
    /// These items.
    Items(Vec<ItemId>),
    /// Nobody knows: the index is too far behind, as when it is built anew.
    Unknown,
}

impl Archive {
    /// Reads what the index has not seen yet. A search leaves stopped hits out one by one; counts and words of a
    /// dictionary cannot be told from which item they are.
    pub(crate) async fn stopped(&self) -> Result<Stopped, SearchError> {
        // Read before any searcher is taken, which may see more but not less.
        let (indexed, head) = (self.indexed(), self.0.wire.head());
        if head.saturating_sub(indexed) > BEHIND_DISPATCHES_MAX {
            return Ok(Stopped::Unknown);
        }
        let (mut stopped, mut before) = (BTreeSet::new(), head + 1);
        while before > indexed + 1 {
            let entries = self.0.wire.entries_before(before, ENTRIES).await?;
            let Some(oldest) = entries.last() else { break };
            before = oldest.seq;
            let unseen = entries.into_iter().filter(|entry| entry.seq > indexed).map(|entry| entry.item);
            stopped.extend(unseen.filter(|item| self.0.wire.stop(item).is_some_and(|stop| stop.seq > indexed)));
        }
        Ok(Stopped::Items(stopped.into_iter().collect()))
    }
}
