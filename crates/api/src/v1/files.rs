//! The files of an item.

use super::{items, refusals};
use crate::Api;
use audience::Demand;
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use story::{ItemId, Rendition};
use utoipa::IntoParams;
use web::{Path, Problem, SignedInSubscriber};

/// A file of an item.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct FileOf {
    /// The item's id.
    #[param(
        value_type = String,
        pattern = "^[a-z][a-z0-9]{1,11}:(text|picture|video|graphic|file):[0-9]{8}:[1-9][0-9]{0,17}$",
        example = "tel:picture:20260901:50000100"
    )]
    id: ItemId,
    /// Which size or form: `web`, `print`, `sd`, `raster`, `pdf`, `eps`, `ai`, `file`, `preview` or `thumbnail`.
    #[param(value_type = String, example = "web")]
    rendition: Rendition,
}

/// A file of the newest version of an item.
///
/// Pictures carry the caption, credit and rights of that version as IPTC metadata. `Range` is honoured, and `Repr-Digest`
/// proves a whole file that is handed out as it was filed.
#[utoipa::path(
    get,
    path = "/api/v1/items/{id}/files/{rendition}",
    tag = "archive",
    params(
        FileOf,
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold"),
        ("Range" = Option<String>, Header, description = "The bytes that you miss, as `bytes=1000-`"),
    ),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "The part of it", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "You hold it already"),
        refusals::File,
    ),
)]
pub(super) async fn file(
    State(api): State<Api>,
    SignedInSubscriber(subscriber): SignedInSubscriber,
    Path(FileOf { id, rendition }): Path<FileOf>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (may, event) = items::newest(&api, &subscriber, &id).await?;
    if event.dispatch.story.rendition(rendition).is_none() {
        return Err(Problem::not_found(format_args!("{id} has no `{}`.", rendition.name())));
    }
    api.charge(&subscriber, &may, &event.dispatch, Demand::File(rendition)).await?;
    api.file(&event, rendition, &headers).await
}
