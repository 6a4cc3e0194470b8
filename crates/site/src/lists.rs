//! Lists of stories: of a section, of everything, of what was corrected.

use crate::{
    SiteError,
    address::{Path, Query},
    edition::Edition,
    page::{Page, Place, Repair, Repaired},
    view::{Card, Frame},
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde::Deserialize;
use story::{Category, to_millis};

/// Stories of one page of a list.
pub(crate) const LIST: usize = 24;
/// Stories of the page of corrections.
const CORRECTED: u32 = 50;

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    f: Frame,
    feed: String,
    cards: Vec<Card>,
    older: Option<String>,
    in_section: bool,
}

#[derive(Template)]
#[template(path = "corrections.html")]
struct Corrections {
    f: Frame,
    stories: Vec<(Card, Vec<Correction>)>,
}

/// A correction as a page shows it.
pub(crate) struct Correction {
    pub time: crate::dates::Moment,
    /// What was wrong and what is right, where readers of the site had read it.
    pub words: Option<Repaired>,
}

/// Where a list goes on.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<String>,
}

impl From {
    pub fn place(&self) -> Option<Place> {
        self.before.as_ref().map_or(Some(Place::TOP), |text| text.parse().ok())
    }
}

/// `GET /{lang}/latest/`
pub(crate) async fn latest(edition: Edition, Query(from): Query<From>) -> Response {
    let made = list(&edition, None, &from).await;
    edition.answer(made)
}

/// `GET /{lang}/{section}/`
pub(crate) async fn section(
    edition: Edition,
    Path((_, section)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Response {
    let made = match edition.site.agency.category_at(&section) {
        Some(category) => list(&edition, Some(category), &from).await,
        None => Ok(None),
    };
    edition.answer(made)
}

async fn list(edition: &Edition, section: Option<&Category>, from: &From) -> Result<Option<Response>, SiteError> {
    let Some(place) = from.place() else { return Ok(None) };
    // One more than is shown tells whether there are older ones.
    let limit = u32::try_from(LIST + 1).unwrap_or(u32::MAX);
    let id = section.map(|category| category.id);
    let mut stories = edition.newest(&edition.lang, id, place, limit).await?;
    let more = stories.len() > LIST;
    stories.truncate(LIST);
    let end = stories.last().map(place_of).filter(|_| more);
    let stories = edition.open(stories);
    let (title, path) = match section {
        Some(category) => (edition.section_name(category), edition.path(&format!("{}/", category.path))),
        None => (edition.words.latest, edition.path("latest/")),
    };
    let mut f = edition.frame(title, edition.words.tagline, &path);
    if section.is_some() {
        f.feeds.clone_from(&path);
    }
    if place != Place::TOP {
        // What follows is a page of its own, and other languages have other stories there.
        f.canonical = edition.address(&format!("{path}?before={place}"));
        f.alternates.clear();
    }
    let feed = if section.is_some() { format!("{path}rss.xml") } else { f.feed.clone() };
    let older = end.map(|place| format!("{path}?before={place}"));
    let list = List { f, feed, cards: edition.cards(&stories), older, in_section: section.is_some() };
    edition.page(StatusCode::OK, &list).map(Some)
}

pub(crate) fn place_of(page: &Page) -> Place {
    Place { released: to_millis(page.released), number: page.item.number().cast_signed() }
}

/// `GET /{lang}/corrections/`
pub(crate) async fn corrections(edition: Edition) -> Response {
    let made = corrected(&edition).await;
    edition.answer(made.map(Some))
}

async fn corrected(edition: &Edition) -> Result<Response, SiteError> {
    let stories = edition.corrected(CORRECTED).await?;
    let stories = stories.iter().filter_map(|page| {
        let repairs = page.article.as_ref()?.corrections.iter().rev();
        Some((edition.card(page)?, repairs.map(|repair| edition.correction(repair)).collect()))
    });
    let words = edition.words;
    let f = edition.frame(words.corrections, words.corrections_intro, &edition.path("corrections/"));
    edition.page(StatusCode::OK, &Corrections { f, stories: stories.collect() })
}

impl Edition {
    /// A correction as this edition writes it.
    pub fn correction(&self, repair: &Repair) -> Correction {
        Correction { time: self.moment(repair.time), words: repair.words.clone() }
    }
}
