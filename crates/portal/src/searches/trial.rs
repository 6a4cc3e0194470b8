//! How often a query would have found something, before it is saved.

use super::{PRIVATE, refused};
use crate::{Portal, door::inside, reader::Reader};
use audience::{AudienceError, Entitlement};
use axum::{extract::State, response::IntoResponse};
use jiff::SignedDuration;
use query::Query;
use search::{Hit, Request, SearchError};
use serde::{Deserialize, Serialize};
use web::{Json, Problem};

/// Days that are looked at.
const TRIAL_DAYS: u32 = 30;
/// The newest hits that are shown.
const LATEST_HITS: usize = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tried {
    query: String,
}

#[derive(Serialize)]
struct Trial {
    /// Stories a day, to a tenth.
    a_day: f64,
    days: u32,
    total: usize,
    latest: Vec<Hit>,
}

/// `POST /portal/api/searches/trial`: counts stories by their newest version, within the contract as it is now.
pub(super) async fn run(
    State(portal): State<Portal>,
    Reader(who): Reader,
    Json(tried): Json<Tried>,
) -> Result<impl IntoResponse, Problem> {
    let query = Query::read(&tried.query).map_err(|error| refused(error.into()))?;
    let now = portal.clock.now();
    let may = Entitlement::under(&portal.holding(&who).await?, now);
    let since = now - SignedDuration::from_hours(24 * i64::from(TRIAL_DAYS));
    let asked = Request::newest(query.dated(Some(since), None), LATEST_HITS);
    let found = portal.archive.search(&asked, &may, now).await.map_err(not_searched)?;
    let total = u32::try_from(found.total).unwrap_or(u32::MAX);
    let a_day = (f64::from(total) * 10.0 / f64::from(TRIAL_DAYS)).round() / 10.0;
    Ok((PRIVATE, Json(Trial { a_day, days: TRIAL_DAYS, total: found.total, latest: found.hits })))
}

/// The archive could not answer.
pub(super) fn not_searched(error: SearchError) -> Problem {
    match error {
        SearchError::Wire(error) => inside(AudienceError::from(error)),
        SearchError::BrokenOff => Problem::unavailable("The search was broken off."),
        error => Problem::internal(error),
    }
}
