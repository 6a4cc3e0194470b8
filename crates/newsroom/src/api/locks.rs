//! Who writes an item.

use crate::{Newsroom, errors::refused};
use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::put};
use serde::Deserialize;
use story::ItemId;
use web::{Json, Path, Problem, SignedInStaff};

/// Every route of this file.
pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/items/{id}/lock", put(take).delete(end))
}

/// From whom the lock is taken over; left out, it is taken only where nobody has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taken {
    #[serde(default)]
    from: Option<String>,
}

async fn take(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(taken): Json<Taken>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(newsroom.desk.lock(&who, &id, taken.from.as_deref()).await.map_err(refused)?))
}

async fn end(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<impl IntoResponse, Problem> {
    newsroom.desk.unlock(&who, &id).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}
