//! What comes by the clock: the end of embargoes, letters and pushes that waited, and forgetting what is old.

use crate::{
    AlertError, Alerts,
    follow::{ALERT_HOURS_MAX, Work},
    hearing::{Hearing, open_since},
    raise::Step,
};
use jiff::SignedDuration;
use std::time::Duration;
use store::args;
use story::State;
use tokio_util::sync::CancellationToken;
use wire::Dispatch;

/// Days for which alerts are kept.
pub const ALERT_DAYS: i64 = 90;
/// Alerts that are kept for one person: the newest.
pub const PERSON_ALERTS_MAX: u64 = 5_000;
/// Alerts that are forgotten in one transaction.
const PART_ALERTS: u64 = 1_000;
/// Seconds between two looks at embargoes and letters.
const LOOK_SECS: u64 = 2;
/// Seconds between two looks at what is old.
const TIDY_SECS: u64 = 3_600;
/// Embargoes that one look ends, at most.
const EMBARGOES_MAX: u32 = 200;

impl Alerts {
    /// Raises what was under embargo, writes the letters and sends the pushes that waited, and forgets what is old, until
    /// `stop`. What fails is told, and done at the next look.
    pub async fn keep(self, stop: CancellationToken) {
        let (look, tidy) = (Duration::from_secs(LOOK_SECS), Duration::from_secs(TIDY_SECS));
        tokio::join!(
            every(look, &stop, "embargoes", || self.wake()),
            every(look, &stop, "letters", || self.write_due()),
            every(look, &stop, "place on the wire", || self.note_place()),
            self.keep_pushing(&stop),
            every(tidy, &stop, "forgetting", || self.forget_old())
        );
    }

    /// Raises alerts for what was under embargo until now, if it still stands.
    pub async fn wake(&self) -> Result<(), AlertError> {
        let sql = "SELECT seq FROM alert_embargo WHERE due <= $1 ORDER BY due, seq LIMIT $2";
        let rows = self.db.all(sql, args![story::to_millis(self.now()), EMBARGOES_MAX]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut work = self.1.work.lock().await;
        let work = self.opened(&mut work).await?;
        work.book.refresh(&self.db).await?;
        for row in rows {
            let seq = row.count("seq")?;
            if let Err(error) = self.wake_one(work, seq).await {
                tracing::error!(seq, "the end of an embargo cannot be told, and is tried again: {error}");
            }
        }
        Ok(())
    }

    async fn wake_one(&self, work: &mut Work, seq: u64) -> Result<(), AlertError> {
        // The table may be ahead of what this process has seen of the wire: then it is this one's turn later.
        let page = self.reader.after(seq.saturating_sub(1), 1).await?;
        let Some(dispatch) = page.first() else { return Ok(()) };
        let stands = self.stands(dispatch).await?;
        let hearing = if stands { self.hearing(work, dispatch, self.now()).await? } else { Hearing::new() };
        self.raise(dispatch, hearing, Step::Woken).await
    }

    /// A version that was overtaken is not told: the newer one is, or was. Neither is one whose time is long past.
    async fn stands(&self, dispatch: &Dispatch) -> Result<bool, AlertError> {
        let entry = &dispatch.entry;
        let age = self.now().duration_since(open_since(entry));
        if age >= SignedDuration::from_hours(ALERT_HOURS_MAX) {
            return Ok(false);
        }
        let newest = self.reader.latest(&entry.item).await?;
        Ok(newest.is_some_and(|newest| newest.entry.version == entry.version && newest.entry.state == State::Usable))
    }

    /// Forgets alerts that are older than [`ALERT_DAYS`], and of each person all but the newest
    /// [`PERSON_ALERTS_MAX`].
    pub async fn forget_old(&self) -> Result<(), AlertError> {
        let old = story::to_millis(self.now() - SignedDuration::from_hours(24 * ALERT_DAYS));
        let sql = "DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE time < $1 ORDER BY time LIMIT $2)";
        while self.db.run(sql, args![old, PART_ALERTS]).await? == PART_ALERTS {}
        let sql = "SELECT person FROM alert GROUP BY person HAVING COUNT(*) > $1";
        for row in self.db.all(sql, args![PERSON_ALERTS_MAX]).await? {
            let person = row.text("person")?;
            let sql = "SELECT id FROM alert WHERE person = $1 ORDER BY id DESC LIMIT 1 OFFSET $2";
            let Some(row) = self.db.one(sql, args![person.as_str(), PERSON_ALERTS_MAX]).await? else { continue };
            // What still waits for its letter is kept until that is written.
            let sql = "DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE person = $1 AND id <= $2 \
                       AND due IS NULL ORDER BY id LIMIT $3)";
            let upto = row.count("id")?;
            while self.db.run(sql, args![person.as_str(), upto, PART_ALERTS]).await? == PART_ALERTS {}
        }
        Ok(())
    }
}

async fn every<F>(period: Duration, stop: &CancellationToken, what: &str, work: impl Fn() -> F)
where
    F: Future<Output = Result<(), AlertError>>,
{
    let mut beat = tokio::time::interval(period);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(beat.tick()).await.is_some() {
        match stop.run_until_cancelled(work()).await {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::error!("alerts cannot do their {what}: {error}"),
            None => return,
        }
    }
}
