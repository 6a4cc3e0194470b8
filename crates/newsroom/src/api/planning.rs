//! Planned coverage, and the day's list.

use super::{based_on, with_etag};
use crate::{Newsroom, errors::refused};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use desk::{Assignment, Beginning, Clash, Coverage, NewAssignment, PLAN_DAYS_MAX, Progress, clashes};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use story::Lang;
use web::{Json, Path, Problem, Query, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/plan", get(list).post(add))
        .route("/desk/api/plan/mine", get(mine))
        .route("/desk/api/plan/{assignment}", get(show).put(change))
        .route("/desk/api/plan/{assignment}/state", put(move_on))
        .route("/desk/api/plan/{assignment}/begin", post(begin))
        .route("/desk/api/day-list", post(day_list))
}

/// Which coverage is asked for: today's if no day is named.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    from: Option<Date>,
    to: Option<Date>,
    desk: Option<String>,
    person: Option<String>,
    lang: Option<Lang>,
}

#[derive(Serialize)]
struct Plan {
    assignments: Vec<Assignment>,
    /// What overlaps, by number.
    clashes: BTreeMap<u32, Vec<Clash>>,
}

async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    let zone = TimeZone::get(&newsroom.agency.time_zone).unwrap_or(TimeZone::UTC);
    let from = asked.from.unwrap_or_else(|| newsroom.clock.now().to_zoned_datetime(zone).date());
    let to = asked.to.unwrap_or(from);
    if to < from || to > from.saturating_add(PLAN_DAYS_MAX.days()) {
        return Err(Problem::bad_field("to", format!("is not within {PLAN_DAYS_MAX} days after `from`")));
    }
    let of = Coverage { desk: asked.desk, person: asked.person, language: asked.lang };
    let assignments = newsroom.desk.coverage(&who, from, to, &of).await.map_err(refused)?;
    Ok(Json(Plan { clashes: clashes(&assignments), assignments }))
}

async fn mine(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
) -> Result<impl IntoResponse, Problem> {
    let assignments = newsroom.desk.own_assignments(&who).await.map_err(refused)?;
    Ok(Json(Plan { clashes: clashes(&assignments), assignments }))
}

async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<u32>,
) -> Result<Response, Problem> {
    Ok(answered(newsroom.desk.assignment(&who, id).await.map_err(refused)?))
}

async fn add(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(new): Json<NewAssignment>,
) -> Result<Response, Problem> {
    let one = newsroom.desk.plan(&who, None, new).await.map_err(refused)?;
    Ok(with_etag(one.edit, (StatusCode::CREATED, Json(one))))
}

async fn change(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<u32>,
    headers: HeaderMap,
    Json(new): Json<NewAssignment>,
) -> Result<Response, Problem> {
    let over = Some((id, based_on(&headers)?));
    Ok(answered(newsroom.desk.plan(&who, over, new).await.map_err(refused)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    state: Progress,
}

async fn move_on(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<u32>,
    Json(moved): Json<Moved>,
) -> Result<Response, Problem> {
    Ok(answered(newsroom.desk.move_on(&who, id, moved.state).await.map_err(refused)?))
}

async fn begin(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<u32>,
    Json(beginning): Json<Beginning>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.begin_story(&who, id, beginning).await.map_err(refused)?;
    Ok(with_etag(item.edit, (StatusCode::CREATED, Json(item))))
}

/// Which day's list is made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfDay {
    day: Date,
    language: Lang,
    #[serde(default)]
    desk: Option<String>,
    #[serde(default)]
    template: Option<String>,
}

async fn day_list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(of): Json<OfDay>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.begin_day_list(&who, of.day, &of.language, of.desk, of.template).await.map_err(refused)?;
    Ok(with_etag(item.edit, (StatusCode::CREATED, Json(item))))
}

fn answered(one: Assignment) -> Response {
    with_etag(one.edit, Json(one)).into_response()
}
