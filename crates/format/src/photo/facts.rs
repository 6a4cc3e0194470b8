//! The facts of a picture, checked.

use super::sheet::{Sheet, Shown};
use crate::{NAMED_MAX, Refused, countries, mend, newscodes};
use jiff::Timestamp;
use std::str::FromStr;
use story::{
    Byline, Caption, Created, DigitalSource, Genre, Headline, Keyword, Lang, Line, Named, Note, Place, PlaceName,
    Priority, Prose, Rights, TextFault, TopicId, tidy_line,
};

/// What a picture says of itself, each fact as a story may hold it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhotoFacts {
    /// The title: its handle, often a file name or a slug.
    pub title: Option<Headline>,
    /// The headline.
    pub headline: Option<Headline>,
    /// What it shows.
    pub caption: Option<Caption>,
    /// Who made it.
    pub byline: Option<Byline>,
    /// Who owns it and how it may be used.
    pub rights: Rights,
    /// The city in which it was made.
    pub city: Option<PlaceName>,
    /// The name of the country, as it is written there.
    pub country: Option<PlaceName>,
    /// ISO 3166-1 alpha-2 code of the country.
    pub country_code: Option<Line<2>>,
    /// When it was made.
    pub created: Option<Created>,
    /// Free keywords.
    pub keywords: Vec<Keyword>,
    /// Media Topics.
    pub topics: Vec<TopicId>,
    /// The genre.
    pub genre: Option<Genre>,
    /// People that it shows.
    pub people: Vec<Named>,
    /// Organisations that it shows.
    pub organisations: Vec<Named>,
    /// Places that it shows.
    pub places: Vec<Place>,
    /// What the sender asks of those who receive it.
    pub instructions: Option<Note>,
    /// How urgent it is.
    pub urgency: Option<Priority>,
    /// The section, as a code of up to three letters or in words.
    pub category: Option<Line<100>>,
    /// How it came to be.
    pub digital_source: Option<DigitalSource>,
    /// The language of its texts.
    pub language: Option<Lang>,
    /// It must not be used before this time.
    pub embargo: Option<Timestamp>,
    /// How its pixels must be turned to stand upright, as EXIF numbers it, 2 to 8; `None` when they do.
    pub orientation: Option<u16>,
    /// Its id where it came from.
    pub item: Option<String>,
    /// Its version there.
    pub version: Option<u32>,
    /// The hash of the story that it was dressed with.
    pub content_hash: Option<String>,
    /// What was not as it should be, and what was done about it: one sentence each.
    pub repairs: Vec<String>,
}

impl PhotoFacts {
    pub(super) fn of(mut sheet: Sheet, repairs: Vec<String>) -> Result<Self, Refused> {
        sheet.take_embargo();
        let mut check = Check(repairs);
        let embargo = check.embargo(&sheet)?;
        let country = check.country(&sheet);
        let creators = sheet.creators.join(", ");
        let code = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
        Ok(Self {
            title: check.line("title", sheet.title.as_deref()),
            headline: check.line("headline", sheet.headline.as_deref()),
            caption: check.prose("caption", sheet.caption.as_deref()),
            byline: check.line("byline", Some(&creators)),
            rights: Rights {
                credit: check.line("credit", sheet.credit.as_deref()),
                copyright: check.line("copyright", sheet.copyright.as_deref()),
                usage_terms: check.prose("usage terms", sheet.usage_terms.as_deref()),
                source: check.line("source", sheet.source.as_deref()),
            },
            city: check.line("city", sheet.city.as_deref()),
            country: check.line("country", sheet.country.as_deref()),
            country_code: country,
            created: sheet.created.and_then(|text| Created::new(&text).ok()),
            keywords: check.lines("keywords", &sheet.keywords),
            topics: check.topics(&sheet.topics, &sheet.subjects),
            genre: check.code("genre", sheet.genre.as_deref(), genre),
            people: check.lines("people", &sheet.people),
            organisations: check.lines("organisations", &sheet.organisations),
            places: check.places(&sheet.places),
            instructions: check.prose("instructions", sheet.instructions.as_deref()),
            urgency: check.code("urgency", sheet.urgency.as_deref(), urgency),
            category: check.line("category", sheet.category.as_deref()),
            digital_source: check.code("digital source type", sheet.digital_source.as_deref(), |text| {
                DigitalSource::new(&code(text)).ok()
            }),
            language: check.code("language", sheet.language.as_deref(), |text| Lang::new(text).ok()),
            embargo,
            orientation: sheet.orientation,
            version: sheet.version.filter(|_| sheet.item.is_some()).and_then(|text| text.trim().parse().ok()),
            item: sheet.item.as_deref().map(tidy_line).filter(|item| !item.is_empty()),
            content_hash: sheet.content_hash.filter(|hash| story::MediaHash::new(hash).is_ok()),
            repairs: check.0,
        })
    }
}

/// A priority by the urgencies of the IPTC. 0 was once reserved, and 9 is what its user says it is.
fn urgency(text: &str) -> Option<Priority> {
    Priority::from_urgency(u8::from_str(text.trim()).ok()?)
}

/// A genre by its code or by its English name.
fn genre(text: &str) -> Option<Genre> {
    let coded = Genre::new(text).ok().filter(|genre| newscodes::genre_name(genre).is_some());
    coded.or_else(|| newscodes::genre_named(text))
}

/// Takes texts as the types of a story, and remembers what was repaired.
struct Check(Vec<String>);

impl Check {
    fn line<const CHARS_MAX: usize>(&mut self, field: &str, text: Option<&str>) -> Option<Line<CHARS_MAX>> {
        self.cut(field, text?, CHARS_MAX, &|text| Line::tidy(text))
    }

    fn prose<const CHARS_MAX: usize>(&mut self, field: &str, text: Option<&str>) -> Option<Prose<CHARS_MAX>> {
        // Old programs end lines with a carriage return alone.
        let text = text?.replace("\r\n", "\n").replace('\r', "\n");
        self.cut(field, &text, CHARS_MAX, &|text| Prose::tidy(text))
    }

    /// The text as a value; one that is too long is cut.
    fn cut<T>(
        &mut self,
        field: &str,
        text: &str,
        max: usize,
        take: &dyn Fn(&str) -> Result<T, TextFault>,
    ) -> Option<T> {
        let text = mend::windows_1252(text);
        match take(&text) {
            Ok(value) => Some(value),
            Err(TextFault::Empty) => None,
            Err(fault @ TextFault::TooLong { .. }) => {
                self.0.push(format!("`{field}` {fault}, and was cut"));
                take(&mend::cut(&text, max)).ok()
            }
            Err(fault) => {
                self.0.push(format!("`{field}` {fault}, and was left out"));
                None
            }
        }
    }

    /// Texts of one line, each once, as many as a story may name.
    fn lines<const CHARS_MAX: usize>(&mut self, field: &str, texts: &[String]) -> Vec<Line<CHARS_MAX>> {
        let lines: Vec<_> = texts.iter().filter_map(|text| self.line(field, Some(text))).collect();
        self.few(field, lines)
    }

    /// Each value once, and as many as a story may name.
    fn few<T: PartialEq>(&mut self, field: &str, named: Vec<T>) -> Vec<T> {
        let mut values: Vec<T> = Vec::with_capacity(named.len());
        for value in named {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.len() > NAMED_MAX {
            self.0.push(format!("`{field}` names {}, and all after the first {NAMED_MAX} were left out", values.len()));
            values.truncate(NAMED_MAX);
        }
        values
    }

    /// A value of a vocabulary; one that is not in it is left out.
    fn code<T>(&mut self, field: &str, text: Option<&str>, take: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = text?.trim();
        let value = take(text);
        if value.is_none() && !text.is_empty() {
            self.0.push(format!("`{field}` says `{}`, which is not known, and was left out", mend::cut(text, 60)));
        }
        value
    }

    /// The embargo; one that cannot be read refuses the picture.
    fn embargo(&mut self, sheet: &Sheet) -> Result<Option<Timestamp>, Refused> {
        if let Some(text) = &sheet.embargo {
            let why = || format!("`{}` is no time, and the picture may not be used before it", mend::cut(text, 60));
            return text.parse().map(Some).map_err(|_| Refused::field("release date", why()));
        }
        let speaks = sheet.instructions.as_ref().is_some_and(|text| text.to_lowercase().contains("embargo"));
        if speaks {
            self.0.push("the instructions speak of an embargo: read them, and set it by hand".to_owned());
        }
        Ok(None)
    }

    /// The country by its code, or else by its name.
    fn country(&mut self, sheet: &Sheet) -> Option<Line<2>> {
        let coded = self.code("country code", sheet.country_code.as_deref(), countries::coded);
        coded.or_else(|| countries::named(sheet.country.as_deref()?)).map(countries::Country::code)
    }

    /// The Media Topics, or else those that mean the same as the old subject codes.
    fn topics(&mut self, topics: &[String], subjects: &[String]) -> Vec<TopicId> {
        let named = topics.iter().filter_map(|code| TopicId::new(code).ok());
        let mut found: Vec<TopicId> = named.collect();
        if found.is_empty() {
            found.extend(subjects.iter().filter_map(|code| newscodes::topic_of_subject(code.trim())));
        }
        self.few("topics", found)
    }

    fn places(&mut self, shown: &[Shown]) -> Vec<Place> {
        let mut places = Vec::with_capacity(shown.len());
        for place in shown {
            let country = place.country.as_deref().and_then(countries::coded).map(countries::Country::code);
            places.extend(self.line("places", Some(&place.name)).map(|name| Place { name, country }));
        }
        self.few("places", places)
    }
}
