//! Writing an XMP packet.

use super::{DIGITAL_SOURCES, GENRES, MEDIA_TOPICS, genre_name};
use crate::{Edition, formats::NAMESPACE, newscodes, photo::sheet::Sheet, xml::Writer};
use story::TopicId;

/// The namespaces, by the prefixes that their standards prefer.
const NAMESPACES: [(&str, &str); 8] = [
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:photoshop", "http://ns.adobe.com/photoshop/1.0/"),
    ("xmlns:Iptc4xmpCore", "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"),
    ("xmlns:Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"),
    ("xmlns:plus", "http://ns.useplus.org/ldf/xmp/1.0/"),
    ("xmlns:xmp", "http://ns.adobe.com/xap/1.0/"),
    ("xmlns:xmpMM", "http://ns.adobe.com/xap/1.0/mm/"),
    ("xmlns:xmpRights", "http://ns.adobe.com/xap/1.0/rights/"),
];
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// What a packet begins and ends with (XMP part 1, §7.3.2). `r`: it is not to be changed in place.
const BEGIN: &str = "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n";
const END: &str = "\n<?xpacket end=\"r\"?>";

/// Entries of each list, from all that a story may have down to none: what is tried until a packet is small enough.
const LIST_LENGTHS: [usize; 4] = [100, 25, 8, 0];

/// The packet of an edition, in at most `bytes_max` bytes: lists are shortened until it fits. The texts alone take less
/// than a segment of a JPEG holds, because a story bounds each of them.
pub(in crate::photo) fn write(edition: &Edition<'_>, sheet: &Sheet, bytes_max: usize) -> Vec<u8> {
    let mut packets = LIST_LENGTHS.into_iter().map(|length| packet(edition, sheet, length));
    packets
        .find(|packet| packet.len() <= bytes_max)
        .unwrap_or_else(|| packet(edition, &Sheet::default(), 0))
        .into_bytes()
}

fn packet(edition: &Edition<'_>, sheet: &Sheet, list_max: usize) -> String {
    let own = format!("{NAMESPACE}1.0/");
    let mut attributes = vec![("rdf:about", ""), ("xmlns:tellal", &own)];
    attributes.extend(NAMESPACES);
    let mut w = Writer::fragment();
    w.element("x:xmpmeta", &[("xmlns:x", "adobe:ns:meta/")], |w| {
        w.element("rdf:RDF", &[("xmlns:rdf", RDF)], |w| {
            w.element("rdf:Description", &attributes, |w| {
                caption(w, sheet, list_max);
                place_and_time(w, sheet);
                subjects(w, sheet, list_max);
                rights(w, edition, sheet);
                identity(w, edition, sheet);
            });
        });
    });
    format!("{BEGIN}{}{END}", w.finish())
}

fn caption(w: &mut Writer, sheet: &Sheet, list_max: usize) {
    alternative(w, "dc:title", sheet.title.as_deref());
    leaf(w, "photoshop:Headline", sheet.headline.as_deref());
    alternative(w, "dc:description", sheet.caption.as_deref());
    list(w, "dc:creator", "rdf:Seq", &sheet.creators, list_max.max(1));
    list(w, "dc:language", "rdf:Bag", sheet.language.as_slice(), 1);
    list(w, "dc:subject", "rdf:Bag", &sheet.keywords, list_max);
    leaf(w, "photoshop:Instructions", sheet.instructions.as_deref());
    leaf(w, "photoshop:Urgency", sheet.urgency.as_deref());
    leaf(w, "photoshop:Category", sheet.category.as_deref());
    leaf(w, "photoshop:TransmissionReference", sheet.item.as_deref());
}

fn place_and_time(w: &mut Writer, sheet: &Sheet) {
    leaf(w, "photoshop:DateCreated", sheet.created.as_deref());
    leaf(w, "photoshop:City", sheet.city.as_deref());
    leaf(w, "photoshop:Country", sheet.country.as_deref());
    leaf(w, "Iptc4xmpCore:CountryCode", sheet.country_code.as_deref());
    if let Some(city) = &sheet.city {
        structures(w, "Iptc4xmpExt:LocationCreated", std::iter::once(city), |w, city| {
            leaf(w, "Iptc4xmpExt:City", Some(city));
            leaf(w, "Iptc4xmpExt:CountryName", sheet.country.as_deref());
            leaf(w, "Iptc4xmpExt:CountryCode", sheet.country_code.as_deref());
        });
    }
}

fn subjects(w: &mut Writer, sheet: &Sheet, list_max: usize) {
    structures(w, "Iptc4xmpExt:LocationShown", sheet.places.iter().take(list_max), |w, place| {
        alternative(w, "Iptc4xmpExt:LocationName", Some(&place.name));
        leaf(w, "Iptc4xmpExt:CountryCode", place.country.as_deref());
    });
    list(w, "Iptc4xmpExt:PersonInImage", "rdf:Bag", &sheet.people, list_max);
    list(w, "Iptc4xmpExt:OrganisationInImageName", "rdf:Bag", &sheet.organisations, list_max);
    list(w, "Iptc4xmpCore:SubjectCode", "rdf:Bag", &sheet.subjects, list_max);
    structures(w, "Iptc4xmpExt:AboutCvTerm", sheet.topics.iter().take(list_max), |w, code| {
        let name = TopicId::new(code).ok().and_then(|topic| newscodes::topic(&topic)).map(|topic| topic.name);
        term(w, MEDIA_TOPICS, code, name);
    });
    leaf(w, "Iptc4xmpCore:IntellectualGenre", sheet.genre.as_deref().map(genre_name));
    structures(w, "Iptc4xmpExt:Genre", sheet.genre.iter(), |w, code| term(w, GENRES, code, Some(genre_name(code))));
    let source = sheet.digital_source.as_ref().map(|code| format!("{DIGITAL_SOURCES}{code}"));
    leaf(w, "Iptc4xmpExt:DigitalSourceType", source.as_deref());
}

fn rights(w: &mut Writer, edition: &Edition<'_>, sheet: &Sheet) {
    leaf(w, "photoshop:Credit", sheet.credit.as_deref());
    leaf(w, "photoshop:Source", sheet.source.as_deref());
    alternative(w, "dc:rights", sheet.copyright.as_deref());
    alternative(w, "xmpRights:UsageTerms", sheet.usage_terms.as_deref());
    // Whoever holds the file alone learns here whom to ask.
    w.element("plus:Licensor", &[], |w| {
        w.element("rdf:Seq", &[], |w| {
            w.element("rdf:li", &[("rdf:parseType", "Resource")], |w| {
                w.leaf("plus:LicensorName", &[], edition.agency_name());
                w.leaf("plus:LicensorURL", &[], edition.base);
            });
        });
    });
}

fn identity(w: &mut Writer, edition: &Edition<'_>, sheet: &Sheet) {
    leaf(w, "Iptc4xmpExt:DigImageGUID", sheet.item.as_deref());
    leaf(w, "xmpMM:DocumentID", sheet.item.as_deref());
    leaf(w, "xmpMM:VersionID", sheet.version.as_deref());
    leaf(w, "tellal:ContentHash", sheet.content_hash.as_deref());
    w.leaf("xmp:MetadataDate", &[], &edition.version_created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
}

fn leaf(w: &mut Writer, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        w.leaf(name, &[], text);
    }
}

/// A text that could stand in several languages.
fn alternative(w: &mut Writer, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        w.element(name, &[], |w| {
            w.element("rdf:Alt", &[], |w| w.leaf("rdf:li", &[("xml:lang", "x-default")], text));
        });
    }
}

fn list(w: &mut Writer, name: &str, kind: &str, texts: &[String], max: usize) {
    if !texts.is_empty() && max > 0 {
        w.element(name, &[], |w| {
            w.element(kind, &[], |w| texts.iter().take(max).for_each(|text| w.leaf("rdf:li", &[], text)));
        });
    }
}

fn structures<T>(w: &mut Writer, name: &str, items: impl Iterator<Item = T>, inside: impl Fn(&mut Writer, T)) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    w.element(name, &[], |w| {
        w.element("rdf:Bag", &[], |w| {
            items.for_each(|item| w.element("rdf:li", &[("rdf:parseType", "Resource")], |w| inside(w, item)));
        });
    });
}

/// A term of a controlled vocabulary.
fn term(w: &mut Writer, vocabulary: &str, code: &str, name: Option<&str>) {
    w.leaf("Iptc4xmpExt:CvId", &[], vocabulary);
    w.leaf("Iptc4xmpExt:CvTermId", &[], &format!("{vocabulary}{code}"));
    alternative(w, "Iptc4xmpExt:CvTermName", name);
}
