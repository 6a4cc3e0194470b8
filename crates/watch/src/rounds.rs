//! The round of each minute: who asked is written down, and who went silent or asks badly is told so.

use crate::{
    Watch, WatchError,
    judge::{WINDOW_MINUTES, bad, is_calm, silent},
};
use account::{Alarm, Matter, OrganisationId, Seen, Tally, Via, end_alarm, raise_alarm};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Mutex, PoisonError},
};

/// The notes of the last minutes of each login and key, the newest last.
#[derive(Default)]
pub(crate) struct Windows(Mutex<BTreeMap<Via, VecDeque<Tally>>>);

impl Windows {
    /// Adds the notes of a minute, and answers those of [`WINDOW_MINUTES`] together. Whoever did not ask in all that time
    /// is forgotten.
    fn add(&self, notes: &BTreeMap<Via, Tally>) -> BTreeMap<Via, Tally> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for via in notes.keys() {
            windows.entry(via.clone()).or_default();
        }
        for (via, window) in windows.iter_mut() {
            window.push_back(notes.get(via).copied().unwrap_or_default());
            if window.len() > WINDOW_MINUTES {
                window.pop_front();
            }
        }
        windows.retain(|_, window| window.iter().any(|minute| *minute != Tally::default()));
        let together = |window: &VecDeque<Tally>| window.iter().copied().fold(Tally::default(), Tally::plus);
        windows.iter().map(|(via, window)| (via.clone(), together(window))).collect()
    }
}

/// What is the matter now.
type Found = BTreeMap<(Via, Matter), String>;

impl Watch {
    /// Takes the notes of the last minute and looks at everybody.
    pub async fn round(&self) -> Result<(), WatchError> {
        let notes = self.accounts.take_notes();
        self.accounts.mark_takers(&notes).await?;
        let mut minute: BTreeMap<Via, Tally> = BTreeMap::new();
        for (taker, tally) in notes {
            let sum = minute.entry(taker.via).or_default();
            *sum = sum.plus(tally);
        }
        let windows = self.1.windows.add(&minute);
        let seen = self.accounts.seen().await?;
        let unwatched = self.accounts.unwatched().await?;
        let off: BTreeSet<(OrganisationId, Matter)> =
            unwatched.into_iter().map(|(id, _, matter)| (id, matter)).collect();
        let open = self.accounts.open_alarms().await?;
        for one in &seen {
            let watched = |matter: Matter| !off.contains(&(one.organisation.clone(), matter));
            let found = self.found(one, windows.get(&one.via)).into_iter().filter(|((_, matter), _)| watched(*matter));
            for ((_, matter), detail) in found {
                if !open.iter().any(|alarm| alarm.via == one.via && alarm.matter == matter) {
                    self.raise(one, matter, &detail).await?;
                }
            }
        }
        for alarm in &open {
            self.look_at(alarm, &seen, &windows, &off).await?;
        }
        self.look_again().await
    }

    fn found(&self, one: &Seen, notes: Option<&Tally>) -> Found {
        let bad = notes.map(bad).unwrap_or_default().into_iter();
        let silent = silent(&one.hours, one.last, self.now()).map(|detail| (Matter::Silent, detail));
        bad.chain(silent).map(|(matter, detail)| ((one.via.clone(), matter), detail)).collect()
    }

    async fn raise(&self, one: &Seen, matter: Matter, detail: &str) -> Result<(), WatchError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if raise_alarm(&mut tx, one, matter, detail, now).await? {
            self.warn(&mut tx, one, matter, detail, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ends an alarm when it is over. Of a login or key that is gone, and of what is not watched any more, nobody is
    /// told that it is over.
    async fn look_at(
        &self,
        alarm: &Alarm,
        seen: &[Seen],
        windows: &BTreeMap<Via, Tally>,
        off: &BTreeSet<(OrganisationId, Matter)>,
    ) -> Result<(), WatchError> {
        let now = self.now();
        let one = seen.iter().find(|one| one.via == alarm.via);
        let dropped = one.is_none() || off.contains(&(alarm.organisation.clone(), alarm.matter));
        let over = match (alarm.matter, one) {
            (Matter::Silent, Some(one)) => one.last > alarm.began,
            (matter, _) => is_calm(matter, &windows.get(&alarm.via).copied().unwrap_or_default()),
        };
        if !dropped && !over {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        if end_alarm(&mut tx, &alarm.id, now).await? && !dropped {
            self.relieve(&mut tx, alarm, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
