//! Reading an XMP packet. Properties are found by their local names, as attributes and as elements: real files bind the
//! same namespaces to other prefixes, and none of the names below stands in two of the namespaces that photographs use.

use super::{GENRES, MEDIA_TOPICS, genre_name};
use crate::{
    NAMED_MAX, encoding,
    photo::sheet::{Sheet, Shown, created},
    tree::{Element, Tree},
};

/// What a packet says; what was repaired, or could not be read, is added to `repairs`.
pub(in crate::photo) fn read(packet: &[u8], repairs: &mut Vec<String>) -> Sheet {
    // Writers pad packets with spaces and zeros, so that they can be changed in place.
    let end = packet.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let text = match encoding::decode(&packet[..end]) {
        Ok((text, more)) => {
            repairs.extend(more);
            text
        }
        Err(refused) => {
            repairs.push(format!("the XMP {refused}, and was left out"));
            return Sheet::default();
        }
    };
    match Tree::read(&text) {
        Ok(tree) => {
            repairs.extend(tree.repairs.iter().cloned());
            sheet(&Properties::of(tree.root()), repairs)
        }
        Err(refused) => {
            repairs.push(format!("the XMP was left out: {refused}"));
            Sheet::default()
        }
    }
}

fn sheet(xmp: &Properties<'_>, repairs: &mut Vec<String>) -> Sheet {
    if xmp.text("HasExtendedXMP").is_some() {
        repairs.push("the extended XMP was left out".to_owned());
    }
    let place_made = |name| xmp.items("LocationCreated").first().and_then(|place| field(*place, name));
    Sheet {
        title: xmp.text("title"),
        headline: xmp.text("Headline"),
        caption: xmp.text("description"),
        creators: xmp.texts("creator"),
        credit: xmp.text("Credit"),
        source: xmp.text("Source"),
        copyright: xmp.text("rights"),
        usage_terms: xmp.text("UsageTerms"),
        city: xmp.text("City").or_else(|| place_made("City")),
        country: xmp.text("Country").or_else(|| place_made("CountryName")),
        country_code: xmp.text("CountryCode").or_else(|| place_made("CountryCode")),
        created: date(xmp, repairs),
        keywords: xmp.texts("subject"),
        topics: codes(xmp, "AboutCvTerm", MEDIA_TOPICS),
        subjects: xmp.texts("SubjectCode"),
        genre: genre(xmp),
        people: xmp.texts("PersonInImage"),
        organisations: xmp.texts("OrganisationInImageName"),
        places: xmp.items("LocationShown").into_iter().filter_map(shown).collect(),
        instructions: xmp.text("Instructions"),
        urgency: xmp.text("Urgency"),
        category: xmp.text("Category"),
        digital_source: xmp.text("DigitalSourceType"),
        language: xmp.text("language"),
        embargo: None,
        orientation: None,
        item: xmp.text("DigImageGUID"),
        version: xmp.text("VersionID"),
        content_hash: xmp.text("ContentHash"),
    }
}

fn date(xmp: &Properties<'_>, repairs: &mut Vec<String>) -> Option<String> {
    let text = xmp.text("DateCreated").or_else(|| xmp.text("DateTimeOriginal"))?;
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let (clock, offset) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let created = created(date, clock, offset);
    if created.is_none() {
        repairs.push(format!("the date of creation `{}` is no day, and was left out", crate::mend::cut(&text, 40)));
    }
    created
}

/// The codes of one vocabulary among the terms of a property.
fn codes(xmp: &Properties<'_>, property: &str, vocabulary: &str) -> Vec<String> {
    let code = |term: Element<'_>| {
        let id = field(term, "CvTermId")?;
        let code = id.strip_prefix(vocabulary).or_else(|| id.strip_prefix(&vocabulary.replace("http:", "https:")))?;
        Some(code.to_owned())
    };
    xmp.items(property).into_iter().filter_map(code).collect()
}

/// The name of the genre, as IIM has it too.
fn genre(xmp: &Properties<'_>) -> Option<String> {
    let coded = codes(xmp, "Genre", GENRES).first().map(|code| genre_name(code).to_owned());
    coded.or_else(|| xmp.text("IntellectualGenre"))
}

/// The place of a structure: by its own name, or else by the smallest part of its address.
fn shown(place: Element<'_>) -> Option<Shown> {
    let name = ["LocationName", "Sublocation", "City", "ProvinceState", "CountryName"];
    let name = name.into_iter().find_map(|part| field(place, part))?;
    Some(Shown { name, country: field(place, "CountryCode") })
}

/// The properties of a packet: those of all its descriptions.
struct Properties<'t>(Vec<Element<'t>>);

impl<'t> Properties<'t> {
    fn of(root: Element<'t>) -> Self {
        let rdf = if root.is("RDF") { Some(root) } else { root.descendants("RDF").next() };
        Self(rdf.into_iter().flat_map(Element::children).collect())
    }

    /// The value of a property; of several texts, the first.
    fn text(&self, name: &str) -> Option<String> {
        let one = |description: &Element<'t>| field(*description, name);
        self.0.iter().find_map(one)
    }

    /// The values of a property that has several.
    fn texts(&self, name: &str) -> Vec<String> {
        let listed: Vec<String> = self.items(name).into_iter().filter_map(text).collect();
        if listed.is_empty() { self.text(name).into_iter().collect() } else { listed }
    }

    /// The entries of a property that is a list.
    fn items(&self, name: &str) -> Vec<Element<'t>> {
        let property = self.0.iter().find_map(|description| description.child(name));
        // One more than a story takes, so that it is told that there were too many.
        property.and_then(list).into_iter().flat_map(|list| list.all("li")).take(NAMED_MAX + 1).collect()
    }
}

/// The list that a property's value is.
fn list(property: Element<'_>) -> Option<Element<'_>> {
    property.children().find(|child| child.is("Bag") || child.is("Seq") || child.is("Alt"))
}

/// A field of a description or of a structure, as an attribute or as an element.
fn field(of: Element<'_>, name: &str) -> Option<String> {
    let attribute = of.attribute(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    let inside = || of.child("Description").and_then(|inner| field(inner, name));
    attribute.or_else(|| of.child(name).and_then(text)).or_else(inside)
}

/// The text of a value: of alternatives the default, of a list the first, of a resource its address.
fn text(value: Element<'_>) -> Option<String> {
    if let Some(list) = list(value) {
        let default = list.all("li").find(|item| item.attribute("lang") == Some("x-default"));
        return default.or_else(|| list.child("li")).and_then(text);
    }
    let text = value.child("value").unwrap_or(value).text();
    let text = if text.trim().is_empty() { value.attribute("resource").unwrap_or_default().into() } else { text };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rdf(inside: &str) -> Sheet {
        let packet = format!(
            "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF>\
             {inside}</rdf:RDF></x:xmpmeta>   \n<?xpacket end=\"w\"?>\0\0"
        );
        let mut repairs = Vec::new();
        let sheet = read(packet.as_bytes(), &mut repairs);
        assert!(repairs.is_empty(), "{repairs:?}");
        sheet
    }

    #[test]
    fn attributes_and_elements_are_read_alike() {
        let attributes = rdf("<rdf:Description photoshop:Headline=\" Storm \" photoshop:City=\"İzmir\"/>");
        let elements = rdf("<rdf:Description><photoshop:Headline>Storm</photoshop:Headline></rdf:Description>\
             <rdf:Description><ps:City>İzmir</ps:City></rdf:Description>");
        assert_eq!((attributes.headline.as_deref(), attributes.city.as_deref()), (Some("Storm"), Some("İzmir")));
        assert_eq!(attributes, elements);
    }

    #[test]
    fn alternatives_give_their_default_and_lists_all() {
        let sheet = rdf("<rdf:Description><dc:title><rdf:Alt><rdf:li xml:lang='tr'>Fırtına</rdf:li>\
             <rdf:li xml:lang='x-default'>Storm</rdf:li></rdf:Alt></dc:title>\
             <dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li> </rdf:li><rdf:li>wind</rdf:li></rdf:Bag></dc:subject>\
             <Iptc4xmpExt:DigitalSourceType rdf:resource='http://cv.iptc.org/newscodes/digitalsourcetype/print'/>\
             <dc:creator>One</dc:creator></rdf:Description>");
        assert_eq!(sheet.title.as_deref(), Some("Storm"));
        assert_eq!(sheet.keywords, ["sea", "wind"]);
        assert_eq!(sheet.creators, ["One"]);
        assert!(sheet.digital_source.expect("a source").ends_with("/print"));
    }

    #[test]
    fn structures_are_read_in_each_of_their_forms() {
        let place = |inside: &str| {
            let sheet = rdf(&format!(
                "<rdf:Description><e:LocationShown><rdf:Bag>{inside}</rdf:Bag></e:LocationShown></rdf:Description>"
            ));
            sheet.places.into_iter().map(|place| (place.name, place.country)).collect::<Vec<_>>()
        };
        let expected = [("Ayvalık".to_owned(), Some("TUR".to_owned()))];
        for form in [
            "<rdf:li rdf:parseType='Resource'><e:City>Ayvalık</e:City><e:CountryCode>TUR</e:CountryCode></rdf:li>",
            "<rdf:li e:City='Ayvalık' e:CountryCode='TUR'/>",
            "<rdf:li><rdf:Description e:City='Ayvalık'><e:CountryCode>TUR</e:CountryCode></rdf:Description></rdf:li>",
        ] {
            assert_eq!(place(form), expected, "{form}");
        }
    }

    #[test]
    fn what_is_no_xmp_is_left_out_and_told() {
        for packet in ["", "<x", "<a><b></a>", "plain"] {
            let mut repairs = Vec::new();
            assert_eq!(read(packet.as_bytes(), &mut repairs), Sheet::default());
            assert_eq!(repairs.len(), 1, "{packet}");
        }
    }
}
