//! `/portal/searches` and `/portal/api/searches`: saved searches, a reader's own and those that the organisation
//! shares.

mod page;
mod rss;
mod trial;

use crate::{Portal, reader::Reader};
use alert::{AlertError, Delivery, NewSearch, Owner, SavedSearch, SearchChange, SearchId};
use axum::{
    Router,
    extract::State,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, HeaderName},
    },
    response::IntoResponse,
    routing::{get, post},
};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use web::{Json, Path, Problem};
use wire::WireError;

/// What is read belongs to one reader.
const PRIVATE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];

/// The screen.
pub(super) fn pages() -> Router<Portal> {
    Router::new().route("/portal/searches", get(page::show))
}

pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/portal/api/searches", get(list).post(save))
        .route("/portal/api/searches/trial", post(trial::run))
        .route("/portal/api/searches/{search}", get(show).put(change).delete(remove))
        .route("/portal/api/searches/{search}/rss", post(rss::open).delete(rss::close))
        .route("/portal/rss/{secret}", get(rss::feed))
}

#[derive(Serialize)]
struct List {
    searches: Vec<SavedSearch>,
}

/// What a program sends back of what it was given. What nobody can change is passed over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    name: Option<String>,
    folder: Option<String>,
    query: Option<String>,
    alert: Option<Delivery>,
    owner: Option<Owner>,
    #[serde(rename = "id")]
    _id: Option<IgnoredAny>,
    #[serde(rename = "rss")]
    _rss: Option<IgnoredAny>,
    #[serde(rename = "by")]
    _by: Option<IgnoredAny>,
    #[serde(rename = "created")]
    _created: Option<IgnoredAny>,
    #[serde(rename = "changed")]
    _when: Option<IgnoredAny>,
}

/// `GET /portal/api/searches`
async fn list(State(portal): State<Portal>, Reader(who): Reader) -> Result<impl IntoResponse, Problem> {
    let searches = portal.alerts.searches(&who).await.map_err(refused)?;
    Ok((PRIVATE, Json(List { searches })))
}

/// `GET /portal/api/searches/{search}`
async fn show(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let search = portal.alerts.search(&who, named(&id)?).await.map_err(refused)?;
    Ok((PRIVATE, Json(search)))
}

/// `POST /portal/api/searches`
async fn save(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Json(new): Json<NewSearch>,
) -> Result<impl IntoResponse, Problem> {
    let saved = portal.alerts.save_search(&who, new).await.map_err(refused)?;
    Ok((StatusCode::CREATED, PRIVATE, Json(saved)))
}

/// `PUT /portal/api/searches/{search}`
async fn change(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Path(id): Path<String>,
    Json(changed): Json<Changed>,
) -> Result<impl IntoResponse, Problem> {
    let id = named(&id)?;
    let Changed { name, folder, query, alert, owner, .. } = changed;
    if let Some(owner) = owner {
        let before = portal.alerts.search(&who, id).await.map_err(refused)?;
        if before.owner != owner {
            return Err(Problem::unprocessable("owner", "cannot be changed: save the search anew for the other owner"));
        }
    }
    let change = SearchChange { name, folder, query, alert };
    let search = portal.alerts.change_search(&who, id, change).await.map_err(refused)?;
    Ok((PRIVATE, Json(search)))
}

/// `DELETE /portal/api/searches/{search}`
async fn remove(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    portal.alerts.delete_search(&who, named(&id)?).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The search of an address.
fn named(id: &str) -> Result<SearchId, Problem> {
    id.parse().map_err(|_| Problem::not_found("There is no such saved search."))
}

/// What was refused, as a problem.
pub(crate) fn refused(error: AlertError) -> Problem {
    match error {
        AlertError::Account(error) => error.into(),
        AlertError::Store(error) => error.into(),
        AlertError::Wire(WireError::Store(error)) => Problem::from(&*error),
        AlertError::Wire(error) => Problem::internal(error),
        AlertError::Query(error) => {
            Problem::bad_field("query", format_args!("cannot be understood {error}")).with("position", error.position)
        }
        AlertError::Bad { field, why } => Problem::unprocessable(field, why),
        AlertError::Unknown(_) => Problem::not_found("There is no such saved search."),
        AlertError::NotMaster => Problem::forbidden(error),
        AlertError::UnknownBrowser => Problem::not_found("There is no such browser."),
        AlertError::PushKey(_) => Problem::internal(error),
        AlertError::Full { .. } | AlertError::ManyBrowsers => Problem::conflict(error),
    }
}
