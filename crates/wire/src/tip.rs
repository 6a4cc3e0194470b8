//! The newest part of the log in memory: the head's number, a ring of recent dispatches, and what must not be used.

use crate::{Dispatch, Reader, WireError};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, PoisonError, RwLock},
};
use story::{Act, ItemId, State};
use tokio::sync::{Mutex, watch};

/// Bytes of text that the ring of recent dispatches may hold.
pub const RING_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Dispatches that are read at once when others wrote.
const CATCH_UP_DISPATCHES: usize = 100;

/// Why no version of an item may be handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// The dispatch that stopped it.
    pub seq: u64,
    /// Withheld or canceled.
    pub state: State,
}

#[derive(Default)]
struct Recent {
    ring: VecDeque<Arc<Dispatch>>,
    bytes: usize,
    stops: HashMap<ItemId, Stop>,
}

impl Recent {
    fn push(&mut self, dispatch: Arc<Dispatch>) {
        let entry = &dispatch.entry;
        self.stop(entry.item.clone(), entry.act, entry.seq, entry.state);
        self.bytes += dispatch.bytes;
        self.ring.push_back(dispatch);
        while self.bytes > RING_BYTES_MAX
            && let Some(oldest) = self.ring.pop_front()
        {
            self.bytes -= oldest.bytes;
        }
    }

    fn stop(&mut self, item: ItemId, act: Act, seq: u64, state: State) {
        if act.stops() {
            self.stops.insert(item, Stop { seq, state });
        } else if act == Act::Resume {
            self.stops.remove(&item);
        }
    }
}

/// The newest part of the log, shared by the writer and every reader of this process.
pub(crate) struct Tip {
    recent: RwLock<Recent>,
    head: watch::Sender<u64>,
    /// Held while the ring grows, so that entries enter it in order.
    growing: Mutex<()>,
}

impl Tip {
    pub(crate) fn new(head: u64, stops: impl IntoIterator<Item = (ItemId, Act, u64)>) -> Self {
        let mut recent = Recent::default();
        for (item, act, seq) in stops {
            let state = if act == Act::Hold { State::Withheld } else { State::Canceled };
            recent.stop(item, act, seq, state);
        }
        Self { recent: RwLock::new(recent), head: watch::Sender::new(head), growing: Mutex::new(()) }
    }

    pub(crate) fn head(&self) -> u64 {
        *self.head.borrow()
    }

    pub(crate) fn heads(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }

    /// The stop that stands against an item.
    pub(crate) fn stop(&self, item: &ItemId) -> Option<Stop> {
        self.read().stops.get(item).copied()
    }

    /// Dispatches after `seq`, oldest first, if the ring holds them all.
    pub(crate) fn after(&self, seq: u64, limit: usize) -> Option<Vec<Arc<Dispatch>>> {
        let recent = self.read();
        let first = recent.ring.front()?.seq();
        let skip = usize::try_from((seq + 1).checked_sub(first)?).ok()?;
        let head = self.head();
        Some(recent.ring.iter().skip(skip).take(limit).take_while(|d| d.seq() <= head).cloned().collect())
    }

    /// Adds committed dispatches, reading from the store what others committed in between.
    pub(crate) async fn grow(&self, reader: &Reader, committed: Vec<Arc<Dispatch>>) -> Result<(), WireError> {
        let _in_order = self.growing.lock().await;
        for dispatch in committed {
            if dispatch.seq() > self.head() + 1 {
                self.catch_up(reader, dispatch.seq() - 1).await?;
            }
            self.take(dispatch);
        }
        Ok(())
    }

    /// Adds what the store holds beyond the head.
    pub(crate) async fn refresh(&self, reader: &Reader) -> Result<(), WireError> {
        let _in_order = self.growing.lock().await;
        self.catch_up(reader, u64::MAX).await
    }

    async fn catch_up(&self, reader: &Reader, until: u64) -> Result<(), WireError> {
        while self.head() < until {
            let page = reader.stored_between(self.head(), until, CATCH_UP_DISPATCHES).await?;
            if page.is_empty() {
                break;
            }
            for dispatch in page {
                self.take(dispatch);
            }
        }
        Ok(())
    }

    /// Takes the dispatch that follows the head, and moves the head with it: whatever fails later, ring and head agree.
    fn take(&self, dispatch: Arc<Dispatch>) {
        let seq = dispatch.seq();
        if seq == self.head() + 1 {
            self.recent.write().unwrap_or_else(PoisonError::into_inner).push(dispatch);
            self.head.send_replace(seq);
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Recent> {
        self.recent.read().unwrap_or_else(PoisonError::into_inner)
    }
}
