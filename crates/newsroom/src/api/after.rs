//! What an item has been through, and what may follow.

use super::{based_on, with_etag};
use crate::{
    Newsroom,
    after::{Standing, note_update, standing},
};
use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use story::{ItemId, Note};
use web::{Json, Path, Problem, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/api/items/{id}/after", get(show)).route("/desk/api/items/{id}/news", post(news))
}

/// `GET /desk/api/items/{id}/after`
async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Json<Standing>, Problem> {
    Ok(Json(standing(&newsroom, &who, &id).await?))
}

/// What the next update brings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct News {
    news: Note,
}

/// `POST /desk/api/items/{id}/news`: notes in the working copy what its next update brings. Sending it is another request.
async fn news(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
    Json(News { news }): Json<News>,
) -> Result<Response, Problem> {
    let item = note_update(&newsroom, &who, &id, based_on(&headers)?, &news).await?;
    Ok(with_etag(item.edit, Json(item)))
}
