//! Every request of a subscriber is noted in memory: when, in which way, and how it went. Whoever watches takes the notes.

use crate::Api;
use account::{Hint, Taker, Way};
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
        let taker = Taker { organisation: organisation.clone(), via: via.clone(), way };
        api.accounts().note(taker, response.status().as_u16(), response.extensions().get::<Hint>().copied());
    }
    response
}

fn way(path: &str) -> Way {
    let Some(rest) = path.strip_prefix("/api/v1/") else {
        return if path.starts_with("/abone/") { Way::Has } else { Way::Other };
    };
    match rest.split('/').next() {
        Some("feed") => Way::Feed,
        Some("stream") => Way::Stream,
        Some("search") => Way::Search,
        Some("items") if rest.contains("/files/") => Way::Files,
        Some("items") => Way::Items,
        _ => Way::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_tells_the_way() {
        for (path, expected) in [
            ("/api/v1/feed", Way::Feed),
            ("/api/v1/stream", Way::Stream),
            ("/api/v1/search", Way::Search),
            ("/api/v1/items/tel:text:20260901:1/versions", Way::Items),
            ("/api/v1/items/tel:text:20260901:1/files/web", Way::Files),
            ("/api/v1/receipts", Way::Other),
            ("/abone/search/", Way::Has),
        ] {
            assert_eq!(way(path), expected, "{path}");
        }
    }
}
