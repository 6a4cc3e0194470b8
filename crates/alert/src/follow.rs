//! Following the wire, and raising alerts.

use crate::{
    AlertError, Alerts, ByMail, Delivery, Settings,
    book::Book,
    hearing::{Heard, Hearing, open_since},
    letters::{Matter, take_back},
    record::reserve,
    rights::Rights,
    settle,
};
use account::{Halt, OrganisationId, Person, PersonId};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use store::{StoreError, Tx, args};
use story::Act;
use tokio_util::sync::CancellationToken;
use wire::{Dispatch, advance};

/// The name of the cursor.
pub const FOLLOWER: &str = "alert";
/// Hours after which a dispatch raises no alert any more: whoever opens a wire with a past is not told of it.
pub const ALERT_HOURS_MAX: i64 = 24;
/// Dispatches that are read at once.
const PAGE_DISPATCHES: usize = 200;
/// Dispatches that raise nothing, after which the cursor is written all the same.
const IDLE_DISPATCHES_MAX: u64 = 1_000;

/// What the follower keeps in memory.
pub(crate) struct Work {
    pub(crate) book: Book,
    pub(crate) rights: Rights,
    /// How far the wire was looked at.
    looked: u64,
    /// How much of that is written down.
    written: u64,
}

/// What a transaction ends with.
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

impl Alerts {
    /// Follows the wire until `stop`, and tells readers what is found for them.
    pub async fn follow(self, stop: CancellationToken) {
        wire::follow(&self.reader, FOLLOWER, &stop, || self.catch_up()).await;
    }

    /// Raises alerts for everything on the wire that was not looked at yet.
    pub async fn catch_up(&self) -> Result<(), AlertError> {
        let mut work = self.1.work.lock().await;
        let work = self.opened(&mut work).await?;
        loop {
            let page = self.reader.after(work.looked, PAGE_DISPATCHES).await?;
            if page.is_empty() {
                return Ok(());
            }
            for dispatch in page {
                self.look_at(work, &dispatch).await?;
                work.looked = dispatch.seq();
            }
        }
    }

    /// What the follower keeps in memory, made when it is asked for first.
    pub(crate) async fn opened<'a>(&self, work: &'a mut Option<Work>) -> Result<&'a mut Work, AlertError> {
        if work.is_none() {
            let (book, cursor) = (Book::open(&self.reader).await?, self.reader.cursor(FOLLOWER).await?);
            *work = Some(Work { book, rights: Rights::default(), looked: cursor, written: cursor });
        }
        Ok(work.as_mut().expect("it was just made"))
    }

    async fn look_at(&self, work: &mut Work, dispatch: &Dispatch) -> Result<(), AlertError> {
        work.book.refresh(&self.db).await?;
        let (entry, now) = (&dispatch.entry, self.now());
        let age = now.duration_since(open_since(entry));
        // A stop is told however late: whoever was alerted may still have the story.
        let old = age >= SignedDuration::from_hours(ALERT_HOURS_MAX) && !entry.act.stops();
        if old || matches!(entry.act, Act::Advisory | Act::Test) {
            return self.pass(work, dispatch.seq()).await;
        }
        if let Some(until) = entry.embargo.filter(|until| *until > now && !entry.act.stops()) {
            let mut tx = self.db.begin().await?;
            let kept = async {
                let sql = "INSERT INTO alert_embargo (seq, due) VALUES ($1, $2) ON CONFLICT (seq) DO NOTHING";
                tx.run(sql, args![entry.seq, query::ceil_millis(until)]).await?;
                Ok(advance(&mut tx, FOLLOWER, entry.seq).await?)
            }
            .await;
            settle(tx, kept).await?;
            work.written = entry.seq;
            return Ok(());
        }
        let hearing = self.hearing(work, dispatch, now).await?;
        if hearing.is_empty() {
            return self.pass(work, dispatch.seq()).await;
        }
        self.raise(dispatch, hearing, Step::Followed).await?;
        work.written = entry.seq;
        Ok(())
    }

    /// Most dispatches raise nothing: they do not each cost a write.
    async fn pass(&self, work: &mut Work, seq: u64) -> Result<(), AlertError> {
        if seq - work.written >= IDLE_DISPATCHES_MAX {
            let mut tx = self.db.begin().await?;
            advance(&mut tx, FOLLOWER, seq).await?;
            tx.commit().await?;
            work.written = seq;
        }
        Ok(())
    }

    /// Alerts everybody who is to hear of a dispatch, with their letters, in one transaction. What was written before
    /// is not written again.
    pub(crate) async fn raise(&self, dispatch: &Dispatch, hearing: Hearing, step: Step) -> Result<(), AlertError> {
        let now = self.now();
        let silent = self.no_letters().await?;
        let mut told = Vec::with_capacity(hearing.len());
        // SQLite has one writer: what can be read before is not read while others wait for it.
        for (person, heard) in hearing {
            if let Some(person) = self.reader_of(&heard.organisation, &person).await? {
                let asks = heard.how.sound || heard.how.email != ByMail::Off;
                let settings = if asks { Some(self.settings(&person.id).await?) } else { None };
                told.push(Told { person, heard, settings });
            }
        }
        let mut tx = self.db.begin().await?;
        let raised = async {
            self.write_all(&mut tx, dispatch, &told, now, silent).await?;
            match step {
                Step::Followed => advance(&mut tx, FOLLOWER, dispatch.seq()).await?,
                Step::Woken => {
                    tx.run("DELETE FROM alert_embargo WHERE seq = $1", args![dispatch.seq()]).await?;
                }
            }
            Ok(())
        }
        .await;
        settle(tx, raised).await?;
        self.bell().ring(told.iter().map(|one| &one.person.id));
        Ok(())
    }

    async fn write_all(
        &self,
        tx: &mut Tx,
        dispatch: &Dispatch,
        told: &[Told],
        now: Timestamp,
        silent: bool,
    ) -> Result<(), AlertError> {
        let entry = &dispatch.entry;
        let have_letters = if entry.act.stops() { take_back(tx, entry, now).await? } else { BTreeSet::new() };
        let first = reserve(tx, "alert", told.len() as u64).await?;
        for (id, one) in (first..).zip(told) {
            let due = due(dispatch, one, &have_letters, now);
            let at_once = due.is_some_and(|due| due <= now) && !silent;
            if !insert(tx, id, dispatch, one, due.filter(|_| !at_once), now).await? || !at_once {
                continue;
            }
            let matter = Matter::of(dispatch, one.heard.searches.values().cloned().collect());
            let mail = self.write_letter(tx, &one.person, &[matter], now).await?;
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
/// that, what was wrong with it does.
fn due(dispatch: &Dispatch, one: &Told, have_letters: &BTreeSet<PersonId>, now: Timestamp) -> Option<Timestamp> {
    let act = dispatch.entry.act;
    if act.stops() {
        return have_letters.contains(&one.person.id).then_some(now);
    }
    if one.heard.mailed && act != Act::Correct {
        return None;
    }
    one.settings.as_ref()?.due(one.heard.how.email, dispatch.story.priority, now)
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
    let Delivery { portal, sound, email } = heard.how;
    let organisation: &OrganisationId = &heard.organisation;
    let quiet = settings.as_ref().is_some_and(|settings| settings.hushes(dispatch.story.priority, now));
    let inserted = tx
        .run(
            "INSERT INTO alert (id, organisation, person, item, version, seq, act, time, priority, language, searches, \
             portal, sound, email, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
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
