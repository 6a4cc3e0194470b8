//! Reading the log: from a position on, one item, one version.

use crate::{Dispatch, Entry, Record, Stop, WireError, tip::Tip};
use std::sync::Arc;
use store::{Db, Row, StoreError, Tx, args};
use story::{Act, ItemId, State};
use tokio::sync::watch;

/// Dispatches that one read answers at most.
pub const PAGE_DISPATCHES_MAX: usize = 1_000;

/// Reads the log. Clones share the connections and the ring.
#[derive(Clone)]
pub struct Reader {
    db: Db,
    tip: Arc<Tip>,
}

impl Reader {
    pub(crate) async fn open(db: Db) -> Result<Self, WireError> {
        let head = db.one("SELECT seq FROM wire_head WHERE one = 1", args![]).await?;
        let head = head.map_or(Ok(0), |row| row.count("seq"))?;
        let rows = db
            .all(
                "SELECT item, act, seq FROM dispatch WHERE act IN ('hold', 'resume', 'kill', 'withdraw') AND seq <= $1 ORDER BY seq",
                args![head],
            )
            .await?;
        let stops: Result<Vec<(ItemId, Act, u64)>, StoreError> =
            rows.iter().map(|row| Ok((row.parsed("item")?, row.parsed("act")?, row.count("seq")?))).collect();
        Ok(Self { db, tip: Arc::new(Tip::new(head, stops?)) })
    }

    pub(crate) fn tip(&self) -> Arc<Tip> {
        Arc::clone(&self.tip)
    }

    pub(crate) fn with_tip(db: Db, tip: Arc<Tip>) -> Self {
        Self { db, tip }
    }

    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    /// The number of the newest dispatch; 0 when there is none.
    pub fn head(&self) -> u64 {
        self.tip.head()
    }

    /// The head as it grows. Wait on this, then read: numbers are never missed, only passed.
    pub fn heads(&self) -> watch::Receiver<u64> {
        self.tip.heads()
    }

    /// The hold or kill that stands against an item now; its earlier versions must not be handed out either.
    pub fn stop(&self, item: &ItemId) -> Option<Stop> {
        self.tip.stop(item)
    }

    /// Dispatches after `seq` up to the head, oldest first, at most `limit` and [`PAGE_DISPATCHES_MAX`].
    pub async fn after(&self, seq: u64, limit: usize) -> Result<Vec<Arc<Dispatch>>, WireError> {
        let head = self.head();
        if seq >= head {
            return Ok(Vec::new());
        }
        let limit = limit.min(PAGE_DISPATCHES_MAX);
        match self.tip.after(seq, limit) {
            Some(page) => Ok(page),
            // The table may be ahead of what this process knows, kills among it: nobody reads beyond the head.
            None => self.stored_between(seq, head, limit).await,
        }
    }

    /// Stored dispatches after `seq` up to `until`, oldest first.
    pub(crate) async fn stored_between(
        &self,
        seq: u64,
        until: u64,
        limit: usize,
    ) -> Result<Vec<Arc<Dispatch>>, WireError> {
        let rows = self
            .db
            .all(
                "SELECT seq, entry, story, hash, key_id, signature FROM dispatch WHERE seq > $1 AND seq <= $2 \
                 ORDER BY seq LIMIT $3",
                args![seq, until, limit as u64],
            )
            .await?;
        rows.iter().map(dispatch).collect()
    }

    /// The entries before `seq`, newest first, at most `limit`: for finding the one before in a feed.
    pub async fn entries_before(&self, seq: u64, limit: usize) -> Result<Vec<Entry>, WireError> {
        let rows = self
            .db
            .all("SELECT seq, entry FROM dispatch WHERE seq < $1 ORDER BY seq DESC LIMIT $2", args![seq, limit as u64])
            .await?;
        rows.iter().map(entry).collect()
    }

    /// The newest version of an item.
    pub async fn latest(&self, item: &ItemId) -> Result<Option<Arc<Dispatch>>, WireError> {
        let row = self
            .db
            .one(
                "SELECT seq, entry, story, hash, key_id, signature FROM dispatch WHERE item = $1 ORDER BY version DESC LIMIT 1",
                args![item.as_str()],
            )
            .await?;
        row.as_ref().map(dispatch).transpose()
    }

    /// One version of an item.
    pub async fn version(&self, item: &ItemId, version: u32) -> Result<Option<Arc<Dispatch>>, WireError> {
        let row = self
            .db
            .one(
                "SELECT seq, entry, story, hash, key_id, signature FROM dispatch WHERE item = $1 AND version = $2",
                args![item.as_str(), version],
            )
            .await?;
        row.as_ref().map(dispatch).transpose()
    }

    /// The hold or kill that stands against an item in the store, also when this process has not heard of it yet.
    pub async fn stored_stop(&self, item: &ItemId) -> Result<Option<Stop>, WireError> {
        let row = self
            .db
            .one("SELECT seq, entry FROM dispatch WHERE item = $1 ORDER BY version DESC LIMIT 1", args![item.as_str()])
            .await?;
        let Some(row) = row else { return Ok(None) };
        let newest = entry(&row)?;
        let stopped = newest.state != State::Usable;
        Ok(stopped.then_some(Stop { seq: newest.seq, state: newest.state }))
    }

    /// The entries of every version of an item, the oldest first.
    pub async fn versions(&self, item: &ItemId) -> Result<Vec<Entry>, WireError> {
        let rows = self
            .db
            .all("SELECT seq, entry FROM dispatch WHERE item = $1 ORDER BY version", args![item.as_str()])
            .await?;
        rows.iter().map(entry).collect()
    }

    /// How far a follower has come; 0 for one that is not known.
    pub async fn cursor(&self, follower: &str) -> Result<u64, WireError> {
        let row = self.db.one("SELECT seq FROM cursor WHERE follower = $1", args![follower]).await?;
        Ok(row.map_or(Ok(0), |row| row.count("seq"))?)
    }

    /// Looks for dispatches that another process committed.
    pub async fn refresh(&self) -> Result<(), WireError> {
        self.tip.refresh(self).await
    }
}

/// Moves a follower's cursor inside the transaction that holds the follower's own change. It never goes back: of two
/// processes that follow, the slower one does not undo what the other one wrote.
pub async fn advance(tx: &mut Tx, follower: &str, seq: u64) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO cursor (follower, seq) VALUES ($1, $2) \
         ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq WHERE cursor.seq < excluded.seq",
        args![follower, seq],
    )
    .await
    .map(drop)
}

fn entry(row: &Row) -> Result<Entry, WireError> {
    let seq = row.count("seq")?;
    serde_json::from_str(&row.text("entry")?).map_err(|e| WireError::Corrupt { seq, why: e.to_string() })
}

fn dispatch(row: &Row) -> Result<Arc<Dispatch>, WireError> {
    Ok(Arc::new(Dispatch::from_record(row.count("seq")?, Record::from_row(row)?)?))
}
