//! The facts of an edition as elements of the namespace of Tellal, which RSS and Atom carry as one element, `story`.
//! Elements have the names of the JSON, in the singular where there may be several.

use super::{
    Filed, Header,
    told::{in_order, is_main, lead},
};
use crate::{Edition, File, Refused, formats::NAMESPACE, tree::Element, xml::Writer};
use std::{fmt::Display, str::FromStr};
use story::{
    CategoryId, Correction, Created, Dateline, DigitalSource, FormName, Genre, Kind, Lang, Line, Place, PlaceName,
    Priority, Prose, Publicity, Related, Relation, Slug, TextFault, TopicId,
};

/// The attribute that a document's outermost element binds the prefix with.
pub(crate) const BOUND: (&str, &str) = ("xmlns:tellal", NAMESPACE);
/// The prefix.
pub(crate) const PREFIX: &str = "tellal";

/// Writes the element.
pub(crate) fn write(w: &mut Writer, edition: &Edition<'_>, files: &[File<'_>]) {
    let version = edition.version.to_string();
    let attributes = [
        ("version", version.as_str()),
        ("act", edition.act.name()),
        ("status", edition.state.name()),
        ("kind", edition.story.kind().name()),
        ("content_hash", edition.content.as_str()),
    ];
    w.element("tellal:story", &attributes, |w| {
        what_it_is(w, edition);
        what_it_is_about(w, edition);
        what_belongs_to_it(w, edition);
        for (file, form) in in_order(edition, files) {
            write_file(w, edition, file, form);
        }
    });
}

fn leaf(w: &mut Writer, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        w.leaf(name, &[], text);
    }
}

fn located(w: &mut Writer, name: &str, text: &str, country: Option<&Line<2>>) {
    match country {
        Some(country) => w.leaf(name, &[("country", country.as_str())], text),
        None => w.leaf(name, &[], text),
    }
}

fn what_it_is(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    w.leaf("tellal:language", &[], story.language.as_str());
    w.leaf("tellal:slug", &[], story.slug.as_str());
    w.leaf("tellal:headline", &[], story.headline.as_str());
    w.leaf("tellal:priority", &[], &story.priority.urgency().to_string());
    w.leaf("tellal:category", &[], &story.category.to_string());
    leaf(w, "tellal:standfirst", story.standfirst.as_ref().map(Prose::as_str));
    leaf(w, "tellal:byline", story.byline.as_ref().map(Line::as_str));
    if let Some(dateline) = &story.dateline {
        located(w, "tellal:dateline", dateline.city.as_str(), dateline.country.as_ref());
    }
    leaf(w, "tellal:lead", Some(lead(edition).as_str()).filter(|lead| !lead.is_empty()));
    leaf(w, "tellal:genre", story.genre.as_ref().map(Genre::as_str));
    leaf(w, "tellal:created", story.created.as_ref().map(Created::as_str));
    leaf(w, "tellal:digital_source", story.digital_source.as_ref().map(DigitalSource::as_str));
    leaf(w, "tellal:caption", story.caption().map(Prose::as_str));
}

fn what_it_is_about(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    story.topics.iter().for_each(|topic| w.leaf("tellal:topic", &[], topic.as_str()));
    story.keywords.iter().for_each(|keyword| w.leaf("tellal:keyword", &[], keyword.as_str()));
    story.places.iter().for_each(|place| located(w, "tellal:place", place.name.as_str(), place.country.as_ref()));
    story.people.iter().for_each(|name| w.leaf("tellal:person", &[], name.as_str()));
    story.organisations.iter().for_each(|name| w.leaf("tellal:organisation", &[], name.as_str()));
}

fn what_belongs_to_it(w: &mut Writer, edition: &Edition<'_>) {
    let story = edition.story;
    leaf(w, "tellal:embargo", story.embargo.map(|time| time.to_string()).as_deref());
    let rights = &story.rights;
    leaf(w, "tellal:credit", rights.credit.as_ref().map(Line::as_str));
    leaf(w, "tellal:copyright", rights.copyright.as_ref().map(Line::as_str));
    leaf(w, "tellal:usage_terms", rights.usage_terms.as_ref().map(Prose::as_str));
    leaf(w, "tellal:source", rights.source.as_ref().map(Line::as_str));
    leaf(w, "tellal:group", story.group.as_ref().map(story::GroupId::as_str));
    for related in &story.related {
        let attributes = [("item", related.item.as_str()), ("rel", related.rel.name())];
        let said = if related.rel == Relation::Related { &attributes[..1] } else { &attributes[..] };
        w.leaf("tellal:related", said, related.title.as_str());
    }
    leaf(w, "tellal:editors_note", story.editors_note.as_ref().map(Prose::as_str));
    match story.public {
        Publicity::Rule => {}
        Publicity::Yes => w.leaf("tellal:public", &[], "yes"),
        Publicity::No => w.leaf("tellal:public", &[], "no"),
    }
    leaf(w, "tellal:public_summary", story.public_summary.as_ref().map(Prose::as_str));
    leaf(w, "tellal:summary_source", story.summary_source.as_ref().map(DigitalSource::as_str));
    if let Some(correction) = &story.correction {
        w.element("tellal:correction", &[], |w| {
            w.leaf("tellal:was", &[], correction.was.as_str());
            w.leaf("tellal:now", &[], correction.now.as_str());
        });
    }
}

fn write_file(w: &mut Writer, edition: &Edition<'_>, file: &File<'_>, form: Option<FormName>) {
    let number = |n: Option<u64>| n.map(|n| n.to_string());
    let bytes = number(file.bytes);
    let width = number(file.size.map(|(width, _)| width.into()));
    let height = number(file.size.map(|(_, height)| height.into()));
    let attributes = [
        ("rendition", Some(file.rendition.name())),
        ("form", form.map(FormName::name)),
        ("main", is_main(edition, file).then_some("true")),
        ("href", Some(file.href.as_str())),
        ("media_type", Some(file.media_type.name())),
        ("bytes", bytes.as_deref()),
        ("sha256", file.sha256),
        ("width", width.as_deref()),
        ("height", height.as_deref()),
    ];
    let given: Vec<_> = attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    w.empty("tellal:file", &given);
}

/// Reads the element. What it says wrongly refuses the document, because nobody but us writes it.
pub(crate) fn read(story: Element<'_>) -> Result<Header, Refused> {
    let mut header = Header {
        version: attribute(story, "version", number)?,
        act: attribute(story, "act", str::parse)?,
        status: attribute(story, "status", str::parse)?,
        kind: attribute(story, "kind", str::parse::<Kind>)?,
        content_hash: story.attribute("content_hash").map(ToOwned::to_owned),
        ..Header::default()
    };
    for element in story.children() {
        header.take(element)?;
    }
    Ok(header)
}

/// A value of a type, or the field and its line.
fn of<T>(element: Element<'_>, result: Result<T, impl Display>) -> Result<T, Refused> {
    result.map_err(|fault| Refused::field(element.name(), fault).at(element.line()))
}

/// The value of an attribute.
fn attribute<T, E: Display>(
    element: Element<'_>,
    name: &str,
    value: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, Refused> {
    let given = element.attribute(name).map(value).transpose();
    given.map_err(|fault| Refused::field(name, fault).at(element.line()))
}

fn number<T: FromStr>(text: &str) -> Result<T, TextFault> {
    text.parse().map_err(|_| TextFault::Form("is not a number"))
}

impl Header {
    fn take(&mut self, element: Element<'_>) -> Result<(), Refused> {
        let text = element.text();
        let text = text.trim();
        match element.name() {
            "language" => self.language = Some(of(element, Lang::new(text))?),
            "slug" => self.slug = Some(of(element, Slug::new(text))?),
            "headline" => self.headline = Some(of(element, Line::new(text))?),
            "priority" => self.priority = Some(of(element, number(text).and_then(|n: u8| Priority::try_from(n)))?),
            "category" => self.category = Some(CategoryId(of(element, number(text))?)),
            "standfirst" => self.standfirst = Some(of(element, Prose::new(text))?),
            "byline" => self.byline = Some(of(element, Line::new(text))?),
            "dateline" => {
                let city = of(element, PlaceName::new(text))?;
                self.dateline = Some(Dateline { city, country: country(element)? });
            }
            "lead" => self.lead = Some(text.to_owned()),
            "genre" => self.genre = Some(of(element, Genre::new(text))?),
            "created" => self.created = Some(of(element, Created::new(text))?),
            "digital_source" => self.digital_source = Some(of(element, DigitalSource::new(text))?),
            "caption" => self.caption = Some(of(element, Prose::new(text))?),
            "topic" => self.topics.push(of(element, TopicId::new(text))?),
            "keyword" => self.keywords.push(of(element, Line::new(text))?),
            "place" => {
                let name = of(element, PlaceName::new(text))?;
                self.places.push(Place { name, country: country(element)? });
            }
            "person" => self.people.push(of(element, Line::new(text))?),
            "organisation" => self.organisations.push(of(element, Line::new(text))?),
            "file" => self.files.extend(file(element)?),
            _ => self.take_more(element, text)?,
        }
        Ok(())
    }

    fn take_more(&mut self, element: Element<'_>, text: &str) -> Result<(), Refused> {
        match element.name() {
            "embargo" => {
                let zone = "is not a time with its zone, such as 2026-09-01T10:00:00+03:00";
                self.embargo = Some(of(element, text.parse().map_err(|_| zone))?);
            }
            "credit" => self.rights.credit = Some(of(element, Line::new(text))?),
            "copyright" => self.rights.copyright = Some(of(element, Line::new(text))?),
            "usage_terms" => self.rights.usage_terms = Some(of(element, Prose::new(text))?),
            "source" => self.rights.source = Some(of(element, Line::new(text))?),
            "group" => self.group = Some(of(element, text.parse())?),
            "related" => {
                let item = of(element, element.attribute("item").unwrap_or_default().parse())?;
                // A later version may know more relations.
                let rel = element.attribute("rel").and_then(Relation::named).unwrap_or_default();
                self.related.push(Related { item, title: of(element, Line::new(text))?, rel });
            }
            "editors_note" => self.editors_note = Some(of(element, Prose::new(text))?),
            "public" => {
                self.public = of(
                    element,
                    match text {
                        "yes" => Ok(Publicity::Yes),
                        "no" => Ok(Publicity::No),
                        "rule" => Ok(Publicity::Rule),
                        _ => Err("is not `yes`, `no` or `rule`"),
                    },
                )?;
            }
            "public_summary" => self.public_summary = Some(of(element, Prose::new(text))?),
            "summary_source" => self.summary_source = Some(of(element, DigitalSource::new(text))?),
            "correction" => {
                let part = |name| element.child(name).map(Element::text).unwrap_or_default();
                let (was, now) = (of(element, Prose::new(part("was")))?, of(element, Prose::new(part("now")))?);
                self.correction = Some(Correction { was, now });
            }
            // A later version may tell more.
            _ => {}
        }
        Ok(())
    }
}

fn country(element: Element<'_>) -> Result<Option<Line<2>>, Refused> {
    attribute(element, "country", |code| Line::new(code))
}

fn file(element: Element<'_>) -> Result<Option<Filed>, Refused> {
    let Some(href) = element.attribute("href") else { return Ok(None) };
    let known = |name: &str| FormName::ALL.into_iter().find(|form| form.name() == name);
    let form = attribute(element, "form", |name| known(name).ok_or("is not a form: web, sd, pdf, eps or ai"))?;
    Ok(Some(Filed { href: href.to_owned(), form, main: element.attribute("main") == Some("true") }))
}
