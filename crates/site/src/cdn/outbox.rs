//! What a network is still to be told: keys, each once, however often what it stands for changes meanwhile.

use super::said::EVERYTHING;
use crate::{Site, SiteError, shelf::Key};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use store::{Db, StoreError, Tx, args};
use story::{ItemId, from_millis, to_millis};

/// How long a change waits for others, in milliseconds.
const GATHER_MILLIS: i64 = 1_000;

const NOTED: &str = "INSERT INTO purge (key, n, urgent, again, since, due) \
    VALUES ($1, (SELECT n FROM purge_state), $2, FALSE, $3, $4) \
    ON CONFLICT (key) DO UPDATE SET n = excluded.n, urgent = (purge.urgent OR excluded.urgent), \
    since = CASE WHEN purge.again THEN excluded.since ELSE purge.since END, \
    due = CASE WHEN purge.again OR excluded.due < purge.due THEN excluded.due ELSE purge.due END, again = FALSE";
const COUNTED: &str = "UPDATE purge_state SET n = n + 1";
/// The pages that are still to appear.
const COMING: &str = "INSERT INTO purge_later (item, show_at) SELECT item, show_at FROM page \
    WHERE state = 'shown' AND show_at > $1";

/// What a step of the site's follower changes for a network.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Each with whether it stands for something that was taken back.
    keys: BTreeMap<String, bool>,
    /// When items are to appear; none for those that are there.
    later: BTreeMap<String, Option<i64>>,
}

impl Told {
    fn add<'k>(&mut self, keys: impl IntoIterator<Item = &'k Key>, urgent: bool) {
        for key in keys {
            *self.keys.entry(key.to_string()).or_default() |= urgent;
        }
    }

    /// An item is shown from `show_at` on. `before` is what its row changed, and `after` what its new one does.
    pub async fn show(
        &mut self,
        tx: &mut Tx,
        item: &ItemId,
        (before, after): (&[Key], &[Key]),
        (show_at, now): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        if is_known(tx, item, before, now).await? {
            self.add(before, false);
        }
        // Of what is still to come nobody outside is told anything.
        let waits = show_at > now;
        if !waits {
            self.add(after, false);
        }
        self.later.insert(item.to_string(), waits.then(|| to_millis(show_at)));
        Ok(())
    }

    /// An item is shown no more.
    pub async fn take_down(
        &mut self,
        tx: &mut Tx,
        item: &ItemId,
        before: &[Key],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if is_known(tx, item, before, now).await? {
            self.add(before, true);
        }
        self.later.insert(item.to_string(), None);
        Ok(())
    }
}

/// True for an item of which the site says or has said something, by the keys of its row. The network hears of no item
/// that the public does not know: not of one that has no row, nor of one that waits for its time.
pub(super) async fn is_known(tx: &mut Tx, item: &ItemId, keys: &[Key], now: Timestamp) -> Result<bool, StoreError> {
    let waits = "SELECT item FROM page WHERE item = $1 AND show_at > $2";
    Ok(has_row(keys) && tx.one(waits, args![item.as_str(), to_millis(now)]).await?.is_none())
}

/// The row of an item changes more than what says of the item itself.
fn has_row(keys: &[Key]) -> bool {
    keys.len() > 1
}

/// Counts a change, to which what is noted after it in this transaction belongs.
pub(super) async fn count(tx: &mut Tx) -> Result<(), StoreError> {
    tx.run(COUNTED, args![]).await.map(drop)
}

/// Notes a key that is to be told from `due` on.
pub(super) async fn note(
    tx: &mut Tx,
    key: &str,
    urgent: bool,
    (now, due): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    tx.run(NOTED, args![key, urgent, to_millis(now), to_millis(due)]).await.map(drop)
}

/// Notes that everything changed, and looks anew for what is still to come.
pub(super) async fn note_everything(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    count(tx).await?;
    note(tx, EVERYTHING, false, (now, now)).await?;
    tx.run("DELETE FROM purge_later", args![]).await?;
    tx.run(COMING, args![to_millis(now)]).await.map(drop)
}

impl Site {
    /// Writes what a step of the follower from one cursor to the next has changed, inside its transaction.
    pub(crate) async fn note_for_cdn(
        &self,
        tx: &mut Tx,
        told: &Told,
        (from, to): (u64, u64),
        now: Timestamp,
    ) -> Result<(), SiteError> {
        if self.cdn.is_none() {
            return Ok(());
        }
        let noted = tx.one("SELECT seq FROM purge_state", args![]).await?.map(|row| row.int("seq")).transpose()?;
        if noted != i64::try_from(from).ok() {
            // The pages were forgotten, or somebody followed who knew of no network.
            note_everything(tx, now).await?;
        }
        tx.run("UPDATE purge_state SET n = n + 1, seq = $1", args![to]).await?;
        for (item, show_at) in &told.later {
            match show_at {
                Some(show_at) => {
                    let sql = "INSERT INTO purge_later (item, show_at) VALUES ($1, $2) \
                               ON CONFLICT (item) DO UPDATE SET show_at = excluded.show_at";
                    tx.run(sql, args![item.as_str(), *show_at]).await?;
                }
                None => drop(tx.run("DELETE FROM purge_later WHERE item = $1", args![item.as_str()]).await?),
            }
        }
        for (key, urgent) in &told.keys {
            note(tx, key, *urgent, (now, if *urgent { now } else { soon(now) })).await?;
        }
        Ok(())
    }
}

impl Site {
    /// Writes what the row of an item changes, inside the transaction that changes how it is shown.
    pub(crate) async fn note_keys_for_cdn(&self, tx: &mut Tx, item: &ItemId, keys: &[Key]) -> Result<(), SiteError> {
        if self.cdn.is_none() {
            return Ok(());
        }
        let now = self.clock.now();
        count(tx).await?;
        if !is_known(tx, item, keys, now).await? {
            return Ok(());
        }
        for key in keys {
            note(tx, &key.to_string(), false, (now, soon(now))).await?;
        }
        Ok(())
    }
}

/// When a change is told that waits for others.
fn soon(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_millis(GATHER_MILLIS)).unwrap_or(now)
}

/// What a network is still to be told, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purges {
    /// Keys that it has not taken yet.
    pub waiting: u64,
    /// Those of them that stand for what was killed, held or taken from the public.
    pub stopped: u64,
    /// Since when the oldest waits.
    pub oldest: Option<Timestamp>,
    /// When it last took something.
    pub taken: Option<Timestamp>,
    /// When it last did not, and why.
    pub failed: Option<(Timestamp, String)>,
}

impl Site {
    /// How many keys the network has not taken yet, and for how many seconds the oldest of them has waited; none where
    /// there is no network.
    pub async fn purges_waiting(&self) -> Result<Option<(u64, u64)>, SiteError> {
        if self.cdn.is_none() {
            return Ok(None);
        }
        let Purges { waiting, oldest, .. } = purges(&self.db).await?;
        let age = oldest.map_or(0, |oldest| self.clock.now().duration_since(oldest).as_secs());
        Ok(Some((waiting, u64::try_from(age).unwrap_or_default())))
    }
}

/// Reads what a network is still to be told.
pub async fn purges(db: &Db) -> Result<Purges, SiteError> {
    let sql = "SELECT COUNT(*) AS n, COUNT(CASE WHEN urgent THEN 1 END) AS stopped, MIN(since) AS oldest FROM purge \
               WHERE again = FALSE";
    let waiting = db.one(sql, args![]).await?;
    let state = db.one("SELECT taken, failed, failure FROM purge_state", args![]).await?;
    let (Some(waiting), Some(state)) = (waiting, state) else {
        return Ok(Purges { waiting: 0, stopped: 0, oldest: None, taken: None, failed: None });
    };
    let failed = state.int_or_null("failed")?.map(from_millis);
    Ok(Purges {
        waiting: waiting.count("n")?,
        stopped: waiting.count("stopped")?,
        oldest: waiting.int_or_null("oldest")?.map(from_millis),
        taken: state.int_or_null("taken")?.map(from_millis),
        failed: failed.map(|time| Ok::<_, StoreError>((time, state.text("failure")?))).transpose()?,
    })
}
