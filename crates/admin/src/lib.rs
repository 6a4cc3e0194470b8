//! The office: the screens in which an agency runs its business, under `/admin`.
//!
//! Invariants:
//! - Every handler names the right that it takes ([`account::Right`]) before it looks at anything.
//! - A form that another site makes a browser send changes nothing.
//! - What is wrong with a form is said at its field, and nothing was changed.

mod agency;
mod audit;
mod contracts;
mod dates;
mod door;
mod expiry;
mod freeze;
mod home;
mod mail;
mod members;
mod monitors;
mod organisations;
mod products;
mod provider;
mod receipts;
mod site;
mod staff;
mod terms;
mod trial;
mod usage;
mod why;

pub use door::{Office, Parts};
pub use expiry::WARNED_DAYS;

use axum::{Router, middleware, routing::get};

/// Every route of the office.
pub fn routes(office: Office) -> Router {
    let from_own_pages = web::from_own_pages(&office.base);
    Router::new()
        .route("/admin", get(home::show))
        .merge(organisations::routes())
        .merge(members::routes())
        .merge(staff::routes())
        .merge(mail::routes())
        .merge(provider::routes())
        .route("/admin/usage", get(usage::all))
        .route("/admin/usage.csv", get(usage::all_csv))
        .route("/admin/usage/{organisation}", get(usage::one))
        .merge(receipts::routes())
        .merge(monitors::routes())
        .merge(products::routes())
        .merge(site::routes())
        .merge(contracts::routes())
        .merge(why::routes())
        .merge(agency::routes())
        .merge(audit::routes())
        .merge(freeze::routes())
        .method_not_allowed_fallback(web::no_method)
        .layer(from_own_pages)
        .layer(middleware::from_fn_with_state(office.clone(), web::refusals::<Office>))
        .with_state(office)
}

#[cfg(test)]
mod tests;
