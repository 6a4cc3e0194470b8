//! What goes out later: embargoed and scheduled releases.

use crate::{Desk, DeskError, Item, Sent, acts::send, drafts::note, rights::require};
use account::{Halt, Right, Role, Staff};
use jiff::Timestamp;
use std::time::Duration;
use store::{StoreError, args};
use story::{ItemId, Story, from_millis, to_millis};
use tokio_util::sync::CancellationToken;
use wire::Log;

/// How long the clock sleeps at most, in milliseconds: another process may schedule something meanwhile.
const LOOK_MILLIS: u64 = 1_000;
/// How long the clock rests after a failure, in milliseconds: a full disk, a database that restarts.
const RETRY_MILLIS: u64 = 1_000;

/// One look at the schedule.
#[derive(Debug, Default)]
pub struct Round {
    /// What went out.
    pub sent: Vec<Sent>,
    /// Items that are due and cannot go out; the log says why.
    pub failed: usize,
    /// Something is due, and waits because releases are frozen.
    pub waits: bool,
}

impl Desk {
    /// Takes an item off the schedule; it is a draft again.
    pub async fn unschedule(&self, who: &Staff, id: &ItemId) -> Result<Item, DeskError> {
        require(who, Right::Release)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    if item.due.is_none() {
                        return Err(DeskError::NotScheduled);
                    }
                    let time = log.time();
                    log.tx()
                        .run("UPDATE item SET due = NULL, due_act = NULL WHERE id = $1", args![id.as_str()])
                        .await?;
                    note(log.tx(), time, &who, "unschedule", &id, "").await?;
                    Item::load(log.tx(), &id).await
                })
            })
            .await
    }

    /// Sends whatever is due. Each item goes out once, however often and in how many processes this runs.
    pub async fn release_due(&self) -> Result<Round, DeskError> {
        let now = to_millis(self.clock.now());
        let rows = self.db.all("SELECT id FROM item WHERE due <= $1 ORDER BY due, id", args![now]).await?;
        let mut round = Round::default();
        for row in rows {
            let id: ItemId = row.parsed("id")?;
            match self.release_one(id.clone()).await {
                Ok(sent) => round.sent.extend(sent),
                // One item that cannot go out must not keep the others back; a store that is away keeps all of them.
                Err(DeskError::Wire(e)) => return Err(e.into()),
                // What is due stays due, and goes out when releases go on; a desk that stands still keeps no other back.
                Err(DeskError::Frozen(still)) if still.what != Halt::Releases => round.waits = true,
                Err(DeskError::Frozen(_)) => return Ok(Round { waits: true, ..round }),
                Err(DeskError::Store(e @ (StoreError::Full | StoreError::Unusable(_)))) => return Err(e.into()),
                Err(e) => {
                    tracing::error!(item = %id, "a scheduled item cannot go out: {e}");
                    round.failed += 1;
                }
            }
        }
        Ok(round)
    }

    async fn release_one(&self, id: ItemId) -> Result<Option<Sent>, DeskError> {
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    if item.due.is_none_or(|due| due.at > log.now()) {
                        return Ok(None);
                    }
                    let story = item.story().map_err(DeskError::NotReady)?;
                    let story = Story { correction: None, ..story };
                    let ready = story.ready().map_err(DeskError::NotReady)?;
                    let clock = Staff { login: "clock".to_owned(), name: "Clock".to_owned(), role: Role::Editor };
                    Ok(Some(send(log, &clock, &item, item.purpose.act(), ready, "scheduled").await?))
                })
            })
            .await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, DeskError> {
        let row = self.db.one("SELECT due FROM item WHERE due IS NOT NULL ORDER BY due LIMIT 1", args![]).await?;
        Ok(row.map(|row| row.int("due")).transpose()?.map(from_millis))
    }

    /// Keeps the schedule until `stop`.
    pub async fn keep_schedule(self, stop: CancellationToken) {
        loop {
            let pause = match self.release_due().await {
                Ok(round) if round.failed > 0 || round.waits => Duration::from_millis(RETRY_MILLIS),
                Ok(_) => self.pause().await,
                Err(e) => {
                    tracing::error!("the schedule could not be kept, trying again: {e}");
                    Duration::from_millis(RETRY_MILLIS)
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Until the next item is due, but not longer than [`LOOK_MILLIS`].
    async fn pause(&self) -> Duration {
        let look = Duration::from_millis(LOOK_MILLIS);
        match self.next_due().await {
            Ok(Some(at)) => {
                let millis = to_millis(at).saturating_sub(to_millis(self.clock.now()));
                Duration::from_millis(u64::try_from(millis).unwrap_or(0)).clamp(Duration::from_millis(1), look)
            }
            _ => look,
        }
    }
}
