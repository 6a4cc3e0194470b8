//! The one gate between the wire and a subscriber.

use crate::{AudienceError, Decision, Denial, Entitlement};
use jiff::Timestamp;
use std::sync::Arc;
use story::{ItemId, ProductId, Reason, State, Verdict};
use tokio::sync::watch;
use wire::{Dispatch, Entry, Reader, Stop};

/// Dispatches that one page of a feed looks at, at most: the bound of the work that one request can ask for.
pub const SCAN_DISPATCHES_MAX: usize = 10_000;
/// Dispatches read from the store at once while a feed is scanned.
const SCAN_CHUNK: usize = 100;
/// Bytes of canonical text after which a page ends, with the event that passed them.
pub const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Hands out what contracts cover, and nothing else. Clones share the wire.
#[derive(Clone)]
pub struct Gate {
    reader: Reader,
}

/// One dispatch as one subscriber may see it.
#[derive(Debug, Clone)]
pub struct Event {
    /// The `seq` of the event before this one in the same feed; 0 when there is none within reach. A reader that holds
    /// an older event than this has missed something.
    pub prev: u64,
    /// The dispatch.
    pub dispatch: Arc<Dispatch>,
    /// The hold or kill that came later and forbids using it; the story must not be shown then.
    pub stop: Option<Stop>,
    /// The embargo still stands; the story must not be shown yet.
    pub early: bool,
    /// The product that let it through.
    pub product: ProductId,
}

impl Event {
    fn new(prev: u64, dispatch: Arc<Dispatch>, product: ProductId, reader: &Reader, now: Timestamp) -> Self {
        let stop = reader.stop(&dispatch.entry.item).filter(|stop| stop.seq > dispatch.seq());
        let early = dispatch.entry.embargo.is_some_and(|until| until > now);
        Self { prev, dispatch, stop, early, product }
    }

    /// True when the story of the dispatch may be handed out now.
    pub fn is_open(&self) -> bool {
        self.stop.is_none() && !self.early
    }

    /// The verdict of this version now: its own, unless a later hold or kill overrules it.
    pub fn verdict(&self, now: Timestamp) -> Verdict {
        let entry = &self.dispatch.entry;
        Verdict::of(self.stop.map_or(entry.state, |stop| stop.state), entry.act, entry.embargo, now)
    }
}

/// A page of a subscriber's feed.
#[derive(Debug, Clone)]
pub struct Page {
    /// The events, oldest first.
    pub events: Vec<Event>,
    /// Where to ask on from: everything up to here was looked at.
    pub next: u64,
    /// The number of the wire's newest dispatch.
    pub head: u64,
}

impl Gate {
    /// A gate over the wire.
    pub fn new(reader: Reader) -> Self {
        Self { reader }
    }

    /// The number of the wire's newest dispatch.
    pub fn head(&self) -> u64 {
        self.reader.head()
    }

    /// The head as it grows.
    pub fn heads(&self) -> watch::Receiver<u64> {
        self.reader.heads()
    }

    /// The subscriber's dispatches after `after`, oldest first, at most `limit` of them.
    ///
    /// Looks at [`SCAN_DISPATCHES_MAX`] dispatches at most; [`Page::next`] tells how far it came.
    pub async fn page(
        &self,
        may: &Entitlement,
        after: u64,
        limit: usize,
        now: Timestamp,
    ) -> Result<Page, AudienceError> {
        self.page_on(may, after, None, limit, now).await
    }

    /// As [`Gate::page`], for a reader who goes on after `last`, the `seq` of its last event up to `after`: then it is
    /// not looked up again for each page of each stream.
    pub async fn page_on(
        &self,
        may: &Entitlement,
        after: u64,
        last: Option<u64>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Page, AudienceError> {
        let head = self.reader.head();
        let mut page = Page { events: Vec::new(), next: after.min(head), head };
        let mut prev = last;
        let (mut scanned, mut bytes) = (0, 0);
        let full = |events: usize, bytes: usize| events == limit || bytes > PAGE_BYTES_MAX;
        while !full(page.events.len(), bytes) && page.next < head && scanned < SCAN_DISPATCHES_MAX {
            let chunk = self.reader.after(page.next, SCAN_CHUNK.min(limit.max(16))).await?;
            if chunk.is_empty() {
                break;
            }
            for dispatch in chunk {
                if full(page.events.len(), bytes) {
                    break;
                }
                scanned += 1;
                page.next = dispatch.seq();
                let Decision::Yes { product, .. } = may.decide(&dispatch.entry) else { continue };
                let before = match prev {
                    Some(before) => before,
                    None => self.last_before(may, dispatch.seq()).await?,
                };
                prev = Some(dispatch.seq());
                bytes += dispatch.bytes();
                page.events.push(Event::new(before, dispatch, product, &self.reader, now));
            }
        }
        Ok(page)
    }

    /// The event as it stands now, for those who hold one for a while before they hand it out.
    pub fn again(&self, event: Event, now: Timestamp) -> Event {
        Event::new(event.prev, event.dispatch, event.product, &self.reader, now)
    }

    /// The `seq` of the subscriber's last dispatch before `seq`; 0 when there is none within reach.
    pub async fn last_before(&self, may: &Entitlement, seq: u64) -> Result<u64, AudienceError> {
        let mut before = seq;
        let mut scanned = 0;
        while scanned < SCAN_DISPATCHES_MAX {
            let entries = self.reader.entries_before(before, SCAN_CHUNK.min(scanned.max(16))).await?;
            if let Some(found) = entries.iter().find(|e| may.decide(e).is_yes()) {
                return Ok(found.seq);
            }
            let Some(oldest) = entries.last() else { break };
            before = oldest.seq;
            scanned += entries.len();
        }
        Ok(0)
    }

    /// The newest version of an item: `None` when there is no such item, a denial when the contract does not cover it.
    pub async fn latest(
        &self,
        may: &Entitlement,
        item: &ItemId,
        now: Timestamp,
    ) -> Result<Option<Result<Event, Denial>>, AudienceError> {
        Ok(self.found(item, None).await?.map(|found| admitted(may, found, now)))
    }

    /// One version of an item, as [`Gate::latest`].
    pub async fn version(
        &self,
        may: &Entitlement,
        item: &ItemId,
        version: u32,
        now: Timestamp,
    ) -> Result<Option<Result<Event, Denial>>, AudienceError> {
        Ok(self.found(item, Some(version)).await?.map(|found| admitted(may, found, now)))
    }

    /// The newest version of an item, or the one that is named, whoever may have it.
    pub(crate) async fn found(&self, item: &ItemId, version: Option<u32>) -> Result<Option<Found>, AudienceError> {
        let later = |dispatch: &Dispatch, stop: Option<Stop>| stop.filter(|stop| stop.seq > dispatch.seq());
        let Some(version) = version else {
            let found = self.reader.latest(item).await?;
            // Asked after the version was read, so that a kill in between is not missed.
            return Ok(found.map(|dispatch| Found { stop: later(&dispatch, self.reader.stop(item)), dispatch }));
        };
        let Some(dispatch) = self.reader.version(item, version).await? else { return Ok(None) };
        // The table may know of a kill that this process has not heard of yet.
        let stored = self.reader.stored_stop(item).await?;
        let stop = later(&dispatch, stored).or_else(|| later(&dispatch, self.reader.stop(item)));
        Ok(Some(Found { dispatch, stop }))
    }

    /// The entries of every version of an item that the contract covers, the oldest first; as [`Gate::latest`].
    pub async fn versions(
        &self,
        may: &Entitlement,
        item: &ItemId,
    ) -> Result<Option<Result<Vec<Entry>, Denial>>, AudienceError> {
        let entries = self.reader.versions(item).await?;
        let Some(newest) = entries.last() else { return Ok(None) };
        let answer = match may.decide(newest) {
            Decision::Yes { .. } => Ok(entries.into_iter().filter(|e| may.decide(e).is_yes()).collect()),
            Decision::No(denial) => Err(denial),
        };
        Ok(Some(answer))
    }
}

/// A version as the wire knows it, before it was asked who may have it.
pub(crate) struct Found {
    pub(crate) dispatch: Arc<Dispatch>,
    stop: Option<Stop>,
}

impl Found {
    /// The event of a reader who may have it by this product.
    pub(crate) fn by(self, product: ProductId, now: Timestamp) -> Event {
        let early = self.dispatch.entry.embargo.is_some_and(|until| until > now);
        Event { prev: 0, dispatch: self.dispatch, stop: self.stop, early, product }
    }
}

fn admitted(may: &Entitlement, found: Found, now: Timestamp) -> Result<Event, Denial> {
    match may.decide(&found.dispatch.entry) {
        Decision::Yes { product, .. } => Ok(found.by(product, now)),
        Decision::No(denial) => Err(denial),
    }
}

impl Event {
    /// Why the story is not shown, or `None` when it is.
    pub fn closed_because(&self) -> Option<Reason> {
        match (self.stop.map(|s| s.state), self.early) {
            (Some(State::Canceled), _) => Some(Reason::Killed),
            (Some(_), _) => Some(Reason::OnHold),
            (None, true) => Some(Reason::Embargo),
            (None, false) => None,
        }
    }
}
