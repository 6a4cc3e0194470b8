//! The caption sheet of a picture: what it says of itself, as text, before it is checked and after it was written.
//!
//! Readers of IIM, XMP and EXIF fill one each; both writers are given the same one, so that IIM and XMP say alike.

use crate::{Edition, countries, newscodes};
use story::{Created, Story};

/// What stands before the time of an embargo in the instructions of a picture. IPTC gives embargoes that place.
const EMBARGOED: &str = "Embargoed until ";

/// A place that a picture shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub name: String,
    /// A code of two or three letters.
    pub country: Option<String>,
}

/// A caption sheet. What is not said is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    pub title: Option<String>,
    pub headline: Option<String>,
    pub caption: Option<String>,
    pub creators: Vec<String>,
    pub credit: Option<String>,
    pub source: Option<String>,
    pub copyright: Option<String>,
    pub usage_terms: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub country_code: Option<String>,
    /// In one of the forms of [`Created`].
    pub created: Option<String>,
    pub keywords: Vec<String>,
    /// Media Topics, eight digits.
    pub topics: Vec<String>,
    /// Subject codes of older systems, eight digits.
    pub subjects: Vec<String>,
    pub genre: Option<String>,
    pub people: Vec<String>,
    pub organisations: Vec<String>,
    pub places: Vec<Shown>,
    pub instructions: Option<String>,
    pub urgency: Option<String>,
    pub category: Option<String>,
    /// A code, or the address of one.
    pub digital_source: Option<String>,
    pub language: Option<String>,
    /// The time before which it must not be used, RFC 3339.
    pub embargo: Option<String>,
    /// EXIF, 1 to 8.
    pub orientation: Option<u16>,
    pub item: Option<String>,
    pub version: Option<String>,
    pub content_hash: Option<String>,
}

/// The fields of a sheet that hold one text each, by name.
macro_rules! each_text {
    ($do:ident) => {
        $do!(
            title,
            headline,
            caption,
            credit,
            source,
            copyright,
            usage_terms,
            city,
            country,
            country_code,
            genre,
            instructions,
            urgency,
            category,
            digital_source,
            language,
            embargo,
            item,
            version,
            content_hash
        )
    };
}

impl Sheet {
    /// What an edition says.
    pub fn of(edition: &Edition<'_>) -> Self {
        let story = edition.story;
        let text = |value: &dyn ToString| Some(value.to_string());
        let country =
            story.dateline.as_ref().and_then(|dateline| countries::coded(dateline.country.as_ref()?.as_str()));
        Self {
            title: text(&story.slug.as_str()),
            headline: text(&story.headline),
            caption: story.caption().map(ToString::to_string),
            creators: story.byline.iter().map(ToString::to_string).collect(),
            credit: story.rights.credit.as_ref().map(ToString::to_string),
            source: story.rights.source.as_ref().map(ToString::to_string),
            copyright: story.rights.copyright.as_ref().map(ToString::to_string),
            usage_terms: story.rights.usage_terms.as_ref().map(ToString::to_string),
            city: story.dateline.as_ref().map(|dateline| dateline.city.to_string()),
            country: country.map(|country| country.name.to_owned()),
            country_code: country.map(|country| country.three.to_owned()),
            created: story.created.as_ref().map(|created| created.as_str().to_owned()),
            keywords: story.keywords.iter().map(ToString::to_string).collect(),
            topics: story.topics.iter().map(|topic| topic.code().to_owned()).collect(),
            subjects: subjects(story),
            genre: story.genre.as_ref().map(|genre| genre.as_str().to_owned()),
            people: story.people.iter().map(ToString::to_string).collect(),
            organisations: story.organisations.iter().map(ToString::to_string).collect(),
            places: story.places.iter().map(shown).collect(),
            instructions: instructions(story),
            urgency: text(&story.priority.urgency()),
            category: edition.agency.category(story.category).map(|category| category.code.clone()),
            digital_source: story.digital_source.as_ref().map(|source| source.as_str().to_owned()),
            language: text(&story.language),
            embargo: story.embargo.map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            orientation: None,
            item: text(edition.item),
            version: text(&edition.version),
            content_hash: text(&edition.content.as_str()),
        }
    }

    /// The same, and what `other` says beyond it.
    pub fn or(mut self, other: Self) -> Self {
        macro_rules! fill {
            ($($field:ident),*) => {$(
                if self.$field.is_none() {
                    self.$field = other.$field;
                }
            )*};
        }
        each_text!(fill);
        macro_rules! fill_lists {
            ($($field:ident),*) => {$(
                if self.$field.is_empty() {
                    self.$field = other.$field;
                }
            )*};
        }
        fill_lists!(creators, keywords, topics, subjects, people, organisations, places);
        self.created = fuller(self.created, other.created);
        self.orientation = self.orientation.or(other.orientation);
        self
    }

    /// The names of the texts that both sheets hold, and in which they differ by more than a cut.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let mut names = Vec::new();
        let differ = |one: &str, other: &str| {
            let (one, other) = (one.trim_end(), other.trim_end());
            !one.starts_with(other) && !other.starts_with(one)
        };
        macro_rules! compare {
            ($($field:ident),*) => {$(
                if let (Some(one), Some(other)) = (&self.$field, &other.$field) && differ(one, other) {
                    names.push(stringify!($field));
                }
            )*};
        }
        each_text!(compare);
        names
    }

    /// Takes the line that [`instructions`] wrote off again, and keeps its time.
    pub fn take_embargo(&mut self) {
        let Some(text) = &self.instructions else { return };
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let Some(time) = first.strip_prefix(EMBARGOED).and_then(|time| time.trim_end().strip_suffix('.')) else {
            return;
        };
        if time.parse::<jiff::Timestamp>().is_ok() {
            self.embargo.get_or_insert_with(|| time.to_owned());
            let rest = rest.trim_start().to_owned();
            self.instructions = Some(rest).filter(|rest| !rest.is_empty());
        }
    }
}

/// Of two dates the one that says more, when the other is a part of it; else the first.
fn fuller(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) if second.starts_with(&first) => Some(second),
        (first, second) => first.or(second),
    }
}

fn shown(place: &story::Place) -> Shown {
    let country = place.country.as_ref().and_then(|code| countries::coded(code.as_str()));
    Shown { name: place.name.to_string(), country: country.map(|country| country.three.to_owned()) }
}

/// The subject codes by which older systems know the topics of a story, each once.
fn subjects(story: &Story) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in story.topics.iter().filter_map(|topic| newscodes::topic(topic)?.subject) {
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

/// The note to editors, after the embargo.
fn instructions(story: &Story) -> Option<String> {
    let embargo = story.embargo.map(|time| format!("{EMBARGOED}{}.", time.strftime("%Y-%m-%dT%H:%M:%SZ")));
    let parts: Vec<String> = embargo.into_iter().chain(story.editors_note.as_ref().map(ToString::to_string)).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// A date and a time of day, each as it was found, in one of the forms of [`Created`]; `None` when the date is none.
/// Digits count, whatever parts them. A time that is none is left out.
pub(super) fn created(date: &str, time: &str, offset: &str) -> Option<String> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (date, mut time) = (digits(date), digits(time));
    if time.len() == 4 {
        time.push_str("00");
    }
    let date = (date.len() == 8).then(|| format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]))?;
    let timed =
        (time.len() >= 6).then(|| format!("{date}T{}:{}:{}{}", &time[..2], &time[2..4], &time[4..6], offset.trim()));
    let taken = timed.and_then(|text| Created::new(&text).ok()).or_else(|| Created::new(&date).ok())?;
    Some(taken.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_put_together_from_what_is_there() {
        for (date, time, offset, whole) in [
            ("20260901", "101500", "+0300", Some("2026-09-01T10:15:00+03:00")),
            ("2026:09:01", "10:15:00", "", Some("2026-09-01T10:15:00")),
            ("2026-09-01", "", "", Some("2026-09-01")),
            ("2026-09-01", "10:15", "Z", Some("2026-09-01T10:15:00Z")),
            ("20260901", "996100", "", Some("2026-09-01")),
            ("20260000", "101500", "", None),
            ("0000:00:00", "00:00:00", "", None),
        ] {
            assert_eq!(created(date, time, offset).as_deref(), whole, "{date} {time}{offset}");
        }
        let (day, hour) = (Some("2026-09-01".to_owned()), Some("2026-09-01T10:15:00Z".to_owned()));
        assert_eq!(fuller(day.clone(), hour.clone()), hour);
        assert_eq!(fuller(hour.clone(), day), hour);
    }

    #[test]
    fn an_embargo_is_taken_off_the_instructions_again() {
        let mut sheet =
            Sheet { instructions: Some("Embargoed until 2026-09-01T12:00:00Z.\nNo sales.".into()), ..Sheet::default() };
        sheet.take_embargo();
        assert_eq!(
            (sheet.embargo.as_deref(), sheet.instructions.as_deref()),
            (Some("2026-09-01T12:00:00Z"), Some("No sales."))
        );
        let mut sheet = Sheet { instructions: Some("Embargoed until noon.".into()), ..Sheet::default() };
        sheet.take_embargo();
        assert_eq!((sheet.embargo, sheet.instructions.as_deref()), (None, Some("Embargoed until noon.")));
    }
}
