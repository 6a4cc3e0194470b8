//! Who asked, how often, and how well: noted in memory at each request, and taken once a minute by whoever watches.

use crate::{Accounts, OrganisationId, Subscriber, Via};
use jiff::Timestamp;
use std::{
    collections::HashMap,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

/// Takers and ways that are noted between two looks; those that come later are not noted until then.
pub const ASKERS_MAX: usize = 10_000;

/// What a program asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AskedFor {
    /// Pages of the feed.
    Feed,
    /// The stream.
    Stream,
    /// The archive.
    Search,
    /// Items by id.
    Items,
    /// Files.
    Files,
    /// The HAS surface.
    Has,
    /// Anything else.
    Other,
}

impl AskedFor {
    /// Every way.
    pub const ALL: [Self; 7] =
        [Self::Feed, Self::Stream, Self::Search, Self::Items, Self::Files, Self::Has, Self::Other];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Stream => "stream",
            Self::Search => "search",
            Self::Items => "items",
            Self::Files => "files",
            Self::Has => "has",
            Self::Other => "other",
        }
    }
}

impl FromStr for AskedFor {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|way| way.name() == s).ok_or_else(|| format!("`{s}` is not a way of asking"))
    }
}

/// What a handler knows of a request that its status does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// The feed was polled without waiting, and there was nothing new.
    NothingNew,
    /// The feed was read from its very beginning.
    FromStart,
}

/// A login or key that asks, and in which way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asker {
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The login or key.
    pub via: Via,
    /// What it asks for.
    pub way: AskedFor,
}

/// What was noted of a taker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// When it asked last.
    pub last: Option<Timestamp>,
    /// Requests.
    pub asked: u32,
    /// Polls of the feed that did not wait and found nothing.
    pub idle: u32,
    /// Pages of the feed from its very beginning.
    pub from_start: u32,
    /// Requests that were refused because they came too fast.
    pub too_fast: u32,
    /// Requests that were refused or failed for another reason.
    pub failed: u32,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            last: self.last.max(other.last),
            asked: self.asked.saturating_add(other.asked),
            idle: self.idle.saturating_add(other.idle),
            from_start: self.from_start.saturating_add(other.from_start),
            too_fast: self.too_fast.saturating_add(other.too_fast),
            failed: self.failed.saturating_add(other.failed),
        }
    }

    /// One request.
    fn one(status: u16, hint: Option<Hint>, now: Timestamp) -> Self {
        let is = |yes: bool| u32::from(yes);
        Self {
            last: Some(now),
            asked: 1,
            idle: is(hint == Some(Hint::NothingNew)),
            from_start: is(hint == Some(Hint::FromStart)),
            too_fast: is(status == 429),
            failed: is(status >= 400 && status != 429),
        }
    }
}

/// The notes since they were taken last.
#[derive(Default)]
pub(crate) struct Asking(Mutex<HashMap<Asker, Tally>>);

impl Accounts {
    /// Notes a request of a subscriber and how it was answered. Costs no I/O. People are not noted: they come and go, and
    /// nobody is to be told that their browser is silent.
    pub fn note(&self, taker: Asker, status: u16, hint: Option<Hint>) {
        if matches!(taker.via, Via::Person(_)) {
            return;
        }
        let one = Tally::one(status, hint, self.clock.now());
        let mut notes = self.asking.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = notes.len() < ASKERS_MAX;
        match notes.get_mut(&taker) {
            Some(tally) => *tally = tally.plus(one),
            None if room => drop(notes.insert(taker, one)),
            None => {}
        }
    }

    /// Notes that an open stream still stands.
    pub fn note_open(&self, subscriber: &Subscriber) {
        if matches!(subscriber.via, Via::Person(_)) {
            return;
        }
        let taker =
            Asker { organisation: subscriber.organisation.clone(), via: subscriber.via.clone(), way: AskedFor::Stream };
        let now = self.clock.now();
        let mut notes = self.asking.0.lock().unwrap_or_else(PoisonError::into_inner);
        if notes.len() < ASKERS_MAX || notes.contains_key(&taker) {
            notes.entry(taker).or_default().last = Some(now);
        }
    }

    /// Takes the notes away, in the order of their takers.
    pub fn take_notes(&self) -> Vec<(Asker, Tally)> {
        let notes = std::mem::take(&mut *self.asking.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut notes: Vec<_> = notes.into_iter().collect();
        notes.sort_by(|(a, _), (b, _)| a.cmp(b));
        notes
    }
}
