//! The scripts and styles of the screens, as `ui/build.mjs` puts them into `ui/dist`.

use crate::Portal;
use axum::{
    Router,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use web::{Asset, ETag};

/// The style of every screen.
pub(crate) static PORTAL_STYLE: Asset = Asset {
    name: "portal",
    extension: "css",
    media_type: "text/css; charset=utf-8",
    content: include_str!("../../../ui/dist/portal.css"),
};
/// The terminal, the saved searches and the alerts.
pub(crate) static PORTAL: Asset = Asset {
    name: "portal",
    extension: "js",
    media_type: "text/javascript; charset=utf-8",
    content: include_str!("../../../ui/dist/portal.js"),
};

/// The worker that shows notifications, also while no page is open. Its address never changes: browsers look there for a
/// newer one.
static WORKER: Asset = Asset {
    name: "worker",
    extension: "js",
    media_type: "text/javascript; charset=utf-8",
    content: include_str!("../../../ui/dist/worker.js"),
};
/// It shows the rooms of the portal, which begin above the folder that it lies in (Service Workers §3.4.3).
const SCOPE: (HeaderName, HeaderValue) =
    (HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/portal"));
/// It asks this server, and nothing else.
const WORKER_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; connect-src 'self'");

/// The worker's address.
pub(super) fn routes() -> Router<Portal> {
    Router::new().route("/portal/worker.js", get(worker))
}

/// `GET /portal/worker.js`
async fn worker(headers: HeaderMap) -> Response {
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(WORKER.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, WORKER_POLICY),
        SCOPE,
    ];
    // The hash in the name of other files says what this one holds.
    let tag = ETag::named(&web::asset_path(&WORKER));
    tag.not_modified(&headers).unwrap_or_else(|| {
        let etag = [(header::ETAG, tag.value().clone())];
        (head, etag, WORKER.content).into_response()
    })
}

/// All of them, to be served under names that change.
pub static ASSETS: &[&Asset] = &[&PORTAL_STYLE, &PORTAL];
