//! Every request of a subscriber is noted in memory: when, in which way, and how it went. Whoever watches takes the notes.

use crate::Api;
use account::{AskedFor, Asker, Hint};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use web::Visit;

/// Notes who asked and how it was answered. A stream is noted when it opens, and again at each heartbeat.
pub(crate) async fn noted(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let (visit, way) = (Visit::default(), way(request.uri().path()));
    request.extensions_mut().insert(visit.clone());
    let response = next.run(request).await;
    if let Some((organisation, via)) = visit.who() {
        let taker = Asker { organisation: organisation.clone(), via: via.clone(), way };
        api.accounts().note(taker, response.status().as_u16(), response.extensions().get::<Hint>().copied());
    }
    response
}

fn way(path: &str) -> AskedFor {
    let Some(rest) = path.strip_prefix("/api/v1/") else {
        return if path.starts_with("/abone/") { AskedFor::Has } else { AskedFor::Other };
    };
    match rest.split('/').next() {
        Some("feed" | "latest") => AskedFor::Feed,
        Some("stream") => AskedFor::Stream,
        Some("search" | "suggest") => AskedFor::Search,
        Some("items") if rest.contains("/files/") => AskedFor::Files,
        Some("items" | "zip") => AskedFor::Items,
        _ => AskedFor::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_tells_the_way() {
        for (path, expected) in [
            ("/api/v1/feed", AskedFor::Feed),
            ("/api/v1/latest", AskedFor::Feed),
            ("/api/v1/stream", AskedFor::Stream),
            ("/api/v1/search", AskedFor::Search),
            ("/api/v1/suggest", AskedFor::Search),
            ("/api/v1/items/tel:text:20260901:1/versions", AskedFor::Items),
            ("/api/v1/items/tel:text:20260901:1/files/web", AskedFor::Files),
            ("/api/v1/zip/cost", AskedFor::Items),
            ("/api/v1/receipts", AskedFor::Other),
            ("/abone/search/", AskedFor::Has),
        ] {
            assert_eq!(way(path), expected, "{path}");
        }
    }
}
