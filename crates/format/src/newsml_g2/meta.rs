//! What is said of the content (NewsML-G2 §`contentMeta`).

use super::catalog::{self, qcode};
use crate::{Edition, newscodes, text, xml::Writer};
use story::{Dateline, Kind, Line, Place, Story};

/// Writes everything inside `contentMeta`.
pub(super) fn write(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    administration(w, story);
    w.empty("language", &[("tag", story.language.as_str())]);
    if let Some(genre) = &story.genre {
        w.element("genre", &[("qcode", &genre.qcode())], |w| {
            // Systems take a genre by its English name; one that is not in the vocabulary is called by its code.
            w.leaf("name", &[("xml:lang", "en")], newscodes::genre_name(genre).unwrap_or(genre.as_str()));
        });
    }
    story.keywords.iter().for_each(|keyword| w.leaf("keyword", &[], keyword.as_str()));
    category(w, edition);
    topics(w, story);
    concepts(w, story);
    w.leaf("slugline", &[], story.slug.as_str());
    w.leaf("headline", &[], story.headline.as_str());
    if story.dateline.is_some() {
        w.leaf("dateline", &[], text::dateline(story, edition.agency).trim_end_matches([' ', '-']));
    }
    if let Some(byline) = &story.byline {
        w.leaf("by", &[], byline.as_str());
    }
    if let Some(credit) = &story.rights.credit {
        w.leaf("creditline", &[], credit.as_str());
    }
    descriptions(w, story);
    summary_source(w, story);
}

/// The group that the schema wants first and in this order.
fn administration(w: &mut Writer, story: &Story) {
    w.leaf("urgency", &[], &story.priority.urgency().to_string());
    if let Some(created) = &story.created {
        w.leaf("contentCreated", &[], created.as_str());
    }
    if let Some(source) = &story.digital_source {
        w.empty("digitalSourceType", &[("qcode", &source.qcode())]);
    }
    if let Some(Dateline { city, country }) = &story.dateline {
        place(w, "located", "cptype:city", story, city.as_str(), country.as_ref());
    }
    if let Some(source) = &story.rights.source {
        named(w, "infoSource", ("role", "cRole:source"), source.as_str());
    }
    if let Some(byline) = &story.byline {
        w.element("creator", &[], |w| w.leaf("name", &[], byline.as_str()));
    }
}

fn place(w: &mut Writer, element: &str, kind: &str, story: &Story, name: &str, country: Option<&Line<2>>) {
    let lang = [("xml:lang", story.language.as_str())];
    w.element(element, &[("type", kind), ("literal", name)], |w| {
        w.leaf("name", &lang, name);
        if let Some(country) = country {
            let code = qcode("iso3166-1a2", country.as_str());
            w.element("broader", &[("type", catalog::COUNTRY), ("qcode", &code)], |w| {
                // Systems show the name: the code is better than nothing.
                w.leaf("name", &[], country.as_str());
            });
        }
    });
}

/// A person, an organisation or a source, which has a name and no code.
fn named(w: &mut Writer, element: &str, kind: (&str, &str), name: &str) {
    w.element(element, &[kind, ("literal", name)], |w| w.leaf("name", &[], name));
}

/// The agency's section. One that the agency has given up is told by its number.
fn category(w: &mut Writer, edition: &Edition<'_>) {
    let (agency, id) = (edition.agency, edition.story.category);
    let Some(known) = agency.category(id) else {
        return w.empty("subject", &[("qcode", &qcode("category", &id.to_string()))]);
    };
    w.element("subject", &[("qcode", &qcode("category", &known.code))], |w| {
        for (lang, name) in &known.names {
            w.leaf("name", &[("xml:lang", lang)], name);
        }
    });
}

/// Media Topics, then the subject codes that stand for them in older systems, each once.
fn topics(w: &mut Writer, story: &Story) {
    let mut codes: Vec<&str> = Vec::new();
    let subject = |w: &mut Writer, code: &str, name: Option<&str>| {
        w.element("subject", &[("type", "cpnat:abstract"), ("qcode", code)], |w| {
            if let Some(name) = name {
                w.leaf("name", &[("xml:lang", "en")], name);
            }
        });
    };
    for id in &story.topics {
        let known = newscodes::topic(id);
        subject(w, id.as_str(), known.map(|topic| topic.name));
        if let Some(code) = known.and_then(|topic| topic.subject)
            && !codes.contains(&code)
        {
            codes.push(code);
        }
    }
    for code in codes {
        subject(w, &qcode("subj", code), newscodes::subject_name(code));
    }
}

fn concepts(w: &mut Writer, story: &Story) {
    for Place { name, country } in &story.places {
        place(w, "subject", catalog::PLACE, story, name.as_str(), country.as_ref());
    }
    story.people.iter().for_each(|name| named(w, "subject", ("type", "cpnat:person"), name.as_str()));
    story.organisations.iter().for_each(|name| named(w, "subject", ("type", "cpnat:organisation"), name.as_str()));
}

/// The caption comes first: of a picture or a video, systems show the first description.
fn descriptions(w: &mut Writer, story: &Story) {
    let mut description = |role: &str, text: &str| w.leaf("description", &[("role", role)], text);
    if let Some(caption) = story.caption().filter(|_| story.kind() != Kind::Text) {
        description("drol:caption", caption.as_str());
    }
    if let Some(standfirst) = &story.standfirst {
        description("drol:summary", standfirst.as_str());
    }
    if let Some(summary) = &story.public_summary {
        description("tellal:publicSummary", summary.as_str());
    }
}

/// How the public summary came to be: the `digitalSourceType` of the standard speaks of the content, and a description has
/// no such property. What the standard has no place for ends the element.
fn summary_source(w: &mut Writer, story: &Story) {
    if let Some(source) = &story.summary_source {
        w.empty("contentMetaExtProperty", &[("rel", "tellal:summarySource"), ("qcode", &source.qcode())]);
    }
}
