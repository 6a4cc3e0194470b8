//! Search over what the site shows: words of headlines, standfirsts, summaries, tags and captions, and of nothing else.

mod index;
mod kept;
mod marked;

pub(crate) use kept::Searches;

use crate::{
    SiteError,
    address::Query,
    edition::Edition,
    page::Page,
    pictures::Cover,
    repeats::sender,
    view::{Card, Frame},
};
use askama::Template;
use axum::{
    extract::Request,
    http::{StatusCode, header::RETRY_AFTER},
    response::Response,
};
use index::{Found, Wanted};
use marked::{Marker, Piece};
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use store::StoreError;
use story::to_millis;

/// Searches that one address may send within a minute.
pub const SEARCHES_PER_MINUTE_MAX: usize = 30;
/// Characters that may be searched for.
const QUERY_CHARS_MAX: usize = 200;
/// Words that are looked for; what is typed after them is not read.
const WORDS_MAX: usize = 12;
/// Stories of one page.
const PAGE: usize = 20;
/// Pages that can be turned to; the stories beyond are found by another word.
const PAGES_MAX: usize = 50;
/// Pictures that are shown beside the stories.
const PICTURES: usize = 4;
/// How long a search may wait for others, or for the words of changed pages, in seconds.
const WAIT_SECS_MAX: u64 = 3;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    page: Option<String>,
}

/// A story that was found, with the words that were looked for marked.
struct Hit {
    card: Card,
    headline: Vec<Piece>,
    teaser: Vec<Piece>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    f: Frame,
    query: String,
    chars_max: usize,
    /// What stands under the field: how many were found, or why none.
    said: String,
    is_fault: bool,
    hits: Vec<Hit>,
    pictures: Vec<Cover>,
    newer: Option<String>,
    older: Option<String>,
}

/// `GET /{lang}/search/?q=…&page=…`
pub(crate) async fn get(edition: Edition, Query(asked): Query<Asked>, request: Request) -> Response {
    let query = cleaned(&asked.q);
    let words = edition.words;
    let Some(page) = numbered(asked.page.as_deref()) else { return edition.lost() };
    if query.is_empty() {
        return said(&edition, StatusCode::OK, String::new(), words.search_hint);
    }
    if query.chars().count() > QUERY_CHARS_MAX {
        let shortened = query.chars().take(QUERY_CHARS_MAX).collect();
        return said(&edition, StatusCode::UNPROCESSABLE_ENTITY, shortened, words.search_too_long);
    }
    let wanted = Wanted::read(&query, &edition.lang, WORDS_MAX);
    if wanted.is_empty() {
        return said(&edition, StatusCode::OK, query.clone(), &words.search_none(&query));
    }
    if let Some(Err(secs)) = sender(&request).map(|from| edition.site.searches.often.count(from, edition.now)) {
        return later(&edition, StatusCode::TOO_MANY_REQUESTS, query, words.search_too_often, secs);
    }
    let searching = tokio::time::timeout(Duration::from_secs(WAIT_SECS_MAX), search(&edition, &query, &wanted, page));
    match searching.await {
        Ok(made) => {
            let mut response = edition.answer(made);
            edition.site.hide_from_cdn(&mut response);
            response
        }
        Err(_) => later(&edition, StatusCode::SERVICE_UNAVAILABLE, query, words.failed_text, 1),
    }
}

/// What was typed, in one line, without what is no text.
fn cleaned(typed: &str) -> String {
    let text: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number of a page; none for one that there cannot be.
fn numbered(page: Option<&str>) -> Option<usize> {
    let Some(page) = page else { return Some(1) };
    page.parse().ok().filter(|page| (1..=PAGES_MAX).contains(page))
}

/// The page without anything found.
fn said(edition: &Edition, status: StatusCode, query: String, text: &str) -> Response {
    let mut page = blank(edition, query, text.to_owned());
    page.is_fault = !status.is_success();
    edition.answer(edition.page(status, &page).map(Some))
}

/// The page that asks to search again in `secs` seconds.
fn later(edition: &Edition, status: StatusCode, query: String, text: &str, secs: i64) -> Response {
    let mut response = said(edition, status, query, text);
    response.headers_mut().insert(RETRY_AFTER, secs.max(1).into());
    response
}

fn blank(edition: &Edition, query: String, said: String) -> SearchPage {
    let mut f = edition.frame(edition.words.search, edition.words.search_hint, &edition.path("search/"));
    // Nobody finds the same in another language.
    f.alternates.clear();
    SearchPage {
        f,
        query,
        chars_max: QUERY_CHARS_MAX,
        said,
        is_fault: false,
        hits: Vec::new(),
        pictures: Vec::new(),
        newer: None,
        older: None,
    }
}

async fn search(edition: &Edition, query: &str, wanted: &Wanted, page: usize) -> Result<Option<Response>, SiteError> {
    let Found { count, stories, pictures } = edition.found(wanted, page * PAGE).await?;
    let skipped = (page - 1) * PAGE;
    if page > 1 && stories.len() <= skipped {
        return Ok(None);
    }
    let words = edition.words;
    let none = count == 0 && pictures.is_empty();
    let mut made = blank(edition, query.to_owned(), words.search_count(count));
    if none {
        made.said = words.search_none(query);
    }
    let marker = Marker::of(wanted);
    for item in stories.iter().skip(skipped) {
        let row = edition.find(item.as_str()).await?;
        let open = edition.open(row.into_iter().collect());
        made.hits.extend(open.iter().filter_map(|page| hit(edition, page, &marker)));
    }
    if page == 1 {
        for item in &pictures {
            made.pictures.extend(edition.picture_card(item).await?);
        }
    }
    let at = |page: usize| format!("{}?q={}&page={page}", made.f.search, crate::view::encoded(query));
    let (newer, older) =
        ((page > 1).then(|| at(page - 1)), (count > page * PAGE && page < PAGES_MAX).then(|| at(page + 1)));
    (made.newer, made.older) = (newer, older);
    edition.page(StatusCode::OK, &made).map(Some)
}

fn hit(edition: &Edition, page: &Page, marker: &Marker) -> Option<Hit> {
    let (card, article) = (edition.card(page)?, page.article.as_ref()?);
    let summary = article.summary.iter().filter(|_| !article.is_by_machine);
    let texts = article.standfirst.iter().chain(summary).chain(&article.caption);
    // The text in which most of the words stand; the first of those that have equally many.
    let marked = |pieces: &[Piece]| pieces.iter().filter(|piece| piece.is_marked).count();
    let teaser = texts
        .map(|text| marker.mark(text, &article.lang))
        .reduce(|best, next| if marked(&next) > marked(&best) { next } else { best })
        .unwrap_or_default();
    Some(Hit { headline: marker.mark(&article.headline, &article.lang), teaser, card })
}

impl Edition {
    /// The newest stories of this edition in which all the words stand, at most `limit`, and the newest pictures.
    async fn found(&self, wanted: &Wanted, limit: usize) -> Result<Found, SiteError> {
        let searches = Arc::clone(&self.site.searches);
        // It is never closed.
        let turn = Arc::clone(&searches.turns).acquire_owned().await.ok();
        self.site.read_words().await?;
        let (reader, lang, wanted, now) =
            (self.site.reader.clone(), self.lang.clone(), wanted.clone(), to_millis(self.now));
        // A common word in a large archive is work of milliseconds, which nobody else is to wait for. The turn ends with the
        // work, though nobody waits for it any more.
        let look = move || {
            let _turn = turn;
            searches.index().find(&lang, &wanted, now, (limit, PICTURES), |item| reader.stop(item).is_some())
        };
        let found = tokio::task::spawn_blocking(look).await;
        Ok(found.map_err(|error| StoreError::Unusable(format!("a search broke off: {error}")))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_one_line_of_text() {
        assert_eq!(cleaned("  a\r\n\tb\0c\u{7f}  "), "a b c");
        assert_eq!(cleaned("\u{3000}東京 "), "東京");
    }

    #[test]
    fn only_pages_that_there_can_be_have_a_number() {
        assert_eq!(numbered(None), Some(1));
        assert_eq!(numbered(Some("50")), Some(50));
        for page in ["0", "51", "-1", "x", "", "99999999999999999999"] {
            assert_eq!(numbered(Some(page)), None, "{page}");
        }
    }
}
