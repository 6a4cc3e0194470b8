//! The meter: what was given, to whom. It is kept in memory on the way of a story, and written down beside it.
//!
//! What was given lies in shards by organisation, so that ten thousand streams that take one dispatch do not wait for each
//! other. [`Meter::follow`] writes the sums and the newly reached organisations each [`FLUSH_MILLIS`]: a process that
//! crashes loses what it gave since, at most; one that is stopped loses nothing.

use crate::{How, OrganisationId, Subscriber, Via, download::Taking, flush};
use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};
use store::{Clock, Db, StoreError};
use story::{ItemId, Kind, ProductId, RevisionId};
use tokio_util::sync::CancellationToken;

/// Milliseconds between two writes of what was given.
pub const FLUSH_MILLIS: u64 = 1_000;
/// Parts of the meter that are locked one by one.
const SHARDS: u32 = 16;
/// Dispatches of which a shard remembers whom they reached already, for each [`How`].
const REACHED_MAX: usize = 1_024;
/// Milliseconds of an hour.
const HOUR_MILLIS: i64 = 3_600_000;

/// By which way a story came to a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The feed.
    Feed,
    /// The stream.
    Stream,
    /// An item or a version by its id.
    Item,
    /// The difference between two versions.
    Diff,
    /// A file of an item.
    File,
    /// A document by HAS.
    HasDocument,
    /// A file by HAS.
    HasFile,
    /// A temporary link.
    Link,
    /// Several items in one archive.
    Zip,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 9] = [
        Self::Feed,
        Self::Stream,
        Self::Item,
        Self::Diff,
        Self::File,
        Self::HasDocument,
        Self::HasFile,
        Self::Link,
        Self::Zip,
    ];

    /// The word that tables and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Stream => "stream",
            Self::Item => "item",
            Self::Diff => "diff",
            Self::File => "file",
            Self::HasDocument => "has-document",
            Self::HasFile => "has-file",
            Self::Link => "link",
            Self::Zip => "zip",
        }
    }
}

/// Somebody to whom something is given, as the meter knows them. Good for one [`Meter`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Taker {
    organisation: u32,
    taker: u32,
}

/// Something that was given.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The number of the dispatch.
    pub seq: u64,
    /// The item.
    pub item: &'a ItemId,
    /// Its version.
    pub version: u32,
    /// The product that let it through.
    pub product: ProductId,
    /// The format or the rendition.
    pub format: &'static str,
    /// What it means for who holds the story.
    pub how: How,
    /// How it came.
    pub way: Way,
    /// 1; or 0 for a further part of what was counted when it began.
    pub times: u64,
    /// Bytes of the body.
    pub bytes: u64,
}

/// What sums are kept of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Counted {
    pub(crate) hour: i64,
    pub(crate) taker: Taker,
    pub(crate) product: ProductId,
    pub(crate) kind: Kind,
    pub(crate) format: &'static str,
    pub(crate) way: Way,
}

/// A sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) times: u64,
    pub(crate) bytes: u64,
}

/// Organisations that a version newly reached.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    pub(crate) seq: u64,
    pub(crate) how: How,
    pub(crate) item: ItemId,
    pub(crate) version: u32,
    /// When the first of them was reached.
    pub(crate) time: i64,
    pub(crate) organisations: Vec<u32>,
}

/// What was given since the last look, or could not be written then.
#[derive(Debug, Default)]
pub(crate) struct Drained {
    pub(crate) sums: Vec<(Counted, Sum)>,
    pub(crate) reaches: Vec<Reach>,
    pub(crate) takings: Vec<Taking>,
}

impl Drained {
    fn is_empty(&self) -> bool {
        self.sums.is_empty() && self.reaches.is_empty() && self.takings.is_empty()
    }
}

/// Counts what is given. Clones are the same.
#[derive(Clone)]
pub struct Meter(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    names: RwLock<Names>,
    shards: Vec<Mutex<Shard>>,
    /// What was taken under contracts without a limit.
    takings: Mutex<HashMap<(String, RevisionId), Taking>>,
    /// Held by whoever writes, with the numbers of the organisations that are known.
    writing: tokio::sync::Mutex<flush::Numbers>,
}

/// Who the takers are. It grows with the logins and keys that were used, never with what was given.
#[derive(Default)]
pub(crate) struct Names {
    known: HashMap<OrganisationId, (u32, HashMap<Via, Taker>)>,
    pub(crate) organisations: Vec<OrganisationId>,
    pub(crate) takers: Vec<String>,
}

impl Names {
    fn taker(&self, organisation: &OrganisationId, via: &Via) -> Option<Taker> {
        self.known.get(organisation)?.1.get(via).copied()
    }

    fn add(&mut self, organisation: &OrganisationId, via: &Via) -> Taker {
        if let Some(known) = self.taker(organisation, via) {
            return known;
        }
        let taker = index(self.takers.len());
        self.takers.push(via.taker());
        let (number, vias) = self.known.entry(organisation.clone()).or_insert_with(|| {
            self.organisations.push(organisation.clone());
            (index(self.organisations.len() - 1), HashMap::new())
        });
        *vias.entry(via.clone()).or_insert(Taker { organisation: *number, taker })
    }
}

fn index(n: usize) -> u32 {
    u32::try_from(n).expect("nobody has four thousand million logins")
}

/// Whom a dispatch reached in one way of holding it.
struct Reached {
    item: ItemId,
    version: u32,
    /// A bit for each organisation of the shard.
    known: Vec<u64>,
    /// Those that are not written yet.
    fresh: Vec<u32>,
    /// When the first of them was reached.
    since: i64,
}

#[derive(Default)]
struct Shard {
    sums: HashMap<Counted, Sum>,
    reached: HashMap<(u64, How), Reached>,
    order: VecDeque<(u64, How)>,
}

impl Shard {
    fn reach(&mut self, organisation: u32, key: (u64, How), item: &ItemId, version: u32, now: i64) {
        let reached = match self.reached.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                self.order.push_back(key);
                let item = item.clone();
                new.insert(Reached { item, version, known: Vec::new(), fresh: Vec::new(), since: now })
            }
        };
        let at = organisation / SHARDS;
        let (word, bit) = ((at / u64::BITS) as usize, 1 << (at % u64::BITS));
        if reached.known.len() <= word {
            reached.known.resize(word + 1, 0);
        }
        if reached.known[word] & bit != 0 {
            return;
        }
        reached.known[word] |= bit;
        reached.since = if reached.fresh.is_empty() { now } else { reached.since.min(now) };
        reached.fresh.push(organisation);
    }

    /// Takes back that a dispatch reached an organisation: it could not be written.
    fn unreach(&mut self, organisation: u32, key: (u64, How)) {
        let at = organisation / SHARDS;
        let word = self.reached.get_mut(&key).and_then(|r| r.known.get_mut((at / u64::BITS) as usize));
        if let Some(word) = word {
            *word &= !(1 << (at % u64::BITS));
        }
    }

    /// Forgets the oldest dispatches, when there are more than need be remembered. One that is forgotten and given again
    /// is written again, which costs a row and changes nothing.
    fn forget(&mut self) {
        while self.order.len() > REACHED_MAX
            && let Some(key) = self.order.pop_front()
        {
            self.reached.remove(&key);
        }
    }
}

impl Meter {
    pub(crate) fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        let (names, takings, writing) = (RwLock::default(), Mutex::default(), tokio::sync::Mutex::default());
        Self(Arc::new(Inner { db, clock, names, shards, takings, writing }))
    }

    /// A subscriber as a taker: looked up once by whoever gives a lot.
    pub fn taker(&self, subscriber: &Subscriber) -> Taker {
        let (organisation, via) = (&subscriber.organisation, &subscriber.via);
        let known = self.0.names.read().unwrap_or_else(PoisonError::into_inner).taker(organisation, via);
        known.unwrap_or_else(|| self.0.names.write().unwrap_or_else(PoisonError::into_inner).add(organisation, via))
    }

    /// Something was given. Waits for nobody but another giver of the same shard.
    pub fn given(&self, taker: Taker, given: &Given<'_>) {
        let now = story::to_millis(self.0.clock.now());
        let counted = Counted {
            hour: now - now.rem_euclid(HOUR_MILLIS),
            taker,
            product: given.product,
            kind: given.item.kind(),
            format: given.format,
            way: given.way,
        };
        let mut shard = self.shard(taker.organisation);
        let sum = shard.sums.entry(counted).or_default();
        sum.times += given.times;
        sum.bytes += given.bytes;
        shard.reach(taker.organisation, (given.seq, given.how), given.item, given.version, now);
    }

    /// Something was taken under a contract without a limit; only the first time is written.
    pub(crate) fn took(&self, taking: Taking) {
        let mut takings = self.0.takings.lock().unwrap_or_else(PoisonError::into_inner);
        takings.entry((taking.contract.clone(), taking.revision.clone())).or_insert(taking);
    }

    /// Writes what was given since the last time.
    ///
    /// # Errors
    /// When the store fails; what could not be written is kept, and written the next time.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let mut numbers = self.0.writing.lock().await;
        let drained = self.drain();
        if drained.is_empty() {
            return Ok(());
        }
        let (left, outcome) = flush::write(&self.0.db, &self.0.names, &mut numbers, drained).await;
        self.restore(left);
        outcome
    }

    /// Writes what was given each [`FLUSH_MILLIS`], and a last time at the stop.
    pub async fn follow(self, stop: CancellationToken) {
        let between = Duration::from_millis(FLUSH_MILLIS);
        loop {
            let stopped = stop.run_until_cancelled(tokio::time::sleep(between)).await.is_none();
            if let Err(error) = self.flush().await {
                tracing::error!("what was given could not be written down, and will be tried again: {error}");
            }
            if stopped {
                return;
            }
        }
    }

    fn shard(&self, organisation: u32) -> MutexGuard<'_, Shard> {
        self.0.shards[(organisation % SHARDS) as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn drain(&self) -> Drained {
        let mut sums = Vec::new();
        let mut reaches: HashMap<(u64, How), Reach> = HashMap::new();
        for shard in &self.0.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            sums.extend(shard.sums.drain());
            for (&(seq, how), reached) in &mut shard.reached {
                if reached.fresh.is_empty() {
                    continue;
                }
                let reach = reaches.entry((seq, how)).or_insert_with(|| Reach {
                    seq,
                    how,
                    item: reached.item.clone(),
                    version: reached.version,
                    time: reached.since,
                    organisations: Vec::new(),
                });
                reach.time = reach.time.min(reached.since);
                reach.organisations.extend(mem::take(&mut reached.fresh));
            }
            shard.forget();
        }
        // Two processes that write the same rows do so in the same order, so that neither waits for the other for ever.
        sums.sort_unstable_by_key(|(counted, _)| *counted);
        let mut reaches: Vec<Reach> = reaches.into_values().collect();
        reaches.sort_unstable_by_key(|reach| (reach.seq, reach.how));
        let takings = mem::take(&mut *self.0.takings.lock().unwrap_or_else(PoisonError::into_inner));
        Drained { sums, reaches, takings: takings.into_values().collect() }
    }

    fn restore(&self, left: Drained) {
        left.takings.into_iter().for_each(|taking| self.took(taking));
        for (counted, sum) in left.sums {
            let mut shard = self.shard(counted.taker.organisation);
            let kept = shard.sums.entry(counted).or_default();
            kept.times += sum.times;
            kept.bytes += sum.bytes;
        }
        for reach in left.reaches {
            for organisation in reach.organisations {
                let (mut shard, key) = (self.shard(organisation), (reach.seq, reach.how));
                shard.unreach(organisation, key);
                shard.reach(organisation, key, &reach.item, reach.version, reach.time);
            }
        }
    }
}

impl Taker {
    pub(crate) fn organisation(self) -> usize {
        self.organisation as usize
    }

    pub(crate) fn taker(self) -> usize {
        self.taker as usize
    }
}
