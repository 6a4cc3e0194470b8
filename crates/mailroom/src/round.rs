//! The round: takes what is due from the table, sends it, and notes what became of it.

use crate::{Address, FOUND, Letter, PostOffice, SendError, compose, office::SEND_SECS};
use jiff::{SignedDuration, Timestamp};
use lettre::message::Mailbox;
use std::{sync::Arc, time::Duration};
use store::{Clock, Db, Row, StoreError, args};
use tokio_util::sync::CancellationToken;

/// Seconds between two looks into the table. A look reads one index; it finds what any process has posted.
pub const LOOK_SECS: u64 = 2;
/// Seconds to wait after each try that failed. After the last, the letter is given up: about two days after the first.
pub const WAITS_SECS: [i64; 7] = [60, 5 * 60, 15 * 60, 3_600, 4 * 3_600, 12 * 3_600, 30 * 3_600];
/// Seconds for which a letter is in the hands of one process. When that is cut off, another one takes it afterwards.
#[expect(clippy::cast_possible_wrap, reason = "seconds that a delivery may take are few")]
pub const LEASE_SECS: i64 = SEND_SECS as i64 + 30;
/// Days for which the table remembers that a letter was sent or given up.
pub const MAIL_DAYS: i64 = 90;
/// Letters that are taken at one look.
const PAGE: u32 = 50;

/// Sends what was posted.
pub struct Mailroom {
    db: Db,
    clock: Arc<dyn Clock>,
    office: PostOffice,
    from: Mailbox,
}

/// A letter that is in this process's hands.
struct Claimed {
    id: String,
    time: Timestamp,
    kind: String,
    tries: u64,
    letter: Letter,
    /// Whom an answer goes to, where that is not the sender.
    reply_to: Option<Address>,
}

impl Mailroom {
    /// A mailroom that sends what is posted in `db` through `office`, in the name of `from`.
    pub fn new(db: Db, clock: Arc<dyn Clock>, office: PostOffice, from: Mailbox) -> Self {
        Self { db, clock, office, from }
    }

    /// Sends what is posted, until it is told to stop.
    pub async fn follow(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.round_until(&stop).await {
                tracing::error!("letters cannot be sent: {error}");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(Duration::from_secs(LOOK_SECS)) => {}
            }
        }
    }

    /// Tries everything that is due now, once. Answers how many letters were sent.
    pub async fn round(&self) -> Result<u64, StoreError> {
        self.round_until(&CancellationToken::new()).await
    }

    /// A round that ends before the next letter when it is told to stop: the one under way is finished.
    async fn round_until(&self, stop: &CancellationToken) -> Result<u64, StoreError> {
        let now = story::to_millis(self.clock.now());
        // Whoever is to be told of a kill, or waits for a link, does not stand behind what was found for others.
        let sql = "SELECT id, due, kind FROM mail WHERE due <= $1 ORDER BY (kind = $2), due, id LIMIT $3";
        let due = self.db.all(sql, args![now, FOUND, PAGE]).await?;
        let mut sent = 0;
        for row in due.iter().take_while(|_| !stop.is_cancelled()) {
            // Fifty letters to a slow server take an hour, in which others were posted: they begin the next look.
            if row.text("kind")? == FOUND && self.others_wait().await? {
                break;
            }
            if let Some(claimed) = self.claim(row).await?
                && self.deliver(claimed).await?
            {
                sent += 1;
            }
        }
        if !due.is_empty() {
            let old = self.clock.now() - SignedDuration::from_hours(24 * MAIL_DAYS);
            self.db.run("DELETE FROM mail WHERE due IS NULL AND time < $1", args![story::to_millis(old)]).await?;
        }
        Ok(sent)
    }

    /// True when a letter is due that is not about what was found.
    async fn others_wait(&self) -> Result<bool, StoreError> {
        let now = story::to_millis(self.clock.now());
        let sql = "SELECT 1 AS one FROM mail WHERE due <= $1 AND kind <> $2 LIMIT 1";
        Ok(self.db.one(sql, args![now, FOUND]).await?.is_some())
    }

    /// Takes a letter into this process's hands; `None` when another process was faster.
    async fn claim(&self, row: &Row) -> Result<Option<Claimed>, StoreError> {
        let until = self.clock.now() + SignedDuration::from_secs(LEASE_SECS);
        let mut tx = self.db.begin().await?;
        let row = tx
            .one(
                "UPDATE mail SET due = $1, tries = tries + 1 WHERE id = $2 AND due = $3 \
                 RETURNING id, time, kind, to_name, to_mail, reply_name, reply_mail, subject, text, tries",
                args![story::to_millis(until), row.text("id")?, row.int("due")?],
            )
            .await?;
        tx.commit().await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Claimed {
            id: row.text("id")?,
            time: story::from_millis(row.int("time")?),
            kind: row.text("kind")?,
            tries: row.count("tries")?,
            reply_to: Some(Address { name: row.text("reply_name")?, email: row.text("reply_mail")? })
                .filter(|reply_to| !reply_to.email.is_empty()),
            letter: Letter {
                // The word only tells letters apart in the table.
                kind: "",
                to: Address { name: row.text("to_name")?, email: row.text("to_mail")? },
                subject: row.text("subject")?,
                text: row.text("text")?,
            },
        }))
    }

    /// Sends a letter and notes what became of it; true when it went out.
    async fn deliver(&self, claimed: Claimed) -> Result<bool, StoreError> {
        let Claimed { id, time, kind, tries, letter, reply_to } = claimed;
        let sent = match compose(&letter, reply_to.as_ref(), &id, time, &self.from) {
            Ok(message) => self.office.send(&format!("{:013}-{id}", story::to_millis(time)), message).await,
            Err(error) => Err(error),
        };
        let now = self.clock.now();
        let Err(error) = sent else {
            self.db
                .run(
                    "UPDATE mail SET sent = $1, due = NULL, failed = NULL, text = '', reply_name = '', reply_mail = '' \
                     WHERE id = $2",
                    args![story::to_millis(now), id],
                )
                .await?;
            return Ok(true);
        };
        let tried = usize::try_from(tries).unwrap_or(usize::MAX).saturating_sub(1);
        let wait = WAITS_SECS.get(tried).filter(|_| matches!(error, SendError::NotNow(_)));
        let due = wait.map(|secs| story::to_millis(now + SignedDuration::from_secs(*secs)));
        let next = if due.is_some() { "it is tried again" } else { "it is given up" };
        tracing::warn!(letter = id, kind, tries, "a letter was not sent, {next}: {error}");
        let sql = "UPDATE mail SET due = $1, failed = $2 WHERE id = $3 AND sent IS NULL";
        self.db.run(sql, args![due, error.to_string(), id]).await?;
        Ok(false)
    }
}
