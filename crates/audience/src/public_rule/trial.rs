//! A rule tried on what the wire carried in the last days, before it is saved.

use super::{NotPublic, PublicRule, Publicly};
use crate::{AudienceError, Candidate, Products};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use std::collections::{BTreeMap, HashMap, HashSet};
use story::{Act, Agency, CategoryId, ItemId, Kind, Lang, Publicity};
use wire::{Dispatch, Reader};

/// Days of the agency that a rule is tried on, with the one that is not over.
pub const PUBLIC_TRIAL_DAYS: usize = 7;
/// Dispatches that are read for it at most.
pub const PUBLIC_TRIAL_DISPATCHES_MAX: usize = 20_000;
/// Dispatches read at once.
const CHUNK: usize = 500;

/// One item that came in, as it stands now, and how it comes out.
#[derive(Debug, Clone)]
pub struct PubliclyTried {
    /// The item.
    pub item: ItemId,
    /// Its headline; none while nobody outside the newsroom may read it, and of what was taken back.
    pub headline: Option<String>,
    /// Its language.
    pub language: Lang,
    /// Its section.
    pub section: CategoryId,
    /// When it is published: its first release, or the end of its embargo.
    pub published: Timestamp,
    /// The day of that, in the agency's zone.
    pub day: Date,
    /// From when the rule that is tried shows it, or why it does not.
    pub now: Result<Timestamp, Vec<NotPublic>>,
    /// The rule that it was compared with shows it.
    pub before: bool,
}

/// What a day had in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SectionDay {
    /// Items.
    pub tried: usize,
    /// Those that the rule shows.
    pub shown: usize,
}

/// How a rule comes out for the last days.
#[derive(Debug, Clone, Default)]
pub struct PublicTrial {
    /// Every item that was first released in them, the newest first.
    pub items: Vec<PubliclyTried>,
    /// Days with their sections. An embargo may end on a day to come.
    pub days: BTreeMap<Date, BTreeMap<CategoryId, SectionDay>>,
    /// There were more dispatches than [`PUBLIC_TRIAL_DISPATCHES_MAX`]: the oldest were not looked at.
    pub cut: bool,
}

/// What a rule shows, in the order of the log: as the site's follower counts it.
struct Showing<'a> {
    publicly: Publicly<'a>,
    first: HashSet<ItemId>,
    taken: HashMap<(Date, Lang, CategoryId), u32>,
}

impl<'a> Showing<'a> {
    fn new(rule: &'a PublicRule, products: &'a Products, agency: &'a Agency) -> Self {
        Self { publicly: Publicly { rule, products, agency }, first: HashSet::new(), taken: HashMap::new() }
    }

    fn show(&mut self, dispatch: &Dispatch, day: Date) -> Result<Timestamp, Vec<NotPublic>> {
        let (item, story) = (&dispatch.entry.item, &dispatch.story);
        let from = self.publicly.from(&Candidate::of(dispatch))?;
        if item.kind() != Kind::Text || self.first.contains(item) {
            return Ok(from);
        }
        let lang = self.publicly.agency.language(&story.language).map_or(&story.language, |edition| &edition.lang);
        let taken = self.taken.entry((day, lang.clone(), story.category)).or_default();
        if let Some(max) = self.publicly.rule.a_day_max.filter(|max| *taken >= *max && story.public != Publicity::Yes) {
            return Err(vec![NotPublic::DayFull(max)]);
        }
        *taken += 1;
        self.first.insert(item.clone());
        Ok(from)
    }
}

impl PublicTrial {
    /// Tries a rule on the items of the last days, beside the one that is stored, with the products as they are now.
    pub async fn run(
        reader: &Reader,
        [rule, stored]: [&PublicRule; 2],
        products: &Products,
        agency: &Agency,
        now: Timestamp,
    ) -> Result<Self, AudienceError> {
        let zone = TimeZone::get(&agency.time_zone).unwrap_or(TimeZone::UTC);
        let begin = begin(&zone, now);
        let (mut seq, head) = (0, reader.head());
        let mut trial = Self::default();
        (seq, trial.cut) = since(reader, begin, head).await?.unwrap_or((seq, false));
        let (mut tried, mut compared) = (Showing::new(rule, products, agency), Showing::new(stored, products, agency));
        let (mut places, mut never): (HashMap<ItemId, usize>, HashMap<ItemId, NotPublic>) = Default::default();
        while seq < head {
            let chunk = reader.after(seq, CHUNK).await?;
            let Some(last) = chunk.last() else { break };
            seq = last.seq();
            for dispatch in chunk.iter().filter(|dispatch| dispatch.seq() <= head) {
                let entry = &dispatch.entry;
                if entry.first_released < begin {
                    continue;
                }
                // What began as a test or as a message to editors never becomes news.
                match entry.act {
                    Act::Test => drop(never.insert(entry.item.clone(), NotPublic::Test)),
                    Act::Advisory => drop(never.insert(entry.item.clone(), NotPublic::Advisory)),
                    _ => {}
                }
                let mut one = seen(dispatch, &zone, now);
                if let Some(why) = never.get(&entry.item) {
                    one.now = Err(vec![why.clone()]);
                } else {
                    one.now = tried.show(dispatch, one.day);
                    one.before = compared.show(dispatch, one.day).is_ok();
                }
                if let Some(&place) = places.get(&entry.item) {
                    trial.items[place] = one;
                } else {
                    places.insert(entry.item.clone(), trial.items.len());
                    trial.items.push(one);
                }
            }
        }
        trial.count();
        Ok(trial)
    }

    fn count(&mut self) {
        self.items.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| b.item.cmp(&a.item)));
        for item in &self.items {
            let day = self.days.entry(item.day).or_default().entry(item.section).or_default();
            day.tried += 1;
            day.shown += usize::from(item.now.is_ok());
        }
    }

    /// How many items the rule shows.
    pub fn shown(&self) -> usize {
        self.items.iter().filter(|item| item.now.is_ok()).count()
    }
}

/// When the first of the days began.
fn begin(zone: &TimeZone, now: Timestamp) -> Timestamp {
    let days = i64::try_from(PUBLIC_TRIAL_DAYS).unwrap_or(0) - 1;
    let today = now.to_zoned_datetime(zone.clone()).date();
    let first = today.saturating_sub(SignedDuration::from_hours(24 * days));
    first.to_zoned_datetime(zone.clone()).map_or(now, |begin| begin.timestamp())
}

/// The dispatch after which to begin, and whether there were too many; none where there is nothing.
async fn since(reader: &Reader, begin: Timestamp, head: u64) -> Result<Option<(u64, bool)>, AudienceError> {
    let (mut from, mut read) = (head, 0);
    while read < PUBLIC_TRIAL_DISPATCHES_MAX {
        let entries = reader.entries_before(from + 1, CHUNK).await?;
        read += entries.len();
        for entry in &entries {
            if entry.time < begin {
                return Ok(Some((entry.seq, false)));
            }
        }
        let Some(oldest) = entries.last() else { return Ok(None) };
        from = oldest.seq.saturating_sub(1);
    }
    Ok(Some((from, from > 0)))
}

/// An item as a version tells it, before anybody decided.
fn seen(dispatch: &Dispatch, zone: &TimeZone, now: Timestamp) -> PubliclyTried {
    let (entry, story) = (&dispatch.entry, &dispatch.story);
    let published = entry.embargo.map_or(entry.first_released, |embargo| embargo.max(entry.first_released));
    let open = !entry.act.stops() && entry.embargo.is_none_or(|until| until <= now);
    PubliclyTried {
        item: entry.item.clone(),
        headline: open.then(|| story.headline.to_string()),
        language: story.language.clone(),
        section: story.category,
        published,
        day: published.to_zoned_datetime(zone.clone()).date(),
        now: Err(Vec::new()),
        before: false,
    }
}
