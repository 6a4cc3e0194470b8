//! The seconds in which a release of routine news can be taken back: it waits on the schedule, and the schedule knows who
//! sent it.

use crate::{
    Desk, DeskError, Item, Proposal,
    acts::{Later, set_due},
    drafts::note,
    proposal::{Made, Part},
    rights::require,
};
use account::{Right, Staff};
use jiff::{SignedDuration, Timestamp};
use story::{HouseRules, ItemId, Priority};
use wire::Log;

/// Until when it can be taken back; `None` when it goes at once: a flash, an urgent item, or where nobody asked for it.
pub(crate) fn until(
    proposal: &Proposal,
    made: &Made,
    part: &Part,
    rules: &HouseRules,
    now: Timestamp,
) -> Option<Timestamp> {
    let wanted = matches!(proposal, Proposal::Release { undo: true, .. } | Proposal::Send { undo: true, .. });
    let routine = !matches!(part.ready.story().priority, Priority::Flash | Priority::Urgent);
    let waits = wanted && routine && made.guarded.is_empty() && rules.undo_secs > 0;
    waits.then(|| now + SignedDuration::from_secs(rules.undo_secs.into()))
}

/// Puts what was sent onto the schedule, under the name of the one who sent it.
pub(crate) async fn wait(log: &mut Log, who: &Staff, part: &Part, at: Timestamp) -> Result<(), DeskError> {
    let later = Later {
        at,
        act: part.act,
        by: Some(who.login.clone()),
        correction: part.correction.clone(),
        undo: true,
        embargo: None,
        products: None,
    };
    set_due(log.tx(), &part.item.id, &later).await?;
    let time = log.time();
    let detail = format!("{}, can be taken back until {at}", part.act.name());
    note(log.tx(), time, who, "send", &part.item.id, &detail).await.map_err(Into::into)
}

impl Desk {
    /// Takes back what was sent a few seconds ago and is not out yet; the item is as it was before.
    pub async fn undo(&self, who: &Staff, id: &ItemId) -> Result<Item, DeskError> {
        require(who, Right::Release)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    let due = item.due.filter(|due| due.undo).ok_or(DeskError::NotScheduled)?;
                    crate::schedule::take_off(log.tx(), &id).await?;
                    let time = log.time();
                    note(log.tx(), time, &who, "undo", &id, due.act.name()).await?;
                    Item::load(log.tx(), &id).await
                })
            })
            .await
    }
}
