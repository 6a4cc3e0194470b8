//! Writes one version.

use super::{body, media, meta, prose};
use crate::{Edition, iso8601::basic, newscodes, xml::Writer};
use jiff::{Timestamp, tz::Offset};
use story::{Act, Content, Kind, Publicity, Relation, State, Story};

/// The formal public identifier of the version (NITF 3.6 § `nitf`).
const VERSION: &str = "-//IPTC//DTD NITF 3.6//EN";

/// Bytes of the usual document; a longer one grows.
const DOCUMENT_BYTES: usize = 8 * 1024;

/// The document; without a namespace for the older profile.
pub(super) fn document(edition: &Edition<'_>, namespace: Option<&str>) -> String {
    let mut w = Writer::sized(DOCUMENT_BYTES);
    let story = edition.story;
    let attributes = [
        ("xmlns", namespace.unwrap_or_default()),
        ("version", VERSION),
        ("baselang", story.language.as_str()),
        ("class", edition.item.kind().name()),
    ];
    let attributes = if namespace.is_some() { &attributes[..] } else { &attributes[1..] };
    w.element("nitf", attributes, |w| {
        w.element("head", &[], |w| head(w, edition));
        w.element("body", &[("xml:lang", story.language.as_str())], |w| {
            w.element("body.head", &[], |w| body_head(w, edition));
            w.element("body.content", &[], |w| content(w, edition));
        });
    });
    w.finish()
}

fn head(w: &mut Writer, edition: &Edition<'_>) {
    w.leaf("title", &[], edition.story.headline.as_str());
    metas(w, edition);
    tobject(w, edition);
    w.element("docdata", &docdata_attributes(edition), |w| docdata(w, edition));
}

fn one_meta(w: &mut Writer, name: &str, content: &str) {
    w.empty("meta", &[("name", name), ("content", content)]);
}

fn metas(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    one_meta(w, meta::SLUG, story.slug.as_str());
    one_meta(w, meta::SEQUENCE, &edition.item.number().to_string());
    if let (Some(body), true) = (story.body(), edition.is_shown()) {
        one_meta(w, meta::WORDS, &body.words().to_string());
    }
    one_meta(w, meta::CONTENT_HASH, edition.content.as_str());
    one_meta(w, meta::FIRST_RELEASED, &basic(edition.first_released));
    match edition.agency.category(story.category) {
        Some(section) => one_meta(w, meta::CATEGORY, &section.code),
        None => one_meta(w, meta::CATEGORY, &story.category.to_string()),
    }
    if let Some(created) = &story.created {
        one_meta(w, meta::CREATED, created.as_str());
    }
    if let Some(source) = &story.digital_source {
        one_meta(w, meta::DIGITAL_SOURCE, source.as_str());
    }
    // Of a file the producer is named beside it.
    if let (Some(credit), None) = (&story.rights.credit, story.caption()) {
        one_meta(w, meta::CREDIT, credit.as_str());
    }
    if let Some(notice) = &story.rights.copyright {
        one_meta(w, meta::COPYRIGHT, notice.as_str());
    }
    match story.public {
        Publicity::Rule => {}
        Publicity::Yes => one_meta(w, meta::PUBLIC, "yes"),
        Publicity::No => one_meta(w, meta::PUBLIC, "no"),
    }
    if edition.is_shown() {
        if let Some(summary) = &story.public_summary {
            one_meta(w, meta::PUBLIC_SUMMARY, summary.as_str());
        }
        if let Some(source) = &story.summary_source {
            one_meta(w, meta::SUMMARY_SOURCE, source.as_str());
        }
        if let Some(correction) = &story.correction {
            one_meta(w, meta::WAS, correction.was.as_str());
            one_meta(w, meta::NOW, correction.now.as_str());
        }
        let mut pair = String::new();
        for related in &story.related {
            pair.clear();
            pair.push_str(related.item.as_str());
            pair.push(' ');
            pair.push_str(related.title.as_str());
            let name = match related.rel {
                Relation::Related => meta::RELATED,
                Relation::TranslationOf => meta::TRANSLATION_OF,
                Relation::DerivedFrom => meta::DERIVED_FROM,
            };
            one_meta(w, name, &pair);
        }
    }
}

/// The genre, and the subject codes that match the Media Topics.
fn tobject(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    let kind = if edition.act == Act::Advisory { "advisory" } else { "news" };
    w.element("tobject", &[("tobject.type", kind)], |w| {
        if let Some(genre) = &story.genre {
            w.empty("tobject.property", &[("tobject.property.type", genre.as_str())]);
        }
        for code in subjects(story) {
            subject(w, code);
        }
    });
}

/// The subject codes that match the story's Media Topics, each once.
pub(crate) fn subjects(story: &Story) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = Vec::with_capacity(story.topics.len());
    for code in story.topics.iter().filter_map(|topic| newscodes::topic(topic)?.subject) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

fn subject(w: &mut Writer, code: &str) {
    // The code is two digits for the subject, three for the matter, three for the detail; zeroes are no such level.
    let mut wider = [b'0'; 8];
    let mut attributes = vec![("tobject.subject.refnum", code)];
    for (level, digits) in [("tobject.subject.type", 2), ("tobject.subject.matter", 5), ("tobject.subject.detail", 8)] {
        if digits > 2 && code.as_bytes()[digits - 3..digits] == *b"000" {
            break;
        }
        wider[..digits].copy_from_slice(&code.as_bytes()[..digits]);
        let name = std::str::from_utf8(&wider).ok().and_then(newscodes::subject_name);
        attributes.extend(name.map(|name| (level, name)));
    }
    w.empty("tobject.subject", &attributes);
}

/// The status. An embargo that was over when the version was made is over for every reader.
fn docdata_attributes<'a>(edition: &Edition<'a>) -> Vec<(&'static str, &'a str)> {
    let waits = edition.story.embargo.is_some_and(|until| until > edition.version_created);
    let status = match (edition.state, edition.act) {
        (State::Canceled, _) => State::Canceled.name(),
        (State::Withheld, _) | (_, Act::Advisory | Act::Test) => State::Withheld.name(),
        (State::Usable, _) if waits => "embargoed",
        (State::Usable, _) => State::Usable.name(),
    };
    let mut attributes = vec![("management-status", status)];
    if edition.state != State::Usable {
        attributes.extend([("management-doc-idref", edition.item.as_str()), ("management-idref-status", status)]);
    }
    attributes
}

fn docdata(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    w.empty("doc-id", &[("regsrc", &edition.agency.short_name), ("id-string", edition.item.as_str())]);
    if edition.act == Act::Correct && edition.is_shown() {
        let repaired = story.correction.as_ref().map(|c| format!("{} → {}", c.was, c.now));
        let info = repaired.as_deref().map(|info| ("info", info));
        let attributes: Vec<_> = [("id-string", edition.item.as_str())].into_iter().chain(info).collect();
        w.empty("correction", &attributes);
    }
    for place in &story.places {
        match &place.country {
            Some(country) => w.empty("evloc", &[("iso-cc", country.as_str()), ("city", place.name.as_str())]),
            None => w.empty("evloc", &[("city", place.name.as_str())]),
        }
    }
    if let Some(source) = &story.rights.source {
        w.element("del-list", &[], |w| {
            w.empty("from-src", &[("src-name", source.as_str()), ("level-number", "1")]);
        });
    }
    w.empty("urgency", &[("ed-urg", &story.priority.urgency().to_string())]);
    w.empty("date.issue", &[("norm", &basic(edition.version_created))]);
    if let Some(embargo) = story.embargo {
        w.empty("date.release", &[("norm", &basic(embargo))]);
    }
    if let Some(group) = &story.group {
        w.empty("series", &[("series.name", group.as_str())]);
    }
    if let Some(note) = &story.editors_note {
        w.empty("ed-msg", &[("info", note.as_str())]);
    }
    w.empty("du-key", &[("version", &edition.version.to_string()), ("key", story.slug.as_str())]);
    rights(w, edition);
    if !story.keywords.is_empty() {
        w.element("key-list", &[], |w| {
            story.keywords.iter().for_each(|keyword| w.empty("keyword", &[("key", keyword.as_str())]));
        });
    }
    identified(w, story);
}

/// Who holds the copyright since when: the agency, unless a notice says more.
fn rights(w: &mut Writer, edition: &Edition<'_>) {
    let rights = &edition.story.rights;
    match rights.copyright.as_ref().map(|notice| holder(notice.as_str())) {
        Some((Some(year), holder)) => w.empty("doc.copyright", &[("year", year), ("holder", holder)]),
        Some((None, holder)) => w.empty("doc.copyright", &[("holder", holder)]),
        None => {
            let year = year(edition.version_created).to_string();
            w.empty("doc.copyright", &[("year", &year), ("holder", edition.agency_name())]);
        }
    }
    if let Some(terms) = &rights.usage_terms {
        w.empty("doc.rights", &[("limitations", terms.as_str())]);
    }
}

/// The year and the holder of `© 2026 Ayşe Kaya`; a notice of another form is the holder as a whole.
fn holder(notice: &str) -> (Option<&str>, &str) {
    let signs = ["©", "(c)", "(C)", "Copyright"];
    let after = signs.iter().find_map(|sign| notice.strip_prefix(sign)).map(str::trim_start);
    let parts = after.and_then(|after| after.split_once(' ')).filter(|(year, holder)| {
        year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && !holder.trim().is_empty()
    });
    parts.map_or((None, notice), |(year, holder)| (Some(year), holder.trim_start()))
}

/// The year of an instant, in UTC.
pub(crate) fn year(time: Timestamp) -> i16 {
    Offset::UTC.to_datetime(time).year()
}

fn identified(w: &mut Writer, story: &Story) {
    let nothing =
        story.people.is_empty() && story.organisations.is_empty() && story.places.is_empty() && story.topics.is_empty();
    if nothing {
        return;
    }
    w.element("identified-content", &[], |w| {
        story.people.iter().for_each(|name| w.leaf("person", &[], name.as_str()));
        story.organisations.iter().for_each(|name| w.leaf("org", &[], name.as_str()));
        for place in &story.places {
            match &place.country {
                Some(code) => {
                    w.leaf(
                        "location",
                        &[("location-code", code.as_str()), ("code-source", "iso3166-1a2")],
                        place.name.as_str(),
                    );
                }
                None => w.leaf("location", &[], place.name.as_str()),
            }
        }
        for topic in &story.topics {
            let name = newscodes::topic(topic).map_or("", |topic| topic.name);
            w.leaf("classifier", &[("type", "topic"), ("idsrc", "medtop"), ("value", topic.code())], name);
        }
    });
}

fn body_head(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    w.element("hedline", &[], |w| w.leaf("hl1", &[], story.headline.as_str()));
    if let Some(byline) = &story.byline {
        w.leaf("byline", &[], byline.as_str());
    }
    w.leaf("distributor", &[], edition.agency_name());
    if let Some(dateline) = &story.dateline {
        w.element("dateline", &[], |w| {
            w.element("location", &[], |w| {
                w.leaf("city", &[], dateline.city.as_str());
                if let Some(code) = &dateline.country {
                    w.empty("country", &[("iso-cc", code.as_str())]);
                }
            });
        });
    }
    if let (Some(standfirst), true) = (&story.standfirst, edition.is_shown()) {
        w.element("abstract", &[], |w| prose::write(w, standfirst.as_str()));
    }
}

fn content(w: &mut Writer, edition: &Edition<'_>) {
    match &edition.story.content {
        _ if !edition.is_shown() => {}
        Content::Text { body } => body::write(w, "", body, edition),
        _ => media::write(w, edition),
    }
}

/// The word for what a file is (NITF 3.6 § `media`).
pub(super) fn media_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Picture | Kind::Graphic => "image",
        Kind::Video => "video",
        Kind::File => "other",
    }
}
