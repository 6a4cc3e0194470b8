//! Finds the dateline that opens the first paragraph of a story: `ZURICH (TEL) - `, `ZURICH, Nov 1 (AGY) - `,
//! `Waghäusel (dpa) - `, `ZURICH _ `.

use crate::text::{capitals, has_dotless_i};
use story::{Lang, Story};

/// Bytes in which a dateline is looked for: a place of 200 characters, and the agency.
const DATELINE_BYTES_MAX: usize = 900;
/// Bytes of a foreign place and date, which has no sign of its own that it is one.
const PLACE_BYTES_MAX: usize = 80;
/// Bytes of the name of an agency.
const SOURCE_BYTES_MAX: usize = 24;
/// Words of a place.
const PLACE_WORDS_MAX: usize = 6;

/// First words of sentences, but not of places.
const NO_PLACES: [&str; 10] = ["A", "An", "The", "He", "She", "Der", "Die", "Das", "Er", "Sie"]; // spelling:off-line

/// What stands between a dateline and the text.
const DASHES: [&str; 5] = [" - ", " – ", " — ", " -- ", " _ "];

/// A dateline that was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dateline<'a> {
    /// The place, as it is written; empty when there is none.
    pub city: &'a str,
    /// The agency that it names, when that is not `own`.
    pub source: Option<&'a str>,
    /// The text after it.
    pub text: &'a str,
}

/// Splits the dateline from a paragraph; `own` is the agency's name in its own datelines, and the only one that a
/// document of this system (`is_own`) has.
pub(crate) fn split<'a>(paragraph: &'a str, own: &str, is_own: bool) -> Option<Dateline<'a>> {
    split_own(paragraph, own).or_else(|| if is_own { None } else { split_foreign(paragraph) })
}

/// `CITY (TEL) - text`, `(TEL) - text`, or either without text.
fn split_own<'a>(paragraph: &'a str, own: &str) -> Option<Dateline<'a>> {
    let head = &paragraph[..paragraph.floor_char_boundary(DATELINE_BYTES_MAX)];
    let (opens, closes) = head.match_indices('(').find_map(|(at, _)| {
        let name = paragraph[at + 1..].strip_prefix(own)?;
        name.starts_with(')').then_some((at, at + own.len() + 2))
    })?;
    let city = paragraph[..opens].trim();
    // A name in lower case is a word of the text.
    if city.chars().any(char::is_lowercase) {
        return None;
    }
    Some(Dateline { city, source: None, text: after_dash(&paragraph[closes..])? })
}

fn after_dash(rest: &str) -> Option<&str> {
    if let Some(text) = DASHES.iter().find_map(|dash| rest.strip_prefix(dash)) {
        return Some(text);
    }
    DASHES.iter().any(|dash| rest == dash.trim_end()).then_some("")
}

fn split_foreign(paragraph: &str) -> Option<Dateline<'_>> {
    let head = &paragraph[..paragraph.floor_char_boundary(PLACE_BYTES_MAX + SOURCE_BYTES_MAX)];
    let (at, dash) = DASHES.iter().filter_map(|dash| Some((head.find(dash)?, *dash))).min()?;
    let (before, text) = (head[..at].trim_end(), &paragraph[at + dash.len()..]);
    if let Some((place, source)) = before.strip_suffix(')').and_then(|before| before.rsplit_once('(')) {
        let named = (2..=SOURCE_BYTES_MAX).contains(&source.len())
            && source.starts_with(char::is_alphabetic)
            && source.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '.' | '&' | ' '));
        let city = city(place).filter(|_| named)?;
        return Some(Dateline { city, source: Some(source), text });
    }
    // Without an agency it has to look like one all the more: capitals, and a dash that is no hyphen.
    let capitals = before.chars().filter(|c| c.is_uppercase()).count() >= 3;
    let city = city(before).filter(|city| capitals && dash != " - " && !city.chars().any(char::is_lowercase))?;
    Some(Dateline { city, source: None, text })
}

/// The place of `ZURICH, Nov 1`; `None` when it does not look like a place.
fn city(text: &str) -> Option<&str> {
    let city = text.split(',').next().unwrap_or(text).trim();
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '/' | '(' | ')');
    let first = city.split(' ').next().unwrap_or_default();
    let looks = city.len() <= PLACE_BYTES_MAX
        && !NO_PLACES.contains(&first)
        && city.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && city.chars().all(plain)
        && city.split(' ').count() <= PLACE_WORDS_MAX;
    looks.then_some(city)
}

/// A place as it is written inside a text, from its capitals: `Zurich` of `ZURICH`. What has small letters stays.
pub(crate) fn usual_case(capitals: &str, lang: &Lang) -> String {
    if capitals.chars().any(char::is_lowercase) {
        return capitals.to_owned();
    }
    let mut out = String::with_capacity(capitals.len());
    for word in capitals.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let turkish = has_dotless_i(lang) && !word.contains('W') || word.contains(['İ', 'Ğ']);
        let mut chars = word.chars();
        out.extend(chars.next());
        for c in chars {
            match c {
                'İ' => out.push('i'),
                'I' if turkish => out.push('ı'),
                c => out.extend(c.to_lowercase()),
            }
        }
    }
    out
}

/// True when the capitals of the dateline tell all that is known of the city.
pub(crate) fn tells_city(story: &Story) -> bool {
    story.dateline.as_ref().is_none_or(|dateline| {
        let capitals = capitals(dateline.city.as_str(), &story.language);
        dateline.country.is_none() && usual_case(&capitals, &story.language) == dateline.city.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_of_many_agencies_are_found() {
        for (text, city, source) in [
            ("ZURICH (TEL) - Text.", "ZURICH", None),
            ("(TEL) - Text.", "", None),
            ("FRANKFURT (ODER) (TEL) - Text.", "FRANKFURT (ODER)", None), // spelling:off-line
            ("القاهرة (TEL) - Text.", "القاهرة", None),
            ("ZURICH, Nov 1 (AGY) - Text.", "ZURICH", Some("AGY")),
            ("Waghäusel (dpa) - Text.", "Waghäusel", Some("dpa")),
            ("Peine (dpa/lni) - Text.", "Peine", Some("dpa/lni")),
            ("ST. LOUIS (AP) _ Text.", "ST. LOUIS", Some("AP")),
            ("ZURICH _ Text.", "ZURICH", None),
            ("NEW YORK, Nov. 1 — Text.", "NEW YORK", None),
        ] {
            assert_eq!(split(text, "TEL", false), Some(Dateline { city, source, text: "Text." }), "{text}");
        }
        assert_eq!(split("ZURICH (TEL) -", "TEL", true).map(|found| found.text), Some(""));
        for text in [
            "The agency (TEL) - a new one - began.",
            "He came - and went.",
            "UPDATE - Text.",
            "Mann (34) - and a dog.",
            "Der Minister (SPD) - a dog.",
            "1. FC Köln (Bundesliga) - Text.",
            "",
            "Özil (who left in 2018, he says) - Text.",
        ] {
            assert_eq!(split(text, "TEL", false), None, "{text}");
        }
    }

    #[test]
    fn capitals_become_usual_letters() {
        let lang = |tag| Lang::new(tag).expect("tag");
        for (tag, capitals, usual) in [
            ("en", "NEW YORK", "New York"),
            ("tr", "İZMİR", "İzmir"),
            ("tr", "ISPARTA", "Isparta"),
            ("tr", "DİYARBAKIR", "Diyarbakır"),
            ("en", "IĞDIR", "Iğdır"),
            ("en", "DIYARBAKIR", "Diyarbakir"),
            ("de", "Frankfurt am Main", "Frankfurt am Main"),
            ("de", "BADEN-BADEN", "Baden-Baden"),
            ("ar", "القاهرة", "القاهرة"),
        ] {
            assert_eq!(usual_case(capitals, &lang(tag)), usual);
        }
    }
}
