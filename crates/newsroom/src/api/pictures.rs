//! The contact sheet, series, and cutting.

use super::with_etag;
use crate::{Newsroom, errors::refused};
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use darkroom::Area;
use desk::{Cutting, Focus, Frame, FramesWanted};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{GroupId, ItemId, Kind};
use web::{Json, Path, Problem, Query, SignedInStaff};

/// Every route of pictures, but the one that files a picture whole.
pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/pictures", get(list))
        .route("/desk/api/series", post(make_series))
        .route("/desk/api/series/{series}", put(arrange_series))
        .route("/desk/api/items/{id}/crops", get(cutting).post(cut))
        .route("/desk/api/items/{id}/focus", put(focus))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    kind: Option<Kind>,
    #[serde(default)]
    mine: bool,
    series: Option<GroupId>,
    #[serde(default)]
    q: String,
    before: Option<Timestamp>,
    limit: Option<u32>,
}

#[derive(Serialize)]
struct Frames {
    frames: Vec<Frame>,
}

/// `GET /desk/api/pictures`: the items with files, the newest first; those of a series in its order.
async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(wanted): Query<Wanted>,
) -> Result<impl IntoResponse, Problem> {
    let Wanted { kind, mine, series, q, before, limit } = wanted;
    let author = mine.then(|| who.login.clone());
    let wanted = FramesWanted { kind, author, series, words: q, before, limit };
    Ok(Json(Frames { frames: newsroom.desk.frames(&who, &wanted).await.map_err(refused)? }))
}

/// The items of a series, in their order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Items {
    items: Vec<ItemId>,
}

#[derive(Serialize)]
struct Series {
    series: GroupId,
}

/// `POST /desk/api/series`
async fn make_series(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(Items { items }): Json<Items>,
) -> Result<impl IntoResponse, Problem> {
    let series = newsroom.desk.arrange_series(&who, None, items).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(Series { series })))
}

/// `PUT /desk/api/series/{series}`
async fn arrange_series(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(series): Path<GroupId>,
    Json(Items { items }): Json<Items>,
) -> Result<impl IntoResponse, Problem> {
    let series = newsroom.desk.arrange_series(&who, Some(series), items).await.map_err(refused)?;
    Ok(Json(Series { series }))
}

/// `GET /desk/api/items/{id}/crops`
async fn cutting(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Json<Cutting>, Problem> {
    Ok(Json(newsroom.desk.cutting(&who, &id).await.map_err(refused)?))
}

/// `PUT /desk/api/items/{id}/focus`: answers what is proposed around it.
async fn focus(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(focus): Json<Focus>,
) -> Result<Json<Cutting>, Problem> {
    newsroom.desk.set_focus(&who, &id, focus).await.map_err(refused)?;
    Ok(Json(newsroom.desk.cutting(&who, &id).await.map_err(refused)?))
}

/// `POST /desk/api/items/{id}/crops`
async fn cut(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(area): Json<Area>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.make_crop(&who, &id, area, &newsroom.darkroom).await.map_err(refused)?;
    let place = HeaderValue::from_str(&format!("/desk/api/items/{}", item.id)).map_err(Problem::internal)?;
    let mut response = with_etag(item.edit, (StatusCode::CREATED, Json(item)));
    response.headers_mut().insert(header::LOCATION, place);
    Ok(response)
}
