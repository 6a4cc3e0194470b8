//! Writes the notes of an edition.

use super::{Label, RULE, SENTENCE};
use crate::{Edition, copy::Typist};
use std::borrow::Cow;
use story::{Content, Dateline, Place, Publicity, Relation, Story, TopicId};

/// The notes that `wanted` asks for: the format tells the others in another place.
pub(crate) fn write(typist: &mut Typist<'_>, edition: &Edition<'_>, wanted: impl Fn(Label) -> bool) {
    typist.apart(false);
    typist.flow("", "", RULE);
    typist.flow("", "", SENTENCE);
    typist.apart(true);
    let mut line = String::new();
    each(edition, &mut |label, value| {
        if !wanted(label) {
            return;
        }
        line.clear();
        line.push_str(label.name());
        line.push_str(": ");
        line.push_str(value);
        typist.flow("", "  ", line.trim_end());
    });
}

fn each(edition: &Edition<'_>, emit: &mut dyn FnMut(Label, &str)) {
    let story = edition.story;
    let mut one = |label: Label, value: Option<&str>| {
        if let Some(value) = value {
            emit(label, value);
        }
    };
    one(Label::Item, Some(edition.item.as_str()));
    one(Label::Version, Some(&edition.version.to_string()));
    one(Label::Sent, Some(&edition.version_created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
    one(Label::Content, Some(edition.content.as_str()));
    one(Label::Language, Some(story.language.as_str()));
    one(Label::Slug, Some(story.slug.as_str()));
    one(Label::Byline, story.byline.as_ref().map(story::Line::as_str));
    one(Label::City, story.dateline.as_ref().map(city).as_deref());
    one(Label::Priority, Some(&format!("{} ({})", story.priority.urgency(), story.priority.name())));
    one(Label::Category, edition.agency.category(story.category).map(|category| category.code.as_str()));
    one(Label::Keywords, list(&story.keywords, |keyword| keyword.as_str().into()).as_deref());
    one(Label::Topics, list(&story.topics, topic).as_deref());
    one(Label::Places, list(&story.places, place).as_deref());
    one(Label::People, list(&story.people, |name| name.as_str().into()).as_deref());
    one(Label::Organisations, list(&story.organisations, |name| name.as_str().into()).as_deref());
    one(Label::Genre, story.genre.as_ref().map(story::Genre::as_str));
    one(Label::Created, story.created.as_ref().map(story::Created::as_str));
    one(Label::DigitalSource, story.digital_source.as_ref().map(story::DigitalSource::as_str));
    one(Label::Credit, story.rights.credit.as_ref().map(story::Line::as_str));
    one(Label::Copyright, story.rights.copyright.as_ref().map(story::Line::as_str));
    one(Label::Source, story.rights.source.as_ref().map(story::Line::as_str));
    one(Label::Group, story.group.as_ref().map(story::GroupId::as_str));
    let public = match story.public {
        Publicity::Rule => None,
        Publicity::Yes => Some("yes"),
        Publicity::No => Some("no"),
    };
    one(Label::Public, public);
    prose(story, &mut one);
    files(story, edition, &mut one);
}

/// What may have several lines.
fn prose(story: &Story, one: &mut dyn FnMut(Label, Option<&str>)) {
    let mut lines = |label: Label, text: Option<&str>| {
        text.unwrap_or_default().lines().for_each(|line| one(label, Some(line)));
    };
    lines(Label::Standfirst, story.standfirst.as_ref().map(story::Prose::as_str));
    lines(Label::UsageTerms, story.rights.usage_terms.as_ref().map(story::Prose::as_str));
    lines(Label::PublicSummary, story.public_summary.as_ref().map(story::Prose::as_str));
    lines(Label::SummarySource, story.summary_source.as_ref().map(story::DigitalSource::as_str));
    if let Some(correction) = &story.correction {
        lines(Label::CorrectedFrom, Some(correction.was.as_str()));
        lines(Label::CorrectedTo, Some(correction.now.as_str()));
    }
    // The note of a story that was taken away is the reason, which stands where its text was.
    let removed = matches!(story.content, Content::Removed { .. });
    lines(Label::Note, story.editors_note.as_ref().filter(|_| !removed).map(story::Prose::as_str));
    for related in &story.related {
        let label = match related.rel {
            Relation::Related => Label::Related,
            Relation::TranslationOf => Label::TranslationOf,
            Relation::DerivedFrom => Label::DerivedFrom,
        };
        one(label, Some(&format!("{} {}", related.item, related.title)));
    }
}

/// Where the files of a picture, a video or another file lie.
fn files(story: &Story, edition: &Edition<'_>, one: &mut dyn FnMut(Label, Option<&str>)) {
    let Some(media) = story.media() else { return };
    let files = edition.files();
    let at = |sha256: &str| files.iter().find(|file| file.sha256 == Some(sha256)).map(|file| file.href.as_str());
    if let Some(href) = at(media.sha256.as_str()) {
        one(Label::File, Some(&format!("{} {href}", story.kind().name())));
    }
    for form in story.forms() {
        if let Some(href) = at(form.media.sha256.as_str()) {
            one(Label::Form, Some(&format!("{} {href}", form.form.name())));
        }
    }
}

/// Items after each other; `None` when there is none. A semicolon inside an item becomes a comma.
fn list<T>(items: &[T], text: impl Fn(&T) -> Cow<'_, str>) -> Option<String> {
    if items.is_empty() {
        return None;
    }
    let mut out = String::new();
    for item in items {
        if !out.is_empty() {
            out.push_str("; ");
        }
        let text = text(item);
        out.extend(text.chars().map(|c| if c == ';' { ',' } else { c }));
    }
    Some(out)
}

/// The code, and the name for those who do not know it.
fn topic(topic: &TopicId) -> Cow<'_, str> {
    match crate::newscodes::topic(topic) {
        Some(known) => format!("{topic} {}", known.name).into(),
        None => topic.as_str().into(),
    }
}

fn place(place: &Place) -> Cow<'_, str> {
    match &place.country {
        Some(country) => format!("{} ({country})", place.name).into(),
        None => place.name.as_str().into(),
    }
}

fn city(dateline: &Dateline) -> Cow<'_, str> {
    match &dateline.country {
        Some(country) => format!("{} ({country})", dateline.city).into(),
        None => dateline.city.as_str().into(),
    }
}
