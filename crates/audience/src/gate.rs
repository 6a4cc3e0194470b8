//! The one gate between the wire and a subscriber.

use crate::{AudienceError, Decision, Denial, Entitlement, Sieve, sieve::Readings};
use jiff::Timestamp;
use std::{collections::BTreeSet, sync::Arc};
use story::{ItemId, ProductId, Reason, State, Verdict};
use tokio::sync::watch;
use wire::{Dispatch, Entry, Reader, Stop};

/// Dispatches that one page of a feed looks at, at most: the bound of the work that one request can ask for.
pub const SCAN_DISPATCHES_MAX: usize = 10_000;
/// Stories that one page of a sifted feed reads, at most: reading one costs much more than looking at its contract.
pub const SIFTED_DISPATCHES_MAX: usize = 1_000;
/// Dispatches read from the store at once while a feed is scanned.
const SCAN_CHUNK: usize = 100;
/// Numbers that are read at once when some of them are asked for.
const THESE_CHUNK: u64 = 20;
/// Bytes of canonical text after which a page ends, with the event that passed them.
pub const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Hands out what contracts cover, and nothing else. Clones share the wire.
#[derive(Clone)]
pub struct Gate {
    reader: Reader,
    readings: Arc<Readings>,
}

/// The feed of one reader: what the contract covers, or the part of it that a query asks for.
#[derive(Clone, Copy)]
pub struct Feed<'a> {
    may: &'a Entitlement,
    sieve: Option<&'a Sieve>,
}

impl<'a> Feed<'a> {
    /// Everything that the contract covers.
    pub fn of(may: &'a Entitlement) -> Self {
        Self { may, sieve: None }
    }

    /// The part of it that passes the sieve; all of it when there is none.
    #[must_use]
    pub fn sifted(self, sieve: Option<&'a Sieve>) -> Self {
        Self { sieve, ..self }
    }

    /// Dispatches to read at once for so many events: of a sifted feed, most are passed over.
    fn chunk(self, limit: usize) -> usize {
        if self.sieve.is_some() { SCAN_CHUNK } else { SCAN_CHUNK.min(limit.max(16)) }
    }
}

/// What one page has cost so far.
#[derive(Default)]
struct Work {
    scanned: usize,
    sifted: usize,
    bytes: usize,
}

impl Work {
    fn may_go_on(&self) -> bool {
        self.scanned < SCAN_DISPATCHES_MAX && self.sifted < SIFTED_DISPATCHES_MAX && self.bytes <= PAGE_BYTES_MAX
    }
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
        Self { reader, readings: Arc::default() }
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
        self.page_on(Feed::of(may), after, None, limit, now).await
    }

    /// As [`Gate::page`], for a reader who goes on after `last`, the `seq` of its last event up to `after`: then it is
    /// not looked up again for each page of each stream. In a sifted feed, [`SIFTED_DISPATCHES_MAX`] stories are read.
    pub async fn page_on(
        &self,
        feed: Feed<'_>,
        after: u64,
        last: Option<u64>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Page, AudienceError> {
        let head = self.reader.head();
        let mut page = Page { events: Vec::new(), next: after.min(head), head };
        let (from, mut prev) = (page.next, last);
        let mut work = Work::default();
        while page.events.len() < limit && work.may_go_on() && page.next < head {
            let chunk = self.reader.after(page.next, feed.chunk(limit)).await?;
            if chunk.is_empty() {
                break;
            }
            for dispatch in chunk {
                if page.events.len() == limit || !work.may_go_on() {
                    break;
                }
                page.next = dispatch.seq();
                let Some(event) = self.look(feed, dispatch, &mut work, now).await? else { continue };
                let before = match prev {
                    Some(before) => before,
                    None => self.last_before(feed, from + 1, now).await?,
                };
                prev = Some(event.dispatch.seq());
                page.events.push(Event { prev: before, ..event });
            }
        }
        Ok(page)
    }

    /// The dispatches of a feed before `before`, newest first, at most `limit` of them; [`Page::next`] is where to ask on,
    /// 1 when there is nothing left. Bounded as [`Gate::page_on`].
    pub async fn page_back(
        &self,
        feed: Feed<'_>,
        before: u64,
        limit: usize,
        now: Timestamp,
    ) -> Result<Page, AudienceError> {
        // One more is looked for, so that the last of the page has its `prev`.
        let mut page = self.back(feed, before, limit + 1, now).await?;
        for n in 1..page.events.len() {
            page.events[n - 1].prev = page.events[n].dispatch.seq();
        }
        if page.events.len() > limit {
            page.next = page.events.pop().map_or(page.next, |one| one.dispatch.seq() + 1);
        }
        Ok(page)
    }

    /// As [`Gate::page_back`], without the `prev` of any event.
    async fn back(&self, feed: Feed<'_>, before: u64, limit: usize, now: Timestamp) -> Result<Page, AudienceError> {
        let head = self.reader.head();
        let mut page = Page { events: Vec::new(), next: before.clamp(1, head + 1), head };
        let mut work = Work::default();
        let many = feed.chunk(limit);
        while page.events.len() < limit && work.may_go_on() && page.next > 1 {
            let from = (page.next - 1).saturating_sub(many as u64);
            // The chunk ends where the last one began.
            let span = usize::try_from(page.next - 1 - from).unwrap_or(many);
            let chunk = self.reader.after(from, span).await?;
            if chunk.is_empty() {
                break;
            }
            for dispatch in chunk.into_iter().rev() {
                if page.events.len() == limit || !work.may_go_on() {
                    break;
                }
                page.next = dispatch.seq();
                page.events.extend(self.look(feed, dispatch, &mut work, now).await?);
            }
        }
        Ok(page)
    }

    /// How many of the `many` dispatches after `after` the contract covers, and whether the wire goes on behind them. No
    /// story is read for it.
    pub async fn count(&self, may: &Entitlement, after: u64, many: u64) -> Result<(usize, bool), AudienceError> {
        let head = self.reader.head();
        let last = head.min(after.saturating_add(many));
        let (mut count, mut before) = (0, last + 1);
        while before > after.saturating_add(1) {
            let entries = self.reader.entries_before(before, SCAN_CHUNK).await?;
            let Some(oldest) = entries.last() else { break };
            before = oldest.seq;
            count += entries.iter().filter(|entry| entry.seq > after && may.decide(entry).is_yes()).count();
        }
        Ok((count, last < head))
    }

    /// These dispatches as they stand now, those that the contract covers, newest first, and whether these are all of
    /// them: no more than a page holds are answered. They are no feed: none has a `prev`.
    pub async fn these(
        &self,
        may: &Entitlement,
        seqs: &BTreeSet<u64>,
        now: Timestamp,
    ) -> Result<(Vec<Event>, bool), AudienceError> {
        let (mut events, mut looked, mut work) = (Vec::new(), 0, Work::default());
        for &seq in seqs.range(1..) {
            if seq <= looked {
                continue;
            }
            if !work.may_go_on() {
                events.reverse();
                return Ok((events, false));
            }
            // Rows of one screen stand close together on the wire.
            let near = seqs.range(seq..seq.saturating_add(THESE_CHUNK)).next_back().copied().unwrap_or(seq);
            let span = usize::try_from(near - seq + 1).unwrap_or(1);
            for dispatch in self.reader.after(seq - 1, span).await? {
                looked = dispatch.seq();
                if seqs.contains(&looked) {
                    events.extend(self.look(Feed::of(may), dispatch, &mut work, now).await?);
                }
            }
        }
        events.reverse();
        Ok((events, true))
    }

    /// The event of a dispatch, if it is in the feed.
    async fn look(
        &self,
        feed: Feed<'_>,
        dispatch: Arc<Dispatch>,
        work: &mut Work,
        now: Timestamp,
    ) -> Result<Option<Event>, AudienceError> {
        work.scanned += 1;
        let Decision::Yes { product, .. } = feed.may.decide(&dispatch.entry) else { return Ok(None) };
        let event = Event::new(0, dispatch, product, &self.reader, now);
        if let Some(sieve) = feed.sieve {
            work.sifted += self.readings.cost(&event.dispatch.entry);
            if !sieve.passes(&event, feed.may, (&self.readings, &self.reader), now).await? {
                return Ok(None);
            }
        }
        work.bytes += event.dispatch.bytes();
        Ok(Some(event))
    }

    /// The event as it stands now, for those who hold one for a while before they hand it out.
    pub fn again(&self, event: Event, now: Timestamp) -> Event {
        Event::new(event.prev, event.dispatch, event.product, &self.reader, now)
    }

    /// The `seq` of the last event of a feed before `seq`; 0 when there is none within reach.
    pub async fn last_before(&self, feed: Feed<'_>, seq: u64, now: Timestamp) -> Result<u64, AudienceError> {
        if feed.sieve.is_some() {
            let page = self.back(feed, seq, 1, now).await?;
            return Ok(page.events.first().map_or(0, |event| event.dispatch.seq()));
        }
        let mut before = seq;
        let mut scanned = 0;
        while scanned < SCAN_DISPATCHES_MAX {
            let entries = self.reader.entries_before(before, SCAN_CHUNK.min(scanned.max(16))).await?;
            if let Some(found) = entries.iter().find(|e| feed.may.decide(e).is_yes()) {
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
