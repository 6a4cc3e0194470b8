//! The plan as it is shown: days, and what is on them.

use crate::{Newsroom, choices, errors::refused};
use account::Staff;
use askama::Template;
use desk::{Assignment, Clash, date_in, day_in};
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::Problem;

/// By what the coverage of a day is put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    #[default]
    Time,
    Desk,
    Person,
}

impl By {
    pub(super) const ALL: [Self; 3] = [Self::Time, Self::Desk, Self::Person];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Desk => "desk",
            Self::Person => "person",
        }
    }
}

/// What desks and people are called, and by which clock the plan is shown.
pub(super) struct Names<'a> {
    pub(super) desks: &'a [(String, String)],
    pub(super) people: &'a [(String, String)],
    pub(super) zone: &'a TimeZone,
}

impl Names<'_> {
    fn of(all: &[(String, String)], id: &str) -> String {
        all.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    }
}

/// The zone of the newsroom.
pub(super) fn zone(newsroom: &Newsroom) -> TimeZone {
    TimeZone::get(&newsroom.agency.time_zone).unwrap_or(TimeZone::UTC)
}

/// An item that was begun for an assignment.
pub(super) struct Linked {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) state: &'static str,
}

/// One assignment as a list shows it.
pub(super) struct Row {
    pub(super) id: u32,
    pub(super) title: String,
    pub(super) what: String,
    pub(super) place: String,
    pub(super) lang: String,
    pub(super) dir: &'static str,
    /// When, in RFC 3339 and by the clock of the newsroom.
    pub(super) at: String,
    pub(super) when: String,
    /// By the clock where it was meant, when that is another one.
    pub(super) there: String,
    pub(super) state: &'static str,
    pub(super) label: &'static str,
    pub(super) is_over: bool,
    pub(super) priority: u8,
    pub(super) priority_name: String,
    pub(super) desk: String,
    pub(super) people: String,
    pub(super) kinds: String,
    pub(super) items: Vec<Linked>,
    pub(super) warnings: Vec<String>,
}

impl Row {
    pub(super) fn of(one: &Assignment, clashes: &BTreeMap<u32, Vec<Clash>>, names: &Names<'_>) -> Self {
        let (starts, ends) =
            (one.starts.to_zoned_datetime(names.zone.clone()), one.ends.to_zoned_datetime(names.zone.clone()));
        let (there, until) = (one.starts_there(), one.ends_there());
        let range = |from: &jiff::ZonedDateTime, until: &jiff::ZonedDateTime| {
            let (from, until) = (from.strftime("%H:%M").to_string(), until.strftime("%H:%M").to_string());
            if one.starts == one.ends { from } else { format!("{from}–{until}") }
        };
        let elsewhere = there.datetime() != starts.datetime() && !one.all_day;
        let clash = |clash: &Clash| {
            format!("{} is at assignment {} at the same time", Names::of(names.people, &clash.person), clash.with)
        };
        let linked = |begun: &desk::Begun| Linked {
            id: begun.item.to_string(),
            name: if begun.slug.is_empty() { "Untitled".to_owned() } else { begun.slug.clone() },
            state: begun.state.map_or("draft", |state| match state {
                story::State::Usable => "released",
                story::State::Withheld => "on hold",
                story::State::Canceled => "killed",
            }),
        };
        Self {
            id: one.id,
            title: one.title.as_str().to_owned(),
            what: one.what.clone(),
            place: one.place.clone(),
            lang: one.language.as_str().to_owned(),
            dir: if one.language.is_rtl() { "rtl" } else { "ltr" },
            at: one.starts.to_string(),
            when: if one.all_day { "All day".to_owned() } else { range(&starts, &ends) },
            there: if elsewhere { format!("{} {}", range(&there, &until), one.zone) } else { String::new() },
            state: one.state.name(),
            label: one.state.label(),
            is_over: one.state.is_over(),
            priority: one.priority.urgency(),
            priority_name: format!("{:?}", one.priority).to_lowercase(),
            desk: one.desk.as_deref().map(|id| Names::of(names.desks, id)).unwrap_or_default(),
            people: one.people.iter().map(|login| Names::of(names.people, login)).collect::<Vec<_>>().join(", "),
            kinds: one.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", "),
            items: one.items.iter().map(linked).collect(),
            warnings: clashes.get(&one.id).into_iter().flatten().map(clash).collect(),
        }
    }
}

/// What belongs together on a day.
pub(super) struct Group {
    /// Empty where nothing is put together.
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

/// One day of the plan.
pub(super) struct Day {
    pub(super) date: String,
    pub(super) name: String,
    pub(super) is_today: bool,
    pub(super) count: usize,
    pub(super) groups: Vec<Group>,
}

/// The days from the first to the last; the third is today.
pub(super) fn days_of(
    all: &[Assignment],
    clashes: &BTreeMap<u32, Vec<Clash>>,
    (first, last, today): (Date, Date, Date),
    by: By,
    names: &Names<'_>,
) -> Vec<Day> {
    let mut days = Vec::new();
    let mut day = first;
    while day <= last {
        let mut on: Vec<&Assignment> = all.iter().filter(|one| one.is_on(day, names.zone)).collect();
        on.sort_by_key(|one| (!one.all_day, one.starts, one.id));
        let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for one in &on {
            let of = match by {
                By::Time => vec![String::new()],
                By::Desk => vec![one.desk.as_deref().map_or("No desk".to_owned(), |id| Names::of(names.desks, id))],
                By::Person if one.people.is_empty() => vec!["Nobody yet".to_owned()],
                By::Person => one.people.iter().map(|login| Names::of(names.people, login)).collect(),
            };
            for name in of {
                groups.entry(name).or_default().push(Row::of(one, clashes, names));
            }
        }
        days.push(Day {
            date: day.to_string(),
            name: day_in("en", day),
            is_today: day == today,
            count: on.len(),
            groups: groups.into_iter().map(|(name, rows)| Group { name, rows }).collect(),
        });
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    days
}

/// A row of somebody's own list, with its day.
struct Own {
    day: String,
    row: Row,
}

#[derive(Template)]
#[template(path = "my_assignments.html")]
struct Mine {
    rows: Vec<Own>,
}

/// What somebody has to do, as a block that other screens take in; empty when they have nothing to do.
pub(crate) async fn mine(newsroom: &Newsroom, who: &Staff) -> Result<String, Problem> {
    let all = newsroom.desk.own_assignments(who).await.map_err(refused)?;
    let (desks, people, zone) = (choices::desks(newsroom).await?, choices::people(newsroom).await?, zone(newsroom));
    let names = Names { desks: &desks, people: &people, zone: &zone };
    let clashes = desk::clashes(&all);
    let own = |one: &Assignment| Own {
        day: date_in("en", one.starts.to_zoned_datetime(zone.clone()).date()),
        row: Row::of(one, &clashes, &names),
    };
    let rows: Vec<_> = all.iter().map(own).collect();
    if rows.is_empty() {
        return Ok(String::new());
    }
    Mine { rows }.render().map_err(Problem::internal)
}
