//! The door of the newsroom: the screens under `/desk`, and the same for programs under `/desk/api`.
//!
//! Invariants:
//! - Nothing is decided here: what may be done, and by whom, is the desk's own ([`desk::Desk`]).
//! - Whatever a screen can do, a program can do.
//! - What another site makes a browser send changes nothing.

mod after;
mod api;
mod approvals;
mod assets;
mod choices;
mod door;
mod editor;
mod errors;
mod history;
mod kill;
mod lines;
mod lists;
mod outlook;
mod pictures;
mod plain;
mod planning;
mod release;
mod snippets;
mod start;
mod templates;
#[cfg(test)]
mod tests;
mod translation;

pub use assets::ASSETS;
pub use door::{Newsroom, Parts};

use axum::{Router, middleware, routing::get};

/// Every route of the newsroom.
pub fn routes(newsroom: Newsroom) -> Router {
    let from_own_pages = web::from_own_pages(&newsroom.base);
    let screens = Router::new()
        .route("/desk/items/{id}", get(editor::show))
        .merge(release::routes())
        .merge(approvals::routes())
        .merge(lists::routes())
        .merge(history::routes())
        .merge(after::routes())
        .merge(kill::routes())
        .merge(start::routes())
        .merge(templates::routes())
        .merge(translation::routes())
        .merge(snippets::routes())
        .merge(planning::routes())
        .merge(pictures::routes())
        .method_not_allowed_fallback(web::no_method)
        .layer(middleware::from_fn_with_state(newsroom.clone(), web::refusals::<Newsroom>));
    let api = api::routes().layer(middleware::from_fn(web::unasked));
    screens.merge(api).layer(from_own_pages).with_state(newsroom)
}
