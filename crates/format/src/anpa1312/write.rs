//! Writes messages.

use super::{DASH, HEADER_ENDS, PRIORITIES, label};
use crate::{
    Edition, banner,
    copy::{Shape, Typist},
    latin1,
    text::missing_dateline,
    transmission::{self, EOT, ETX, SOH, STX},
};
use std::{borrow::Cow, fmt::Write};
use story::{Act, Agency, Block, Content, Prose, State};

/// Fills the line before a message.
const SYN: char = '\u{16}';
/// Separates the number from the selector.
const US: char = '\u{1F}';
/// The text is set in lines of any length.
const DC3: char = '\u{13}';
/// The text has no table.
const DC1: char = '\u{11}';
/// The text has tables.
const DC2: char = '\u{12}';

/// Letters of the selector.
const SELECTOR_CHARS: usize = 5;
/// Characters of the keyword, with the cycle before it.
const KEYWORD_CHARS_MAX: usize = 24;
/// Before the keyword: for the papers of both cycles, morning and evening.
const CYCLE: &str = "bc-";
/// Words that the heading has digits for.
const WORDS_MAX: usize = 9_999;
/// Bytes of a message beside its text.
const HEAD_BYTES: usize = 512;

const SHAPE: Shape = Shape {
    width: None,
    measure: |_| 1,
    end: "\r\n",
    paragraph: "\t",
    flush: "\t",
    list: "\t  ",
    quote: "\t\t",
    spaced: false,
    underlined: false,
    captions: false,
};

/// One version as a message, to be sent in UTF-8.
pub fn write(edition: &Edition<'_>) -> String {
    write_group(std::slice::from_ref(edition))
}

/// Several versions as messages after each other, to be sent in UTF-8.
pub fn write_group(editions: &[Edition<'_>]) -> String {
    let text = |edition: &Edition<'_>| edition.story.body().map_or(0, |body| body.blocks().len() * 400);
    let mut out = String::with_capacity(editions.iter().map(|edition| HEAD_BYTES + text(edition)).sum());
    for edition in editions {
        message(&mut out, edition);
    }
    out
}

/// One version as a message in Latin-1.
pub fn write_latin1(edition: &Edition<'_>) -> Vec<u8> {
    latin1::bytes(&write(edition))
}

/// Several versions as messages after each other in Latin-1.
pub fn write_group_latin1(editions: &[Edition<'_>]) -> Vec<u8> {
    latin1::bytes(&write_group(editions))
}

fn message(out: &mut String, edition: &Edition<'_>) {
    let version = version(edition);
    heading(out, edition, &version);
    out.push(STX);
    header(out, edition, &version);
    let began = out.len();
    text(out, edition);
    if let Cow::Owned(text) = dashed(&out[began..]) {
        out.truncate(began);
        out.push_str(&text);
    }
    // Readers are known that look for this line as the last but three, so the blank lines matter. Writing into a String
    // cannot fail.
    let source = transmission::source(edition.agency);
    let sent = edition.version_created.strftime("%m-%d-%y %H%MGMT");
    let _ = write!(out, "{ETX}{source}-ZZ-{sent}\r\n\r\n\r\n{EOT}");
}

/// `1stLd-Writethru` for the second version, and what it does when that is more than a new text.
fn version(edition: &Edition<'_>) -> String {
    let act = match (edition.state, edition.act) {
        (State::Canceled, _) => "KILL",
        (State::Withheld, _) => "HOLD",
        (_, Act::Correct) => "Writethru-CORRECTION",
        (_, Act::Advisory) => "ADVISORY",
        (_, Act::Test) => "TEST",
        _ if edition.version > 1 => "Writethru",
        _ => return String::new(),
    };
    match edition.version.saturating_sub(1) {
        0 => act.to_owned(),
        n => format!("{n}{}Ld-{act}", ordinal(n)),
    }
}

fn ordinal(n: u32) -> &'static str {
    match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// Who a message is from, by the code of the agency.
pub(super) fn selector(agency: &Agency) -> String {
    let letters = agency.code.as_str().chars().filter(char::is_ascii_alphabetic).take(SELECTOR_CHARS);
    format!("{:-<SELECTOR_CHARS$}", letters.collect::<String>())
}

fn heading(out: &mut String, edition: &Edition<'_>, version: &str) {
    let story = edition.story;
    let number = transmission::number(edition.item);
    let _ = write!(out, "{SYN}{SYN}{SOH}a{number:04}{US}{}\r\n", selector(edition.agency));
    let priority =
        PRIORITIES.iter().find(|(_, priority)| *priority == story.priority).map_or('r', |(letter, _)| *letter);
    let section = transmission::section_letter(edition.agency, story.category).unwrap_or('a');
    let tables =
        story.body().is_some_and(|body| body.blocks().iter().any(|block| matches!(block, Block::Table { .. })));
    let format = if tables { DC2 } else { DC1 };
    let _ = write!(out, "{priority} {section}{DC3}{format} {}", keyword(story.slug.as_str()));
    if !version.is_empty() {
        // The number is that of every version, so it refers to the ones before.
        let _ = write!(out, " {version} a{number:04}");
    }
    let words = match &story.content {
        Content::Text { body } => body.words(),
        _ => 0,
    };
    let day = edition.version_created.strftime("%-m-%-d");
    let _ = write!(out, " {day} {:04}\r\n", words.min(WORDS_MAX));
}

/// The slug in letters, digits, hyphens and dots; the header line below has it whole.
fn keyword(slug: &str) -> String {
    let mut keyword = String::from(CYCLE);
    for c in latin1::fitted(slug).chars() {
        let c = if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        if keyword.len() < KEYWORD_CHARS_MAX && !(c == '-' && keyword.ends_with('-')) {
            keyword.push(c);
        }
    }
    keyword.truncate(keyword.trim_end_matches('-').len());
    if keyword.len() < CYCLE.len() { [CYCLE, "Story"].concat() } else { keyword }
}

fn header(out: &mut String, edition: &Edition<'_>, version: &str) {
    let story = edition.story;
    let mut line = |label: &str, text: &str| {
        out.push('^');
        out.push_str(label);
        out.push_str(&dashed(text));
        out.push_str("<\r\n");
    };
    let after = if version.is_empty() { "" } else { "," };
    line("", &["BC--", story.slug.as_str(), ",", version, after].concat());
    line("", &banner::headline(edition));
    banner::lines(edition).for_each(|banner| line("", banner.trim_matches(['(', ')'])));
    let mut prose =
        |label: &str, text: Option<&str>| text.unwrap_or_default().lines().for_each(|text| line(label, text));
    if let Some(correction) = &story.correction {
        prose(label::NOW, Some(correction.now.as_str()));
        prose(label::WAS, Some(correction.was.as_str()));
    }
    if !matches!(story.content, Content::Removed { .. }) {
        prose(label::USAGE, story.rights.usage_terms.as_ref().map(Prose::as_str));
        prose(label::NOTE, story.editors_note.as_ref().map(Prose::as_str));
    }
    match &story.byline {
        Some(byline) => line("", byline.as_str()),
        None => line("", &agency_byline(edition.agency)),
    }
    line("", HEADER_ENDS);
}

/// The byline of a story that has none.
pub(super) fn agency_byline(agency: &Agency) -> String {
    ["By ", agency.name(agency.language.as_str())].concat()
}

fn text(out: &mut String, edition: &Edition<'_>) {
    let story = edition.story;
    let mut typist = Typist::new(out, SHAPE);
    match &story.content {
        Content::Text { body } => {
            for line in story.standfirst.iter().flat_map(|text| text.as_str().lines()).filter(|line| !line.is_empty()) {
                typist.apart(false);
                typist.flow(SHAPE.paragraph, "", line);
            }
            let dateline = missing_dateline(story, edition.agency);
            let lead = dateline.strip_suffix("- ").map_or(dateline.clone(), |lead| [lead, DASH, " "].concat());
            typist.body(body, &lead);
        }
        Content::Removed { .. } => typist.prose(story.editors_note.as_ref().map_or("", Prose::as_str)),
        _ => typist.prose(story.caption().map_or("", Prose::as_str)),
    }
}

/// Text with the dash of this alphabet where an em dash stands alone.
fn dashed(text: &str) -> Cow<'_, str> {
    super::read::dashes(text, "—", DASH)
}
