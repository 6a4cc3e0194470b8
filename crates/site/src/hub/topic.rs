//! Which addresses are feeds, what each depends on, and what it is at this moment.

use crate::{Site, SiteError, edition::Edition, feed::Form, posted::decoded, routes, shelf::Key, view::encoded};
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{
        HeaderName, HeaderValue, Request, StatusCode,
        header::{CONTENT_TYPE, LINK},
    },
};
use sha2::{Digest, Sha256};
use story::Lang;
use tower::ServiceExt;

/// The largest feed that is sent, in bytes.
const FEED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Stands for the hash of a feed that is not there.
pub(super) const GONE: &str = "gone";

/// A feed of this site, by the one address that it gives itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Topic {
    /// The path of its address.
    pub path: String,
    /// What it changes with.
    pub key: Key,
}

impl Topic {
    /// The feed at this address, whether or not there is something in it; or why it is none, to be read after the name of the
    /// parameter. Characters that need not be encoded may be (`WebSub` §5.1.1).
    pub fn at(site: &Site, address: &str) -> Result<Self, String> {
        let base = &*site.base;
        let path = match address.get(..base.len()) {
            Some(begin) if begin.eq_ignore_ascii_case(base) => &address[base.len()..],
            _ => return Err(format!("is not an address of this site: it begins with {base}/")),
        };
        let none = || {
            "is not the address of a feed of this site: /{lang}/feeds/ lists them, and each names its own address (rel=self)"
                .to_owned()
        };
        let parts: Option<Vec<String>> = path.split('/').skip(1).map(read).collect();
        let parts = parts.filter(|_| path.starts_with('/')).ok_or_else(none)?;
        let (file, place) = parts.split_last().ok_or_else(none)?;
        let form = Form::named(file).ok_or_else(none)?;
        let lang = place.first().and_then(|lang| listed(site, lang)).ok_or_else(none)?;
        let (key, below) = match &place[1..] {
            [] => (Key::Latest(lang.clone()), String::new()),
            [topics, slug] if topics == "topics" && !slug.is_empty() => {
                (Key::Topic(lang.clone(), slug.clone()), format!("topics/{}/", encoded(slug)))
            }
            [section] => {
                let section = site.agency.category_at(section).ok_or_else(none)?;
                (Key::Section(lang.clone(), section.id), format!("{}/", section.path))
            }
            _ => return Err(none()),
        };
        Ok(Self { path: format!("/{}/{below}{}", lang.as_str(), form.file()), key })
    }
}

/// A language of the agency by its exact tag.
fn listed<'s>(site: &'s Site, lang: &str) -> Option<&'s Lang> {
    site.agency.languages.iter().map(|l| &l.lang).find(|known| known.as_str() == lang)
}

/// A part of a path, decoded.
fn read(part: &str) -> Option<String> {
    let is_plain = !part.contains(['?', '#']);
    String::from_utf8(decoded(part.as_bytes())).ok().filter(|_| is_plain)
}

/// A feed as a reader gets it.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    pub media_type: HeaderValue,
    /// Where the hub is, and its own address.
    pub links: HeaderValue,
    pub body: Bytes,
}

impl Feed {
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.body))
    }
}

impl Site {
    /// What a reader who asks for this feed now gets; none where there is none. It comes from the shelf, as theirs does.
    pub(super) async fn feed_now(&self, path: &str) -> Result<Option<Feed>, SiteError> {
        // Another process may have released, stopped or followed more than this one knows yet.
        self.reader.refresh().await?;
        self.look_elsewhere().await?;
        let failed = |why: String| SiteError::Feed { path: path.to_owned(), why };
        let request = Request::get(path).body(Body::empty()).map_err(|e| failed(e.to_string()))?;
        let Ok(response) = routes::feeds(self).oneshot(request).await;
        let status = response.status();
        if status.is_server_error() {
            return Err(failed(format!("it was answered with {status}")));
        }
        if status != StatusCode::OK {
            return Ok(None);
        }
        let (head, body) = response.into_parts();
        let body = to_bytes(body, FEED_BYTES_MAX).await.map_err(|e| failed(e.to_string()))?;
        let header =
            |name: HeaderName| head.headers.get(&name).cloned().ok_or_else(|| failed(format!("it has no `{name}`")));
        Ok(Some(Feed { media_type: header(CONTENT_TYPE)?, links: header(LINK)?, body }))
    }
}

/// The links of a feed: its hub, and its own address (`WebSub` §4).
pub(crate) fn links(edition: &Edition, own: &str) -> Option<HeaderValue> {
    let links = format!("<{}>; rel=\"hub\", <{own}>; rel=\"self\"", edition.site.hub_address());
    HeaderValue::from_bytes(links.as_bytes()).ok()
}
