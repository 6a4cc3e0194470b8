//! One cause, many items: they are taken back in one act, and stay together in the records.

use crate::{
    ApprovalState, Because, Desk, DeskError, Item, KILL_ITEMS_MAX, Proposal, Proposed, Sent,
    approval::propose_in,
    drafts::{note, take_numbers},
    item::word,
    rights::require,
    schedule::take_off,
};
use account::{AuditLine, Right, Staff, audit};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Row, StoreError, Tx, args};
use story::{Act, Fault, ItemId, Lang, Note, State, from_millis, to_millis};
use wire::Log;

/// Causes that one list answers at most.
const CAUSES_MAX: u32 = 500;
/// Ids that the audit's line about a cause names; the rest is counted.
const NAMED_IN_AUDIT_MAX: usize = 20;

/// Items that are to be taken back for one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The items, each once. What waits for its time is taken off the schedule.
    pub items: Vec<ItemId>,
    /// Kill or withdraw.
    #[serde(default = "kill")]
    pub act: Act,
    /// Why.
    #[serde(default)]
    pub because: Because,
    /// What those who got the items read.
    pub reason: Note,
    /// While it waits for a second person the items are on hold. Nothing said: if the one who asks may do that.
    #[serde(default)]
    pub hold: Option<bool>,
}

fn kill() -> Act {
    Act::Kill
}

/// What came of an order.
#[derive(Debug, Clone)]
pub struct Stopped {
    /// The id of the cause.
    pub cause: String,
    /// The notices on the wire, in the order of the items.
    pub sent: Vec<Sent>,
    /// What was taken off the schedule.
    pub unscheduled: Vec<ItemId>,
    /// The request that waits for a second person; the notices follow when it is approved.
    pub waits: Option<String>,
}

/// A cause for which items were taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Its id.
    pub id: String,
    /// When it was ordered.
    pub time: Timestamp,
    /// The login of whoever ordered it.
    pub login: String,
    /// Their name; the login of whoever is none of the staff.
    pub name: String,
    /// Kill or withdraw.
    pub act: Act,
    /// Why.
    pub because: Because,
    /// What the notices say.
    pub reason: String,
    /// The request, where it took two persons.
    pub approval: Option<String>,
    /// Where that request stands.
    pub approved: Option<ApprovalState>,
    /// How many items.
    pub count: u32,
    /// How many notices of them are on the wire.
    pub sent: u32,
}

/// An item of a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CauseItem {
    /// The item.
    pub item: ItemId,
    /// Its handle.
    pub slug: String,
    /// Its headline.
    pub headline: String,
    /// The language it is written in.
    pub language: Lang,
    /// Where it stands now.
    pub state: Option<State>,
    /// The number of the notice; none as long as it is not on the wire.
    pub seq: Option<u64>,
    /// It was taken off the schedule, and got no notice.
    pub unscheduled: bool,
}

macro_rules! select_cause {
    ($rest:literal) => {
        concat!(
            "SELECT id, time, login, act, because, reason, approval, \
             COALESCE((SELECT s.name FROM staff s WHERE s.login = cause.login), login) AS name, \
             (SELECT a.state FROM approval a WHERE a.id = cause.approval) AS approved, (SELECT COUNT(*) FROM cause_item i WHERE i.cause = cause.id) AS count, \
             (SELECT COUNT(seq) FROM cause_item i WHERE i.cause = cause.id) AS sent FROM cause ",
            $rest
        )
    };
}

impl Desk {
    /// Takes items back for one cause, in one transaction: all of them, or none. Where the house has two persons for it,
    /// the notices wait for the second; what was to go out later is off the schedule at once.
    pub async fn stop_all(&self, who: &Staff, order: Order) -> Result<Stopped, DeskError> {
        admit(&order)?;
        let rules = self.agency.rules.clone();
        let (items, act, reason, hold) = (order.items.clone(), order.act, order.reason.clone(), order.hold);
        Proposal::Notice { items, act, reason, hold }.admit(who, &rules)?;
        let who = who.clone();
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let (released, waiting) = sorted(log.tx(), &order).await?;
                    let cause = open(log, &who, &order, &waiting).await?;
                    let unscheduled = unschedule(log, &who, &waiting, &cause).await?;
                    let mut stopped = Stopped { cause, sent: Vec::new(), unscheduled, waits: None };
                    let items: Vec<_> = released.into_iter().map(|item| item.id).collect();
                    if !items.is_empty() {
                        let (act, reason, hold) = (order.act, order.reason, order.hold);
                        let notice = Proposal::Notice { items, act, reason, hold };
                        match propose_in(log, &who, &notice, &rules).await? {
                            Proposed::Sent(sent) => stopped.sent = sent,
                            Proposed::Waits(request) => {
                                let args = args![request.as_str(), stopped.cause.as_str()];
                                log.tx().run("UPDATE cause SET approval = $1 WHERE id = $2", args).await?;
                                stopped.waits = Some(request);
                            }
                            Proposed::Scheduled { at, .. } => return Err(DeskError::Scheduled(at)),
                        }
                    }
                    Ok(stopped)
                })
            })
            .await
    }

    /// The causes for which items were taken back last, the newest first, at most `limit` and 500.
    pub async fn causes(&self, who: &Staff, limit: u32) -> Result<Vec<Cause>, DeskError> {
        require(who, Right::Write)?;
        let rows =
            self.db.all(select_cause!("ORDER BY time DESC, id DESC LIMIT $1"), args![limit.min(CAUSES_MAX)]).await?;
        Ok(rows.iter().map(Cause::from_row).collect::<Result<_, _>>()?)
    }

    /// One cause with its items, in the order in which they were named; none when there is no such cause.
    pub async fn cause(&self, who: &Staff, id: &str) -> Result<Option<(Cause, Vec<CauseItem>)>, DeskError> {
        require(who, Right::Write)?;
        let Some(row) = self.db.one(select_cause!("WHERE id = $1"), args![id]).await? else { return Ok(None) };
        let rows = self
            .db
            .all(
                "SELECT c.item, c.seq, c.unscheduled, i.slug, i.headline, i.language, i.state FROM cause_item c \
                 JOIN item i ON i.id = c.item WHERE c.cause = $1 ORDER BY c.place",
                args![id],
            )
            .await?;
        Ok(Some((Cause::from_row(&row)?, rows.iter().map(CauseItem::from_row).collect::<Result<_, _>>()?)))
    }
}

/// Refuses what is no order at all.
fn admit(order: &Order) -> Result<(), DeskError> {
    let fault = |field, why: String| Err(DeskError::NotReady(vec![Fault { field, why }]));
    if !matches!(order.act, Act::Kill | Act::Withdraw) {
        return fault("act", "is neither kill nor withdraw".to_owned());
    }
    if order.items.is_empty() || order.items.len() > KILL_ITEMS_MAX {
        return fault("items", format!("names {}; 1 to {KILL_ITEMS_MAX} are allowed", order.items.len()));
    }
    if order.items.iter().collect::<BTreeSet<_>>().len() < order.items.len() {
        return fault("items", "names an item twice".to_owned());
    }
    Ok(())
}

/// What gets a notice, and what only waits for its time. What is neither is refused: whoever orders it has mistaken it.
async fn sorted(tx: &mut Tx, order: &Order) -> Result<(Vec<Item>, Vec<Item>), DeskError> {
    let (mut released, mut waiting) = (Vec::new(), Vec::new());
    for id in &order.items {
        let item = Item::load(tx, id).await?;
        if item.state.is_none() && item.due.is_some() {
            waiting.push(item);
        } else {
            State::after(item.state, order.act)?;
            released.push(item);
        }
    }
    Ok((released, waiting))
}

/// Makes the cause, and the audit's line about it.
async fn open(log: &mut Log, who: &Staff, order: &Order, waiting: &[Item]) -> Result<String, DeskError> {
    let time = log.time();
    let tx = log.tx();
    let day = time.to_zoned_datetime(TimeZone::UTC).date();
    let id = format!("{}-{}", day.strftime("%Y%m%d"), take_numbers(tx, 1).await?);
    tx.run(
        "INSERT INTO cause (id, time, login, act, because, reason) VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            id.as_str(),
            to_millis(time),
            who.login.as_str(),
            order.act.name(),
            order.because.name(),
            order.reason.as_str()
        ],
    )
    .await?;
    for (place, item) in (0_u64..).zip(&order.items) {
        let waits = waiting.iter().any(|waiting| waiting.id == *item);
        tx.run(
            "INSERT INTO cause_item (cause, item, place, unscheduled, seq) VALUES ($1, $2, $3, $4, NULL)",
            args![id.as_str(), item.as_str(), place, waits],
        )
        .await?;
    }
    let named: Vec<_> = order.items.iter().take(NAMED_IN_AUDIT_MAX).map(ItemId::as_str).collect();
    let rest = order.items.len() - named.len();
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let detail =
        format!("{} of {} ({}): {}{rest}", order.act.name(), order.items.len(), order.because.name(), named.join(", "));
    audit(tx, &AuditLine { time, actor: &who.login, act: "cause", subject: &id, detail: &detail }).await?;
    Ok(id)
}

/// What repeats a wrong story must not go out by the clock an hour later.
async fn unschedule(log: &mut Log, who: &Staff, waiting: &[Item], cause: &str) -> Result<Vec<ItemId>, DeskError> {
    let time = log.time();
    for item in waiting {
        take_off(log.tx(), &item.id).await?;
        note(log.tx(), time, who, "unschedule", &item.id, &format!("cause {cause}")).await?;
    }
    Ok(waiting.iter().map(|item| item.id.clone()).collect())
}

/// Notes at the cause that the notice about an item is on the wire. An item ends once, and so belongs to the newest cause that
/// says what the notice says; an older one was ordered and never approved.
pub(crate) async fn took(tx: &mut Tx, item: &ItemId, act: Act, reason: &str, seq: u64) -> Result<(), StoreError> {
    tx.run(
        "UPDATE cause_item SET seq = $1 WHERE item = $2 AND cause = (SELECT c.id FROM cause c JOIN cause_item i ON i.cause = c.id \
         WHERE i.item = $2 AND c.act = $3 AND c.reason = $4 ORDER BY c.time DESC, c.id DESC LIMIT 1)",
        args![seq, item.as_str(), act.name(), reason],
    )
    .await
    .map(drop)
}

impl Cause {
    /// Whether its notices wait for a second person.
    pub fn waits(&self) -> bool {
        self.approved == Some(ApprovalState::Waiting)
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            time: from_millis(row.int("time")?),
            login: row.text("login")?,
            name: row.text("name")?,
            act: row.parsed("act")?,
            because: row.parsed("because")?,
            reason: row.text("reason")?,
            approval: row.text_or_null("approval")?,
            approved: word(row, "approved")?,
            count: u32::try_from(row.count("count")?).unwrap_or(u32::MAX),
            sent: u32::try_from(row.count("sent")?).unwrap_or(u32::MAX),
        })
    }
}

impl CauseItem {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |e: story::TextFault| StoreError::Corrupt { column: "language", why: e.to_string() };
        Ok(Self {
            item: row.parsed("item")?,
            slug: row.text("slug")?,
            headline: row.text("headline")?,
            language: Lang::new(&row.text("language")?).map_err(corrupt)?,
            state: word(row, "state")?,
            seq: row.int_or_null("seq")?.and_then(|seq| u64::try_from(seq).ok()),
            unscheduled: row.flag("unscheduled")?,
        })
    }
}
