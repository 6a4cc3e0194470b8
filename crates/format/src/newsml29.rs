//! The `newsml29` dialect of NewsML-G2 that HAS clients read: a frozen shape, from which known clients cut with fixed
//! paths. It is not schema-valid by design: `priority` stands in `itemMeta`, and the body is escaped HTML in NITF.
//!
//! What it carries beyond what the clients cut out stands behind that: the content hash at the end of `itemMeta`, and the
//! files of pictures, videos, graphics and other files in a `contentSet`. Pictures inside the body are listed as related
//! items; a correction is a note to editors. It is read as all NewsML-G2 is ([`newsml_g2::read`]).

use crate::{Edition, Feature, File, html, newsml_g2, text::missing_dateline, xml::Writer};
use jiff::Timestamp;
use story::{Act, Block, Content, ItemId, Kind, Lang, Line, Prose, Rendition, State};

const NEWSML: &str = "http://iptc.org/std/nar/2006-10-01/";
const NITF: &str = "http://iptc.org/std/NITF/2006-10-18/";
const CATALOG: &str = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_20.xml";

/// The name of the content hash, which is a URI because the shape has no place to declare an alias.
const CONTENT_HASH: &str = "https://tellal.example/ns/term/contentHash";

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[
    Feature::CityCountry,
    Feature::Topics,
    Feature::Places,
    Feature::PlaceCountries,
    Feature::People,
    Feature::Organisations,
    Feature::Genre,
    Feature::Created,
    Feature::DigitalSource,
    Feature::Group,
    Feature::Relations,
    Feature::Publicity,
    Feature::PublicSummary,
    Feature::SummarySource,
    Feature::Correction,
    Feature::BodyPictures,
];

/// One version as a document with one `newsItem`.
pub fn write(edition: &Edition<'_>) -> String {
    message(std::slice::from_ref(edition), edition.item.as_str())
}

/// The members of a group as one document with one `newsItem` each, in the order given. The document is sent when its
/// newest member was made. Without members it holds an empty `itemSet`.
pub fn write_group(editions: &[Edition<'_>]) -> String {
    let group = editions.iter().find_map(|edition| edition.story.group.as_ref());
    let name = group.map_or_else(|| editions.first().map_or("", |first| first.item.as_str()), |group| group.as_str());
    message(editions, name)
}

fn message(editions: &[Edition<'_>], name: &str) -> String {
    let mut w = Writer::document();
    w.element("newsMessage", &[("xmlns", NEWSML)], |w| {
        if let Some(newest) = editions.iter().max_by_key(|edition| edition.version_created) {
            w.element("header", &[], |w| {
                w.leaf("sent", &[], &seconds(newest.version_created));
                w.leaf("sender", &[], newest.agency.code.as_str());
                w.leaf("transmitId", &[], name);
                w.leaf("priority", &[], &newest.story.priority.urgency().to_string());
            });
        }
        w.element("itemSet", &[], |w| editions.iter().for_each(|edition| news_item(w, edition)));
    });
    w.finish()
}

/// Whole seconds in UTC, as every client of this dialect parses them.
fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn news_item(w: &mut Writer, edition: &Edition<'_>) {
    let version = edition.version.to_string();
    let attributes = [
        ("guid", edition.item.as_str()),
        ("version", &version),
        ("standard", "NewsML-G2"),
        ("standardversion", "2.9"),
        ("conformance", "power"),
        ("xml:lang", edition.story.language.as_str()),
    ];
    w.element("newsItem", &attributes, |w| {
        w.empty("catalogRef", &[("href", CATALOG)]);
        rights(w, edition);
        w.element("itemMeta", &[], |w| item_meta(w, edition));
        w.element("contentMeta", &[], |w| content_meta(w, edition));
        match edition.story.content {
            _ if edition.item.kind() == Kind::Text => w.element("contentSet", &[], |w| nitf(w, edition)),
            Content::Removed { .. } => {}
            _ => files(w, edition),
        }
    });
}

fn agency_name<'a>(edition: &Edition<'a>) -> &'a str {
    edition.agency.name(edition.agency.language.as_str())
}

fn rights(w: &mut Writer, edition: &Edition<'_>) {
    let (agency, rights) = (agency_name(edition), &edition.story.rights);
    w.element("rightsInfo", &[], |w| {
        w.empty("copyrightHolder", &[("literal", agency)]);
        match &rights.copyright {
            Some(notice) => w.leaf("copyrightNotice", &[], notice.as_str()),
            None => w.leaf("copyrightNotice", &[], &format!("© {agency}")),
        }
        if let Some(terms) = &rights.usage_terms {
            w.leaf("usageTerms", &[], terms.as_str());
        }
    });
}

/// The publishing status. Messages to editors and tests are withheld here, because a client of this dialect knows no
/// other sign that something is not for publication.
fn status(edition: &Edition<'_>) -> &'static str {
    match (edition.state, edition.act) {
        (State::Canceled, _) => "stat:canceled",
        (State::Withheld, _) | (_, Act::Advisory | Act::Test) => "stat:withheld",
        (State::Usable, _) => "stat:usable",
    }
}

fn class(kind: Kind) -> String {
    format!("ninat:{}", kind.name())
}

fn item_meta(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    w.empty("itemClass", &[("qcode", &class(edition.item.kind()))]);
    w.empty("provider", &[("literal", agency_name(edition))]);
    w.leaf("versionCreated", &[], &seconds(edition.version_created));
    w.leaf("firstCreated", &[], &seconds(edition.first_released));
    if let Some(embargo) = story.embargo {
        w.leaf("embargoed", &[], &seconds(embargo));
    }
    w.empty("pubStatus", &[("qcode", status(edition))]);
    w.leaf("priority", &[], &story.priority.urgency().to_string());
    if let Some(note) = &story.editors_note {
        w.leaf("edNote", &[], note.as_str());
    }
    if let Some(correction) = &story.correction {
        w.leaf("edNote", &[], &format!("{} → {}", correction.was, correction.now));
    }
    match edition.act {
        Act::Correct => w.empty("signal", &[("qcode", "sig:correction")]),
        Act::Update => w.empty("signal", &[("qcode", "sig:update")]),
        _ => {}
    }
    for (item, title) in related(edition) {
        w.element("link", &[("rel", "irel:seeAlso"), ("residref", item.as_str())], |w| {
            w.empty("itemClass", &[("qcode", &class(item.kind()))]);
            w.leaf("title", &[], title);
        });
    }
    w.empty("itemMetaExtProperty", &[("reluri", CONTENT_HASH), ("value", edition.content.as_str())]);
}

/// The files that clients can ask for, by the names under which they do.
fn files(w: &mut Writer, edition: &Edition<'_>) {
    let name = |rendition: Rendition| match rendition {
        Rendition::Web => "rnd:web",
        Rendition::Print => "rnd:print",
        Rendition::Sd => "rnd:sd",
        Rendition::Raster => "rnd:raster",
        Rendition::Pdf => "rnd:pdf",
        Rendition::Eps => "rnd:eps",
        Rendition::Ai => "rnd:ai",
        Rendition::File => "rnd:file",
        Rendition::Preview => "rnd:preview",
        Rendition::Thumbnail => "rnd:thumbnail",
    };
    let offered = |file: &File<'_>| !matches!(file.rendition, Rendition::Preview | Rendition::Thumbnail);
    let files: Vec<_> = edition.files().into_iter().filter(offered).collect();
    newsml_g2::files(w, edition, &name, &files);
}

/// Related items and the pictures inside the body, each once, pictures first.
fn related<'a>(edition: &Edition<'a>) -> Vec<(&'a ItemId, &'a str)> {
    let story = edition.story;
    let mut links: Vec<_> = story.related.iter().map(|r| (&r.item, r.title.as_str())).collect();
    for block in story.body().map_or(&[][..], |body| body.blocks()) {
        if let Block::Picture { item, caption } = block
            && !links.iter().any(|(known, _)| *known == item)
        {
            links.push((item, caption.as_ref().map_or(story.headline.as_str(), Line::as_str)));
        }
    }
    links.sort_by_key(|(item, _)| item.kind() != Kind::Picture);
    links
}

fn content_meta(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    w.leaf("urgency", &[], &story.priority.urgency().to_string());
    w.leaf("contentCreated", &[], &seconds(edition.first_released));
    if let Some(dateline) = &story.dateline {
        w.element("located", &[("type", "cptype:city")], |w| {
            w.leaf("name", &[("xml:lang", story.language.as_str())], dateline.city.as_str());
        });
    }
    if let Some(source) = &story.rights.source {
        w.empty("infoSource", &[("literal", source.as_str())]);
    }
    if let Some(byline) = &story.byline {
        w.empty("creator", &[("literal", byline.as_str())]);
    }
    w.empty("language", &[("tag", story.language.as_str())]);
    story.keywords.iter().for_each(|keyword| w.leaf("keyword", &[], keyword.as_str()));
    subjects(w, edition);
    w.leaf("slugline", &[], story.slug.as_str());
    w.leaf("headline", &[], story.headline.as_str());
    if let Some(credit) = &story.rights.credit {
        w.leaf("creditline", &[], credit.as_str());
    }
    if let Some(summary) = &story.standfirst {
        w.leaf("description", &[("role", "drol:summary")], summary.as_str());
    }
    if let Some(caption) = story.caption() {
        w.leaf("description", &[("role", "drol:caption")], caption.as_str());
    }
}

/// The category first, in English and Turkish: clients take the first Turkish name of a subject for the section.
fn subjects(w: &mut Writer, edition: &Edition<'_>) {
    let agency = edition.agency;
    // A section that the agency has given up reads as its first one, the general section.
    if let Some(category) = agency.category(edition.story.category).or_else(|| agency.categories.first()) {
        w.element("subject", &[("qcode", &format!("AAcat:{}", category.code))], |w| {
            for lang in ["en", "tr"] {
                w.leaf("name", &[("xml:lang", lang)], category.name(lang));
            }
        });
    }
    let lang: &Lang = &agency.language;
    for (id, name) in edition.products {
        w.element("subject", &[("qcode", &format!("AApackage:{id}"))], |w| {
            w.leaf("name", &[("xml:lang", lang.as_str())], name);
        });
    }
}

/// The body. Clients need every element of the head even when it is empty, and `body.content` as one text.
fn nitf(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    let content = match &story.content {
        Content::Text { body } => html::body_led_by(&missing_dateline(story, edition.agency), body, &|_, _| None),
        _ => String::new(),
    };
    w.element("inlineXML", &[("contenttype", "application/nitf+xml")], |w| {
        w.element("nitf", &[("xmlns", NITF)], |w| {
            w.element("body", &[], |w| {
                w.element("body.head", &[], |w| {
                    w.element("headline", &[], |w| w.leaf("hl1", &[], story.headline.as_str()));
                    let byline = story.byline.as_ref().map_or("", Line::as_str);
                    w.element("byline", &[], |w| w.leaf("byttl", &[], byline));
                    let standfirst = story.standfirst.as_ref().map_or("", Prose::as_str);
                    w.leaf("abstract", &[], standfirst);
                });
                w.leaf("body.content", &[], &content);
            });
        });
    });
}
