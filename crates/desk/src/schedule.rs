//! What goes out later: embargoed and scheduled releases.

use crate::{Desk, DeskError, Item, Right, acts::send, drafts::note};
use account::{Role, Staff};
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};
use store::args;
use story::{Act, ItemId, State, from_millis, to_millis};
use tokio_util::sync::CancellationToken;
use wire::{Dispatch, Log};

/// How long the clock sleeps at most, in milliseconds: another process may schedule something meanwhile.
const LOOK_MILLIS: u64 = 1_000;
/// How long the clock rests after a failure, in milliseconds: a full disk, a database that restarts.
const RETRY_MILLIS: u64 = 1_000;

impl Desk {
    /// Takes an item off the schedule; it is a draft again.
    pub async fn unschedule(&self, who: &Staff, id: &ItemId) -> Result<Item, DeskError> {
        Right::Release.require(who)?;
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
    pub async fn release_due(&self) -> Result<Vec<Arc<Dispatch>>, DeskError> {
        let now = to_millis(self.clock.now());
        let rows = self.db.all("SELECT id FROM item WHERE due <= $1 ORDER BY due, id", args![now]).await?;
        let mut sent = Vec::new();
        for row in rows {
            let id: ItemId = row.parsed("id")?;
            match self.release_one(id.clone()).await {
                Ok(dispatch) => sent.extend(dispatch),
                // One item that cannot go out must not keep the others back.
                Err(DeskError::NotReady(faults)) => {
                    tracing::error!(item = %id, ?faults, "a scheduled item cannot go out");
                }
                Err(other) => return Err(other),
            }
        }
        Ok(sent)
    }

    async fn release_one(&self, id: ItemId) -> Result<Option<Arc<Dispatch>>, DeskError> {
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    if item.due.is_none_or(|due| due.at > log.time()) || State::after(item.state, Act::Release).is_err()
                    {
                        return Ok(None);
                    }
                    let ready = item.story.clone().ready().map_err(DeskError::NotReady)?;
                    let clock = Staff { login: "clock".to_owned(), name: "Clock".to_owned(), role: Role::Editor };
                    Ok(Some(send(log, &clock, &item, Act::Release, ready, "scheduled").await?))
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
