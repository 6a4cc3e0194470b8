//! Writing: drafts, saves, and the rows of new items.

use crate::{
    Desk, DeskError, Item, Purpose, Stage,
    frames::{FRAMES, framed},
    history::How,
    item::head,
    lists::{WORDS, words},
    rights::require,
    saves::{may_write, write},
    ties::{TIES, tied},
    uploads::{USES, uses},
};
use account::{AuditLine, Right, Staff, audit};
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;
use store::{Rows, StoreError, Tx, Value, args, row};
use story::{Agency, CategoryId, Fault, GroupId, ItemId, Kind, Manuscript, canonical_json, to_millis};
use wire::{Entry, Log};

/// An item that is entered, with its first working copy.
pub(crate) struct New<'m> {
    pub(crate) id: &'m ItemId,
    /// Its id outside; no item has it yet.
    pub(crate) external_id: Option<&'m str>,
    pub(crate) manuscript: &'m Manuscript,
    pub(crate) purpose: Purpose,
    pub(crate) stage: Stage,
    /// Its first version, where that goes out in the same transaction.
    pub(crate) sent: Option<&'m Entry>,
}

/// The rows of new items, and of what hangs on them.
#[derive(Default)]
pub(crate) struct NewRows {
    items: Vec<[Value; 22]>,
    words: Vec<[Value; 2]>,
    frames: Vec<[Value; 7]>,
    uses: Vec<[Value; 2]>,
    ties: Vec<[Value; 4]>,
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
    if let Some(external_id) = external_id
        && let Some(item) = known_as(tx, external_id).await?
    {
        return Err(DeskError::Known { external_id: external_id.to_owned(), item });
    }
    let id = number(tx, agency, &[manuscript.kind()], time).await?.remove(0);
    let mut rows = NewRows::default();
    let new = New { id: &id, external_id, manuscript, purpose, stage: Stage::Draft, sent: None };
    rows.add(&new, time, &who.login);
    rows.write(tx).await?;
    note(tx, time, who, "create", &id, if purpose == Purpose::News { "" } else { purpose.name() }).await?;
    Ok(id)
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

/// Numbers new items of these kinds.
pub(crate) async fn number(
    tx: &mut Tx,
    agency: &Agency,
    kinds: &[Kind],
    time: Timestamp,
) -> Result<Vec<ItemId>, StoreError> {
    let first = if kinds.is_empty() { 0 } else { take_numbers(tx, kinds.len() as u64).await? };
    let day = time.to_zoned_datetime(TimeZone::UTC).date();
    Ok((first..).zip(kinds).map(|(n, kind)| ItemId::new(&agency.code, *kind, day, n)).collect())
}

static ITEMS: Rows<22> = Rows::new(
    "INSERT INTO item (id, external_id, story, edit, state, version, products, released, created, changed, changed_by, \
     author, purpose, stage, slug, headline, language, kind, priority, category, words, embargo) VALUES",
    "",
);

impl New<'_> {
    fn row(&self, time: Timestamp, login: &str) -> [Value; 22] {
        let millis = to_millis(time);
        let [slug, headline, language, kind, priority, category, words, embargo] = head(self.manuscript);
        row![
            self.id.as_str(),
            self.external_id,
            canonical_json(self.manuscript),
            // Sending counts as a save.
            1 + u32::from(self.sent.is_some()),
            self.sent.map(|entry| entry.state.name()),
            self.sent.map_or(0, |entry| entry.version),
            self.sent.map_or_else(|| "[]".to_owned(), |entry| canonical_json(&entry.products)),
            self.sent.map(|entry| to_millis(entry.time)),
            millis,
            millis,
            login,
            login,
            self.purpose.name(),
            self.stage.name(),
            slug,
            headline,
            language,
            kind,
            priority,
            category,
            words,
            embargo
        ]
    }
}

impl NewRows {
    /// Adds the rows of an item. The words of what is out are left to the archive.
    pub(crate) fn add(&mut self, new: &New<'_>, time: Timestamp, login: &str) {
        let New { id, manuscript, sent, .. } = new;
        self.items.push(new.row(time, login));
        if sent.is_none() {
            self.words.push(words(id, manuscript));
        }
        let both = [false, true];
        self.ties.extend(tied(id, manuscript, if sent.is_some() { &both } else { &both[..1] }));
        self.frames.extend(framed(id, manuscript));
        self.uses.extend(uses(id, manuscript));
    }

    /// Writes them.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        tx.run_rows(&ITEMS, self.items).await?;
        tx.run_rows(&WORDS, self.words).await?;
        tx.run_rows(&FRAMES, self.frames).await?;
        tx.run_rows(&USES, self.uses).await?;
        tx.run_rows(&TIES, self.ties).await.map(drop)
    }
}

/// The item that an id from outside became.
async fn known_as(tx: &mut Tx, external_id: &str) -> Result<Option<ItemId>, StoreError> {
    let row = tx.one("SELECT id FROM item WHERE external_id = $1", args![external_id]).await?;
    row.map(|row| row.parsed("id")).transpose()
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
