//! Translations: an item that says another one in another language, and whether it still does.
//!
//! The relation stands in the story itself (`translation_of`), so that it goes onto the wire. The desk keeps beside it
//! which words of the source were translated; when the source says something else, the translation is stale until
//! somebody has brought it up to date.

mod blank;
mod hooks;
mod out;
mod source;

pub(crate) use hooks::{made_of, may_go_out, sent};
pub use out::{TRANSLATIONS_MAX, Translated, translated};
pub use source::SourceSide;

use crate::{
    Desk, DeskError, Item,
    advisory::Purpose,
    drafts::{file_new, note, one_fault},
    item::json,
    machine::MachineDraft,
    proposal::last_sent,
    rights::{may_edit, require},
};
use account::{Right, Staff};
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use store::{Row, StoreError, Tx, args};
use story::{Act, Correction, Fault, ItemId, Lang, Manuscript, State, Story, canonical_json, from_millis, to_millis};
use wire::Log;

/// Lines of the list of stale translations.
pub const STALE_LINES_MAX: u32 = 500;

/// Whether a translation says what its source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It does.
    Current,
    /// The source says something else by now.
    Stale,
    /// The source is on hold.
    Held,
    /// The source was killed or withdrawn.
    Killed,
}

/// A translation as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Translation {
    /// The translation.
    pub item: ItemId,
    /// Its headline, as it was typed.
    pub headline: String,
    /// Its handle, as it was typed.
    pub slug: String,
    /// Its language.
    pub language: Lang,
    /// Its publishing status; none before its first release.
    pub state: Option<State>,
    /// Its last version on the wire; 0 for none.
    pub version: u32,
    /// Whether it says what its source says.
    pub standing: Standing,
    /// Since when it does not.
    pub stale: Option<Timestamp>,
    /// What it was translated from.
    pub source: ItemId,
    /// The headline of the source, as it was typed.
    pub source_headline: String,
    /// The language of the source.
    pub source_language: Lang,
    /// The last version of the source that it says; 0 before the first.
    pub says: u32,
    /// The last version of the source on the wire; 0 for none.
    pub source_version: u32,
    /// What that version did.
    pub source_act: Option<Act>,
    /// What that version corrected: the translation wants the same correction.
    pub source_correction: Option<Correction>,
    /// When it was begun.
    pub made: Timestamp,
    /// By whom.
    pub made_by: String,
    /// What a machine had to do with it.
    pub machine: Option<MachineDraft>,
}

/// Every column of a translation in a list.
macro_rules! select_translation {
    ($rest:literal) => {
        concat!(
            "SELECT translation.item, translation.source, translation.version AS says, translation.stale, \
             translation.made, translation.made_by, item.headline, item.slug, item.language, item.state, item.version, \
             source.headline AS source_headline, source.language AS source_language, source.state AS source_state, \
             source.version AS source_version, dispatch.act AS source_act, \
             CASE WHEN dispatch.act = 'correct' THEN dispatch.story END AS source_story, machine_draft.model, \
             machine_draft.host, machine_draft.made AS drafted, machine_draft.made_by AS drafted_by, \
             machine_draft.checked, machine_draft.checked_by \
             FROM translation JOIN item ON item.id = translation.item JOIN item AS source ON source.id = translation.source \
             LEFT JOIN dispatch ON dispatch.item = translation.source AND dispatch.version = source.version \
             LEFT JOIN machine_draft ON machine_draft.item = translation.item ",
            $rest
        )
    };
}

impl Translation {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |column, why: String| StoreError::Corrupt { column, why };
        let small =
            |column| u32::try_from(row.int(column)?).map_err(|e| StoreError::Corrupt { column, why: e.to_string() });
        let lang = |column| Lang::new(&row.text(column)?).map_err(|e| corrupt(column, e.to_string()));
        let state = |column| -> Result<Option<State>, StoreError> {
            let text = row.text_or_null(column)?;
            text.map(|text| text.parse().map_err(|why| StoreError::Corrupt { column, why })).transpose()
        };
        let act = row.text_or_null("source_act")?;
        let act = act.map(|text| text.parse().map_err(|why| corrupt("source_act", why))).transpose()?;
        let correction = match row.text_or_null("source_story")? {
            Some(_) => json::<Story>(row, "source_story")?.correction,
            None => None,
        };
        let stale = row.int_or_null("stale")?.map(from_millis);
        let standing = match state("source_state")? {
            Some(State::Canceled) => Standing::Killed,
            Some(State::Withheld) => Standing::Held,
            _ if stale.is_some() => Standing::Stale,
            _ => Standing::Current,
        };
        Ok(Self {
            item: row.parsed("item")?,
            headline: row.text("headline")?,
            slug: row.text("slug")?,
            language: lang("language")?,
            state: state("state")?,
            version: small("version")?,
            standing,
            stale,
            source: row.parsed("source")?,
            source_headline: row.text("source_headline")?,
            source_language: lang("source_language")?,
            says: small("says")?,
            source_version: small("source_version")?,
            source_act: act,
            source_correction: correction,
            made: from_millis(row.int("made")?),
            made_by: row.text("made_by")?,
            machine: MachineDraft::from_row(row)?,
        })
    }
}

impl Desk {
    /// Begins the translation of an item: a draft in the other language with the source's facts, and a blank for each of
    /// its paragraphs.
    pub async fn translate(&self, who: &Staff, source: &ItemId, to: &Lang) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let (who, source, to) = (who.clone(), source.clone(), to.clone());
        let agency = Arc::clone(&self.agency);
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let source = Item::load(log.tx(), &source).await?;
                    is_new(log.tx(), &source, &to).await?;
                    let text = said(log.tx(), &source).await?;
                    let blank = blank::of(&source.id, &text, &to).map_err(one_fault)?;
                    let id = file_new(log, &agency, &who, &blank, Purpose::News, None).await?;
                    if let Some(desk) = &source.desk {
                        log.tx()
                            .run("UPDATE item SET desk = $1 WHERE id = $2", args![desk.as_str(), id.as_str()])
                            .await?;
                    }
                    let time = log.time();
                    link(log.tx(), &id, &source, &text, time, &who.login).await?;
                    note(log.tx(), time, &who, "translate", &id, &format!("{} into {to}", source.id)).await?;
                    Item::load(log.tx(), &id).await
                })
            })
            .await
    }

    /// Says that an item which is there already is the translation of another. What it says of that on the wire is its
    /// own text's: `related`.
    pub async fn link_translation(&self, who: &Staff, id: &ItemId, source: &ItemId) -> Result<Translation, DeskError> {
        require(who, Right::Write)?;
        let (writer, item_id, source) = (who.clone(), id.clone(), source.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &item_id).await?;
                    may_edit(&writer, &item)?;
                    let source = Item::load(log.tx(), &source).await?;
                    if item.id.kind() != source.id.kind() {
                        return Err(fault("item", "is of another kind than what it is said to translate"));
                    }
                    if hangs_on(log.tx(), &source.id, &item.id).await? {
                        return Err(fault("item", "is itself what the other was translated from"));
                    }
                    is_new(log.tx(), &source, &item.manuscript.language()).await?;
                    let (time, text) = (log.time(), said(log.tx(), &source).await?);
                    link(log.tx(), &item.id, &source, &text, time, &writer.login).await?;
                    note(log.tx(), time, &writer, "link-translation", &item.id, source.id.as_str()).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.translation(id).await?.ok_or_else(|| DeskError::Unknown(id.clone()))
    }

    /// Every translation of an item, the oldest first.
    pub async fn translations_of(&self, source: &ItemId) -> Result<Vec<Translation>, DeskError> {
        let sql = select_translation!("WHERE translation.source = $1 ORDER BY translation.made, translation.item");
        let rows = self.db.all(sql, args![source.as_str()]).await?;
        Ok(rows.iter().map(Translation::from_row).collect::<Result<_, _>>()?)
    }

    /// What an item is as a translation; `None` when it is none.
    pub async fn translation(&self, id: &ItemId) -> Result<Option<Translation>, DeskError> {
        let row = self.db.one(select_translation!("WHERE translation.item = $1"), args![id.as_str()]).await?;
        Ok(row.as_ref().map(Translation::from_row).transpose()?)
    }

    /// The translations that do not say what their sources say, the longest stale first. Those that were killed
    /// themselves are settled.
    pub async fn stale_translations(&self) -> Result<Vec<Translation>, DeskError> {
        let sql = select_translation!(
            "WHERE translation.stale IS NOT NULL AND (item.state IS NULL OR item.state <> 'canceled') \
             ORDER BY translation.stale, translation.item LIMIT $1"
        );
        let rows = self.db.all(sql, args![STALE_LINES_MAX]).await?;
        Ok(rows.iter().map(Translation::from_row).collect::<Result<_, _>>()?)
    }

    /// Says that a translation says what its source says, whose version `seen` was looked at. It stays stale while the
    /// source is stopped.
    pub async fn up_to_date(&self, who: &Staff, id: &ItemId, seen: u32) -> Result<Translation, DeskError> {
        require(who, Right::Write)?;
        let (writer, item_id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &item_id).await?;
                    may_edit(&writer, &item)?;
                    let Some(source) = source_of(log.tx(), &item_id).await? else {
                        return Err(DeskError::NoTranslation(item_id));
                    };
                    let source = Item::load(log.tx(), &source).await?;
                    if source.version != seen {
                        return Err(DeskError::SourceMoved { seen, found: source.version });
                    }
                    if matches!(source.state, Some(State::Withheld | State::Canceled)) {
                        return Err(fault("version", "took the source away: a translation of it cannot be up to date"));
                    }
                    let time = log.time();
                    says_what_the_source_says(log.tx(), &item_id, &source).await?;
                    note(log.tx(), time, &writer, "up-to-date", &item_id, &format!("{} version {seen}", source.id))
                        .await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.translation(id).await?.ok_or_else(|| DeskError::NoTranslation(id.clone()))
    }
}

fn fault(field: &'static str, why: &str) -> DeskError {
    DeskError::NotReady(vec![Fault { field, why: why.to_owned() }])
}

/// The last version that was sent with a text.
const SELECT_SENT: &str = "SELECT story FROM dispatch WHERE item = $1 AND act NOT IN ('hold', 'kill', 'withdraw') \
     ORDER BY version DESC LIMIT 1";

/// What an item says: the last version that was sent with a text, else the working copy.
async fn said(tx: &mut Tx, item: &Item) -> Result<Manuscript, DeskError> {
    let row = tx.one(SELECT_SENT, args![item.id.as_str()]).await?;
    said_by(row.as_ref(), item)
}

fn said_by(sent: Option<&Row>, item: &Item) -> Result<Manuscript, DeskError> {
    match sent {
        Some(row) => Ok(json::<Story>(row, "story")?.into()),
        None => Ok(item.manuscript.clone()),
    }
}

/// The words of a text that a translation repeats, and the time before which they must not be used.
fn words(text: &Manuscript) -> String {
    let tidied = text.finish().map(Manuscript::from);
    let text = tidied.as_ref().unwrap_or(text);
    let content = text.field("content");
    let part = |name: &str| content.and_then(|content| content.get(name)).cloned();
    canonical_json(&serde_json::json!({
        "headline": text.field("headline"),
        "standfirst": text.field("standfirst"),
        "dateline": text.field("dateline"),
        "body": part("body"),
        "caption": part("caption"),
        "embargo": text.field("embargo"),
    }))
}

/// What an item was translated from.
async fn source_of(tx: &mut Tx, id: &ItemId) -> Result<Option<ItemId>, StoreError> {
    let row = tx.one("SELECT source FROM translation WHERE item = $1", args![id.as_str()]).await?;
    row.map(|row| row.parsed("source")).transpose()
}

/// Whether `item` was translated from `source`, directly or by way of others.
async fn hangs_on(tx: &mut Tx, item: &ItemId, source: &ItemId) -> Result<bool, StoreError> {
    let sql = "WITH RECURSIVE above (id) AS (SELECT source FROM translation WHERE item = $1 UNION \
               SELECT translation.source FROM translation JOIN above ON translation.item = above.id) \
               SELECT 1 AS one FROM above WHERE id = $2";
    Ok(item == source || tx.one(sql, args![item.as_str(), source.as_str()]).await?.is_some())
}

/// Refuses a second translation into one language, and one into the language that the source has.
async fn is_new(tx: &mut Tx, source: &Item, to: &Lang) -> Result<(), DeskError> {
    if source.state == Some(State::Canceled) {
        return Err(DeskError::Killed);
    }
    if source.manuscript.language() == *to {
        return Err(fault("language", "is the language that the item is written in"));
    }
    let sql = "SELECT item FROM translation JOIN item ON item.id = translation.item WHERE source = $1 AND language = $2 \
               AND (state IS NULL OR state <> 'canceled')";
    match tx.one(sql, args![source.id.as_str(), to.as_str()]).await? {
        Some(row) => Err(DeskError::Translated { language: to.clone(), item: row.parsed("item")? }),
        None => Ok(()),
    }
}

async fn link(
    tx: &mut Tx,
    id: &ItemId,
    source: &Item,
    text: &Manuscript,
    time: Timestamp,
    login: &str,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO translation (item, source, version, basis, made, made_by, stale) VALUES ($1, $2, $3, $4, $5, $6, NULL) \
         ON CONFLICT (item) DO UPDATE SET source = excluded.source, version = excluded.version, basis = excluded.basis, \
         made = excluded.made, made_by = excluded.made_by, stale = NULL",
        args![id.as_str(), source.id.as_str(), source.version, canonical_json(text), to_millis(time), login],
    )
    .await
    .map(drop)
}

/// Takes what the source says now for what the translation says.
async fn says_what_the_source_says(tx: &mut Tx, id: &ItemId, source: &Item) -> Result<(), DeskError> {
    let text = said(tx, source).await?;
    tx.run(
        "UPDATE translation SET version = $1, basis = $2, stale = NULL WHERE item = $3",
        args![source.version, canonical_json(&text), id.as_str()],
    )
    .await?;
    Ok(())
}

/// The story as the item's last version has it, where it was sent and not stopped.
pub(crate) async fn on_the_wire(tx: &mut Tx, item: &Item) -> Result<Option<Story>, DeskError> {
    if item.state == Some(State::Usable) { Ok(Some(last_sent(tx, item).await?)) } else { Ok(None) }
}
