//! NewsML-G2 2.35 (IPTC), schema-valid at conformance level power, and the reader of NewsML-G2 of any version and sender.
//!
//! A document is always a `newsMessage`, which carries the priority and can hold a group: its members and a `packageItem`
//! that orders them. The two profiles differ in the body alone. What a story says and the standard has no place for is in
//! extension properties under an alias of our own, which each item declares; nothing is lost.

mod catalog;
mod content;
mod item;
mod meta;
mod package;
mod read;

pub use read::read;

pub(crate) use content::files;

use crate::{Edition, Feature, xml::Writer};

const NEWSML: &str = "http://iptc.org/std/nar/2006-10-01/";

/// Bytes that an item of the usual length takes; a longer one moves the document once while it grows.
const ITEM_BYTES: usize = 12_000;

/// What does not come back: nothing, in either profile.
pub(crate) const LOST: &[Feature] = &[];

/// How the body is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As NITF in `inlineXML`, which keeps everything and is part of the document's own markup.
    Nitf,
    /// As escaped HTML in `inlineData`: newsroom systems keep it whole, while they lose links and tables of inline XML.
    Html,
}

/// One version as a document.
pub fn write(edition: &Edition<'_>, profile: Profile) -> String {
    let name = format!("{}/{}", edition.item, edition.version);
    message(std::slice::from_ref(edition), &name, |w| item::write(w, edition, profile))
}

/// The members of a group as one document with a package that orders them, in the order given. The document is sent when
/// its newest member was made. Without members it holds an empty `itemSet`, which the schema does not allow.
pub fn write_group(editions: &[Edition<'_>], profile: Profile) -> String {
    let group = editions.iter().find_map(|edition| edition.story.group.as_ref());
    let name = group.map_or_else(|| editions.first().map_or("", |first| first.item.as_str()), |group| group.as_str());
    message(editions, name, |w| {
        package::write(w, editions, name);
        for edition in editions {
            item::write(w, edition, profile);
        }
    })
}

fn message(editions: &[Edition<'_>], name: &str, items: impl FnOnce(&mut Writer)) -> String {
    let mut w = Writer::sized(editions.len().saturating_mul(ITEM_BYTES) + 1_024);
    w.element("newsMessage", &[("xmlns", NEWSML)], |w| {
        if let Some(newest) = editions.iter().max_by_key(|edition| edition.version_created) {
            let urgency = editions.iter().map(|edition| edition.story.priority.urgency()).min().unwrap_or(1);
            w.element("header", &[], |w| {
                w.leaf("sent", &[], &item::seconds(newest.version_created));
                w.leaf("sender", &[], newest.agency.code.as_str());
                w.leaf("transmitId", &[], name);
                w.leaf("priority", &[], &urgency.to_string());
            });
        }
        w.element("itemSet", &[], items);
    });
    w.finish()
}
