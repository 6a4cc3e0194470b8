//! `/abone/` in a browser: what the API of HAS is, for the person who connects a program to it.

use super::tongue::Tongue;
use crate::Api;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Response},
};
use format::html::escape;

/// Says once how the page looks; nothing is loaded from elsewhere.
const PAGE: &str = include_str!("about/page.html");
const TURKISH: &str = include_str!("about/tr.html");
const ENGLISH: &str = include_str!("about/en.html");
const ARABIC: &str = include_str!("about/ar.html");

/// Nothing runs, and nothing but the page's own style is taken.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

pub(super) async fn about(State(api): State<Api>, headers: HeaderMap) -> Response {
    let tongue = liked(&headers).unwrap_or_else(|| Tongue::of(api.agency()));
    let (text, dir) = match tongue {
        Tongue::Turkish => (TURKISH, "ltr"),
        Tongue::English => (ENGLISH, "ltr"),
        Tongue::Arabic => (ARABIC, "rtl"),
    };
    let agency = api.agency();
    let page = PAGE
        .replace("{text}", text)
        .replace("{lang}", tongue.tag())
        .replace("{dir}", dir)
        .replace("{agency}", &escape(agency.name(tongue.tag())))
        .replace("{code}", agency.code.as_str())
        .replace("{short}", &escape(&agency.short_name))
        .replace("{base}", &escape(api.base()));
    let head = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::VARY, "Accept-Language"),
    ];
    (head, Html(page)).into_response()
}

/// The first of the languages that the reader's browser names and that HAS speaks.
fn liked(headers: &HeaderMap) -> Option<Tongue> {
    let text = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    text.split(',').find_map(|range| {
        let tag = range.split(';').next().unwrap_or_default().trim();
        let tongue = Tongue::tagged(tag);
        tag.to_ascii_lowercase().starts_with(tongue.tag()).then_some(tongue)
    })
}
