//! What of a feed a reader asks for, and stories read once for all who ask.

use crate::{AudienceError, Entitlement, Event};
use jiff::Timestamp;
use query::{About, Prepared, Query, Reading};
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::{OnceCell, Semaphore};
use wire::{Dispatch, Entry, Reader, WireError};

/// Bytes of canonical text of the stories whose readings are kept; a reading takes a few times as much.
const READ_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Readings that are kept.
const READINGS_MAX: usize = 4_000;
/// Stories that are read at once: pages of sifted feeds must not keep every thread from other work.
const READ_AT_ONCE_MAX: usize = 2;
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
    /// How many of those that are kept hold it, itself among them; changed under their lock only.
    holders: AtomicUsize,
    reading: OnceCell<Reading>,
    /// The versions of the item before this one, the oldest first.
    earlier: OnceCell<Arc<[Arc<Slot>]>>,
}

impl Slot {
    fn of(dispatch: &Dispatch) -> Self {
        let (reading, earlier) = (OnceCell::new(), OnceCell::new());
        let holders = AtomicUsize::new(0);
        Self { entry: dispatch.entry.clone(), bytes: dispatch.bytes(), holders, reading, earlier }
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
pub(crate) struct Readings {
    kept: Mutex<Kept>,
    turns: Arc<Semaphore>,
}

impl Default for Readings {
    fn default() -> Self {
        Self { kept: Mutex::default(), turns: Arc::new(Semaphore::new(READ_AT_ONCE_MAX)) }
    }
}

/// A version, and those before it that are held with it.
type Known = (Arc<Slot>, Arc<[Arc<Slot>]>);

#[derive(Default)]
struct Kept {
    /// Each with the earlier versions that it holds.
    slots: HashMap<u64, Known>,
    order: VecDeque<u64>,
    /// Of all that are held, each counted once.
    bytes: usize,
}

impl Readings {
    /// What is known of a dispatch, with its reading.
    async fn of(&self, dispatch: &Arc<Dispatch>) -> Result<Arc<Slot>, AudienceError> {
        let slot = self.kept().slot(dispatch);
        let read = async || {
            let closed = || AudienceError::from(WireError::Closed);
            let dispatch = Arc::clone(dispatch);
            let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| closed())?;
            // A long story takes milliseconds, which nobody else should wait for.
            let reading = tokio::task::spawn_blocking(move || {
                // Whoever asked may be gone before the end: the turn is over when the work is.
                let _turn = turn;
                read(&dispatch)
            });
            reading.await.map_err(|_| closed())
        };
        slot.reading.get_or_try_init(read).await?;
        Ok(slot)
    }

    /// How many stories may have to be read before it is known whether a dispatch passes.
    pub(crate) fn cost(&self, entry: &Entry) -> usize {
        let kept = self.kept();
        let slot = kept.slots.get(&entry.seq).map(|(slot, _)| slot);
        // Of a hold or kill, only what came before it is read.
        let itself = !entry.act.stops() && slot.is_none_or(|slot| !slot.reading.initialized());
        let earlier = if slot.is_some_and(|slot| slot.earlier.initialized()) { 0 } else { entry.version - 1 };
        usize::from(itself) + EARLIER_VERSIONS_MAX.min(earlier as usize)
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
        let earlier: Arc<[Arc<Slot>]> = earlier.into();
        // They stay as long as this one does, whatever else goes.
        self.kept().hold_earlier(this.seq, &earlier);
        Ok(earlier)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn slot(&mut self, dispatch: &Dispatch) -> Arc<Slot> {
        let seq = dispatch.seq();
        if let Some((slot, _)) = self.slots.get(&seq) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(Slot::of(dispatch));
        self.hold(&slot);
        self.slots.insert(seq, (Arc::clone(&slot), Arc::default()));
        self.order.push_back(seq);
        self.forget();
        slot
    }

    /// The dispatch `seq` holds these from now on, in the place of those that it held.
    fn hold_earlier(&mut self, seq: u64, earlier: &Arc<[Arc<Slot>]>) {
        let Some((_, held)) = self.slots.get_mut(&seq) else { return };
        let before = std::mem::replace(held, Arc::clone(earlier));
        earlier.iter().for_each(|one| self.hold(one));
        before.iter().for_each(|one| self.release(one));
        self.forget();
    }

    fn hold(&mut self, slot: &Slot) {
        if slot.holders.fetch_add(1, Ordering::Relaxed) == 0 {
            self.bytes += slot.bytes;
        }
    }

    fn release(&mut self, slot: &Slot) {
        if slot.holders.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.bytes -= slot.bytes;
        }
    }

    fn forget(&mut self) {
        while self.order.len() > 1 && (self.bytes > READ_BYTES_MAX || self.order.len() > READINGS_MAX) {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some((slot, earlier)) = self.slots.remove(&oldest) {
                self.release(&slot);
                earlier.iter().for_each(|one| self.release(one));
            }
        }
    }
}

fn read(dispatch: &Dispatch) -> Reading {
    let Entry { item, products, version_created, .. } = &dispatch.entry;
    Reading::of(&dispatch.story, About { item, products, created: *version_created })
}
