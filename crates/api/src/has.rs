//! HAS: the contract of another agency's wire, which many clients speak. Only their base address and login change.
//!
//! Every route is registered here and nowhere else. What is answered keeps the order of its fields, and numbers stay
//! numbers: clients were written against the bytes.

mod answer;
mod asked;
mod discover;
mod document;
mod search;
mod sign_in;
mod subscription;
mod tongue;
mod vocabulary;

use crate::Api;
use answer::Refusal;
use axum::{
    Router,
    extract::State,
    routing::{MethodRouter, any, get, post},
};
use tongue::Text;

/// A route below the place where HAS is mounted, with the method that it takes.
pub(crate) type Route = (&'static str, &'static str, MethodRouter<Api>);

/// Every route. Clients write some with a slash at the end and some without.
pub(crate) fn table() -> [Route; 7] {
    [
        ("GET", "/discover/{lang}", get(discover::discover)),
        ("GET", "/discover/{lang}/", get(discover::discover)),
        ("POST", "/search", post(search::search)),
        ("POST", "/search/", post(search::search)),
        ("GET", "/subscription", get(subscription::subscription)),
        ("GET", "/subscription/", get(subscription::subscription)),
        ("GET", "/document/{id}/{format}", get(document::document)),
    ]
}

/// The routes of HAS, for the server to nest under `/abone`.
pub fn has_routes(api: Api) -> Router {
    let router = table().into_iter().fold(Router::new(), |router, (_, path, methods)| router.route(path, methods));
    // Routes, and not a fallback: where HAS is nested, a surface that takes every address would answer before that.
    let router = ["/", "/{*rest}"].into_iter().fold(router, |router, path| router.route(path, any(nowhere)));
    router.fallback(nowhere).method_not_allowed_fallback(wrong_method).with_state(api)
}

async fn nowhere(State(api): State<Api>) -> Refusal {
    Refusal::new(&api, Text::NotFound)
}

async fn wrong_method(State(api): State<Api>) -> Refusal {
    Refusal::new(&api, Text::Method)
}
