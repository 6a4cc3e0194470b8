//! The office: the screens in which an agency runs its business, under `/admin`.
//!
//! Invariants:
//! - Every handler names the right that it takes ([`account::Right`]) before it looks at anything.
//! - A form that another site makes a browser send changes nothing.
//! - What is wrong with a form is said at its field, and nothing was changed.

mod door;
mod home;
mod mail;
mod members;
mod organisations;
mod provider;
mod staff;

pub use door::{Office, Parts};

use axum::{Router, routing::get};
use tower_http::csrf::CsrfLayer;

/// Every route of the office.
pub fn routes(office: Office) -> Router {
    Router::new()
        .route("/admin", get(home::show))
        .merge(organisations::routes())
        .merge(members::routes())
        .merge(staff::routes())
        .merge(mail::routes())
        .merge(provider::routes())
        .layer(CsrfLayer::new())
        .with_state(office)
}

#[cfg(test)]
mod tests;
