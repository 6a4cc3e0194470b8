//! What waits for a second person, for programs.

use super::acts::became;
use crate::{Newsroom, errors::refused};
use account::Right;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use desk::{Approval, ApprovalState, DeskError, Transmission};
use serde::{Deserialize, Serialize};
use story::Note;
use web::{Json, Path, Problem, SignedInStaff};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk/api/approvals", get(list))
        .route("/desk/api/approvals/{approval}", get(show))
        .route("/desk/api/approvals/{approval}/approve", post(approve))
        .route("/desk/api/approvals/{approval}/refuse", post(refuse))
        .route("/desk/api/approvals/{approval}/withdraw", post(withdraw))
}

#[derive(Serialize)]
struct List {
    /// How many wait.
    waiting: usize,
    approvals: Vec<Approval>,
}

async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let approvals = newsroom.desk.approvals().await.map_err(refused)?;
    let waiting = approvals.iter().filter(|one| one.state == ApprovalState::Waiting).count();
    Ok(Json(List { waiting, approvals }))
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    approval: Approval,
    /// The very bytes; none when they are no longer what was asked for.
    transmission: Option<Transmission>,
}

async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let mut approval = newsroom.desk.approval(&id).await.map_err(refused)?;
    let transmission = match newsroom.desk.requested(&approval).await {
        _ if approval.state != ApprovalState::Waiting => None,
        Ok(transmission) => Some(transmission),
        Err(DeskError::Overtaken) => None,
        Err(error) => return Err(refused(error)),
    };
    if transmission.is_none() && approval.state == ApprovalState::Waiting {
        approval.state = ApprovalState::Overtaken;
    }
    Ok(Json(Shown { approval, transmission }))
}

/// Which bytes are approved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bytes {
    hash: String,
}

async fn approve(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
    Json(Bytes { hash }): Json<Bytes>,
) -> Result<Response, Problem> {
    Ok(became(&newsroom.desk.approve(&who, &id, &hash).await.map_err(refused)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Why {
    reason: Note,
}

async fn refuse(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
    Json(Why { reason }): Json<Why>,
) -> Result<StatusCode, Problem> {
    newsroom.desk.refuse(&who, &id, reason).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    newsroom.desk.take_request_back(&who, &id).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}
