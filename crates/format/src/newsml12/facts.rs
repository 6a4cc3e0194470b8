//! The facts of a story: its lines, what it is about, whose it is, and what belongs beside it.

use super::{
    ORIGIN,
    content::Text,
    own, property,
    read::{Item, formal_name, item_of, properties},
};
use crate::{
    NAMED_MAX,
    nitf::publicity,
    reading::{Reading, add, city_of, country, genre, one_line},
    tree::Element,
};
use std::borrow::Cow;
use story::{
    Correction, Created, Dateline, DigitalSource, Genre, ItemId, Place, Related, Relation, Rights, Story, TopicId,
};

impl<'t> Item<'t> {
    pub(super) fn language(&self) -> Option<Cow<'t, str>> {
        let told = self.sections("DescriptiveMetadata").find_map(|d| d.all("Language").find_map(formal_name));
        let marked = || self.components.iter().find_map(|component| component.attribute("lang"));
        told.or_else(marked).or_else(|| self.element.attribute("lang")).map(Cow::Borrowed)
    }

    /// The lines that are displayed.
    pub(super) fn lines(&self, story: &mut Story, text: Option<&Text<'_>>, reading: &mut Reading) {
        let summary = text.map(|text| text.summary.as_str()).filter(|summary| !summary.is_empty());
        let second = self.text("NewsLines", "SubHeadLine");
        story.standfirst = summary.or(second.as_deref()).and_then(|text| reading.prose("SubHeadLine", text));
        let lines: Vec<_> =
            self.sections("NewsLines").flat_map(|lines| lines.all("ByLine")).map(Element::text).collect();
        let mut names =
            lines.iter().map(|line| one_line(line)).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
        if names.is_empty() && !self.is_ours() {
            let mut creators =
                self.sections("AdministrativeMetadata").filter_map(|admin| admin.at(&["Creator", "Party"]));
            names.push_str(creators.find_map(formal_name).unwrap_or_default());
        }
        story.byline = reading.line("ByLine", &names);
        let line = self.text("NewsLines", "DateLine").unwrap_or_default();
        story.dateline = reading.line("DateLine", city_of(&line)).map(|city| Dateline { city, country: None });
    }

    /// What the story is about (§5.9).
    pub(super) fn description(&self, story: &mut Story, reading: &mut Reading) {
        let mut subjects = Vec::new();
        for child in self.sections("DescriptiveMetadata").flat_map(Element::children) {
            match child.name() {
                "Genre" if story.genre.is_none() => {
                    let name = formal_name(child).unwrap_or_default();
                    story.genre = if self.is_ours() { Genre::new(name).ok() } else { genre(name) };
                }
                "SubjectCode" => {
                    let codes = child.children().filter(|code| !code.is("SubjectQualifier"));
                    subjects.extend(codes.filter_map(formal_name));
                }
                "Location" => place(child, story, reading),
                "Property" => {
                    let Some(value) = child.attribute("Value") else { continue };
                    match formal_name(child).unwrap_or_default() {
                        property::KEYWORD => named(&mut story.keywords, reading.line("Keyword", value)),
                        property::PERSON => named(&mut story.people, reading.line("Person", value)),
                        property::ORGANISATION => named(&mut story.organisations, reading.line("Organisation", value)),
                        property::MEDIA_TOPIC => named(&mut story.topics, TopicId::new(value.trim()).ok()),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        if story.topics.is_empty() {
            for code in subjects {
                reading.subject(code, &mut story.topics);
            }
        }
    }

    pub(super) fn own_facts(&self, story: &mut Story, reading: &mut Reading) {
        let own = &self.own;
        story.created = own.created.and_then(|text| reading.kept(own::CREATED, Created::new(text)));
        let source = own.digital_source.map(DigitalSource::new);
        story.digital_source = source.and_then(|source| reading.kept(own::DIGITAL_SOURCE, source));
        story.group = own.group.and_then(|group| group.parse().ok());
        let kind = self.element.at(&["NewsManagement", "NewsItemType"]).and_then(formal_name);
        let advisory = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("advisory"));
        story.public = reading.public(publicity(own.public), advisory);
        story.public_summary = own.public_summary.and_then(|text| reading.prose(own::PUBLIC_SUMMARY, text));
        let source = own.summary_source.map(DigitalSource::new);
        story.summary_source = source.and_then(|source| reading.kept(own::SUMMARY_SOURCE, source));
        let was = own.was.and_then(|text| reading.prose(own::WAS, text));
        let now = own.now.and_then(|text| reading.prose(own::NOW, text));
        story.correction = was.zip(now).map(|(was, now)| Correction { was, now });
    }

    pub(super) fn rights(&self, reading: &mut Reading) -> Rights {
        let party = |role| {
            let mut sections = self.sections("AdministrativeMetadata");
            sections.find_map(|admin| admin.at(&[role, "Party"]).and_then(formal_name))
        };
        let ours = self.is_ours();
        let source = party("Source").or_else(|| party("Provider").filter(|_| !ours)).unwrap_or_default();
        let notice = self.text("NewsLines", "CopyrightLine");
        let notice = notice.or_else(|| self.holder().filter(|_| !ours)).unwrap_or_default();
        let credit = self.text("NewsLines", "CreditLine").unwrap_or_default();
        Rights {
            credit: reading.line("CreditLine", &credit),
            copyright: reading.line("CopyrightLine", &notice),
            usage_terms: reading.prose("UsageRights", &self.terms()),
            source: reading.line("Source", source),
        }
    }

    fn holder(&self) -> Option<Cow<'t, str>> {
        let copyright = self.sections("RightsMetadata").find_map(|rights| rights.child("Copyright"))?;
        let holder = copyright.text_at(&["CopyrightHolder"])?;
        Some(match copyright.text_at(&["CopyrightDate"]) {
            Some(date) => Cow::Owned(format!("© {date} {holder}")),
            None => holder,
        })
    }

    /// Our own terms are one usage type; others say where, by whom and when in elements of their own.
    fn terms(&self) -> String {
        let mut terms = String::new();
        let mut say = |words: &str, text: &str| {
            let text = text.trim();
            if !text.is_empty() {
                terms.push_str(if terms.is_empty() { "" } else { "\n" });
                terms.push_str(words);
                terms.push_str(text);
            }
        };
        for usage in self.sections("RightsMetadata").flat_map(|rights| rights.all("UsageRights")) {
            for part in usage.children() {
                match part.name() {
                    "StartDate" => say("from ", &part.text()),
                    "EndDate" => say("until ", &part.text()),
                    _ => say("", &part.text()),
                }
            }
        }
        for line in self.sections("NewsLines").flat_map(|lines| lines.all("RightsLine")) {
            say("", &line.text());
        }
        terms
    }

    pub(super) fn related(&self, reading: &mut Reading) -> Vec<Related> {
        let mut related = Vec::new();
        let links = self.element.child("NewsManagement").into_iter().flat_map(|m| m.all("AssociatedWith"));
        for link in links {
            let Some(name) = link.attribute("NewsItem") else { continue };
            let item = name.parse().ok().or_else(|| {
                let mut parts = name.trim().strip_prefix("urn:newsml:")?.split(':');
                item_of(parts.next()?, parts.next()?, parts.next()?)
            });
            let Some(item) = item else {
                reading.repair("links to items of other systems were left out");
                continue;
            };
            let item: ItemId = item;
            let title = link.text_at(&["Comment"]).unwrap_or(Cow::Borrowed(name));
            if let Some(title) = reading.line("Comment", &title) {
                let said = self.own.relations.iter().find(|(_, named)| *named == item.as_str());
                let rel = said.map_or(Relation::Related, |(rel, _)| *rel);
                add(&mut related, Related { item, title, rel });
            }
        }
        related
    }
}

/// Adds a name, as far as a story may have so many.
fn named<T>(list: &mut Vec<T>, name: Option<T>) {
    list.extend(name.filter(|_| list.len() < NAMED_MAX));
}

/// Where the story was filed, or a place that it is about.
fn place(location: Element<'_>, story: &mut Story, reading: &mut Reading) {
    let value = |name| properties(location).find(|(known, _)| *known == name).map(|(_, value)| value);
    let code = value(property::COUNTRY).unwrap_or_default();
    let name = value(property::CITY).or_else(|| value("CountryArea")).or_else(|| value("CountryName"));
    if location.attribute("HowPresent").is_some_and(|how| how.eq_ignore_ascii_case(ORIGIN)) {
        if let Some(city) = value(property::CITY).and_then(|city| reading.line("Location", city)) {
            story.dateline = Some(Dateline { city, country: country(code) });
        }
    } else if let Some(name) = name.and_then(|name| reading.line("Location", name)) {
        add(&mut story.places, Place { name, country: country(code) });
    } else {
        reading.repair("a place without a name was left out");
    }
}
