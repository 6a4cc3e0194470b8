//! Writes items and groups of items.

mod lists;
mod names;
mod words;

use super::{CONTENT_HASH, OWN, PACKAGE, Version, json::Json};
use crate::{Edition, formats::NAMESPACE, text::missing_dateline};
use jiff::Timestamp;
use names::Names;
use std::fmt::Display;
use story::{Act, Content, Created, Kind, Media, MediaType, State, Story};
use words::Extent;

/// Bytes of a document beside its body.
const HEAD_BYTES: usize = 4_096;

/// One version as a document.
pub fn write(edition: &Edition<'_>, version: Version) -> String {
    let item = Item::new(edition, version);
    let mut w = Json::with_capacity(HEAD_BYTES + item.extent.bytes + item.extent.bytes / 4);
    w.object(|w| {
        standard(w, item.names);
        item.write(w);
    });
    w.finish()
}

/// The members of a group as one document: an item of type `composite` with one association each, in the order given.
///
/// A reader that knows nothing of members must not publish too much, so what the whole says is what the strictest member
/// needs: it is usable when any member is, and not before the last embargo has passed.
pub fn write_group(editions: &[Edition<'_>], version: Version) -> String {
    let names = version.names();
    let members: Vec<Item<'_>> = editions.iter().map(|edition| Item::new(edition, version)).collect();
    let bytes: usize = members.iter().map(|member| HEAD_BYTES + member.extent.bytes + member.extent.bytes / 4).sum();
    let mut w = Json::with_capacity(HEAD_BYTES + bytes);
    w.object(|w| {
        standard(w, names);
        let group = editions.iter().find_map(|edition| edition.story.group.as_ref());
        let first = editions.first().map_or("", |edition| edition.item.as_str());
        let uri =
            group.map_or_else(|| [NAMESPACE, OWN, PACKAGE, "/", first].concat(), |group| group.as_str().to_owned());
        w.text("uri", &uri);
        w.text("type", "composite");
        w.text(names.representation, names.whole);
        w.text("profile", "package");
        group_head(w, &members, names);
        lists::members(w, &members, version);
        lists::own_id(w, version, PACKAGE, &uri);
    });
    w.finish()
}

/// What the members of a group have together.
fn group_head(w: &mut Json, members: &[Item<'_>], names: &Names) {
    let editions = || members.iter().map(|member| member.edition);
    if let Some(first) = editions().map(|edition| edition.first_released).min() {
        w.plain(names.first_created, seconds(first));
    }
    if let Some(newest) = editions().map(|edition| edition.version_created).max() {
        w.plain(names.version_created, seconds(newest));
    }
    if let Some(last) = editions().filter_map(|edition| edition.story.embargo).max() {
        w.plain(names.embargo, seconds(ended(last)));
    }
    let statuses = || members.iter().map(Item::status);
    let status =
        [State::Usable, State::Withheld, State::Canceled].into_iter().find(|&one| statuses().any(|s| s == one));
    w.text(names.status, status.unwrap_or(State::Usable).name());
    if let Some(urgency) = editions().map(|edition| edition.story.priority.urgency()).min() {
        w.number("urgency", urgency.into());
    }
    let lead = members.iter().find(|member| member.status() == State::Usable).or(members.first());
    if let Some(lead) = lead {
        w.text("language", lead.story.language.as_str());
        lead.headline(w);
    }
}

fn standard(w: &mut Json, names: &Names) {
    w.object_at(names.standard, |w| {
        w.text("name", "ninjs");
        w.text("version", names.number);
        w.text("schema", names.schema);
    });
}

/// Whole seconds in UTC: the form that every reader of 1.x parses.
fn seconds(time: Timestamp) -> impl Display {
    time.strftime("%Y-%m-%dT%H:%M:%SZ")
}

/// A time that is not before `time`, in whole seconds: an embargo never ends early.
fn ended(time: Timestamp) -> Timestamp {
    match time.subsec_nanosecond() {
        0 => time,
        _ => Timestamp::from_second(time.as_second() + i64::from(time.subsec_nanosecond() > 0)).unwrap_or(time),
    }
}

/// The type of an item: the standard knows no files but sounds.
fn type_of(kind: Kind, media: Option<&Media>) -> &'static str {
    match kind {
        Kind::File if media.is_some_and(|media| media.media_type == MediaType::Mp3) => "audio",
        Kind::File => "component",
        other => other.name(),
    }
}

/// An item while it is written.
#[derive(Clone, Copy)]
struct Item<'e> {
    edition: &'e Edition<'e>,
    story: &'e Story,
    version: Version,
    names: &'static Names,
    extent: Extent,
}

impl<'e> Item<'e> {
    fn new(edition: &'e Edition<'e>, version: Version) -> Self {
        let story = edition.story;
        let extent = story.body().map(Extent::of).unwrap_or_default();
        Self { edition, story, version, names: version.names(), extent }
    }

    /// True when nothing of its content may be shown.
    fn is_stopped(&self) -> bool {
        self.edition.state != State::Usable || matches!(self.story.content, Content::Removed { .. })
    }

    /// The publishing status. Messages to editors and tests are withheld, because ninjs knows no other sign that
    /// something is not for publication.
    fn status(&self) -> State {
        match (self.edition.state, self.edition.act) {
            (State::Usable, Act::Advisory | Act::Test) => State::Withheld,
            (state, _) => state,
        }
    }

    /// Writes its fields into the object that is open.
    fn write(&self, w: &mut Json) {
        let (edition, story, names) = (self.edition, self.story, self.names);
        w.text("uri", edition.item.as_str());
        w.text("type", type_of(edition.item.kind(), story.media()));
        w.text(names.representation, names.whole);
        w.plain("version", edition.version);
        w.plain(names.first_created, seconds(edition.first_released));
        w.plain(names.version_created, seconds(edition.version_created));
        self.content_created(w);
        if let Some(embargo) = story.embargo {
            w.plain(names.embargo, seconds(ended(embargo)));
        }
        w.text(names.status, self.status().name());
        w.number("urgency", story.priority.urgency().into());
        w.text("language", story.language.as_str());
        self.headline(w);
        w.text("slugline", story.slug.as_str());
        w.text_if(names.by, story.byline.as_ref().map(story::Line::as_str));
        w.text_if("located", story.dateline.as_ref().map(|dateline| dateline.city.as_str()));
        self.rights(w);
        w.text_if(names.note, story.editors_note.as_ref().map(story::Prose::as_str));
        self.descriptions(w);
        self.subjects(w);
        self.named(w);
        self.places(w);
        self.genre(w);
        self.sources(w);
        self.digital_source(w);
        if let Some(body) = story.body().filter(|_| !self.is_stopped()) {
            self.body(w, &missing_dateline(story, edition.agency), body);
        }
        self.renditions(w);
        self.associations(w);
        lists::own_id(w, self.version, CONTENT_HASH, edition.content.as_str());
    }

    /// When the content was made: a whole time with its offset or nothing. What it cannot say is a description.
    fn content_created(&self, w: &mut Json) {
        let Some(created) = &self.story.created else { return };
        match (created.instant(), self.version) {
            (Some(instant), Version::One) => w.plain(self.names.content_created, seconds(instant)),
            (Some(_), _) => w.text(self.names.content_created, created.as_str()),
            (None, _) => {}
        }
    }

    /// The date of the content where `contentcreated` cannot give it as it is.
    fn odd_created(&self) -> Option<&'e Created> {
        let created = self.story.created.as_ref()?;
        let given = match self.version {
            Version::One => created.as_str().ends_with('Z'),
            _ => created.instant().is_some(),
        };
        Some(created).filter(|_| !given)
    }

    /// The agency holds the rights in what names no other source.
    fn rights(&self, w: &mut Json) {
        let (rights, names) = (&self.story.rights, self.names);
        if rights.source.is_none() {
            w.text(names.copyright_holder, self.edition.agency_name());
        }
        w.text_if(names.copyright_notice, rights.copyright.as_ref().map(story::Line::as_str));
        w.text_if(names.usage_terms, rights.usage_terms.as_ref().map(story::Prose::as_str));
    }
}
