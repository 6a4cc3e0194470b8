//! Reading and writing drafts.

use super::{based_on, with_etag};
use crate::{Newsroom, errors::refused};
use account::{Right, Staff};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::{Item, ItemLine, MEDIA_BYTES_MAX};
use serde::{Deserialize, Serialize};
use story::{ItemId, Story};
use web::{Json, Path, Problem, Query, SignedInStaff, read_body};

/// Lines of a list that is asked for without a limit.
const LIST_DEFAULT: u32 = 100;

/// Who is signed in.
#[derive(Serialize)]
struct Me {
    login: String,
    name: String,
    role: account::Role,
}

pub(super) async fn me(SignedInStaff(who): SignedInStaff) -> impl IntoResponse {
    Json(Me { login: who.login, name: who.name, role: who.role })
}

/// Whoever only sells does not read what is being written.
fn may_read(who: &Staff) -> Result<(), Problem> {
    Ok(who.require(Right::Write)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    limit: Option<u32>,
}

#[derive(Serialize)]
struct List {
    items: Vec<ItemLine>,
}

pub(super) async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(query): Query<ListQuery>,
) -> Result<impl IntoResponse, Problem> {
    may_read(&who)?;
    let items = newsroom.desk.items(query.limit.unwrap_or(LIST_DEFAULT)).await.map_err(refused)?;
    Ok(Json(List { items }))
}

/// A new draft.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewItem {
    story: Story,
    #[serde(default)]
    external_id: Option<story::Line<200>>,
}

pub(super) async fn create(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(new): Json<NewItem>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.create(&who, new.story, new.external_id.map(String::from)).await.map_err(refused)?;
    let place = HeaderValue::from_str(&format!("/desk/api/items/{}", item.id))
        .expect("ids are ASCII letters, digits and colons");
    let mut response = with_etag(item.edit, (StatusCode::CREATED, Json(item)));
    response.headers_mut().insert(header::LOCATION, place);
    Ok(response)
}

pub(super) async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Response, Problem> {
    may_read(&who)?;
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}

pub(super) async fn edit(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
    Json(story): Json<Story>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.edit(&who, &id, based_on(&headers)?, story).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}

pub(super) async fn add_media(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    request: Request,
) -> Result<impl IntoResponse, Problem> {
    let bytes = read_body(request, MEDIA_BYTES_MAX).await?;
    let media = newsroom.desk.add_media(&who, bytes).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(media)))
}

/// A draft that was made of a picture.
#[derive(Serialize)]
struct FromPicture {
    #[serde(flatten)]
    item: Item,
    /// What of the picture's metadata was not as it should be.
    repairs: Vec<String>,
}

pub(super) async fn add_picture(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    request: Request,
) -> Result<Response, Problem> {
    let bytes = read_body(request, MEDIA_BYTES_MAX).await?;
    let (item, repairs) = newsroom.desk.file_picture(&who, bytes).await.map_err(refused)?;
    Ok(with_etag(item.edit, (StatusCode::CREATED, Json(FromPicture { item, repairs }))))
}
