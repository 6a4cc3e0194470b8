//! Sending with a look at it first, taking back, and what waits for its time; for programs.

use super::{acts::propose as carry, acts::sent, with_etag};
use crate::{
    Newsroom,
    errors::refused,
    outlook::{Outlook, document, outlooks},
};
use account::Right;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use desk::{Preview, Proposal, Retraction};
use format::Format;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::ItemId;
use web::{Json, Path, Problem, Query, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/propose", post(propose))
        .route("/desk/api/preview", post(preview))
        .route("/desk/api/items/{id}/undo", post(undo))
        .route("/desk/api/items/{id}/reschedule", post(reschedule))
        .route("/desk/api/items/{id}/retraction", get(retraction))
        .route("/desk/api/items/{id}/retract", post(retract))
}

async fn propose(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(proposal): Json<Proposal>,
) -> Result<Response, Problem> {
    carry(&newsroom, &who, proposal).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct As {
    #[serde(default)]
    format: Option<String>,
}

#[derive(Serialize)]
struct Previewed {
    #[serde(flatten)]
    preview: Preview,
    /// What each dispatch does; of many, the first.
    outlooks: Vec<Outlook>,
    /// The first one in the format that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
}

async fn preview(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(As { format }): Query<As>,
    Json(proposal): Json<Proposal>,
) -> Result<impl IntoResponse, Problem> {
    let format = format.map(|name| name.parse::<Format>().map_err(|why| Problem::bad_field("format", why)));
    let format = format.transpose()?;
    let preview = newsroom.desk.preview(&who, &proposal).await.map_err(refused)?;
    let outlooks = outlooks(&newsroom, &who, &preview.transmission).await?;
    let document = format.zip(outlooks.first()).and_then(|(format, first)| document(&newsroom, first, format));
    Ok(Json(Previewed { preview, outlooks, document }))
}

async fn undo(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.undo(&who, &id).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}

/// The new time; none for the end of the embargo.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    #[serde(default)]
    at: Option<Timestamp>,
}

async fn reschedule(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(When { at }): Json<When>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.reschedule(&who, &id, at).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}

#[derive(Serialize)]
struct Ready {
    /// None when nothing was prepared, or it can no longer be sent.
    retraction: Option<Retraction>,
}

async fn retraction(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    newsroom.desk.item(&id).await.map_err(refused)?;
    Ok(Json(Ready { retraction: newsroom.desk.retraction(&id).await.map_err(refused)? }))
}

async fn retract(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Response, Problem> {
    Ok(sent(&newsroom.desk.retract(&who, &id).await.map_err(refused)?))
}
