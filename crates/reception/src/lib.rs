//! The way in: signing in and out in a browser, and what everybody sees of their own account.
//!
//! Invariants:
//! - A sign-in that fails says the same, and costs the same time, whether the account exists or not.
//! - Asking for another password says the same, and costs the same time, whether the account exists or not.
//! - Nothing is asked of a provider but over TLS, within a time and a size, and no redirect is followed.
//! - A session that waits for its second step opens that step and nothing else.
//! - Whoever adds or removes a second step shows a password or a code again.
//! - A form that another site makes a browser send changes nothing.

mod door;
mod entry;
mod errand;
mod invitation;
mod keys;
mod members;
mod met;
mod oidc;
mod own;
mod passkey;
mod people;
mod receipts;
mod reset;
mod second;
mod sign_in;
mod steps;
mod usage;

pub use door::Reception;
pub use passkey::SCRIPT;

use axum::{
    Router, middleware,
    routing::{get, post},
};

/// Every route of the reception.
pub fn routes(reception: Reception) -> Router {
    let from_own_pages = web::from_own_pages(&reception.base);
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-in/second", get(second::show).post(second::show_code))
        .route("/sign-in/second/passkey", post(passkey::begin_second))
        .route("/sign-in/second/passkey/answer", post(passkey::finish_second))
        .route("/sign-in/passkey", post(passkey::begin_alone))
        .route("/sign-in/passkey/answer", post(passkey::finish_alone))
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
        .merge(usage::routes())
        .merge(receipts::routes())
        .route("/account", get(own::show))
        .route("/account/password", post(own::change_password))
        .route("/account/sessions/end", post(own::end_session))
        .route("/account/sessions/end-others", post(own::end_others))
        .route("/account/app", get(steps::show_app).post(steps::begin_app))
        .route("/account/app/qr.svg", get(steps::qr))
        .route("/account/app/confirm", post(steps::confirm_app))
        .route("/account/app/remove", post(steps::remove_app))
        .route("/account/recovery", post(steps::new_recovery_codes))
        .route("/account/passkeys", post(passkey::begin_adding))
        .route("/account/passkeys/answer", post(passkey::add))
        .route("/account/passkeys/remove", post(steps::remove_passkey))
        .method_not_allowed_fallback(web::no_method)
        .layer(from_own_pages)
        .layer(middleware::from_fn_with_state(reception.clone(), web::refusals::<Reception>))
        .with_state(reception)
}

#[cfg(test)]
mod tests;
