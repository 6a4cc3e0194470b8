//! What the readers of XML share: foreign text becomes the facts of a story, and whatever had to be repaired is told.

use crate::{
    Defaults, NAMED_MAX, Refused,
    iso8601::{self, Moment},
    mend, newscodes,
    text::slug_of,
};
use jiff::{Timestamp, tz::TimeZone};
use std::borrow::Cow;
use story::{
    Agency, Block, CategoryId, Genre, Headline, Lang, Line, Note, Priority, Prose, Publicity, Slug, State, TextFault,
    TopicId, is_clean, tidy_line,
};

/// Characters that a headline may have; what is longer is cut at a word.
const HEADLINE_CHARS_MAX: usize = 400;
/// Characters that a note may have.
const NOTE_CHARS_MAX: usize = 2_000;
/// Characters of a headline that is made of the first sentence.
const MADE_HEADLINE_CHARS_MAX: usize = 120;
/// Characters of a foreign value that a repair shows.
const SHOWN_CHARS_MAX: usize = 40;
/// Repairs that are told one by one.
const REPAIRS_MAX: usize = 50;

/// What a document says about publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may be published.
    Usable,
    /// It may be published after a time that the document gives.
    Embargoed,
    /// It must not be published.
    Gone(State),
}

/// The standing that a word of the IPTC's status vocabulary gives. A word that is not known refuses the document, since
/// it may mean that nothing must be published.
pub(crate) fn standing(field: &str, word: &str) -> Result<Standing, Refused> {
    let known = word.trim().rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    match known.as_str() {
        "" | "usable" | "published" => Ok(Standing::Usable),
        "embargoed" => Ok(Standing::Embargoed),
        "withheld" | "hold" | "held" => Ok(Standing::Gone(State::Withheld)),
        "canceled" | "cancelled" | "kill" | "killed" => Ok(Standing::Gone(State::Canceled)),
        _ => Err(Refused::field(field, format!("is `{}`, which is not a publishing status", shown(word)))),
    }
}

/// The end of an embargo. Without its zone it could be hours too early, so that nothing is guessed.
pub(crate) fn embargo(field: &str, text: &str) -> Result<Timestamp, Refused> {
    match iso8601::read(text) {
        Some(Moment::Instant(time)) => Ok(time),
        Some(Moment::Zoneless(_)) => {
            Err(Refused::field(field, format!("is an embargo without its zone: `{}`", shown(text))))
        }
        None => Err(Refused::field(field, format!("is an embargo that is not a time: `{}`", shown(text)))),
    }
}

/// One line of foreign text. Only what holds control characters is tidied, so that the spaces of a language, which are
/// more than one, stay what they are.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.chars().all(|c| is_clean(c) && c != '\u{FEFF}') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(tidy_line(&mend::windows_1252(text)))
}

/// Several lines of foreign text: as [`one_line`], with at most one empty line between two others.
pub(crate) fn several_lines(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    for line in text.lines().map(one_line) {
        if line.is_empty() && (prose.is_empty() || prose.ends_with("\n\n")) {
            continue;
        }
        prose.push_str(&line);
        prose.push('\n');
    }
    prose.truncate(prose.trim_end().len());
    prose
}

/// The city of a dateline as it is displayed: `JAKARTA, Aug 21, 2026 (AGY) -` gives `JAKARTA`.
pub(crate) fn city_of(dateline: &str) -> &str {
    let ends = [",", "(", "--", " - ", " – ", " — ", "/"];
    let end = ends.iter().filter_map(|mark| dateline.find(mark)).min().unwrap_or(dateline.len());
    dateline[..end].trim().trim_end_matches(['-', '–', '—', '.', ':']).trim_end()
}

/// A country's code of two letters; codes of three are not known here.
pub(crate) fn country(code: &str) -> Option<Line<2>> {
    let code = code.trim();
    let letters = code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic());
    letters.then(|| Line::new(code.to_ascii_uppercase()).ok()).flatten()
}

/// Adds what is not there yet, as far as a story may name so many.
pub(crate) fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < NAMED_MAX && !list.contains(&value) {
        list.push(value);
    }
}

/// A genre by its English name or its code.
pub(crate) fn genre(text: &str) -> Option<Genre> {
    let text = text.trim();
    Genre::new(text).ok().filter(|code| newscodes::genre_name(code).is_some()).or_else(|| newscodes::genre_named(text))
}

/// A foreign value as a sentence shows it.
pub(crate) fn shown(text: &str) -> String {
    mend::cut(&tidy_line(text), SHOWN_CHARS_MAX).into_owned()
}

/// The repairs of one document while it is read.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    repairs: Vec<String>,
}

impl Reading {
    /// Begins with what was repaired before.
    pub fn after(repairs: Vec<String>) -> Self {
        Self { repairs }
    }

    /// What was repaired, one sentence each.
    pub fn finish(self) -> Vec<String> {
        self.repairs
    }

    /// Tells a repair, once.
    pub fn repair(&mut self, repair: impl Into<String>) {
        let repair = repair.into();
        if self.repairs.len() < REPAIRS_MAX && !self.repairs.contains(&repair) {
            self.repairs.push(repair);
        }
    }

    /// A value that could be taken; one that could not is left out.
    pub fn kept<T>(&mut self, field: &str, taken: Result<T, TextFault>) -> Option<T> {
        match taken {
            Ok(value) => Some(value),
            Err(TextFault::Empty) => None,
            Err(fault) => {
                self.repair(format!("`{field}` {fault}, and was left out"));
                None
            }
        }
    }

    /// A field of one line.
    pub fn line<const CHARS_MAX: usize>(&mut self, field: &str, text: &str) -> Option<Line<CHARS_MAX>> {
        self.kept(field, Line::new(one_line(text)))
    }

    /// A field of several lines.
    pub fn prose<const CHARS_MAX: usize>(&mut self, field: &str, text: &str) -> Option<Prose<CHARS_MAX>> {
        self.kept(field, Prose::new(several_lines(text)))
    }

    /// A note of several messages, each once. What is too long is cut: a reason that ends early is better than none.
    pub fn note(&mut self, field: &str, messages: &[Cow<'_, str>]) -> Option<Note> {
        let mut told: Vec<String> = Vec::new();
        let mut chars = 0;
        for message in messages.iter().map(|message| several_lines(message)).filter(|message| !message.is_empty()) {
            if chars > NOTE_CHARS_MAX {
                break;
            }
            if !told.contains(&message) {
                chars += message.chars().count() + 1;
                told.push(message);
            }
        }
        let whole = told.join("\n");
        let cut = mend::cut(&whole, NOTE_CHARS_MAX);
        if matches!(cut, Cow::Owned(_)) {
            self.repair(format!("`{field}` was too long and was cut at a word"));
        }
        self.kept(field, Note::new(cut))
    }

    /// The headline, or for want of one the first sentence of the body.
    pub fn headline(&mut self, field: &str, given: &str, blocks: &[Block]) -> Result<Headline, Refused> {
        let text = one_line(given);
        let text = if text.is_empty() {
            let first = blocks.iter().map(Block::plain).find(|text| !text.is_empty()).unwrap_or_default();
            let made = mend::first_sentence(&first, MADE_HEADLINE_CHARS_MAX);
            if !made.is_empty() {
                self.repair("there is no headline; the first sentence stands for it");
            }
            Cow::Owned(made)
        } else {
            text
        };
        let cut = mend::cut(&text, HEADLINE_CHARS_MAX);
        if matches!(cut, Cow::Owned(_)) {
            self.repair("the headline was too long and was cut at a word");
        }
        Headline::new(cut).map_err(|fault| Refused::field(field, fault))
    }

    /// The language; `en_GB` is read as `en-GB`.
    pub fn language(&mut self, tag: Option<&str>, defaults: &Defaults) -> Lang {
        let Some(tag) = tag.map(str::trim).filter(|tag| !tag.is_empty()) else { return defaults.language.clone() };
        Lang::new(tag).or_else(|_| Lang::new(&tag.replace('_', "-"))).unwrap_or_else(|_| {
            self.repair(format!("`{}` is not a language; `{}` was taken", shown(tag), defaults.language));
            defaults.language.clone()
        })
    }

    /// The slug, or for want of one the headline in capitals.
    pub fn slug(&mut self, field: &str, text: Option<&str>, headline: &Headline, language: &Lang) -> Slug {
        let made = || slug_of(headline.as_str(), language);
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return made() };
        Slug::new(&one_line(text)).unwrap_or_else(|fault| {
            self.repair(format!("`{field}` {fault}; the headline made the slug"));
            made()
        })
    }

    /// The priority of an IPTC urgency, 1 to 9.
    pub fn priority(&mut self, field: &str, urgency: Option<&str>, defaults: &Defaults) -> Priority {
        let Some(text) = urgency.map(str::trim).filter(|text| !text.is_empty()) else { return defaults.priority };
        // 9 is "user-defined" in old schemes, and the least of all here.
        let number = text.parse::<u8>().ok().filter(|number| (1..=9).contains(number));
        number.and_then(|number| Priority::from_urgency(number.min(8))).unwrap_or_else(|| {
            let taken = defaults.priority.name();
            self.repair(format!("`{field}` is `{}`, not 1 to 9; {taken} was taken", shown(text)));
            defaults.priority
        })
    }

    /// When a document was written. A date without a zone is taken as UTC.
    pub fn dated(&mut self, field: &str, text: &str) -> Option<Timestamp> {
        match iso8601::read(text) {
            Some(Moment::Instant(time)) => Some(time),
            Some(Moment::Zoneless(civil)) => {
                self.repair(format!("`{field}` has no zone, and was taken as UTC"));
                TimeZone::UTC.to_timestamp(civil).ok()
            }
            None => {
                if !text.trim().is_empty() {
                    self.repair(format!("`{field}` is `{}`, which is not a date", shown(text)));
                }
                None
            }
        }
    }

    /// Whether the public site may show it: never, when it is a message to editors that has no status against it.
    pub fn public(&mut self, told: Publicity, advisory: bool) -> Publicity {
        if !advisory {
            return told;
        }
        self.repair("it is a message to editors, and is kept from the public site");
        Publicity::No
    }

    /// The agency's section of this code or number.
    pub fn category(&mut self, code: Option<&str>, agency: &Agency, defaults: &Defaults) -> CategoryId {
        let Some(code) = code else { return defaults.category };
        let number = code.parse().ok().map(CategoryId);
        let known = agency.categories.iter().find(|section| section.code == code || Some(section.id) == number);
        known.map_or_else(
            || {
                self.repair(format!(
                    "`{}` is not a section of this agency; section {} was taken",
                    shown(code),
                    defaults.category
                ));
                defaults.category
            },
            |section| section.id,
        )
    }

    /// Adds the Media Topic of an 8-digit subject code: the one that means the same, or else the nearest that means more.
    pub fn subject(&mut self, code: &str, topics: &mut Vec<TopicId>) {
        let code = code.trim();
        let code = code.rsplit(':').next().unwrap_or(code);
        let given = TopicId::new(code).ok();
        let same =
            newscodes::topic_of_subject(code).or_else(|| given.clone().filter(|t| newscodes::topic(t).is_some()));
        if let Some(topic) = same {
            add(topics, topic);
            return;
        }
        // The first two digits are the subject, three more the matter, three more the detail.
        let wider = given.and_then(|_| {
            [5, 2].iter().find_map(|&digits| newscodes::topic_of_subject(&format!("{:0<8}", &code[..digits])))
        });
        match wider {
            Some(topic) => {
                self.repair(format!("the subject `{code}` has no Media Topic; the wider `{topic}` was taken"));
                add(topics, topic);
            }
            None => self.repair(format!("the subject `{}` has no Media Topic, and was left out", shown(code))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_of_a_displayed_dateline_is_found() {
        for (dateline, city) in [
            ("ZURICH, Nov 1", "ZURICH"),
            ("JAKARTA, Aug 21, 2026 (AGY) -", "JAKARTA"),
            ("Rio-de-Janeiro (AGY) - ", "Rio-de-Janeiro"),
            ("NEW YORK - ", "NEW YORK"),
            ("BERLIN/PARIS", "BERLIN"),
            ("ANKARA", "ANKARA"),
            ("القاهرة (AGY) -", "القاهرة"),
            ("-", ""),
        ] {
            assert_eq!(city_of(dateline), city, "{dateline}");
        }
    }

    #[test]
    fn a_status_that_is_not_known_refuses() {
        assert_eq!(standing("s", "Usable"), Ok(Standing::Usable));
        assert_eq!(standing("s", "stat:canceled"), Ok(Standing::Gone(State::Canceled)));
        assert!(standing("s", "draft").is_err());
    }

    #[test]
    fn spaces_of_a_language_stay() {
        assert_eq!(one_line(" 東京\u{3000}大阪 « a\u{A0}» "), "東京\u{3000}大阪 « a\u{A0}»");
        assert_eq!(one_line("a\n   b\u{0}c"), "a b c");
        assert_eq!(several_lines("\n a \n\n\n\n b\u{A0}c"), "a\n\nb\u{A0}c");
    }

    #[test]
    fn subject_codes_become_media_topics() {
        let mut reading = Reading::default();
        let mut topics = Vec::new();
        for code in ["11006000", "20000153", "01011007", "01020000", "99000000", "x", "1100600é"] {
            reading.subject(code, &mut topics);
        }
        let topics: Vec<_> = topics.iter().map(TopicId::code).collect();
        assert_eq!(topics, ["20000593", "20000153", "20000018", "01000000"]);
        insta::assert_snapshot!(reading.finish().join("\n"));
    }
}
