//! `/desk`: what is being worked on.

use crate::{Newsroom, assets::DESK, door::Answer, errors::refused};
use account::Right;
use askama::Template;
use axum::extract::State;
use desk::ItemLine;
use web::StaffAtScreen;

/// Lines of the list.
const LINES: u32 = 200;

#[derive(Template)]
#[template(path = "lists.html")]
struct Page {
    lines: Vec<ItemLine>,
}

/// `GET /desk`
pub(crate) async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::Write)?;
    let lines = newsroom.desk.items(LINES).await.map_err(refused)?;
    let mut sheet = newsroom.sheet(&staff.0, "/desk", "Desk");
    sheet.scripts = vec![web::asset_path(&DESK)];
    Ok(sheet.page(&Page { lines }))
}
