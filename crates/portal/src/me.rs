//! `/portal/api/me` and `/portal/api/settings`: who reads, what they may have, and how they like their screens.

use crate::{
    Portal,
    door::{OF_SCREENS, inside},
    granted::{self, GivenFormat, NamedProduct},
    reader::Reader,
};
use account::{Contract, Person, PersonId};
use audience::{Entitlement, Products};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CACHE_CONTROL},
    response::IntoResponse,
    routing::{get, put},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use store::{Db, StoreError, args};
use story::Agency;
use web::{Json, Problem};

/// Bytes that the settings of a reader may have.
const SETTINGS_BYTES_MAX: usize = 16 * 1024;
/// Dispatches that are looked at to tell what a reader missed: whoever missed more is told that there is more.
const MISSED_DISPATCHES_MAX: u64 = 1_000;

pub(super) fn routes() -> Router<Portal> {
    Router::new().route("/portal/api/me", get(me)).route("/portal/api/settings", put(set))
}

#[derive(Serialize)]
struct Me {
    person: Who,
    organisation: Named,
    settings: Map<String, Value>,
    last_visit: Option<Visit>,
    /// Events of their own feed since then.
    missed: usize,
    /// There are more: not all were counted.
    missed_more: bool,
    head: u64,
    agency: House,
    formats: Vec<GivenFormat>,
    quota: Option<Downloads>,
    products: Vec<NamedProduct>,
    kinds: Vec<&'static str>,
}

#[derive(Serialize)]
struct Who {
    id: String,
    name: String,
    email: String,
    master: bool,
}

#[derive(Serialize)]
struct Named {
    id: String,
    name: String,
}

/// How far somebody has come, and when that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Visit {
    seq: u64,
    time: Timestamp,
}

#[derive(Serialize)]
struct Downloads {
    limit: u32,
    left: u32,
    until: Timestamp,
}

/// What of the agency the screens need: the words that its readers filter by.
#[derive(Serialize)]
struct House {
    name: String,
    zone: String,
    languages: Vec<Language>,
    categories: Vec<Category>,
}

#[derive(Serialize)]
struct Language {
    code: String,
    name: String,
}

#[derive(Serialize)]
struct Category {
    id: u32,
    name: String,
}

impl House {
    fn of(agency: &Agency) -> Self {
        let language = |known: &story::AgencyLanguage| Language {
            code: known.lang.to_string(),
            name: known.name(OF_SCREENS).to_owned(),
        };
        let category = |known: &story::Category| Category { id: known.id.0, name: known.name(OF_SCREENS).to_owned() };
        Self {
            name: agency.name(agency.language.as_str()).to_owned(),
            zone: agency.time_zone.clone(),
            languages: agency.languages.iter().map(language).collect(),
            categories: agency.categories.iter().map(category).collect(),
        }
    }
}

/// `GET /portal/api/me`
async fn me(State(portal): State<Portal>, Reader(who): Reader) -> Result<impl IntoResponse, Problem> {
    let (settings, last_visit) = kept(&portal.db, &who.id).await?;
    let contracts = portal.holding(&who).await?;
    let (missed, missed_more) = match last_visit {
        Some(Visit { seq, .. }) => missed(&portal, &contracts, seq).await?,
        // Who was never here missed nothing.
        None => (0, false),
    };
    let products = Products::load(&portal.db).await.map_err(inside)?;
    let quota = granted::quota(&contracts, &portal.accounts).await?;
    let Person { id, organisation, organisation_name, email, name, master, .. } = who;
    let me = Me {
        person: Who { id: id.as_str().to_owned(), name, email, master },
        organisation: Named { id: organisation.as_str().to_owned(), name: organisation_name },
        settings,
        last_visit,
        missed,
        missed_more,
        head: portal.gate.head(),
        agency: House::of(&portal.agency),
        formats: granted::formats(&contracts),
        quota: quota.map(|quota| Downloads { limit: quota.limit, left: quota.left, until: quota.until }),
        products: granted::products(&contracts, &products),
        kinds: granted::kinds(&contracts),
    };
    Ok(([(CACHE_CONTROL, "no-store")], Json(me)))
}

/// The settings of a reader, and their last visit.
async fn kept(db: &Db, who: &PersonId) -> Result<(Map<String, Value>, Option<Visit>), StoreError> {
    let row = db.one("SELECT settings, top, visited FROM reader WHERE person = $1", args![who.as_str()]).await?;
    let Some(row) = row else { return Ok((Map::new(), None)) };
    let settings = serde_json::from_str(&row.text("settings")?);
    let settings = settings.map_err(|e| StoreError::Corrupt { column: "settings", why: e.to_string() })?;
    let visited = row.int_or_null("visited")?.map(story::from_millis);
    let visit = match visited {
        Some(time) => Some(Visit { seq: row.count("top")?, time }),
        None => None,
    };
    Ok((settings, visit))
}

/// How many events of the reader's own feed came after `top`, and whether the wire goes on behind what was looked at:
/// [`MISSED_DISPATCHES_MAX`] dispatches.
async fn missed(portal: &Portal, contracts: &[Contract], top: u64) -> Result<(usize, bool), Problem> {
    let may = Entitlement::under(contracts, portal.clock.now());
    if may.grants.is_empty() {
        return Ok((0, false));
    }
    portal.gate.count(&may, top, MISSED_DISPATCHES_MAX).await.map_err(inside)
}

/// `PUT /portal/api/settings`
async fn set(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Json(settings): Json<Map<String, Value>>,
) -> Result<impl IntoResponse, Problem> {
    let settings = Value::Object(settings).to_string();
    if settings.len() > SETTINGS_BYTES_MAX {
        return Err(Problem::too_large(SETTINGS_BYTES_MAX));
    }
    let sql = "INSERT INTO reader (person, settings) VALUES ($1, $2) \
               ON CONFLICT (person) DO UPDATE SET settings = excluded.settings";
    portal.db.run(sql, args![who.id.as_str(), settings]).await?;
    Ok(StatusCode::NO_CONTENT)
}
