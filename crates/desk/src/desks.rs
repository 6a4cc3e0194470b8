//! The newsroom's desks, and where an item stands: on which desk, and at which stage before its first release.

use crate::{
    Desk, DeskError, Item, Stage,
    drafts::{note, take_numbers},
    rights::{may_edit, require},
};
use account::{AuditLine, Halt, Right, Staff, Standstill, audit};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Row, StoreError, Tx, args};
use story::{Fault, ItemId, Line, to_millis};
use wire::Log;

/// Characters that the name of a desk may have.
pub const DESK_NAME_CHARS_MAX: usize = 60;
/// Desks that a newsroom may have.
pub const DESKS_MAX: usize = 100;

/// The name of a desk.
pub type DeskName = Line<DESK_NAME_CHARS_MAX>;

/// A part of the newsroom that works on items of its own: foreign news, sport, the Arabic desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewsDesk {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why nothing of it is released, while it stands still.
    pub frozen: Option<String>,
}

/// Where an item is moved to. What is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The id of the desk; the empty text takes the item off its desk.
    #[serde(default)]
    pub desk: Option<String>,
    /// The stage.
    #[serde(default)]
    pub stage: Option<Stage>,
}

fn read(row: &Row) -> Result<NewsDesk, StoreError> {
    Ok(NewsDesk { id: row.text("id")?, name: row.text("name")?, frozen: row.text_or_null("frozen")? })
}

fn fault(field: &'static str, why: impl Into<String>) -> DeskError {
    DeskError::NotReady(vec![Fault { field, why: why.into() }])
}

impl Desk {
    /// Every desk, in the order of the lists.
    pub async fn desks(&self) -> Result<Vec<NewsDesk>, DeskError> {
        let sql = "SELECT id, name, (SELECT reason FROM standstill WHERE what = 'desk:' || desk.id) AS frozen \
                   FROM desk ORDER BY place, id";
        let rows = self.db.all(sql, args![]).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Makes a desk, the last in the lists.
    pub async fn add_desk(&self, who: &Staff, name: &DeskName) -> Result<NewsDesk, DeskError> {
        require(who, Right::Stop)?;
        let (who, name) = (who.clone(), name.to_string());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let tx = log.tx();
                    let last =
                        tx.one("SELECT COUNT(*) AS n, COALESCE(MAX(place), 0) AS place FROM desk", args![]).await?;
                    let (count, place) = match last {
                        Some(row) => (row.count("n")?, row.int("place")?),
                        None => (0, 0),
                    };
                    if count >= DESKS_MAX as u64 {
                        return Err(fault("name", format!("is one too many: there are {DESKS_MAX} desks")));
                    }
                    let id = format!("d{}", take_numbers(tx, 1).await?);
                    let added = tx
                        .run(
                            "INSERT INTO desk (id, name, place, created) VALUES ($1, $2, $3, $4) \
                             ON CONFLICT (name) DO NOTHING",
                            args![id.as_str(), name.as_str(), place + 1, to_millis(time)],
                        )
                        .await?;
                    if added == 0 {
                        return Err(taken(&name));
                    }
                    told(tx, time, &who, "add desk", &id, &name).await?;
                    Ok(NewsDesk { id, name, frozen: None })
                })
            })
            .await
    }

    /// Gives a desk another name.
    pub async fn rename_desk(&self, who: &Staff, id: &str, name: &DeskName) -> Result<(), DeskError> {
        require(who, Right::Stop)?;
        let (who, id, name) = (who.clone(), id.to_owned(), name.to_string());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let tx = log.tx();
                    let other = tx.one("SELECT id FROM desk WHERE name = $1", args![name.as_str()]).await?;
                    if other.map(|row| row.text("id")).transpose()?.is_some_and(|other| other != id) {
                        return Err(taken(&name));
                    }
                    let sql = "UPDATE desk SET name = $1 WHERE id = $2";
                    if tx.run(sql, args![name.as_str(), id.as_str()]).await? == 0 {
                        return Err(DeskError::NoDesk(id));
                    }
                    told(tx, time, &who, "rename desk", &id, &name).await
                })
            })
            .await
    }

    /// Puts the desks into this order. Those that are not named come after them, as they were.
    pub async fn order_desks(&self, who: &Staff, ids: Vec<String>) -> Result<(), DeskError> {
        require(who, Right::Stop)?;
        let who = who.clone();
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let tx = log.tx();
                    let rows = tx.all("SELECT id FROM desk ORDER BY place, id", args![]).await?;
                    let all = rows.iter().map(|row| row.text("id")).collect::<Result<Vec<_>, _>>()?;
                    if let Some(strange) = ids.iter().find(|id| !all.contains(id)) {
                        return Err(DeskError::NoDesk(strange.clone()));
                    }
                    let rest = all.iter().filter(|id| !ids.contains(id));
                    for (place, id) in (1_u32..).zip(ids.iter().chain(rest)) {
                        tx.run("UPDATE desk SET place = $1 WHERE id = $2", args![place, id.as_str()]).await?;
                    }
                    told(tx, time, &who, "order desks", "desks", &ids.join(", ")).await
                })
            })
            .await
    }

    /// Removes a desk that has no items and does not stand still.
    pub async fn remove_desk(&self, who: &Staff, id: &str) -> Result<(), DeskError> {
        require(who, Right::Stop)?;
        let (who, id) = (who.clone(), id.to_owned());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let tx = log.tx();
                    if tx.one("SELECT id FROM item WHERE desk = $1 LIMIT 1", args![id.as_str()]).await?.is_some() {
                        return Err(fault("desk", "has items; pass them to another desk first"));
                    }
                    if Standstill::of(tx, &Halt::Desk(id.clone())).await?.is_some() {
                        return Err(fault("desk", "stands still; let it go on first"));
                    }
                    if tx.run("DELETE FROM desk WHERE id = $1", args![id.as_str()]).await? == 0 {
                        return Err(DeskError::NoDesk(id));
                    }
                    told(tx, time, &who, "remove desk", &id, "").await
                })
            })
            .await
    }

    /// Moves an item to another desk or stage: sends it to review, takes it back, passes it on. Whoever takes an item out
    /// of the inbox writes it from now on.
    pub async fn place(&self, who: &Staff, id: &ItemId, to: Move) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let tx = log.tx();
                    let item = Item::load(tx, &id).await?;
                    let takes = item.stage == Stage::Inbox && to.stage.is_some_and(|stage| stage != Stage::Inbox);
                    if !takes {
                        may_edit(&who, &item)?;
                    }
                    if let Some(stage) = to.stage.filter(|&stage| stage != item.stage) {
                        if item.version > 0 {
                            return Err(fault("stage", "cannot change: the item was released"));
                        }
                        item.not_scheduled()?;
                        let author = if takes { &who.login } else { &item.author };
                        let sql = "UPDATE item SET stage = $1, author = $2 WHERE id = $3";
                        tx.run(sql, args![stage.name(), author.as_str(), id.as_str()]).await?;
                        note(tx, time, &who, "place", &id, stage.name()).await?;
                    }
                    if let Some(desk) = to.desk.filter(|desk| *desk != item.desk.clone().unwrap_or_default()) {
                        stands_free(tx, &item, &who).await?;
                        pass(tx, &id, &desk).await?;
                        note(tx, time, &who, "pass", &id, &desk).await?;
                    }
                    Item::load(tx, &id).await
                })
            })
            .await
    }
}

/// Refuses to take an item from a desk whose releases stand still: it would go out from another one.
async fn stands_free(tx: &mut Tx, item: &Item, who: &Staff) -> Result<(), DeskError> {
    let Some(from) = item.desk.clone().filter(|_| !who.role.may(Right::Stop)) else { return Ok(()) };
    match Standstill::of(tx, &Halt::Desk(from)).await? {
        Some(still) => Err(DeskError::Frozen(still)),
        None => Ok(()),
    }
}

/// Puts an item on a desk, which must be there; the empty name is none.
async fn pass(tx: &mut Tx, id: &ItemId, desk: &str) -> Result<(), DeskError> {
    let there = desk.is_empty() || tx.one("SELECT id FROM desk WHERE id = $1", args![desk]).await?.is_some();
    if !there {
        return Err(fault("desk", format!("is `{desk}`, and there is no such desk")));
    }
    let desk = Some(desk).filter(|desk| !desk.is_empty());
    tx.run("UPDATE item SET desk = $1 WHERE id = $2", args![desk, id.as_str()]).await?;
    Ok(())
}

fn taken(name: &str) -> DeskError {
    fault("name", format!("is `{name}`, which another desk has"))
}

async fn told(tx: &mut Tx, time: Timestamp, who: &Staff, act: &str, desk: &str, detail: &str) -> Result<(), DeskError> {
    Ok(audit(tx, &AuditLine { time, actor: &who.login, act, subject: desk, detail }).await?)
}
