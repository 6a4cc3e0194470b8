//! The lines above a headline that tell what an editor must know first: an embargo, a kill or a hold, a correction, and
//! that a message is not for publication. Text formats have no other place for them.

use crate::{Edition, embargo};
use jiff::Timestamp;
use std::borrow::Cow;
use story::{Act, State};

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Banner<'a> {
    /// Nothing of it may be published before this time, or why the time cannot be read.
    Embargo(Result<Timestamp, &'static str>),
    /// The story was taken away; what follows on the line is its headline, or a reason.
    Removed(State, &'a str),
    /// The story corrects an earlier one; what follows says what.
    Correction(&'a str),
    /// A message to editors, or a test.
    NotForPublication,
}

/// Before the headline of a kill.
const KILL: &str = "MANDATORY KILL: ";
/// Before the headline of a hold.
const HOLD: &str = "MANDATORY HOLD: ";

/// Above the headline of a correction, of a message to editors and of a test.
const CORRECTION: &str = "(CORRECTION)";
const ADVISORY: &str = "(ADVISORY - NOT FOR PUBLICATION)";
const TEST: &str = "(TEST - NOT FOR PUBLICATION)";

/// The lines above the headline of an edition, in brackets; most editions have none.
pub(crate) fn lines(edition: &Edition<'_>) -> impl Iterator<Item = Cow<'static, str>> {
    let embargo = edition.story.embargo.map(|until| Cow::Owned(format!("({})", embargo::line(until))));
    let act = match edition.act {
        Act::Correct => Some(CORRECTION),
        Act::Advisory => Some(ADVISORY),
        Act::Test => Some(TEST),
        _ => None,
    };
    embargo.into_iter().chain(act.map(Cow::Borrowed))
}

/// The headline, after the word that tells a kill or a hold.
pub(crate) fn headline<'a>(edition: &Edition<'a>) -> Cow<'a, str> {
    let headline = edition.story.headline.as_str();
    match edition.state {
        State::Usable => Cow::Borrowed(headline),
        State::Canceled => Cow::Owned([KILL, headline].concat()),
        State::Withheld => Cow::Owned([HOLD, headline].concat()),
    }
}

/// Words that take a story away where nothing but a separator follows them, and the state that they leave it in.
const REMOVALS: [(&str, State); 10] = [
    ("KILL", State::Canceled),
    ("BULLETIN KILL", State::Canceled),
    ("STORY KILL", State::Canceled),
    ("WITHDRAWAL", State::Canceled),
    ("STORY WITHDRAWN", State::Canceled),
    ("ELIMINATION", State::Canceled),
    ("ANNULATION", State::Canceled),
    ("ZURÜCKZIEHUNG", State::Canceled),
    ("HOLD", State::Withheld),
    ("WITHHOLD", State::Withheld),
];
/// Words that begin the line of a correction.
const CORRECTIONS: [&str; 6] = ["CORRECTION", "CORRECTS", "CORRECTED", "BERICHTIGUNG", "RECTIFICATIF", "CORRECCIÓN"];

/// Reads a line of a document of this system: what [`lines`] and [`headline`] write, and nothing else, because a headline
/// may well be `Embargo until 2027` or `KILL: a new film`.
pub(crate) fn read_own(line: &str) -> Option<Banner<'_>> {
    if let Some(headline) = line.strip_prefix(KILL) {
        return Some(Banner::Removed(State::Canceled, headline));
    }
    if let Some(headline) = line.strip_prefix(HOLD) {
        return Some(Banner::Removed(State::Withheld, headline));
    }
    match line {
        CORRECTION => Some(Banner::Correction("")),
        ADVISORY | TEST => Some(Banner::NotForPublication),
        _ if line.starts_with('(') && line.ends_with(" GMT)") => embargo::read(line).map(Banner::Embargo),
        _ => None,
    }
}

/// Reads a line, which may stand in brackets. What is in small letters is a word of the news, but for the German signs.
pub(crate) fn read(line: &str) -> Option<Banner<'_>> {
    if let Some(time) = embargo::read(line) {
        return Some(Banner::Embargo(time));
    }
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '*' | '+' | '='));
    if !line.starts_with(char::is_uppercase) {
        return None;
    }
    if let Some(rest) = line.strip_prefix("MANDATORY ") {
        let state = if rest.starts_with("HOLD") { State::Withheld } else { State::Canceled };
        let word = ["KILL", "HOLD", "WITHDRAWAL", "ELIMINATION"].iter().find_map(|word| rest.strip_prefix(word));
        return word.map(|rest| Banner::Removed(state, after_separator(rest).unwrap_or(rest)));
    }
    if let Some((state, rest)) =
        REMOVALS.iter().find_map(|(word, state)| Some((*state, after_separator(line.strip_prefix(word)?)?)))
    {
        return Some(Banner::Removed(state, rest));
    }
    if line.contains("NOT FOR PUBLICATION") && line == line.to_uppercase() {
        return Some(Banner::NotForPublication);
    }
    let words = line.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let corrects =
        CORRECTIONS.iter().any(|word| *word == words || (words == "Berichtigung" && *word == "BERICHTIGUNG"));
    let rest = corrects.then(|| after_separator(&line[words.len()..])).flatten()?;
    Some(Banner::Correction(rest))
}

/// What follows a word, after its separator; `None` when the word goes on in a sentence.
fn after_separator(rest: &str) -> Option<&str> {
    let trimmed = rest.trim_start_matches(' ');
    if trimmed.is_empty() {
        return Some("");
    }
    let text = trimmed.trim_start_matches([':', '-', '–', '—', ',', '/', '.']);
    (text.len() < trimmed.len()).then(|| text.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kills_holds_and_corrections_are_told_from_news() {
        for (line, banner) in [
            ("MANDATORY KILL: Council backs plan", Some(Banner::Removed(State::Canceled, "Council backs plan"))),
            ("(MANDATORY HOLD)", Some(Banner::Removed(State::Withheld, ""))),
            ("KILL", Some(Banner::Removed(State::Canceled, ""))),
            ("KILL - Flood-Plan", Some(Banner::Removed(State::Canceled, "Flood-Plan"))),
            ("*** WITHHOLD: Flood ***", Some(Banner::Removed(State::Withheld, "Flood"))),
            ("(Berichtigung: Uhrzeit korrigiert)", Some(Banner::Correction("Uhrzeit korrigiert"))),
            ("(CORRECTION)", Some(Banner::Correction(""))),
            ("(TEST - NOT FOR PUBLICATION)", Some(Banner::NotForPublication)),
            ("KILL BILL IS SHOWN AGAIN", None),
            ("HOLD THE LINE WINS", None),
            ("Kill: a new film", None),
            ("CORRECTIONS OFFICER HURT", None),
            ("Berichtigung des Haushalts", None),
            ("(Vorschau)", None),
            ("", None),
        ] {
            assert_eq!(read(line), banner, "{line}");
        }
    }
}
