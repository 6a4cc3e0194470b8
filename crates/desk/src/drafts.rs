//! Writing: drafts, saves, and filing many stories at once.

use crate::{
    Desk, DeskError, Item, Purpose, acts,
    history::How,
    item::copy_head,
    machine,
    rights::require,
    saves::{may_write, write},
};
use account::{AuditLine, Right, Staff, audit};
use audience::Products;
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;
use store::{StoreError, Tx, args};
use story::{
    Act, Agency, CategoryId, Fault, GroupId, ItemId, Kind, Manuscript, Ready, Story, canonical_json, to_millis,
};
use wire::Log;

/// A story from outside, ready to be filed.
#[derive(Debug, Clone)]
pub struct Filed {
    /// Its id outside; filing the same id again changes nothing.
    pub external_id: Option<String>,
    /// The story.
    pub story: Story,
}

/// What became of a filed story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FiledAs {
    /// A draft.
    Draft(ItemId),
    /// On the wire, with this `seq`.
    Sent(ItemId, u64),
    /// Waiting for its embargo.
    Scheduled(ItemId, Timestamp),
    /// It was filed before.
    Known,
    /// It cannot go out; nothing was kept of it.
    Refused(Vec<Fault>),
}

impl Desk {
    /// Makes a draft.
    pub async fn create(
        &self,
        who: &Staff,
        manuscript: impl Into<Manuscript>,
        external_id: Option<String>,
    ) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let manuscript = manuscript.into();
        has_section(&self.agency, manuscript.category()).map_err(one_fault)?;
        let (who, agency) = (who.clone(), Arc::clone(&self.agency));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let external = external_id.as_deref();
                    let id = file_new(log, &agency, &who, &manuscript, Purpose::News, external).await?;
                    Item::load(log.tx(), &id).await
                })
            })
            .await
    }

    /// Saves the working copy as a whole, based on the save numbered `edit`: an entry of the history by itself.
    pub async fn edit(
        &self,
        who: &Staff,
        id: &ItemId,
        edit: u64,
        manuscript: impl Into<Manuscript>,
    ) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let manuscript = manuscript.into();
        has_section(&self.agency, manuscript.category()).map_err(one_fault)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    may_write(log, &who, &item, edit).await?;
                    stays_itself(&item, &manuscript)?;
                    Ok(write(log, &who, &item, &manuscript, How::Whole).await?.0)
                })
            })
            .await
    }

    /// Refuses what is in no section of the agency.
    pub(crate) fn in_a_section(&self, manuscript: &Manuscript) -> Result<(), DeskError> {
        has_section(&self.agency, manuscript.category()).map_err(one_fault)
    }

    /// Makes a group's id: for a picture series or a chain of takes.
    pub async fn new_group(&self, who: &Staff) -> Result<GroupId, DeskError> {
        require(who, Right::Write)?;
        let agency = Arc::clone(&self.agency);
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let n = take_numbers(log.tx(), 1).await?;
                    Ok(GroupId::new(&agency.code, time.to_zoned_datetime(TimeZone::UTC).date(), n))
                })
            })
            .await
    }

    /// Files many stories in one transaction: as drafts, or released at once. Answers one outcome for each, in order.
    pub async fn file(&self, who: &Staff, filed: Vec<Filed>, release: bool) -> Result<Vec<FiledAs>, DeskError> {
        require(who, Right::Write)?;
        if release {
            require(who, Right::Release)?;
        }
        let (who, agency) = (who.clone(), Arc::clone(&self.agency));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    if release {
                        acts::goes_out(log.tx(), None).await?;
                    }
                    let products = Products::load_in(log.tx()).await?;
                    let mut outcomes = Vec::with_capacity(filed.len());
                    for one in filed {
                        outcomes.push(file_one(log, &who, &agency, &products, one, release).await?);
                    }
                    let (time, count) = (log.time(), outcomes.len());
                    note_batch(log.tx(), time, &who, count, &outcomes).await?;
                    Ok(outcomes)
                })
            })
            .await
    }
}

/// Numbers and adds a draft, with the line of the audit.
pub(crate) async fn file_new(
    log: &mut Log,
    agency: &Agency,
    who: &Staff,
    manuscript: &Manuscript,
    purpose: Purpose,
    external_id: Option<&str>,
) -> Result<ItemId, DeskError> {
    let time = log.time();
    let tx = log.tx();
    let id = number(tx, agency, manuscript.kind(), time, 1).await?.remove(0);
    if !insert(tx, &id, external_id, manuscript, time, &who.login).await? {
        return Err(known(tx, external_id.unwrap_or_default()).await?);
    }
    if purpose != Purpose::News {
        tx.run("UPDATE item SET purpose = $1 WHERE id = $2", args![purpose.name(), id.as_str()]).await?;
    }
    note(tx, time, who, "create", &id, if purpose == Purpose::News { "" } else { purpose.name() }).await?;
    Ok(id)
}

async fn file_one(
    log: &mut Log,
    who: &Staff,
    agency: &Agency,
    products: &Products,
    filed: Filed,
    release: bool,
) -> Result<FiledAs, DeskError> {
    let Filed { external_id, story } = filed;
    // A first version corrects nothing, whatever its document says.
    let story = Story { correction: None, ..story };
    if let Err(fault) = has_section(agency, story.category) {
        return Ok(FiledAs::Refused(vec![fault]));
    }
    let ready: Option<Ready> = if release {
        match story.clone().ready() {
            Ok(ready) => Some(ready),
            Err(faults) => return Ok(FiledAs::Refused(faults)),
        }
    } else {
        None
    };
    // Asked before it is numbered: an import that is run again would use up a number for each story that is there.
    if let Some(external_id) = &external_id
        && known_as(log.tx(), external_id).await?.is_some()
    {
        return Ok(FiledAs::Known);
    }
    let (time, now) = (log.time(), log.now());
    let id = number(log.tx(), agency, story.kind(), time, 1).await?.remove(0);
    if !insert(log.tx(), &id, external_id.as_deref(), &(&story).into(), time, &who.login).await? {
        return Ok(FiledAs::Known);
    }
    if release {
        machine::summary::was_filed(log, &id, &story, who).await?;
    }
    match (ready, story.embargo.filter(|&until| until > now)) {
        (None, _) => {
            // What comes from outside waits until somebody takes it.
            let sql = "UPDATE item SET stage = 'inbox' WHERE id = $1 AND external_id IS NOT NULL";
            log.tx().run(sql, args![id.as_str()]).await?;
            Ok(FiledAs::Draft(id))
        }
        (Some(_), Some(until)) => {
            let (act, embargo) = (Act::Release, Some(until));
            let later =
                acts::Later { at: until, act, by: None, correction: None, undo: false, embargo, products: None };
            acts::set_due(log.tx(), &id, &later).await?;
            Ok(FiledAs::Scheduled(id, until))
        }
        (Some(ready), None) => {
            let sent = acts::send_first(log, who, products, &id, ready).await?;
            Ok(FiledAs::Sent(id, sent.seq()))
        }
    }
}

/// Kind is part of the id, and an item is filtered by its language: neither changes once others may hold the item.
pub(crate) fn stays_itself(item: &Item, manuscript: &Manuscript) -> Result<(), DeskError> {
    let fault = |field, why: &str| Err(one_fault(Fault { field, why: why.to_owned() }));
    if manuscript.kind() != item.id.kind() {
        return fault("content.kind", "cannot change: the kind is part of the item's id");
    }
    if item.version > 0 && manuscript.language() != item.manuscript.language() {
        return fault("language", "cannot change once the item was released; file the translation as its own item");
    }
    Ok(())
}

/// Subscribers filter by the agency's sections: a story in none of them would reach nobody who asks for one. Languages are
/// open, because a story in a language that is not listed is still found by its tag.
pub(crate) fn has_section(agency: &Agency, category: CategoryId) -> Result<(), Fault> {
    if agency.category(category).is_some() {
        return Ok(());
    }
    let known: Vec<String> = agency.categories.iter().map(|c| format!("{} ({})", c.id.0, c.name("en"))).collect();
    Err(Fault { field: "category", why: format!("is {}; the agency has {}", category.0, known.join(", ")) })
}

pub(crate) fn one_fault(fault: Fault) -> DeskError {
    DeskError::NotReady(vec![fault])
}

/// Takes the next `count` numbers, and answers the first of them.
pub(crate) async fn take_numbers(tx: &mut Tx, count: u64) -> Result<u64, StoreError> {
    let row = tx.one("UPDATE numbering SET n = n + $1 WHERE one = 1 RETURNING n", args![count]).await?;
    let last = row.ok_or_else(|| StoreError::Unusable("the numbering row is gone".to_owned()))?.count("n")?;
    Ok(last - count + 1)
}

/// Numbers `count` new items of a kind.
pub(crate) async fn number(
    tx: &mut Tx,
    agency: &Agency,
    kind: Kind,
    time: Timestamp,
    count: u64,
) -> Result<Vec<ItemId>, StoreError> {
    let first = take_numbers(tx, count).await?;
    let day = time.to_zoned_datetime(TimeZone::UTC).date();
    Ok((first..first + count).map(|n| ItemId::new(&agency.code, kind, day, n)).collect())
}

/// Adds the row of a new item; false when its id from outside is known.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: &ItemId,
    external_id: Option<&str>,
    manuscript: &Manuscript,
    time: Timestamp,
    login: &str,
) -> Result<bool, StoreError> {
    let millis = to_millis(time);
    let added = tx
        .run(
            "INSERT INTO item (id, external_id, story, edit, state, version, products, released, created, changed, \
             changed_by, author, due, due_act) VALUES ($1, $2, $3, 1, NULL, 0, '[]', NULL, $4, $5, $6, $6, NULL, NULL) \
             ON CONFLICT (external_id) DO NOTHING",
            args![id.as_str(), external_id, canonical_json(manuscript), millis, millis, login],
        )
        .await?;
    copy_head(tx, id, manuscript).await?;
    Ok(added == 1)
}

/// The item that an id from outside became.
async fn known_as(tx: &mut Tx, external_id: &str) -> Result<Option<ItemId>, StoreError> {
    let row = tx.one("SELECT id FROM item WHERE external_id = $1", args![external_id]).await?;
    row.map(|row| row.parsed("id")).transpose()
}

async fn known(tx: &mut Tx, external_id: &str) -> Result<DeskError, StoreError> {
    let item = known_as(tx, external_id).await?.ok_or_else(|| StoreError::Conflict(external_id.to_owned()))?;
    Ok(DeskError::Known { external_id: external_id.to_owned(), item })
}

/// Adds a line about an item to the audit.
pub(crate) async fn note(
    tx: &mut Tx,
    time: Timestamp,
    who: &Staff,
    act: &str,
    item: &ItemId,
    detail: &str,
) -> Result<(), StoreError> {
    audit(tx, &AuditLine { time, actor: &who.login, act, subject: item.as_str(), detail }).await
}

async fn note_batch(
    tx: &mut Tx,
    time: Timestamp,
    who: &Staff,
    count: usize,
    all: &[FiledAs],
) -> Result<(), StoreError> {
    let sent: Vec<u64> =
        all.iter().filter_map(|f| if let FiledAs::Sent(_, seq) = f { Some(*seq) } else { None }).collect();
    let range = sent.first().zip(sent.last()).map(|(a, b)| format!(", sent as {a} to {b}")).unwrap_or_default();
    let stories = if count == 1 { "story" } else { "stories" };
    let detail = format!("{count} {stories}{range}");
    audit(tx, &AuditLine { time, actor: &who.login, act: "file", subject: "batch", detail: &detail }).await
}
