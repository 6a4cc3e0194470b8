//! First drafts by a machine: marked for ever, and never sent without somebody who has read them.

pub(crate) mod summary;

use crate::{
    Desk, DeskError, Item,
    drafts::{note, one_fault},
    history::How,
    rights::require,
    saves::{may_write, write},
    translation::{made_of, on_the_wire},
};
use account::{Right, Staff};
use assistant::{Assistant, Draft};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store::{Row, StoreError, Tx, args};
use story::{EmbargoAt, Fault, ItemId, Manuscript, State, Story, canonical_json, from_millis, to_millis};
use wire::Log;

/// The digital source type of what a machine wrote (IPTC NewsCodes).
const BY_MACHINE: &str = "trainedAlgorithmicMedia";
/// The same where people have worked on it.
const BY_BOTH: &str = "compositeWithTrainedAlgorithmicMedia";

/// What a machine had to do with a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MachineDraft {
    /// The model, as the house named it.
    pub model: String,
    /// Where it is.
    pub host: String,
    /// When it wrote.
    pub made: Timestamp,
    /// Who asked it to.
    pub made_by: String,
    /// When somebody said that they had read and checked it.
    pub checked: Option<Timestamp>,
    /// Who.
    pub checked_by: Option<String>,
}

/// What came of asking a machine.
#[derive(Debug)]
pub struct Drafted {
    /// The item with the draft.
    pub item: Item,
    /// Passages that lost a look or a link that the source has there.
    pub without_marks: usize,
}

impl MachineDraft {
    /// Reads the columns of a row that may have none.
    pub(crate) fn from_row(row: &Row) -> Result<Option<Self>, StoreError> {
        let Some(model) = row.text_or_null("model")? else { return Ok(None) };
        Ok(Some(Self {
            model,
            host: row.text("host")?,
            made: from_millis(row.int("drafted")?),
            made_by: row.text("drafted_by")?,
            checked: row.int_or_null("checked")?.map(from_millis),
            checked_by: row.text_or_null("checked_by")?,
        }))
    }
}

/// Refuses to send what a machine drafted and nobody has checked.
pub(crate) async fn is_checked(tx: &mut Tx, item: &Item) -> Result<(), DeskError> {
    let row = tx.one("SELECT checked FROM machine_draft WHERE item = $1", args![item.id.as_str()]).await?;
    match row.map(|row| row.int_or_null("checked")).transpose()? {
        Some(None) => Err(DeskError::Unchecked),
        _ => summary::is_checked(tx, item).await,
    }
}

/// The text that is saved in the place of the item's, with the marks that it needs, whatever it says of that itself: a
/// machine's draft stays marked, and is a composite from the first word that somebody changes; and so does its summary.
pub(crate) async fn marked(
    log: &mut Log,
    who: &Staff,
    item: &Item,
    manuscript: &Manuscript,
) -> Result<Manuscript, DeskError> {
    let manuscript = summary::marked(log, who, item, manuscript.clone()).await?;
    let row = log.tx().one("SELECT draft FROM machine_draft WHERE item = $1", args![item.id.as_str()]).await?;
    let Some(row) = row else { return Ok(manuscript) };
    let mark = if written(&manuscript) == row.text("draft")? { BY_MACHINE } else { BY_BOTH };
    manuscript.with("digital_source", json!(mark)).map_err(one_fault)
}

/// The words of a text, as one of them is compared with another; empty for what is no whole story.
fn written(manuscript: &Manuscript) -> String {
    let Ok(story) = manuscript.finish() else { return String::new() };
    canonical_json(&json!({
        "headline": story.headline,
        "standfirst": story.standfirst,
        "body": story.body(),
        "caption": story.caption(),
    }))
}

impl Desk {
    /// What a machine had to do with an item.
    pub async fn machine_draft(&self, id: &ItemId) -> Result<Option<MachineDraft>, DeskError> {
        let sql = "SELECT model, host, made AS drafted, made_by AS drafted_by, checked, checked_by FROM machine_draft \
                   WHERE item = $1";
        let row = self.db.one(sql, args![id.as_str()]).await?;
        Ok(row.as_ref().map(MachineDraft::from_row).transpose()?.flatten())
    }

    /// Lets a machine write the first draft of a translation onto its empty sheet, based on the save numbered `edit`.
    pub async fn draft_by_machine(
        &self,
        who: &Staff,
        id: &ItemId,
        edit: u64,
        assistant: &Assistant,
    ) -> Result<Drafted, DeskError> {
        require(who, Right::Write)?;
        let source = self.source_of(id).await?.ok_or_else(|| DeskError::NoTranslation(id.clone()))?;
        let item = self.item(id).await?;
        item.based_on(edit)?;
        self.admit(who, &item).await?;
        self.may_leave(&item, assistant).await?;
        let story = source.story.finish().map_err(DeskError::NotReady)?;
        let draft = assistant.translate(&story, &item.manuscript.language()).await?;
        let without_marks = draft.without_marks;
        let (who, id) = (who.clone(), id.clone());
        let (model, host) = (assistant.model().to_owned(), assistant.host().to_owned());
        let item = self
            .writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    may_write(log, &who, &item, edit).await?;
                    is_blank(&item.manuscript)?;
                    let manuscript = filled(item.manuscript.clone(), &draft).map_err(one_fault)?;
                    keep(log, &id, &model, &host, &written(&manuscript), &who).await?;
                    says(log.tx(), &id, &story, source.version).await?;
                    let item = write(log, &who, &item, &manuscript, How::Whole).await?.0;
                    let time = log.time();
                    note(log.tx(), time, &who, "machine-draft", &id, &format!("{model} at {host}")).await?;
                    Ok::<_, DeskError>(item)
                })
            })
            .await?;
        Ok(Drafted { item, without_marks })
    }

    /// Refuses to ask a machine for what could not be written afterwards: what it costs would be spent for nothing.
    async fn admit(&self, who: &Staff, item: &Item) -> Result<(), DeskError> {
        is_blank(&item.manuscript)?;
        self.leaves_to(who, item).await
    }

    /// Refuses whoever could not save the item now.
    async fn leaves_to(&self, who: &Staff, item: &Item) -> Result<(), DeskError> {
        let (who, item) = (who.clone(), item.clone());
        self.writer
            .commit(move |log: &mut Log| Box::pin(async move { may_write(log, &who, &item, item.edit).await }))
            .await
    }

    /// Refuses to give a text to a machine that must stay in the house: the item, or what it was made of, is on hold, was
    /// killed, or waits for its time as it was sent, as it is written now, or as it was promised.
    async fn may_leave(&self, item: &Item, assistant: &Assistant) -> Result<(), DeskError> {
        let mut tx = self.db.begin().await?;
        let now = self.clock.now();
        let mut sources = made_of(&mut tx, item).await?;
        sources.push(item.id.clone());
        for id in sources {
            let one = match Item::load(&mut tx, &id).await {
                Ok(one) => one,
                // Of another house, or of another time.
                Err(DeskError::Unknown(_)) => continue,
                Err(error) => return Err(error),
            };
            if matches!(one.state, Some(State::Withheld | State::Canceled)) {
                let why = "or what it was made of is on hold or was killed; nothing is drafted from it";
                return Err(fault("story", why));
            }
            let sent = on_the_wire(&mut tx, &one).await?.and_then(|story| story.embargo);
            if !assistant.takes_embargoed()
                && (is_embargoed(&one.manuscript, now) || sent.max(one.promised) > Some(now))
            {
                return Err(DeskError::Embargoed);
            }
        }
        Ok(())
    }

    /// Says that somebody has read the draft of a machine, as it was saved last, and checked it against its source.
    pub async fn check_machine_draft(&self, who: &Staff, id: &ItemId, edit: u64) -> Result<MachineDraft, DeskError> {
        require(who, Right::Write)?;
        let (reader, item_id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &item_id).await?;
                    may_write(log, &reader, &item, edit).await?;
                    let time = log.time();
                    let changed = log
                        .tx()
                        .run(
                            "UPDATE machine_draft SET checked = $1, checked_by = $2 WHERE item = $3 AND checked IS NULL",
                            args![to_millis(time), reader.login.as_str(), item_id.as_str()],
                        )
                        .await?;
                    if changed == 0 {
                        return Err(DeskError::NothingToCheck);
                    }
                    note(log.tx(), time, &reader, "check-machine-draft", &item_id, &format!("save {edit}")).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        // If it is due, it goes out at once.
        self.refusals.forget(id);
        self.machine_draft(id).await?.ok_or(DeskError::NothingToCheck)
    }
}

fn fault(field: &'static str, why: &str) -> DeskError {
    DeskError::NotReady(vec![Fault { field, why: why.to_owned() }])
}

/// Refuses to write over what somebody has written.
fn is_blank(manuscript: &Manuscript) -> Result<(), DeskError> {
    let caption = manuscript.field("content").and_then(|content| content.get("caption")).and_then(Value::as_str);
    let texts = [manuscript.headline(), caption.unwrap_or_default()];
    if manuscript.words() == 0 && texts.iter().all(|text| text.trim().is_empty()) {
        return Ok(());
    }
    Err(fault("story", "has text already; a machine writes onto an empty sheet only"))
}

/// Whether a text waits for its time. A time that cannot be read yet may be any.
fn is_embargoed(text: &Manuscript, now: Timestamp) -> bool {
    let until = match text.field("embargo_at").map(|at| serde_json::from_value::<EmbargoAt>(at.clone())) {
        Some(Ok(EmbargoAt { time: None, .. })) | None => None,
        Some(Ok(at)) => Some(at.instant().unwrap_or(Timestamp::MAX)),
        Some(Err(_)) => Some(Timestamp::MAX),
    };
    let plain = match text.field("embargo") {
        None | Some(Value::Null) => None,
        Some(at) => Some(serde_json::from_value(at.clone()).unwrap_or(Timestamp::MAX)),
    };
    until.max(plain).is_some_and(|until| until > now)
}

/// The sheet with the draft on it.
fn filled(sheet: Manuscript, draft: &Draft) -> Result<Manuscript, Fault> {
    let mut content = sheet.field("content").cloned().unwrap_or_default();
    if let Some(body) = &draft.body {
        content["body"] = json!(body);
    }
    if let Some(caption) = &draft.caption {
        content["caption"] = json!(caption);
    }
    let sheet = sheet.with("headline", json!(draft.headline))?.with("content", content)?;
    match &draft.standfirst {
        Some(standfirst) => sheet.with("standfirst", json!(standfirst)),
        None => Ok(sheet),
    }
}

async fn keep(log: &mut Log, id: &ItemId, model: &str, host: &str, draft: &str, who: &Staff) -> Result<(), StoreError> {
    let time = to_millis(log.time());
    log.tx()
        .run(
            "INSERT INTO machine_draft (item, model, host, draft, made, made_by) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (item) DO UPDATE SET model = excluded.model, host = excluded.host, draft = excluded.draft, \
             made = excluded.made, made_by = excluded.made_by, checked = NULL, checked_by = NULL",
            args![id.as_str(), model, host, draft, time, who.login.as_str()],
        )
        .await
        .map(drop)
}

/// What was drafted from is what the translation says, even if the source has changed since the machine was asked.
async fn says(tx: &mut Tx, id: &ItemId, story: &Story, version: u32) -> Result<(), StoreError> {
    let basis = canonical_json(&Manuscript::from(story));
    tx.run(
        "UPDATE translation SET version = $1, basis = $2, stale = CASE WHEN $1 = (SELECT version FROM item WHERE \
         item.id = translation.source) THEN NULL ELSE stale END WHERE item = $3",
        args![version, basis, id.as_str()],
    )
    .await
    .map(drop)
}
