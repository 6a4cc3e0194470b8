//! What goes out later: embargoed and scheduled releases.

use crate::{
    Desk, DeskError, Item, Sent,
    acts::{millis_not_before, send},
    drafts::note,
    item::json,
    proposal::{not_past, settle},
    refusals::Grounds,
    rights::require,
};
use account::{Halt, Right, Role, Staff, Standstill};
use audience::Products;
use jiff::Timestamp;
use std::{collections::HashSet, time::Duration};
use store::{Row, StoreError, Tx, args};
use story::{Act, Correction, Fault, Guarded, ItemId, Priority, ProductId, Ready, Story, from_millis, to_millis};
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
    /// Items that are due and cannot go out; the items and the log say why. Those whose pause is not over were not tried.
    pub failed: usize,
    /// Something is due, and waits because releases are frozen.
    pub waits: bool,
}

/// What waits, as it is to be sent.
struct Waiting {
    act: Act,
    by: Staff,
    correction: Option<Correction>,
    products: Option<Vec<ProductId>>,
    detail: &'static str,
}

impl Waiting {
    async fn load(tx: &mut Tx, item: &Item) -> Result<Self, DeskError> {
        let sql = "SELECT due_by, due_correction, due_products FROM item WHERE id = $1";
        let row = tx.one(sql, args![item.id.as_str()]).await?.ok_or_else(|| DeskError::Unknown(item.id.clone()))?;
        let act = item.due.map_or(item.purpose.act(), |due| due.act);
        // A first version corrects nothing.
        let correction = match row.text_or_null("due_correction")? {
            Some(_) if act == Act::Correct => Some(json(&row, "due_correction")?),
            _ => None,
        };
        // What could be taken back is the act of the one who sent it; the rest goes by the clock.
        let (login, detail) = row.text_or_null("due_by")?.map_or(("clock".to_owned(), "scheduled"), |by| (by, ""));
        let by = Staff { name: login.clone(), login, role: Role::Editor };
        let products = row.text_or_null("due_products")?.map(|_| json(&row, "due_products")).transpose()?;
        Ok(Self { act, by, correction, products, detail })
    }
}

/// Why something that is due is taken off the schedule in the place of going out: whoever sent it a few seconds ago was
/// frozen since, or it would reach others than those that the second person approved.
async fn stays(tx: &mut Tx, item: &Item, waiting: &Waiting, ready: &Ready) -> Result<Option<&'static str>, DeskError> {
    let sql = "SELECT frozen FROM staff WHERE login = $1";
    if let Some(row) = tx.one(sql, args![waiting.by.login.as_str()]).await?
        && row.flag("frozen")?
    {
        return Ok(Some("whoever sent it is frozen"));
    }
    let Some(approved) = &waiting.products else { return Ok(None) };
    let products = Products::load_in(tx).await?;
    let now = settle(&products, ready.story(), waiting.act, &item.products);
    Ok((now != *approved).then_some("the products changed since it was approved"))
}

/// An item that is due.
struct DueItem {
    id: ItemId,
    desk: Option<String>,
    grounds: Grounds,
}

impl DueItem {
    fn read(row: &Row, halts: &[Standstill]) -> Result<Self, StoreError> {
        let halts = halts.iter().map(|still| format!("{} {}", still.what.name(), still.since)).collect();
        let grounds = Grounds { edit: row.count("edit")?, due: row.int("due")?, halts };
        Ok(Self { id: row.parsed("id")?, desk: row.text_or_null("desk")?, grounds })
    }

    /// What keeps it from going out until somebody says that it goes on.
    fn still<'a>(&self, halts: &'a [Standstill]) -> Option<&'a Standstill> {
        halts.iter().find(|still| match &still.what {
            Halt::Releases => true,
            Halt::Desk(id) => self.desk.as_ref() == Some(id),
            Halt::Staff | Halt::Subscribers => false,
        })
    }
}

/// Takes an item off the schedule. The embargo that it was scheduled with stays known.
pub(crate) async fn take_off(tx: &mut Tx, id: &ItemId) -> Result<(), StoreError> {
    let sql = "UPDATE item SET due = NULL, due_act = NULL, due_by = NULL, due_correction = NULL, due_undo = FALSE, due_products = NULL \
               WHERE id = $1";
    tx.run(sql, args![id.as_str()]).await.map(drop)
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
                    take_off(log.tx(), &id).await?;
                    note(log.tx(), time, &who, "unschedule", &id, "").await?;
                    Item::load(log.tx(), &id).await
                })
            })
            .await
    }

    /// Gives what is scheduled another time, or with none the end of its embargo; never before that.
    pub async fn reschedule(&self, who: &Staff, id: &ItemId, at: Option<Timestamp>) -> Result<Item, DeskError> {
        require(who, Right::Release)?;
        let guarded = self.agency.rules.second_person.contains(&Guarded::Flash);
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    if item.due.is_none_or(|due| due.undo) {
                        return Err(DeskError::NotScheduled);
                    }
                    // Its time is part of what the second person approved.
                    if guarded && item.manuscript.priority() == Priority::Flash {
                        return Err(DeskError::TwoPersons(Guarded::Flash));
                    }
                    not_past(at, log.now())?;
                    let embargo = item.story().map_err(DeskError::NotReady)?.embargo;
                    let Some(at) = embargo.max(at) else {
                        let why = "is missing: the item has no embargo that it could wait for".to_owned();
                        return Err(DeskError::NotReady(vec![Fault { field: "at", why }]));
                    };
                    let time = log.time();
                    let sql = "UPDATE item SET due = $1 WHERE id = $2";
                    log.tx().run(sql, args![millis_not_before(at), id.as_str()]).await?;
                    note(log.tx(), time, &who, "schedule", &id, &at.to_string()).await?;
                    Item::load(log.tx(), &id).await
                })
            })
            .await
    }

    /// Sends whatever is due. Each item goes out once, however often and in how many processes this runs.
    pub async fn release_due(&self) -> Result<Round, DeskError> {
        let now = self.clock.now();
        let sql = "SELECT id, edit, due, desk FROM item WHERE due <= $1 ORDER BY due, id";
        let rows = self.db.all(sql, args![to_millis(now)]).await?;
        let halts = if rows.is_empty() { Vec::new() } else { self.halts().await? };
        let due: Vec<_> = rows.iter().map(|row| DueItem::read(row, &halts)).collect::<Result<_, _>>()?;
        self.refusals.keep_only(&due.iter().map(|one| one.id.clone()).collect::<HashSet<_>>());
        let mut round = Round::default();
        for one in due {
            if let Some(still) = one.still(&halts) {
                round.waits = true;
                let why = DeskError::Frozen(still.clone()).to_string();
                let is_news = self.refusals.note_still(&one.id, one.grounds, why, now);
                self.show_refusal(&one.id, is_news).await?;
                continue;
            }
            if self.refusals.pauses(&one.id, &one.grounds, now) {
                round.failed += 1;
                continue;
            }
            let DueItem { id, grounds, .. } = one;
            match self.release_one(id.clone()).await {
                Ok(sent) => round.sent.extend(sent),
                // One item that cannot go out must not keep the others back; a store that is away keeps all of them.
                Err(DeskError::Wire(e)) => return Err(e.into()),
                // What is due stays due, and goes out when releases go on; a desk that stands still keeps no other back.
                Err(DeskError::Frozen(still)) if still.what != Halt::Releases => round.waits = true,
                Err(DeskError::Frozen(_)) => return Ok(Round { waits: true, ..round }),
                Err(DeskError::Store(e @ (StoreError::Full | StoreError::Unusable(_)))) => return Err(e.into()),
                Err(e) => {
                    round.failed += 1;
                    let is_news = self.refusals.note(&id, grounds, e.to_string(), now);
                    if is_news {
                        tracing::error!(item = %id, "a scheduled item cannot go out: {e}");
                    }
                    self.show_refusal(&id, is_news).await?;
                }
            }
        }
        Ok(round)
    }

    /// Rings for an item that is refused for something new: lists that are open show why.
    async fn show_refusal(&self, id: &ItemId, is_news: bool) -> Result<(), DeskError> {
        if is_news {
            self.db.run("UPDATE item SET due = due WHERE id = $1", args![id.as_str()]).await?;
        }
        Ok(())
    }

    /// What stands still and keeps releases back.
    async fn halts(&self) -> Result<Vec<Standstill>, DeskError> {
        let sql = "SELECT s.what, s.reason, s.actor, s.time, d.name FROM standstill s \
                   LEFT JOIN desk d ON 'desk:' || d.id = s.what \
                   WHERE s.what = 'releases' OR s.what LIKE 'desk:%' ORDER BY s.what";
        let read = |row: &Row| {
            Ok(Standstill {
                what: row.parsed("what")?,
                reason: row.text("reason")?,
                by: row.text("actor")?,
                since: from_millis(row.int("time")?),
                desk: row.text_or_null("name")?,
            })
        };
        self.db.all(sql, args![]).await?.iter().map(read).collect()
    }

    async fn release_one(&self, id: ItemId) -> Result<Option<Sent>, DeskError> {
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    if item.due.is_none_or(|due| due.at > log.now()) {
                        return Ok(None);
                    }
                    let waiting = Waiting::load(log.tx(), &item).await?;
                    let story =
                        Story { correction: waiting.correction.clone(), ..item.story().map_err(DeskError::NotReady)? };
                    let ready = story.ready().map_err(DeskError::NotReady)?;
                    if let Some(why) = stays(log.tx(), &item, &waiting, &ready).await? {
                        let time = log.time();
                        take_off(log.tx(), &id).await?;
                        note(log.tx(), time, &waiting.by, "unschedule", &id, why).await?;
                        tracing::warn!(item = %id, "what was due does not go out: {why}");
                        return Ok(None);
                    }
                    let sent = send(log, &waiting.by, &item, waiting.act, ready, waiting.detail).await?;
                    Ok(Some(sent))
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
            if let Err(e) = self.end_overtaken().await {
                tracing::warn!("requests that were overtaken could not be ended: {e}");
            }
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
