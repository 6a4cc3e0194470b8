//! The page about the language of queries: the same that stands among the documents.

use super::refusals;
use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use web::ETag;

const PAGE: &str = include_str!("../../../../docs/query.md");

/// The language of queries, which the feed, the stream and the search take as `q`.
#[utoipa::path(
    get,
    path = "/api/v1/query",
    tag = "about",
    security(()),
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` that you hold")),
    responses(
        (status = 200, description = "A page in Markdown", body = String, content_type = "text/markdown"),
        (status = 304, description = "You hold it already"),
        refusals::Public,
    ),
)]
pub(super) async fn language(headers: HeaderMap) -> Response {
    let tag = ETag::of(PAGE.as_bytes());
    tag.not_modified(&headers).unwrap_or_else(|| {
        let kind = (header::CONTENT_TYPE, "text/markdown; charset=utf-8");
        let head = [kind, (header::CACHE_CONTROL, "public, max-age=300")];
        ([(header::ETAG, tag.value().clone())], head, PAGE).into_response()
    })
}
