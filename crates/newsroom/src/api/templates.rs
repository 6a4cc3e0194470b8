//! Templates, and what is begun with them.

use super::with_etag;
use crate::{Newsroom, errors::refused};
use account::Right;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use desk::{Beginning, NewTemplate, Outcome, Purpose, Template, TemplateName, reason_templates};
use serde::{Deserialize, Serialize};
use story::{Act, ItemId, Lang, Manuscript};
use web::{Json, Path, Problem, Query, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/new", post(begin))
        .route("/desk/api/templates", get(list).post(add))
        .route("/desk/api/templates/{template}", get(show).put(change).delete(remove))
        .route("/desk/api/items/{id}/template", post(of_item))
        .route("/desk/api/items/{id}/purpose", put(mean))
        .route("/desk/api/advisories", post(advise))
        .route("/desk/api/tests", post(send_test))
        .route("/desk/api/reasons", get(reasons))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    lang: Option<Lang>,
    desk: Option<String>,
}

#[derive(Serialize)]
struct List {
    templates: Vec<Template>,
}

async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    let (lang, desk) = (asked.lang.as_ref(), asked.desk.as_deref());
    Ok(Json(List { templates: newsroom.desk.templates(&who, lang, desk).await.map_err(refused)? }))
}

async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(newsroom.desk.template(&who, &id).await.map_err(refused)?))
}

async fn add(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(new): Json<NewTemplate>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Json(newsroom.desk.add_template(&who, new).await.map_err(refused)?)))
}

async fn change(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
    Json(new): Json<NewTemplate>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(newsroom.desk.change_template(&who, &id, new).await.map_err(refused)?))
}

async fn remove(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    newsroom.desk.remove_template(&who, &id).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a template that is made of an item is called, and which desk it is for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    name: TemplateName,
    #[serde(default)]
    desk: Option<String>,
}

async fn of_item(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    Json(of): Json<Of>,
) -> Result<impl IntoResponse, Problem> {
    let template = newsroom.desk.template_of(&who, &id, of.name, of.desk).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(template)))
}

async fn begin(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(beginning): Json<Beginning>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.begin(&who, beginning).await.map_err(refused)?;
    Ok(with_etag(item.edit, (StatusCode::CREATED, Json(item))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meant {
    purpose: Purpose,
}

async fn mean(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
    Json(meant): Json<Meant>,
) -> Result<Response, Problem> {
    let edit = super::based_on(&headers)?;
    let item = newsroom.desk.mean(&who, &id, edit, meant.purpose).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}

/// A message that is sent at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    story: Manuscript,
}

async fn advise(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(message): Json<Message>,
) -> Result<Response, Problem> {
    Ok(answered(&newsroom.desk.advise(&who, message.story).await.map_err(refused)?))
}

async fn send_test(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(message): Json<Message>,
) -> Result<Response, Problem> {
    Ok(answered(&newsroom.desk.send_test(&who, message.story).await.map_err(refused)?))
}

fn answered(outcome: &Outcome) -> Response {
    (StatusCode::CREATED, super::acts::told(outcome)).into_response()
}

/// For which act reasons are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct For {
    lang: Lang,
    act: Act,
}

#[derive(Serialize)]
struct Reasons {
    reasons: &'static [&'static str],
}

async fn reasons(SignedInStaff(who): SignedInStaff, Query(of): Query<For>) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    Ok(Json(Reasons { reasons: reason_templates(of.lang.as_str(), of.act) }))
}
