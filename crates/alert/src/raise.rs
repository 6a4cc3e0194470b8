//! Raising alerts: who hears of a dispatch gets an alert, and a letter and pushes where they are due.

use crate::{
    AlertError, Alerts, ByMail, Delivery, Settings,
    follow::FOLLOWER,
    hearing::{Heard, Hearing},
    hourly,
    letters::Matter,
    push,
    record::reserve,
    settle,
};
use account::{Halt, OrganisationId, Person, PersonId};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{StoreError, Tx, args};
use story::Act;
use wire::{Dispatch, advance};

/// People whose alerts are one transaction. SQLite has one writer: the desk does not wait for all of them.
const PART_PEOPLE: usize = 200;

/// What the last part ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The cursor moves to the dispatch.
    Followed,
    /// Its embargo is over, and is forgotten.
    Woken,
}

/// Somebody who is alerted, with what decides about sound and letter.
struct Told {
    person: Person,
    heard: Heard,
    settings: Option<Settings>,
}

/// What is the same for everybody who is alerted to a dispatch.
struct Raising<'a> {
    dispatch: &'a Dispatch,
    now: Timestamp,
    /// No letter is written now.
    silent: bool,
    /// Who has a letter about an earlier version of what is stopped.
    have_letters: BTreeSet<PersonId>,
    /// Who was pushed an earlier version of what is stopped, or may have been.
    have_pushes: BTreeSet<PersonId>,
}

impl Alerts {
    /// Alerts everybody who is to hear of a dispatch. Alert, letter and pushes of a reader are one transaction; the last
    /// one ends with the step. What was written before is not written again: whoever is broken off begins anew.
    pub(crate) async fn raise(&self, dispatch: &Dispatch, hearing: Hearing, step: Step) -> Result<(), AlertError> {
        let (now, silent) = (self.now(), self.no_letters().await?);
        let stops = dispatch.entry.act.stops();
        let have_letters = if stops { self.take_back(&dispatch.entry, now).await? } else { BTreeSet::new() };
        let have_pushes = if stops { self.take_back_pushes(&dispatch.entry).await? } else { BTreeSet::new() };
        let raising = Raising { dispatch, now, silent, have_letters, have_pushes };
        let mut hearing = hearing.into_iter();
        loop {
            let part: Vec<_> = hearing.by_ref().take(PART_PEOPLE).collect();
            let last = hearing.len() == 0;
            self.raise_part(&raising, part, step, last).await?;
            if last {
                return Ok(());
            }
        }
    }

    async fn raise_part(
        &self,
        raising: &Raising<'_>,
        part: Vec<(PersonId, Heard)>,
        step: Step,
        last: bool,
    ) -> Result<(), AlertError> {
        let mut told = Vec::with_capacity(part.len());
        // What can be read before is not read while others wait for the transaction.
        for (person, heard) in part {
            if let Some(person) = self.reader_of(&heard.organisation, &person).await? {
                let asks = heard.how.sound || heard.how.push || heard.how.email != ByMail::Off;
                let settings = if asks { self.readable_settings(&person.id).await? } else { None };
                told.push(Told { person, heard, settings });
            }
        }
        let seq = raising.dispatch.seq();
        let mut tx = self.db.begin().await?;
        let raised = async {
            self.write_all(&mut tx, raising, &told).await?;
            match step {
                _ if !last => {}
                Step::Followed => advance(&mut tx, FOLLOWER, seq).await?,
                Step::Woken => {
                    tx.run("DELETE FROM alert_embargo WHERE seq = $1", args![seq]).await?;
                }
            }
            Ok(())
        }
        .await;
        settle(tx, raised).await?;
        self.bell().ring(told.iter().map(|one| &one.person.id));
        self.1.pushes.notify_one();
        Ok(())
    }

    async fn write_all(&self, tx: &mut Tx, raising: &Raising<'_>, told: &[Told]) -> Result<(), AlertError> {
        let Raising { dispatch, now, .. } = *raising;
        let first = reserve(tx, "alert", told.len() as u64).await?;
        for (id, one) in (first..).zip(told) {
            let mut due = due(raising, one);
            // Whoever may use what was stopped is told so, however many letters they had.
            if due.is_some_and(|due| due <= now) && !raising.silent && !dispatch.entry.act.stops() {
                due = hourly::full_until(tx, &one.person.id, now).await?.or(due);
            }
            let at_once = due.is_some_and(|due| due <= now) && !raising.silent;
            if !insert(tx, id, dispatch, one, due.filter(|_| !at_once), now).await? {
                continue;
            }
            if let Some(due) = push_due(raising, one) {
                push::write(tx, id, &one.person.id, dispatch.entry.act, due).await?;
            }
            if !at_once {
                continue;
            }
            let matter = Matter::of(dispatch, one.heard.searches.values().cloned().collect());
            let mail = self.write_letter(tx, &one.person, (&[matter], false), now).await?;
            tx.run("UPDATE alert SET mail = $1 WHERE id = $2", args![mail, id]).await?;
        }
        Ok(())
    }

    /// True while nobody of any organisation is let in: letters wait, and alerts are raised all the same.
    pub(crate) async fn no_letters(&self) -> Result<bool, AlertError> {
        Ok(self.accounts.standstills().await?.iter().any(|standstill| standstill.what == Halt::Subscribers))
    }
}

/// When the letter of somebody who is alerted is written; `None` when none is. One letter tells of a story; after
/// that, what was wrong with it does, and that what a letter said to be on hold is not any more.
fn due(raising: &Raising<'_>, one: &Told) -> Option<Timestamp> {
    let Raising { dispatch, now, ref have_letters, .. } = *raising;
    let (act, heard) = (dispatch.entry.act, &one.heard);
    if act.stops() {
        return have_letters.contains(&one.person.id).then_some(now);
    }
    let again = act == Act::Correct || (act == Act::Resume && heard.held);
    if heard.mailed && !again {
        return None;
    }
    one.settings.as_ref()?.due(heard.how.email, dispatch.story.priority, now)
}

/// When an alert is pushed; `None` when it is not. Each version is: the newer one takes the place of the older one at
/// the browser. A stop goes to whoever may have seen what it stops, at whatever hour.
fn push_due(raising: &Raising<'_>, one: &Told) -> Option<Timestamp> {
    let Raising { dispatch, now, ref have_pushes, .. } = *raising;
    if dispatch.entry.act.stops() {
        return have_pushes.contains(&one.person.id).then_some(now);
    }
    let settings = one.settings.as_ref().filter(|_| one.heard.how.push)?;
    settings.due(ByMail::AtOnce, dispatch.story.priority, now)
}

/// Writes an alert; false when there is one already.
async fn insert(
    tx: &mut Tx,
    id: u64,
    dispatch: &Dispatch,
    one: &Told,
    due: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool, AlertError> {
    let (entry, Told { person, heard, settings }) = (&dispatch.entry, one);
    let Delivery { portal, sound, email, push } = heard.how;
    let organisation: &OrganisationId = &heard.organisation;
    let quiet = settings.as_ref().is_some_and(|settings| settings.hushes(dispatch.story.priority, now));
    let inserted = tx
        .run(
            "INSERT INTO alert (id, organisation, person, item, version, seq, act, time, priority, language, searches, \
             portal, sound, email, push, due) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
             ON CONFLICT (item, version, person) DO NOTHING",
            args![
                id,
                organisation.as_str(),
                person.id.as_str(),
                entry.item.as_str(),
                entry.version,
                entry.seq,
                entry.act.name(),
                story::to_millis(now),
                u32::from(dispatch.story.priority.urgency()),
                entry.language.as_str(),
                serde_json::to_string(&heard.found_by()).map_err(unwritable)?,
                portal,
                sound && !quiet,
                email.name(),
                push,
                due.map(story::to_millis)
            ],
        )
        .await?;
    Ok(inserted > 0)
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn unwritable(error: serde_json::Error) -> StoreError {
    StoreError::Unusable(format!("an alert cannot be written: {error}"))
}
