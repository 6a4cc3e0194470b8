//! The door in front of the pages: what is on the shelf is answered from there, and what is made is put there.

use super::{Begun, Depends, Packed, Shelved};
use crate::Site;
use axum::{
    body::to_bytes,
    extract::{MatchedPath, Request, State},
    http::{
        HeaderMap, Method, StatusCode, Uri,
        header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, RANGE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{borrow::Cow, sync::Arc};

/// The largest page that is kept, in bytes.
const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The one parameter by which a page becomes another one: where a list goes on.
const GOES_ON: &str = "before=";
/// A page with another parameter: what was searched for. It is made for whoever asks.
const SEARCH: &str = "/search/";
/// Files are kept elsewhere, and are asked for in parts and on conditions.
const FILES: [&str; 2] = ["/media/", "/assets/"];

/// An answer for which nothing was waited for.
#[derive(Debug)]
pub struct AtOnce {
    /// The pattern of the route that made the page.
    pub route: Arc<str>,
    /// The whole answer, with the headers that [`web::layers`] would give it.
    pub response: Response,
}

impl Site {
    /// The answer to a request for a page that is on the shelf and right at this moment. A server can ask for it before
    /// its router: it is the answer that the router would come to.
    pub fn at_once(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<AtOnce> {
        let name = shelved_as(method, uri)?;
        let now = self.clock.now();
        if self.due.is_ripe(now) || !self.heeded.is_fresh(now) {
            return None;
        }
        let page = self.shelf.get(&name, &self.reader, now)?;
        Some(AtOnce { route: Arc::clone(&page.route), response: page.packed.answer(method, headers) })
    }
}

/// Answers from the shelf, or makes the page and puts it there. What may be kept says so itself, by what it depends on.
pub(crate) async fn door(State(site): State<Site>, request: Request, next: Next) -> Response {
    let Some(name) = shelved_as(request.method(), request.uri()).map(Cow::into_owned) else {
        return next.run(request).await;
    };
    if let Some(found) = site.at_once(request.method(), request.uri(), request.headers()) {
        return found.response;
    }
    if let Err(error) = site.ripen().await {
        tracing::error!("the site does not know what became due: {error}");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    site.heed().await;
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let _making = site.shelf.turn(&name).await;
    match site.shelf.get(&name, &site.reader, site.clock.now()) {
        Some(page) => page.packed.answer(&method, &headers),
        None => made(&site, &name, (&method, &headers), request, next).await,
    }
}

async fn made(
    site: &Site,
    name: &str,
    (method, headers): (&Method, &HeaderMap),
    mut request: Request,
    next: Next,
) -> Response {
    let begun = site.shelf.begin(&site.reader);
    let route: Arc<str> = request.extensions().get().map_or("", MatchedPath::as_str).into();
    // The page is made whole, whatever this reader has of it.
    *request.method_mut() = Method::GET;
    for condition in [IF_MATCH, IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE, RANGE] {
        request.headers_mut().remove(condition);
    }
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Depends>() {
        Some(depends) if response.status() == StatusCode::OK => {
            match keep(site, (name, route), begun, depends, response).await {
                Some(page) => page.packed.answer(method, headers),
                None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            }
        }
        _ => response,
    }
}

async fn keep(
    site: &Site,
    (name, route): (&str, Arc<str>),
    begun: Begun,
    depends: Depends,
    response: Response,
) -> Option<Arc<Shelved>> {
    let (mut head, body) = response.into_parts();
    web::dress(&mut head.headers, &site.base);
    let body = to_bytes(body, PAGE_BYTES_MAX).await.ok()?;
    // Packing is work of milliseconds, which nobody else is to wait for.
    let packed = tokio::task::spawn_blocking(move || Packed::of(head.headers, body)).await.ok()?;
    Some(site.shelf.put(name, route, packed, begun, depends))
}

/// The name of the page that is asked for, if it is one that is kept.
fn shelved_as<'u>(method: &Method, uri: &'u Uri) -> Option<Cow<'u, str>> {
    if matches!(*method, Method::GET | Method::HEAD) { name(uri) } else { None }
}

/// The name of a page: its path, and where it goes on. Parameters that no page knows (which others append to count their
/// readers) name no other page. `None` for what is made for whoever asks.
fn name(uri: &Uri) -> Option<Cow<'_, str>> {
    let path = uri.path();
    if path.ends_with(SEARCH) || FILES.iter().any(|files| path.starts_with(files)) {
        return None;
    }
    let goes_on = uri.query().into_iter().flat_map(|query| query.split('&')).filter(|part| part.starts_with(GOES_ON));
    let mut name = Cow::Borrowed(path);
    for part in goes_on {
        let between = if name.len() == path.len() { "?" } else { "&" };
        name += between;
        name += part;
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_name() {
        let of = |uri: &str| name(&uri.parse().expect("an address")).map(Cow::into_owned);
        assert_eq!(of("/en/").as_deref(), Some("/en/"));
        assert_eq!(of("/en/?utm_source=x").as_deref(), Some("/en/"));
        assert_eq!(of("/en/latest/?a=1&before=5.6&b=2").as_deref(), Some("/en/latest/?before=5.6"));
        assert_eq!(of("/en/latest/?before=1&before=2").as_deref(), Some("/en/latest/?before=1&before=2"));
        assert_eq!(of("/en/search/?q=bridge"), None);
        assert_eq!(of("/media/tel:picture:20260901:1.jpg"), None);
    }
}
