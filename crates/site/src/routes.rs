//! Every address of the public site.

use crate::{Site, article, assets, edition::nothing_here, feed, front, lists, media, statics, subscribe};
use axum::{Router, routing::get};

/// The site's addresses. Everything else answers its page for what is not there.
pub fn routes(site: Site) -> Router {
    Router::new()
        .route("/", get(front::choose))
        .route("/robots.txt", get(statics::robots))
        .route("/favicon.ico", get(assets::favicon))
        .route("/assets/{file}", get(assets::get))
        .route("/media/{file}", get(media::get))
        .route("/{lang}", get(front::with_slash))
        .route("/{lang}/", get(front::get))
        .route("/{lang}/rss.xml", get(feed::newest))
        .route("/{lang}/latest/", get(lists::latest))
        .route("/{lang}/corrections/", get(lists::corrections))
        .route("/{lang}/about/", get(statics::about))
        .route("/{lang}/subscribe/", get(subscribe::get).post(subscribe::post))
        .route("/{lang}/subscribe/thanks/", get(subscribe::thanks))
        .route("/{lang}/{section}", get(front::with_slash))
        .route("/{lang}/{section}/", get(lists::section))
        .route("/{lang}/{section}/rss.xml", get(feed::section))
        .route("/{lang}/{section}/{address}/{id}", get(article::get))
        .fallback(nothing_here)
        .with_state(site)
}
