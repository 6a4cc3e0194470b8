//! The retraction of a flash: prepared and approved with it, so that one person can send it in one click.

use crate::{
    Desk, DeskError, Item, Sent,
    acts::send,
    drafts::note,
    proposal::{Made, Material, Outgoing},
    rights::require,
};
use account::{Right, Staff};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::{Row, StoreError, Tx, args};
use story::{Act, ContentHash, Guarded, ItemId, Note, State, canonical_json, from_millis, to_millis};
use wire::Log;

/// Minutes after a flash went out in which one person can retract it. Later, a kill is asked for like any other.
pub const RETRACTION_MINUTES: i64 = 60;

/// The kill of a flash, prepared with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Retraction {
    /// What those who got the flash would read.
    pub reason: Note,
    /// The SHA-256 of the notice that was approved.
    pub hash: String,
    /// Who asked for the flash.
    pub asked_by: String,
    /// Who approved it with the flash, where the house has two persons for it.
    pub approved_by: Option<String>,
    /// Until when it can be sent; none before the flash is out.
    pub until: Option<Timestamp>,
    /// The version that it takes back.
    #[serde(skip)]
    version: u32,
}

/// Keeps the retraction of the flash that was made.
pub(crate) async fn prepare(
    log: &mut Log,
    who: &Staff,
    approved_by: Option<&str>,
    made: &Made,
) -> Result<(), StoreError> {
    let (Some(notice), Some(reason)) = (&made.transmission.retraction, &made.retraction) else { return Ok(()) };
    let Outgoing { item, version, hash, .. } = notice;
    let time = to_millis(log.time());
    log.tx()
        .run(
            "INSERT INTO retraction (item, version, reason, hash, asked_by, approved_by, time) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (item) DO UPDATE SET version = excluded.version, \
             reason = excluded.reason, hash = excluded.hash, asked_by = excluded.asked_by, \
             approved_by = excluded.approved_by, time = excluded.time",
            args![item.as_str(), version - 1, reason.as_str(), hash.as_str(), who.login.as_str(), approved_by, time],
        )
        .await
        .map(drop)
}

const SELECT: &str = "SELECT version, reason, hash, asked_by, approved_by FROM retraction WHERE item = $1";

impl Retraction {
    fn read(row: &Row, released: Option<Timestamp>) -> Result<Self, StoreError> {
        let corrupt = |why: String| StoreError::Corrupt { column: "reason", why };
        Ok(Self {
            reason: Note::new(&row.text("reason")?).map_err(|e| corrupt(e.to_string()))?,
            hash: row.text("hash")?,
            asked_by: row.text("asked_by")?,
            approved_by: row.text_or_null("approved_by")?,
            until: released.map(|at| at + SignedDuration::from_mins(RETRACTION_MINUTES)),
            version: u32::try_from(row.int("version")?).unwrap_or(0),
        })
    }

    /// Refuses what is not, or no longer, what was prepared.
    fn fits(&self, item: &Item, guarded: bool, now: Timestamp) -> Result<(), DeskError> {
        State::after(item.state, Act::Kill)?;
        let refused = |why| Err(DeskError::NoRetraction(why));
        match self.until {
            _ if item.version != self.version => {
                refused("a newer version than the one that the retraction was approved for is out; ask for a kill")
            }
            Some(until) if until >= now => {
                if guarded && self.approved_by.is_none() {
                    return Err(DeskError::TwoPersons(Guarded::Kill));
                }
                Ok(())
            }
            _ => refused("the flash is no longer fresh; ask for a kill"),
        }
    }
}

async fn prepared(tx: &mut Tx, item: &Item) -> Result<Retraction, DeskError> {
    let row = tx.one(SELECT, args![item.id.as_str()]).await?;
    let row = row.ok_or(DeskError::NoRetraction("no retraction was prepared for this item"))?;
    Ok(Retraction::read(&row, item.released)?)
}

impl Desk {
    /// The retraction that can be sent for an item now.
    pub async fn retraction(&self, id: &ItemId) -> Result<Option<Retraction>, DeskError> {
        let Some(row) = self.db.one(SELECT, args![id.as_str()]).await? else { return Ok(None) };
        let item = self.item(id).await?;
        let retraction = Retraction::read(&row, item.released.map(|at| from_millis(to_millis(at))))?;
        let guarded = self.agency.rules.second_person.contains(&Guarded::Kill);
        Ok(retraction.fits(&item, guarded, self.clock.now()).is_ok().then_some(retraction))
    }

    /// Sends the retraction that was prepared with a flash, while the flash is fresh: its second person has approved it.
    pub async fn retract(&self, who: &Staff, id: &ItemId) -> Result<Sent, DeskError> {
        require(who, Right::Release)?;
        let guarded = self.agency.rules.second_person.contains(&Guarded::Kill);
        if !guarded {
            require(who, Right::Stop)?;
        }
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let material = Material::load(log.tx(), &id).await?;
                    let retraction = prepared(log.tx(), &material.item).await?;
                    retraction.fits(&material.item, guarded, log.now())?;
                    let last = material.last.as_ref().ok_or_else(|| DeskError::Unknown(id.clone()))?;
                    let notice = last.notice(&retraction.reason);
                    if ContentHash::of(&canonical_json(notice.story())).as_str() != retraction.hash {
                        return Err(DeskError::Overtaken);
                    }
                    let time = log.time();
                    let approved = retraction.approved_by.as_deref().unwrap_or("nobody else");
                    let detail = format!("approved by {approved}, {}", retraction.hash);
                    note(log.tx(), time, &who, "retract", &id, &detail).await?;
                    let reason = retraction.reason.as_str();
                    send(log, &who, &material.item, Act::Kill, notice, reason).await
                })
            })
            .await
    }
}
