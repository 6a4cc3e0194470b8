//! The front page, and the way to it.

use crate::{
    Site, SiteError,
    edition::Edition,
    page::{self, Page, Place},
    view::{Card, Frame, Link},
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header::VARY},
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use std::collections::HashSet;
use story::{ItemId, Priority};

/// Stories that the lead is chosen from.
const CANDIDATES: u32 = 40;
/// Stories under the lead.
const UNDER: usize = 2;
/// Stories beside the lead.
const BESIDE: usize = 4;
/// How long a flash stands above everything else, in minutes. What happened then is told by other stories afterwards.
const FLASH_LEADS_MINS: i64 = 24 * 60;
/// Lines of the list of the latest.
const LATEST: usize = 12;
/// Stories of one section's block.
const BLOCK: usize = 4;

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    f: Frame,
    lead: Option<Card>,
    under: Vec<Card>,
    beside: Vec<Card>,
    latest: Vec<Card>,
    blocks: Vec<(Link, Vec<Card>)>,
}

/// `GET /`: to the edition that the reader prefers.
pub(crate) async fn choose(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    let edition = Edition::guess(site, &uri, headers).await;
    let mut response = Redirect::temporary(&edition.path("")).into_response();
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-language"));
    response
}

/// An address without the slash at its end.
pub(crate) async fn with_slash(_: Edition, uri: Uri) -> Response {
    Redirect::permanent(&format!("{}/", uri.path())).into_response()
}

/// `GET /{lang}/`
pub(crate) async fn get(edition: Edition) -> Response {
    let made = front(&edition).await;
    edition.answer(made.map(Some))
}

async fn front(edition: &Edition) -> Result<Response, SiteError> {
    let (db, now) = (&edition.site.db, edition.now);
    let newest = edition.open(page::newest(db, now, &edition.lang, None, Place::TOP, CANDIDATES).await?);
    let mut ranked: Vec<&Page> = newest.iter().collect();
    // A stable sort: the newest of those that are equally far is the first, as in the list.
    ranked.sort_by_key(|page| rank(page, now));
    let top: Vec<&Page> = ranked.into_iter().take(1 + BESIDE + UNDER).collect();
    let shown: HashSet<&ItemId> = top.iter().map(|page| &page.item).collect();
    let mut blocks = Vec::new();
    for category in &edition.site.agency.categories {
        // Enough to fill the block even if every story above is one of this section.
        let limit = u32::try_from(BLOCK + 1 + BESIDE + UNDER).unwrap_or(u32::MAX);
        let stories = page::newest(db, now, &edition.lang, Some(category.id), Place::TOP, limit).await?;
        let stories = edition.open(stories);
        let cards = edition.cards(stories.iter().filter(|p| !shown.contains(&p.item)).take(BLOCK));
        if !cards.is_empty() {
            let path = edition.path(&format!("{}/", category.path));
            blocks.push((Link::to(path, edition.section_name(category), ""), cards));
        }
    }
    let mut top = edition.cards(top).into_iter();
    let lead = top.next();
    // Where there are few, the room under the lead is filled first: it is the widest.
    let beside = top.len().saturating_sub(UNDER);
    let front = Front {
        f: edition.frame("", &edition.say(edition.words.tagline), &edition.path("")),
        lead,
        beside: top.by_ref().take(beside).collect(),
        under: top.collect(),
        latest: edition.cards(newest.iter().take(LATEST)),
        blocks,
    };
    edition.page(StatusCode::OK, &front)
}

/// The place of a story among the others. A flash is above everything else, with a picture or without one, until it is
/// no longer news; among the rest, and of two flashes, the nearer to the top in minutes: its age, what its priority adds,
/// and what the lack of a picture does.
fn rank(page: &Page, now: Timestamp) -> (bool, i64) {
    let age = now.duration_since(page.released).as_mins();
    if page.priority == Priority::Flash && age < FLASH_LEADS_MINS {
        return (false, age);
    }
    let priority = match page.priority {
        Priority::Flash => 0,
        Priority::Urgent => 60,
        Priority::Important => 180,
        Priority::Special => 420,
        Priority::Routine => 480,
        Priority::Archive => 4_320,
    };
    (true, age + priority + if page.picture.is_some() { 0 } else { 300 })
}
