//! What codes mean: the aliases before them that an item declares itself, and the URIs that may stand in their place.

use crate::{formats::NAMESPACE, newsml_g2::catalog, tree::Element};
use story::{Agency, CategoryId, Line, TopicId};

/// Vocabularies that one item may declare; more are passed over.
const SCHEMES_MAX: usize = 200;

/// The aliases that an item declares in catalogs of its own. Those of catalogs elsewhere are taken by their usual names.
#[derive(Debug)]
pub(super) struct Codes<'t>(Vec<(&'t str, &'t str)>);

/// A code and its vocabulary: the URI where that is known, else the alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code<'t> {
    scheme: &'t str,
    pub local: &'t str,
}

impl<'t> Codes<'t> {
    /// The aliases of an item.
    pub fn of(item: Element<'t>) -> Self {
        let schemes = item.all("catalog").flat_map(|catalog| catalog.all("scheme"));
        let pair = |scheme: Element<'t>| Some((scheme.attribute("alias")?, scheme.attribute("uri")?));
        Self(schemes.filter_map(pair).take(SCHEMES_MAX).collect())
    }

    /// The code in an attribute, or in its sibling for URIs (`qcode` and `uri`, `role` and `roleuri`).
    pub fn code(&self, element: Element<'t>, attribute: &str, sibling: &str) -> Option<Code<'t>> {
        if let Some((alias, local)) = element.attribute(attribute).and_then(|qcode| qcode.trim().split_once(':')) {
            let declared = self.0.iter().find(|(known, _)| *known == alias).map(|(_, uri)| *uri);
            return Some(Code { scheme: declared.unwrap_or(alias), local });
        }
        let uri = element.attribute(sibling)?.trim();
        let cut = uri.rfind(['/', '#'])?;
        Some(Code { scheme: &uri[..=cut], local: &uri[cut + 1..] })
    }

    /// The value of a property.
    pub fn value(&self, element: Element<'t>) -> Option<Code<'t>> {
        self.code(element, "qcode", "uri")
    }

    /// The term of our own that an extension property names.
    pub fn own_property(&self, element: Element<'t>) -> Option<&'t str> {
        self.code(element, "rel", "reluri").and_then(Code::term)
    }

    /// The type, without its vocabulary; empty when there is none.
    pub fn kind(&self, element: Element<'t>) -> &'t str {
        self.code(element, "type", "typeuri").map_or("", |code| code.local)
    }

    /// The role, without its vocabulary; empty when there is none.
    pub fn role(&self, element: Element<'t>) -> &'t str {
        self.code(element, "role", "roleuri").map_or("", |code| code.local)
    }
}

impl<'t> Code<'t> {
    /// True for a vocabulary of the IPTC, by its usual alias or the last part of its URI.
    fn is_iptc(self, alias: &str, path: &str) -> bool {
        self.scheme == alias
            || self.scheme.contains("iptc.org/")
                && self.scheme.trim_end_matches('/').rsplit('/').next().is_some_and(|last| last == path)
    }

    /// The Media Topic that it is.
    pub fn media_topic(self) -> Option<TopicId> {
        self.is_iptc("medtop", "mediatopic").then(|| TopicId::new(self.local).ok()).flatten()
    }

    /// The old subject code that it is: eight digits.
    pub fn subject(self) -> Option<&'t str> {
        let form = self.local.len() == 8 && self.local.bytes().all(|b| b.is_ascii_digit());
        (form && self.is_iptc("subj", "subjectcode")).then_some(self.local)
    }

    /// True when it is a genre of the IPTC.
    pub fn is_genre(self) -> bool {
        self.is_iptc("genre", "genre")
    }

    /// True when it is a digital source type of the IPTC.
    pub fn is_digital_source(self) -> bool {
        self.is_iptc("digsrctype", "digitalsourcetype")
    }

    /// The country that it is.
    pub fn country(self) -> Option<Line<2>> {
        let form = self.local.len() == 2 && self.local.bytes().all(|b| b.is_ascii_uppercase());
        (form && self.is_iptc("iso3166-1a2", "iso3166-1a2")).then(|| Line::new(self.local).ok()).flatten()
    }

    /// The section that it is, by its code or its number: of this agency's own vocabulary, or of the HAS dialect.
    pub fn category(self, agency: &Agency) -> Option<CategoryId> {
        let own = self.scheme.strip_prefix(NAMESPACE).and_then(|path| path.strip_prefix(agency.code.as_str()));
        if own != Some(catalog::CATEGORIES) && self.scheme != "AAcat" {
            return None;
        }
        let found = agency.categories.iter().find(|category| category.code == self.local);
        let numbered = || self.local.parse().ok().filter(|n| agency.category(CategoryId(*n)).is_some()).map(CategoryId);
        found.map(|category| category.id).or_else(numbered)
    }

    /// True for a vocabulary of an agency that works with this software: its codes mean nothing elsewhere.
    pub fn is_internal(self) -> bool {
        self.scheme.starts_with(NAMESPACE) || matches!(self.scheme, "AAcat" | "AApackage")
    }

    /// The term of our own that it is.
    pub fn term(self) -> Option<&'t str> {
        (self.scheme.strip_prefix(NAMESPACE) == Some(catalog::TERMS)).then_some(self.local)
    }
}
