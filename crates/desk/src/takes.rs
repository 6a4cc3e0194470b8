//! What an item has been through: every version with its act, counted as a newsroom counts.

use crate::{
    Desk, DeskError, Item,
    changes::{brings_something, passages},
    noted_update,
    rights::require,
};
use account::{Right, Staff};
use jiff::Timestamp;
use serde::Serialize;
use store::{Row, StoreError, args};
use story::{Act, Correction, ItemId, Note, State, Story};

/// Versions that a list of takes answers at most, the newest.
const TAKES_MAX: u32 = 500;

/// One version of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Take {
    /// Its number, from 1.
    pub version: u32,
    /// The number of its dispatch.
    pub seq: u64,
    /// When it was logged.
    pub time: Timestamp,
    /// What it did.
    pub act: Act,
    /// For an update, correction or refile: the how manieth it is of the item.
    pub nth: Option<u32>,
    /// What it repaired.
    pub correction: Option<Correction>,
    /// Its note to editors: the reason of a hold or kill, or what an update brings.
    pub note: Option<String>,
}

impl Take {
    /// What it is called: `update 3`.
    pub fn name(&self) -> String {
        match self.nth {
            Some(nth) => format!("{} {nth}", self.act.name()),
            None => self.act.name().to_owned(),
        }
    }
}

/// An item's last version with a text, and all its takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Takes {
    /// Every version, the newest first.
    pub takes: Vec<Take>,
    /// What the last version that was no notice says, piece by piece: headline, standfirst, caption, paragraphs.
    pub passages: Vec<String>,
    /// The last version that was no notice; none when it was never released.
    pub sent: Option<Story>,
}

impl Desk {
    /// Writes into the working copy's note to editors what the next update brings, with its number, based on the save
    /// numbered `edit`. Refused when nothing else was changed since the last version: a note alone is no update.
    pub async fn note_update(&self, who: &Staff, id: &ItemId, edit: u64, news: &Note) -> Result<Item, DeskError> {
        require(who, Right::Release)?;
        let item = self.item(id).await?;
        item.based_on(edit)?;
        State::after(item.state, Act::Update)?;
        let sent = self.takes(who, id).await?.sent.ok_or_else(|| DeskError::Unknown(id.clone()))?;
        if let Ok(story) = item.story() {
            let without_note = Story { editors_note: sent.editors_note.clone(), ..story };
            brings_something(&sent, &without_note, item.version)?;
        }
        let note = item.manuscript.field("editors_note").and_then(serde_json::Value::as_str).unwrap_or_default();
        let note = noted_update(&item.manuscript.language(), item.updates + 1, news.as_str(), note);
        let faulty = |fault| DeskError::NotReady(vec![fault]);
        let manuscript = item.manuscript.with("editors_note", note.into()).map_err(faulty)?;
        self.edit(who, id, edit, manuscript).await
    }

    /// What an item has been through, the newest first, and its last version that was no notice.
    pub async fn takes(&self, who: &Staff, id: &ItemId) -> Result<Takes, DeskError> {
        require(who, Right::Write)?;
        let rows = self
            .db
            .all(
                "SELECT seq, version, act, entry, story FROM dispatch WHERE item = $1 ORDER BY version DESC LIMIT $2",
                args![id.as_str(), TAKES_MAX],
            )
            .await?;
        let mut takes = Takes { takes: Vec::with_capacity(rows.len()), passages: Vec::new(), sent: None };
        for row in &rows {
            let story: Story = crate::item::json(row, "story")?;
            let take = take(row, &story)?;
            if takes.sent.is_none() && !take.act.stops() {
                takes.passages = passages(&story).into_iter().filter(|passage| !passage.is_empty()).collect();
                takes.sent = Some(story);
            }
            takes.takes.push(take);
        }
        for act in [Act::Update, Act::Correct, Act::Refile] {
            let of_act = takes.takes.iter_mut().rev().filter(|take| take.act == act);
            (1..).zip(of_act).for_each(|(nth, take)| take.nth = Some(nth));
        }
        Ok(takes)
    }
}

fn take(row: &Row, story: &Story) -> Result<Take, StoreError> {
    #[derive(serde::Deserialize)]
    struct Logged {
        time: Timestamp,
    }
    let logged: Logged = crate::item::json(row, "entry")?;
    let corrupt = |e: std::num::TryFromIntError| StoreError::Corrupt { column: "version", why: e.to_string() };
    Ok(Take {
        version: u32::try_from(row.int("version")?).map_err(corrupt)?,
        seq: row.count("seq")?,
        time: logged.time,
        act: row.parsed("act")?,
        nth: None,
        correction: story.correction.clone(),
        note: story.editors_note.as_ref().map(|note| note.as_str().to_owned()),
    })
}
