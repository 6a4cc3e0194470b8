//! Sending: release, update, correct, refile, hold, resume, kill, withdraw.
//!
//! Each of them is a [`Proposal`]. The functions of their own names send at once, or refuse what takes two persons.

use crate::{
    Desk, DeskError, Item, Proposal, cause,
    drafts::note,
    holds::{make_again, standing_kills},
    item::rewrite,
    lists::{keep_words, leave_words},
    planning,
    proposal::{Made, Material, Part, settle},
    retraction,
    ties::tie,
    translation, undo,
};
use account::{Halt, Staff, Standstill};
use audience::Products;
use jiff::Timestamp;
use std::sync::Arc;
use store::{StoreError, Tx, args};
use story::{
    Act, Correction, HouseRules, ItemId, Note, ProductId, Ready, State, canonical_json, from_millis, to_millis,
};
use wire::{Dispatch, Log, NewDispatch};

/// What went onto the wire.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The dispatch.
    pub dispatch: Arc<Dispatch>,
    /// The number of the item's last save. Sending counts as one, so that a request that is repeated because its answer
    /// was lost is stale, and sends nothing twice.
    pub edit: u64,
}

/// What came of a release.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It is on the wire.
    Sent(Sent),
    /// It waits for its time.
    Scheduled(Timestamp),
}

/// What became of something that was carried out.
pub(crate) enum Carried {
    /// It is on the wire.
    Sent(Vec<Sent>),
    /// It waits for its time, or for the seconds in which it can be taken back.
    Scheduled { at: Timestamp, undo: bool },
}

impl Desk {
    /// Releases a draft, based on the save numbered `edit`: now, or at the later of `at` and its embargo.
    pub async fn release(
        &self,
        who: &Staff,
        id: &ItemId,
        edit: u64,
        at: Option<Timestamp>,
    ) -> Result<Outcome, DeskError> {
        let item = id.clone();
        let proposal = Proposal::Release { item, edit, at, undo: false, retraction: None };
        match self.straight(who, proposal).await? {
            Carried::Sent(sent) => Ok(Outcome::Sent(only(sent, id)?)),
            Carried::Scheduled { at, .. } => Ok(Outcome::Scheduled(at)),
        }
    }

    /// Sends the working copy as a newer version with more news.
    pub async fn update(&self, who: &Staff, id: &ItemId, edit: u64) -> Result<Sent, DeskError> {
        self.send_working_copy(who, id, edit, Act::Update, None).await
    }

    /// Sends the working copy as a version that repairs an error of substance, and says which.
    pub async fn correct(&self, who: &Staff, id: &ItemId, edit: u64, what: Correction) -> Result<Sent, DeskError> {
        self.send_working_copy(who, id, edit, Act::Correct, Some(what)).await
    }

    /// Sends the working copy as a version that repairs something minor.
    pub async fn refile(&self, who: &Staff, id: &ItemId, edit: u64) -> Result<Sent, DeskError> {
        self.send_working_copy(who, id, edit, Act::Refile, None).await
    }

    /// Lets an item that is on hold go on, with the working copy.
    pub async fn resume(&self, who: &Staff, id: &ItemId, edit: u64) -> Result<Sent, DeskError> {
        self.send_working_copy(who, id, edit, Act::Resume, None).await
    }

    /// Tells everyone who got the item to stop using it while it is checked.
    pub async fn hold(&self, who: &Staff, id: &ItemId, reason: Note) -> Result<Sent, DeskError> {
        self.send_notice(who, id, Act::Hold, reason).await
    }

    /// Tells everyone who got the item never to use it again.
    pub async fn kill(&self, who: &Staff, id: &ItemId, reason: Note) -> Result<Sent, DeskError> {
        self.send_notice(who, id, Act::Kill, reason).await
    }

    /// As [`Desk::kill`], for an item that was not the agency's to send.
    pub async fn withdraw(&self, who: &Staff, id: &ItemId, reason: Note) -> Result<Sent, DeskError> {
        self.send_notice(who, id, Act::Withdraw, reason).await
    }

    async fn send_working_copy(
        &self,
        who: &Staff,
        id: &ItemId,
        edit: u64,
        act: Act,
        correction: Option<Correction>,
    ) -> Result<Sent, DeskError> {
        let proposal = Proposal::Send { item: id.clone(), edit, act, correction, undo: false };
        self.at_once(who, id, proposal).await
    }

    async fn send_notice(&self, who: &Staff, id: &ItemId, act: Act, reason: Note) -> Result<Sent, DeskError> {
        let proposal = Proposal::Notice { items: vec![id.clone()], act, reason, hold: None };
        self.at_once(who, id, proposal).await
    }

    async fn at_once(&self, who: &Staff, id: &ItemId, proposal: Proposal) -> Result<Sent, DeskError> {
        match self.straight(who, proposal).await? {
            Carried::Sent(sent) => only(sent, id),
            Carried::Scheduled { at, .. } => Err(DeskError::Scheduled(at)),
        }
    }

    /// Carries a proposal out, unless it takes two persons.
    async fn straight(&self, who: &Staff, proposal: Proposal) -> Result<Carried, DeskError> {
        let rules = self.agency.rules.clone();
        proposal.admit(who, &rules)?;
        let who = who.clone();
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let products = Products::load_in(log.tx()).await?;
                    let made = make_in(log, &proposal, &products, &rules, false).await?;
                    if let Some(guard) = made.guarded.first() {
                        return Err(DeskError::TwoPersons(*guard));
                    }
                    retraction::prepare(log, &who, None, &made).await?;
                    carry_out(log, &who, &proposal, made, &products, &rules).await
                })
            })
            .await
    }
}

fn only(sent: Vec<Sent>, id: &ItemId) -> Result<Sent, DeskError> {
    sent.into_iter().next().ok_or_else(|| DeskError::Unknown(id.clone()))
}

/// Makes what a proposal would send now.
pub(crate) async fn make_in(
    log: &mut Log,
    proposal: &Proposal,
    products: &Products,
    rules: &HouseRules,
    asked: bool,
) -> Result<Made, DeskError> {
    let now = log.now();
    let mut materials = Vec::with_capacity(proposal.items().len());
    for id in proposal.items() {
        materials.push(Material::load(log.tx(), id).await?);
    }
    let made = proposal.make(materials, products, rules, now, asked)?;
    for part in made.parts.iter().filter(|part| !part.act.stops()) {
        translation::may_go_out(log.tx(), &part.item, made.later).await?;
    }
    Ok(made)
}

/// Sends what was made, or puts it on the schedule.
pub(crate) async fn carry_out(
    log: &mut Log,
    who: &Staff,
    proposal: &Proposal,
    made: Made,
    products: &Products,
    rules: &HouseRules,
) -> Result<Carried, DeskError> {
    let (now, time) = (log.now(), log.time());
    let detail = if let Proposal::Notice { reason, .. } = proposal { reason.as_str() } else { "" };
    if let (Some(later), [part]) = (made.later, &made.parts[..]) {
        let embargo = part.ready.story().embargo.filter(|&until| until > now);
        // What a second person approved goes to those products and to no others.
        let products = made.transmission.outgoing.first().filter(|_| !made.guarded.is_empty());
        let products = products.map(|outgoing| outgoing.products.clone());
        let wait = Later { at: later, act: part.act, by: None, correction: None, undo: false, embargo, products };
        set_due(log.tx(), &part.item.id, &wait).await?;
        note(log.tx(), time, who, "schedule", &part.item.id, &later.to_string()).await?;
        return Ok(Carried::Scheduled { at: later, undo: false });
    }
    if let [part] = &made.parts[..]
        && let Some(at) = undo::until(proposal, &made, part, rules, now)
    {
        goes_out(log.tx(), part.item.desk.as_deref()).await?;
        undo::wait(log, who, part, at).await?;
        return Ok(Carried::Scheduled { at, undo: true });
    }
    let kills = match proposal.act() {
        Act::Hold => standing_kills(log, proposal.items(), products, rules).await?,
        _ => Vec::new(),
    };
    let mut sent = Vec::with_capacity(made.parts.len());
    for Part { item, act, ready, .. } in made.parts {
        sent.push(send_to(log, who, &item, act, ready, products, detail).await?);
    }
    make_again(log, who, kills, products, rules).await?;
    Ok(Carried::Sent(sent))
}

/// Appends the dispatch of an act, moves the item's row on and adds the line to the audit.
pub(crate) async fn send(
    log: &mut Log,
    who: &Staff,
    item: &Item,
    act: Act,
    story: Ready,
    detail: &str,
) -> Result<Sent, DeskError> {
    let products = Products::load_in(log.tx()).await?;
    send_to(log, who, item, act, story, &products, detail).await
}

/// As [`send`], with the products as they were read in this transaction.
pub(crate) async fn send_to(
    log: &mut Log,
    who: &Staff,
    item: &Item,
    act: Act,
    story: Ready,
    products: &Products,
    detail: &str,
) -> Result<Sent, DeskError> {
    if !act.stops() {
        goes_out(log.tx(), item.desk.as_deref()).await?;
        no_kill_waits(log.tx(), &item.id).await?;
        translation::may_go_out(log.tx(), item, None).await?;
    }
    let settled = settle(products, story.story(), act, &item.products);
    let time = log.time();
    if !act.stops() {
        // What the desk sees is what was sent, with the correction that it names or no longer names.
        let sent = canonical_json(story.story());
        rewrite(log.tx(), &item.id, &story.story().into(), &sent).await?;
        planning::is_out(log.tx(), item, time, &who.login).await?;
    }
    let version = item.version + 1;
    let dispatch =
        append(log, &item.id, version, State::after(item.state, act)?, act, settled, story, &who.login).await?;
    if act.stops() {
        keep_words(log.tx(), &item.id, &item.manuscript).await?;
    }
    let seq = dispatch.seq();
    if matches!(act, Act::Kill | Act::Withdraw) {
        cause::took(log.tx(), &item.id, act, detail, seq).await?;
    }
    let detail = if detail.is_empty() { format!("seq {seq}") } else { format!("seq {seq}: {detail}") };
    note(log.tx(), time, who, act.name(), &item.id, &detail).await?;
    translation::sent(log, item, act, &who.login).await?;
    Ok(Sent { dispatch, edit: item.edit + 1 })
}

/// Refuses to send news while releases are frozen, all or those of the item's desk; what is wrong can always be taken back.
pub(crate) async fn goes_out(tx: &mut Tx, desk: Option<&str>) -> Result<(), DeskError> {
    for halt in [Some(Halt::Releases), desk.map(|id| Halt::Desk(id.to_owned()))].into_iter().flatten() {
        if let Some(frozen) = Standstill::of(tx, &halt).await? {
            return Err(DeskError::Frozen(frozen));
        }
    }
    Ok(())
}

/// Refuses to send more of an item while the second person for its kill is looked for.
async fn no_kill_waits(tx: &mut Tx, item: &ItemId) -> Result<(), DeskError> {
    let sql = "SELECT a.id FROM approval a JOIN approval_item i ON i.approval = a.id \
               WHERE i.item = $1 AND a.state = 'waiting' AND a.act IN ('kill', 'withdraw') LIMIT 1";
    match tx.one(sql, args![item.as_str()]).await? {
        Some(row) => Err(DeskError::KillWaits(row.text("id")?)),
        None => Ok(()),
    }
}

/// Appends the first versions of items that are entered in this transaction: the row of a new item says itself that it is
/// out, and its batch writes the audit.
pub(crate) async fn send_first(
    log: &mut Log,
    products: &Products,
    new: Vec<(ItemId, Ready)>,
) -> Result<Vec<Arc<Dispatch>>, DeskError> {
    let first = new.into_iter().map(|(item, story)| {
        let products = settle(products, story.story(), Act::Release, &[]);
        NewDispatch { act: Act::Release, item, version: 1, state: State::Usable, products, story }
    });
    Ok(log.append_all(first.collect()).await?)
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
async fn append(
    log: &mut Log,
    item: &ItemId,
    version: u32,
    state: State,
    act: Act,
    products: Vec<ProductId>,
    story: Ready,
    login: &str,
) -> Result<Arc<Dispatch>, DeskError> {
    let time = log.time();
    let settled = canonical_json(&products);
    if !act.stops() {
        tie(log.tx(), item, &story.story().into(), true).await?;
    }
    let sent = log.append(NewDispatch { act, item: item.clone(), version, state, products, story }).await?;
    log.tx()
        .run(
            "UPDATE item SET state = $1, version = $2, products = $3, released = COALESCE(released, $4), changed = $5, \
             changed_by = $6, edit = edit + 1, due = NULL, due_act = NULL, due_by = NULL, \
             due_correction = NULL, due_undo = FALSE, due_products = NULL, updates = updates + $8, corrections = corrections + $9 WHERE id = $7",
            args![
                state.name(),
                version,
                settled,
                to_millis(time),
                to_millis(time),
                login,
                item.as_str(),
                u32::from(act == Act::Update),
                u32::from(act == Act::Correct)
            ],
        )
        .await?;
    // What was stopped is not in the archive any more, and is looked for among the working copies, as its next save is.
    if !act.stops() {
        leave_words(log.tx(), item).await?;
    }
    Ok(sent)
}

/// What waits for its time.
pub(crate) struct Later {
    pub(crate) at: Timestamp,
    pub(crate) act: Act,
    /// Who sent it, where that is told of it later.
    pub(crate) by: Option<String>,
    pub(crate) correction: Option<Correction>,
    /// It can be taken back until then.
    pub(crate) undo: bool,
    /// The embargo that it was scheduled with.
    pub(crate) embargo: Option<Timestamp>,
    /// The products that a second person approved.
    pub(crate) products: Option<Vec<ProductId>>,
}

/// Puts an item on the schedule. A time between two milliseconds is the later one: never early.
pub(crate) async fn set_due(tx: &mut Tx, id: &ItemId, later: &Later) -> Result<(), StoreError> {
    tx.run(
        "UPDATE item SET due = $1, due_act = $2, due_by = $3, due_correction = $4, due_undo = $5, \
         promised = COALESCE($6, promised), due_products = $7 WHERE id = $8",
        args![
            millis_not_before(later.at),
            later.act.name(),
            later.by.clone(),
            later.correction.as_ref().map(canonical_json),
            later.undo,
            later.embargo.map(millis_not_before),
            later.products.as_ref().map(canonical_json),
            id.as_str()
        ],
    )
    .await
    .map(drop)
}

pub(crate) fn millis_not_before(at: Timestamp) -> i64 {
    if from_millis(to_millis(at)) < at { to_millis(at) + 1 } else { to_millis(at) }
}
