//! `/desk/items/{id}`: the editor. The page brings the frame; the script fetches the item and saves it.

use crate::{Newsroom, assets::EDITOR, door::Answer, errors::refused};
use account::Right;
use askama::Template;
use axum::extract::State;
use desk::Item;
use story::ItemId;
use web::{Path, StaffAtScreen};

#[derive(Template)]
#[template(path = "editor.html")]
struct Page<'a> {
    item: &'a Item,
}

/// `GET /desk/items/{id}`
pub(crate) async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>) -> Answer {
    staff.require(Right::Write)?;
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    let slug = item.manuscript.slug();
    let mut sheet = newsroom.sheet(&staff.0, "/desk", if slug.is_empty() { "Untitled" } else { slug });
    sheet.scripts = vec![web::asset_path(&EDITOR)];
    Ok(sheet.page(&Page { item: &item }))
}
