//! `/portal/searches`: all searches that a reader may use. The script puts what can be changed in its place.

use super::refused;
use crate::{Portal, assets::PORTAL, door::Answer};
use alert::{ByMail, Delivery, Owner, SavedSearch};
use askama::Template;
use axum::extract::State;
use web::PersonAtScreen;

#[derive(Template)]
#[template(path = "searches.html")]
struct Page {
    searches: Vec<Line>,
}

/// A search in words.
struct Line {
    search: SavedSearch,
    whose: &'static str,
    told: String,
}

impl Line {
    fn of(search: SavedSearch) -> Self {
        let whose = if search.owner == Owner::Me { "Me" } else { "Everybody" };
        Self { whose, told: told(search.alert), search }
    }
}

/// How a reader hears of what is found.
fn told(how: Delivery) -> String {
    let mail = match how.email {
        ByMail::Off => "",
        ByMail::AtOnce => "e-mail at once",
        ByMail::Digest => "in the digest",
    };
    let ways = [
        if how.portal { "in the terminal" } else { "" },
        if how.sound { "with a sound" } else { "" },
        if how.push { "as a notification" } else { "" },
        mail,
    ];
    let ways: Vec<&str> = ways.into_iter().filter(|way| !way.is_empty()).collect();
    if ways.is_empty() { "none".to_owned() } else { ways.join(", ") }
}

/// `GET /portal/searches`
pub(super) async fn show(State(portal): State<Portal>, PersonAtScreen(who, _): PersonAtScreen) -> Answer {
    let searches = portal.alerts.searches(&who).await.map_err(refused)?;
    let mut sheet = portal.page(&who, "/portal/searches", "Searches");
    sheet.scripts = vec![web::asset_path(&PORTAL)];
    Ok(sheet.page(&Page { searches: searches.into_iter().map(Line::of).collect() }))
}
