//! An item as its fields, whatever the version and the case of its keys.

use super::told;
use crate::{
    mend,
    ninjs::{
        CONTENT_HASH, PACKAGE,
        node::{Entry, Node},
        own,
    },
};
use std::borrow::Cow;

/// A text with what it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Described<'n> {
    /// Its role: the end of its key in 1.x.
    pub role: &'n str,
    /// Its media type, or its role where it has none.
    pub form: &'n str,
    pub text: &'n str,
}

impl Described<'_> {
    /// True for HTML and XHTML.
    pub fn is_html(self) -> bool {
        lower(self.form).contains("html")
    }

    /// True for plain text, and where nothing is said.
    pub fn is_plain(self) -> bool {
        let form = lower(self.form);
        form.contains("plain") || matches!(form.as_ref(), "text" | "")
    }
}

/// The text in lower-case letters.
fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() }
}

/// The types of items (`http://cv.iptc.org/newscodes/ninature/`), and what some call a composite.
const TYPES: [&str; 10] =
    ["text", "audio", "video", "picture", "graphic", "composite", "package", "component", "event", "planning"];

/// Something with a name: a rendition, an association.
pub(super) type Keyed<'n> = (&'n str, &'n Node<'n>);

/// The fields of an item. Whatever is not here is left out: other ids, expiry, events, objects, signs of trust.
#[derive(Debug, Default)]
pub(super) struct Item<'n> {
    pub guid: Option<&'n str>,
    pub uri: Option<&'n str>,
    pub kind: Option<&'n str>,
    pub language: Option<&'n str>,
    pub headline: Option<&'n str>,
    pub title: Option<&'n str>,
    pub slugline: Option<&'n str>,
    pub byline: Option<&'n str>,
    pub copyright_holder: Option<&'n str>,
    pub copyright_notice: Option<&'n str>,
    pub usage_terms: Option<&'n str>,
    pub note: Option<&'n str>,
    pub source: Option<&'n str>,
    pub version_created: Option<&'n str>,
    pub first_created: Option<&'n str>,
    pub content_created: Option<&'n str>,
    pub version: Option<&'n Node<'n>>,
    pub urgency: Option<&'n Node<'n>>,
    pub priority: Option<&'n Node<'n>>,
    pub located: Option<&'n Node<'n>>,
    pub digital_source: Option<&'n Node<'n>>,
    pub keywords: Option<&'n Node<'n>>,
    /// Every field that may stop it, under whichever name: none of them may be overlooked.
    pub statuses: Vec<Keyed<'n>>,
    pub embargoes: Vec<Keyed<'n>>,
    pub headlines: Vec<Described<'n>>,
    pub descriptions: Vec<Described<'n>>,
    pub bodies: Vec<Described<'n>>,
    pub subjects: &'n [Node<'n>],
    pub people: &'n [Node<'n>],
    pub organisations: &'n [Node<'n>],
    pub places: &'n [Node<'n>],
    pub genres: &'n [Node<'n>],
    pub sources: &'n [Node<'n>],
    pub renditions: Vec<Keyed<'n>>,
    pub associations: Vec<Keyed<'n>>,
    /// The content hash, which only we write: what it stands in is our own document.
    pub content_hash: Option<&'n str>,
    /// It is a package of ours, in which every item says itself what holds for it.
    pub is_our_package: bool,
    /// It tells of an event or of plans.
    pub is_event: bool,
    pub repairs: Vec<String>,
}

impl<'n> Item<'n> {
    /// Sorts the fields of an object.
    pub fn of(entries: &'n [Entry<'n>]) -> Self {
        let mut item = Self::default();
        for (key, value) in entries {
            item.take(key, value);
        }
        let known = |kind: &str| TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(kind));
        item.kind = item.kind.map(|kind| known(kind).unwrap_or(kind));
        item
    }

    /// True for what we wrote ourselves: nothing has to be guessed in it.
    pub fn is_ours(&self) -> bool {
        self.content_hash.is_some()
    }

    /// The description of one of these roles, the first role first.
    pub fn described(&self, roles: &[&str]) -> Option<Described<'n>> {
        let one = |role: &&str| self.descriptions.iter().find(|d| d.role.eq_ignore_ascii_case(role));
        roles.iter().find_map(one).copied()
    }

    /// The description that bears a name of our own: the end of a key in 1.x, a role later.
    pub fn own_described(&self, name: &str) -> Option<&'n str> {
        let is = |d: &&Described<'_>| own(d.role).unwrap_or(d.role) == name;
        self.descriptions.iter().filter(|_| self.is_ours()).find(is).map(|d| d.text)
    }

    fn take(&mut self, key: &'n str, value: &'n Node<'n>) {
        let name = lower(key);
        if let Some(slot) = self.text_slot(&name) {
            match value {
                Node::Text(_) => *slot = slot.or(value.text()),
                Node::Null => {}
                _ => told(&mut self.repairs, format!("`{}` is not text, and was left out", shown(key))),
            }
            return;
        }
        match name.as_ref() {
            "version" => self.version = Some(value),
            "urgency" => self.urgency = Some(value),
            "priority" => self.priority = Some(value),
            "located" => self.located = Some(value),
            "keywords" => self.keywords = Some(value),
            "digitalsourcetype" => self.digital_source = Some(value),
            "pubstatus" => self.statuses.push((key, value)),
            "embargoed" | "embargoeduntil" => self.embargoes.push((key, value)),
            "headlines" => self.headlines.extend(described(value)),
            "descriptions" => self.descriptions.extend(described(value)),
            "bodies" => self.bodies.extend(described(value)),
            "subject" | "subjects" => self.subjects = value.members(),
            "person" | "people" => self.people = value.members(),
            "organisation" | "organisations" | "organization" | "organizations" => {
                self.organisations = value.members();
            }
            "place" | "places" => self.places = value.members(),
            "genre" | "genres" => self.genres = value.members(),
            "infosource" | "infosources" => self.sources = value.members(),
            "renditions" => self.renditions = keyed(value),
            "associations" => self.associations = keyed(value),
            "altids" => {
                let digit = |b: u8| b.is_ascii_digit() || matches!(b, b'a'..=b'f');
                let is_hash = |id: &&str| id.len() == 64 && id.bytes().all(digit);
                self.content_hash = own_id(value, CONTENT_HASH).filter(is_hash);
                self.is_our_package = own_id(value, PACKAGE).is_some();
            }
            "eventdetails" | "plannedcoverage" => self.is_event = true,
            "rightsinfo" => told(&mut self.repairs, "the expression of rights was left out".to_owned()),
            other => self.take_extended(key, other, value),
        }
    }

    /// The texts of 1.x, whose names end as the provider likes.
    fn take_extended(&mut self, key: &'n str, name: &str, value: &'n Node<'n>) {
        for (begin, into) in [("body_", &mut self.bodies), ("description_", &mut self.descriptions)] {
            if let (true, Some(text)) = (name.starts_with(begin), value.text()) {
                let role = &key[begin.len()..];
                into.push(Described { role, form: role, text });
            }
        }
    }

    fn text_slot(&mut self, key: &str) -> Option<&mut Option<&'n str>> {
        Some(match key {
            "guid" => &mut self.guid,
            "uri" => &mut self.uri,
            "type" => &mut self.kind,
            "language" => &mut self.language,
            "headline" => &mut self.headline,
            "title" => &mut self.title,
            "slugline" => &mut self.slugline,
            "byline" | "by" => &mut self.byline,
            "copyrightholder" => &mut self.copyright_holder,
            "copyrightnotice" => &mut self.copyright_notice,
            "usageterms" => &mut self.usage_terms,
            "ednote" => &mut self.note,
            "source" => &mut self.source,
            "versioncreated" => &mut self.version_created,
            "firstcreated" => &mut self.first_created,
            "contentcreated" => &mut self.content_created,
            _ => return None,
        })
    }
}

/// A key or a word of the document, as a sentence may show it.
pub(super) fn shown(text: &str) -> String {
    story::tidy_line(&mend::cut(text, 40))
}

/// The members of 2.x and 3.x that hold a text.
fn described<'n>(list: &'n Node<'n>) -> impl Iterator<Item = Described<'n>> {
    list.members().iter().filter_map(|member| {
        let text = member.text_at("value").or_else(|| member.text())?;
        let role = member.text_at("role").unwrap_or_default();
        Some(Described { role, form: member.text_at("contenttype").unwrap_or(role), text })
    })
}

/// Members with names: the keys of an object in 1.x, later the `name` of each member of a list.
fn keyed<'n>(value: &'n Node<'n>) -> Vec<Keyed<'n>> {
    match value {
        Node::Object(entries) => entries.iter().map(|(key, member)| (key.as_ref(), member)).collect(),
        list => list.members().iter().map(|member| (member.text_at("name").unwrap_or_default(), member)).collect(),
    }
}

/// An id of our own among others: a key in 1.x, a role later.
fn own_id<'n>(ids: &'n Node<'n>, name: &str) -> Option<&'n str> {
    let is = |role: &str| own(role) == Some(name);
    match ids {
        Node::Object(entries) => entries.iter().find(|(key, _)| is(key))?.1.text(),
        list => list.members().iter().find(|id| id.text_at("role").is_some_and(is))?.text_at("value"),
    }
}
