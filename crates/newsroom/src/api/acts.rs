//! Sending: one handler for each act.

use super::{based_on, with_etag};
use crate::{Newsroom, errors::refused};
use account::Staff;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::{Outcome, Proposal, Proposed, Sent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{Act, Correction, ItemId, Note};
use web::{Json, Path, Problem, Query, SignedInStaff};

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

fn receipt(sent: &Sent) -> Receipt {
    let entry = &sent.dispatch.entry;
    Receipt {
        seq: entry.seq,
        time: entry.time,
        act: entry.act,
        item: entry.item.clone(),
        version: entry.version,
        revision: entry.revision().to_string(),
        hash: sent.dispatch.hash.clone(),
    }
}

pub(super) fn sent(sent: &Sent) -> Response {
    with_etag(sent.edit, Json(receipt(sent)))
}

/// What waits for its time.
#[derive(Serialize)]
struct Waiting {
    scheduled: Timestamp,
    /// It goes out in a few seconds, and can be taken back until then.
    undo: bool,
}

/// What became of something that was to be sent.
pub(super) fn told(outcome: &Outcome) -> Response {
    match outcome {
        Outcome::Sent(done) => sent(done),
        Outcome::Scheduled(at) => waiting(*at, false),
    }
}

fn waiting(scheduled: Timestamp, undo: bool) -> Response {
    (StatusCode::ACCEPTED, Json(Waiting { scheduled, undo })).into_response()
}

/// What waits for a second person.
#[derive(Serialize)]
struct Asked {
    approval: String,
    /// Where it is read and approved by programs.
    address: String,
    /// And by people.
    screen: String,
}

/// What became of a proposal: the receipt, or what it waits for.
pub(super) fn became(proposed: &Proposed) -> Response {
    match proposed {
        Proposed::Sent(all) => match &all[..] {
            [one] => sent(one),
            all => Json(all.iter().map(receipt).collect::<Vec<_>>()).into_response(),
        },
        Proposed::Scheduled { at, undo } => waiting(*at, *undo),
        Proposed::Waits(approval) => {
            let address = format!("/desk/api/approvals/{approval}");
            let place = HeaderValue::from_str(&address).expect("hexadecimal digits are a header value");
            let asked = Asked { approval: approval.clone(), screen: format!("/desk/approvals/{approval}"), address };
            (StatusCode::ACCEPTED, [(header::LOCATION, place)], Json(asked)).into_response()
        }
    }
}

/// Sends something, or asks for the second person.
pub(super) async fn propose(newsroom: &Newsroom, who: &Staff, proposal: Proposal) -> Result<Response, Problem> {
    Ok(became(&newsroom.desk.propose(who, proposal).await.map_err(refused)?))
}

/// How to release: now, if nothing is said, or when the embargo ends.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    #[serde(default)]
    at: Option<Timestamp>,
    #[serde(default)]
    undo: bool,
    #[serde(default)]
    retraction: Option<Note>,
}

pub(super) async fn release(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(item): Path<ItemId>,
    headers: HeaderMap,
    Json(When { at, undo, retraction }): Json<When>,
) -> Result<Response, Problem> {
    let edit = based_on(&headers)?;
    propose(&newsroom, &who, Proposal::Release { item, edit, at, undo, retraction }).await
}

pub(super) async fn unschedule(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
) -> Result<Response, Problem> {
    let item = newsroom.desk.unschedule(&who, &id).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}

/// How to send the working copy.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    #[serde(default)]
    undo: bool,
}

/// The handlers that send the working copy, which differ in nothing but the act.
macro_rules! send_working_copy {
    ($($name:ident => $act:expr),*) => {$(
        pub(super) async fn $name(
            State(newsroom): State<Newsroom>,
            SignedInStaff(who): SignedInStaff,
            Path(item): Path<ItemId>,
            Query(How { undo }): Query<How>,
            headers: HeaderMap,
        ) -> Result<Response, Problem> {
            let edit = based_on(&headers)?;
            propose(&newsroom, &who, Proposal::Send { item, edit, act: $act, correction: None, undo }).await
        }
    )*};
}
send_working_copy!(update => Act::Update, refile => Act::Refile, resume => Act::Resume);

pub(super) async fn correct(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(item): Path<ItemId>,
    Query(How { undo }): Query<How>,
    headers: HeaderMap,
    Json(what): Json<Correction>,
) -> Result<Response, Problem> {
    let (edit, correction) = (based_on(&headers)?, Some(what));
    propose(&newsroom, &who, Proposal::Send { item, edit, act: Act::Correct, correction, undo }).await
}

/// Why an item is stopped; everyone who got it reads this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    reason: Note,
    /// Whether it is on hold while a kill waits for the second person.
    #[serde(default)]
    hold: Option<bool>,
}

/// The handlers that stop an item, which differ in nothing but the act.
macro_rules! send_notice {
    ($($name:ident => $act:expr),*) => {$(
        pub(super) async fn $name(
            State(newsroom): State<Newsroom>,
            SignedInStaff(who): SignedInStaff,
            Path(id): Path<ItemId>,
            Json(Why { reason, hold }): Json<Why>,
        ) -> Result<Response, Problem> {
            let proposal = Proposal::Notice { items: vec![id], act: $act, reason, hold };
            propose(&newsroom, &who, proposal).await
        }
    )*};
}
send_notice!(hold => Act::Hold, kill => Act::Kill, withdraw => Act::Withdraw);
