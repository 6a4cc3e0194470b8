//! Words that a reader may be about to type.

use super::{archive_shapes as shapes, refusals};
use crate::{Api, refuse};
use audience::Denial;
use axum::{
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use web::{Json, Problem, Query, SignedInSubscriber};

/// Characters of what was typed.
pub const SUGGEST_CHARS_MAX: usize = 200;

/// What was typed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Typed {
    /// The beginning of a word; of several words, the last counts.
    #[param(example = "dep")]
    q: String,
}

#[derive(Serialize)]
struct Suggested {
    words: Vec<String>,
}

/// Words of headlines within your contract that begin like that, the most frequent first, at most 8.
#[utoipa::path(
    get,
    path = "/api/v1/suggest",
    tag = "archive",
    params(Typed),
    responses((status = 200, description = "The words", body = shapes::Suggested), refusals::Feed),
)]
pub(super) async fn suggest(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Query(Typed { q }): Query<Typed>,
) -> Result<Response, Problem> {
    if q.chars().nth(SUGGEST_CHARS_MAX).is_some() {
        return Err(Problem::bad_field("q", format_args!("is too long; it may have {SUGGEST_CHARS_MAX} characters")));
    }
    let may = api.entitlement(&subscriber).ok_or_else(|| refuse::denied(Denial::NoContract))?;
    refuse::until_indexed(&api).await;
    let words = api.archive().suggest(&q, &may, api.now()).await.map_err(refuse::archive)?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(Suggested { words })).into_response())
}
