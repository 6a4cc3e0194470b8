//! Whose word an element of a feed is. Feeds mix vocabularies that have the same names (`title`, `description`, `source`),
//! and programs between us and a reader bind them to prefixes of their own.

use crate::{formats::NAMESPACE, tree::Element};

/// The vocabularies that are read, by the prefix that everybody uses, and the namespaces that mean them.
const KNOWN: [(&str, &[&str]); 9] = [
    ("tellal", &[NAMESPACE]),
    ("content", &["http://purl.org/rss/1.0/modules/content/"]),
    ("dc", &["http://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/1.0/"]),
    ("dcterms", &["http://purl.org/dc/terms/"]),
    ("media", &["http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"]),
    ("itunes", &["http://www.itunes.com/dtds/podcast-1.0.dtd"]),
    ("atom", &["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"]),
    ("xhtml", &["http://www.w3.org/1999/xhtml"]),
    ("app", &["http://www.w3.org/2007/app", "http://purl.org/atom/app#"]),
];

/// The vocabulary that a namespace means.
fn known(namespace: &str) -> Option<&'static str> {
    let is = |(_, namespaces): &&(&str, &[&str])| namespaces.contains(&namespace.trim());
    KNOWN.iter().find(is).map(|(name, _)| *name)
}

/// The vocabularies that a document binds to prefixes.
#[derive(Debug, Default)]
pub(super) struct Vocabularies<'t>(Vec<(&'t str, &'static str)>);

impl<'t> Vocabularies<'t> {
    /// Those that these elements bind.
    pub fn of(elements: &[Element<'t>]) -> Self {
        Self(elements.iter().flat_map(|element| bound(*element)).collect())
    }

    /// The vocabulary of an element below `entry`: empty for the feed's own, else the prefix that everybody uses. A prefix
    /// that nothing binds to a namespace that is known speaks for itself.
    pub fn vocabulary(&self, entry: Element<'t>, element: Element<'t>) -> &'t str {
        if let Some(name) = element.attribute("xmlns").and_then(known) {
            return if entry.attribute("xmlns").and_then(known) == Some(name) { "" } else { name };
        }
        let prefix = element.prefix();
        if prefix == entry.prefix() {
            return "";
        }
        let named = |(own, name): (&'t str, &'static str)| (own == prefix).then_some(name);
        let near = bound(element).chain(bound(entry)).find_map(named);
        near.or_else(|| self.0.iter().copied().find_map(named)).unwrap_or(prefix)
    }
}

/// The prefixes that an element binds to vocabularies.
fn bound(element: Element<'_>) -> impl Iterator<Item = (&str, &'static str)> {
    element.attributes().filter_map(|(key, value)| Some((key.strip_prefix("xmlns:")?, known(value)?)))
}
