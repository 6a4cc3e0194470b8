//! The newsroom's bell: which items changed, as they change.
//!
//! The database counts the changes itself, so that nobody who changes an item can forget to ring. This process looks as
//! soon as one of its own changes is committed, and otherwise each second, for what other processes do.

use crate::{Desk, DeskError};
use std::{sync::Arc, time::Duration};
use store::args;
use story::ItemId;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use wire::{Job, Log, WireError, Writer};

/// How long changes of other processes may wait to be seen, in milliseconds.
const LOOK_MILLIS: u64 = 1_000;
/// The shortest time between two looks, in milliseconds: what changes in one moment is told together.
const GATHER_MILLIS: u64 = 100;
/// Items that one ring names; whoever missed more looks at everything.
pub const RUNG_ITEMS_MAX: u32 = 200;
/// Rings that wait for a listener who is slow.
const WAITING_MAX: usize = 256;

/// Which items changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// How often the bell had rung: whoever was away names it to hear what they missed.
    pub n: u64,
    /// The items; `None` when they are too many to name.
    pub items: Option<Vec<ItemId>>,
}

/// The way onto the wire, which tells when something was committed.
#[derive(Clone)]
pub(crate) struct Committing {
    writer: Writer,
    done: Arc<watch::Sender<u64>>,
}

impl Committing {
    pub(crate) fn new(writer: Writer) -> Self {
        Self { writer, done: Arc::new(watch::Sender::new(0)) }
    }

    /// As [`Writer::commit`].
    pub(crate) async fn commit<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<WireError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Log) -> Job<'t, T, E> + Send + 'static,
    {
        let answer = self.writer.commit(change).await;
        self.done.send_modify(|n| *n += 1);
        answer
    }
}

/// Where rings are heard.
#[derive(Clone)]
pub(crate) struct Bell(broadcast::Sender<Rung>);

impl Bell {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(WAITING_MAX))
    }
}

/// A listener in this process.
pub struct Listening {
    desk: Desk,
    rings: broadcast::Receiver<Rung>,
    heard: u64,
}

impl Listening {
    /// How often the bell had rung at the last ring that was heard.
    pub fn heard(&self) -> u64 {
        self.heard
    }

    /// Waits for the next change; `None` when the newsroom is closed. It can be given up and called again.
    pub async fn next(&mut self) -> Result<Option<Rung>, DeskError> {
        loop {
            match self.rings.recv().await {
                Ok(rung) if rung.n <= self.heard => {}
                Ok(rung) => {
                    self.heard = rung.n;
                    return Ok(Some(rung));
                }
                Err(broadcast::error::RecvError::Closed) => return Ok(None),
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    let missed = self.desk.rung_since(self.heard).await?;
                    if missed.n > self.heard {
                        self.heard = missed.n;
                        return Ok(Some(missed));
                    }
                }
            }
        }
    }
}

impl Desk {
    /// Listens from now on. With `since`, the first answer holds what changed after that ring.
    pub async fn listen(&self, since: Option<u64>) -> Result<(Rung, Listening), DeskError> {
        // Heard before it is looked at: what changes in between comes twice and is passed over.
        let rings = self.bell.0.subscribe();
        let first = match since {
            Some(n) => self.rung_since(n).await?,
            None => Rung { n: self.rung().await?, items: Some(Vec::new()) },
        };
        let heard = first.n;
        Ok((first, Listening { desk: self.clone(), rings, heard }))
    }

    /// How often the bell has rung.
    pub async fn rung(&self) -> Result<u64, DeskError> {
        let row = self.db.one("SELECT n FROM bell WHERE one = 1", args![]).await?;
        Ok(row.map(|row| row.count("n")).transpose()?.unwrap_or(0))
    }

    /// What changed after the ring numbered `since`.
    pub async fn rung_since(&self, since: u64) -> Result<Rung, DeskError> {
        // Read first: an item that changes meanwhile is told once more.
        let n = self.rung().await?;
        if since > n {
            return Ok(Rung { n, items: None });
        }
        let sql = "SELECT item FROM item_bell WHERE n > $1 AND n <= $2 ORDER BY n LIMIT $3";
        let rows = self.db.all(sql, args![since, n, RUNG_ITEMS_MAX + 1]).await?;
        let named = rows.len() <= RUNG_ITEMS_MAX as usize;
        let items = rows.iter().map(|row| row.parsed("item")).collect::<Result<_, _>>()?;
        Ok(Rung { n, items: named.then_some(items) })
    }

    /// Rings for everybody in this process until `stop`.
    pub async fn keep_ringing(self, stop: CancellationToken) {
        let mut done = self.writer.done.subscribe();
        let mut heard = None;
        loop {
            match self.ring(heard).await {
                Ok(n) => heard = Some(n),
                Err(error) => tracing::error!("the newsroom's lists do not follow, trying again: {error}"),
            }
            let gather = Duration::from_millis(GATHER_MILLIS);
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(gather) => {}
            }
            tokio::select! {
                () = stop.cancelled() => return,
                _ = done.changed() => {}
                () = tokio::time::sleep(Duration::from_millis(LOOK_MILLIS).saturating_sub(gather)) => {}
            }
        }
    }

    /// Tells everybody who listens what changed after `heard`. Answers how often the bell has rung.
    async fn ring(&self, heard: Option<u64>) -> Result<u64, DeskError> {
        let n = self.rung().await?;
        if heard == Some(n) {
            return Ok(n);
        }
        // Whoever listened before the first look may have missed anything.
        let rung = match heard {
            Some(heard) => self.rung_since(heard).await?,
            None => Rung { n, items: None },
        };
        let n = rung.n;
        // Nobody has to listen.
        let _ = self.bell.0.send(rung);
        Ok(n)
    }
}
