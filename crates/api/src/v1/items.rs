//! Items and their versions.

use super::{event, refusals, shapes, translations::Translations, wanted::wanted};
use crate::{Api, charge::Form, refuse};
use account::{Subscriber, Way};
use audience::{Denial, Entitlement, Event};
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use format::Format;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{Act, ContentHash, Diff, ItemId, ProductId, State as Status};
use utoipa::IntoParams;
use web::{ETag, Path, Problem, Query, SignedInSubscriber};

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
    pub(super) id: ItemId,
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

/// In which form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The format, by its name in `/api/v1/formats`; `json` is this API's own. Without it, `Accept` decides.
    #[param(example = "json")]
    format: Option<String>,
}

/// The newest version of an item.
///
/// With it stand its translations into other languages that your contract covers and that may be read now.
///
/// An item that no contract of yours covers is refused with 403, and one that does not exist with 404: ids can be
/// guessed anyway, and you are told which it is.
#[utoipa::path(
    get,
    path = "/api/v1/items/{id}",
    tag = "archive",
    params(Item, As, ("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold")),
    responses(
        (status = 200, description = "The version; or a document of the format that was asked for", body = shapes::Dispatch),
        (status = 304, description = "You hold it already"),
        refusals::Item,
    ),
)]
pub(super) async fn item(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Path(Item { id }): Path<Item>,
    Query(As { format }): Query<As>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = wanted(format.as_deref(), &headers)?;
    let (may, event) = newest(&api, &subscriber, &id).await?;
    // A document of a standard format names what it is a translation of, and not those that are of it.
    let translations = if format.is_none() { Translations::of(&api, &may, &id).await? } else { None };
    handed_out(&api, &subscriber, (&may, &event), translations.as_ref(), format, &headers).await
}

/// One version of an item.
#[utoipa::path(
    get,
    path = "/api/v1/items/{id}/versions/{version}",
    tag = "archive",
    params(Revision, As, ("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold")),
    responses(
        (status = 200, description = "The version; or a document of the format that was asked for", body = shapes::Dispatch),
        (status = 304, description = "You hold it already"),
        refusals::Item,
    ),
)]
pub(super) async fn version(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Path(Revision { id, version }): Path<Revision>,
    Query(As { format }): Query<As>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = wanted(format.as_deref(), &headers)?;
    let may = entitlement(&api, &subscriber)?;
    let found = api.gate().version(&may, &id, version, api.now()).await.map_err(|e| refuse::inside(&e))?;
    let found = found.ok_or_else(|| Problem::not_found(format_args!("There is no version {version} of {id}.")))?;
    handed_out(&api, &subscriber, (&may, &open(found)?), None, format, &headers).await
}

fn entitlement(api: &Api, subscriber: &Subscriber) -> Result<Entitlement, Problem> {
    api.entitlement(subscriber).ok_or_else(|| refuse::denied(Denial::NoContract))
}

fn unknown(id: &ItemId) -> Problem {
    Problem::not_found(format_args!("There is no item {id}."))
}

/// The event, when its story may be handed out.
fn open(found: Result<Event, Denial>) -> Result<Event, Problem> {
    let event = found.map_err(refuse::denied)?;
    refuse::stopped(&event).map_or(Ok(event), Err)
}

/// The newest version of an item, when its story may be handed out, and what the subscriber may have.
pub(super) async fn newest(api: &Api, subscriber: &Subscriber, id: &ItemId) -> Result<(Entitlement, Event), Problem> {
    let may = entitlement(api, subscriber)?;
    let found = api.gate().latest(&may, id, api.now()).await.map_err(|e| refuse::inside(&e))?;
    let event = open(found.ok_or_else(|| unknown(id))?)?;
    Ok((may, event))
}

async fn handed_out(
    api: &Api,
    subscriber: &Subscriber,
    (may, event): (&Entitlement, &Event),
    translations: Option<&Translations>,
    format: Option<Format>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let charged = api.charge(subscriber, may, event, format.map_or(Form::Json, Form::Document), Way::Item).await?;
    // The hash of the entry covers the content and the state; an item that is stopped did not come this far.
    let hash = &event.dispatch.hash;
    let more = format.map(Format::name).or(translations.map(Translations::tag));
    let tag = ETag::named(&more.map_or_else(|| hash.clone(), |more| format!("{hash}-{more}")));
    let mut answer = match (tag.not_modified(headers), format) {
        (Some(known), _) => known,
        (None, None) => {
            let members = translations.map(Translations::member).unwrap_or_default();
            typed(&tag, "application/json", event::alone_with(&charged, &members).await?)
        }
        (None, Some(format)) => typed(&tag, format.media_type(), charged.document(format).await?),
    };
    charged.tell(answer.headers_mut());
    Ok(answer)
}

fn typed(tag: &ETag, media_type: &'static str, body: Bytes) -> Response {
    let head = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "Accept, Authorization, Cookie"),
    ];
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
    Ok(tag.not_modified(&headers).unwrap_or_else(|| typed(&tag, "application/json", body.into())))
}

/// Which versions to compare.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Between {
    /// The older version; without it the one before `to`.
    #[param(minimum = 1, example = 1)]
    from: Option<u32>,
    /// The newer version; without it the newest.
    #[param(minimum = 1, example = 2)]
    to: Option<u32>,
}

#[derive(Serialize)]
struct Difference<'a> {
    item: &'a ItemId,
    from: u32,
    to: u32,
    #[serde(flatten)]
    diff: Diff,
}

/// What changed between two versions of an item: the fields, and the body paragraph by paragraph.
///
/// The steps of `body` lead from the older body to the newer: `keep` so many blocks, `delete`, `insert` or `change` one.
#[utoipa::path(
    get,
    path = "/api/v1/items/{id}/diff",
    tag = "archive",
    params(Item, Between, ("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold")),
    responses(
        (status = 200, description = "What changed", body = shapes::Difference),
        (status = 304, description = "You hold it already"),
        refusals::Diff,
    ),
)]
pub(super) async fn diff(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Path(Item { id }): Path<Item>,
    Query(Between { from, to }): Query<Between>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let may = entitlement(&api, &subscriber)?;
    let (gate, now) = (api.gate(), api.now());
    let newer = match to {
        None => gate.latest(&may, &id, now).await,
        Some(version) => gate.version(&may, &id, version, now).await,
    };
    let missing = || match to {
        None => unknown(&id),
        Some(version) => Problem::not_found(format_args!("There is no version {version} of {id}.")),
    };
    let newer = open(newer.map_err(|e| refuse::inside(&e))?.ok_or_else(missing)?)?;
    let to = newer.dispatch.entry.version;
    let from = match from {
        Some(from) => from,
        None if to > 1 => to - 1,
        None => {
            return Err(Problem::not_found(format_args!("{id} has one version only: there is nothing to compare.")));
        }
    };
    let older = gate.version(&may, &id, from, now).await.map_err(|e| refuse::inside(&e))?;
    let older = older.ok_or_else(|| Problem::not_found(format_args!("There is no version {from} of {id}.")))?;
    let older = open(older)?;
    // The difference holds the text of both.
    let older = api.charge(&subscriber, &may, &older, Form::Json, Way::Diff).await?;
    let newer = api.charge(&subscriber, &may, &newer, Form::Json, Way::Diff).await?;
    let (before, after) = (older.dispatch(), newer.dispatch());
    let tag = ETag::named(&format!("{}-{}", before.hash, after.hash));
    let mut answer = if let Some(known) = tag.not_modified(&headers) {
        known
    } else {
        let diff = Diff::between(&before.story, &after.story);
        let difference = Difference { item: &id, from, to, diff };
        let body = serde_json::to_vec(&difference).expect("news values have a JSON form");
        // It is one answer, and its bytes are not counted twice.
        older.given(0);
        newer.given(body.len());
        typed(&tag, "application/json", body.into())
    };
    newer.tell(answer.headers_mut());
    Ok(answer)
}
