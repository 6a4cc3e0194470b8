//! Planned coverage: what the newsroom means to cover, when and where, by whom, and how far it is.
//!
//! The names are those of IPTC's planning items (NewsML-G2, News Coverage Status): what is planned is meant to be covered,
//! what is dropped is not.

mod day_list;
mod write;

pub use write::NewAssignment;
pub(crate) use write::{is_begun, is_out};

use crate::{Beginning, Desk, DeskError, Item, item::json, item::small, rights::require};
use account::{Right, Staff};
use jiff::{SignedDuration, Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, str::FromStr};
use store::{Row, StoreError, args};
use story::{ItemId, Kind, Lang, Line, Priority, State, from_millis, to_millis};

/// What planned coverage is called.
pub type CoverageTitle = Line<200>;
/// Assignments that are looked at for one list.
const LIST_MAX: u32 = 1_000;
/// Days that one list may span.
pub const PLAN_DAYS_MAX: i32 = 62;
/// Hours after its end in which an assignment still stands on its people's list.
const MINE_HOURS_AFTER: i64 = 12;
/// Lines of somebody's own list.
const MINE_MAX: usize = 20;

/// How far an assignment is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// It is meant to be covered.
    #[default]
    Planned,
    /// Somebody has it.
    Assigned,
    /// They are on the way, or there.
    Underway,
    /// They are writing, or sending.
    Filing,
    /// It was covered.
    Done,
    /// It is not covered.
    Dropped,
}

impl Progress {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Planned, Self::Assigned, Self::Underway, Self::Filing, Self::Done, Self::Dropped];

    /// The word that is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Assigned => "assigned",
            Self::Underway => "underway",
            Self::Filing => "filing",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// The words that are shown.
    pub fn label(self) -> &'static str {
        match self {
            Self::Underway => "on the way",
            other => other.name(),
        }
    }

    /// The IPTC News Coverage Status (`ncostat:`).
    pub fn coverage_status(self) -> &'static str {
        if self == Self::Dropped { "ncostat:notint" } else { "ncostat:int" }
    }

    /// True when nothing is left to do.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

impl FromStr for Progress {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|progress| progress.name() == s);
        known.ok_or_else(|| {
            let all: Vec<_> = Self::ALL.iter().map(|progress| progress.name()).collect();
            format!("`{s}` is not how far an assignment can be: {}", all.join(", "))
        })
    }
}

/// An item that was begun for an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Begun {
    /// The item.
    pub item: ItemId,
    /// Its handle, as it was typed.
    pub slug: String,
    /// Its headline, as it was typed.
    pub headline: String,
    /// Its publishing status; none before its first release.
    pub state: Option<State>,
}

/// Planned coverage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assignment {
    /// Its number.
    pub id: u32,
    /// What is covered, in a line.
    pub title: CoverageTitle,
    /// The handle that its story will have.
    pub slug: String,
    /// What is covered, in words.
    pub what: String,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends; the same when nobody knows.
    pub ends: Timestamp,
    /// The zone in which its times were meant.
    pub zone: String,
    /// Only its days count.
    pub all_day: bool,
    /// Where it happens.
    pub place: String,
    /// The desk that it belongs to.
    pub desk: Option<String>,
    /// Who covers it, by login.
    pub people: Vec<String>,
    /// What is wanted of it.
    pub kinds: Vec<Kind>,
    /// How urgent it will be.
    pub priority: Priority,
    /// How far it is.
    pub state: Progress,
    /// The same as IPTC says it.
    pub coverage_status: &'static str,
    /// Notes of the newsroom.
    pub notes: String,
    /// The language of its story.
    pub language: Lang,
    /// What was begun for it.
    pub items: Vec<Begun>,
    /// The number of its last save.
    pub edit: u64,
    /// When it was changed last.
    pub changed: Timestamp,
    /// By whom.
    pub changed_by: String,
}

impl Assignment {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let corrupt = |column, why: String| StoreError::Corrupt { column, why };
        let state: Progress = row.parsed("state")?;
        Ok(Self {
            id: small(row, "id")?,
            title: CoverageTitle::new(&row.text("title")?).map_err(|e| corrupt("title", e.to_string()))?,
            slug: row.text("slug")?,
            what: row.text("what")?,
            starts: from_millis(row.int("starts")?),
            ends: from_millis(row.int("ends")?),
            zone: row.text("zone")?,
            all_day: row.flag("all_day")?,
            place: row.text("place")?,
            desk: row.text_or_null("desk")?,
            people: Vec::new(),
            kinds: json(row, "kinds")?,
            priority: Priority::try_from(small::<u8>(row, "priority")?)
                .map_err(|e| corrupt("priority", e.to_string()))?,
            state,
            coverage_status: state.coverage_status(),
            notes: row.text("notes")?,
            language: Lang::new(&row.text("language")?).map_err(|e| corrupt("language", e.to_string()))?,
            items: Vec::new(),
            edit: row.count("edit")?,
            changed: from_millis(row.int("changed")?),
            changed_by: row.text("changed_by")?,
        })
    }

    /// When it begins, by the clock on the wall where it was meant.
    pub fn starts_there(&self) -> ZonedDateTime {
        self.starts.to_zoned_datetime(TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC))
    }

    /// When it ends, by the same clock.
    pub fn ends_there(&self) -> ZonedDateTime {
        self.ends.to_zoned_datetime(TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC))
    }

    /// Whether it takes place on that day of a zone. All-day coverage keeps its days wherever they are looked at.
    pub fn is_on(&self, day: Date, zone: &TimeZone) -> bool {
        let (starts, ends) = if self.all_day {
            (self.starts_there().date(), self.ends_there().date())
        } else {
            (self.starts.to_zoned_datetime(zone.clone()).date(), self.ends.to_zoned_datetime(zone.clone()).date())
        };
        (starts..=ends).contains(&day)
    }
}

/// What a list of coverage holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Only this desk's.
    pub desk: Option<String>,
    /// Only this person's, by login.
    pub person: Option<String>,
    /// Only in this language.
    pub language: Option<Lang>,
}

impl Coverage {
    fn holds(&self, assignment: &Assignment) -> bool {
        self.desk.as_ref().is_none_or(|desk| assignment.desk.as_ref() == Some(desk))
            && self.person.as_ref().is_none_or(|login| assignment.people.contains(login))
            && self.language.as_ref().is_none_or(|lang| assignment.language.primary() == lang.primary())
    }
}

/// Two assignments of one person at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clash {
    /// Who would have to be at two places.
    pub person: String,
    /// The number of the other assignment.
    pub with: u32,
}

/// What overlaps among these assignments, by number. All-day coverage, and what is over, keeps nobody from anything.
pub fn clashes(all: &[Assignment]) -> BTreeMap<u32, Vec<Clash>> {
    let mut found: BTreeMap<u32, Vec<Clash>> = BTreeMap::new();
    let busy: Vec<&Assignment> = all.iter().filter(|one| !one.all_day && !one.state.is_over()).collect();
    for (n, one) in busy.iter().enumerate() {
        for other in &busy[n + 1..] {
            // What has no known end keeps its people at its beginning.
            let together = one.starts == other.starts || (one.starts < other.ends && other.starts < one.ends);
            for person in one.people.iter().filter(|person| together && other.people.contains(person)) {
                let clash = |with| Clash { person: person.clone(), with };
                found.entry(one.id).or_default().push(clash(other.id));
                found.entry(other.id).or_default().push(clash(one.id));
            }
        }
    }
    found
}

/// Every column of an assignment.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, title, slug, what, starts, ends, zone, all_day, place, desk, kinds, priority, state, notes, \
             language, edit, changed, changed_by FROM assignment ",
            $rest
        )
    };
}

impl Desk {
    /// One assignment.
    pub async fn assignment(&self, who: &Staff, id: u32) -> Result<Assignment, DeskError> {
        require(who, Right::Write)?;
        let row = self.db.one(select!("WHERE id = $1"), args![id]).await?.ok_or_else(|| missing(id))?;
        let mut one = Assignment::from_row(&row)?;
        let rows = self
            .db
            .all("SELECT person FROM assignment_person WHERE assignment = $1 ORDER BY person", args![id])
            .await?;
        one.people = rows.iter().map(|row| row.text("person")).collect::<Result<_, _>>()?;
        let sql = "SELECT assignment, id, slug, headline, state FROM item WHERE assignment = $1 ORDER BY created, id";
        one.items = self.db.all(sql, args![id]).await?.iter().map(begun).collect::<Result<_, _>>()?;
        Ok(one)
    }

    /// The coverage of some days, the first and the last among them, in the zone of the newsroom; in the order of time.
    pub async fn coverage(
        &self,
        who: &Staff,
        first: Date,
        last: Date,
        of: &Coverage,
    ) -> Result<Vec<Assignment>, DeskError> {
        require(who, Right::Write)?;
        let zone = self.zone();
        let at = |day: Date| day.to_zoned_datetime(zone.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp());
        // A day of another zone begins up to 26 hours apart from ours.
        let apart = SignedDuration::from_hours(26);
        let (from, until) = (at(first).saturating_sub(apart), at(last).saturating_add(apart * 2));
        let until = until.unwrap_or(Timestamp::MAX);
        let mut all = self.reaching(from.unwrap_or(Timestamp::MIN), until).await?;
        let mut days = Vec::new();
        let mut day = first;
        while day <= last && days.len() < usize::try_from(PLAN_DAYS_MAX).unwrap_or(0) {
            days.push(day);
            day = day.tomorrow().unwrap_or(Date::MAX);
        }
        all.retain(|one| of.holds(one) && days.iter().any(|day| one.is_on(*day, &zone)));
        Ok(all)
    }

    /// What somebody has to do, the next first.
    pub async fn own_assignments(&self, who: &Staff) -> Result<Vec<Assignment>, DeskError> {
        require(who, Right::Write)?;
        let now = self.clock.now();
        let since = now - SignedDuration::from_hours(MINE_HOURS_AFTER);
        let until = now + SignedDuration::from_hours(24 * 31);
        let mut all = self.reaching(since, until).await?;
        all.retain(|one| one.people.contains(&who.login) && !one.state.is_over());
        all.truncate(MINE_MAX);
        Ok(all)
    }

    async fn reaching(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Assignment>, DeskError> {
        let span = || args![to_millis(from), to_millis(until)];
        let sql = select!("WHERE starts < $2 AND ends >= $1 ORDER BY starts, id LIMIT $3");
        let rows = self.db.all(sql, [span(), args![LIST_MAX]].concat()).await?;
        let mut all = rows.iter().map(Assignment::from_row).collect::<Result<Vec<_>, _>>()?;
        let sql = "SELECT assignment, person FROM assignment_person WHERE assignment IN \
                   (SELECT id FROM assignment WHERE starts < $2 AND ends >= $1) ORDER BY person";
        let mut people: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for row in self.db.all(sql, span()).await? {
            people.entry(small(&row, "assignment")?).or_default().push(row.text("person")?);
        }
        let sql = "SELECT assignment, id, slug, headline, state FROM item WHERE assignment IN \
                   (SELECT id FROM assignment WHERE starts < $2 AND ends >= $1) ORDER BY created, id";
        let mut items: BTreeMap<u32, Vec<Begun>> = BTreeMap::new();
        for row in self.db.all(sql, span()).await? {
            items.entry(small(&row, "assignment")?).or_default().push(begun(&row)?);
        }
        for one in &mut all {
            one.people = people.remove(&one.id).unwrap_or_default();
            one.items = items.remove(&one.id).unwrap_or_default();
        }
        Ok(all)
    }

    /// Begins the story of an assignment: a draft that is linked to it, with what the plan knows filled in.
    pub async fn begin_story(&self, who: &Staff, id: u32, mut beginning: Beginning) -> Result<Item, DeskError> {
        let assignment = self.assignment(who, id).await?;
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        beginning.place = beginning.place.or_else(|| filled(&assignment.place));
        beginning.slug = beginning.slug.or_else(|| filled(&assignment.slug));
        beginning.language = beginning.language.or_else(|| Some(assignment.language.clone()));
        beginning.kind = beginning.kind.or_else(|| assignment.kinds.first().copied());
        let desk = beginning.desk.clone().or_else(|| assignment.desk.clone());
        let (mut sheet, purpose) = self.first_sheet(who, &beginning, Some(assignment.title.as_str())).await?;
        let with = |sheet: story::Manuscript, name, value| {
            sheet.with(name, value).map_err(|fault| DeskError::NotReady(vec![fault]))
        };
        if let Some(slug) = &beginning.slug {
            sheet = with(sheet, "slug", serde_json::json!(slug))?;
        }
        if beginning.template.is_none() {
            sheet = with(sheet, "headline", serde_json::json!(assignment.title))?;
            sheet = with(sheet, "priority", serde_json::json!(assignment.priority))?;
            if let Some(place) = &beginning.place {
                sheet = with(sheet, "dateline", serde_json::json!({"city": place}))?;
            }
        }
        self.file_begun(who, sheet, purpose, desk, Some(id)).await
    }
}

fn begun(row: &Row) -> Result<Begun, StoreError> {
    let state = row.text_or_null("state")?.map(|word| word.parse());
    Ok(Begun {
        item: row.parsed("id")?,
        slug: row.text("slug")?,
        headline: row.text("headline")?,
        state: state.transpose().map_err(|why| StoreError::Corrupt { column: "state", why })?,
    })
}

pub(crate) fn missing(id: u32) -> DeskError {
    DeskError::Missing { what: "assignment", id: id.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assignment(id: u32, starts: &str, ends: &str, people: &[&str]) -> Assignment {
        Assignment {
            id,
            title: CoverageTitle::new("Press conference").expect("a title"),
            slug: String::new(),
            what: String::new(),
            starts: starts.parse().expect("a time"),
            ends: ends.parse().expect("a time"),
            zone: "Europe/Istanbul".to_owned(),
            all_day: false,
            place: String::new(),
            desk: None,
            people: people.iter().map(|login| (*login).to_owned()).collect(),
            kinds: vec![Kind::Text],
            priority: Priority::Routine,
            state: Progress::Assigned,
            coverage_status: Progress::Assigned.coverage_status(),
            notes: String::new(),
            language: Lang::new("tr").expect("a tag"),
            items: Vec::new(),
            edit: 1,
            changed: Timestamp::UNIX_EPOCH,
            changed_by: String::new(),
        }
    }

    #[test]
    fn nobody_is_at_two_places_at_once() {
        let one = assignment(1, "2026-09-02T08:00:00Z", "2026-09-02T10:00:00Z", &["ayse", "ali"]);
        let next = assignment(2, "2026-09-02T10:00:00Z", "2026-09-02T11:00:00Z", &["ayse"]);
        let during = assignment(3, "2026-09-02T09:00:00Z", "2026-09-02T09:00:00Z", &["ali", "can"]);
        let dropped = Assignment {
            state: Progress::Dropped,
            ..assignment(4, "2026-09-02T09:00:00Z", "2026-09-02T10:30:00Z", &["ayse", "ali"])
        };
        let all_day = Assignment {
            all_day: true,
            ..assignment(5, "2026-09-01T21:00:00Z", "2026-09-02T20:59:00Z", &["ayse", "ali"])
        };
        let found = clashes(&[one, next, during, dropped, all_day]);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [1, 3], "{found:?}");
        assert_eq!(found[&1], [Clash { person: "ali".to_owned(), with: 3 }]);
    }

    #[test]
    fn a_day_is_the_newsrooms_and_an_all_day_event_keeps_its_own() {
        let zone = TimeZone::get("Asia/Tokyo").expect("a zone");
        let day = |day| jiff::civil::date(2026, 9, day);
        let late = assignment(1, "2026-09-01T18:00:00Z", "2026-09-01T18:30:00Z", &[]);
        assert!(late.is_on(day(2), &zone) && !late.is_on(day(1), &zone), "it is three in the morning there");
        let all_day =
            Assignment { all_day: true, ..assignment(2, "2026-09-01T21:00:00Z", "2026-09-02T20:59:00Z", &[]) };
        assert!(all_day.is_on(day(2), &zone) && !all_day.is_on(day(3), &zone));
    }
}
