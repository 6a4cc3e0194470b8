//! Every address of the public site.

use crate::{
    Site, article, assets,
    cdn::undecided,
    edition::nothing_here,
    feed::{self, Form},
    front, hub, lists, machines, media, pictures, search,
    shelf::door,
    sitemap, statics, subscribe, topics,
};
use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};

/// The site's addresses. Everything else answers its page for what is not there.
pub fn routes(site: Site) -> Router {
    let routes = Router::new()
        .route("/", get(front::choose))
        .route("/robots.txt", get(machines::robots))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/trust.txt", get(machines::trust))
        .route("/.well-known/trust.txt", get(machines::trust))
        .route("/.well-known/tdmrep.json", get(machines::tdmrep))
        .route("/.well-known/security.txt", get(machines::security))
        .route("/favicon.ico", get(assets::favicon))
        .route("/assets/{file}", get(assets::get))
        .route("/media/{file}", get(media::get))
        .route(hub::PATH, post(hub::post))
        .merge(of_feeds())
        .route("/{lang}", get(front::with_slash))
        .route("/{lang}/", get(front::get))
        .route("/{lang}/feeds/", get(feed::all))
        .route("/{lang}/sitemap/{file}", get(sitemap::file))
        .route("/{lang}/latest/", get(lists::latest))
        .route("/{lang}/corrections/", get(lists::corrections))
        .route("/{lang}/topics/", get(topics::all))
        .route("/{lang}/topics/{slug}", get(front::with_slash))
        .route("/{lang}/topics/{slug}/", get(topics::get))
        .route("/{lang}/pictures/", get(pictures::all))
        .route("/{lang}/pictures/{address}/{id}", get(pictures::get))
        .route("/{lang}/search/", get(search::get))
        .route("/{lang}/about/", get(statics::about))
        .route("/{lang}/subscribe/", get(subscribe::get).post(subscribe::post))
        .route("/{lang}/subscribe/thanks/", get(subscribe::thanks))
        .route("/{lang}/{section}", get(front::with_slash))
        .route("/{lang}/{section}/", get(lists::section))
        .route("/{lang}/{section}/{address}/{id}", get(article::get))
        .fallback(nothing_here)
        .layer(from_fn_with_state(site.clone(), door));
    let routes = if site.cdn.is_some() { routes.layer(from_fn_with_state(site.clone(), undecided)) } else { routes };
    routes.with_state(site)
}

/// The feeds alone, as they are answered from outside: for those who are sent them without asking.
pub(crate) fn feeds(site: &Site) -> Router {
    of_feeds().layer(from_fn_with_state(site.clone(), door)).with_state(site.clone())
}

fn of_feeds() -> Router<Site> {
    Router::new()
        .route("/{lang}/rss.xml", get(|edition| feed::newest(edition, Form::Rss)))
        .route("/{lang}/atom.xml", get(|edition| feed::newest(edition, Form::Atom)))
        .route("/{lang}/feed.json", get(|edition| feed::newest(edition, Form::Json)))
        .route("/{lang}/topics/{slug}/rss.xml", get(|edition, at| topics::feed(edition, at, Form::Rss)))
        .route("/{lang}/topics/{slug}/atom.xml", get(|edition, at| topics::feed(edition, at, Form::Atom)))
        .route("/{lang}/topics/{slug}/feed.json", get(|edition, at| topics::feed(edition, at, Form::Json)))
        .route("/{lang}/{section}/rss.xml", get(|edition, at| feed::section(edition, at, Form::Rss)))
        .route("/{lang}/{section}/atom.xml", get(|edition, at| feed::section(edition, at, Form::Atom)))
        .route("/{lang}/{section}/feed.json", get(|edition, at| feed::section(edition, at, Form::Json)))
}
