//! The channel as Atom (RFC 4287).

use super::{Channel, Entry};
use crate::{feed::seconds, xml::Writer};

/// Writes the channel with its entries, in the order given.
pub fn atom(channel: &Channel<'_>, entries: &[Entry<'_>]) -> String {
    let mut w = Writer::document();
    let attributes = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", channel.language.as_str())];
    w.element("feed", &attributes, |w| {
        // §4.2.6: permanent, and no other feed's.
        w.leaf("id", &[], channel.self_link);
        w.leaf("title", &[], channel.title);
        w.leaf("subtitle", &[], channel.description);
        w.leaf("updated", &[], &seconds(channel.last_build));
        w.element("author", &[], |w| w.leaf("name", &[], channel.author));
        w.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", channel.self_link)]);
        if let Some(hub) = channel.hub {
            w.empty("link", &[("rel", "hub"), ("href", hub)]);
        }
        w.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", channel.link)]);
        for entry in entries {
            w.element("entry", &[("xml:lang", entry.language.as_str())], |w| write(w, entry));
        }
    });
    w.finish()
}

fn write(w: &mut Writer, entry: &Entry<'_>) {
    w.leaf("id", &[], entry.guid);
    w.leaf("title", &[], entry.title);
    w.leaf("published", &[], &seconds(entry.published));
    w.leaf("updated", &[], &seconds(entry.updated));
    if let Some(author) = entry.author {
        w.element("author", &[], |w| w.leaf("name", &[], author));
    }
    w.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", entry.link)]);
    if let Some(category) = entry.category {
        w.empty("category", &[("term", category)]);
    }
    if let Some(file) = &entry.enclosure {
        let bytes = file.bytes.to_string();
        let named = [("type", file.media_type), ("length", bytes.as_str()), ("href", file.url)];
        w.empty("link", &[&[("rel", "enclosure")], named.as_slice()].concat());
    }
    w.leaf("summary", &[], entry.description);
}
