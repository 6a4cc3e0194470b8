//! `/desk/items/{id}`: the editor. The page brings the frame; the script fetches the item and saves it.

use crate::{Newsroom, assets::EDITOR, door::Answer, errors::refused};
use account::Right;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect},
};
use desk::Item;
use serde::Deserialize;
use story::{CategoryId, ItemId, Kind, Manuscript, Priority};
use web::{Path, Query, StaffAtScreen};

#[derive(Template)]
#[template(path = "editor.html")]
struct Page<'a> {
    item: &'a Item,
}

/// What kind of item is begun.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begun {
    #[serde(default)]
    kind: Option<Kind>,
}

/// `POST /desk/new`: an empty sheet, and the way to it.
pub(crate) async fn begin(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Query(begun): Query<Begun>,
) -> Answer {
    staff.require(Right::Write)?;
    let agency = &newsroom.agency;
    let category = agency.categories.first().map_or(CategoryId(1), |category| category.id);
    let blank = Manuscript::blank(begun.kind.unwrap_or(Kind::Text), &agency.language, category, Priority::Routine);
    let item = newsroom.desk.create(&staff.0, blank, None).await.map_err(refused)?;
    Ok(Redirect::to(&format!("/desk/items/{}", item.id)).into_response())
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
