//! The way in: signing in and out in a browser, and what everybody sees of their own account.
//!
//! Invariants:
//! - A sign-in that fails says the same, and costs the same time, whether the account exists or not.
//! - Asking for another password says the same, and costs the same time, whether the account exists or not.
//! - Nothing is asked of a provider but over TLS, within a time and a size, and no redirect is followed.
//! - A form that another site makes a browser send changes nothing.

mod door;
mod errand;
mod invitation;
mod keys;
mod members;
mod oidc;
mod people;
mod reset;
mod sign_in;

pub use door::Reception;

use axum::{
    Router,
    routing::{get, post},
};
use tower_http::csrf::CsrfLayer;

/// Every route of the reception.
pub fn routes(reception: Reception) -> Router {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/invitation", get(invitation::show).post(invitation::accept))
        .route("/invitation/done", get(invitation::done))
        .route("/reset", get(reset::show).post(reset::ask))
        .route("/reset/sent", get(reset::sent))
        .route("/reset/new", get(reset::show_new).post(reset::set))
        .route("/sign-in/provider", get(oidc::leave))
        .route("/sign-in/provider/back", get(oidc::come_back))
        .merge(people::routes())
        .merge(keys::routes())
        .layer(CsrfLayer::new())
        .with_state(reception)
}

#[cfg(test)]
mod tests;
