//! The door of the subscribers: the terminal in the browser under `/portal`, and what it keeps for each reader.
//!
//! Invariants:
//! - Nothing of an item comes from here but through [`audience::Gate`] and [`search::Archive`]; stories are read at
//!   `/api/v1`, where they are charged.
//! - What a reader has seen, opened and set belongs to that reader alone.
//! - What another site makes a browser send changes nothing.

mod alerts;
mod assets;
mod contract;
mod developers;
mod door;
mod downloads;
mod granted;
mod marks;
mod me;
mod prose;
mod push;
mod reader;
mod reference;
mod sample;
mod searches;
mod terminal;

pub use assets::ASSETS;
pub use door::{Parts, Portal};

use axum::{Router, middleware};

/// Every route of the portal.
pub fn routes(portal: Portal) -> Router {
    let from_own_pages = web::from_own_pages(&portal.base);
    let screens = terminal::routes()
        .merge(contract::routes())
        .merge(developers::routes())
        .merge(downloads::routes())
        .merge(searches::pages())
        .merge(alerts::pages())
        .method_not_allowed_fallback(web::no_method)
        .layer(middleware::from_fn_with_state(portal.clone(), web::refusals::<Portal>));
    let api = Router::new()
        .merge(me::routes())
        .merge(marks::routes())
        .merge(searches::routes())
        .merge(alerts::routes())
        .merge(push::routes())
        .merge(assets::routes());
    screens.merge(api).layer(from_own_pages).with_state(portal)
}

#[cfg(test)]
mod tests;
