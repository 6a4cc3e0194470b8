//! The vocabularies that our documents name, and the aliases under which they do it.
//!
//! Aliases of the IPTC are those of its catalog 41, to which every item refers. The others are declared in the item
//! itself (NewsML-G2 §`catalog`): `cptType:5`, `cRole:source`, `cptype:city` and `group:main` because newsroom systems look
//! for exactly these codes, which no catalog of the IPTC knows; sections and products because they are the agency's own.

use crate::{formats::NAMESPACE, xml::Writer};
use story::{Agency, Kind, Relation, Rendition};

/// The catalog of the IPTC that our documents refer to.
const IPTC_CATALOG: &str = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml";

/// Terms of our own: properties, roles, renditions and classes that the IPTC has no code for. Below [`NAMESPACE`].
pub(super) const TERMS: &str = "term/";
/// Aliases that are the same for every agency, and where their vocabularies lie below [`NAMESPACE`].
const SCHEMES: [(&str, &str); 5] = [
    ("tellal", TERMS),
    ("cptType", "concept-type/"),
    ("cRole", "source-role/"),
    ("cptype", "place-type/"),
    ("group", "group-role/"),
];
/// The agency's sections, below [`NAMESPACE`] and its code.
pub(super) const CATEGORIES: &str = "/category/";
/// The agency's products, below [`NAMESPACE`] and its code.
const PRODUCTS: &str = "/product/";

/// The algorithm of every hash in our documents (RFC 9231, XML Security URIs).
pub(super) const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// The scope of a hash over the story itself, whatever the format, not over what the document holds.
pub(super) const STORY_SCOPE: &str = "https://tellal.example/ns/term/story";
/// The type of a place that a story is about, as newsroom systems know it.
pub(super) const PLACE: &str = "cptType:5";
/// The type of a country.
pub(super) const COUNTRY: &str = "cptype:country";

/// What another item is to this one. The IPTC's vocabulary of item relations is not part of its catalog, and whether it
/// has translations is not for certain: they are a term of our own, which each item declares.
pub(super) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Related => "irel:seeAlso",
        Relation::TranslationOf => "tellal:translationOf",
        Relation::DerivedFrom => "irel:derivedFrom",
    }
}

/// Writes the catalogs of an item.
pub(super) fn write(w: &mut Writer, agency: &Agency) {
    w.empty("catalogRef", &[("href", IPTC_CATALOG)]);
    w.element("catalog", &[], |w| {
        let mut uri = String::with_capacity(64);
        let mut scheme = |alias: &str, path: [&str; 2]| {
            uri.clear();
            uri.push_str(NAMESPACE);
            uri.extend(path);
            w.empty("scheme", &[("alias", alias), ("uri", &uri)]);
        };
        for (alias, path) in SCHEMES {
            scheme(alias, [path, ""]);
        }
        scheme("category", [agency.code.as_str(), CATEGORIES]);
        scheme("product", [agency.code.as_str(), PRODUCTS]);
    });
}

/// A code with the alias of its vocabulary.
pub(super) fn qcode(alias: &str, code: &str) -> String {
    [alias, ":", code].concat()
}

/// What an item is made of. The IPTC's natures of news items have no word for a file that is none of them.
pub(super) fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "ninat:text",
        Kind::Picture => "ninat:picture",
        Kind::Video => "ninat:video",
        Kind::Graphic => "ninat:graphic",
        Kind::File => "tellal:file",
    }
}

/// Which size or form of a file, where the IPTC has a word for it in its own.
pub(super) fn rendition(rendition: Rendition) -> &'static str {
    match rendition {
        Rendition::Print => "rnd:highRes",
        Rendition::Web => "rnd:web",
        Rendition::Preview => "rnd:preview",
        Rendition::Thumbnail => "rnd:thumbnail",
        Rendition::Sd => "tellal:sd",
        Rendition::Raster => "tellal:raster",
        Rendition::Pdf => "tellal:pdf",
        Rendition::Eps => "tellal:eps",
        Rendition::Ai => "tellal:ai",
        Rendition::File => "tellal:file",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_of_a_hash_is_a_term_of_our_own() {
        assert_eq!(STORY_SCOPE, [NAMESPACE, TERMS, "story"].concat());
    }
}
