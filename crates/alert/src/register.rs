//! Saved searches as the operator sees them: whose they are, who hears of them and how, how much they find, and whether
//! they can still be read.

use crate::{AlertError, Delivery, SearchId, list::found_by, searches::delivery};
use account::{OrganisationId, PersonId};
use jiff::{SignedDuration, Timestamp};
use query::Query;
use serde::Serialize;
use std::collections::HashMap;
use store::{Db, Row, StoreError, args};

/// Days of which alerts are counted.
pub const COUNTED_DAYS: i64 = 30;
/// Alerts that are read at once.
const PAGE_ALERTS: u32 = 5_000;

/// Which searches are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// All of them.
    Everybodys,
    /// Those of an organisation and of its people.
    Organisation(&'a OrganisationId),
    /// Somebody's own, and those of their organisation that they hear of.
    Person(&'a OrganisationId, &'a PersonId),
    /// This one.
    One(SearchId),
}

/// Somebody at an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Somebody {
    /// Their name.
    pub name: String,
    /// The mail address that they sign in with.
    pub email: String,
}

/// Somebody who hears of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hears {
    /// Who it is.
    #[serde(flatten)]
    pub who: Somebody,
    /// How they do.
    pub alert: Delivery,
}

/// Why a query cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// The character at which the fault is, the first being 1.
    pub position: usize,
    /// What is wrong.
    pub why: String,
}

/// A saved search in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Registered {
    /// Its number.
    pub id: SearchId,
    /// What it is called.
    pub name: String,
    /// The folder that it lies in; empty for none.
    pub folder: String,
    /// The organisation's name.
    pub organisation: String,
    /// Whose it is; none for one that the organisation shares.
    pub owner: Option<Somebody>,
    /// The query, as it was written.
    pub query: String,
    /// Why that cannot be read by the language of today: then it finds nothing and raises no alerts.
    pub unreadable: Option<Unreadable>,
    /// The name of whoever made it.
    pub by: String,
    /// When it was made.
    pub created: Timestamp,
    /// When name, folder or query were changed last.
    pub changed: Timestamp,
    /// Who hears of it, by name.
    pub heard_by: Vec<Hears>,
    /// How many secret addresses its feed has.
    pub feeds: u64,
    /// Alerts that it raised, alone or with others, in the last [`COUNTED_DAYS`] days: one for each version and reader.
    pub alerts: u64,
}

/// A statement about the searches that are asked for, as `$1` to `$3` say.
macro_rules! select_asked {
    ($what:literal, $rest:literal) => {
        concat!(
            $what,
            " WHERE s.deleted = FALSE AND ($1 = '' OR s.organisation = $1) AND ($2 = '' OR s.person = $2 \
             OR (s.person IS NULL AND EXISTS (SELECT 1 FROM search_delivery h WHERE h.search = s.id AND h.person = $2))) \
             AND ($3 = 0 OR s.id = $3) ",
            $rest
        )
    };
}

/// The searches that are asked for: by organisation, its own before those of its people, by folder and name.
pub async fn register(db: &Db, whose: Whose<'_>, now: Timestamp) -> Result<Vec<Registered>, AlertError> {
    let sql = select_asked!(
        "SELECT s.id, s.name, s.folder, s.query, s.made_by, s.created, s.changed, o.name AS organisation, \
         p.name AS owner, p.email AS owner_email, \
         (SELECT COUNT(*) FROM search_address a WHERE a.search = s.id) AS feeds \
         FROM saved_search s JOIN organisation o ON o.id = s.organisation LEFT JOIN person p ON p.id = s.person",
        "ORDER BY o.name, s.person IS NOT NULL, p.name, p.id, s.folder, s.name, s.id"
    );
    let (organisation, person, one) = asked(whose);
    let rows = db.all(sql, args![organisation, person, one]).await?;
    let mut searches = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let (mut heard, counts) = (readers(db, whose).await?, counts(db, organisation, now).await?);
    for search in &mut searches {
        search.heard_by = heard.remove(&search.id).unwrap_or_default();
        search.alerts = counts.get(&search.id).copied().unwrap_or_default();
    }
    Ok(searches)
}

/// The arguments of [`select_asked`].
fn asked(whose: Whose<'_>) -> (&str, &str, u64) {
    match whose {
        Whose::Everybodys => ("", "", 0),
        Whose::Organisation(organisation) => (organisation.as_str(), "", 0),
        Whose::Person(organisation, person) => (organisation.as_str(), person.as_str(), 0),
        Whose::One(id) => ("", "", id.0),
    }
}

fn read(row: &Row) -> Result<Registered, StoreError> {
    let owner = match row.text_or_null("owner")? {
        Some(name) => Some(Somebody { name, email: row.text("owner_email")? }),
        None => None,
    };
    let query = row.text("query")?;
    let unreadable = Query::read(&query).err().map(|fault| Unreadable { position: fault.position, why: fault.why });
    Ok(Registered {
        id: SearchId(row.count("id")?),
        name: row.text("name")?,
        folder: row.text("folder")?,
        organisation: row.text("organisation")?,
        owner,
        query,
        unreadable,
        by: row.text("made_by")?,
        created: story::from_millis(row.int("created")?),
        changed: story::from_millis(row.int("changed")?),
        heard_by: Vec::new(),
        feeds: row.count("feeds")?,
        alerts: 0,
    })
}

/// Who hears of each of the searches.
async fn readers(db: &Db, whose: Whose<'_>) -> Result<HashMap<SearchId, Vec<Hears>>, AlertError> {
    let sql = select_asked!(
        "SELECT d.search, d.portal, d.sound, d.email, d.push, r.name AS reader, r.email AS reader_email \
         FROM search_delivery d JOIN saved_search s ON s.id = d.search JOIN person r ON r.id = d.person",
        "ORDER BY d.search, r.name, r.id"
    );
    let (organisation, person, one) = asked(whose);
    let mut readers: HashMap<SearchId, Vec<Hears>> = HashMap::new();
    for row in db.all(sql, args![organisation, person, one]).await? {
        let who = Somebody { name: row.text("reader")?, email: row.text("reader_email")? };
        let hears = Hears { who, alert: delivery(&row)? };
        readers.entry(SearchId(row.count("search")?)).or_default().push(hears);
    }
    Ok(readers)
}

/// How many alerts each search raised of late.
async fn counts(db: &Db, organisation: &str, now: Timestamp) -> Result<HashMap<SearchId, u64>, AlertError> {
    let since = story::to_millis(now - SignedDuration::from_hours(24 * COUNTED_DAYS));
    let sql = "SELECT id, searches FROM alert WHERE time >= $1 AND ($2 = '' OR organisation = $2) AND id > $3 \
               ORDER BY id LIMIT $4";
    let (mut counts, mut last) = (HashMap::new(), 0);
    loop {
        let rows = db.all(sql, args![since, organisation, last, PAGE_ALERTS]).await?;
        let Some(end) = rows.last() else { return Ok(counts) };
        last = end.count("id")?;
        for row in &rows {
            for found in found_by(row)? {
                *counts.entry(found.id).or_default() += 1;
            }
        }
    }
}
