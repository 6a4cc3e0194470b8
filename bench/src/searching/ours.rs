//! Stories on a wire, and the archive that follows it, as in the product.

use anyhow::{Context, Result, ensure};
use audience::{Entitlement, Grant};
use jiff::{SignedDuration, Timestamp};
use query::Query;
use search::{Archive, Hits, Order, Request};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Clock, Db, FixedClock, Location};
use story::{Act, AgencyCode, ItemId, Kind, Priority, ProductId, Slug, State, Story};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use wire::{NewDispatch, Reader, Signal, Signer, WireError, Writer};

use crate::machine::own_ticks;

/// Products that the stories are spread over.
pub const PRODUCTS: u64 = 8;
/// Between two stories, in seconds of the clock of this wire.
const STORY_SECS: i64 = 25;
/// When the first story was released.
const START: &str = "2026-01-01T00:00:00Z";
/// How long the process must be quiet for its index to count as settled, in seconds, and how long that may take.
const QUIET_SECS: u32 = 3;
const SETTLE_SECS: u64 = 1_200;
/// Ticks of processor time in a second of which it counts as quiet.
const QUIET_TICKS: u64 = 3;
/// Hits of one search.
pub const HITS: usize = 10;

/// A wire and its archive.
pub struct Ours {
    db: Db,
    writer: Writer,
    reader: Reader,
    archive: Archive,
    clock: Arc<FixedClock>,
    stop: CancellationToken,
    tasks: TaskTracker,
    made: u64,
}

/// The time between two stories, and when the first one was released.
pub fn released(stories: u64) -> Result<(Timestamp, Timestamp)> {
    let first: Timestamp = START.parse()?;
    Ok((first, first + SignedDuration::from_secs(STORY_SECS * i64::try_from(stories)?)))
}

/// A contract that covers the first so many products.
pub fn contract(products: u32) -> Entitlement {
    let products = (1..=products).map(ProductId).collect();
    let grant = Grant { contract: "c1".into(), products, kinds: Kind::ALL.to_vec(), ..Grant::default() };
    Entitlement { grants: vec![grant] }
}

/// The story as it can be released: a flash is a sentence, and a slug does not say HOLD.
pub fn releasable(mut story: Story) -> Result<Story> {
    if story.priority == Priority::Flash {
        story.priority = Priority::Urgent;
    }
    if story.slug.as_str().to_uppercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "HOLD") {
        story.slug = Slug::new("HELD-BACK")?;
    }
    Ok(story)
}

impl Ours {
    /// An empty wire in a folder.
    pub async fn open(folder: &Path) -> Result<Self> {
        let db = Db::open(&Location::Sqlite(folder.join("tellal.db"))).await?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let clock = Arc::new(FixedClock::at(START.parse()?));
        let time: Arc<dyn Clock> = clock.clone();
        let signer = Signer::from_seed(&[7; 32]);
        let (writer, reader) = wire::open(db.clone(), signer, time, Signal::None, &tasks, stop.clone()).await?;
        let archive = Archive::open(&folder.join("search"), reader.clone())?;
        Ok(Self { db, writer, reader, archive, clock, stop, tasks, made: 0 })
    }

    /// The time on this wire.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Releases stories in one commit; story `n` of all of them gets the number `n`, counted from 1.
    pub async fn release(&mut self, stories: Vec<Story>) -> Result<()> {
        let code = AgencyCode::new("tel")?;
        let day = jiff::civil::date(2026, 1, 1);
        let mut news = Vec::with_capacity(stories.len());
        for story in stories {
            self.made += 1;
            let product = ProductId(1 + u32::try_from(self.made % PRODUCTS)?);
            let story = story.ready().map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
            let item = ItemId::new(&code, Kind::Text, day, self.made);
            let (act, state, products) = (Act::Release, State::Usable, vec![product]);
            news.push(NewDispatch { act, item, version: 1, state, products, story });
        }
        self.clock.advance(SignedDuration::from_secs(STORY_SECS * i64::try_from(news.len())?));
        let sent: Result<(), WireError> = self
            .writer
            .commit(move |log| {
                Box::pin(async move {
                    for new in news {
                        log.append(new).await?;
                    }
                    Ok(())
                })
            })
            .await;
        sent?;
        ensure!(self.reader.head() == self.made, "the wire holds {} of {} stories", self.reader.head(), self.made);
        Ok(())
    }

    /// Follows the wire until everything can be found; answers how long that took, and how long until the index was
    /// quiet.
    pub async fn index(&self) -> Result<(Duration, Duration)> {
        let begin = Instant::now();
        self.tasks.spawn(self.archive.clone().follow(self.stop.clone()));
        self.archive.reached(self.made).await;
        let reached = begin.elapsed();
        let (mut before, mut quiet) = (own_ticks()?, 0);
        while quiet < QUIET_SECS {
            ensure!(begin.elapsed() < reached + Duration::from_secs(SETTLE_SECS), "the index does not settle");
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = own_ticks()?;
            quiet = if now - before <= QUIET_TICKS { quiet + 1 } else { 0 };
            before = now;
        }
        Ok((reached, begin.elapsed().saturating_sub(Duration::from_secs(QUIET_SECS.into()))))
    }

    /// Asks for the newest hits and their count, and says how long it took.
    pub async fn newest(&self, text: &str, may: &Entitlement) -> Result<(Hits, Duration)> {
        self.ask(text, may, Order::Newest).await
    }

    /// The same, in an order.
    pub async fn ask(&self, text: &str, may: &Entitlement, order: Order) -> Result<(Hits, Duration)> {
        let begin = Instant::now();
        let query = Query::read(text).with_context(|| format!("in `{text}`"))?;
        let request = Request { query, order, offset: 0, limit: HITS };
        let hits = self.archive.search(&request, may, self.now()).await?;
        Ok((hits, begin.elapsed()))
    }

    /// Closes everything.
    pub async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.db.close().await;
    }
}
