//! Pages that do not depend on the news.

use crate::{Site, edition::Edition, view::Frame};
use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    f: Frame,
    paragraphs: Vec<String>,
}

/// `GET /{lang}/about/`
pub(crate) async fn about(edition: Edition) -> Response {
    let paragraphs: Vec<String> = edition.words.about_text.iter().map(|text| edition.say(text)).collect();
    let description = paragraphs.first().cloned().unwrap_or_default();
    let f = edition.frame(edition.words.about, &description, &edition.path("about/"));
    edition.answer(edition.page(StatusCode::OK, &About { f, paragraphs }).map(Some))
}

/// `GET /robots.txt`
pub(crate) async fn robots(State(_): State<Site>) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], "User-agent: *\nDisallow: /*/subscribe/\n").into_response()
}
