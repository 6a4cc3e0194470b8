//! The letters: headline, slug, the searches and a link, and nothing else of an item.

use crate::{AlertError, Alerts, hearing::open_since, hourly, list::found_by, rights::Rights, settle};
use account::{OrganisationId, Person, PersonId};
use audience::Entitlement;
use jiff::Timestamp;
use mailroom::{Address, FOUND, Letter, post_revocably};
use std::{collections::BTreeMap, sync::Arc};
use store::{Row, StoreError, Tx, args};
use story::{Act, ItemId, State};
use wire::{Dispatch, WireError};

/// People whose letters are looked for at once.
const PAGE_READERS: u32 = 500;
/// Stories that one letter tells of, at most; the others are told of in the next one.
const STORIES_MAX: u32 = 100;

/// What a letter says of one story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matter {
    item: ItemId,
    act: Act,
    priority: &'static str,
    time: Timestamp,
    slug: String,
    headline: String,
    searches: Vec<String>,
}

impl Matter {
    pub(crate) fn of(dispatch: &Dispatch, searches: Vec<String>) -> Self {
        let (entry, story) = (&dispatch.entry, &dispatch.story);
        Self {
            item: entry.item.clone(),
            act: entry.act,
            priority: story.priority.name(),
            time: open_since(entry),
            slug: story.slug.to_string(),
            headline: story.headline.to_string(),
            searches,
        }
    }

    fn subject(&self) -> String {
        let Self { slug, headline, .. } = self;
        match self.act {
            // What was stopped is not told once more.
            act if act.stops() => format!("{}: {slug}", act.name().to_uppercase()),
            Act::Correct => format!("CORRECTION {slug}: {headline}"),
            _ => format!("{slug}: {headline}"),
        }
    }

    fn text(&self, base: &str) -> String {
        let Self { item, slug, headline, priority, .. } = self;
        let said = match self.act {
            Act::Kill | Act::Withdraw => "This story was taken back. Do not use any version of it.".to_owned(),
            Act::Hold => "This story is on hold. Do not use any version of it until it is resumed.".to_owned(),
            _ => headline.clone(),
        };
        let (act, time) = (self.act.name(), self.time.strftime("%Y-%m-%d %H:%M UTC"));
        let searches = self.searches.join(", ");
        format!("{said}\n{slug} - {act}, {priority}, {time}\nFound by: {searches}\n{base}/portal?item={item}\n")
    }
}

/// A letter about some stories; with `rest`, these are what was too much for the letters of an hour.
fn letter(to: &Person, matters: &[Matter], rest: bool, base: &str, agency: &str) -> Letter {
    let subject = match matters {
        [one] => one.subject(),
        several if rest => format!("{} more stories that your searches found", several.len()),
        several => format!("{} stories that your searches found", several.len()),
    };
    let texts: Vec<String> = matters.iter().map(|matter| matter.text(base)).collect();
    let text = format!("{}\nWhat you are told of, and when: {base}/portal/searches\n\n{agency}\n", texts.join("\n"));
    Letter { kind: FOUND, to: Address { name: to.name.clone(), email: to.email.clone() }, subject, text }
}

/// An alert whose letter or push is due.
pub(crate) struct Waiting {
    item: ItemId,
    version: u32,
    pub(crate) stops: bool,
    pub(crate) searches: Vec<String>,
}

impl Waiting {
    pub(crate) fn read(row: &Row) -> Result<Self, AlertError> {
        let version = u32::try_from(row.int("version")?);
        let act: Act = row.parsed("act")?;
        Ok(Self {
            item: row.parsed("item")?,
            version: version.map_err(|e| StoreError::Corrupt { column: "version", why: e.to_string() })?,
            stops: act.stops(),
            searches: found_by(row)?.into_iter().map(|found| found.name).collect(),
        })
    }
}

impl Alerts {
    /// Posts a letter, and answers its id.
    pub(crate) async fn write_letter(
        &self,
        tx: &mut Tx,
        to: &Person,
        (matters, rest): (&[Matter], bool),
        now: Timestamp,
    ) -> Result<String, AlertError> {
        Ok(post_revocably(tx, &letter(to, matters, rest, &self.base, &self.agency), now).await?)
    }

    /// Writes the letters that are due: one for each reader, with all that waited. A reader whose letter fails stands in
    /// nobody's way: that is told, and tried again at the next look.
    pub async fn write_due(&self) -> Result<(), AlertError> {
        if self.no_letters().await? {
            return Ok(());
        }
        let now = self.now();
        let sql = "SELECT DISTINCT person, organisation FROM alert WHERE due <= $1 AND person > $2 \
                   ORDER BY person LIMIT $3";
        let mut rights = Rights::default();
        rights.refresh(&self.accounts).await?;
        let mut last = String::new();
        loop {
            let rows = self.db.all(sql, args![story::to_millis(now), last, PAGE_READERS]).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = end.text("person")?;
            for row in rows {
                let (organisation, person) = (row.text("organisation")?.into(), row.text("person")?.into());
                if let Err(error) = self.write_to(&mut rights, &organisation, &person, now).await {
                    tracing::error!(
                        person = person.as_str(),
                        "a letter cannot be written, and is tried again: {error}"
                    );
                }
            }
        }
    }

    async fn write_to(
        &self,
        rights: &mut Rights,
        organisation: &OrganisationId,
        person: &PersonId,
        now: Timestamp,
    ) -> Result<(), AlertError> {
        let sql = "SELECT id, item, version, act, searches, due FROM alert WHERE person = $1 AND due <= $2 \
                   ORDER BY id LIMIT $3";
        let rows = self.db.all(sql, args![person.as_str(), story::to_millis(now), STORIES_MAX]).await?;
        let reader = self.reader_of(organisation, person).await?;
        let may = rights.of(&self.accounts, organisation, now).await?;
        let (mut waiting, mut matters) = (Vec::with_capacity(rows.len()), BTreeMap::new());
        for row in &rows {
            let id = row.count("id")?;
            match self.matter_of(row, &may, now).await {
                Ok(Some(matter)) if reader.is_some() => drop(matters.insert(id, matter)),
                Ok(_) => {}
                Err(error) if is_corrupt(&error) => {
                    tracing::error!(alert = id, "a letter leaves out what cannot be read: {error}");
                }
                Err(error) => return Err(error),
            }
            waiting.push(id);
        }
        let mut tx = self.db.begin().await?;
        let written = async {
            let mut told: Vec<u64> = Vec::new();
            for id in waiting {
                let sql = "UPDATE alert SET due = NULL WHERE id = $1 AND due IS NOT NULL";
                // What another process wrote, or what was stopped meanwhile, waits no longer.
                if tx.run(sql, args![id]).await? > 0 && matters.contains_key(&id) {
                    told.push(id);
                }
            }
            let Some(reader) = reader.as_ref().filter(|_| !told.is_empty()) else { return Ok(()) };
            let rest = match rows.first() {
                Some(first) => hourly::is_rest(&mut tx, person, story::from_millis(first.int("due")?)).await?,
                None => false,
            };
            let mail = self.write_letter(&mut tx, reader, (&newest(&told, &matters), rest), now).await?;
            for id in told {
                tx.run("UPDATE alert SET mail = $1 WHERE id = $2", args![mail.as_str(), id]).await?;
            }
            Ok(())
        }
        .await;
        settle(tx, written).await
    }

    /// What a letter says of an alert; `None` for what is not to be told now.
    async fn matter_of(&self, row: &Row, may: &Entitlement, now: Timestamp) -> Result<Option<Matter>, AlertError> {
        let one = Waiting::read(row)?;
        let dispatch = self.as_it_stands(&one, now).await?;
        let dispatch = dispatch.filter(|dispatch| one.stops || may.decide(&dispatch.entry).is_yes());
        Ok(dispatch.map(|dispatch| Matter::of(&dispatch, one.searches)))
    }

    /// The version that a letter or push tells of now: the newest, unless that may not be shown yet. None of an item that was
    /// stopped since.
    pub(crate) async fn as_it_stands(
        &self,
        one: &Waiting,
        now: Timestamp,
    ) -> Result<Option<Arc<Dispatch>>, AlertError> {
        let newest = self.reader.latest(&one.item).await?;
        let stopped = newest.as_ref().is_some_and(|newest| newest.entry.state != State::Usable);
        match newest {
            _ if stopped && !one.stops => Ok(None),
            Some(newest) if !one.stops && newest.entry.embargo.is_none_or(|until| until <= now) => Ok(Some(newest)),
            _ => Ok(self.reader.version(&one.item, one.version).await?),
        }
    }
}

/// What fails again however often it is tried.
pub(crate) fn is_corrupt(error: &AlertError) -> bool {
    match error {
        AlertError::Store(StoreError::Corrupt { .. }) | AlertError::Wire(WireError::Corrupt { .. }) => true,
        AlertError::Wire(WireError::Store(store)) => matches!(**store, StoreError::Corrupt { .. }),
        _ => false,
    }
}

/// The last matter of each item, in the order in which they were found: a story stands in a letter once.
fn newest(told: &[u64], matters: &BTreeMap<u64, Matter>) -> Vec<Matter> {
    let all: Vec<&Matter> = told.iter().filter_map(|id| matters.get(id)).collect();
    let last = |at: usize| all[at + 1..].iter().all(|later| later.item != all[at].item);
    let kept = all.iter().enumerate().filter(|(at, _)| last(*at));
    kept.map(|(_, matter)| Matter::clone(matter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matter(act: Act) -> Matter {
        Matter {
            item: "tel:text:20260901:3".parse().unwrap(),
            act,
            priority: "routine",
            time: "2026-09-01T12:00:00Z".parse().unwrap(),
            slug: "QUAKE-IZMIR".to_owned(),
            headline: "A quake in İzmir".to_owned(),
            searches: vec!["Quakes".to_owned(), "İzmir".to_owned()],
        }
    }

    #[test]
    fn a_letter_says_what_was_found_by_which_searches_and_where() {
        let found = matter(Act::Release);
        assert_eq!(found.subject(), "QUAKE-IZMIR: A quake in İzmir");
        assert_eq!(
            found.text("https://wire.example"),
            "A quake in İzmir\nQUAKE-IZMIR - release, routine, 2026-09-01 12:00 UTC\nFound by: Quakes, İzmir\n\
             https://wire.example/portal?item=tel:text:20260901:3\n"
        );
    }

    #[test]
    fn what_was_stopped_is_not_told_once_more() {
        for act in [Act::Hold, Act::Kill, Act::Withdraw] {
            let stop = matter(act);
            let told = format!("{} {}", stop.subject(), stop.text(""));
            assert!(!told.contains("A quake") && told.contains("Do not use any version"), "{told}");
        }
    }
}
