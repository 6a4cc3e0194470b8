//! Items and their versions.

use super::{event, refusals, shapes};
use crate::{Api, refuse};
use audience::{Denial, Entitlement, Event};
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{Act, ContentHash, ItemId, ProductId, State as Status};
use utoipa::IntoParams;
use web::{ETag, Path, Problem, SignedInSubscriber};

/// An item.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Item {
    /// The item's id.
    #[param(
        value_type = String,
        pattern = "^[a-z][a-z0-9]{1,11}:(text|picture|video|graphic|file):[0-9]{8}:[1-9][0-9]{0,17}$",
        example = "tel:text:20260901:50000001"
    )]
    id: ItemId,
}

/// A version of an item.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Revision {
    /// The item's id.
    #[param(
        value_type = String,
        pattern = "^[a-z][a-z0-9]{1,11}:(text|picture|video|graphic|file):[0-9]{8}:[1-9][0-9]{0,17}$",
        example = "tel:text:20260901:50000001"
    )]
    id: ItemId,
    /// The version, from 1.
    #[param(minimum = 1, example = 1)]
    version: u32,
}

/// The newest version of an item.
///
/// An item that no contract of yours covers is refused with 403, and one that does not exist with 404: ids can be
/// guessed anyway, and you are told which it is.
#[utoipa::path(
    get,
    path = "/api/v1/items/{id}",
    tag = "archive",
    params(Item, ("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold")),
    responses(
        (status = 200, description = "The version", body = shapes::Dispatch),
        (status = 304, description = "You hold it already"),
        refusals::Item,
    ),
)]
pub(super) async fn item(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Path(Item { id }): Path<Item>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let may = entitlement(&api, &subscriber)?;
    let found = api.gate().latest(&may, &id, api.now()).await.map_err(|e| refuse::inside(&e))?;
    handed_out(&api, found.ok_or_else(|| unknown(&id))?, &headers)
}

/// One version of an item.
#[utoipa::path(
    get,
    path = "/api/v1/items/{id}/versions/{version}",
    tag = "archive",
    params(Revision, ("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold")),
    responses(
        (status = 200, description = "The version", body = shapes::Dispatch),
        (status = 304, description = "You hold it already"),
        refusals::Item,
    ),
)]
pub(super) async fn version(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Path(Revision { id, version }): Path<Revision>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let may = entitlement(&api, &subscriber)?;
    let found = api.gate().version(&may, &id, version, api.now()).await.map_err(|e| refuse::inside(&e))?;
    let found = found.ok_or_else(|| Problem::not_found(format_args!("There is no version {version} of {id}.")))?;
    handed_out(&api, found, &headers)
}

fn entitlement(api: &Api, subscriber: &account::Subscriber) -> Result<Entitlement, Problem> {
    api.entitlement(subscriber).ok_or_else(|| refuse::denied(Denial::NoContract))
}

fn unknown(id: &ItemId) -> Problem {
    Problem::not_found(format_args!("There is no item {id}."))
}

fn handed_out(api: &Api, found: Result<Event, Denial>, headers: &HeaderMap) -> Result<Response, Problem> {
    let event = found.map_err(refuse::denied)?;
    if let Some(problem) = refuse::stopped(&event) {
        return Err(problem);
    }
    // The hash of the entry covers the content and the state; an item that is stopped did not come this far.
    let tag = ETag::named(&event.dispatch.hash);
    Ok(tag.not_modified(headers).unwrap_or_else(|| json(&tag, event::alone(&event, api.now()).into())))
}

fn json(tag: &ETag, body: axum::body::Body) -> Response {
    let head = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "private, no-cache")];
    ([(header::ETAG, tag.value().clone())], head, body).into_response()
}

/// The versions of one item.
#[derive(Serialize)]
struct Versions<'a> {
    item: &'a ItemId,
    versions: Vec<Line>,
}

/// One version, without its text.
#[derive(Serialize)]
struct Line {
    version: u32,
    seq: u64,
    time: Timestamp,
    act: Act,
    state: Status,
    version_created: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo: Option<Timestamp>,
    products: Vec<ProductId>,
    content_hash: ContentHash,
}

/// Every version of an item, without the texts, the oldest first.
///
/// Also of an item that is killed or on hold: the list says since when.
#[utoipa::path(
    get,
    path = "/api/v1/items/{id}/versions",
    tag = "archive",
    params(Item, ("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold")),
    responses(
        (status = 200, description = "The versions", body = shapes::Versions),
        (status = 304, description = "You hold the list already"),
        refusals::Versions,
    ),
)]
pub(super) async fn versions(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Path(Item { id }): Path<Item>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let may = entitlement(&api, &subscriber)?;
    let found = api.gate().versions(&may, &id).await.map_err(|e| refuse::inside(&e))?;
    let entries = found.ok_or_else(|| unknown(&id))?.map_err(refuse::denied)?;
    let versions = entries
        .into_iter()
        .map(|entry| Line {
            version: entry.version,
            seq: entry.seq,
            time: entry.time,
            act: entry.act,
            state: entry.state,
            version_created: entry.version_created,
            embargo: entry.embargo,
            products: entry.products,
            content_hash: entry.content,
        })
        .collect();
    let body = serde_json::to_vec(&Versions { item: &id, versions }).expect("news values have a JSON form");
    let tag = ETag::of(&body);
    Ok(tag.not_modified(&headers).unwrap_or_else(|| json(&tag, body.into())))
}
