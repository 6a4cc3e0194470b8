//! Who has an item open. A tab of a browser asks often; each question is its sign of life.

use crate::{Newsroom, errors::refused};
use account::Right;
use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use serde::Deserialize;
use story::ItemId;
use web::{Json, Path, Problem, Query, SignedInStaff};

/// Every route of this file.
pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/items/{id}/presence", get(around).put(arrive).delete(leave))
}

async fn around(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    Ok(Json(newsroom.desk.around(&id).await.map_err(refused)?))
}

/// A tab that shows an item.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tab {
    /// Its name, which it makes up itself.
    tab: String,
    #[serde(default)]
    writing: bool,
}

async fn arrive(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(tab): Json<Tab>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(newsroom.desk.arrive(&who, &id, &tab.tab, tab.writing).await.map_err(refused)?))
}

async fn leave(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Query(tab): Query<Tab>,
) -> Result<impl IntoResponse, Problem> {
    newsroom.desk.leave(&who, &id, &tab.tab).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}
