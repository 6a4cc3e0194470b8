//! Public summaries that a machine had to do with: marked, and sent only when somebody has read them against the very text
//! that they are sent with.

use super::{BY_BOTH, BY_MACHINE, fault};
use crate::{
    Desk, DeskError, Item,
    drafts::{note, one_fault},
    history::How,
    rights::require,
    saves::{may_write, write},
};
use account::{Right, Staff};
use assistant::{Assistant, Told, strange_figures};
use audience::{AudienceError, PublicRule};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store::{StoreError, Tx, args};
use story::{
    ContentHash, DigitalSource, Fault, ItemId, Kind, Manuscript, Story, canonical_json, from_millis, tidy_prose,
    to_millis,
};
use wire::Log;

/// What stands where a story has no headline yet.
const NO_HEADLINE: &str = "-";

/// What a machine had to do with the public summary of an item, as it was saved last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MachineSummary {
    /// How the summary came to be (IPTC Digital Source Type), where a machine had to do with it.
    pub source: Option<String>,
    /// Which machine of the house wrote one last, whatever became of it.
    pub draft: Option<SummaryDraft>,
    /// Figures of the summary that stand nowhere in the story, where a machine had to do with it.
    pub strange_figures: Vec<String>,
    /// Who read the summary against the text, both as they stand now.
    pub checked: Option<SummaryCheck>,
}

/// A summary that a machine wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryDraft {
    /// The model, as the house named it.
    pub model: String,
    /// Where it is.
    pub host: String,
    /// When it wrote.
    pub made: Timestamp,
    /// Who asked it to.
    pub made_by: String,
}

/// Somebody who has read a summary against its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryCheck {
    /// When.
    pub time: Timestamp,
    /// Who.
    pub by: String,
}

/// A story of nothing but what it is told in short from, and how; so it can be made long before the story can go out.
pub fn told_from(manuscript: &Manuscript) -> Result<Story, Vec<Fault>> {
    let named = |name: &str| manuscript.field(name).cloned().unwrap_or_default();
    let headline = manuscript.headline().trim();
    let fields = [
        ("language", named("language")),
        ("priority", named("priority")),
        ("category", named("category")),
        ("content", named("content")),
        ("headline", if headline.is_empty() { NO_HEADLINE } else { headline }.into()),
        ("slug", "SUMMARY".into()),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Manuscript::new(fields).map_err(|fault| vec![fault])?.finish()
}

/// The public summary of a text, tidied; empty where it has none.
fn summary(text: &Manuscript) -> String {
    tidy_prose(text.field("public_summary").and_then(Value::as_str).unwrap_or_default())
}

/// How a text says that its summary came to be.
fn source(text: &Manuscript) -> Option<&str> {
    text.field("summary_source").and_then(Value::as_str).filter(|source| !source.is_empty())
}

/// The mark of a summary that a machine had to do with.
fn mark(text: &Manuscript) -> Option<&str> {
    source(text).filter(|source| DigitalSource::new(source).is_ok_and(|source| source.names_a_machine()))
}

/// What somebody who checks a summary has read: the summary, and the headline and the text that it is told from.
fn read_together(summary: &str, story: &Story) -> ContentHash {
    ContentHash::of(&canonical_json(&json!({"summary": summary, "headline": story.headline, "body": story.body()})))
}

/// Refuses to send a summary that a machine had to do with and that nobody has read against the text as it stands.
pub(crate) async fn is_checked(tx: &mut Tx, item: &Item) -> Result<(), DeskError> {
    let (text, told) = (&item.manuscript, summary(&item.manuscript));
    if mark(text).is_none() || told.is_empty() {
        return Ok(());
    }
    let read = read_together(&told, &told_from(text).map_err(DeskError::NotReady)?);
    let sql = "SELECT read FROM summary_check WHERE item = $1 AND read = $2";
    match tx.one(sql, args![item.id.as_str(), read.as_str()]).await? {
        Some(_) => Ok(()),
        None => Err(DeskError::SummaryUnchecked),
    }
}

/// Whether a machine of the house wrote these very words, for whatever item.
async fn is_draft(tx: &mut Tx, summary: &str) -> Result<bool, StoreError> {
    let hash = ContentHash::of(summary);
    let sql = "SELECT 1 AS one FROM machine_summary_draft WHERE hash = $1";
    Ok(tx.one(sql, args![hash.as_str()]).await?.is_some())
}

/// The text that is saved in the place of the item's, with the mark that its summary needs, whatever it says of that itself.
///
/// What a machine wrote is marked as such wherever it is pasted. From the first draft on, or the first mark that came from
/// elsewhere, every other summary of the item is the work of both, until somebody says that nothing of it is a machine's
/// ([`Desk::summary_is_own`]): no program can tell whose the words are once they were changed.
pub(crate) async fn marked(log: &mut Log, who: &Staff, item: &Item, text: Manuscript) -> Result<Manuscript, DeskError> {
    let (was, now) = (summary(&item.manuscript), summary(&text));
    let before = mark(&item.manuscript).filter(|_| !was.is_empty());
    let sql = "SELECT own FROM machine_summary WHERE item = $1";
    let row = log.tx().one(sql, args![item.id.as_str()]).await?;
    let is_own = row.map(|row| Ok::<_, StoreError>(row.int_or_null("own")?.is_some())).transpose()?;
    let is_involved = is_own.map_or(before.is_some(), |is_own| !is_own);
    let needs = if now.is_empty() {
        None
    } else if is_draft(log.tx(), &now).await? {
        Some(BY_MACHINE.to_owned())
    } else if is_involved {
        Some(before.filter(|_| was == now).unwrap_or(BY_BOTH).to_owned())
    } else {
        source(&text).map(str::to_owned)
    };
    let marked = if needs.as_deref() == source(&text) {
        text
    } else {
        text.with("summary_source", json!(needs)).map_err(one_fault)?
    };
    if mark(&marked).is_some() && is_own != Some(false) {
        keep_mark(log, who, item).await?;
    }
    Ok(marked)
}

/// Remembers that a machine had to do with the summary of an item.
async fn keep_mark(log: &mut Log, who: &Staff, item: &Item) -> Result<(), StoreError> {
    let sql = "INSERT INTO machine_summary (item, made, made_by) VALUES ($1, $2, $3) \
               ON CONFLICT (item) DO UPDATE SET own = NULL, own_by = NULL";
    let time = to_millis(log.time());
    log.tx().run(sql, args![item.id.as_str(), time, who.login.as_str()]).await.map(drop)
}

/// Keeps who has read the summary of a text against it.
async fn keep_check(log: &mut Log, id: &ItemId, text: &Manuscript, who: &Staff) -> Result<(), DeskError> {
    let read = read_together(&summary(text), &told_from(text).map_err(DeskError::NotReady)?);
    let time = to_millis(log.time());
    let sql = "INSERT INTO summary_check (item, read, time, staff) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (item) DO UPDATE SET read = excluded.read, time = excluded.time, staff = excluded.staff";
    log.tx().run(sql, args![id.as_str(), read.as_str(), time, who.login.as_str()]).await?;
    Ok(())
}

/// Whoever files a story to go out answers for its summary: it was read, as it stands.
pub(crate) async fn was_filed(log: &mut Log, id: &ItemId, story: &Story, who: &Staff) -> Result<(), DeskError> {
    keep_check(log, id, &story.into(), who).await
}

impl Desk {
    /// What a machine had to do with the public summary of an item.
    pub async fn machine_summary(&self, id: &ItemId) -> Result<MachineSummary, DeskError> {
        let text = self.item(id).await?.manuscript;
        let sql = "SELECT model, host, made, made_by FROM machine_summary WHERE item = $1 AND model IS NOT NULL";
        let draft = match self.db.one(sql, args![id.as_str()]).await? {
            Some(row) => Some(SummaryDraft {
                model: row.text("model")?,
                host: row.text("host")?,
                made: from_millis(row.int("made")?),
                made_by: row.text("made_by")?,
            }),
            None => None,
        };
        let told = summary(&text);
        let source = mark(&text).filter(|_| !told.is_empty()).map(str::to_owned);
        // What cannot be read as a story yet was checked by nobody.
        let (mut strange, mut checked) = (Vec::new(), None);
        if let (Some(_), Ok(story)) = (&source, told_from(&text)) {
            strange = strange_figures(&story, &told);
            let sql = "SELECT time, staff FROM summary_check WHERE item = $1 AND read = $2";
            if let Some(row) = self.db.one(sql, args![id.as_str(), read_together(&told, &story).as_str()]).await? {
                checked = Some(SummaryCheck { time: from_millis(row.int("time")?), by: row.text("staff")? });
            }
        }
        Ok(MachineSummary { source, draft, strange_figures: strange, checked })
    }

    /// Lets a machine draft the public summary of an item from its text as it was saved last, which must be the save
    /// numbered `edit`. Nothing of the item changes: whoever asked puts the draft into the field, and saves it.
    pub async fn summary_by_machine(
        &self,
        who: &Staff,
        id: &ItemId,
        edit: u64,
        assistant: &Assistant,
    ) -> Result<Told, DeskError> {
        require(who, Right::Write)?;
        let item = self.item(id).await?;
        item.based_on(edit)?;
        self.leaves_to(who, &item).await?;
        if item.manuscript.kind() != Kind::Text {
            return Err(fault("content.kind", "is no text; only a text is told in short"));
        }
        self.may_leave(&item, assistant).await?;
        let story = told_from(&item.manuscript).map_err(DeskError::NotReady)?;
        let rule = PublicRule::load(&self.db).await.map_err(|error| match error {
            AudienceError::Store(error) => error,
            other => StoreError::Unusable(other.to_string()),
        })?;
        let told = assistant.summarise(&story, &rule.summary).await?;
        let (who, id, draft) = (who.clone(), id.clone(), told.text.as_str().to_owned());
        let (model, host) = (assistant.model().to_owned(), assistant.host().to_owned());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = log.time();
                    let sql = "INSERT INTO machine_summary (item, model, host, made, made_by) \
                               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (item) DO UPDATE SET model = excluded.model, \
                               host = excluded.host, made = excluded.made, made_by = excluded.made_by, own = NULL, \
                               own_by = NULL";
                    let (login, millis) = (who.login.as_str(), to_millis(time));
                    let (model, host) = (model.as_str(), host.as_str());
                    log.tx().run(sql, args![id.as_str(), model, host, millis, login]).await?;
                    let sql = "INSERT INTO machine_summary_draft (hash, item, made) VALUES ($1, $2, $3) \
                               ON CONFLICT (hash) DO NOTHING";
                    let hash = ContentHash::of(&tidy_prose(&draft));
                    log.tx().run(sql, args![hash.as_str(), id.as_str(), millis]).await?;
                    note(log.tx(), time, &who, "machine-summary", &id, &format!("{model} at {host}")).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(told)
    }

    /// Says that somebody has read the public summary, as it was saved last, against the text, and approves it.
    pub async fn check_summary(&self, who: &Staff, id: &ItemId, edit: u64) -> Result<MachineSummary, DeskError> {
        require(who, Right::Write)?;
        let (reader, item_id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &item_id).await?;
                    may_write(log, &reader, &item, edit).await?;
                    match is_checked(log.tx(), &item).await {
                        Err(DeskError::SummaryUnchecked) => {}
                        Ok(()) => return Err(DeskError::NothingToCheck),
                        Err(error) => return Err(error),
                    }
                    keep_check(log, &item_id, &item.manuscript, &reader).await?;
                    let time = log.time();
                    note(log.tx(), time, &reader, "check-summary", &item_id, &format!("save {edit}")).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.machine_summary(id).await
    }

    /// Says that nothing of the public summary, as it was saved last, is a machine's: the mark goes, and stays away until a
    /// machine is asked again. Refused for what a machine wrote word for word.
    pub async fn summary_is_own(&self, who: &Staff, id: &ItemId, edit: u64) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    may_write(log, &who, &item, edit).await?;
                    if mark(&item.manuscript).is_none() {
                        return Err(DeskError::NothingToCheck);
                    }
                    if is_draft(log.tx(), &summary(&item.manuscript)).await? {
                        return Err(fault("public_summary", "is word for word what a machine wrote"));
                    }
                    let time = log.time();
                    let sql = "INSERT INTO machine_summary (item, made, made_by, own, own_by) \
                               VALUES ($1, $2, $3, $2, $3) ON CONFLICT (item) DO UPDATE SET own = excluded.own, \
                               own_by = excluded.own_by";
                    log.tx().run(sql, args![id.as_str(), to_millis(time), who.login.as_str()]).await?;
                    note(log.tx(), time, &who, "own-summary", &id, &format!("save {edit}")).await?;
                    let text = item.manuscript.clone().with("summary_source", Value::Null).map_err(one_fault)?;
                    Ok::<_, DeskError>(write(log, &who, &item, &text, How::Whole).await?.0)
                })
            })
            .await
    }
}
