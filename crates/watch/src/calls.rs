//! Calling those who have a story that was killed, withdrawn, held or corrected.

use crate::{Watch, WatchError, letters::Occasion};
use account::{Held, Holding, How, OrganisationId, Recall, put_recall, put_receiver};
use audience::Entitlement;
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};
use story::Act;
use wire::{Dispatch, Entry, advance};

/// The name of the cursor.
pub const FOLLOWER: &str = "recall";
/// Days after which a dispatch calls nobody by letter: whoever opens a wire with a past is not to write about it.
pub const CALL_DAYS_MAX: i64 = 7;
/// Dispatches that are read at once.
const PAGE_DISPATCHES: usize = 200;
/// Dispatches that call nobody, after which the cursor is written all the same.
const IDLE_DISPATCHES_MAX: u64 = 1_000;
/// Minutes in which who has the story is looked at again: what was handed out is written down some time later.
const LOOK_AGAIN_MINUTES: i64 = 30;

/// How far the wire was looked at, and what of it is written down.
#[derive(Default)]
pub(crate) struct Position {
    looked: AtomicU64,
    written: AtomicU64,
}

impl Watch {
    /// Calls for everything on the wire that nobody was called for yet.
    pub async fn catch_up(&self) -> Result<(), WatchError> {
        let at = &self.1.calls;
        if at.looked.load(Ordering::Relaxed) == 0 {
            let cursor = self.reader.cursor(FOLLOWER).await?;
            at.looked.store(cursor, Ordering::Relaxed);
            at.written.store(cursor, Ordering::Relaxed);
        }
        loop {
            let page = self.reader.after(at.looked.load(Ordering::Relaxed), PAGE_DISPATCHES).await?;
            if page.is_empty() {
                return Ok(());
            }
            for dispatch in page {
                let seq = dispatch.seq();
                if calls(dispatch.entry.act) && !self.was_a_test(&dispatch.entry).await? {
                    self.call(&recall_of(&dispatch), true).await?;
                    at.written.store(seq, Ordering::Relaxed);
                } else if seq - at.written.load(Ordering::Relaxed) >= IDLE_DISPATCHES_MAX {
                    // Most dispatches call nobody: they do not each cost a write.
                    let mut tx = self.db.begin().await?;
                    advance(&mut tx, FOLLOWER, seq).await?;
                    tx.commit().await?;
                    at.written.store(seq, Ordering::Relaxed);
                }
                at.looked.store(seq, Ordering::Relaxed);
            }
        }
    }

    /// Nobody is called for a test of the line: nobody publishes one.
    async fn was_a_test(&self, entry: &Entry) -> Result<bool, WatchError> {
        Ok(self.reader.versions(&entry.item).await?.iter().any(|version| version.act == Act::Test))
    }

    /// Looks again at who has what was recalled a short while ago.
    pub(crate) async fn look_again(&self) -> Result<(), WatchError> {
        let since = self.now() - SignedDuration::from_mins(LOOK_AGAIN_MINUTES);
        for recall in self.accounts.recalls_since(since).await? {
            self.call(&recall, false).await?;
        }
        Ok(())
    }

    /// Calls those who have the story, and writes to them; whoever was called before is not written to again.
    async fn call(&self, recall: &Recall, following: bool) -> Result<(), WatchError> {
        let now = self.now();
        let mut recall = recall.clone();
        recall.required &= now.duration_since(recall.time) < SignedDuration::from_hours(24 * CALL_DAYS_MAX);
        let receivers = self.receivers_of(&recall, now).await?;
        let mut tx = self.db.begin().await?;
        put_recall(&mut tx, &recall).await?;
        for (organisation, held) in &receivers {
            if put_receiver(&mut tx, &recall, organisation, *held, now).await? {
                self.write(&mut tx, &recall, organisation, Occasion::Call, now).await?;
            }
        }
        if following {
            advance(&mut tx, FOLLOWER, recall.seq).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Those who were seen to have an earlier version, and those whose contract covered one: they may have it by a way
    /// that was not seen.
    async fn receivers_of(
        &self,
        recall: &Recall,
        now: Timestamp,
    ) -> Result<BTreeMap<OrganisationId, Held>, WatchError> {
        let mut earlier = self.reader.versions(&recall.item).await?;
        earlier.retain(|entry| entry.version < recall.version);
        let mut receivers = first_times(self.accounts.holders(&recall.item, Some(recall.version)).await?);
        // What never left its embargo was handed to nobody.
        earlier.retain(|entry| entry.embargo.is_none_or(|until| until <= recall.time));
        if earlier.is_empty() {
            return Ok(receivers);
        }
        for organisation in self.accounts.organisations().await? {
            let contracts = self.accounts.contracts(&organisation.id).await?;
            let covers = |entry: &Entry| {
                [entry.time, recall.time, now]
                    .iter()
                    .any(|at| Entitlement::under(&contracts, *at).decide(entry).is_yes())
            };
            if earlier.iter().any(covers) {
                receivers.entry(organisation.id).or_default();
            }
        }
        Ok(receivers)
    }
}

/// Whether an act calls those who have the story.
fn calls(act: Act) -> bool {
    matches!(act, Act::Kill | Act::Withdraw | Act::Hold | Act::Correct)
}

fn recall_of(dispatch: &Dispatch) -> Recall {
    let entry = &dispatch.entry;
    // The note of a notice is its reason; the note of a correction stands in a story, and is not repeated.
    let reason = dispatch.story.editors_note.as_ref().filter(|_| entry.act.stops());
    Recall {
        seq: entry.seq,
        item: entry.item.clone(),
        version: entry.version,
        act: entry.act,
        time: entry.time,
        reason: reason.map(|note| note.as_str().to_owned()),
        required: matches!(entry.act, Act::Kill | Act::Withdraw),
    }
}

/// The first times of each organisation.
fn first_times(holdings: Vec<Holding>) -> BTreeMap<OrganisationId, Held> {
    let mut times: BTreeMap<OrganisationId, Held> = BTreeMap::new();
    for Holding { organisation, how, first, .. } in holdings {
        let held = times.entry(organisation).or_default();
        match how {
            How::Delivered => held.delivered = Some(first),
            How::Opened => held.opened = Some(first),
            How::Downloaded => held.downloaded = Some(first),
        }
    }
    times
}
