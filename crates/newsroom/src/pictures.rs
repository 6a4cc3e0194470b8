//! `/desk/pictures`: sending files, and the contact sheet; `/desk/items/{id}/crops`: the cutting table. The pages bring the
//! frame; the scripts do the rest.

use crate::{Newsroom, assets::PICTURES, door::Answer, errors::refused};
use account::{Right, Staff};
use askama::Template;
use axum::{Router, extract::State, routing::get};
use desk::{Cutting, WHOLE};
use story::{CategoryId, ItemId};
use web::{Path, Sheet, StaffAtScreen};

/// Every screen of pictures.
pub(crate) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/pictures", get(show)).route("/desk/items/{id}/crops", get(crops))
}

#[derive(Template)]
#[template(path = "pictures.html")]
struct Page {
    categories: Vec<(CategoryId, String)>,
    language: String,
}

fn sheet(newsroom: &Newsroom, who: &Staff, title: &str) -> Sheet {
    let mut sheet = newsroom.sheet(who, "/desk/pictures", title);
    sheet.scripts = vec![web::asset_path(&PICTURES)];
    sheet
}

/// `GET /desk/pictures`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::Write)?;
    let categories = newsroom.agency.categories.iter();
    let categories = categories.map(|category| (category.id, category.name("en").to_owned())).collect();
    let page = Page { categories, language: newsroom.agency.language.as_str().to_owned() };
    Ok(sheet(&newsroom, &staff.0, "Pictures").page(&page))
}

#[derive(Template)]
#[template(path = "crops.html")]
struct Table<'a> {
    id: &'a ItemId,
    slug: &'a str,
    cutting: &'a Cutting,
    whole: u32,
}

/// `GET /desk/items/{id}/crops`
async fn crops(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>) -> Answer {
    staff.require(Right::Write)?;
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    let cutting = newsroom.desk.cutting(&staff.0, &id).await.map_err(refused)?;
    let slug = item.manuscript.slug();
    let slug = if slug.is_empty() { "Untitled" } else { slug };
    let page = Table { id: &id, slug, cutting: &cutting, whole: WHOLE };
    Ok(sheet(&newsroom, &staff.0, "Cut a picture").page(&page))
}
