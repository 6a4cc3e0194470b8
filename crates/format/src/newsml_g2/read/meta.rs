//! What is said of the content (NewsML-G2 §`contentMeta`).

use super::{
    codes::{Code, Codes},
    management::{Management, name_of},
    words::{Repairs, line, shown},
};
use crate::{Defaults, NAMED_MAX, mend, newscodes, tree::Element};
use jiff::Timestamp;
use story::{
    Agency, Byline, CategoryId, Created, Dateline, DigitalSource, Genre, Headline, Keyword, Lang, Line, Named, Place,
    PlaceName, Priority, Prose, PublicSummary, Standfirst, TopicId, tidy_line,
};

/// Characters of a headline; what is longer is cut at a word.
pub(super) const HEADLINE_CHARS_MAX: usize = 400;
/// Characters of a headline that is made of the first sentence.
const MADE_HEADLINE_CHARS_MAX: usize = 120;
/// Elements of one name that are looked at where one of them is chosen.
const CHOICES_MAX: usize = 50;

/// The elements of `contentMeta`, gathered in one pass.
#[derive(Debug, Default)]
pub(super) struct Meta<'t> {
    urgency: Option<Element<'t>>,
    created: Option<Element<'t>>,
    digital_source: Option<Element<'t>>,
    summary_source: Option<Element<'t>>,
    located: Option<Element<'t>>,
    dateline: Option<Element<'t>>,
    language: Option<Element<'t>>,
    slug: Option<Element<'t>>,
    by: Option<Element<'t>>,
    credit: Option<Element<'t>>,
    sources: Vec<Element<'t>>,
    creators: Vec<Element<'t>>,
    genres: Vec<Element<'t>>,
    headlines: Vec<Element<'t>>,
    descriptions: Vec<Element<'t>>,
    keywords: Vec<Element<'t>>,
    subjects: Vec<Element<'t>>,
}

impl<'t> Meta<'t> {
    /// Gathers the elements of an item.
    pub fn of(item: Element<'t>, codes: &Codes<'t>) -> Self {
        let mut meta = Self::default();
        let first = |place: &mut Option<Element<'t>>, element| {
            place.get_or_insert(element);
        };
        let next = |list: &mut Vec<Element<'t>>, element| {
            if list.len() < CHOICES_MAX {
                list.push(element);
            }
        };
        for element in item.child("contentMeta").into_iter().flat_map(Element::children) {
            match element.name() {
                "urgency" => first(&mut meta.urgency, element),
                "contentCreated" => first(&mut meta.created, element),
                "digitalSourceType" => first(&mut meta.digital_source, element),
                "located" if !matches!(codes.kind(element), "country" | "statprov") => {
                    first(&mut meta.located, element);
                }
                "dateline" => first(&mut meta.dateline, element),
                "language" => first(&mut meta.language, element),
                "slugline" => first(&mut meta.slug, element),
                "by" => first(&mut meta.by, element),
                "creditline" => first(&mut meta.credit, element),
                "infoSource" => next(&mut meta.sources, element),
                "creator" => next(&mut meta.creators, element),
                "genre" => next(&mut meta.genres, element),
                "headline" => next(&mut meta.headlines, element),
                "description" => next(&mut meta.descriptions, element),
                "keyword" => meta.keywords.push(element),
                "subject" => meta.subjects.push(element),
                "contentMetaExtProperty" if codes.own_property(element) == Some("summarySource") => {
                    first(&mut meta.summary_source, element);
                }
                _ => {}
            }
        }
        meta
    }

    /// The language of the content, or else of the item.
    pub fn language(&self, item: Element<'t>, defaults: &Defaults, repairs: &mut Repairs) -> Lang {
        let tag = self.language.and_then(|language| language.attribute("tag")).or_else(|| item.attribute("lang"));
        let Some(tag) = tag.map(str::trim).filter(|tag| !tag.is_empty()) else { return defaults.language.clone() };
        Lang::new(tag).unwrap_or_else(|_| {
            repairs.tell(format!("`{}` is not a language; `{}` was taken", shown(tag), defaults.language));
            defaults.language.clone()
        })
    }

    /// The first headline of the highest rank; too long a one is cut.
    pub fn headline(&self) -> Option<String> {
        let rank = |element: &Element<'_>| element.attribute("rank").and_then(|rank| rank.trim().parse().ok());
        let mut ranked: Vec<(u32, Element<'_>)> =
            self.headlines.iter().map(|element| (rank(element).unwrap_or(0), *element)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, element)| line(element)).find(|text| !text.is_empty())
    }

    /// The newsroom's handle, as far as a story can have it.
    pub fn slug(&self, repairs: &mut Repairs) -> Option<story::Slug> {
        let text = line(self.slug?);
        match story::Slug::new(&text) {
            Ok(slug) => Some(slug),
            Err(story::TextFault::Empty) => None,
            Err(fault) => {
                repairs.tell(format!("`slugline` {fault}; the headline made the slug"));
                None
            }
        }
    }

    /// Who wrote it: the byline, or else the names of its creators.
    pub fn byline(&self, repairs: &mut Repairs) -> Option<Byline> {
        if let Some(by) = self.by.and_then(|by| repairs.line(by)) {
            return Some(by);
        }
        let names: Vec<String> = self.creators.iter().filter_map(|creator| name_of(*creator)).collect();
        repairs.kept("creator", Byline::new(names.join(", ")))
    }

    /// Where it was filed: the city, or the beginning of the dateline in words.
    pub fn dateline(&self, codes: &Codes<'t>, repairs: &mut Repairs) -> Option<Dateline> {
        if let Some(located) = self.located
            && let Some(name) = name_of(located)
        {
            let city = repairs.kept("located", PlaceName::new(name))?;
            return Some(Dateline { city, country: country_of(located, codes) });
        }
        let text = line(self.dateline?);
        let end = text.find([',', '(', '–', '—']).or_else(|| text.find(" -")).unwrap_or(text.len());
        let city = repairs.kept("dateline", PlaceName::new(text[..end].trim()))?;
        Some(Dateline { city, country: None })
    }

    /// How urgent it is: 1 to 9, as the element itself, or else the dialect or the message says.
    pub fn priority(&self, others: [Option<&str>; 2], defaults: &Defaults, repairs: &mut Repairs) -> Priority {
        let own = self.urgency.map(Element::text);
        let Some(text) = own.as_deref().or(others[0]).or(others[1]) else { return defaults.priority };
        let number: Option<u8> = text.trim().parse().ok();
        // 9 is for the sender's own use, and the least of all here.
        let known = number.filter(|n| (1..=9).contains(n)).and_then(|n| Priority::from_urgency(n.min(8)));
        known.unwrap_or_else(|| {
            let shown = shown(text);
            repairs.tell(format!("the urgency `{shown}` is not 1 to 9; {} was taken", defaults.priority.name()));
            defaults.priority
        })
    }

    /// When the content was made. The dialect tells the time of the release there, which is no news.
    pub fn created(&self, management: &Management<'t>, repairs: &mut Repairs) -> Option<Created> {
        let element = self.created?;
        let text = element.text();
        let first = management.first_created.map(Element::text);
        if text.trim().is_empty() || management.is_dialect() && first.is_some_and(|first| first == text) {
            return None;
        }
        repairs.kept("contentCreated", Created::new(&text))
    }

    /// When the content was written, for want of a time of the version.
    pub fn dated(&self, repairs: &mut Repairs) -> Option<Timestamp> {
        repairs.time(self.created?)
    }

    /// How a picture came to be.
    pub fn digital_source(&self, codes: &Codes<'t>, repairs: &mut Repairs) -> Option<DigitalSource> {
        digital_source("digitalSourceType", self.digital_source?, codes, repairs)
    }

    /// How the public summary came to be.
    pub fn summary_source(&self, codes: &Codes<'t>, repairs: &mut Repairs) -> Option<DigitalSource> {
        digital_source("summarySource", self.summary_source?, codes, repairs)
    }

    /// Where the material came from: what is called the source, else the first that is named.
    pub fn source(&self, codes: &Codes<'t>, repairs: &mut Repairs) -> Option<Line<200>> {
        let of = |role: &str| self.sources.iter().find(|source| codes.role(**source).eq_ignore_ascii_case(role));
        let chosen = of("source").or_else(|| of("contentSource")).and_then(|source| name_of(*source));
        let name = chosen.or_else(|| self.sources.iter().find_map(|source| name_of(*source)))?;
        repairs.kept("infoSource", Line::new(name))
    }

    /// The credit line.
    pub fn credit(&self, repairs: &mut Repairs) -> Option<Line<300>> {
        repairs.line(self.credit?)
    }

    /// The genre: by its code, or by its English name where the code is another's.
    pub fn genre(&self, codes: &Codes<'t>) -> Option<Genre> {
        self.genres.iter().find_map(|element| {
            let code = codes.value(*element).filter(|code| code.is_genre()).and_then(|c| Genre::new(c.local).ok());
            let known = code.clone().filter(|genre| newscodes::genre_name(genre).is_some());
            let named = || element.all("name").find_map(|name| newscodes::genre_named(&line(name)));
            known.or_else(named).or(code)
        })
    }

    /// The standfirst, the public summary and the caption among the descriptions.
    pub fn descriptions(&self, codes: &Codes<'t>, of_file: bool, repairs: &mut Repairs) -> Descriptions {
        let mut found = Descriptions::default();
        let mut others: Vec<Element<'t>> = Vec::new();
        for element in &self.descriptions {
            let role = codes.code(*element, "role", "roleuri");
            match role.map_or("", |role| role.local) {
                "publicSummary" if role.is_some_and(|role| role.term().is_some()) => {
                    found.public_summary = repairs.prose(*element);
                }
                "caption" if of_file && found.caption.is_none() => found.caption = Some(super::words::prose(*element)),
                "summary" | "lead" | "teaser" | "standfirst" | "abstract" if found.standfirst.is_none() => {
                    found.standfirst = repairs.prose(*element);
                }
                _ => others.push(*element),
            }
        }
        let mut others = others.into_iter();
        if of_file && found.caption.is_none() {
            let texts: Vec<String> = others.map(super::words::prose).filter(|text| !text.is_empty()).collect();
            found.caption = Some(texts.join("\n\n")).filter(|text| !text.is_empty());
        } else if !of_file && found.standfirst.is_none() {
            found.standfirst = others.next().and_then(|element| repairs.prose(element));
        }
        found
    }

    /// Everything that the story is about, and its section.
    pub fn subjects(&self, codes: &Codes<'t>, agency: &Agency, repairs: &mut Repairs) -> Subjects {
        let mut subjects = Subjects::default();
        let mut old_codes: Vec<&str> = Vec::new();
        for element in &self.subjects {
            let code = codes.value(*element);
            if let Some(topic) = code.and_then(Code::media_topic) {
                push(&mut subjects.topics, topic);
            } else if let Some(old) = code.and_then(Code::subject) {
                push(&mut old_codes, old);
            } else if let Some(category) = code.and_then(|code| code.category(agency)) {
                subjects.category.get_or_insert(category);
            } else if code.is_none_or(|code| !code.is_internal()) {
                subjects.concept(*element, codes, repairs);
            }
        }
        subjects.take_old(&old_codes);
        for element in &self.keywords {
            subjects.keyword(line(*element), repairs);
        }
        subjects
    }
}

/// The digital source type that an element names.
fn digital_source<'t>(
    field: &str,
    element: Element<'t>,
    codes: &Codes<'t>,
    repairs: &mut Repairs,
) -> Option<DigitalSource> {
    let code = codes.value(element).filter(|code| code.is_digital_source())?;
    repairs.kept(field, DigitalSource::new(code.local))
}

/// The texts among the descriptions.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    pub standfirst: Option<Standfirst>,
    pub public_summary: Option<PublicSummary>,
    pub caption: Option<String>,
}

/// What a story is about.
#[derive(Debug, Default)]
pub(super) struct Subjects {
    pub category: Option<CategoryId>,
    pub topics: Vec<TopicId>,
    pub keywords: Vec<Keyword>,
    pub places: Vec<Place>,
    pub people: Vec<Named>,
    pub organisations: Vec<Named>,
}

/// Adds what is not there yet, as long as there is room.
fn push<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < NAMED_MAX && !list.contains(&value) {
        list.push(value);
    }
}

impl Subjects {
    /// A subject without a code that we know: by its type, else a keyword of its name.
    fn concept(&mut self, element: Element<'_>, codes: &Codes<'_>, repairs: &mut Repairs) {
        let kind = codes.kind(element);
        // Sections of others mean nothing here, and events that have no name mean nothing anywhere.
        let Some(name) = name_of(element).filter(|_| kind != "category") else { return };
        let is_place = element.attribute("type").is_some_and(|own| own.trim() == crate::newsml_g2::catalog::PLACE);
        match kind {
            _ if is_place => self.place(name, element, codes, repairs),
            "geoArea" | "poi" => self.place(name, element, codes, repairs),
            "person" => self.people.extend(named(&self.people, name, "subject", repairs)),
            "organisation" | "organization" => {
                self.organisations.extend(named(&self.organisations, name, "subject", repairs));
            }
            // What has a name only for machines has no name.
            _ if element.child("name").is_none() => {}
            _ => self.keyword(name, repairs),
        }
    }

    fn place(&mut self, name: String, element: Element<'_>, codes: &Codes<'_>, repairs: &mut Repairs) {
        if let Some(name) = repairs.kept("subject", PlaceName::new(name)) {
            push(&mut self.places, Place { name, country: country_of(element, codes) });
        }
    }

    fn keyword(&mut self, word: String, repairs: &mut Repairs) {
        if let Some(keyword) = repairs.kept("keyword", Keyword::new(word)) {
            push(&mut self.keywords, keyword);
        }
    }

    /// Takes subject codes that no Media Topic of the document stands for already.
    fn take_old(&mut self, codes: &[&str]) {
        let said = |code: &str, topics: &[TopicId]| {
            topics.iter().filter_map(newscodes::topic).any(|topic| topic.subject == Some(code))
        };
        let unsaid: Vec<&str> = codes.iter().copied().filter(|code| !said(code, &self.topics)).collect();
        for topic in unsaid.into_iter().filter_map(newscodes::topic_of_subject) {
            push(&mut self.topics, topic);
        }
    }
}

/// A name that is not in the list yet.
fn named(list: &[Named], name: String, field: &str, repairs: &mut Repairs) -> Option<Named> {
    let name = repairs.kept(field, Named::new(name))?;
    (list.len() < NAMED_MAX && !list.contains(&name)).then_some(name)
}

/// The country of a place: a broader concept, or the place itself.
fn country_of(place: Element<'_>, codes: &Codes<'_>) -> Option<Line<2>> {
    let broader = place.all("broader").chain(place.all("sameAs"));
    broader.filter_map(|element| codes.value(element)).find_map(Code::country)
}

/// A headline of foreign text, or what is left of a longer one.
pub(super) fn headline(text: &str, repairs: &mut Repairs) -> Option<Headline> {
    let text = tidy_line(text);
    let cut = mend::cut(&text, HEADLINE_CHARS_MAX);
    if cut.len() != text.len() {
        repairs.tell("the headline was too long and was cut at a word".to_owned());
    }
    Headline::new(cut).ok()
}

/// The first sentence of several lines, to stand for a headline that is not there.
pub(super) fn made_headline(text: &str) -> String {
    mend::first_sentence(text.trim_start_matches(['-', '–', '—', ' ']), MADE_HEADLINE_CHARS_MAX)
}

/// Several lines, cut where they are too long.
pub(super) fn caption<const CHARS_MAX: usize>(text: &str, repairs: &mut Repairs) -> Option<Prose<CHARS_MAX>> {
    repairs.cut("description", text)
}
