//! The newsroom's desks, and moving an item between them and between its stages.

use super::with_etag;
use crate::{Newsroom, errors::refused};
use account::Right;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, put},
};
use desk::{DeskName, Move, NewsDesk};
use serde::{Deserialize, Serialize};
use story::ItemId;
use web::{Json, Path, Problem, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/desks", get(list).post(add).put(order))
        .route("/desk/api/desks/{desk}", put(rename).delete(remove))
        .route("/desk/api/items/{id}/place", put(place))
}

/// The desks in the order of the lists.
#[derive(Serialize)]
struct Desks {
    desks: Vec<NewsDesk>,
}

async fn desks(newsroom: &Newsroom) -> Result<Json<Desks>, Problem> {
    Ok(Json(Desks { desks: newsroom.desk.desks().await.map_err(refused)? }))
}

async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    desks(&newsroom).await
}

/// What a desk is called.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: DeskName,
}

async fn add(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(Named { name }): Json<Named>,
) -> Result<impl IntoResponse, Problem> {
    let desk = newsroom.desk.add_desk(&who, &name).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(desk)))
}

/// The ids of desks, in their new order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    order: Vec<String>,
}

async fn order(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(Order { order }): Json<Order>,
) -> Result<impl IntoResponse, Problem> {
    newsroom.desk.order_desks(&who, order).await.map_err(refused)?;
    desks(&newsroom).await
}

async fn rename(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
    Json(Named { name }): Json<Named>,
) -> Result<impl IntoResponse, Problem> {
    newsroom.desk.rename_desk(&who, &id, &name).await.map_err(refused)?;
    desks(&newsroom).await
}

async fn remove(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    newsroom.desk.remove_desk(&who, &id).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Moves an item. It is no edit: nothing of the text changes, and no `If-Match` is asked for.
async fn place(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(to): Json<Move>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.place(&who, &id, to).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}
