//! A filter tried on what the wire carried lately, before it is saved.

use crate::{AudienceError, Facts, Filter};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};
use story::{Act, ItemId, State};
use wire::{Dispatch, Reader};

/// Items that a filter is tried on.
pub const TRIAL_ITEMS_MAX: usize = 1_000;
/// Dispatches that are read for them at most: an item has several.
const TRIAL_DISPATCHES_MAX: u64 = 5_000;
/// Dispatches read at once.
const CHUNK: u64 = 500;

/// One item that came in, with how it comes out.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Its newest version.
    pub dispatch: Arc<Dispatch>,
    /// The filter that is tried takes it.
    pub now: bool,
    /// The filter that it was compared with takes it.
    pub before: bool,
    /// It may be shown: its embargo is over.
    pub open: bool,
}

/// How a filter comes out for the newest items of the wire.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// Items that it was tried on: those that are neither on hold nor killed.
    pub tried: usize,
    /// Those that it takes, or that the filter takes that it was compared with; the newest first.
    pub items: Vec<Tried>,
    /// Each day of the agency with what was tried and what it takes, the newest first.
    pub days: Vec<(Date, usize, usize)>,
}

impl Trial {
    /// Tries a filter on the newest items as they stand now, beside the one that is stored, if there is one.
    pub async fn run(
        reader: &Reader,
        filter: &Filter,
        stored: Option<&Filter>,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Result<Self, AudienceError> {
        let mut trial = Self::default();
        let mut days: BTreeMap<Date, (usize, usize)> = BTreeMap::new();
        for dispatch in newest(reader).await? {
            let facts = Facts::of(&dispatch.story);
            let takes = filter.meets(&facts);
            let before = stored.is_some_and(|stored| stored.meets(&facts));
            let day = days.entry(dispatch.entry.first_released.to_zoned_datetime(zone.clone()).date()).or_default();
            day.0 += 1;
            day.1 += usize::from(takes);
            trial.tried += 1;
            if takes || before {
                let open = dispatch.entry.embargo.is_none_or(|until| until <= now);
                trial.items.push(Tried { dispatch, now: takes, before, open });
            }
        }
        trial.days = days.into_iter().rev().map(|(day, (tried, taken))| (day, tried, taken)).collect();
        Ok(trial)
    }

    /// How many items the filter takes.
    pub fn taken(&self) -> usize {
        self.items.iter().filter(|item| item.now).count()
    }
}

/// The newest version of each of the newest items that are neither on hold nor killed, the newest first. What a test says
/// decides nothing, so that no filter is tried on one.
async fn newest(reader: &Reader) -> Result<Vec<Arc<Dispatch>>, AudienceError> {
    let head = reader.head();
    let (mut seen, mut found) = (HashSet::<ItemId>::new(), Vec::new());
    let mut until = head;
    while until > 0 && head - until < TRIAL_DISPATCHES_MAX && found.len() < TRIAL_ITEMS_MAX {
        let from = until.saturating_sub(CHUNK);
        let mut chunk = reader.after(from, usize::try_from(until - from).unwrap_or(0)).await?;
        // Reading from a position on answers no more than it was asked for; the wire has grown since.
        chunk.retain(|dispatch| dispatch.seq() <= until);
        for dispatch in chunk.into_iter().rev() {
            let known = !seen.insert(dispatch.entry.item.clone());
            if !known
                && dispatch.entry.state == State::Usable
                && dispatch.entry.act != Act::Test
                && found.len() < TRIAL_ITEMS_MAX
            {
                found.push(dispatch);
            }
        }
        until = from;
    }
    Ok(found)
}
