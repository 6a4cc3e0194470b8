//! Sending: one handler for each act.

use super::{based_on, with_etag};
use crate::{Newsroom, errors::refused};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use desk::{Outcome, Sent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{Act, Correction, ItemId, Note};
use web::{Json, Path, Problem, SignedInStaff};

/// What went onto the wire.
#[derive(Serialize)]
struct Receipt {
    seq: u64,
    time: Timestamp,
    act: Act,
    item: ItemId,
    version: u32,
    revision: String,
    hash: String,
}

fn sent(sent: &Sent) -> Response {
    let entry = &sent.dispatch.entry;
    let receipt = Receipt {
        seq: entry.seq,
        time: entry.time,
        act: entry.act,
        item: entry.item.clone(),
        version: entry.version,
        revision: entry.revision().to_string(),
        hash: sent.dispatch.hash.clone(),
    };
    with_etag(sent.edit, Json(receipt))
}

/// What became of something that was to be sent.
pub(super) fn told(outcome: &Outcome) -> Response {
    match outcome {
        Outcome::Sent(done) => sent(done),
        Outcome::Scheduled(scheduled) => {
            (StatusCode::ACCEPTED, Json(Waiting { scheduled: *scheduled })).into_response()
        }
    }
}

/// When to release; now, or when the embargo ends, if nothing is said.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    #[serde(default)]
    at: Option<Timestamp>,
}

/// What waits for its time.
#[derive(Serialize)]
struct Waiting {
    scheduled: Timestamp,
}

pub(super) async fn release(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
    Json(when): Json<When>,
) -> Result<Response, Problem> {
    Ok(told(&newsroom.desk.release(&who, &id, based_on(&headers)?, when.at).await.map_err(refused)?))
}

pub(super) async fn unschedule(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.unschedule(&who, &id).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}

/// The handlers that send the working copy, which differ in nothing but the act.
macro_rules! send_working_copy {
    ($($name:ident),*) => {$(
        pub(super) async fn $name(
            State(newsroom): State<Newsroom>,
            SignedInStaff(who): SignedInStaff,
            Path(id): Path<ItemId>,
            headers: HeaderMap,
        ) -> Result<Response, Problem> {
            Ok(sent(&newsroom.desk.$name(&who, &id, based_on(&headers)?).await.map_err(refused)?))
        }
    )*};
}
send_working_copy!(update, refile, resume);

pub(super) async fn correct(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
    Json(what): Json<Correction>,
) -> Result<Response, Problem> {
    Ok(sent(&newsroom.desk.correct(&who, &id, based_on(&headers)?, what).await.map_err(refused)?))
}

/// Why an item is stopped; everyone who got it reads this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    reason: Note,
}

/// The handlers that stop an item, which differ in nothing but the act.
macro_rules! send_notice {
    ($($name:ident),*) => {$(
        pub(super) async fn $name(
            State(newsroom): State<Newsroom>,
            SignedInStaff(who): SignedInStaff,
            Path(id): Path<ItemId>,
            Json(why): Json<Why>,
        ) -> Result<Response, Problem> {
            Ok(sent(&newsroom.desk.$name(&who, &id, why.reason).await.map_err(refused)?))
        }
    )*};
}
send_notice!(hold, kill, withdraw);
