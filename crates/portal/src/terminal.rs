//! `/portal`: the terminal. The page brings the frame; the script fetches the wire.

use crate::{Portal, assets::PORTAL, door::Answer};
use askama::Template;
use axum::{Router, extract::State, routing::get};
use web::PersonAtScreen;

#[derive(Template)]
#[template(path = "terminal.html")]
struct Page {}

pub(super) fn routes() -> Router<Portal> {
    Router::new().route("/portal", get(show))
}

/// `GET /portal`
async fn show(State(portal): State<Portal>, PersonAtScreen(who, _): PersonAtScreen) -> Answer {
    let mut sheet = portal.sheet(&who, "/portal", "Wire");
    sheet.scripts = vec![web::asset_path(&PORTAL)];
    Ok(sheet.page(&Page {}))
}
