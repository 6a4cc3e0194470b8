//! The public summary: as it would be extracted from what is being written, and as a machine would write it.

use super::{based_on, with_etag};
use crate::{Newsroom, errors::refused, outlook::unreadable};
use account::Right;
use audience::PublicRule;
use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use desk::{MachineSummary, told_from};
use serde::Serialize;
use story::{ItemId, Kind, Manuscript};
use summary::summarise;
use web::{FieldFault, Json, Path, Problem, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/summary", post(propose))
        .route("/desk/api/items/{id}/machine-summary", get(show).post(draft))
        .route("/desk/api/items/{id}/machine-summary/checked", post(checked))
        .route("/desk/api/items/{id}/machine-summary/own", post(own))
}

/// What is proposed; no text where nothing can be said in short.
#[derive(Serialize)]
struct Proposal {
    text: Option<String>,
    words: usize,
}

/// `POST /desk/api/summary` with a manuscript. Only language, priority, headline and body are looked at, so that it works
/// long before the story can go out.
async fn propose(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Json(manuscript): Json<Manuscript>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    if manuscript.kind() != Kind::Text {
        return Err(Problem::unprocessable("content.kind", "is no text; only a text is told in short"));
    }
    let story = told_from(&manuscript).map_err(|faults| {
        Problem::unprocessable_all(faults.into_iter().map(|f| FieldFault { field: f.field.to_owned(), why: f.why }))
    })?;
    let rule = PublicRule::load(&newsroom.db).await.map_err(unreadable)?;
    let text = summarise(&story, &rule.summary).map(|summary| summary.paragraphs.join("\n"));
    let words = text.as_deref().map_or(0, |text| text.split_whitespace().count());
    Ok(Json(Proposal { text, words }))
}

/// `GET /desk/api/items/{id}/machine-summary`: what a machine had to do with the summary as it was saved last.
async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Json<MachineSummary>, Problem> {
    who.require(Right::Write)?;
    Ok(Json(newsroom.desk.machine_summary(&id).await.map_err(refused)?))
}

/// What a machine would tell the public.
#[derive(Serialize)]
struct Drafted {
    text: String,
    words: usize,
    /// Figures that stand in it and nowhere in the story.
    strange_figures: Vec<String>,
}

/// `POST /desk/api/items/{id}/machine-summary`: lets the machine draft one from the text as it was saved last. The item
/// does not change by it.
async fn draft(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let edit = based_on(&headers)?;
    let Some(assistant) = &newsroom.assistant else {
        return Err(Problem::not_found("This house has configured no machine that drafts summaries."));
    };
    let told = newsroom.desk.summary_by_machine(&who, &id, edit, assistant).await.map_err(refused)?;
    let text = told.text.as_str().to_owned();
    Ok(Json(Drafted { text, words: told.words, strange_figures: told.strange_figures }))
}

/// `POST /desk/api/items/{id}/machine-summary/checked`: somebody has read it against the text, and approves it.
async fn checked(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
) -> Result<Json<MachineSummary>, Problem> {
    Ok(Json(newsroom.desk.check_summary(&who, &id, based_on(&headers)?).await.map_err(refused)?))
}

/// `POST /desk/api/items/{id}/machine-summary/own`: nothing of the summary is a machine's.
async fn own(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let item = newsroom.desk.summary_is_own(&who, &id, based_on(&headers)?).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}
