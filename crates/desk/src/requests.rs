//! What waits for a second person, as it is listed.

use crate::{Desk, DeskError, Proposal, item::json};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, str::FromStr};
use store::{Row, StoreError, Tx, args};
use story::{Act, Guarded, ItemId, Lang, Priority, from_millis};

/// Requests that have ended and are listed.
const ENDED_MAX: u32 = 50;
/// Requests that wait and are listed.
const WAITING_MAX: u32 = 500;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalState {
    /// It waits for the second person.
    Waiting,
    /// It was approved, and sent.
    Approved,
    /// It was refused.
    Refused,
    /// Whoever asked took it back.
    Withdrawn,
    /// What would go out became something else.
    Overtaken,
}

impl ApprovalState {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Overtaken => "overtaken",
        }
    }
}

impl Approval {
    /// Whether it is to stop an item for good that the other proposal does not stop for good.
    pub(crate) fn stops_more_than(&self, other: &Proposal) -> bool {
        let ends = |act| matches!(act, Act::Kill | Act::Withdraw);
        let is_left = |item: &ItemId| !ends(other.act()) || !other.items().contains(item);
        ends(self.act) && self.proposal.items().iter().any(is_left)
    }
}

impl FromStr for ApprovalState {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        [Self::Waiting, Self::Approved, Self::Refused, Self::Withdrawn, Self::Overtaken]
            .into_iter()
            .find(|state| state.name() == s)
            .ok_or_else(|| format!("`{s}` is no state of a request"))
    }
}

/// A request for the second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// Its id.
    pub id: String,
    /// What is to go out.
    pub proposal: Proposal,
    /// As what.
    pub act: Act,
    /// Why it takes two persons.
    pub guarded: Vec<Guarded>,
    /// The SHA-256 of the bytes that are approved.
    pub hash: String,
    /// The items were put on hold when it was asked for.
    pub held: bool,
    /// The login of whoever asked.
    pub asked_by: String,
    /// Their name; the login of whoever is none of the staff.
    pub asked_by_name: String,
    /// When.
    pub asked: Timestamp,
    /// Where it stands.
    pub state: ApprovalState,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// The login of whoever ended it.
    pub ended_by: Option<String>,
    /// Their name.
    pub ended_by_name: Option<String>,
    /// When the bytes were made again because an item was put on hold; the words are those that were asked for.
    pub remade: Option<Timestamp>,
    /// The login of whoever put it on hold.
    pub remade_by: Option<String>,
    /// Their name.
    pub remade_by_name: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Its items as they stand now.
    pub items: Vec<ApprovalItem>,
}

/// An item of a request, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalItem {
    /// Its id.
    pub id: ItemId,
    /// Its handle.
    pub slug: String,
    /// Its headline.
    pub headline: String,
    /// Its language.
    pub language: Lang,
    /// How urgent it is.
    pub priority: Priority,
}

/// Every column of a request's row.
macro_rules! select_approval {
    ($rest:literal) => {
        concat!(
            "SELECT id, proposal, act, guarded, hash, held, asked_by, asked, state, ended, ended_by, reason, remade, remade_by, \
             COALESCE((SELECT s.name FROM staff s WHERE s.login = approval.asked_by), asked_by) AS asked_by_name, \
             COALESCE((SELECT s.name FROM staff s WHERE s.login = approval.ended_by), ended_by) AS ended_by_name, \
             COALESCE((SELECT s.name FROM staff s WHERE s.login = approval.remade_by), remade_by) AS remade_by_name \
             FROM approval ",
            $rest
        )
    };
}

/// Requests that wait although what they would send became something else: a save of the working copy, another version.
pub(crate) const OVERTAKEN: &str = "SELECT DISTINCT a.id FROM approval a JOIN approval_item ai ON ai.approval = a.id \
                         JOIN item i ON i.id = ai.item WHERE a.state = 'waiting' AND (ai.version <> i.version \
                         OR (ai.edit IS NOT NULL AND (ai.edit <> i.edit OR i.due IS NOT NULL)))";

impl Approval {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |column, why: String| StoreError::Corrupt { column, why };
        Ok(Self {
            id: row.text("id")?,
            proposal: json(row, "proposal")?,
            act: row.text("act")?.parse().map_err(|why| corrupt("act", why))?,
            guarded: json(row, "guarded")?,
            hash: row.text("hash")?,
            held: row.flag("held")?,
            asked_by: row.text("asked_by")?,
            asked_by_name: row.text("asked_by_name")?,
            asked: from_millis(row.int("asked")?),
            state: row.text("state")?.parse().map_err(|why| corrupt("state", why))?,
            ended: row.int_or_null("ended")?.map(from_millis),
            ended_by: row.text_or_null("ended_by")?,
            ended_by_name: row.text_or_null("ended_by_name")?,
            remade: row.int_or_null("remade")?.map(from_millis),
            remade_by: row.text_or_null("remade_by")?,
            remade_by_name: row.text_or_null("remade_by_name")?,
            reason: row.text_or_null("reason")?,
            items: Vec::new(),
        })
    }

    pub(crate) async fn load(tx: &mut Tx, id: &str) -> Result<Self, DeskError> {
        let row = tx.one(select_approval!("WHERE id = $1"), args![id]).await?;
        Ok(Self::read(&row.ok_or_else(|| DeskError::NoRequest(id.to_owned()))?)?)
    }

    pub(crate) fn waits(self) -> Result<Self, DeskError> {
        if self.state == ApprovalState::Waiting { Ok(self) } else { Err(DeskError::Ended(self.state)) }
    }
}

impl ApprovalItem {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |column, why: String| StoreError::Corrupt { column, why };
        let urgency = u8::try_from(row.int("priority")?).unwrap_or_default();
        Ok(Self {
            id: row.parsed("id")?,
            slug: row.text("slug")?,
            headline: row.text("headline")?,
            language: Lang::new(&row.text("language")?).map_err(|e| corrupt("language", e.to_string()))?,
            priority: Priority::try_from(urgency).map_err(|e| corrupt("priority", e.to_string()))?,
        })
    }
}

impl Desk {
    /// What waits for a second person, the oldest first, and then what ended last.
    pub async fn approvals(&self) -> Result<Vec<Approval>, DeskError> {
        let sql = select_approval!("WHERE state = 'waiting' ORDER BY asked, id LIMIT $1");
        let mut rows = self.db.all(sql, args![WAITING_MAX]).await?;
        let sql = select_approval!("WHERE state <> 'waiting' ORDER BY ended DESC, id LIMIT $1");
        rows.extend(self.db.all(sql, args![ENDED_MAX]).await?);
        let mut approvals: Vec<Approval> = rows.iter().map(Approval::read).collect::<Result<_, _>>()?;
        let sql = "SELECT ai.approval, i.id, i.slug, i.headline, i.language, i.priority FROM approval_item ai \
                   JOIN approval a ON a.id = ai.approval JOIN item i ON i.id = ai.item WHERE a.state = 'waiting' OR \
                   a.id IN (SELECT id FROM approval WHERE state <> 'waiting' ORDER BY ended DESC, id LIMIT $1) \
                   ORDER BY ai.approval, ai.place";
        let mut items: BTreeMap<String, Vec<ApprovalItem>> = BTreeMap::new();
        for row in self.db.all(sql, args![ENDED_MAX]).await? {
            items.entry(row.text("approval")?).or_default().push(ApprovalItem::read(&row)?);
        }
        for approval in &mut approvals {
            approval.items = items.remove(&approval.id).unwrap_or_default();
        }
        let overtaken = self.overtaken().await?;
        // Somebody is about to note it; nobody is shown it as if it could still be approved.
        for approval in approvals.iter_mut().filter(|approval| overtaken.contains(&approval.id)) {
            approval.state = ApprovalState::Overtaken;
        }
        Ok(approvals)
    }

    /// One request.
    pub async fn approval(&self, id: &str) -> Result<Approval, DeskError> {
        let row = self.db.one(select_approval!("WHERE id = $1"), args![id]).await?;
        let mut approval = Approval::read(&row.ok_or_else(|| DeskError::NoRequest(id.to_owned()))?)?;
        let sql = "SELECT i.id, i.slug, i.headline, i.language, i.priority FROM approval_item ai \
                   JOIN item i ON i.id = ai.item WHERE ai.approval = $1 ORDER BY ai.place";
        let rows = self.db.all(sql, args![id]).await?;
        approval.items = rows.iter().map(ApprovalItem::read).collect::<Result<_, _>>()?;
        Ok(approval)
    }

    /// How many wait for a second person.
    pub async fn waiting(&self) -> Result<usize, DeskError> {
        let sql = "SELECT COUNT(*) AS n FROM approval WHERE state = 'waiting'";
        let row = self.db.one(sql, args![]).await?;
        let all = row.map(|row| row.count("n")).transpose()?.unwrap_or(0);
        Ok(usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(self.overtaken().await?.len()))
    }

    pub(crate) async fn overtaken(&self) -> Result<Vec<String>, DeskError> {
        let rows = self.db.all(OVERTAKEN, args![]).await?;
        Ok(rows.iter().map(|row| row.text("id")).collect::<Result<_, _>>()?)
    }
}
