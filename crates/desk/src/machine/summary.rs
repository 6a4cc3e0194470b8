//! Public summaries that a machine had to do with: marked, and sent only when somebody has read them against the very text
//! that they are sent with.

use super::{BY_BOTH, BY_MACHINE, fault, is_embargoed};
use crate::{
    Desk, DeskError, Item,
    drafts::{note, one_fault},
    rights::require,
    saves::may_write,
};
use account::{Right, Staff};
use assistant::{Assistant, Told};
use audience::{AudienceError, PublicRule};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store::{StoreError, Tx, args};
use story::{
    ContentHash, Fault, ItemId, Kind, Manuscript, State, Story, canonical_json, from_millis, tidy_prose, to_millis,
};
use wire::Log;

/// What stands where a story has no headline yet.
const NO_HEADLINE: &str = "-";

/// What a machine had to do with the public summary of an item, as it was saved last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MachineSummary {
    /// How the summary came to be (IPTC Digital Source Type), where a machine had to do with it.
    pub source: Option<String>,
    /// What the machine of the house wrote last, whatever became of it.
    pub draft: Option<SummaryDraft>,
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

/// What somebody who checks a summary has read: the summary, and the headline and the text that it is told from.
fn read_together(text: &Manuscript) -> Result<ContentHash, DeskError> {
    let story = told_from(text).map_err(DeskError::NotReady)?;
    let read = json!({"summary": summary(text), "headline": story.headline, "body": story.body()});
    Ok(ContentHash::of(&canonical_json(&read)))
}

/// Refuses to send a summary that a machine had to do with and that nobody has read against the text as it stands.
pub(crate) async fn is_checked(tx: &mut Tx, item: &Item) -> Result<(), DeskError> {
    let text = &item.manuscript;
    if source(text).is_none() || summary(text).is_empty() {
        return Ok(());
    }
    let read = read_together(text)?;
    let sql = "SELECT read FROM summary_check WHERE item = $1 AND read = $2";
    match tx.one(sql, args![item.id.as_str(), read.as_str()]).await? {
        Some(_) => Ok(()),
        None => Err(DeskError::SummaryUnchecked),
    }
}

/// The text that is saved in place of `before`, with the mark that its summary needs, whatever it says of that itself.
///
/// What the machine wrote is marked as such wherever it comes from: pasted, or restored from the history. A mark that was
/// there stays as long as the summary does, and says that people and a machine wrote it from the first word that somebody
/// changes. Whoever empties the field and writes their own has written their own.
pub(crate) async fn marked(
    tx: &mut Tx,
    id: &ItemId,
    before: &Manuscript,
    text: Manuscript,
) -> Result<Manuscript, DeskError> {
    let (was, now) = (summary(before), summary(&text));
    let mark = if now.is_empty() {
        None
    } else {
        let row = tx.one("SELECT draft FROM machine_summary WHERE item = $1", args![id.as_str()]).await?;
        let draft = row.map(|row| row.text("draft")).transpose()?;
        match (source(before), source(&text)) {
            _ if draft.is_some_and(|draft| draft == now) => Some(BY_MACHINE.to_owned()),
            (Some(mark), _) if was == now => Some(mark.to_owned()),
            (Some(_), _) if !was.is_empty() => Some(BY_BOTH.to_owned()),
            (_, said) => said.map(str::to_owned),
        }
    };
    if mark.as_deref() == source(&text) {
        return Ok(text);
    }
    text.with("summary_source", json!(mark)).map_err(one_fault)
}

/// Keeps who has read the summary of a text against it.
async fn keep_check(log: &mut Log, id: &ItemId, text: &Manuscript, who: &Staff) -> Result<(), DeskError> {
    let (read, time) = (read_together(text)?, to_millis(log.time()));
    let sql = "INSERT INTO summary_check (item, read, time, staff) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (item) DO UPDATE SET read = excluded.read, time = excluded.time, staff = excluded.staff";
    log.tx().run(sql, args![id.as_str(), read.as_str(), time, who.login.as_str()]).await?;
    Ok(())
}

/// A story that is filed to go out at a time was read by whoever files it.
pub(crate) async fn was_filed(log: &mut Log, id: &ItemId, story: &Story, who: &Staff) -> Result<(), DeskError> {
    match story.summary_source {
        Some(_) => keep_check(log, id, &story.into(), who).await,
        None => Ok(()),
    }
}

impl Desk {
    /// What a machine had to do with the public summary of an item.
    pub async fn machine_summary(&self, id: &ItemId) -> Result<MachineSummary, DeskError> {
        let text = self.item(id).await?.manuscript;
        let sql = "SELECT model, host, made, made_by FROM machine_summary WHERE item = $1";
        let draft = match self.db.one(sql, args![id.as_str()]).await? {
            Some(row) => Some(SummaryDraft {
                model: row.text("model")?,
                host: row.text("host")?,
                made: from_millis(row.int("made")?),
                made_by: row.text("made_by")?,
            }),
            None => None,
        };
        // What cannot be read as a story yet was checked by nobody.
        let read = read_together(&text).map_or_else(|_| String::new(), |read| read.as_str().to_owned());
        let sql = "SELECT time, staff FROM summary_check WHERE item = $1 AND read = $2";
        let checked = match self.db.one(sql, args![id.as_str(), read]).await? {
            Some(row) => Some(SummaryCheck { time: from_millis(row.int("time")?), by: row.text("staff")? }),
            None => None,
        };
        let source = source(&text).filter(|_| !summary(&text).is_empty()).map(str::to_owned);
        Ok(MachineSummary { source, draft, checked })
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
        if matches!(item.state, Some(State::Withheld | State::Canceled)) {
            return Err(fault("story", "is on hold or was killed; nothing is drafted from it"));
        }
        if !assistant.takes_embargoed() && is_embargoed(&item.manuscript, self.clock.now()) {
            return Err(DeskError::Embargoed);
        }
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
                    let sql = "INSERT INTO machine_summary (item, model, host, draft, made, made_by) \
                               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (item) DO UPDATE SET \
                               model = excluded.model, host = excluded.host, draft = excluded.draft, \
                               made = excluded.made, made_by = excluded.made_by";
                    let (login, millis) = (who.login.as_str(), to_millis(time));
                    let (model, host) = (model.as_str(), host.as_str());
                    log.tx().run(sql, args![id.as_str(), model, host, tidy_prose(&draft), millis, login]).await?;
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
                    if is_checked(log.tx(), &item).await.is_ok() {
                        return Err(DeskError::NothingToCheck);
                    }
                    keep_check(log, &item_id, &item.manuscript, &reader).await?;
                    let time = log.time();
                    note(log.tx(), time, &reader, "check-summary", &item_id, &format!("save {edit}")).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        // If it is due, it goes out at once.
        self.refusals.forget(id);
        self.machine_summary(id).await
    }
}
