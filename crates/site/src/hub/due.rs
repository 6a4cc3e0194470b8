//! What is due at one machine, one thing after the other, each taken before it is done.

use super::{asked::Mode, deliver::Delivery, verify::Verification};
use crate::{Site, SiteError};
use jiff::{SignedDuration, Timestamp};
use store::{Row, StoreError, Tx, args};
use story::to_millis;

/// Seconds for which a machine is taken: longer than one request can take. Whoever took it and ended, or stood still, has
/// lost it then.
const TAKEN_SECS: i64 = 30;
/// Things that a machine is asked before others have their turn.
const THINGS_MAX: usize = 20;
/// Seconds for which a machine that did not answer is left alone, the first time to the last.
const SILENT_SECS: [i64; 5] = [10, 30, 60, 120, 300];
/// Seconds between two tries at one subscription, the first to the last.
const WAITS_SECS: [i64; 6] = [10, 30, 120, 600, 1_800, 3_600];

const DELIVERY: &str = "SELECT s.id, s.path, s.topic, s.callback, s.host, s.secret, s.tries, s.since, t.version, t.hash, \
    t.stop > s.version AS stops, t.stop > s.tried AS is_fresh_stop FROM hub_subscription s JOIN hub_topic t ON t.path = s.path \
    WHERE s.host = $1 AND s.version < t.version AND s.ends > $2 AND (s.due <= $2 OR t.stop > s.tried) \
    ORDER BY stops DESC, s.due, s.id LIMIT 1";
const REQUEST: &str = "SELECT id, nonce, mode, path, topic, callback, host, secret, lease_secs, version, asked, tries \
    FROM hub_request WHERE host = $1 AND due <= $2 ORDER BY due, id LIMIT 1";
const TAKE: &str = "UPDATE hub_host SET rest = $2 WHERE host = $1 AND rest <= $3";
// A machine is let go by whoever holds it still.
const SILENT: &str = "UPDATE hub_host SET rest = $3, tries = tries + 1 WHERE host = $1 AND rest = $2";
const FREE: &str = "UPDATE hub_host SET rest = 0 WHERE host = $1 AND rest = $2";
const ANSWERED: &str = "UPDATE hub_host SET rest = 0, tries = 0 WHERE host = $1 AND rest = $2";

/// What is to be done at a machine.
enum Thing {
    Deliver(Delivery),
    Verify(Verification),
}

/// A machine that this process holds.
pub(super) struct Taken<'h> {
    host: &'h str,
    /// Until when, in milliseconds of the epoch. Whoever takes it from somebody who is late has a later time.
    until: i64,
}

/// How a machine behaved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// It answered, whatever it said.
    Answered,
    /// It did not.
    Silent,
    /// It was not asked.
    NotAsked,
}

impl Site {
    /// Does what is due at a machine, until there is nothing more, it is silent, or others have their turn.
    pub(super) async fn serve(&self, host: &str) -> Result<(), SiteError> {
        for _ in 0..THINGS_MAX {
            let now = self.clock.now();
            // Most often there is nothing more: that is seen without writing anything.
            if self.next(host, now).await?.is_none() {
                return Ok(());
            }
            let Some(taken) = self.take_host(host, now).await? else { return Ok(()) };
            let goes_on = match self.next(host, now).await? {
                Some(Thing::Deliver(delivery)) => self.deliver(&delivery, &taken, now).await?,
                Some(Thing::Verify(verification)) => self.verify(&verification, &taken, now).await?,
                None => self.leave(&taken).await?,
            };
            if !goes_on {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn take_host<'h>(&self, host: &'h str, now: Timestamp) -> Result<Option<Taken<'h>>, SiteError> {
        let until = to_millis(now) + 1_000 * TAKEN_SECS;
        let is_taken = self.db.run(TAKE, args![host, until, to_millis(now)]).await? == 1;
        Ok(is_taken.then_some(Taken { host, until }))
    }

    /// Lets a machine go that was not asked; there is nothing more to do at it now.
    pub(super) async fn leave(&self, taken: &Taken<'_>) -> Result<bool, SiteError> {
        self.db.run(FREE, args![taken.host, taken.until]).await?;
        Ok(false)
    }

    /// The next thing: what takes something back, then what waits to be confirmed, then all else. While pages are made
    /// again, nothing is delivered.
    async fn next(&self, host: &str, now: Timestamp) -> Result<Option<Thing>, SiteError> {
        let whole = self.are_pages_whole().await?;
        let delivery = if whole { self.db.one(DELIVERY, args![host, to_millis(now)]).await? } else { None };
        let delivery = delivery.as_ref().map(Delivery::of).transpose()?;
        if delivery.as_ref().is_some_and(|delivery| delivery.stops) {
            return Ok(delivery.map(Thing::Deliver));
        }
        if let Some(row) = self.db.one(REQUEST, args![host, to_millis(now)]).await? {
            return Ok(Some(Thing::Verify(Verification::of(&row)?)));
        }
        Ok(delivery.map(Thing::Deliver))
    }

    /// Lets a machine go in a transaction that notes what came of a request. False when it was lost: whoever has it now
    /// does the same thing, and notes what comes of that.
    pub(super) async fn let_go(
        tx: &mut Tx,
        taken: &Taken<'_>,
        manner: Manner,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Taken { host, until } = *taken;
        let changed = match manner {
            Manner::Answered => tx.run(ANSWERED, args![host, until]).await?,
            Manner::NotAsked => tx.run(FREE, args![host, until]).await?,
            Manner::Silent => {
                let row = tx.one("SELECT tries FROM hub_host WHERE host = $1", args![host]).await?;
                let tries = row.map_or(Ok(0), |row| row.int("tries"))?;
                tx.run(SILENT, args![host, until, after(now, &SILENT_SECS, tries)]).await?
            }
        };
        Ok(changed == 1)
    }
}

impl Delivery {
    fn of(row: &Row) -> Result<Self, SiteError> {
        Ok(Self {
            id: row.text("id")?,
            path: row.text("path")?,
            topic: row.text("topic")?,
            callback: row.text("callback")?,
            host: row.text("host")?,
            secret: row.text_or_null("secret")?,
            version: row.int("version")?,
            hash: row.text_or_null("hash")?,
            tries: row.int("tries")?,
            since: row.int_or_null("since")?,
            stops: row.flag("stops")?,
            is_fresh_stop: row.flag("is_fresh_stop")?,
        })
    }
}

impl Verification {
    fn of(row: &Row) -> Result<Self, SiteError> {
        Ok(Self {
            id: row.text("id")?,
            nonce: row.text("nonce")?,
            mode: row.parsed::<Mode>("mode")?,
            path: row.text("path")?,
            topic: row.text("topic")?,
            callback: row.text("callback")?,
            host: row.text("host")?,
            secret: row.text_or_null("secret")?,
            lease_secs: row.int("lease_secs")?,
            version: row.int("version")?,
            asked: row.int("asked")?,
            tries: row.int("tries")?,
        })
    }
}

/// When to try again after so many failures, in milliseconds of the epoch.
pub(super) fn again(now: Timestamp, tries: i64) -> i64 {
    after(now, &WAITS_SECS, tries)
}

fn after(now: Timestamp, waits_secs: &[i64], tries: i64) -> i64 {
    let place = usize::try_from(tries).unwrap_or(usize::MAX).min(waits_secs.len() - 1);
    to_millis(now.saturating_add(SignedDuration::from_secs(waits_secs[place])).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_last() {
        let wait = |tries| again(Timestamp::UNIX_EPOCH, tries) / 1_000;
        assert_eq!((wait(0), wait(1), wait(5), wait(6), wait(1_000)), (10, 30, 3_600, 3_600, 3_600));
    }
}
