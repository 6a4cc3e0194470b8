//! Saving while somebody types: often, and without making a line of history of each.

use crate::{
    Desk, DeskError, Item,
    drafts::{has_section, note, one_fault, stays_itself},
    history::{self, How},
    item::rewrite,
    lists::keep_words,
    locks::Lock,
    machine,
    rights::{may_edit, require},
};
use account::{Right, Staff};
use store::args;
use story::{ItemId, Manuscript, State, canonical_json, to_millis};
use wire::Log;

/// What came of a save.
#[derive(Debug)]
pub enum Saved {
    /// It is the working copy now.
    Done {
        /// The item.
        item: Box<Item>,
        /// Its entry in the history.
        entry: u64,
    },
    /// It could not be taken, and changed nothing; the text is kept beside the history, so that nobody's text is lost.
    Aside {
        /// The entry that keeps it.
        entry: u64,
        /// Why it could not be taken.
        because: DeskError,
    },
}

impl Desk {
    /// Saves what somebody is typing, based on the save numbered `edit`. `keep` closes the entry of the history: what is
    /// typed next begins another one.
    pub async fn save(
        &self,
        who: &Staff,
        id: &ItemId,
        edit: u64,
        manuscript: Manuscript,
        keep: bool,
    ) -> Result<Saved, DeskError> {
        require(who, Right::Write)?;
        has_section(&self.agency, manuscript.category()).map_err(one_fault)?;
        let (who, id) = (who.clone(), id.clone());
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let item = Item::load(log.tx(), &id).await?;
                    stays_itself(&item, &manuscript)?;
                    match may_write(log, &who, &item, edit).await {
                        Ok(()) => {
                            let how = if keep { How::Kept } else { How::Typed };
                            let (item, entry) = write(log, &who, &item, &manuscript, how).await?;
                            Ok(Saved::Done { item: Box::new(item), entry })
                        }
                        Err(because) => {
                            let Some(why) = set_aside_for(&because) else { return Err(because) };
                            let entry = history::set_aside(log, &who, &item, edit, &manuscript, why).await?;
                            Ok(Saved::Aside { entry, because })
                        }
                    }
                })
            })
            .await
    }
}

/// Refuses to change the working copy where that would overwrite somebody else's work, or change what is settled.
pub(crate) async fn may_write(log: &mut Log, who: &Staff, item: &Item, edit: u64) -> Result<(), DeskError> {
    may_edit(who, item)?;
    Lock::leaves_to(log.tx(), &item.id, who).await?;
    item.based_on(edit)?;
    item.not_scheduled()?;
    if item.state == Some(State::Canceled) { Err(DeskError::Killed) } else { Ok(()) }
}

/// Makes `manuscript` the working copy, with its entry in the history; answers the item and the entry.
pub(crate) async fn write(
    log: &mut Log,
    who: &Staff,
    item: &Item,
    manuscript: &Manuscript,
    how: How,
) -> Result<(Item, u64), DeskError> {
    let time = log.time();
    let manuscript = &machine::marked(log, who, item, manuscript).await?;
    let text = canonical_json(manuscript);
    log.tx()
        .run(
            "UPDATE item SET edit = edit + 1, changed = $1, changed_by = $2 WHERE id = $3",
            args![to_millis(time), who.login.as_str(), item.id.as_str()],
        )
        .await?;
    rewrite(log.tx(), &item.id, manuscript, &text).await?;
    keep_words(log.tx(), &item.id, manuscript).await?;
    let kept = history::keep(log, who, item, &text, &how).await?;
    if kept.is_new {
        note(log.tx(), time, who, how.act(), &item.id, &how.detail()).await?;
    }
    Ok((Item::load(log.tx(), &item.id).await?, kept.entry))
}

/// The word for why a text was set aside; none where it was refused for what it says itself.
fn set_aside_for(because: &DeskError) -> Option<&'static str> {
    match because {
        DeskError::Locked(_) => Some("lock"),
        DeskError::Stale { .. } => Some("stale"),
        DeskError::Scheduled(_) => Some("scheduled"),
        DeskError::Killed => Some("killed"),
        // An editor released it while its author was typing.
        DeskError::OutAlready => Some("out"),
        _ => None,
    }
}
