//! Writes documents.

use super::{ADVISORY, Dialect, ORIGIN, OWN, has, own, property, relation};
use crate::{
    Edition,
    formats::NAMESPACE,
    iso8601::basic,
    nitf::{body, media::listed, prose, subjects, year},
    text,
    xml::Writer,
};
use story::{
    Act, Caption, Content, Created, Dateline, DigitalSource, GroupId, ItemId, Kind, Line, MediaType, Place,
    PublicSummary, Publicity, State,
};

/// Bytes of the usual `NewsItem`; a longer one grows.
const ITEM_BYTES: usize = 8 * 1024;

/// One document of these versions, sent when the newest of them was made. Without versions it holds nothing.
pub(super) fn document(editions: &[Edition<'_>], dialect: Dialect) -> String {
    let mut w = Writer::sized(ITEM_BYTES * editions.len());
    w.element("NewsML", &[("Version", "1.2")], |w| {
        // Of equals the first one.
        if let Some(newest) = editions.iter().rev().max_by_key(|edition| edition.version_created) {
            envelope(w, newest, editions.len() > 1, dialect);
        }
        for edition in editions {
            w.element("NewsItem", &[("xml:lang", edition.story.language.as_str())], |w| {
                identification(w, edition, dialect);
                w.element("NewsManagement", &[], |w| management(w, edition, dialect));
                w.element("NewsComponent", &[], |w| component(w, edition, dialect));
            });
        }
    });
    w.finish()
}

/// An element that is nothing but a name of a vocabulary.
fn formal(w: &mut Writer, element: &str, name: &str) {
    w.empty(element, &[("FormalName", name)]);
}

fn value(w: &mut Writer, name: &str, value: &str) {
    w.empty("Property", &[("FormalName", name), ("Value", value)]);
}

fn party(w: &mut Writer, element: &str, name: &str) {
    w.element(element, &[], |w| formal(w, "Party", name));
}

fn envelope(w: &mut Writer, newest: &Edition<'_>, several: bool, dialect: Dialect) {
    w.element("NewsEnvelope", &[], |w| {
        if dialect == Dialect::Standard {
            match newest.story.group.as_ref().filter(|_| several) {
                Some(group) => w.leaf("TransmissionId", &[], group.as_str()),
                None => w.leaf("TransmissionId", &[], &format!("{}/{}", newest.item, newest.version)),
            }
            party(w, "SentFrom", newest.agency.code.as_str());
        }
        w.leaf("DateAndTime", &[], &basic(newest.version_created));
        if dialect == Dialect::Has {
            formal(w, "NewsService", has::service(newest.item.kind()));
        }
        newest.products.iter().for_each(|(id, _)| formal(w, "NewsProduct", &id.to_string()));
        formal(w, "Priority", &newest.story.priority.urgency().to_string());
    });
}

/// The parts of an item's id: provider, day and number.
fn parts(item: &ItemId) -> (&str, &str, &str) {
    let mut parts = item.as_str().split(':');
    let provider = parts.next().unwrap_or_default();
    (provider, parts.nth(1).unwrap_or_default(), parts.next().unwrap_or_default())
}

/// The name of an item, whatever its version: an URN without the revision (RFC 3085), or the id that HAS knows.
fn name_of(item: &ItemId, dialect: Dialect) -> String {
    match dialect {
        Dialect::Standard => {
            let (provider, day, number) = parts(item);
            format!("urn:newsml:{provider}:{day}:{}-{number}", item.kind().name())
        }
        Dialect::Has => item.as_str().to_owned(),
    }
}

/// Provider, day, item and revision, and all of them in one (functional specification §5.5.1).
fn identification(w: &mut Writer, edition: &Edition<'_>, dialect: Dialect) {
    let (provider, day, number) = parts(edition.item);
    let version = edition.version.to_string();
    let previous = edition.version.saturating_sub(1).to_string();
    w.element("Identification", &[], |w| {
        w.element("NewsIdentifier", &[], |w| {
            w.leaf("ProviderId", &[], provider);
            w.leaf("DateId", &[], day);
            let named = match dialect {
                Dialect::Standard => {
                    let local = format!("{}-{number}", edition.item.kind().name());
                    w.leaf("NewsItemId", &[], &local);
                    local
                }
                Dialect::Has => {
                    w.leaf("NewsItemId", &[], edition.item.as_str());
                    number.to_owned()
                }
            };
            w.leaf("RevisionId", &[("PreviousRevision", &previous), ("Update", "N")], &version);
            w.leaf("PublicIdentifier", &[], &format!("urn:newsml:{provider}:{day}:{named}:{version}"));
        });
        w.leaf("NameLabel", &[], edition.story.slug.as_str());
    });
}

/// True when the embargo was not over when the version was made.
fn waits(edition: &Edition<'_>) -> bool {
    edition.story.embargo.is_some_and(|until| until > edition.version_created)
}

fn status(edition: &Edition<'_>) -> &'static str {
    match (edition.state, edition.act) {
        (State::Canceled, _) => "Canceled",
        (State::Withheld, _) | (_, Act::Advisory | Act::Test) => "Withheld",
        (State::Usable, _) if waits(edition) => "Embargoed",
        (State::Usable, _) => "Usable",
    }
}

fn management(w: &mut Writer, edition: &Edition<'_>, dialect: Dialect) {
    let story = edition.story;
    formal(w, "NewsItemType", if edition.act == Act::Advisory { "Advisory" } else { "News" });
    w.leaf("FirstCreated", &[], &basic(edition.first_released));
    w.leaf("ThisRevisionCreated", &[], &basic(edition.version_created));
    formal(w, "Status", status(edition));
    if let (Some(embargo), true) = (story.embargo, waits(edition)) {
        w.element("StatusWillChange", &[], |w| {
            formal(w, "FutureStatus", "Usable");
            w.leaf("DateAndTime", &[], &basic(embargo));
        });
    }
    formal(w, "Urgency", &story.priority.urgency().to_string());
    for related in story.related.iter().filter(|_| edition.is_shown()) {
        w.element("AssociatedWith", &[("NewsItem", &name_of(&related.item, dialect))], |w| {
            w.leaf("Comment", &[], related.title.as_str());
        });
    }
    let instruction = match edition.act {
        Act::Update => "Update",
        Act::Correct => "Correction",
        Act::Refile => "Refile",
        Act::Hold => "Hold",
        Act::Resume => "Resume",
        Act::Kill => "Kill",
        Act::Withdraw => "Withdraw",
        Act::Release | Act::Advisory | Act::Test => return,
    };
    w.element("Instruction", &[("FormalName", instruction)], |w| {
        if edition.state != State::Usable {
            // Of every revision before this one, since none is named (§5.11).
            w.element("RevisionStatus", &[], |w| formal(w, "Status", status(edition)));
        }
    });
}

fn component(w: &mut Writer, edition: &Edition<'_>, dialect: Dialect) {
    let story = edition.story;
    let lead = match dialect {
        Dialect::Has if edition.is_shown() && story.body().is_some() => text::missing_dateline(story, edition.agency),
        _ => String::new(),
    };
    w.element("NewsLines", &[], |w| news_lines(w, edition, dialect));
    w.element("AdministrativeMetadata", &[], |w| {
        party(w, "Provider", edition.agency.code.as_str());
        if let Some(source) = &story.rights.source {
            party(w, "Source", source.as_str());
        }
    });
    rights(w, edition);
    w.element("DescriptiveMetadata", &[], |w| descriptive(w, edition));
    own_metadata(w, edition, !lead.is_empty());
    if !edition.is_shown() {
        return;
    }
    match (&story.content, dialect) {
        (Content::Text { .. }, Dialect::Standard) => text_item(w, edition, &lead),
        (Content::Text { .. }, Dialect::Has) => part(w, "Main", false, |w| text_item(w, edition, &lead)),
        _ => {
            part(w, "Main", true, |w| file_items(w, edition, dialect));
            part(w, "Caption", false, |w| caption_item(w, story.caption()));
        }
    }
}

/// A component inside the outermost one.
fn part(w: &mut Writer, role: &str, equivalents: bool, inside: impl FnOnce(&mut Writer)) {
    let attributes: &[(&str, &str)] = if equivalents { &[("EquivalentsList", "yes")] } else { &[] };
    w.element("NewsComponent", attributes, |w| {
        formal(w, "Role", role);
        inside(w);
    });
}

fn news_lines(w: &mut Writer, edition: &Edition<'_>, dialect: Dialect) {
    let story = edition.story;
    w.leaf("HeadLine", &[], story.headline.as_str());
    if let (Some(standfirst), true) = (&story.standfirst, edition.is_shown()) {
        w.leaf("SubHeadLine", &[], standfirst.as_str());
    }
    if let Some(byline) = &story.byline {
        w.leaf("ByLine", &[], byline.as_str());
    }
    if let Some(dateline) = &story.dateline {
        let line = match dialect {
            Dialect::Standard => text::dateline(story, edition.agency),
            Dialect::Has => text::capitals(dateline.city.as_str(), &story.language),
        };
        w.leaf("DateLine", &[], line.trim_end());
    }
    if let Some(credit) = &story.rights.credit {
        w.leaf("CreditLine", &[], credit.as_str());
    }
    if let Some(notice) = &story.rights.copyright {
        w.leaf("CopyrightLine", &[], notice.as_str());
    }
    w.leaf("SlugLine", &[], story.slug.as_str());
    if let Some(note) = &story.editors_note {
        w.element("NewsLine", &[], |w| {
            formal(w, "NewsLineType", ADVISORY);
            w.leaf("NewsLineText", &[], note.as_str());
        });
    }
}

/// Without a notice of its own the story is the agency's.
fn rights(w: &mut Writer, edition: &Edition<'_>) {
    let rights = &edition.story.rights;
    if rights.copyright.is_some() && rights.usage_terms.is_none() {
        return;
    }
    w.element("RightsMetadata", &[], |w| {
        if rights.copyright.is_none() {
            w.element("Copyright", &[], |w| {
                w.leaf("CopyrightHolder", &[], edition.agency_name());
                w.leaf("CopyrightDate", &[], &year(edition.version_created).to_string());
            });
        }
        if let Some(terms) = &rights.usage_terms {
            w.element("UsageRights", &[], |w| w.leaf("UsageType", &[], terms.as_str()));
        }
    });
}

fn descriptive(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    formal(w, "Language", story.language.as_str());
    if let Some(genre) = &story.genre {
        formal(w, "Genre", genre.as_str());
    }
    for code in subjects(story) {
        // The name of the element tells which of the three levels the code is of (IPTC Subject Codes).
        let level = match code.as_bytes() {
            [_, _, b'0', b'0', b'0', b'0', b'0', b'0'] => "Subject",
            [_, _, _, _, _, b'0', b'0', b'0'] => "SubjectMatter",
            _ => "SubjectDetail",
        };
        w.element("SubjectCode", &[], |w| formal(w, level, code));
    }
    if let Some(Dateline { city, country }) = &story.dateline {
        location(w, ORIGIN, city.as_str(), country.as_ref());
    }
    for Place { name, country } in &story.places {
        location(w, "Event", name.as_str(), country.as_ref());
    }
    story.keywords.iter().for_each(|keyword| value(w, property::KEYWORD, keyword.as_str()));
    story.people.iter().for_each(|name| value(w, property::PERSON, name.as_str()));
    story.organisations.iter().for_each(|name| value(w, property::ORGANISATION, name.as_str()));
    story.topics.iter().for_each(|topic| value(w, property::MEDIA_TOPIC, topic.as_str()));
}

fn location(w: &mut Writer, how: &str, city: &str, country: Option<&Line<2>>) {
    w.element("Location", &[("HowPresent", how)], |w| {
        if let Some(country) = country {
            value(w, property::COUNTRY, country.as_str());
        }
        value(w, property::CITY, city);
    });
}

fn own_metadata(w: &mut Writer, edition: &Edition<'_>, dateline_added: bool) {
    let story = edition.story;
    w.element("Metadata", &[], |w| {
        w.empty("MetadataType", &[("FormalName", OWN), ("Vocabulary", NAMESPACE)]);
        value(w, own::CONTENT_HASH, edition.content.as_str());
        match edition.agency.category(story.category) {
            Some(section) => value(w, own::CATEGORY, &section.code),
            None => value(w, own::CATEGORY, &story.category.to_string()),
        }
        let over = story.embargo.filter(|_| !waits(edition)).map(basic);
        let public = match story.public {
            Publicity::Rule => None,
            Publicity::Yes => Some("yes"),
            Publicity::No => Some("no"),
        };
        // What only a story has that may be seen.
        let summary = story.public_summary.as_ref().filter(|_| edition.is_shown());
        let summary_source = story.summary_source.as_ref().filter(|_| edition.is_shown());
        let correction = story.correction.as_ref().filter(|_| edition.is_shown());
        for (name, text) in [
            (own::CREATED, story.created.as_ref().map(Created::as_str)),
            (own::DIGITAL_SOURCE, story.digital_source.as_ref().map(DigitalSource::as_str)),
            (own::EMBARGO, over.as_deref()),
            (own::GROUP, story.group.as_ref().map(GroupId::as_str)),
            (own::PUBLIC, public),
            (own::PUBLIC_SUMMARY, summary.map(PublicSummary::as_str)),
            (own::SUMMARY_SOURCE, summary_source.map(DigitalSource::as_str)),
            (own::WAS, correction.map(|correction| correction.was.as_str())),
            (own::NOW, correction.map(|correction| correction.now.as_str())),
            (own::DATELINE, dateline_added.then_some("added")),
        ] {
            if let Some(text) = text {
                value(w, name, text);
            }
        }
        for related in story.related.iter().filter(|_| edition.is_shown()) {
            if let Some(name) = relation(related.rel) {
                value(w, name, related.item.as_str());
            }
        }
    });
}

/// The text as NITF without a namespace, which is how this standard carries it.
fn text_item(w: &mut Writer, edition: &Edition<'_>, lead: &str) {
    let story = edition.story;
    let Some(text) = story.body() else { return };
    w.element("ContentItem", &[], |w| {
        formal(w, "MediaType", "Text");
        formal(w, "Format", "NITF3.6");
        formal(w, "MimeType", "text/vnd.IPTC.NITF");
        w.element("Characteristics", &[], |w| value(w, property::WORDS, &text.words().to_string()));
        w.element("DataContent", &[], |w| {
            w.element("nitf", &[], |w| {
                w.element("body", &[], |w| {
                    if let Some(standfirst) = &story.standfirst {
                        w.element("body.head", &[], |w| {
                            w.element("abstract", &[], |w| prose::write(w, standfirst.as_str()));
                        });
                    }
                    w.element("body.content", &[], |w| body::write(w, lead, text, edition));
                });
            });
        });
    });
}

/// The word for what a file is (IPTC Media Type NewsCodes).
fn media_type(kind: Kind, media: MediaType) -> &'static str {
    match kind {
        Kind::Text => "Text",
        Kind::Picture => "Photo",
        Kind::Video => "Video",
        Kind::Graphic => "Graphic",
        Kind::File if media == MediaType::Mp3 => "Audio",
        Kind::File => "ComplexData",
    }
}

fn file_items(w: &mut Writer, edition: &Edition<'_>, dialect: Dialect) {
    let kind = edition.story.kind();
    match dialect {
        Dialect::Has => {
            for (file, name) in has::files(edition) {
                w.element("ContentItem", &[("Href", &name)], |w| {
                    formal(w, "MediaType", media_type(kind, file.media_type));
                    formal(w, "MimeType", file.media_type.name());
                });
            }
        }
        Dialect::Standard => {
            for file in listed(edition) {
                w.element("ContentItem", &[("Href", &file.href)], |w| {
                    formal(w, "MediaType", media_type(kind, file.media_type));
                    formal(w, "MimeType", file.media_type.name());
                    w.element("Characteristics", &[], |w| {
                        if let Some(bytes) = file.bytes {
                            w.leaf("SizeInBytes", &[], &bytes.to_string());
                        }
                        value(w, property::RENDITION, file.rendition.name());
                        if let Some((width, height)) = file.size {
                            value(w, property::WIDTH, &width.to_string());
                            value(w, property::HEIGHT, &height.to_string());
                        }
                    });
                });
            }
        }
    }
}

fn caption_item(w: &mut Writer, caption: Option<&Caption>) {
    w.element("ContentItem", &[], |w| {
        formal(w, "MediaType", "Text");
        w.leaf("DataContent", &[], caption.map_or("", Caption::as_str));
    });
}
