//! What is due and cannot go out: why, and when it is tried again.
//!
//! Kept in memory only: a process that was started anew tries once, and knows.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use story::ItemId;

/// The pause after the first refusal, in seconds; each further one doubles it.
const PAUSE_SECS_FIRST: i64 = 1;
/// The longest pause, in seconds: what was mended elsewhere goes out this late at most.
const PAUSE_SECS_MAX: i64 = 60;

/// Why an item that is due does not go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Why.
    pub why: String,
    /// When it was refused for this first.
    pub since: Timestamp,
    /// When it is tried again; none while it stands still, which ends when somebody says so.
    pub again: Option<Timestamp>,
}

/// What a refusal holds for: with another save, another time or another standstill the item is tried at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grounds {
    pub(crate) edit: u64,
    pub(crate) due: i64,
    /// What stands still.
    pub(crate) halts: Vec<String>,
}

struct Kept {
    grounds: Grounds,
    refusal: Refusal,
    tried: Timestamp,
    pause_secs: i64,
}

/// The refusals of this process.
#[derive(Clone, Default)]
pub(crate) struct Refusals(Arc<Mutex<HashMap<ItemId, Kept>>>);

impl Refusals {
    fn all(&self) -> MutexGuard<'_, HashMap<ItemId, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the item was refused on the same grounds, and its pause is not over.
    pub(crate) fn pauses(&self, item: &ItemId, grounds: &Grounds, now: Timestamp) -> bool {
        let all = self.all();
        // A clock that was put back ends the pause: it must not grow by that.
        let kept = all.get(item).filter(|kept| kept.grounds == *grounds && kept.tried <= now);
        kept.and_then(|kept| kept.refusal.again).is_some_and(|again| now < again)
    }

    /// Notes that an item was tried, and refused. Answers whether that is news.
    pub(crate) fn note(&self, item: &ItemId, grounds: Grounds, why: String, now: Timestamp) -> bool {
        let mut all = self.all();
        let before = all.get(item).filter(|kept| kept.grounds == grounds && kept.refusal.again.is_some());
        let pause_secs = before.map_or(PAUSE_SECS_FIRST, |kept| (kept.pause_secs * 2).min(PAUSE_SECS_MAX));
        let again = now.checked_add(SignedDuration::from_secs(pause_secs)).unwrap_or(now);
        Self::put(
            &mut all,
            item,
            Kept { grounds, refusal: Refusal { why, since: now, again: Some(again) }, tried: now, pause_secs },
        )
    }

    /// Notes that an item is not even tried, because it stands still. Answers whether that is news.
    pub(crate) fn note_still(&self, item: &ItemId, grounds: Grounds, why: String, now: Timestamp) -> bool {
        let refusal = Refusal { why, since: now, again: None };
        Self::put(&mut self.all(), item, Kept { grounds, refusal, tried: now, pause_secs: 0 })
    }

    fn put(all: &mut HashMap<ItemId, Kept>, item: &ItemId, mut kept: Kept) -> bool {
        let since = all.get(item).filter(|old| old.refusal.why == kept.refusal.why).map(|old| old.refusal.since);
        kept.refusal.since = since.unwrap_or(kept.refusal.since);
        all.insert(item.clone(), kept);
        since.is_none()
    }

    /// Why this item does not go out.
    pub(crate) fn of(&self, item: &ItemId) -> Option<Refusal> {
        self.all().get(item).map(|kept| kept.refusal.clone())
    }

    /// Forgets one: something that it hung on was settled.
    pub(crate) fn forget(&self, item: &ItemId) {
        self.all().remove(item);
    }

    /// Forgets what is no longer due.
    pub(crate) fn keep_only(&self, due: &HashSet<ItemId>) {
        self.all().retain(|item, _| due.contains(item));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> ItemId {
        "tel:text:20260901:1".parse().expect("an item")
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + secs).expect("a time")
    }

    fn grounds(edit: u64) -> Grounds {
        Grounds { edit, due: 0, halts: Vec::new() }
    }

    #[test]
    fn pauses_grow_to_their_limit() {
        let refusals = Refusals::default();
        let (mut now, mut pauses) = (0, Vec::new());
        for tries in 0..9 {
            assert_eq!(refusals.note(&item(), grounds(1), "why".to_owned(), at(now)), tries == 0);
            let again = refusals.of(&item()).and_then(|refusal| refusal.again).expect("a time");
            pauses.push(again.as_second() - at(now).as_second());
            assert!(refusals.pauses(&item(), &grounds(1), at(now)));
            now += pauses[tries];
            assert!(!refusals.pauses(&item(), &grounds(1), at(now)));
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(refusals.of(&item()).expect("a refusal").since, at(0));
    }

    #[test]
    fn other_grounds_and_a_clock_put_back_end_a_pause() {
        let refusals = Refusals::default();
        for _ in 0..4 {
            refusals.note(&item(), grounds(1), "why".to_owned(), at(0));
        }
        assert!(refusals.pauses(&item(), &grounds(1), at(7)));
        assert!(!refusals.pauses(&item(), &grounds(2), at(7)));
        assert!(!refusals.pauses(&item(), &grounds(1), at(-1)));
        refusals.note(&item(), grounds(2), "why".to_owned(), at(7));
        assert_eq!(refusals.of(&item()).expect("a refusal").again, Some(at(8)), "it begins anew");
    }
}
