//! Translations: what an item was made from, what was made from it, and drafts by machine.

use super::{based_on, with_etag};
use crate::{Newsroom, errors::refused};
use account::Right;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use desk::{Item, MachineDraft, SourceSide, Translation};
use serde::{Deserialize, Serialize};
use story::{ItemId, Lang};
use web::{Json, Path, Problem, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/translations/stale", get(stale))
        .route("/desk/api/items/{id}/translations", get(show).post(begin))
        .route("/desk/api/items/{id}/translation-of", get(source).put(link))
        .route("/desk/api/items/{id}/translation-of/current", post(is_current))
        .route("/desk/api/items/{id}/machine-draft", post(draft))
        .route("/desk/api/items/{id}/machine-draft/checked", post(checked))
}

/// The machine that the house has configured.
#[derive(Serialize)]
pub(super) struct Machine {
    model: String,
    /// Where texts go.
    host: String,
    /// Whether texts under embargo may go there.
    embargoed: bool,
}

impl Machine {
    /// The machine of this house, if it has one.
    pub(super) fn of(newsroom: &Newsroom) -> Option<Self> {
        newsroom.assistant.as_ref().map(|assistant| Self {
            model: assistant.model().to_owned(),
            host: assistant.host().to_owned(),
            embargoed: assistant.takes_embargoed(),
        })
    }
}

#[derive(Serialize)]
struct Translations {
    /// What the item is as a translation.
    translation: Option<Translation>,
    /// What was translated from it.
    #[serde(rename = "translations")]
    others: Vec<Translation>,
    /// What a machine had to do with it.
    machine: Option<MachineDraft>,
    /// The machine that drafts can be asked of.
    assistant: Option<Machine>,
}

/// `GET /desk/api/items/{id}/translations`
async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let desk = &newsroom.desk;
    desk.item(&id).await.map_err(refused)?;
    Ok(Json(Translations {
        translation: desk.translation(&id).await.map_err(refused)?,
        others: desk.translations_of(&id).await.map_err(refused)?,
        machine: desk.machine_draft(&id).await.map_err(refused)?,
        assistant: Machine::of(&newsroom),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    language: Lang,
}

/// `POST /desk/api/items/{id}/translations`: a draft in another language.
async fn begin(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(Begun { language }): Json<Begun>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.translate(&who, &id, &language).await.map_err(refused)?;
    let place = HeaderValue::from_str(&format!("/desk/api/items/{}", item.id))
        .expect("ids are ASCII letters, digits and colons");
    let mut response = with_etag(item.edit, (StatusCode::CREATED, Json(item)));
    response.headers_mut().insert(header::LOCATION, place);
    Ok(response)
}

/// `GET /desk/api/items/{id}/translation-of`: what the item was translated from, and what of it is new since.
async fn source(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Json<SourceSide>, Problem> {
    who.require(Right::Write)?;
    newsroom.desk.item(&id).await.map_err(refused)?;
    let source = newsroom.desk.source_of(&id).await.map_err(refused)?;
    source.map(Json).ok_or_else(|| Problem::not_found("The item is no translation."))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    item: ItemId,
}

/// `PUT /desk/api/items/{id}/translation-of`: says that an item that is there already is a translation.
async fn link(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(Of { item }): Json<Of>,
) -> Result<Json<Translation>, Problem> {
    Ok(Json(newsroom.desk.link_translation(&who, &id, &item).await.map_err(refused)?))
}

/// The version of the source that was looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    version: u32,
}

/// `POST /desk/api/items/{id}/translation-of/current`: the translation says what its source says.
async fn is_current(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(Seen { version }): Json<Seen>,
) -> Result<Json<Translation>, Problem> {
    Ok(Json(newsroom.desk.up_to_date(&who, &id, version).await.map_err(refused)?))
}

/// An item with the draft of a machine.
#[derive(Serialize)]
struct Drafted {
    #[serde(flatten)]
    item: Item,
    /// Passages that lost a look or a link that the source has there.
    without_marks: usize,
}

/// `POST /desk/api/items/{id}/machine-draft`: lets the machine write onto the empty sheet.
async fn draft(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    who.require(Right::Write)?;
    let edit = based_on(&headers)?;
    let Some(assistant) = &newsroom.assistant else {
        return Err(Problem::not_found("This house has configured no machine that drafts translations."));
    };
    let desk::Drafted { item, without_marks } =
        newsroom.desk.draft_by_machine(&who, &id, edit, assistant).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(Drafted { item, without_marks })))
}

/// `POST /desk/api/items/{id}/machine-draft/checked`: somebody has read and checked it.
async fn checked(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
) -> Result<Json<MachineDraft>, Problem> {
    Ok(Json(newsroom.desk.check_machine_draft(&who, &id, based_on(&headers)?).await.map_err(refused)?))
}

#[derive(Serialize)]
struct Stale {
    translations: Vec<Translation>,
}

/// `GET /desk/api/translations/stale`: the translations that do not say what their sources say.
async fn stale(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    Ok(Json(Stale { translations: newsroom.desk.stale_translations().await.map_err(refused)? }))
}
