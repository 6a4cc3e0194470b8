//! Who is to hear of a dispatch, and how: before anything is written.

use crate::{
    AlertError, Alerts, ByMail, Delivery, FoundBy, SearchId, follow::Work, list::found_by, rights::Covered,
    searches::delivery,
};
use account::{AccountError, OrganisationId, Person, PersonId};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use store::{Row, args};
use story::{Act, ItemId};
use wire::{Dispatch, Entry};

/// How somebody hears of a dispatch.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) organisation: OrganisationId,
    /// The searches that it met, by number, with their names.
    pub(crate) searches: BTreeMap<u64, String>,
    pub(crate) how: Delivery,
    /// A letter told, or is to tell, of an earlier version.
    pub(crate) mailed: bool,
    /// A letter told, or is to tell, that the item is on hold.
    pub(crate) held: bool,
}

impl Heard {
    fn new(organisation: &OrganisationId) -> Self {
        let how = Delivery::default();
        Self { organisation: organisation.clone(), searches: BTreeMap::new(), how, mailed: false, held: false }
    }

    fn add(&mut self, id: u64, name: &str, how: Delivery) {
        self.searches.insert(id, name.to_owned());
        self.how = self.how.with(how);
    }

    /// The searches, as they are kept with an alert.
    pub(crate) fn found_by(&self) -> Vec<FoundBy> {
        let found = |(id, name): (&u64, &String)| FoundBy { id: SearchId(*id), name: name.clone() };
        self.searches.iter().map(found).collect()
    }
}

/// Everybody who hears of a dispatch.
pub(crate) type Hearing = BTreeMap<PersonId, Heard>;

/// Somebody who was alerted to an earlier version.
struct Earlier {
    person: PersonId,
    organisation: OrganisationId,
    searches: Vec<FoundBy>,
    how: Delivery,
    mailed: bool,
    held: bool,
}

impl Earlier {
    fn read(row: &Row) -> Result<Self, AlertError> {
        let (act, mailed): (Act, bool) = (row.parsed("act")?, row.flag("mailed")?);
        Ok(Self {
            person: row.text("person")?.into(),
            organisation: row.text("organisation")?.into(),
            searches: found_by(row)?,
            how: delivery(row)?,
            mailed,
            held: mailed && act == Act::Hold,
        })
    }
}

impl Alerts {
    /// Who hears of a dispatch: those whose searches it meets, and those who were alerted to an earlier version, as
    /// far as their contracts cover it. A stop is told to whoever heard of the item, whatever their contract says
    /// now.
    pub(crate) async fn hearing(
        &self,
        work: &mut Work,
        dispatch: &Dispatch,
        now: Timestamp,
    ) -> Result<Hearing, AlertError> {
        let entry = &dispatch.entry;
        let earlier = self.earlier(&entry.item, entry.version).await?;
        if entry.act.stops() {
            return Ok(stopped(&earlier));
        }
        // What was stopped since is not told any more; if it is resumed, that is.
        if self.reader.stop(&entry.item).is_some_and(|stop| stop.seq > entry.seq) {
            return Ok(Hearing::new());
        }
        work.book.learn(&entry.language, &self.reader, &self.db).await?;
        let met = work.book.meets(dispatch);
        if met.is_empty() && earlier.is_empty() {
            return Ok(Hearing::new());
        }
        work.rights.refresh(&self.accounts).await?;
        let Work { book, rights, .. } = work;
        let mut covered = Covered { rights, accounts: &self.accounts, entry, now, asked: HashMap::new() };
        let mut hearing = Hearing::new();
        let told_at = open_since(entry);
        for id in met {
            let Some(line) = book.line(id) else { continue };
            if covered.by(&line.organisation).await? {
                for (person, how) in line.heard_by(told_at) {
                    let heard = hearing.entry(person.clone()).or_insert_with(|| Heard::new(&line.organisation));
                    heard.add(id, &line.name, how);
                }
            }
        }
        for one in &earlier {
            // A minor repair is told to nobody a second time.
            if entry.act == Act::Refile {
                hearing.remove(&one.person);
                continue;
            }
            if !covered.by(&one.organisation).await? {
                continue;
            }
            for FoundBy { id, .. } in &one.searches {
                // Whoever gave a search up hears of stops alone.
                if let Some((line, how)) = book.line(id.0).and_then(|line| Some((line, line.reader(&one.person)?))) {
                    let heard = hearing.entry(one.person.clone()).or_insert_with(|| Heard::new(&one.organisation));
                    heard.add(id.0, &line.name, how);
                }
            }
            if let Some(heard) = hearing.get_mut(&one.person) {
                heard.mailed |= one.mailed;
                heard.held |= one.held;
            }
        }
        Ok(hearing)
    }

    async fn earlier(&self, item: &ItemId, version: u32) -> Result<Vec<Earlier>, AlertError> {
        if version <= 1 {
            return Ok(Vec::new());
        }
        let sql = "SELECT person, organisation, act, searches, portal, sound, email, push, \
                   (due IS NOT NULL OR mail IS NOT NULL) AS mailed FROM alert WHERE item = $1 AND version < $2";
        let rows = self.db.all(sql, args![item.as_str(), version]).await?;
        rows.iter().map(Earlier::read).collect()
    }

    /// Somebody as they are now; `None` when they are frozen or gone, or their organisation is.
    pub(crate) async fn reader_of(
        &self,
        organisation: &OrganisationId,
        who: &PersonId,
    ) -> Result<Option<Person>, AlertError> {
        match self.accounts.person(organisation, who).await {
            Ok(person) if person.frozen || self.accounts.organisation_of(organisation).await?.frozen => Ok(None),
            Ok(person) => Ok(Some(person)),
            Err(AccountError::Unknown { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Everybody who was alerted to the item.
fn stopped(earlier: &[Earlier]) -> Hearing {
    let mut hearing = Hearing::new();
    for one in earlier {
        let heard = hearing.entry(one.person.clone()).or_insert_with(|| Heard::new(&one.organisation));
        for FoundBy { id, name } in &one.searches {
            heard.add(id.0, name, one.how);
        }
        heard.mailed |= one.mailed;
        // A letter is written only to those who have one, and so is a push: raising finds out who.
        heard.how.email = ByMail::Off;
    }
    hearing
}

/// Since when the version may be shown: a search that is younger than this was not there to find it.
pub(crate) fn open_since(entry: &Entry) -> Timestamp {
    entry.embargo.map_or(entry.time, |embargo| embargo.max(entry.time))
}
