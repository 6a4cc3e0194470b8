//! HAS: the contract of another agency's wire, which many clients speak. Only their base address and login change.
//!
//! Every route is registered here and nowhere else. What is answered keeps the order of its fields, and numbers stay
//! numbers: clients were written against the bytes.

mod about;
mod answer;
mod asked;
mod asked_for;
mod discover;
mod document;
pub(crate) mod pace;
mod search;
mod sign_in;
mod subscription;
mod token;
mod tongue;
mod vocabulary;

use crate::{Api, noted::noted};
use answer::Refusal;
use axum::{
    Router,
    extract::State,
    middleware::from_fn_with_state,
    routing::{MethodRouter, any, get, post},
};
pub use pace::{HELD_MAX, PACE_MILLIS};
use tongue::Text;

/// Where HAS lies.
pub(crate) const BASE: &str = "/abone";

/// A route below [`BASE`], with the method that it takes.
pub(crate) type Route = (&'static str, &'static str, MethodRouter<Api>);

/// Every route. Clients write some with a slash at the end and some without.
pub(crate) fn table() -> [Route; 12] {
    [
        ("GET", "/", get(about::about)),
        ("GET", "/discover/{lang}", get(discover::discover)),
        ("GET", "/discover/{lang}/", get(discover::discover)),
        ("POST", "/search", post(search::search)),
        ("POST", "/search/", post(search::search)),
        ("GET", "/subscription", get(subscription::subscription)),
        ("GET", "/subscription/", get(subscription::subscription)),
        ("GET", "/document/{id}/{format}", get(document::document)),
        ("GET", "/document/{id}/{format}/", get(document::document)),
        ("GET", "/token/{id}/{format}", get(token::token)),
        ("GET", "/multitoken/{id}/{format}", get(token::multitoken)),
        ("GET", "/multitoken/{id}/{format}/", get(token::multitoken)),
    ]
}

/// The route below which the temporary links of `token` lie, for the server to serve at its root.
pub fn link_routes(api: Api) -> Router {
    Router::new().route(&format!("{}/{{secret}}", token::LINKS), get(token::follow)).with_state(api)
}

/// The routes of HAS below `/abone`, for the server to serve at its root.
pub fn has_routes(api: Api) -> Router {
    let all = table().into_iter().map(|(_, path, methods)| (format!("{BASE}{path}"), methods));
    // What is below and not known is answered to machines, whatever else takes addresses of that form.
    let all = all.chain([(BASE.to_owned(), get(about::about)), (format!("{BASE}/{{*rest}}"), any(nowhere))]);
    let router = all.fold(Router::new(), |router, (path, methods)| router.route(&path, methods));
    let noted = from_fn_with_state(api.clone(), noted);
    router.route_layer(noted).method_not_allowed_fallback(wrong_method).with_state(api)
}

async fn nowhere(State(api): State<Api>) -> Refusal {
    Refusal::new(&api, Text::NotFound)
}

async fn wrong_method(State(api): State<Api>) -> Refusal {
    Refusal::new(&api, Text::Method)
}
