//! Stories that are like another one.

use super::{archive_shapes as shapes, items, refusals};
use crate::{Api, refuse};
use ::search::Hit;
use axum::{
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use web::{Json, Path, Problem, Query, SignedInSubscriber};

/// Stories that are named, at most.
pub const LIKE_HITS_MAX: usize = 50;

/// How many are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Items that are answered, at most.
    #[param(default = 10, minimum = 1, maximum = 50)]
    limit: usize,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { limit: 10 }
    }
}

#[derive(Serialize)]
struct Alike {
    hits: Vec<Hit>,
}

/// Items within your contract that are like this one, the most alike first.
#[utoipa::path(
    get,
    path = "/api/v1/items/{id}/like",
    tag = "archive",
    params(items::Item, Wanted),
    responses((status = 200, description = "What is like it", body = shapes::Alike), refusals::Like),
)]
pub(super) async fn like(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Path(item): Path<items::Item>,
    Query(Wanted { limit }): Query<Wanted>,
) -> Result<Response, Problem> {
    if !(1..=LIKE_HITS_MAX).contains(&limit) {
        return Err(Problem::bad_field("limit", format_args!("is {limit}; 1 to {LIKE_HITS_MAX} are allowed")));
    }
    // What may not be read is not compared with anything either.
    let (may, event) = items::newest(&api, &subscriber, &item.id).await?;
    let hits = api.archive().like(&event.dispatch, &may, limit, api.now()).await.map_err(refuse::archive)?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(Alike { hits })).into_response())
}
