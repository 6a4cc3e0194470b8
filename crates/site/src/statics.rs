//! Pages that do not depend on the news.

use crate::{edition::Edition, view::Frame};
use askama::Template;
use axum::{http::StatusCode, response::Response};

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    f: Frame,
    paragraphs: [String; 4],
}

/// `GET /{lang}/about/`
pub(crate) async fn about(edition: Edition) -> Response {
    let paragraphs = edition.words.about_text(edition.agency());
    let description = paragraphs[0].clone();
    let f = edition.frame(edition.words.about, &description, &edition.path("about/"));
    edition.answer(edition.page(StatusCode::OK, &About { f, paragraphs }).map(Some))
}
