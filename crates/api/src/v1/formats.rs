//! The formats in which stories are given, and what each of them cannot carry.

use super::refusals;
use axum::response::IntoResponse;
use format::{Feature, Format};
use serde::Serialize;
use web::Json;

#[derive(Serialize)]
struct Formats {
    formats: Vec<Line>,
}

/// One format.
#[derive(Serialize)]
struct Line {
    name: &'static str,
    title: &'static str,
    media_type: &'static str,
    extension: &'static str,
    /// It can hold several stories.
    groups: bool,
    cannot_carry: Vec<&'static str>,
}

/// Every format that items, the feed and the stream can be asked for in.
///
/// `cannot_carry` lists what is lost when a story is written in the format: choose another if you need it.
#[utoipa::path(
    get,
    path = "/api/v1/formats",
    tag = "about",
    security(()),
    responses((status = 200, description = "The formats", body = super::shapes::Formats), refusals::Public),
)]
pub(super) async fn formats() -> impl IntoResponse {
    let line = |format: Format| Line {
        name: format.name(),
        title: format.title(),
        media_type: format.media_type(),
        extension: format.extension(),
        groups: format.holds_groups(),
        cannot_carry: format.lost().iter().map(|feature: &Feature| feature.name()).collect(),
    };
    Json(Formats { formats: Format::ALL.into_iter().map(line).collect() })
}
