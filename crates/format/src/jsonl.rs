//! One story per line of JSON: `id`, `lang`, `title`, `date`, `body`, `topics`, `places`, `keywords`, `author`, `source`,
//! the shape in which archives and corpora come. Keys that are not known are passed over.
//!
//! This is the path of mass import: text is borrowed from the line until it goes into the story.

use crate::{
    DOCUMENT_BYTES_MAX, Defaults, Drafted, Incoming, NAMED_MAX, Refused, incoming::external_id, mend, text::slug_of,
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::{
    Deserialize, Deserializer,
    de::{self, SeqAccess, Visitor},
};
use std::{borrow::Cow, fmt};
use story::{Body, Content, Headline, Keyword, Lang, Place, PlaceName, Rights, Story, TextFault, TopicId, tidy_line};

/// Characters of a headline that is made of the first sentence.
const MADE_HEADLINE_CHARS_MAX: usize = 120;
/// Characters of a headline that was given; what is longer is cut at a word.
const HEADLINE_CHARS_MAX: usize = 400;

/// Text that is borrowed from the line where JSON lets it, and that may be written as a number or as null.
#[derive(Default)]
struct Text<'a>(Cow<'a, str>);

/// One text, or a list of them.
#[derive(Default)]
struct Texts<'a>(Vec<Cow<'a, str>>);

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    lang: Text<'a>,
    #[serde(borrow, default)]
    title: Text<'a>,
    #[serde(borrow, default)]
    date: Text<'a>,
    #[serde(borrow, default)]
    body: Text<'a>,
    #[serde(borrow, default)]
    topics: Texts<'a>,
    #[serde(borrow, default)]
    places: Texts<'a>,
    #[serde(borrow, default)]
    keywords: Texts<'a>,
    #[serde(borrow, default)]
    author: Text<'a>,
    #[serde(borrow, default)]
    source: Text<'a>,
}

/// Reads one line. A story without text is refused; whatever else is missing or unreadable is made up for and told.
pub fn read_line(line: &str, defaults: &Defaults) -> Result<Incoming, Refused> {
    if line.len() > DOCUMENT_BYTES_MAX {
        return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
    }
    let line = line.trim_start_matches('\u{FEFF}');
    // A list would be read as the fields in their order.
    if line.trim_start().starts_with('[') {
        return Err(Refused::whole("is not a story in JSON: not an object"));
    }
    let row: Row<'_> =
        serde_json::from_str(line).map_err(|error| Refused::whole(format!("is not a story in JSON: {error}")))?;
    let mut repairs = Vec::new();
    let text = mended(&row.body.0, &mut repairs);
    let body = Body::from_plain(&text).map_err(|fault| Refused::field("body", fault))?;
    let headline = headline(&row.title.0, &text, &mut repairs)?;
    let (topics, mut keywords) = topics(&row.topics.0);
    keywords.extend(row.keywords.0.iter().filter_map(|word| Keyword::tidy(word).ok()));
    keywords.truncate(NAMED_MAX);
    let language = language(&row.lang.0, defaults, &mut repairs);
    let slug = slug_of(headline.as_str(), &language);
    let story = Story {
        byline: line_or_none(&row.author.0, "author", &mut repairs),
        topics,
        keywords,
        places: places(&row.places.0),
        rights: Rights { source: line_or_none(&row.source.0, "source", &mut repairs), ..Rights::default() },
        ..Story::new(language, slug, headline, defaults.priority, defaults.category, Content::Text { body })
    };
    Ok(Incoming {
        external_id: external_id("id", &row.id.0)?,
        dated: dated(&row.date.0, &mut repairs),
        repairs,
        ..Incoming::new(Drafted::Text(story))
    })
}

/// The body with the marks of old transports taken off. Control characters become spaces when the body is made.
fn mended<'a>(text: &'a str, repairs: &mut Vec<String>) -> Cow<'a, str> {
    let text = text.trim_end_matches(|c: char| c.is_control() || c.is_whitespace());
    if text.bytes().any(|b| (b < b' ' && !matches!(b, b'\n' | b'\r' | b'\t')) || b == 0x7F) {
        repairs.push("control characters in the body became spaces".to_owned());
    }
    let mended = mend::windows_1252(text);
    if matches!(mended, Cow::Owned(_)) {
        repairs.push("Windows-1252 punctuation in the body was put back".to_owned());
    }
    mended
}

fn headline(title: &str, body: &str, repairs: &mut Vec<String>) -> Result<Headline, Refused> {
    match Headline::tidy(title) {
        Ok(headline) => Ok(headline),
        Err(TextFault::TooLong { .. }) => {
            repairs.push("the title was too long and was cut at a word".to_owned());
            Headline::new(mend::cut(&tidy_line(title), HEADLINE_CHARS_MAX)).map_err(|f| Refused::field("title", f))
        }
        Err(_) => {
            repairs.push("there is no title; the first sentence stands for it".to_owned());
            Headline::new(mend::first_sentence(body, MADE_HEADLINE_CHARS_MAX)).map_err(|f| Refused::field("title", f))
        }
    }
}

fn language(tag: &str, defaults: &Defaults, repairs: &mut Vec<String>) -> Lang {
    if tag.is_empty() {
        return defaults.language.clone();
    }
    Lang::new(tag).unwrap_or_else(|_| {
        repairs.push(format!("`{}` is not a language; `{}` was taken", mend::cut(tag, 40), defaults.language));
        defaults.language.clone()
    })
}

/// A field of one line; one that cannot be taken is left out.
fn line_or_none<const CHARS_MAX: usize>(
    text: &str,
    field: &str,
    repairs: &mut Vec<String>,
) -> Option<story::Line<CHARS_MAX>> {
    match story::Line::tidy(text) {
        Ok(line) => Some(line),
        Err(TextFault::Empty) => None,
        Err(fault) => {
            repairs.push(format!("`{field}` {fault}, and was left out"));
            None
        }
    }
}

/// Media Topics, and as keywords whatever else stands among the topics.
fn topics(words: &[Cow<'_, str>]) -> (Vec<TopicId>, Vec<Keyword>) {
    let (mut topics, mut keywords) = (Vec::new(), Vec::new());
    for word in words.iter().take(NAMED_MAX) {
        match TopicId::new(word) {
            Ok(topic) => topics.push(topic),
            Err(_) => keywords.extend(Keyword::tidy(word)),
        }
    }
    (topics, keywords)
}

fn places(names: &[Cow<'_, str>]) -> Vec<Place> {
    let place = |name: &Cow<'_, str>| PlaceName::tidy(name).ok().map(|name| Place { name, country: None });
    names.iter().take(NAMED_MAX).filter_map(place).collect()
}

fn dated(text: &str, repairs: &mut Vec<String>) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let time = read_date(text);
    if time.is_none() {
        repairs.push(format!("the date `{}` cannot be read", tidy_line(&mend::cut(text, 40))));
    }
    time
}

/// RFC 3339; a date with or without a time, taken as UTC; the dates of old wires (`26-FEB-1987 15:01:01.79`), which may
/// be followed by transport marks.
fn read_date(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let text = text.split(|c: char| c.is_control()).next().unwrap_or_default().trim_end();
    let civil = match text.parse::<DateTime>() {
        Ok(civil) => civil,
        Err(_) => DateTime::strptime("%d-%b-%Y %H:%M:%S%.f", text).ok()?,
    };
    TimeZone::UTC.to_timestamp(civil).ok()
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(n.to_string()))
    }
    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(n.to_string()))
    }
    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(TextVisitor).map(Text)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Vec<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or a list of texts")
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(vec![Cow::Borrowed(text)])
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(vec![Cow::Owned(text.to_owned())])
    }
    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(Text(text)) = list.next_element()? {
            texts.push(text);
        }
        Ok(texts)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Texts<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(TextsVisitor).map(Texts)
    }
}
