//! What is said of an item as such (NewsML-G2 §`itemMeta`, §`rightsInfo`): its class, times, status, notes and links.

use super::{
    codes::Codes,
    words::{Repairs, exact_time, line, shown},
};
use crate::{NAMED_MAX, Refused, newsml_g2::catalog, tree::Element};
use jiff::Timestamp;
use std::collections::BTreeMap;
use story::{
    Agency, Correction, GroupId, Headline, ItemId, Kind, Line, Note, Prose, Publicity, Related, Relation, State,
    tidy_line,
};

/// What `itemMeta` says.
#[derive(Debug, Default)]
pub(super) struct Management<'t> {
    /// What the item is made of, where its class tells.
    pub kind: Option<Kind>,
    /// Its class as the document has it, without the vocabulary.
    pub class: &'t str,
    pub version_created: Option<Timestamp>,
    pub first_created: Option<Element<'t>>,
    /// When it may be published; `Err` when that cannot be read.
    pub embargo: Option<Result<Timestamp, Refused>>,
    /// The publishing status; `Err` when it is none of the three.
    pub status: Option<Result<State, Refused>>,
    pub title: Option<Element<'t>>,
    pub notes: Vec<Element<'t>>,
    pub group: Option<GroupId>,
    pub content_hash: Option<String>,
    pub related: Vec<Related>,
    /// The pictures inside a body of HTML, by the number of the block, from 1, as which they stand in it.
    pub body_pictures: BTreeMap<usize, (ItemId, Option<Line<2_000>>)>,
    pub public: Publicity,
    was: Option<&'t str>,
    now: Option<&'t str>,
    /// How urgent the HAS dialect says it is; the schema has no such element, so it tells the dialect as well.
    pub dialect_priority: Option<Element<'t>>,
}

impl<'t> Management<'t> {
    /// Reads the item's `itemMeta`, in one pass; an item without one is read as if it were empty. An embargo and a status
    /// count wherever they stand in the item: to pass over one that is out of its place could publish too much.
    pub fn of(item: Element<'t>, codes: &Codes<'t>, repairs: &mut Repairs) -> Self {
        let mut read = Self::default();
        for part in item.children().filter(|part| !part.is("contentSet")) {
            if part.is("itemMeta") {
                part.children().for_each(|element| read.take(element, codes, repairs));
                continue;
            }
            let decides = |element: &Element<'_>| element.is("embargoed") || element.is("pubStatus");
            let astray = std::iter::once(part).chain(part.children()).filter(decides);
            astray.for_each(|element| read.take(element, codes, repairs));
        }
        read
    }

    fn take(&mut self, element: Element<'t>, codes: &Codes<'t>, repairs: &mut Repairs) {
        match element.name() {
            "itemClass" => {
                self.class = codes.value(element).map_or("", |code| code.local);
                self.kind = kind(self.class);
            }
            "versionCreated" => self.version_created = repairs.time(element),
            "firstCreated" => self.first_created = Some(element),
            "embargoed" if self.embargo.is_none() => self.embargo = Some(exact_time(element)),
            "pubStatus" if self.status.is_none() => self.status = Some(state(element, codes)),
            "title" if self.title.is_none() => self.title = Some(element),
            "edNote" if codes.code(element, "role", "roleuri").is_none_or(|role| role.term().is_none()) => {
                self.notes.push(element);
            }
            "memberOf" => {
                let id = element.attribute("literal").and_then(|id| id.trim().parse().ok());
                self.group = self.group.take().or(id);
            }
            "hash" if element.attribute("scopeuri") == Some(catalog::STORY_SCOPE) => {
                self.content_hash = content_hash(&element.text());
            }
            "link" => self.link(element, codes, repairs),
            "itemMetaExtProperty" => self.property(element, codes),
            "priority" => self.dialect_priority = Some(element),
            _ => {}
        }
    }

    /// Takes links to items of the wire. Addresses of the web have no place in a story.
    fn link(&mut self, element: Element<'t>, codes: &Codes<'t>, repairs: &mut Repairs) {
        let relation = codes.code(element, "rel", "reluri").map_or("", |code| code.local);
        let item: Option<ItemId> = element.attribute("residref").and_then(|id| id.trim().parse().ok());
        let Some(item) = item else {
            if matches!(relation, "seeAlso" | "associatedWith") {
                repairs.tell("links to what is not on the wire were left out".to_owned());
            }
            return;
        };
        let given = element.child("title").or_else(|| element.child("headline")).map(line);
        let given = given.or_else(|| element.attribute("title").map(tidy_line)).filter(|text| !text.is_empty());
        let rank = element.attribute("rank").and_then(|rank| rank.trim().parse().ok()).filter(|&rank| rank > 0);
        match (relation, rank) {
            ("associatedWith", Some(rank)) if self.body_pictures.len() < story::BLOCKS_MAX => {
                let caption = given.and_then(|text| repairs.kept("title", Line::new(text)));
                self.body_pictures.insert(rank, (item, caption));
            }
            ("seeAlso" | "associatedWith" | "translationOf" | "translatedFrom" | "derivedFrom", _)
                if self.related.len() < NAMED_MAX =>
            {
                let rel = match relation {
                    "translationOf" | "translatedFrom" => Relation::TranslationOf,
                    "derivedFrom" => Relation::DerivedFrom,
                    _ => Relation::Related,
                };
                let title = given.unwrap_or_else(|| item.to_string());
                let title = repairs.kept("title", Headline::new(title));
                self.related.extend(title.map(|title| Related { item, title, rel }));
            }
            _ => {}
        }
    }

    fn property(&mut self, element: Element<'t>, codes: &Codes<'t>) {
        let (Some(term), Some(value)) = (codes.own_property(element), element.attribute("value")) else { return };
        match term {
            "public" if value == "yes" => self.public = Publicity::Yes,
            "public" if value == "no" => self.public = Publicity::No,
            "was" => self.was = Some(value),
            "now" => self.now = Some(value),
            "contentHash" => self.content_hash = content_hash(value),
            _ => {}
        }
    }

    /// True for the dialect that HAS clients read.
    pub fn is_dialect(&self) -> bool {
        self.dialect_priority.is_some()
    }

    /// What the version repairs.
    pub fn correction(&self) -> Option<Correction> {
        Some(Correction { was: Prose::tidy(self.was?).ok()?, now: Prose::tidy(self.now?).ok()? })
    }

    /// The notes to editors as one. Notes that repeat others with markup of their own are passed over.
    pub fn note(&self, repairs: &mut Repairs) -> Option<Note> {
        let plain = |note: &&Element<'_>| note.child("section").is_none();
        let notes: Vec<String> = self.notes.iter().filter(plain).map(|note| super::words::prose(*note)).collect();
        let notes: Vec<&str> = notes.iter().map(String::as_str).filter(|note| !note.is_empty()).collect();
        repairs.cut("edNote", &notes.join("\n"))
    }
}

/// A class without its vocabulary, as the IPTC and others call it.
fn kind(class: &str) -> Option<Kind> {
    Some(match class.to_ascii_lowercase().as_str() {
        "text" => Kind::Text,
        "picture" | "photo" | "image" => Kind::Picture,
        "video" => Kind::Video,
        "graphic" | "animation" => Kind::Graphic,
        "audio" | "file" => Kind::File,
        _ => return None,
    })
}

fn state(element: Element<'_>, codes: &Codes<'_>) -> Result<State, Refused> {
    let status = codes.value(element).map_or("", |code| code.local);
    match status.to_ascii_lowercase().as_str() {
        "usable" => Ok(State::Usable),
        "withheld" => Ok(State::Withheld),
        "canceled" | "cancelled" => Ok(State::Canceled),
        _ => Err(Refused::field("pubStatus", format!("is `{}`, not usable", shown(status))).at(element.line())),
    }
}

fn content_hash(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())).then(|| text.to_ascii_lowercase())
}

/// What `rightsInfo` says of copyright and use.
#[derive(Debug, Default)]
pub(super) struct RightsInfo {
    pub copyright: Option<Line<300>>,
    pub usage_terms: Option<Prose<2_000>>,
}

impl RightsInfo {
    /// Reads every `rightsInfo` of the item; of each part the first that says something.
    pub fn of(item: Element<'_>, agency: &Agency, is_dialect: bool, repairs: &mut Repairs) -> Self {
        let mut read = Self::default();
        let mut holder = None;
        for element in item.all("rightsInfo").flat_map(Element::children) {
            match element.name() {
                "copyrightHolder" if holder.is_none() => holder = name_of(element),
                "copyrightNotice" if read.copyright.is_none() => read.copyright = repairs.line(element),
                "usageTerms" if read.usage_terms.is_none() => read.usage_terms = repairs.prose(element),
                _ => {}
            }
        }
        let holder = holder.as_deref().unwrap_or_default();
        // The agency's own right is understood, and the dialect always says it in words.
        let own = agency.names.values().any(|name| name == holder);
        let notice = read.copyright.as_ref().map(Line::as_str);
        if own && is_dialect && notice.and_then(|notice| notice.strip_prefix("© ")) == Some(holder) {
            read.copyright = None;
        } else if !own && read.copyright.is_none() {
            read.copyright = repairs.kept("copyrightHolder", Line::new(holder));
        }
        read
    }
}

/// The name of a party or a concept: in words, or else as the literal that stands for it.
pub(super) fn name_of(element: Element<'_>) -> Option<String> {
    let named = element.all("name").map(line).find(|name| !name.is_empty());
    named.or_else(|| element.attribute("literal").map(tidy_line)).filter(|name| !name.is_empty())
}
