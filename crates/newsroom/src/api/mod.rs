//! The newsroom for programs, and for the scripts of the screens: JSON under `/desk/api`.
//!
//! Staff sign in with a session or with HTTP Basic. Every change that is based on what the caller saw names that save in
//! `If-Match`, as the `ETag` of the answer gave it.

mod acts;
mod after;
mod approvals;
mod checksum;
mod desks;
mod files;
mod items;
mod kill;
mod lists;
mod live;
mod locks;
mod lookup;
mod pictures;
mod planning;
mod presence;
mod release;
mod saves;
mod snippets;
mod summary;
mod templates;
mod topics;
mod translation;
mod uploads;
mod vocabulary;

pub(crate) use saves::text_of;

use crate::Newsroom;
use axum::{
    Router,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use web::Problem;

/// Every route of the newsroom's API.
pub(crate) fn routes() -> Router<Newsroom> {
    Router::new()
        .merge(files::routes())
        .merge(pictures::routes())
        .merge(uploads::routes())
        .route("/desk/api/me", get(items::me))
        .route("/desk/api/media", post(items::add_media))
        .route("/desk/api/pictures", post(items::add_picture))
        .route("/desk/api/items", get(items::list).post(items::create))
        .route("/desk/api/items/{id}", get(items::show).put(items::edit))
        .route("/desk/api/items/{id}/release", post(acts::release))
        .route("/desk/api/items/{id}/unschedule", post(acts::unschedule))
        .route("/desk/api/items/{id}/update", post(acts::update))
        .route("/desk/api/items/{id}/correct", post(acts::correct))
        .route("/desk/api/items/{id}/refile", post(acts::refile))
        .route("/desk/api/items/{id}/hold", post(acts::hold))
        .route("/desk/api/items/{id}/resume", post(acts::resume))
        .route("/desk/api/items/{id}/kill", post(acts::kill))
        .route("/desk/api/items/{id}/withdraw", post(acts::withdraw))
        .merge(release::routes())
        .merge(approvals::routes())
        .merge(desks::routes())
        .merge(lists::routes())
        .merge(live::routes())
        .merge(locks::routes())
        .merge(after::routes())
        .merge(kill::routes())
        .merge(lookup::routes())
        .merge(presence::routes())
        .merge(saves::routes())
        .merge(summary::routes())
        .merge(topics::routes())
        .merge(translation::routes())
        .merge(vocabulary::routes())
        .merge(templates::routes())
        .merge(snippets::routes())
        .merge(planning::routes())
}
/// The save that a change is based on, from `If-Match` (RFC 9110 §13.1.1).
fn based_on(headers: &HeaderMap) -> Result<u64, Problem> {
    let text = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).ok_or_else(|| {
        Problem::bad_field("If-Match", "is missing: send the `ETag` of the item that your change is based on")
    })?;
    let number = text.trim().trim_matches('"').parse();
    number.map_err(|_| Problem::bad_field("If-Match", "is not the `ETag` of an item, such as `\"3\"`"))
}

/// An answer about an item, with its save as the `ETag`.
fn with_etag(edit: u64, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    let tag = HeaderValue::from_str(&format!("\"{edit}\"")).expect("digits in quotes are a header value");
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
