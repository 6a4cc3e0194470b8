//! The routes of a router, as the router itself tells them.
//!
//! Axum keeps no list that could be asked for; what it prints of itself holds every path and every method. A list that
//! is written beside the router would only hold what somebody remembered to write there.

use axum::Router;
use std::collections::{BTreeMap, BTreeSet};

/// One address with one method.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    /// With its parameters, such as `/abone/document/{id}/{format}`.
    pub(super) path: String,
    /// `ANY` where every method is taken.
    pub(super) method: String,
}

/// Every route that is served.
pub(super) fn every_route(router: &Router) -> BTreeSet<Route> {
    let printed = format!("{router:?}");
    let (served, _) = printed.split_once("fallback_router: ").expect("a router prints its fallbacks last");
    let (answers, paths) = served.split_once("node: Node { paths: {").expect("a router prints its paths");
    let paths = by_number(paths, |path| path.strip_prefix('"')?.split_once('"').map(|(path, _)| path.to_owned()));
    let methods = by_number(answers, methods);
    assert!(paths.len() == methods.len() && paths.keys().eq(methods.keys()), "{printed}");
    let route = |(path, method): (&String, &String)| Route { path: path.clone(), method: method.clone() };
    paths.iter().flat_map(|(id, path)| methods[id].iter().map(move |method| route((path, method)))).collect()
}

/// What stands behind each `RouteId(…): `.
fn by_number<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> BTreeMap<u32, T> {
    let entries = text.split("RouteId(").skip(1).map(|entry| {
        let (number, rest) = entry.split_once("): ").expect("a route has a number");
        let read = read(rest).unwrap_or_else(|| panic!("the print of a route is not as it was: {rest}"));
        (number.parse().expect("a number"), read)
    });
    entries.collect()
}

/// The methods that a route takes, from the header that tells them to clients. `HEAD` is answered by what answers `GET`.
fn methods(printed: &str) -> Option<Vec<String>> {
    let (_, allowed) = printed.rsplit_once("allow_header: ")?;
    if allowed.starts_with("Skip") {
        return Some(vec!["ANY".to_owned()]);
    }
    let (allowed, _) = allowed.strip_prefix("Bytes(b\"")?.split_once('"')?;
    Some(allowed.split(',').filter(|method| *method != "HEAD").map(str::to_owned).collect())
}

#[test]
fn a_router_tells_its_routes() {
    use axum::routing::{any, get, post};
    let nothing = || async {};
    let below = Router::new().route("/list", get(nothing).put(nothing));
    let router = Router::new()
        .route("/one/{id}", get(nothing).post(nothing))
        .nest("/below", below)
        .route("/any/{*rest}", any(nothing))
        .layer(axum::middleware::map_response(async |response: axum::response::Response| response))
        .route("/late", post(nothing))
        .fallback(nothing);
    let told: Vec<_> =
        every_route(&router).into_iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let expected =
        ["ANY /any/{*rest}", "GET /below/list", "PUT /below/list", "POST /late", "GET /one/{id}", "POST /one/{id}"];
    assert_eq!(told, expected);
}
