//! The facts of a story as linked data (JSON-LD 1.1): in the words of schema.org for everyone, and in ours as one value of
//! JSON that is kept as it is (§4.2.2).

use crate::{
    Edition, File,
    formats::NAMESPACE,
    header::{Told, title},
    newscodes::topic,
};
use jiff::Timestamp;
use serde::Serialize;
use std::borrow::Cow;
use story::{Content, Kind, Lang, Line, Prose, State};

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: (&'static str, Terms),
    #[serde(rename = "@type")]
    of_type: &'static str,
    identifier: &'a str,
    version: u32,
    headline: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(rename = "inLanguage")]
    language: &'a Lang,
    #[serde(rename = "datePublished")]
    published: String,
    #[serde(rename = "dateModified")]
    modified: String,
    #[serde(rename = "dateCreated", skip_serializing_if = "Option::is_none")]
    created: Option<&'a str>,
    #[serde(rename = "creativeWorkStatus", skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Thing<'a>>,
    publisher: Thing<'a>,
    #[serde(rename = "articleSection", skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<Thing<'a>>,
    #[serde(rename = "contentLocation", skip_serializing_if = "Vec::is_empty")]
    places: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Thing<'a>>,
    #[serde(rename = "creditText", skip_serializing_if = "Option::is_none")]
    credit: Option<&'a str>,
    #[serde(rename = "copyrightNotice", skip_serializing_if = "Option::is_none")]
    copyright: Option<&'a str>,
    #[serde(rename = "associatedMedia", skip_serializing_if = "Vec::is_empty")]
    files: Vec<MediaObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<String>,
    tellal: Told<'a>,
}

/// The terms that schema.org does not have.
#[derive(Serialize)]
struct Terms {
    tellal: Term,
}

#[derive(Serialize)]
struct Term {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "@type")]
    of_type: &'static str,
}

/// A thing of a type with a name.
#[derive(Serialize)]
struct Thing<'a> {
    #[serde(rename = "@type")]
    of_type: &'static str,
    name: &'a str,
    #[serde(rename = "sameAs", skip_serializing_if = "Option::is_none")]
    same_as: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address<'a>>,
}

#[derive(Serialize)]
struct Address<'a> {
    #[serde(rename = "@type")]
    of_type: &'static str,
    #[serde(rename = "addressCountry")]
    country: &'a Line<2>,
}

#[derive(Serialize)]
struct MediaObject<'a> {
    #[serde(rename = "@type")]
    of_type: &'static str,
    name: &'static str,
    #[serde(rename = "contentUrl")]
    href: &'a str,
    #[serde(rename = "encodingFormat")]
    media_type: &'static str,
    #[serde(rename = "contentSize", skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
}

impl<'a> Thing<'a> {
    fn new(of_type: &'static str, name: &'a str) -> Self {
        Self { of_type, name, same_as: None, address: None }
    }

    /// The country is left out where it is not known.
    fn place(name: &'a str, country: Option<&'a Line<2>>) -> Self {
        let address = country.map(|country| Address { of_type: "PostalAddress", country });
        Self { address, ..Self::new("Place", name) }
    }
}

/// Appends the data, as text that may stand in a `script` element.
pub(super) fn write(out: &mut String, edition: &Edition<'_>, files: &[File<'_>]) {
    let json = serde_json::to_string(&document(edition, files)).expect("text and numbers have a JSON form");
    // Nothing in it may look like an end tag or a comment (HTML Standard §4.12.1.3). In JSON the sign stands in texts only.
    for (n, part) in json.split('<').enumerate() {
        if n > 0 {
            out.push_str("\\u003c");
        }
        out.push_str(part);
    }
}

fn document<'a>(edition: &Edition<'a>, files: &'a [File<'a>]) -> Document<'a> {
    let story = edition.story;
    let removed = matches!(story.content, Content::Removed { .. });
    let text = |line: Option<&'a Line<300>>| line.map(Line::as_str);
    let description = if removed { &story.editors_note } else { &story.standfirst };
    let people = story.people.iter().map(|name| Thing::new("Person", name.as_str()));
    let organisations = story.organisations.iter().map(|name| Thing::new("Organization", name.as_str()));
    Document {
        context: ("https://schema.org", Terms { tellal: Term { id: format!("{NAMESPACE}story"), of_type: "@json" } }),
        of_type: of_type(story.kind()),
        identifier: edition.item.as_str(),
        version: edition.version,
        headline: title(edition),
        description: description.as_ref().map(Prose::as_str).or_else(|| story.caption().map(Prose::as_str)),
        language: &story.language,
        published: seconds(edition.first_released),
        modified: seconds(edition.version_created),
        created: story.created.as_ref().map(story::Created::as_str),
        status: Some(edition.state.name()).filter(|_| edition.state != State::Usable),
        author: story.byline.iter().map(|byline| Thing::new("Person", byline.as_str())).collect(),
        publisher: Thing::new("NewsMediaOrganization", edition.agency_name()),
        section: edition.agency.category(story.category).map(|section| section.name(story.language.primary())),
        dateline: story.dateline.as_ref().map(|dateline| dateline.city.as_str()),
        genre: story.genre.as_ref().map(story::Genre::as_str),
        keywords: story.keywords.iter().map(Line::as_str).collect(),
        about: story.topics.iter().map(about).collect(),
        places: story.places.iter().map(|place| Thing::place(place.name.as_str(), place.country.as_ref())).collect(),
        mentions: people.chain(organisations).collect(),
        credit: text(story.rights.credit.as_ref()),
        copyright: text(story.rights.copyright.as_ref()),
        files: files.iter().map(media_object).collect(),
        correction: story.correction.as_ref().map(|correction| format!("{} → {}", correction.was, correction.now)),
        tellal: Told::new(edition, files),
    }
}

/// The type of schema.org.
pub(super) fn of_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "NewsArticle",
        Kind::Picture | Kind::Graphic => "ImageObject",
        Kind::Video => "VideoObject",
        Kind::File => "MediaObject",
    }
}

fn about(id: &story::TopicId) -> Thing<'_> {
    let name = topic(id).map_or(id.code(), |topic| topic.name);
    let same_as = Some(format!("http://cv.iptc.org/newscodes/mediatopic/{}", id.code()));
    Thing { same_as, ..Thing::new("Thing", name) }
}

fn media_object<'a>(file: &'a File<'a>) -> MediaObject<'a> {
    MediaObject {
        of_type: "MediaObject",
        name: file.rendition.name(),
        href: &file.href,
        media_type: file.media_type.name(),
        bytes: file.bytes.map(|bytes| bytes.to_string()),
        sha256: file.sha256,
    }
}

fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
