//! The front page, and the way to it.

use crate::{
    Site, SiteError,
    edition::Edition,
    page::{Page, Place},
    view::{Card, Frame, Link},
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header::VARY},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
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
/// How long the order of the stories stands, in seconds, when none is added.
const RANKED_SECS: i64 = 60;
/// Lines of the list of the latest.
const LATEST: usize = 12;
/// Stories of one section's block.
const BLOCK: usize = 4;

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    f: Frame,
    lead: Option<Card>,
    wide: Option<Card>,
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
    let now = edition.now;
    // What is on top changes with the minutes.
    edition.only_until(now.saturating_add(SignedDuration::from_secs(RANKED_SECS)).unwrap_or(Timestamp::MAX));
    let newest = edition.open(edition.newest(&edition.lang, None, Place::TOP, CANDIDATES).await?);
    let mut ranked: Vec<&Page> = newest.iter().collect();
    // A stable sort: the newest of those that are equally far is the first, as in the list.
    ranked.sort_by_key(|page| rank(page, now));
    let top = top(ranked);
    let shown: HashSet<&ItemId> = top.pages().map(|page| &page.item).collect();
    let mut blocks = Vec::new();
    for category in &edition.site.agency.categories {
        // Enough to fill the block even if every story above is one of this section.
        let limit = u32::try_from(BLOCK + 1 + BESIDE + UNDER).unwrap_or(u32::MAX);
        let stories = edition.newest(&edition.lang, Some(category.id), Place::TOP, limit).await?;
        let stories = edition.open(stories);
        let cards = edition.cards(stories.iter().filter(|p| !shown.contains(&p.item)).take(BLOCK));
        if !cards.is_empty() {
            let path = edition.path(&format!("{}/", category.path));
            blocks.push((Link::to(path, edition.section_name(category), ""), cards));
        }
    }
    let front = Front {
        f: edition.frame("", edition.words.tagline, &edition.path("")),
        lead: top.lead.and_then(|page| edition.card(page)),
        wide: top.wide.and_then(|page| edition.card(page)),
        beside: edition.cards(top.beside),
        under: edition.cards(top.under),
        latest: edition.cards(newest.iter().take(LATEST)),
        blocks,
    };
    edition.page(StatusCode::OK, &front)
}

/// The stories at the top of the page.
struct Top<'p> {
    lead: Option<&'p Page>,
    /// One whose picture stands in for the picture that the lead does not have.
    wide: Option<&'p Page>,
    under: Vec<&'p Page>,
    beside: Vec<&'p Page>,
}

impl<'p> Top<'p> {
    fn pages(&self) -> impl Iterator<Item = &'p Page> {
        self.lead.iter().chain(&self.wide).chain(&self.under).chain(&self.beside).copied()
    }
}

/// Shares out the best stories.
fn top(ranked: Vec<&Page>) -> Top<'_> {
    let mut best = ranked.into_iter();
    let lead = best.next();
    let mut beside: Vec<&Page> = best.take(1 + BESIDE + UNDER).collect();
    // A lead without a picture is short: beside a column of others, it would leave a hole below its own.
    let short = beside.len() > UNDER + 1 && lead.is_some_and(|lead| lead.picture.is_none());
    let wide = beside.iter().position(|page| short && page.picture.is_some()).map(|at| beside.remove(at));
    beside.truncate(BESIDE + UNDER);
    // Where there are few, the room under the lead is filled first: it is the widest.
    let under = beside.split_off(beside.len().saturating_sub(UNDER));
    Top { lead, wide, under, beside }
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
