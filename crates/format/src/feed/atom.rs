//! Atom (RFC 4287) with the whole story of each entry.
//!
//! A kill is told twice (RFC 6721): as a tombstone, and, for the many readers that do not know tombstones, as an entry of
//! the same id whose title says so, with the reason for its summary and no content. A hold is such an entry only.

use super::{address, pictures, seconds};
use crate::{
    Edition, Feature,
    entry::category::{Category, categories},
    formats::NAMESPACE,
    header::{elements, title},
    html,
    xml::Writer,
};
use jiff::Timestamp;
use story::{Content, MediaType, Prose, State};

pub use super::read::read;

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[];

const ATOM: (&str, &str) = ("xmlns", "http://www.w3.org/2005/Atom");
const TOMBSTONES: (&str, &str) = ("xmlns:at", "http://purl.org/atompub/tombstones/1.0");
/// Bytes that an entry takes beside its text.
const ENTRY_BYTES: usize = 6_000;

/// One version as a feed of one entry.
pub fn write(edition: &Edition<'_>) -> String {
    write_group(std::slice::from_ref(edition))
}

/// Several versions as one feed, in the order given.
pub fn write_group(editions: &[Edition<'_>]) -> String {
    let mut w = Writer::sized(editions.len() * 2 * ENTRY_BYTES + 1_000);
    let language = super::language(editions).map(|language| ("xml:lang", language.as_str()));
    let attributes: Vec<_> = [ATOM, TOMBSTONES, elements::BOUND].into_iter().chain(language).collect();
    w.element("feed", &attributes, |w| {
        let group = editions.first().and_then(|first| first.story.group.as_ref()).filter(|_| editions.len() > 1);
        let name = editions.first().map_or("", |first| first.agency_name());
        let newest = editions.iter().map(|edition| edition.version_created).max();
        match (group, editions.first()) {
            (Some(group), _) => w.leaf("id", &[], group.as_str()),
            (None, Some(first)) => w.leaf("id", &[], &address(first)),
            // A feed has an id and a time even when there is nothing in it.
            (None, None) => w.leaf("id", &[], NAMESPACE),
        }
        w.leaf("title", &[], name);
        w.leaf("updated", &[], &seconds(newest.unwrap_or(Timestamp::UNIX_EPOCH)));
        if let Some(first) = editions.first() {
            w.element("author", &[], |w| w.leaf("name", &[], name));
            w.empty("link", &[("rel", "alternate"), ("href", first.base)]);
        }
        for edition in editions {
            w.element("entry", &[("xml:lang", edition.story.language.as_str())], |w| entry(w, edition));
            if edition.state == State::Canceled {
                tombstone(w, edition);
            }
        }
    });
    w.finish()
}

fn entry(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    let files = edition.files();
    w.leaf("id", &[], edition.item.as_str());
    w.leaf("title", &[], &title(edition));
    w.leaf("published", &[], &seconds(edition.first_released));
    w.leaf("updated", &[], &seconds(edition.version_created));
    if let Some(byline) = &story.byline {
        w.element("author", &[], |w| w.leaf("name", &[], byline.as_str()));
    }
    for Category { scheme, term, label } in categories(edition) {
        if scheme.is_empty() {
            w.empty("category", &[("term", &term)]);
        } else {
            w.empty("category", &[("scheme", &scheme), ("term", &term), ("label", &label)]);
        }
    }
    if let Some(copyright) = &story.rights.copyright {
        w.leaf("rights", &[], copyright.as_str());
    }
    w.empty("link", &[("rel", "alternate"), ("type", "application/json"), ("href", &address(edition))]);
    for file in &files {
        enclosure(w, &file.href, file.media_type, file.rendition.name(), file.bytes);
    }
    for (item, title) in pictures(edition) {
        enclosure(w, &edition.file_href(item, super::rendition_shown(item)), MediaType::Jpeg, title, None);
    }
    if let Content::Removed { .. } = story.content {
        w.leaf("summary", &[], reason(edition));
    } else {
        let summary = story.standfirst.as_ref().map(Prose::as_str);
        if let Some(summary) = summary.or_else(|| story.caption().map(Prose::as_str)) {
            w.leaf("summary", &[], summary);
        }
        w.element("content", &[("type", "html")], |w| w.cdata(&html::content(edition, &files)));
    }
    elements::write(w, edition, &files);
}

fn enclosure(w: &mut Writer, href: &str, media_type: MediaType, title: &str, bytes: Option<u64>) {
    let bytes = bytes.map(|bytes| bytes.to_string());
    let attributes = [
        ("rel", Some("enclosure")),
        ("type", Some(media_type.name())),
        ("title", Some(title).filter(|title| !title.is_empty())),
        ("length", bytes.as_deref()),
        ("href", Some(href)),
    ];
    let given: Vec<_> = attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    w.empty("link", &given);
}

fn reason<'a>(edition: &Edition<'a>) -> &'a str {
    edition.story.editors_note.as_ref().map_or("", Prose::as_str)
}

/// The entry is gone (RFC 6721 §3).
fn tombstone(w: &mut Writer, edition: &Edition<'_>) {
    let when = seconds(edition.version_created);
    w.element("at:deleted-entry", &[("ref", edition.item.as_str()), ("when", &when)], |w| {
        w.leaf("at:comment", &[("xml:lang", edition.story.language.as_str())], reason(edition));
    });
}
