//! What of a feed a reader asks for, and stories read once for all who ask.

use crate::{AudienceError, Entitlement, Event};
use jiff::Timestamp;
use query::{About, Prepared, Query, Reading};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::OnceCell;
use wire::{Dispatch, Entry, Reader, WireError};

/// Bytes of canonical text of the stories whose readings are kept; a reading takes a few times as much.
const READ_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Readings that are kept.
const READINGS_MAX: usize = 4_000;
/// Earlier versions of an item that are asked about, the newest ones.
const EARLIER_VERSIONS_MAX: usize = 200;

/// The part of a feed that a query asks for.
///
/// - A version is in it when its story may be read now and meets the query.
/// - So is every later version of the item, the holds and kills among them, when an earlier version met the query that the
///   reader could have read. Else whoever has a story would not hear that it was taken back.
/// - Of nothing else is the text asked: whether a story is in the feed must not tell what stands in it before it may be
///   read. A story that a later hold or kill closed is not in it either; the hold or kill is.
pub struct Sieve(Prepared);

impl Sieve {
    /// The sieve of a query.
    pub fn new(query: &Query) -> Self {
        Self(Prepared::new(query))
    }

    /// Whether an event that `may` covers is in the part that is asked for.
    pub(crate) async fn passes(
        &self,
        event: &Event,
        may: &Entitlement,
        (readings, reader): (&Readings, &Reader),
        now: Timestamp,
    ) -> Result<bool, AudienceError> {
        let entry = &event.dispatch.entry;
        if event.stop.is_some() && !entry.act.stops() {
            return Ok(false);
        }
        if event.is_open() && !entry.act.stops() && self.0.meets(readings.of(&event.dispatch).await?.reading()?) {
            return Ok(true);
        }
        if entry.version == 1 {
            return Ok(false);
        }
        let earlier = readings.before(&event.dispatch, reader).await?;
        // Rather one hold or kill too many than one that somebody never hears of.
        if entry.act.stops() && earlier.len() < (entry.version - 1) as usize {
            return Ok(true);
        }
        let until = if entry.act.stops() { last_open(entry, &earlier) } else { now };
        for one in earlier.iter().filter(|one| may.decide(&one.entry).is_yes() && one.was_open(until)) {
            if self.0.meets(one.reading()?) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// When the versions before a hold or kill could be read last: until it, or until the first of the holds that stood
/// already when it came.
fn last_open(stop: &Entry, earlier: &[Arc<Slot>]) -> Timestamp {
    let stood = earlier.iter().rev().map(|one| &one.entry).take_while(|entry| entry.act.stops());
    stood.last().unwrap_or(stop).time
}

/// What is known of one dispatch.
struct Slot {
    entry: Entry,
    bytes: usize,
    reading: OnceCell<Reading>,
    /// The versions of the item before this one, the oldest first.
    earlier: OnceCell<Arc<[Arc<Slot>]>>,
}

impl Slot {
    fn of(dispatch: &Dispatch) -> Self {
        let (reading, earlier) = (OnceCell::new(), OnceCell::new());
        Self { entry: dispatch.entry.clone(), bytes: dispatch.bytes(), reading, earlier }
    }

    /// Whether its story could be read at a time at which no hold or kill stood.
    fn was_open(&self, at: Timestamp) -> bool {
        !self.entry.act.stops() && self.entry.embargo.is_none_or(|embargo| embargo <= at)
    }

    /// The reading, which was made before.
    fn reading(&self) -> Result<&Reading, AudienceError> {
        self.reading.get().ok_or_else(|| WireError::Closed.into())
    }
}

/// Stories as queries see them, each read by the first who asks. The oldest go first.
#[derive(Default)]
pub(crate) struct Readings(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    slots: HashMap<u64, (Arc<Slot>, usize)>,
    order: VecDeque<u64>,
    bytes: usize,
}

impl Readings {
    /// What is known of a dispatch, with its reading.
    async fn of(&self, dispatch: &Arc<Dispatch>) -> Result<Arc<Slot>, AudienceError> {
        let slot = self.kept().slot(dispatch);
        let read = async || {
            let dispatch = Arc::clone(dispatch);
            // A long story takes milliseconds, which nobody else should wait for.
            let reading = tokio::task::spawn_blocking(move || read(&dispatch)).await;
            reading.map_err(|_| AudienceError::from(WireError::Closed))
        };
        slot.reading.get_or_try_init(read).await?;
        Ok(slot)
    }

    /// How many stories may have to be read before it is known whether a dispatch passes.
    pub(crate) fn cost(&self, entry: &Entry) -> usize {
        let known = self.kept().slots.get(&entry.seq).is_some_and(|(slot, _)| slot.reading.initialized());
        if known { 0 } else { EARLIER_VERSIONS_MAX.min(entry.version as usize) }
    }

    /// The versions of an item before this one, at most [`EARLIER_VERSIONS_MAX`], with their readings.
    async fn before(&self, dispatch: &Arc<Dispatch>, reader: &Reader) -> Result<Arc<[Arc<Slot>]>, AudienceError> {
        let slot = self.kept().slot(dispatch);
        let found = slot.earlier.get_or_try_init(async || self.look_before(dispatch, reader).await).await?;
        Ok(Arc::clone(found))
    }

    async fn look_before(&self, dispatch: &Dispatch, reader: &Reader) -> Result<Arc<[Arc<Slot>]>, AudienceError> {
        let this = &dispatch.entry;
        let mut entries = reader.versions(&this.item).await?;
        entries.retain(|entry| entry.version < this.version);
        let mut earlier = Vec::new();
        for entry in entries.into_iter().rev().take(EARLIER_VERSIONS_MAX) {
            let known = self.kept().slots.get(&entry.seq).map(|(slot, _)| Arc::clone(slot));
            if let Some(slot) = known.filter(|slot| slot.reading.initialized()) {
                earlier.push(slot);
            } else if let Some(dispatch) = reader.version(&this.item, entry.version).await? {
                earlier.push(self.of(&dispatch).await?);
            }
        }
        earlier.reverse();
        // They stay as long as this one does, whatever else goes.
        self.kept().weigh(this.seq, earlier.iter().map(|one| one.bytes).sum());
        Ok(earlier.into())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn slot(&mut self, dispatch: &Dispatch) -> Arc<Slot> {
        let seq = dispatch.seq();
        if let Some((slot, _)) = self.slots.get(&seq) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(Slot::of(dispatch));
        self.slots.insert(seq, (Arc::clone(&slot), dispatch.bytes()));
        self.order.push_back(seq);
        self.bytes += dispatch.bytes();
        self.forget();
        slot
    }

    fn weigh(&mut self, seq: u64, more: usize) {
        if let Some((_, bytes)) = self.slots.get_mut(&seq) {
            *bytes += more;
            self.bytes += more;
            self.forget();
        }
    }

    fn forget(&mut self) {
        while self.order.len() > 1 && (self.bytes > READ_BYTES_MAX || self.order.len() > READINGS_MAX) {
            let Some(oldest) = self.order.pop_front() else { break };
            self.bytes -= self.slots.remove(&oldest).map_or(0, |(_, bytes)| bytes);
        }
    }
}

fn read(dispatch: &Dispatch) -> Reading {
    let Entry { item, products, version_created, .. } = &dispatch.entry;
    Reading::of(&dispatch.story, About { item, products, created: *version_created })
}
