//! Planning, and how an assignment moves on with its story.

use super::{Assignment, CoverageTitle, Progress, missing};
use crate::{
    Desk, DeskError, Item, Purpose,
    drafts::{one_fault, take_numbers},
    rights::require,
    templates::is_a_desk,
};
use account::{AuditLine, Right, Staff, audit};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;
use store::{StoreError, Tx, args};
use story::{EmbargoAt, Fault, ItemId, Kind, Lang, Priority, Prose, Slug, canonical_json, to_millis};
use wire::Log;

/// Days that one assignment may last.
const LASTS_DAYS_MAX: i64 = 366;
/// People that one assignment may have.
const PEOPLE_MAX: usize = 50;

/// What is said of an assignment that is made or changed. Times are of the clock on the wall in `zone`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAssignment {
    /// What is covered, in a line.
    pub title: CoverageTitle,
    /// The handle that its story will have.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// What is covered, in words.
    #[serde(default)]
    pub what: Option<Prose<2_000>>,
    /// When it begins: `2026-11-30T10:00`, or a day for what lasts all day.
    pub starts: String,
    /// When it ends; nobody knows if nothing is said.
    #[serde(default)]
    pub ends: Option<String>,
    /// The IANA name of the zone; the newsroom's if none is named.
    #[serde(default)]
    pub zone: Option<String>,
    /// Only its days count.
    #[serde(default)]
    pub all_day: bool,
    /// Where it happens.
    #[serde(default)]
    pub place: Option<story::PlaceName>,
    /// The desk that it belongs to.
    #[serde(default)]
    pub desk: Option<String>,
    /// Who covers it, by login.
    #[serde(default)]
    pub people: Vec<String>,
    /// What is wanted of it.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// How urgent it will be; routine if nothing is said.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// How far it is.
    #[serde(default)]
    pub state: Progress,
    /// Notes of the newsroom.
    #[serde(default)]
    pub notes: Option<Prose<2_000>>,
    /// The language of its story; the agency's if none is named.
    #[serde(default)]
    pub language: Option<Lang>,
}

/// When an assignment takes place.
struct Span {
    starts: Timestamp,
    ends: Timestamp,
    zone: String,
}

impl NewAssignment {
    /// When it takes place, or all that is wrong with that.
    fn span(&self, house_zone: &str) -> Result<Span, DeskError> {
        let zone = self.zone.clone().unwrap_or_else(|| house_zone.to_owned());
        let fault = |field, why| one_fault(Fault { field, why });
        let known = TimeZone::get(&zone).map_err(|_| fault("zone", format!("is `{zone}`, which is no time zone")))?;
        let time = |field, text: &str| {
            if !self.all_day {
                let at = EmbargoAt { time: Some(text.to_owned()), zone: zone.clone() };
                return at.instant().map_err(|why| fault(field, why));
            }
            let wrong = |_| fault(field, format!("is `{text}`; write a day such as 2026-11-30"));
            let day: Date = text.get(..10).unwrap_or(text).parse().map_err(wrong)?;
            let begins = day.to_zoned_datetime(known.clone()).map_err(wrong)?;
            if field == "starts" {
                return Ok(begins.timestamp());
            }
            let next = begins.tomorrow().and_then(|next| next.start_of_day()).map_err(wrong)?;
            Ok(next.timestamp() - SignedDuration::from_millis(1))
        };
        let starts = time("starts", &self.starts)?;
        let ends = match (&self.ends, self.all_day) {
            (Some(ends), _) => time("ends", ends)?,
            (None, true) => time("ends", &self.starts)?,
            (None, false) => starts,
        };
        if ends < starts {
            return Err(fault("ends", "is before it starts".to_owned()));
        }
        if ends.duration_since(starts) > SignedDuration::from_hours(24 * LASTS_DAYS_MAX) {
            return Err(fault("ends", format!("is more than {LASTS_DAYS_MAX} days after it starts")));
        }
        Ok(Span { starts, ends, zone })
    }

    /// Who has it decides whether it is planned or assigned; everything after that is said by people and by their stories.
    fn progress(&self) -> Progress {
        match (self.state, self.people.is_empty()) {
            (Progress::Planned, false) => Progress::Assigned,
            (Progress::Assigned, true) => Progress::Planned,
            (state, _) => state,
        }
    }
}

impl Desk {
    /// Plans something, or changes the assignment of a number, based on the save that is named with it.
    pub async fn plan(
        &self,
        who: &Staff,
        over: Option<(u32, u64)>,
        mut new: NewAssignment,
    ) -> Result<Assignment, DeskError> {
        require(who, Right::Write)?;
        let span = new.span(&self.agency.time_zone)?;
        new.people.sort();
        new.people.dedup();
        if new.people.len() > PEOPLE_MAX {
            let why = format!("names {}; at most {PEOPLE_MAX} are allowed", new.people.len());
            return Err(one_fault(Fault { field: "people", why }));
        }
        let language = new.language.clone().unwrap_or_else(|| self.agency.language.clone());
        let saver = who.clone();
        let id = self
            .writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    if let Some(desk) = &new.desk {
                        is_a_desk(log, desk).await?;
                    }
                    for login in &new.people {
                        is_somebody(log.tx(), login).await?;
                    }
                    let id = match over {
                        Some((id, edit)) => {
                            based_on(log.tx(), id, edit).await?;
                            id
                        }
                        None => u32::try_from(take_numbers(log.tx(), 1).await?).unwrap_or(u32::MAX),
                    };
                    put(log, &saver, id, &new, &span, &language).await?;
                    let act = if over.is_some() { "change" } else { "plan" };
                    // The plan is read in the newsroom alone, and the audit is not.
                    note(log, &saver, act, id, "").await?;
                    Ok::<_, DeskError>(id)
                })
            })
            .await?;
        self.assignment(who, id).await
    }

    /// Says how far an assignment is.
    pub async fn move_on(&self, who: &Staff, id: u32, state: Progress) -> Result<Assignment, DeskError> {
        require(who, Right::Write)?;
        let saver = who.clone();
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    let time = to_millis(log.time());
                    let sql = "UPDATE assignment SET state = $1, edit = edit + 1, changed = $2, changed_by = $3 \
                               WHERE id = $4";
                    if log.tx().run(sql, args![state.name(), time, saver.login.as_str(), id]).await? == 0 {
                        return Err(missing(id));
                    }
                    note(log, &saver, "change", id, state.label()).await
                })
            })
            .await?;
        self.assignment(who, id).await
    }
}

async fn put(
    log: &mut Log,
    who: &Staff,
    id: u32,
    new: &NewAssignment,
    span: &Span,
    language: &Lang,
) -> Result<(), StoreError> {
    let time = to_millis(log.time());
    let tx = log.tx();
    let prose = |text: &Option<Prose<2_000>>| text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default();
    tx.run(
        "INSERT INTO assignment (id, title, slug, what, starts, ends, zone, all_day, place, desk, kinds, priority, state, \
         notes, language, edit, created, created_by, changed, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         $11, $12, $13, $14, $15, 1, $16, $17, $16, $17) ON CONFLICT (id) DO UPDATE SET title = excluded.title, \
         slug = excluded.slug, what = excluded.what, starts = excluded.starts, ends = excluded.ends, \
         zone = excluded.zone, all_day = excluded.all_day, place = excluded.place, desk = excluded.desk, \
         kinds = excluded.kinds, priority = excluded.priority, state = excluded.state, notes = excluded.notes, \
         language = excluded.language, edit = assignment.edit + 1, changed = excluded.changed, \
         changed_by = excluded.changed_by",
        args![
            id,
            new.title.as_str(),
            new.slug.as_ref().map_or("", Slug::as_str),
            prose(&new.what),
            to_millis(span.starts),
            to_millis(span.ends),
            span.zone.as_str(),
            new.all_day,
            new.place.as_ref().map_or("", |place| place.as_str()),
            new.desk.clone(),
            canonical_json(&new.kinds),
            u32::from(new.priority.unwrap_or(Priority::Routine).urgency()),
            new.progress().name(),
            prose(&new.notes),
            language.as_str(),
            time,
            who.login.as_str()
        ],
    )
    .await?;
    tx.run("DELETE FROM assignment_person WHERE assignment = $1", args![id]).await?;
    for login in &new.people {
        tx.run("INSERT INTO assignment_person (assignment, person) VALUES ($1, $2)", args![id, login.as_str()]).await?;
    }
    Ok(())
}

/// Nobody changes what they did not see.
async fn based_on(tx: &mut Tx, id: u32, edit: u64) -> Result<(), DeskError> {
    let row = tx.one("SELECT edit FROM assignment WHERE id = $1", args![id]).await?.ok_or_else(|| missing(id))?;
    let found = row.count("edit")?;
    if found == edit { Ok(()) } else { Err(DeskError::Stale { based_on: edit, found }) }
}

async fn is_somebody(tx: &mut Tx, login: &str) -> Result<(), DeskError> {
    if tx.one("SELECT login FROM staff WHERE login = $1", args![login]).await?.is_some() {
        return Ok(());
    }
    Err(one_fault(Fault { field: "people", why: format!("names `{login}`, who is not on the staff") }))
}

async fn note(log: &mut Log, who: &Staff, act: &str, id: u32, detail: &str) -> Result<(), DeskError> {
    let (time, subject) = (log.time(), format!("assignment {id}"));
    Ok(audit(log.tx(), &AuditLine { time, actor: &who.login, act, subject: &subject, detail }).await?)
}

/// An item was begun for an assignment: it is being filed, unless it is over.
pub(crate) async fn is_begun(log: &mut Log, who: &Staff, id: u32, item: &ItemId) -> Result<(), DeskError> {
    let time = to_millis(log.time());
    let sql = "UPDATE assignment SET state = CASE WHEN state IN ('done', 'dropped') THEN state ELSE 'filing' END, \
               edit = edit + 1, changed = $1, changed_by = $2 WHERE id = $3";
    if log.tx().run(sql, args![time, who.login.as_str(), id]).await? == 0 {
        return Err(missing(id));
    }
    note(log, who, "begin", id, item.as_str()).await
}

/// News went out: the assignment that it was begun for is done. A message to editors covers nothing.
pub(crate) async fn is_out(tx: &mut Tx, item: &Item, time: Timestamp, login: &str) -> Result<(), StoreError> {
    let Some(id) = item.assignment.filter(|_| item.version == 0 && item.purpose == Purpose::News) else {
        return Ok(());
    };
    let sql = "UPDATE assignment SET state = 'done', edit = edit + 1, changed = $1, changed_by = $2 \
               WHERE id = $3 AND state NOT IN ('done', 'dropped')";
    if tx.run(sql, args![to_millis(time), login, id]).await? == 1 {
        let (subject, detail) = (format!("assignment {id}"), format!("done: {}", item.id));
        audit(tx, &AuditLine { time, actor: login, act: "change", subject: &subject, detail: &detail }).await?;
    }
    Ok(())
}
