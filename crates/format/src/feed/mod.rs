//! Stories as feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.
//!
//! Subscribers get feeds that carry the whole story ([`rss`](mod@rss), [`atom`], [`jsonfeed`]); the public site shows a channel of
//! summaries ([`summary`]). What a standard has no place for stands in an extension of our own (see `header`), by which a
//! feed of ours comes back exactly. The feeds of others are read by what the standards and the habits of the web say.

pub mod atom;
pub mod jsonfeed;
mod read;
pub mod rss;
pub mod summary;
mod vocabulary;

pub use summary::{Channel, Enclosure, Entry, rss};

use crate::Edition;
use jiff::Timestamp;
use story::{Block, ItemId, Kind, Lang, Line, MediaType, Rendition};

/// The language that all of the stories are in.
fn language<'a>(editions: &[Edition<'a>]) -> Option<&'a Lang> {
    let language = &editions.first()?.story.language;
    editions.iter().all(|edition| edition.story.language == *language).then_some(language)
}

/// Where the item is got by itself.
fn address(edition: &Edition<'_>) -> String {
    format!("{}/api/v1/items/{}", edition.base, edition.item)
}

/// A time as RFC 3339 writes it, in whole seconds of UTC.
fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The pictures and graphics that go with a text: those of its body, then related ones, each once; with what is said
/// of them.
fn pictures<'a>(edition: &Edition<'a>) -> Vec<(&'a ItemId, &'a str)> {
    let mut found: Vec<(&ItemId, &str)> = Vec::new();
    let in_body = edition.story.body().into_iter().flat_map(story::Body::blocks).filter_map(|block| match block {
        Block::Picture { item, caption } => Some((item, caption.as_ref().map_or("", Line::as_str))),
        _ => None,
    });
    let related = edition.story.related.iter().map(|related| (&related.item, related.title.as_str()));
    let is_shown = |item: &ItemId| matches!(item.kind(), Kind::Picture | Kind::Graphic);
    for (item, title) in in_body.chain(related.filter(|(item, _)| is_shown(item))) {
        if !found.iter().any(|(known, _)| *known == item) {
            found.push((item, title));
        }
    }
    found
}

/// The rendition of another item that a page shows.
fn rendition_shown(item: &ItemId) -> Rendition {
    if item.kind() == Kind::Graphic { Rendition::Raster } else { Rendition::Web }
}

/// What Media RSS calls a sort of file (§ `media:content`).
fn medium(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Mp4 => "video",
        MediaType::Mp3 => "audio",
        MediaType::Pdf | MediaType::Eps | MediaType::Zip => "document",
        MediaType::Jpeg | MediaType::Png | MediaType::Webp | MediaType::Gif => "image",
    }
}
