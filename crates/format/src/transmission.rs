//! What IPTC 7901 and ANPA 1312 share: messages between control characters, the numbers and letters of their headers, and
//! stories that come in several takes.

use crate::Refused;
use std::borrow::Cow;
use story::{Agency, CategoryId, ItemId};

/// Begins the heading of a message.
pub(crate) const SOH: char = '\u{1}';
/// Begins the text.
pub(crate) const STX: char = '\u{2}';
/// Ends the text.
pub(crate) const ETX: char = '\u{3}';
/// Ends the message.
pub(crate) const EOT: char = '\u{4}';

/// One more than the largest number of a message.
const NUMBERS: u64 = 10_000;
/// Messages that one document may hold.
const MESSAGES_MAX: usize = 2_000;

/// One message, cut at its control characters.
#[derive(Debug)]
pub(crate) struct Message<'a> {
    /// The line of the document on which it begins.
    pub line: usize,
    /// Between SOH and STX.
    pub heading: &'a str,
    /// Between STX and ETX, and the line on which it begins.
    pub text: &'a str,
    /// The line on which the text begins.
    pub text_line: usize,
    /// After ETX.
    pub trailer: &'a str,
    /// What was not as it should be.
    pub repairs: Vec<String>,
}

/// The document without what fills a line that is idle (NUL, DEL, SYN) and rings bells.
pub(crate) fn without_padding(document: &str) -> Cow<'_, str> {
    let is_padding = |c: char| matches!(c, '\0' | '\u{7F}' | '\u{16}' | '\u{7}' | '\u{FEFF}');
    let lone = document.contains('\r') && !document.contains('\n');
    if !document.contains(is_padding) && !lone {
        return Cow::Borrowed(document);
    }
    let kept = document.chars().filter(|&c| !is_padding(c));
    Cow::Owned(if lone { kept.map(|c| if c == '\r' { '\n' } else { c }).collect() } else { kept.collect() })
}

/// The messages of a document, at least one. A message without ETX ends where the next one begins; one without STX has its text after
/// the lines of its heading, which `heading_bytes` counts.
pub(crate) fn messages(document: &str, heading_bytes: fn(&str) -> usize) -> Result<Vec<Message<'_>>, Refused> {
    let mut found = Vec::new();
    let (mut line, mut counted) = (1, 0);
    let mut line_at = |at: usize| {
        line += document[counted..at].matches('\n').count();
        counted = at;
        line
    };
    let begins: Vec<usize> = document.match_indices(SOH).map(|(at, _)| at).take(MESSAGES_MAX + 1).collect();
    let starts: Vec<usize> = if begins.is_empty() { document.find(STX).into_iter().collect() } else { begins };
    match starts.len() {
        0 => return Err(Refused::whole("holds no message: neither SOH nor STX stands in it")),
        n if n > MESSAGES_MAX => return Err(Refused::whole(format!("holds more than {MESSAGES_MAX} messages"))),
        _ => {}
    }
    for (n, &at) in starts.iter().enumerate() {
        let whole = &document[at..starts.get(n + 1).copied().unwrap_or(document.len())];
        let whole = whole.split(EOT).next().unwrap_or(whole);
        let mut repairs = Vec::new();
        let stx = whole.find(STX).unwrap_or_else(|| {
            repairs.push("the text does not begin with STX".to_owned());
            heading_bytes(whole)
        });
        let heading = whole[..stx].trim_start_matches(SOH);
        let text = whole[stx..].trim_start_matches(STX);
        let (text, trailer) = text.split_once(ETX).unwrap_or_else(|| {
            repairs.push("the text does not end with ETX: the end may be missing".to_owned());
            (text, "")
        });
        let trailer = trailer.trim_start_matches(|c: char| c == ETX || c.is_whitespace());
        let line = line_at(at);
        found.push(Message { line, heading, text, text_line: line_at(at + stx), trailer, repairs });
    }
    Ok(found)
}

/// The number of a message, of four digits: the last of the item's own, so that every version has the same.
pub(crate) fn number(item: &ItemId) -> u64 {
    item.number() % NUMBERS
}

/// The agency in three capitals, as headers name it.
pub(crate) fn source(agency: &Agency) -> String {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).take(3).collect()
    };
    let mut source = letters(&agency.short_name);
    if source.len() < 2 {
        source = letters(agency.code.as_str());
    }
    while source.len() < 3 {
        source.push('X');
    }
    source
}

/// The letters that wires know sections by (ANPA 1312, category codes), by the part of the address.
const SECTIONS: [(&str, u8); 5] =
    [("general", b'a'), ("sport", b's'), ("economy", b'f'), ("politics", b'p'), ("culture", b'e')];

/// The letter of every section, in the order of the agency's list: the usual one, else one of its code, else any that is
/// left. Sections beyond the alphabet have none.
fn section_letters(agency: &Agency) -> impl Iterator<Item = (CategoryId, Option<char>)> {
    let mut taken = 0_u32;
    agency.categories.iter().map(move |category| {
        let usual = SECTIONS.iter().find(|(path, _)| *path == category.path).map(|(_, letter)| *letter);
        let of_code = category.code.bytes().filter(u8::is_ascii_alphabetic).map(|b| b.to_ascii_lowercase());
        let free = |letter: &u8| taken & (1 << (letter - b'a')) == 0;
        let letter = usual.into_iter().chain(of_code).chain(b'a'..=b'z').find(free);
        if let Some(letter) = letter {
            taken |= 1 << (letter - b'a');
        }
        (category.id, letter.map(char::from))
    })
}

/// The letter of a section.
pub(crate) fn section_letter(agency: &Agency, section: CategoryId) -> Option<char> {
    section_letters(agency).find(|(id, _)| *id == section).and_then(|(_, letter)| letter)
}

/// The section of a header: its letter, or its code.
pub(crate) fn section(agency: &Agency, code: &str) -> Option<CategoryId> {
    if let Some(found) = agency.categories.iter().find(|category| category.code.eq_ignore_ascii_case(code)) {
        return Some(found.id);
    }
    let mut letters = code.chars();
    let letter = letters.next()?.to_ascii_lowercase();
    if letters.next().is_some() {
        return None;
    }
    section_letters(agency).find(|(_, known)| *known == Some(letter)).map(|(id, _)| id)
}

/// The number of a take, when the words say that a message goes on from another one: `1st Add`, `add 2`, `take 3`,
/// `2. Teil`.
pub(crate) fn take(words: &str) -> Option<u32> {
    let lower = words.trim_matches(['(', ')', ' ', '-', '=']).to_lowercase();
    let digits = lower.len() - lower.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        let (number, rest) = lower.split_at(digits);
        let number: u32 = number.parse().ok()?;
        let rest = ["st", "nd", "rd", "th", "."].iter().find_map(|end| rest.strip_prefix(end))?;
        return match rest.trim_start_matches([' ', '-']) {
            "add" => number.checked_add(1),
            "take" | "teil" => Some(number).filter(|&n| n > 1),
            _ => None,
        };
    }
    let (word, number) = lower.split_once([' ', '-'])?;
    let number: u32 = number.trim().parse().ok()?;
    match word {
        "add" => number.checked_add(1),
        "take" | "teil" => Some(number).filter(|&n| n > 1),
        _ => None,
    }
}

/// True for a last line that says that another take follows.
pub(crate) fn goes_on(line: &str) -> bool {
    let line = line.trim_matches(['(', ')', ' ', '-', '.', '_']);
    matches!(line, "more" | "MORE" | "More" | "folgt" | "Fortsetzung folgt" | "à suivre")
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::AgencyCode;

    #[test]
    fn sections_have_letters_of_their_own() {
        let agency = Agency::new(AgencyCode::new("tel").expect("code"), "TEL", "Tellal");
        let letters: String = section_letters(&agency).filter_map(|(_, letter)| letter).collect();
        assert_eq!(letters, "asfhcpe");
        for (id, letter) in section_letters(&agency) {
            assert_eq!(section(&agency, &letter.expect("a letter").to_string()), Some(id));
        }
        assert_eq!(section(&agency, "SPO"), Some(CategoryId(2)));
        assert_eq!((section(&agency, "vm"), section(&agency, "w"), section(&agency, "")), (None, None, None));
    }

    #[test]
    fn agencies_have_three_capitals() {
        for (code, short, source) in [("tel", "TEL", "TEL"), ("tass", "ТАСС", "TAS"), ("a1", "x", "AXX")] {
            assert_eq!(super::source(&Agency::new(AgencyCode::new(code).expect("code"), short, "Name")), source);
        }
    }

    #[test]
    fn takes_are_numbered() {
        for (words, number) in [
            ("1stAdd", Some(2)),
            ("2nd Add", Some(3)),
            ("add-1", Some(2)),
            ("(take 3)", Some(3)),
            ("2. Teil", Some(2)),
            ("1st take", None),
            ("1stLd-Writethru", None),
            ("Teil des Plans", None),
            ("", None),
        ] {
            assert_eq!(take(words), number, "{words}");
        }
        assert!(goes_on("(more)") && !goes_on("There is more."));
    }
}
