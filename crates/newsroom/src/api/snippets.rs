//! Snippets.

use crate::{Newsroom, errors::refused};
use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use desk::{NewSnippet, Snippet};
use serde::{Deserialize, Serialize};
use story::Lang;
use web::{Json, Path, Problem, Query, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/snippets", get(list).post(add))
        .route("/desk/api/snippets/{snippet}", get(show).put(change).delete(remove))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    lang: Option<Lang>,
}

#[derive(Serialize)]
struct List {
    snippets: Vec<Snippet>,
}

async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(List { snippets: newsroom.desk.snippets(&who, asked.lang.as_ref()).await.map_err(refused)? }))
}

async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<u32>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(newsroom.desk.snippet(&who, id).await.map_err(refused)?))
}

async fn add(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(new): Json<NewSnippet>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Json(newsroom.desk.put_snippet(&who, None, new).await.map_err(refused)?)))
}

async fn change(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<u32>,
    Json(new): Json<NewSnippet>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(newsroom.desk.put_snippet(&who, Some(id), new).await.map_err(refused)?))
}

async fn remove(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<u32>,
) -> Result<impl IntoResponse, Problem> {
    newsroom.desk.remove_snippet(&who, id).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}
