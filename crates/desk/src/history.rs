//! The history of an item: what it said after each spell of work, what was set aside, and what went onto the wire.
//!
//! Nothing is erased by going back: restoring is a save.

use crate::{
    Desk, DeskError, Item,
    drafts::{has_section, note, one_fault, stays_itself},
    item::json,
    rights::require,
    saves,
};
use account::{Right, Staff};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt, str::FromStr};
use store::{Row, StoreError, args};
use story::{Act, Content, Fault, ItemId, Manuscript, Story, canonical_json, from_millis, to_millis};
use wire::{Entry, Log};

/// Saves of one person in a row are one entry for this long, in milliseconds.
const SPELL_MILLIS: i64 = 10 * 60 * 1_000;
/// Entries that an item keeps; the oldest go first. What was sent is kept by the wire, for good.
const SAVES_MAX: i64 = 1_000;
/// Texts that were set aside which an item keeps; the oldest go first.
const ASIDES_MAX: i64 = 200;

/// What makes an entry of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum How {
    /// Somebody types: it goes into the entry of this spell of work.
    Typed,
    /// Somebody types, and wants to come back to this.
    Kept,
    /// One change as a whole, by a program.
    Whole,
    /// Something of the history is made the working copy again.
    Restored(EntryId),
}

impl How {
    /// What the audit calls it.
    pub(crate) fn act(&self) -> &'static str {
        if matches!(self, Self::Restored(_)) { "restore" } else { "edit" }
    }

    /// What the audit says of it.
    pub(crate) fn detail(&self) -> String {
        if let Self::Restored(from) = self { from.to_string() } else { String::new() }
    }
}

/// Names something that an item said at some time: `save-5`, or `version-2` for what went onto the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum EntryId {
    /// An entry of the history, or a text that was set aside.
    Save(u64),
    /// A version on the wire.
    Version(u32),
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Save(n) => write!(f, "save-{n}"),
            Self::Version(n) => write!(f, "version-{n}"),
        }
    }
}

impl FromStr for EntryId {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let save = s.strip_prefix("save-").and_then(|n| n.parse().ok().map(Self::Save));
        let version = || s.strip_prefix("version-").and_then(|n| n.parse().ok().map(Self::Version));
        save.or_else(version).ok_or_else(|| "names no entry of a history, such as save-5 or version-2".to_owned())
    }
}

impl TryFrom<String> for EntryId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<EntryId> for String {
    fn from(id: EntryId) -> Self {
        id.to_string()
    }
}

/// What kind of entry it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// It was the working copy.
    Save,
    /// It was refused, and set aside.
    Aside,
    /// It went onto the wire.
    Version,
}

/// An entry of an item's history, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryLine {
    /// By which its text is asked for.
    pub id: EntryId,
    /// What kind of entry it is.
    pub kind: EntryKind,
    /// Whose it is; empty where nobody knows any more.
    pub login: String,
    /// Their name.
    pub name: String,
    /// When it was begun.
    pub began: Timestamp,
    /// When it was saved last.
    pub ended: Timestamp,
    /// The save that it stands for, or that a text which was set aside is based on; none for a version.
    pub edit: Option<u64>,
    /// Why it was set aside, or what was restored.
    pub why: String,
    /// What the version did.
    pub act: Option<Act>,
}

/// Where a save went.
pub(crate) struct KeptIn {
    pub(crate) entry: u64,
    pub(crate) is_new: bool,
}

/// Puts what was saved into the history. `item` is as it was before; its text is kept too, if no entry holds it yet.
pub(crate) async fn keep(log: &mut Log, who: &Staff, item: &Item, text: &str, how: &How) -> Result<KeptIn, StoreError> {
    let (now, tx) = (to_millis(log.time()), log.tx());
    let last = tx
        .one(
            "SELECT n, edit, login, began, kept FROM save WHERE item = $1 AND kind = 'save' ORDER BY n DESC LIMIT 1",
            args![item.id.as_str()],
        )
        .await?;
    let is_last = match &last {
        Some(row) => row.count("edit")? == item.edit,
        None => false,
    };
    let grows = matches!(how, How::Typed | How::Kept);
    if let Some(row) = last.as_ref().filter(|_| is_last && grows)
        && row.text("login")? == who.login
        && row.int("kept")? == 0
        && row.int("began")? > now - SPELL_MILLIS
    {
        let entry = row.count("n")?;
        tx.run(
            "UPDATE save SET story = $1, edit = $2, ended = $3, kept = $4 WHERE item = $5 AND n = $6",
            args![text, item.edit + 1, now, i64::from(*how == How::Kept), item.id.as_str(), entry],
        )
        .await?;
        return Ok(KeptIn { entry, is_new: false });
    }
    if !is_last {
        let before = canonical_json(&item.manuscript);
        let changed = to_millis(item.changed);
        let row = New { kind: "save", edit: item.edit, login: &item.changed_by, time: changed, kept: true, why: "" };
        add(log, &item.id, &row, &before).await?;
    }
    let why = how.detail();
    let kept = *how != How::Typed;
    let row = New { kind: "save", edit: item.edit + 1, login: &who.login, time: now, kept, why: &why };
    let entry = add(log, &item.id, &row, text).await?;
    forget(log, &item.id).await?;
    Ok(KeptIn { entry, is_new: true })
}

/// Keeps a text that was refused. Whoever goes on typing into the same refusal has one entry for each spell of work.
pub(crate) async fn set_aside(
    log: &mut Log,
    who: &Staff,
    item: &Item,
    edit: u64,
    manuscript: &Manuscript,
    why: &'static str,
) -> Result<u64, StoreError> {
    let text = canonical_json(manuscript);
    let same = log
        .tx()
        .one(
            "SELECT n FROM save WHERE item = $1 AND kind = 'aside' AND login = $2 AND story = $3 ORDER BY n DESC LIMIT 1",
            args![item.id.as_str(), who.login.as_str(), text.as_str()],
        )
        .await?;
    if let Some(row) = same {
        return row.count("n");
    }
    // The two texts stay apart: whoever chooses the one that was refused does not write it over the other one.
    log.tx()
        .run("UPDATE save SET kept = 1 WHERE item = $1 AND kind = 'save' AND kept = 0", args![item.id.as_str()])
        .await?;
    let time = log.time();
    let now = to_millis(time);
    let last = log
        .tx()
        .one(
            "SELECT n, edit, why, began FROM save WHERE item = $1 AND kind = 'aside' AND login = $2 \
             ORDER BY n DESC LIMIT 1",
            args![item.id.as_str(), who.login.as_str()],
        )
        .await?;
    if let Some(row) = last
        && row.count("edit")? == edit
        && row.text("why")? == why
        && row.int("began")? > now - SPELL_MILLIS
    {
        let entry = row.count("n")?;
        log.tx()
            .run(
                "UPDATE save SET story = $1, ended = $2 WHERE item = $3 AND n = $4",
                args![text.as_str(), now, item.id.as_str(), entry],
            )
            .await?;
        return Ok(entry);
    }
    let row = New { kind: "aside", edit, login: &who.login, time: now, kept: true, why };
    let entry = add(log, &item.id, &row, &text).await?;
    forget(log, &item.id).await?;
    note(log.tx(), time, who, "set_aside", &item.id, &format!("save-{entry}: {why}")).await?;
    Ok(entry)
}

struct New<'a> {
    kind: &'static str,
    edit: u64,
    login: &'a str,
    time: i64,
    kept: bool,
    why: &'a str,
}

async fn add(log: &mut Log, id: &ItemId, new: &New<'_>, text: &str) -> Result<u64, StoreError> {
    let row = log
        .tx()
        .one(
            "INSERT INTO save (item, n, kind, edit, login, began, ended, kept, why, story) \
             VALUES ($1, COALESCE((SELECT MAX(n) FROM save WHERE item = $1), 0) + 1, $2, $3, $4, $5, $5, $6, $7, $8) \
             RETURNING n",
            args![id.as_str(), new.kind, new.edit, new.login, new.time, i64::from(new.kept), new.why, text],
        )
        .await?;
    row.ok_or_else(|| StoreError::Unusable("the history took no entry".to_owned()))?.count("n")
}

/// Lets the oldest entries go.
async fn forget(log: &mut Log, id: &ItemId) -> Result<(), StoreError> {
    for (kind, max) in [("save", SAVES_MAX), ("aside", ASIDES_MAX)] {
        log.tx()
            .run(
                "DELETE FROM save WHERE item = $1 AND kind = $2 AND n <= (SELECT n FROM save WHERE item = $1 AND \
                 kind = $2 ORDER BY n DESC LIMIT 1 OFFSET $3)",
                args![id.as_str(), kind, max],
            )
            .await?;
    }
    Ok(())
}

impl HistoryLine {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let aside = row.text("kind")? == "aside";
        Ok(Self {
            id: EntryId::Save(row.count("n")?),
            kind: if aside { EntryKind::Aside } else { EntryKind::Save },
            login: row.text("login")?,
            name: row.text("name")?,
            began: from_millis(row.int("began")?),
            ended: from_millis(row.int("ended")?),
            edit: Some(row.count("edit")?),
            why: row.text("why")?,
            act: None,
        })
    }
}

impl Desk {
    /// The history of an item, the newest entry first.
    pub async fn history(&self, id: &ItemId) -> Result<Vec<HistoryLine>, DeskError> {
        let item = self.item(id).await?;
        let rows = self
            .db
            .all(
                "SELECT n, kind, edit, save.login AS login, COALESCE(staff.name, save.login) AS name, began, ended, why \
                 FROM save LEFT JOIN staff ON staff.login = save.login WHERE item = $1 ORDER BY n DESC",
                args![id.as_str()],
            )
            .await?;
        let mut lines = rows.iter().map(HistoryLine::from_row).collect::<Result<Vec<_>, _>>()?;
        lines.extend(self.versions(&item).await?);
        // What was sent stands above what was saved at the same time: it is made of it.
        lines.sort_by_key(|line| std::cmp::Reverse((line.ended, line.kind == EntryKind::Version, line.edit)));
        Ok(lines)
    }

    async fn versions(&self, item: &Item) -> Result<Vec<HistoryLine>, DeskError> {
        let id = item.id.as_str();
        let signed = self
            .db
            .all(
                "SELECT actor, COALESCE(staff.name, actor) AS name, detail FROM audit \
                 LEFT JOIN staff ON staff.login = audit.actor WHERE subject = $1 AND detail LIKE 'seq %'",
                args![id],
            )
            .await?;
        let mut by = HashMap::new();
        for row in &signed {
            let detail = row.text("detail")?;
            let seq = detail.trim_start_matches("seq ").split(':').next().and_then(|seq| seq.parse::<u64>().ok());
            by.extend(seq.map(|seq| (seq, (row.text("actor"), row.text("name")))));
        }
        let rows = self.db.all("SELECT entry FROM dispatch WHERE item = $1 ORDER BY version", args![id]).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let entry: Entry = json(&row, "entry")?;
            let (login, name) = by.remove(&entry.seq).unwrap_or((Ok(String::new()), Ok(String::new())));
            lines.push(HistoryLine {
                id: EntryId::Version(entry.version),
                kind: EntryKind::Version,
                login: login?,
                name: name?,
                began: entry.time,
                ended: entry.time,
                edit: None,
                why: String::new(),
                act: Some(entry.act),
            });
        }
        Ok(lines)
    }

    /// What an item said at that time.
    pub async fn entry(&self, id: &ItemId, entry: EntryId) -> Result<Manuscript, DeskError> {
        let none = || DeskError::NoEntry { item: id.clone(), entry };
        match entry {
            EntryId::Save(n) => {
                let sql = "SELECT story FROM save WHERE item = $1 AND n = $2";
                let row = self.db.one(sql, args![id.as_str(), n]).await?;
                Ok(json(&row.ok_or_else(none)?, "story")?)
            }
            EntryId::Version(version) => {
                let sql = "SELECT story FROM dispatch WHERE item = $1 AND version = $2";
                let row = self.db.one(sql, args![id.as_str(), version]).await?;
                as_manuscript(&json(&row.ok_or_else(none)?, "story")?)
            }
        }
    }

    /// Makes what an item said at that time its working copy again, based on the save numbered `edit`. It is a save:
    /// everything else stays in the history.
    pub async fn restore(&self, who: &Staff, id: &ItemId, edit: u64, entry: EntryId) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let manuscript = self.entry(id, entry).await?;
        has_section(&self.agency, manuscript.category()).map_err(one_fault)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    saves::may_write(log, &who, &item, edit).await?;
                    stays_itself(&item, &manuscript)?;
                    if is_notice(log, &id, entry).await? {
                        let why = "is a notice that took the text away; restore an earlier version".to_owned();
                        return Err(one_fault(Fault { field: "entry", why }));
                    }
                    Ok(saves::write(log, &who, &item, &manuscript, How::Restored(entry)).await?.0)
                })
            })
            .await
    }
}

/// What a version said; of a notice, the notice itself.
fn as_manuscript(story: &Story) -> Result<Manuscript, DeskError> {
    let Content::Removed { was } = story.content else { return Ok(story.into()) };
    let blank = Manuscript::blank(was, &story.language, story.category, story.priority);
    let said = [
        ("slug", Some(story.slug.as_str())),
        ("headline", Some(story.headline.as_str())),
        ("editors_note", story.editors_note.as_ref().map(story::Prose::as_str)),
    ];
    let said = said.into_iter().filter_map(|(name, text)| Some((name, text?)));
    said.into_iter().try_fold(blank, |blank, (name, text)| blank.with(name, text.into())).map_err(one_fault)
}

/// Whether an entry is a hold or a kill.
async fn is_notice(log: &mut Log, id: &ItemId, entry: EntryId) -> Result<bool, DeskError> {
    let EntryId::Version(version) = entry else { return Ok(false) };
    let sql = "SELECT act FROM dispatch WHERE item = $1 AND version = $2";
    let row = log.tx().one(sql, args![id.as_str(), version]).await?;
    Ok(row.map(|row| row.parsed::<Act>("act")).transpose()?.is_some_and(Act::stops))
}
