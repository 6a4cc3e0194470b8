//! Taking many items back for one cause.

use crate::{Newsroom, errors::refused, kill::found};
use account::Right;
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use desk::{Because, Cause, CauseItem, Order, Reckoning, Sought, proposed_notice};
use serde::{Deserialize, Serialize};
use story::{Act, ItemId, Lang};
use web::{Json, Path, Problem, Query, SignedInStaff};

/// Causes of a list that is asked for without a limit.
const CAUSES_DEFAULT: u32 = 100;

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/kill", get(along).post(kill))
        .route("/desk/api/notice", get(notice))
        .route("/desk/api/causes", get(causes))
        .route("/desk/api/causes/{cause}", get(cause))
}

/// What is to be taken back: items by their ids, apart by commas, and those that have all the rest in common.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    items: String,
    author: String,
    credit: String,
    series: String,
    words: String,
}

/// `GET /desk/api/kill`: what hangs on the items; nothing happens to them.
async fn along(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(asked): Query<Asked>,
) -> Result<Json<Reckoning>, Problem> {
    let Asked { items, author, credit, series, words } = asked;
    let mut ids = Vec::new();
    for id in items.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        ids.push(id.parse::<ItemId>().map_err(|fault| Problem::bad_field("items", fault))?);
    }
    let sought = Sought { author, credit, series, words };
    let found = newsroom.desk.sought(&who, &sought).await.map_err(refused)?;
    ids.extend(found.into_iter().map(|candidate| candidate.item));
    Ok(Json(newsroom.desk.along(&who, &ids).await.map_err(refused)?))
}

/// What was done.
#[derive(Serialize)]
struct Stopped {
    cause: String,
    seqs: Vec<u64>,
    unscheduled: Vec<ItemId>,
    /// The request that a second person approves first.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<String>,
}

/// `POST /desk/api/kill`: all of them, or none.
async fn kill(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(order): Json<Order>,
) -> Result<Response, Problem> {
    let stopped = newsroom.desk.stop_all(&who, order).await.map_err(refused)?;
    let place = HeaderValue::from_str(&format!("/desk/api/causes/{}", stopped.cause))
        .expect("the id of a cause is digits and a hyphen");
    let seqs = stopped.sent.iter().map(|sent| sent.dispatch.seq()).collect();
    let body = Stopped { cause: stopped.cause, seqs, unscheduled: stopped.unscheduled, approval: stopped.waits };
    let status = if body.approval.is_some() { StatusCode::ACCEPTED } else { StatusCode::CREATED };
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::LOCATION, place);
    Ok(response)
}

/// What a notice is about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    act: Act,
    #[serde(default)]
    because: Because,
    /// The languages of its readers, apart by commas.
    languages: String,
}

/// What a notice may say.
#[derive(Serialize)]
struct Notice {
    text: String,
}

/// `GET /desk/api/notice`
async fn notice(
    SignedInStaff(who): SignedInStaff,
    State(_): State<Newsroom>,
    Query(about): Query<About>,
) -> Result<Json<Notice>, Problem> {
    who.require(Right::Write)?;
    if !about.act.stops() {
        return Err(Problem::bad_field("act", "is none of hold, kill and withdraw"));
    }
    let mut languages = Vec::new();
    for tag in about.languages.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        languages.push(Lang::new(tag).map_err(|fault| Problem::bad_field("languages", fault))?);
    }
    Ok(Json(Notice { text: proposed_notice(about.act, about.because, &languages) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    limit: Option<u32>,
}

#[derive(Serialize)]
struct List {
    causes: Vec<Cause>,
}

/// `GET /desk/api/causes`
async fn causes(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(query): Query<ListQuery>,
) -> Result<Json<List>, Problem> {
    let limit = query.limit.unwrap_or(CAUSES_DEFAULT);
    Ok(Json(List { causes: newsroom.desk.causes(&who, limit).await.map_err(refused)? }))
}

/// A cause with its items.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    cause: Cause,
    items: Vec<CauseItem>,
}

/// `GET /desk/api/causes/{cause}`
async fn cause(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
) -> Result<Json<Whole>, Problem> {
    let (cause, items) = found(&newsroom, &who, &id).await?;
    Ok(Json(Whole { cause, items }))
}
