//! Following the wire: what was not looked at yet raises alerts, and how far that went is written down.

use crate::{AlertError, Alerts, book::Book, hearing::open_since, raise::Step, rights::Rights, settle};
use jiff::{SignedDuration, Timestamp};
use store::args;
use story::Act;
use tokio_util::sync::CancellationToken;
use wire::{Dispatch, advance};

/// The name of the cursor.
pub const FOLLOWER: &str = "alert";
/// Hours after which a dispatch raises no alert any more: whoever opens a wire with a past is not told of it.
pub const ALERT_HOURS_MAX: i64 = 24;
/// Dispatches that are read at once.
const PAGE_DISPATCHES: usize = 200;
/// Seconds between two notes of how far the wire was looked at, where nothing was raised: a process that starts again
/// looks at so much once more.
const NOTE_SECS: i64 = 5;
/// Looks at a dispatch that fails, before it is passed over.
const LOOKS_MAX: u32 = 5;

/// What the follower keeps in memory.
pub(crate) struct Work {
    pub(crate) book: Book,
    pub(crate) rights: Rights,
    /// How far the wire was looked at.
    looked: u64,
    /// How much of that is written down, and when it was.
    written: u64,
    noted: Option<Timestamp>,
    /// How often the dispatch after `looked` failed.
    failed: u32,
}

impl Alerts {
    /// Follows the wire until `stop`, and tells readers what is found for them.
    pub async fn follow(self, stop: CancellationToken) {
        wire::follow(&self.reader, FOLLOWER, &stop, || self.catch_up()).await;
    }

    /// Raises alerts for everything on the wire that was not looked at yet.
    ///
    /// # Errors
    /// What made a dispatch fail. One that failed several times is passed over, so that those after it are told.
    pub async fn catch_up(&self) -> Result<(), AlertError> {
        let mut work = self.1.work.lock().await;
        let work = self.opened(&mut work).await?;
        loop {
            let page = self.reader.after(work.looked, PAGE_DISPATCHES).await?;
            if page.is_empty() {
                return self.note(work).await;
            }
            // A failure here is none of a dispatch.
            work.book.refresh(&self.db).await?;
            for dispatch in page {
                if let Err(error) = self.look_at(work, &dispatch).await {
                    self.give_up(work, &dispatch, error).await?;
                }
                work.looked = dispatch.seq();
                work.failed = 0;
            }
            self.note(work).await?;
        }
    }

    /// What the follower keeps in memory, made when it is asked for first.
    pub(crate) async fn opened<'a>(&self, work: &'a mut Option<Work>) -> Result<&'a mut Work, AlertError> {
        if work.is_none() {
            let (book, cursor) = (Book::open(&self.reader).await?, self.reader.cursor(FOLLOWER).await?);
            let rights = Rights::default();
            *work = Some(Work { book, rights, looked: cursor, written: cursor, noted: None, failed: 0 });
        }
        Ok(work.as_mut().expect("it was just made"))
    }

    async fn look_at(&self, work: &mut Work, dispatch: &Dispatch) -> Result<(), AlertError> {
        work.book.refresh(&self.db).await?;
        let (entry, now) = (&dispatch.entry, self.now());
        let age = now.duration_since(open_since(entry));
        // A stop is told however late: whoever was alerted may still have the story.
        let old = age >= SignedDuration::from_hours(ALERT_HOURS_MAX) && !entry.act.stops();
        if old || matches!(entry.act, Act::Advisory | Act::Test) {
            return Ok(());
        }
        if let Some(until) = entry.embargo.filter(|until| *until > now && !entry.act.stops()) {
            let mut tx = self.db.begin().await?;
            let kept = async {
                let sql = "INSERT INTO alert_embargo (seq, due) VALUES ($1, $2) ON CONFLICT (seq) DO NOTHING";
                tx.run(sql, args![entry.seq, query::ceil_millis(until)]).await?;
                Ok(advance(&mut tx, FOLLOWER, entry.seq).await?)
            }
            .await;
            settle(tx, kept).await?;
            work.wrote(entry.seq, now);
            return Ok(());
        }
        let hearing = self.hearing(work, dispatch, now).await?;
        if !hearing.is_empty() {
            self.raise(dispatch, hearing, Step::Followed).await?;
            work.wrote(entry.seq, now);
        }
        Ok(())
    }

    /// Passes a dispatch over that failed again and again. Whatever keeps this from being written down is no fault of
    /// the dispatch: then it is tried on.
    async fn give_up(&self, work: &mut Work, dispatch: &Dispatch, error: AlertError) -> Result<(), AlertError> {
        work.failed += 1;
        if work.failed < LOOKS_MAX {
            return Err(error);
        }
        let (seq, now) = (dispatch.seq(), self.now());
        self.write_cursor(seq).await?;
        work.wrote(seq, now);
        let (item, act) = (&dispatch.entry.item, dispatch.entry.act.name());
        tracing::error!(seq, %item, act, "NOBODY IS ALERTED TO A DISPATCH: it failed {LOOKS_MAX} times: {error}");
        Ok(())
    }

    /// Writes down how far the wire was looked at, where that was not written for a while. Most dispatches raise
    /// nothing: they do not each cost a write.
    async fn note(&self, work: &mut Work) -> Result<(), AlertError> {
        let now = self.now();
        let fresh = |noted: Timestamp| now.duration_since(noted) < SignedDuration::from_secs(NOTE_SECS);
        if work.looked > work.written && !work.noted.is_some_and(fresh) {
            self.write_cursor(work.looked).await?;
            work.wrote(work.looked, now);
        }
        Ok(())
    }

    /// The same by the clock, for what was looked at last before the wire fell silent.
    pub(crate) async fn note_place(&self) -> Result<(), AlertError> {
        match self.1.work.lock().await.as_mut() {
            Some(work) => self.note(work).await,
            None => Ok(()),
        }
    }

    async fn write_cursor(&self, seq: u64) -> Result<(), AlertError> {
        let mut tx = self.db.begin().await?;
        let written = advance(&mut tx, FOLLOWER, seq).await;
        settle(tx, written.map_err(AlertError::from)).await
    }
}

impl Work {
    /// The cursor was written.
    fn wrote(&mut self, seq: u64, now: Timestamp) {
        self.written = seq;
        self.noted = Some(now);
    }
}
