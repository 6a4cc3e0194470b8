//! The channel of summaries of the public site, in the three formats that feed readers know.
//!
//! RSS is 2.0 (RSS Advisory Board, 2.0.11), with the `atom:link` to itself that its best practices ask for; Atom is
//! RFC 4287; JSON Feed is 1.1. All say the same: what is shown on the page of each story, and no more.

mod atom;
mod jsonfeed;

pub use atom::atom;
pub use jsonfeed::jsonfeed;

use crate::xml::Writer;
use jiff::Timestamp;
use story::Lang;

/// The channel.
#[derive(Debug, Clone)]
pub struct Channel<'a> {
    /// Its name.
    pub title: &'a str,
    /// The page that it belongs to.
    pub link: &'a str,
    /// One sentence about it, plain text.
    pub description: &'a str,
    /// Its language.
    pub language: &'a Lang,
    /// Its own address.
    pub self_link: &'a str,
    /// The hub that tells subscribers of its changes (`WebSub` §4).
    pub hub: Option<&'a str>,
    /// Who publishes it.
    pub author: &'a str,
    /// When its newest entry changed.
    pub last_build: Timestamp,
}

/// One story in a channel.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The headline, plain text.
    pub title: &'a str,
    /// The story's page.
    pub link: &'a str,
    /// The item's id, which stays when the address changes.
    pub guid: &'a str,
    /// When it was published.
    pub published: Timestamp,
    /// When it was last updated or corrected; the time of its publication where it never was.
    pub updated: Timestamp,
    /// Who wrote it.
    pub author: Option<&'a str>,
    /// Its language, with its region.
    pub language: &'a Lang,
    /// The summary, plain text.
    pub description: &'a str,
    /// The section's name.
    pub category: Option<&'a str>,
    /// A picture.
    pub enclosure: Option<Enclosure<'a>>,
}

/// A file that goes with an entry.
#[derive(Debug, Clone)]
pub struct Enclosure<'a> {
    /// Its address.
    pub url: &'a str,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it is, as HTTP names it.
    pub media_type: &'a str,
}

/// Writes the channel with its entries, in the order given.
pub fn rss(channel: &Channel<'_>, entries: &[Entry<'_>]) -> String {
    let mut w = Writer::document();
    let attributes = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ];
    w.element("rss", &attributes, |w| {
        w.element("channel", &[], |w| {
            w.leaf("title", &[], channel.title);
            w.leaf("link", &[], channel.link);
            w.leaf("description", &[], &markup(channel.description));
            w.leaf("language", &[], channel.language.as_str());
            let own = [("href", channel.self_link), ("rel", "self"), ("type", "application/rss+xml")];
            w.empty("atom:link", &own);
            if let Some(hub) = channel.hub {
                w.empty("atom:link", &[("href", hub), ("rel", "hub")]);
            }
            w.leaf("lastBuildDate", &[], &rfc_822(channel.last_build));
            for entry in entries {
                item(w, entry);
            }
        });
    });
    w.finish()
}

fn item(w: &mut Writer, entry: &Entry<'_>) {
    w.element("item", &[], |w| {
        w.leaf("title", &[], entry.title);
        w.leaf("link", &[], entry.link);
        w.leaf("guid", &[("isPermaLink", "false")], entry.guid);
        w.leaf("pubDate", &[], &rfc_822(entry.published));
        // RSS has no place for it, and readers of news need to see that a story is another one now.
        if entry.updated > entry.published {
            w.leaf("dcterms:modified", &[], &super::seconds(entry.updated));
        }
        if let Some(author) = entry.author {
            w.leaf("dc:creator", &[], author);
        }
        w.leaf("description", &[], &markup(entry.description));
        if let Some(category) = entry.category {
            w.leaf("category", &[], category);
        }
        if let Some(file) = &entry.enclosure {
            let bytes = file.bytes.to_string();
            w.empty("enclosure", &[("url", file.url), ("length", &bytes), ("type", file.media_type)]);
        }
    });
}

/// Readers take a description for HTML, so plain text is escaped for HTML before the XML writer escapes it again.
pub(super) fn markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A date as RFC 822 §5 writes it, with the four-digit year of RFC 1123, in UTC.
pub(super) fn rfc_822(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
