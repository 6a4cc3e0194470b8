//! Reads what a document says about itself: `meta`, `tobject` and `docdata`, wherever they stand.

use super::meta;
use crate::{
    NAMED_MAX, Refused,
    reading::{Reading, Standing, add, country, embargo, standing},
    tree::Element,
};
use jiff::Timestamp;
use std::borrow::Cow;
use story::{Keyword, Named, Place, PlaceName, Related, Relation, TopicId};

/// True for 64 hexadecimal digits.
pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What a document says about itself, as it says it.
#[derive(Debug, Default)]
pub(super) struct Head<'t> {
    pub title: Cow<'t, str>,
    pub slug: Option<&'t str>,
    pub language: Option<&'t str>,
    /// Our own documents carry it.
    pub content_hash: Option<&'t str>,
    pub category: Option<&'t str>,
    pub created: Option<&'t str>,
    pub digital_source: Option<&'t str>,
    pub credit: Option<&'t str>,
    /// The notice in words.
    pub notice: Option<&'t str>,
    pub public: Option<&'t str>,
    pub public_summary: Option<&'t str>,
    pub summary_source: Option<&'t str>,
    pub was: Option<&'t str>,
    pub now: Option<&'t str>,
    pub related: Vec<Related>,
    /// It is a message to editors.
    pub advisory: bool,
    pub genres: Vec<&'t str>,
    pub subjects: Vec<&'t str>,
    pub topics: Vec<TopicId>,
    pub id: Option<&'t str>,
    /// The words of corrections that other agencies send.
    pub corrections: Vec<Cow<'t, str>>,
    pub places: Vec<Place>,
    pub people: Vec<Named>,
    pub organisations: Vec<Named>,
    pub keywords: Vec<Keyword>,
    pub source: Option<&'t str>,
    pub urgency: Option<&'t str>,
    pub issued: Option<&'t str>,
    pub series: Option<&'t str>,
    pub notes: Vec<Cow<'t, str>>,
    pub version: Option<&'t str>,
    pub copyright: Option<Element<'t>>,
    pub terms: Vec<Cow<'t, str>>,
    releases: Vec<Element<'t>>,
    docdata: Option<Element<'t>>,
}

impl<'t> Head<'t> {
    /// Reads the head of a document.
    pub fn read(root: Element<'t>, reading: &mut Reading) -> Self {
        let mut head = Self::default();
        let place = root.child("head").unwrap_or(root);
        for child in place.children() {
            match child.name() {
                "title" => head.title = child.text(),
                "meta" => head.meta(child),
                "tobject" => head.tobject(child),
                "docdata" => head.docdata(child, reading),
                _ => {}
            }
        }
        // Some documents have them elsewhere.
        if head.docdata.is_none()
            && let Some(found) = root.descendants("docdata").next()
        {
            head.docdata(found, reading);
        }
        head
    }

    /// True for a document that this software has written.
    pub fn is_ours(&self) -> bool {
        self.content_hash.is_some()
    }

    fn meta(&mut self, element: Element<'t>) {
        let Some(content) = element.attribute("content").filter(|text| !text.trim().is_empty()) else { return };
        let field = match element.attribute("name").unwrap_or_default() {
            meta::SLUG => &mut self.slug,
            meta::CONTENT_HASH if is_hash(content) => &mut self.content_hash,
            meta::CATEGORY => &mut self.category,
            meta::CREATED => &mut self.created,
            meta::DIGITAL_SOURCE => &mut self.digital_source,
            meta::CREDIT => &mut self.credit,
            meta::COPYRIGHT => &mut self.notice,
            meta::PUBLIC => &mut self.public,
            meta::PUBLIC_SUMMARY => &mut self.public_summary,
            meta::SUMMARY_SOURCE => &mut self.summary_source,
            meta::WAS => &mut self.was,
            meta::NOW => &mut self.now,
            "language" | "lang" => &mut self.language,
            name @ (meta::RELATED | meta::TRANSLATION_OF | meta::DERIVED_FROM) => {
                let rel = match name {
                    meta::TRANSLATION_OF => Relation::TranslationOf,
                    meta::DERIVED_FROM => Relation::DerivedFrom,
                    _ => Relation::Related,
                };
                let pair = content.split_once(' ');
                let related = pair.and_then(|(item, title)| {
                    Some(Related { item: item.parse().ok()?, title: story::Line::new(title).ok()?, rel })
                });
                self.related.extend(related.filter(|_| self.related.len() < NAMED_MAX));
                return;
            }
            _ => return,
        };
        field.get_or_insert(content);
    }

    fn tobject(&mut self, element: Element<'t>) {
        self.advisory |= element.attribute("tobject.type").is_some_and(|kind| kind.eq_ignore_ascii_case("advisory"));
        for child in element.children() {
            match child.name() {
                "tobject.property" => self.genres.extend(child.attribute("tobject.property.type")),
                "tobject.subject" => self.subjects.extend(child.attribute("tobject.subject.refnum")),
                _ => {}
            }
        }
    }

    fn docdata(&mut self, element: Element<'t>, reading: &mut Reading) {
        self.docdata.get_or_insert(element);
        for child in element.children() {
            let value = |name| child.attribute(name).filter(|text| !text.trim().is_empty());
            match child.name() {
                "doc-id" => self.id = self.id.or(value("id-string")),
                "correction" => self.corrections.extend(value("info").map(Cow::Borrowed)),
                "evloc" => self.place(child, reading),
                "del-list" => {
                    let source = child.all("from-src").find_map(|one| one.attribute("src-name"));
                    self.source = self.source.or(source);
                }
                "urgency" => self.urgency = self.urgency.or(value("ed-urg")),
                "date.issue" => self.issued = self.issued.or(value("norm")),
                "date.release" => self.releases.push(child),
                "date.expire" => {
                    if let Some(time) = value("norm") {
                        let time = crate::reading::shown(time);
                        reading.repair(format!("the story expires at `{time}`, which was left out"));
                    }
                }
                "series" => self.series = self.series.or(value("series.name")),
                "ed-msg" => self.notes.push(value("info").map_or_else(|| child.text(), Cow::Borrowed)),
                "du-key" => {
                    self.version = self.version.or(value("version"));
                    self.slug = self.slug.or(value("key"));
                }
                "doc.copyright" => self.copyright = self.copyright.or(Some(child)),
                "doc.rights" => self.rights(child),
                "key-list" => {
                    for keyword in child.all("keyword") {
                        let word = keyword.attribute("key").map_or_else(|| keyword.text(), Cow::Borrowed);
                        self.keywords
                            .extend(reading.line("keyword", &word).filter(|_| self.keywords.len() < NAMED_MAX));
                    }
                }
                "identified-content" | "identified.content" => self.identified(child, reading),
                _ => {}
            }
        }
    }

    /// Our own terms are the limitations alone; others say when, where and by whom in attributes of their own.
    fn rights(&mut self, element: Element<'t>) {
        for (name, words) in [
            ("type", ""),
            ("geography", ""),
            ("limitations", ""),
            ("startdate", "from "),
            ("enddate", "until "),
            ("agent", "agent: "),
        ] {
            let Some(text) = element.attribute(name).filter(|text| !text.trim().is_empty()) else { continue };
            self.terms.push(if words.is_empty() { text.into() } else { format!("{words}{text}").into() });
        }
    }

    /// Where an event took place: the smallest unit that is named.
    fn place(&mut self, evloc: Element<'t>, reading: &mut Reading) {
        let code = evloc.attribute("iso-cc").unwrap_or_default();
        let named = ["city", "county-dist", "state-prov"].iter().find_map(|name| {
            let text = evloc.attribute(name)?;
            (!text.trim().is_empty()).then_some(text)
        });
        match named {
            Some(name) => self.add_place(name, code, reading),
            None => reading.repair("a place without a name was left out"),
        }
    }

    fn add_place(&mut self, name: &str, code: &str, reading: &mut Reading) {
        let Some(name) = reading.line::<200>("place", name) else { return };
        let name: PlaceName = name;
        let country = country(code);
        // The event's place and the identified one are often the same; two towns of one name are not.
        let same = |place: &&mut Place| {
            place.name == name && (place.country == country || place.country.is_none() || country.is_none())
        };
        match self.places.iter_mut().find(same) {
            Some(place) => place.country = place.country.take().or(country),
            None => add(&mut self.places, Place { name, country }),
        }
    }

    fn identified(&mut self, element: Element<'t>, reading: &mut Reading) {
        for child in element.children() {
            let text = child.text();
            let text = if text.trim().is_empty() { child.attribute("value").unwrap_or_default().into() } else { text };
            match child.name() {
                "person" => self.people.extend(reading.line("person", &text).filter(|_| self.people.len() < NAMED_MAX)),
                "org" => {
                    let named = reading.line("org", &text).filter(|_| self.organisations.len() < NAMED_MAX);
                    self.organisations.extend(named);
                }
                "location" => {
                    let within = child.child("country").and_then(|country| country.attribute("iso-cc"));
                    let code = child.attribute("location-code").or(within).unwrap_or_default();
                    let name = child.text_at(&["city"]).unwrap_or(text);
                    self.add_place(&name, code, reading);
                }
                "classifier" => {
                    let medtop = child.attribute("idsrc").is_some_and(|source| source.contains("medtop"));
                    let topic = child.attribute("value").filter(|_| medtop).and_then(|code| TopicId::new(code).ok());
                    self.topics.extend(topic.filter(|_| self.topics.len() < NAMED_MAX));
                }
                _ => {}
            }
        }
    }

    /// What it says about publishing (§ `docdata`, `management-status`).
    pub fn standing(&self) -> Result<Standing, Refused> {
        let Some(docdata) = self.docdata else { return Ok(Standing::Usable) };
        let status = docdata.attribute("management-status").unwrap_or_default();
        standing("management-status", status).map_err(|refused| refused.at(docdata.line()))
    }

    /// The document that this one takes away, when it is another one.
    pub fn takes_away(&self) -> Result<Option<(&'t str, story::State)>, Refused> {
        let Some(docdata) = self.docdata else { return Ok(None) };
        let other = docdata.attribute("management-doc-idref").filter(|id| Some(*id) != self.id);
        let Some(other) = other.filter(|id| !id.trim().is_empty()) else { return Ok(None) };
        let field = "management-idref-status";
        let told = match docdata.attribute(field) {
            Some(status) => standing(field, status).map_err(|refused| refused.at(docdata.line()))?,
            None => self.standing()?,
        };
        Ok(match told {
            Standing::Gone(state) => Some((other, state)),
            Standing::Usable | Standing::Embargoed => None,
        })
    }

    /// The end of the embargo (§ `date.release`), the latest when several are given. A release that is the issue itself
    /// is none, also when neither says in which zone it is.
    pub fn embargo(&self, standing: Standing, reading: &mut Reading) -> Result<Option<Timestamp>, Refused> {
        let mut latest = None;
        for release in &self.releases {
            let text = release.text();
            let text = release.attribute("norm").unwrap_or(&text).trim();
            if text.is_empty() {
                continue;
            }
            match embargo("date.release", text) {
                Ok(time) => latest = latest.max(Some(time)),
                Err(_) if standing == Standing::Usable && self.issued.is_some_and(|issued| issued.trim() == text) => {
                    reading.repair("the release has no zone, but is the issue itself, and is no embargo");
                }
                Err(refused) => return Err(refused.at(release.line())),
            }
        }
        if latest.is_none() && standing == Standing::Embargoed {
            let why = "is `embargoed`, and no `date.release` says until when";
            let refused = Refused::field("management-status", why);
            return Err(self.docdata.map_or(refused.clone(), |docdata| refused.at(docdata.line())));
        }
        Ok(latest)
    }
}
