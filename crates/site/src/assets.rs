//! The style sheet and the icon, under names that change with their content.

use crate::{Site, address::Path, edition::nothing_here};
use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderValue, Uri,
        header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use std::sync::LazyLock;
use story::ContentHash;

const CSS: &str = include_str!("../assets/site.css");
const ICON: &str = include_str!("../assets/icon.svg");
/// Characters of the content's hash in a name.
const HASH_CHARS: usize = 12;
/// A name never gets another content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The usual address of an icon is the same when the icon changes.
const FOR_A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

static CSS_PATH: LazyLock<String> = LazyLock::new(|| path("site", CSS, "css"));
static ICON_PATH: LazyLock<String> = LazyLock::new(|| path("icon", ICON, "svg"));

fn path(name: &str, content: &str, extension: &str) -> String {
    let hash = ContentHash::of(content);
    format!("/assets/{name}.{}.{extension}", &hash.as_str()[..HASH_CHARS])
}

/// Where the style sheet is.
pub(crate) fn css_path() -> &'static str {
    &CSS_PATH
}

/// Where the icon is.
pub(crate) fn icon_path() -> &'static str {
    &ICON_PATH
}

/// `GET /assets/{file}`
pub(crate) async fn get(site: State<Site>, uri: Uri, headers: HeaderMap, Path(file): Path<String>) -> Response {
    let found = [(css_path(), CSS, "text/css; charset=utf-8"), (icon_path(), ICON, "image/svg+xml")]
        .into_iter()
        .find(|(path, ..)| path.strip_prefix("/assets/") == Some(file.as_str()));
    let Some((_, content, media_type)) = found else { return nothing_here(site, uri, headers).await };
    given(content, media_type, FOR_EVER)
}

/// `GET /favicon.ico`: the icon, for whoever asks at the usual address without having read a page.
pub(crate) async fn favicon() -> Response {
    given(ICON, "image/svg+xml", FOR_A_DAY)
}

fn given(content: &'static str, media_type: &'static str, kept: HeaderValue) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CACHE_CONTROL, kept),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, content).into_response()
}
