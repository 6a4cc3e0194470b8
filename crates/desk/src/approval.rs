//! The second person: somebody asks, and somebody else approves the hash of the very bytes that go out.

use crate::{
    Desk, DeskError, Proposal, Sent, Transmission,
    acts::{Carried, carry_out, make_in, send_to},
    drafts::note,
    item::json,
    proposal::Made,
    retraction,
    rights::require,
};
use account::{Right, Staff};
use audience::Products;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, str::FromStr};
use store::{Row, StoreError, Tx, args};
use story::{Act, ContentHash, Guarded, HouseRules, ItemId, Lang, Note, Priority, State, from_millis, to_millis};
use wire::Log;

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
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked: Timestamp,
    /// Where it stands.
    pub state: ApprovalState,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Who ended it.
    pub ended_by: Option<String>,
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

/// What became of a proposal.
#[derive(Debug, Clone)]
pub enum Proposed {
    /// It is on the wire: one for each item.
    Sent(Vec<Sent>),
    /// It waits for its time.
    Scheduled {
        /// Until when.
        at: Timestamp,
        /// It goes out in a few seconds, and can be taken back until then.
        undo: bool,
    },
    /// It waits for a second person: the id of the request.
    Waits(String),
}

impl From<Carried> for Proposed {
    fn from(carried: Carried) -> Self {
        match carried {
            Carried::Sent(sent) => Self::Sent(sent),
            Carried::Scheduled { at, undo } => Self::Scheduled { at, undo },
        }
    }
}

/// Every column of a request's row.
macro_rules! select_approval {
    ($rest:literal) => {
        concat!(
            "SELECT id, proposal, act, guarded, hash, held, asked_by, asked, state, ended, ended_by, reason FROM approval ",
            $rest
        )
    };
}

/// Requests that wait although what they would send became something else: a save of the working copy, another version.
const OVERTAKEN: &str = "SELECT DISTINCT a.id FROM approval a JOIN approval_item ai ON ai.approval = a.id \
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
            asked: from_millis(row.int("asked")?),
            state: row.text("state")?.parse().map_err(|why| corrupt("state", why))?,
            ended: row.int_or_null("ended")?.map(from_millis),
            ended_by: row.text_or_null("ended_by")?,
            reason: row.text_or_null("reason")?,
            items: Vec::new(),
        })
    }

    async fn load(tx: &mut Tx, id: &str) -> Result<Self, DeskError> {
        let row = tx.one(select_approval!("WHERE id = $1"), args![id]).await?;
        Ok(Self::read(&row.ok_or_else(|| DeskError::NoRequest(id.to_owned()))?)?)
    }

    fn waits(self) -> Result<Self, DeskError> {
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
    /// Sends something, or asks for the second person where the house has two for it.
    pub async fn propose(&self, who: &Staff, proposal: Proposal) -> Result<Proposed, DeskError> {
        let rules = self.agency.rules.clone();
        proposal.admit(who, &rules)?;
        let who = who.clone();
        self.writer
            .commit(move |log: &mut Log| Box::pin(async move { propose_in(log, &who, &proposal, &rules).await }))
            .await
    }

    /// Approves the bytes with this hash, as the second person, and sends them in the same transaction. Where they are no
    /// longer what was asked for, the request ends and nothing is sent.
    pub async fn approve(&self, who: &Staff, id: &str, hash: &str) -> Result<Proposed, DeskError> {
        require(who, Right::Approve)?;
        let rules = self.agency.rules.clone();
        let (who, id, hash) = (who.clone(), id.to_owned(), hash.to_owned());
        let carried = self
            .writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let approval = Approval::load(log.tx(), &id).await?.waits()?;
                    if approval.asked_by == who.login {
                        return Err(DeskError::OwnRequest);
                    }
                    require(&who, approval.proposal.own_right())?;
                    if approval.hash != hash {
                        return Err(DeskError::OtherBytes);
                    }
                    let asker = asker(log.tx(), &approval).await?;
                    let products = Products::load_in(log.tx()).await?;
                    let made = match make_in(log, &approval.proposal, &products, &rules, true).await {
                        Ok(made) if made.transmission.hash() == approval.hash => made,
                        Err(error) if is_outage(&error) => return Err(error),
                        _ => return overtake(log, &who.login, &approval).await.map(|()| None),
                    };
                    end(log, &who.login, &approval, ApprovalState::Approved, None).await?;
                    retraction::prepare(log, &asker, Some(&who.login), &made).await?;
                    Ok(Some(carry_out(log, &asker, &approval.proposal, made, &products, &rules).await?))
                })
            })
            .await?;
        carried.map(Into::into).ok_or(DeskError::Overtaken)
    }

    /// Refuses a request, and says why.
    pub async fn refuse(&self, who: &Staff, id: &str, reason: Note) -> Result<(), DeskError> {
        require(who, Right::Approve)?;
        self.close_request(who, id, ApprovalState::Refused, Some(reason)).await
    }

    /// Takes one's own request back.
    pub async fn take_request_back(&self, who: &Staff, id: &str) -> Result<(), DeskError> {
        require(who, Right::Release)?;
        self.close_request(who, id, ApprovalState::Withdrawn, None).await
    }

    async fn close_request(
        &self,
        who: &Staff,
        id: &str,
        as_what: ApprovalState,
        reason: Option<Note>,
    ) -> Result<(), DeskError> {
        let (who, id) = (who.clone(), id.to_owned());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let approval = Approval::load(log.tx(), &id).await?.waits()?;
                    // Only whoever asked takes back; anybody else who might is one who refuses.
                    if as_what == ApprovalState::Withdrawn && approval.asked_by != who.login {
                        require(&who, Right::Approve)?;
                    }
                    end(log, &who.login, &approval, as_what, reason.as_ref()).await
                })
            })
            .await
    }

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

    /// What a request would send now; [`DeskError::Overtaken`] when that is not what was asked for.
    pub async fn requested(&self, approval: &Approval) -> Result<Transmission, DeskError> {
        let made = match self.make_now(&approval.proposal, true).await {
            Ok(made) => made,
            Err(error) if is_outage(&error) => return Err(error),
            Err(_) => return Err(DeskError::Overtaken),
        };
        let same = made.transmission.hash() == approval.hash;
        if same { Ok(made.transmission) } else { Err(DeskError::Overtaken) }
    }

    /// Makes what would go out, from what can be read now.
    pub(crate) async fn make_now(&self, proposal: &Proposal, asked: bool) -> Result<Made, DeskError> {
        let mut materials = Vec::with_capacity(proposal.items().len());
        for id in proposal.items() {
            materials.push(self.material(id).await?);
        }
        let products = self.products().await?;
        proposal.make(materials, &products, &self.agency.rules, self.clock.now(), asked)
    }

    async fn overtaken(&self) -> Result<Vec<String>, DeskError> {
        let rows = self.db.all(OVERTAKEN, args![]).await?;
        Ok(rows.iter().map(|row| row.text("id")).collect::<Result<_, _>>()?)
    }

    /// Ends the requests whose items were changed since.
    pub async fn end_overtaken(&self) -> Result<usize, DeskError> {
        let overtaken = self.overtaken().await?;
        for id in &overtaken {
            let id = id.clone();
            self.writer
                .commit(move |log: &mut Log| {
                    Box::pin(async move {
                        let still = log.tx().all(OVERTAKEN, args![]).await?;
                        if !still.iter().any(|row| row.text("id").is_ok_and(|other| other == id)) {
                            return Ok(());
                        }
                        let approval = Approval::load(log.tx(), &id).await?;
                        overtake(log, "clock", &approval).await
                    })
                })
                .await?;
        }
        Ok(overtaken.len())
    }
}

/// As [`Desk::propose`], inside a transaction, for what was admitted.
pub(crate) async fn propose_in(
    log: &mut Log,
    who: &Staff,
    proposal: &Proposal,
    rules: &HouseRules,
) -> Result<Proposed, DeskError> {
    let products = Products::load_in(log.tx()).await?;
    let made = make_in(log, proposal, &products, rules, false).await?;
    if made.guarded.is_empty() {
        retraction::prepare(log, who, None, &made).await?;
        return Ok(carry_out(log, who, proposal, made, &products, rules).await?.into());
    }
    let held = hold(log, who, proposal, &made, &products).await?;
    // What is on hold has another version: the bytes are those that go out after it.
    let made = if held { make_in(log, proposal, &products, rules, false).await? } else { made };
    Ok(Proposed::Waits(ask(log, who, proposal, &made, held).await?))
}

/// What keeps the desk from looking, and says nothing about what it would see.
fn is_outage(error: &DeskError) -> bool {
    matches!(error, DeskError::Store(_) | DeskError::Wire(_))
}

/// Puts the items on hold while the request for their kill waits. Answers whether any was.
async fn hold(
    log: &mut Log,
    who: &Staff,
    proposal: &Proposal,
    made: &Made,
    products: &Products,
) -> Result<bool, DeskError> {
    let Proposal::Notice { reason, hold, act: Act::Kill | Act::Withdraw, .. } = proposal else { return Ok(false) };
    if !hold.unwrap_or_else(|| who.role.may(Right::Stop)) {
        return Ok(false);
    }
    let mut held = false;
    for part in made.parts.iter().filter(|part| part.item.state == Some(State::Usable)) {
        // The kill's own words, on the notice of a hold: the story is gone from both.
        let notice = part.ready.clone();
        send_to(log, who, &part.item, Act::Hold, notice, products, reason.as_str()).await?;
        held = true;
    }
    Ok(held)
}

/// Writes the request down. The same request of the same person is the same one; others about its items are overtaken.
async fn ask(log: &mut Log, who: &Staff, proposal: &Proposal, made: &Made, held: bool) -> Result<String, DeskError> {
    let hash = made.transmission.hash();
    let time = log.time();
    for item in proposal.items() {
        let sql = "SELECT a.id, a.hash, a.asked_by FROM approval a JOIN approval_item ai ON ai.approval = a.id \
                   WHERE ai.item = $1 AND a.state = 'waiting' ORDER BY a.asked";
        for row in log.tx().all(sql, args![item.as_str()]).await? {
            let id = row.text("id")?;
            if row.text("hash")? == hash && row.text("asked_by")? == who.login {
                return Ok(id);
            }
            let other = Approval::load(log.tx(), &id).await?;
            overtake(log, &who.login, &other).await?;
        }
    }
    let id = ContentHash::of(&format!("{time} {} {hash}", who.login)).as_str()[..32].to_owned();
    let tx = log.tx();
    tx.run(
        "INSERT INTO approval (id, proposal, act, guarded, hash, held, asked_by, asked, state, ended, ended_by, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', NULL, NULL, NULL)",
        args![
            id.as_str(),
            story::canonical_json(proposal),
            proposal.act().name(),
            story::canonical_json(&made.guarded),
            hash.as_str(),
            held,
            who.login.as_str(),
            to_millis(time)
        ],
    )
    .await?;
    let of_working_copy = !matches!(proposal, Proposal::Notice { .. });
    for (place, part) in (0_u32..).zip(&made.parts) {
        let edit = of_working_copy.then(|| i64::try_from(part.item.edit).unwrap_or(i64::MAX));
        tx.run(
            "INSERT INTO approval_item (approval, place, item, edit, version) VALUES ($1, $2, $3, $4, $5)",
            args![id.as_str(), place, part.item.id.as_str(), edit, part.item.version],
        )
        .await?;
        let detail = format!("{}, request {id}, {hash}", proposal.act().name());
        note(tx, time, who, "ask", &part.item.id, &detail).await?;
    }
    Ok(id)
}

/// Ends a request, with a line in the audit for each of its items.
async fn end(
    log: &mut Log,
    by: &str,
    approval: &Approval,
    state: ApprovalState,
    reason: Option<&Note>,
) -> Result<(), DeskError> {
    let time = log.time();
    let reason = reason.map(Note::as_str);
    log.tx()
        .run(
            "UPDATE approval SET state = $1, ended = $2, ended_by = $3, reason = $4 WHERE id = $5",
            args![state.name(), to_millis(time), by, reason, approval.id.as_str()],
        )
        .await?;
    let act = match state {
        ApprovalState::Approved => "approve",
        ApprovalState::Refused => "refuse",
        ApprovalState::Withdrawn => "take back",
        ApprovalState::Waiting | ApprovalState::Overtaken => "overtake",
    };
    let why = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let detail = format!("{}, request {}, {}{why}", approval.act.name(), approval.id, approval.hash);
    for item in approval.proposal.items() {
        let who = Staff { login: by.to_owned(), name: by.to_owned(), role: account::Role::Editor };
        note(log.tx(), time, &who, act, item, &detail).await?;
    }
    Ok(())
}

async fn overtake(log: &mut Log, by: &str, approval: &Approval) -> Result<(), DeskError> {
    end(log, by, approval, ApprovalState::Overtaken, None).await
}

/// Whoever asked, if they may still ask: nothing goes out for somebody who was frozen meanwhile.
async fn asker(tx: &mut Tx, approval: &Approval) -> Result<Staff, DeskError> {
    let login = approval.asked_by.as_str();
    let row = tx.one("SELECT name, role, frozen FROM staff WHERE login = $1", args![login]).await?;
    match row {
        Some(row) if row.flag("frozen")? => Err(DeskError::Overtaken),
        Some(row) => {
            let staff = Staff { login: login.to_owned(), name: row.text("name")?, role: row.parsed("role")? };
            require(&staff, Right::Release)?;
            Ok(staff)
        }
        // The operator, who works on the machine itself, is in no list.
        None => Ok(Staff { login: login.to_owned(), name: login.to_owned(), role: account::Role::Administrator }),
    }
}
