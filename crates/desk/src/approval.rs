//! The second person: somebody asks, and somebody else approves the hash of the very bytes that go out.

use crate::{
    Approval, ApprovalState, Desk, DeskError, Item, Proposal, Sent, Transmission,
    acts::{Carried, carry_out, make_in, send_to},
    drafts::note,
    proposal::Made,
    requests::OVERTAKEN,
    retraction,
    rights::require,
    schedule::take_off,
};
use account::{Right, Staff};
use audience::Products;
use jiff::Timestamp;
use store::{Tx, args};
use story::{Act, ContentHash, HouseRules, Note, State, to_millis};
use wire::Log;

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
        let items = self
            .writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let approval = Approval::load(log.tx(), &id).await?.waits()?;
                    // Only whoever asked takes back; anybody else who might is one who refuses.
                    if as_what == ApprovalState::Withdrawn && approval.asked_by != who.login {
                        require(&who, Right::Approve)?;
                    }
                    end(log, &who.login, &approval, as_what, reason.as_ref()).await?;
                    Ok::<_, DeskError>(approval.proposal.items().to_vec())
                })
            })
            .await?;
        // What was kept back by the request is tried at once.
        for item in &items {
            self.refusals.forget(item);
        }
        Ok(())
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
    take_off_what_is_stopped(log, who, proposal).await?;
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

/// What is to be stopped must not go out by the clock while the second person is looked for, and end the request with it.
async fn take_off_what_is_stopped(log: &mut Log, who: &Staff, proposal: &Proposal) -> Result<(), DeskError> {
    let Proposal::Notice { items, act, .. } = proposal else { return Ok(()) };
    let time = log.time();
    for id in items {
        if Item::load(log.tx(), id).await?.due.is_some() {
            take_off(log.tx(), id).await?;
            note(log.tx(), time, who, "unschedule", id, act.name()).await?;
        }
    }
    Ok(())
}

/// What keeps the desk from looking, and says nothing about what it would see.
pub(crate) fn is_outage(error: &DeskError) -> bool {
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
            // A kill is not ended by whoever wants to send more of an item, and one of many not by whoever stops one of them.
            if other.stops_more_than(proposal) {
                return Err(DeskError::KillWaits(id));
            }
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
    // The reason is in the request, for those who may read what it is about.
    let detail = format!("{}, request {}, {}", approval.act.name(), approval.id, approval.hash);
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
        Some(row) if row.flag("frozen")? => Err(DeskError::AskerFrozen),
        Some(row) => {
            let staff = Staff { login: login.to_owned(), name: row.text("name")?, role: row.parsed("role")? };
            require(&staff, Right::Release)?;
            Ok(staff)
        }
        // The operator, who works on the machine itself, is in no list.
        None => Ok(Staff { login: login.to_owned(), name: login.to_owned(), role: account::Role::Administrator }),
    }
}
