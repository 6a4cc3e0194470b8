//! Sending: release, update, correct, refile, hold, resume, kill, withdraw.

use crate::{
    Desk, DeskError, Item, cause,
    changes::{brings_something, corrects_what_was_sent},
    drafts::note,
    item::{copy_head, json},
    lists::{keep_words, leave_words},
    planning,
    rights::require,
    ties::tie,
    translation,
};
use account::{Halt, Right, Staff, Standstill};
use audience::Products;
use jiff::Timestamp;
use std::sync::Arc;
use store::{StoreError, Tx, args};
use story::{
    Act, Correction, Fault, ItemId, Note, ProductId, Ready, State, Story, canonical_json, from_millis, to_millis,
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

impl Desk {
    /// Releases a draft, based on the save numbered `edit`: now, or at the later of `at` and its embargo.
    pub async fn release(
        &self,
        who: &Staff,
        id: &ItemId,
        edit: u64,
        at: Option<Timestamp>,
    ) -> Result<Outcome, DeskError> {
        require(who, Right::Release)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    item.based_on(edit)?;
                    item.not_scheduled()?;
                    let act = item.purpose.act();
                    State::after(item.state, act)?;
                    not_past(at, log.now())?;
                    let story = item.story().map_err(DeskError::NotReady)?;
                    let story = Story { correction: None, ..story };
                    let embargo = story.embargo;
                    let ready = story.ready().map_err(DeskError::NotReady)?;
                    let time = log.time();
                    match embargo.max(at).filter(|&t| t > log.now()) {
                        Some(later) => {
                            translation::may_go_out(log.tx(), &item, Some(later)).await?;
                            set_due(log.tx(), &id, later, act).await?;
                            note(log.tx(), time, &who, "schedule", &id, &later.to_string()).await?;
                            Ok(Outcome::Scheduled(later))
                        }
                        None => Ok(Outcome::Sent(send(log, &who, &item, act, ready, "").await?)),
                    }
                })
            })
            .await
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
        require(who, if act == Act::Resume { Right::Stop } else { Right::Release })?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    item.based_on(edit)?;
                    State::after(item.state, act)?;
                    item.purpose.goes_on()?;
                    let story = Story { correction, ..item.story().map_err(DeskError::NotReady)? };
                    // What is resumed was taken away whole: it may come back as it was.
                    if act != Act::Resume {
                        let last = last_sent(log.tx(), &item).await?;
                        brings_something(&last, &story, item.version)?;
                        if let Some(what) = &story.correction {
                            corrects_what_was_sent(&last, &story, what)?;
                        }
                    }
                    not_embargoed_again(&story, log.now())?;
                    let ready = story.ready().map_err(DeskError::NotReady)?;
                    send(log, &who, &item, act, ready, "").await
                })
            })
            .await
    }

    async fn send_notice(&self, who: &Staff, id: &ItemId, act: Act, reason: Note) -> Result<Sent, DeskError> {
        require(who, Right::Stop)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    State::after(item.state, act)?;
                    // The notice repeats what was sent, not what somebody has written since.
                    let sent: Story = last_sent(log.tx(), &item).await?;
                    let notice = sent.notice(&reason);
                    send(log, &who, &item, act, notice, reason.as_str()).await
                })
            })
            .await
    }
}

/// Nothing goes out in the past: whoever names such a time has mistaken a day or a zone, and must not release by it.
fn not_past(at: Option<Timestamp>, now: Timestamp) -> Result<(), DeskError> {
    if let Some(at) = at.filter(|&at| at < now) {
        let why = format!("is {at}, which has passed; leave it out to release now");
        return Err(DeskError::NotReady(vec![Fault { field: "at", why }]));
    }
    Ok(())
}

/// What others may hold already cannot be made secret again.
fn not_embargoed_again(story: &Story, now: Timestamp) -> Result<(), DeskError> {
    if story.embargo.is_some_and(|until| until > now) {
        let why = "lies ahead, but the item is out already; put it on hold instead".to_owned();
        return Err(DeskError::NotReady(vec![Fault { field: "embargo", why }]));
    }
    Ok(())
}

/// The story as the item's last version has it.
pub(crate) async fn last_sent(tx: &mut Tx, item: &Item) -> Result<Story, DeskError> {
    let row = tx
        .one("SELECT story FROM dispatch WHERE item = $1 AND version = $2", args![item.id.as_str(), item.version])
        .await?
        .ok_or_else(|| DeskError::Unknown(item.id.clone()))?;
    Ok(json(&row, "story")?)
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
    if !act.stops() {
        goes_out(log.tx(), item.desk.as_deref()).await?;
        translation::may_go_out(log.tx(), item, None).await?;
    }
    let products = Products::load_in(log.tx()).await?;
    let settled = settle(&products, story.story(), act, &item.products);
    let time = log.time();
    if !act.stops() {
        // What the desk sees is what was sent, with the correction that it names or no longer names.
        let sent = canonical_json(story.story());
        log.tx().run("UPDATE item SET story = $1 WHERE id = $2", args![sent, item.id.as_str()]).await?;
        copy_head(log.tx(), &item.id, &story.story().into()).await?;
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

/// Sends the first version of an item that was filed in this transaction; its batch writes the audit.
pub(crate) async fn send_first(
    log: &mut Log,
    who: &Staff,
    products: &Products,
    id: &ItemId,
    story: Ready,
) -> Result<Arc<Dispatch>, DeskError> {
    let settled = settle(products, story.story(), Act::Release, &[]);
    append(log, id, 1, State::Usable, Act::Release, settled, story, &who.login).await
}

/// A notice goes to whoever could have got the item; its own fields, most of them emptied, decide nothing. A test goes to
/// whoever asked for tests, and what it says decides nothing either.
fn settle(products: &Products, story: &Story, act: Act, before: &[ProductId]) -> Vec<ProductId> {
    match act {
        act if act.stops() => before.to_vec(),
        Act::Test => products.of_tests(),
        _ => products.settle(story, before),
    }
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row, from two callers that share nothing else")]
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
             changed_by = $6, edit = edit + 1, due = NULL, due_act = NULL, updates = updates + $8, \
             corrections = corrections + $9 WHERE id = $7",
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

/// Puts an item on the schedule. A time between two milliseconds is the later one: never early.
pub(crate) async fn set_due(tx: &mut Tx, id: &ItemId, at: Timestamp, act: Act) -> Result<(), StoreError> {
    let at = if from_millis(to_millis(at)) < at { from_millis(to_millis(at) + 1) } else { at };
    tx.run("UPDATE item SET due = $1, due_act = $2 WHERE id = $3", args![to_millis(at), act.name(), id.as_str()])
        .await
        .map(drop)
}
