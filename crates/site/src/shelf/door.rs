//! The door in front of the pages: what is on the shelf is answered from there, and what is made is put there.

use super::{Begun, Depends, Packed};
use crate::Site;
use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{
        HeaderMap, Method, StatusCode, Uri,
        header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, RANGE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The largest page that is kept, in bytes.
const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The one parameter by which a page becomes another one: where a list goes on.
const GOES_ON: &str = "before=";
/// A page with another parameter: what was searched for. It is made for whoever asks.
const SEARCH: &str = "/search/";
/// Files are kept elsewhere, and are asked for in parts and on conditions.
const FILES: [&str; 2] = ["/media/", "/assets/"];

/// Answers from the shelf, or makes the page and puts it there. What may be kept says so itself, by what it depends on.
pub(crate) async fn door(State(site): State<Site>, request: Request, next: Next) -> Response {
    let name = if matches!(*request.method(), Method::GET | Method::HEAD) { name(request.uri()) } else { None };
    let Some(name) = name else { return next.run(request).await };
    if let Err(error) = site.ripen().await {
        tracing::error!("the site does not know what became due: {error}");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    site.heed().await;
    let (method, headers) = (request.method().clone(), request.headers().clone());
    if let Some(page) = site.shelf.get(&name, &site.reader, site.clock.now()) {
        return page.packed.answer(&method, &headers);
    }
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
    // The page is made whole, whatever this reader has of it.
    *request.method_mut() = Method::GET;
    for condition in [IF_MATCH, IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE, RANGE] {
        request.headers_mut().remove(condition);
    }
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Depends>() {
        Some(depends) if response.status() == StatusCode::OK => {
            keep(site, name, begun, depends, response, |packed| packed.answer(method, headers)).await
        }
        _ => response,
    }
}

async fn keep(
    site: &Site,
    name: &str,
    begun: Begun,
    depends: Depends,
    response: Response,
    answer: impl FnOnce(&Packed) -> Response,
) -> Response {
    let (head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, PAGE_BYTES_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // Packing is work of milliseconds, which nobody else is to wait for.
    let Ok(packed) = tokio::task::spawn_blocking(move || Packed::of(head.headers, body)).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = site.shelf.put(name.into(), packed, begun, depends);
    answer(&page.packed)
}

/// The name of a page: its path, and where it goes on. Parameters that no page knows (which others append to count their
/// readers) name no other page. `None` for what is made for whoever asks.
fn name(uri: &Uri) -> Option<String> {
    let path = uri.path();
    if path.ends_with(SEARCH) || FILES.iter().any(|files| path.starts_with(files)) {
        return None;
    }
    let goes_on = uri.query().into_iter().flat_map(|query| query.split('&')).filter(|part| part.starts_with(GOES_ON));
    let mut name = path.to_owned();
    for part in goes_on {
        name.push(if name.len() == path.len() { '?' } else { '&' });
        name.push_str(part);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_name() {
        let of = |uri: &str| name(&uri.parse().expect("an address"));
        assert_eq!(of("/en/").as_deref(), Some("/en/"));
        assert_eq!(of("/en/?utm_source=x").as_deref(), Some("/en/"));
        assert_eq!(of("/en/latest/?a=1&before=5.6&b=2").as_deref(), Some("/en/latest/?before=5.6"));
        assert_eq!(of("/en/latest/?before=1&before=2").as_deref(), Some("/en/latest/?before=1&before=2"));
        assert_eq!(of("/en/search/?q=bridge"), None);
        assert_eq!(of("/media/tel:picture:20260901:1.jpg"), None);
    }
}
