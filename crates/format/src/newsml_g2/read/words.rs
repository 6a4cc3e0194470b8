//! The text of elements, and what had to be repaired to take it.

use crate::{
    Refused, mend,
    tree::{Child, Element},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::borrow::Cow;
use story::{Line, Prose, TextFault, tidy_line, tidy_prose};

/// Repairs that are told one by one.
const REPAIRS_MAX: usize = 30;
/// Characters of foreign text that a repair or a refusal shows.
const SHOWN_CHARS_MAX: usize = 60;

/// What was not as it should be in one item; the same is told once, and many are counted, not told.
#[derive(Debug, Default)]
pub(super) struct Repairs(Vec<String>);

impl Repairs {
    /// Tells a repair.
    pub fn tell(&mut self, repair: String) {
        if self.0.len() < REPAIRS_MAX && !self.0.contains(&repair) {
            self.0.push(repair);
            if self.0.len() == REPAIRS_MAX {
                self.0.push("there were more repairs of this sort".to_owned());
            }
        }
    }

    /// The sentences.
    pub fn into_sentences(self) -> Vec<String> {
        self.0
    }

    /// The text of an element as one line; what is too long is left out.
    pub fn line<const CHARS_MAX: usize>(&mut self, element: Element<'_>) -> Option<Line<CHARS_MAX>> {
        self.kept(element.name(), Line::new(line(element)))
    }

    /// The text of an element as several lines; what is too long is cut at a word.
    pub fn prose<const CHARS_MAX: usize>(&mut self, element: Element<'_>) -> Option<Prose<CHARS_MAX>> {
        self.cut(element.name(), &prose(element))
    }

    /// Several lines of text; what is too long is cut at a word.
    pub fn cut<const CHARS_MAX: usize>(&mut self, field: &str, text: &str) -> Option<Prose<CHARS_MAX>> {
        let cut = mend::cut(text, CHARS_MAX);
        if cut.len() != text.len() {
            self.tell(format!("`{field}` has more than {CHARS_MAX} characters and was cut at a word"));
        }
        self.kept(field, Prose::new(cut))
    }

    /// A value that was taken; one that could not be is left out and told, an empty one is as if it were not there.
    pub fn kept<T>(&mut self, field: &str, taken: Result<T, TextFault>) -> Option<T> {
        match taken {
            Ok(value) => Some(value),
            Err(TextFault::Empty) => None,
            Err(fault) => {
                self.tell(format!("`{field}` {fault}, and was left out"));
                None
            }
        }
    }

    /// A time that only informs. Without a zone it is taken as UTC; what is no time is left out.
    pub fn time(&mut self, element: Element<'_>) -> Option<Timestamp> {
        let text = element.text();
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Ok(time) = text.parse() {
            return Some(time);
        }
        let civil = text.parse::<DateTime>().ok().or_else(|| Some(text.parse::<Date>().ok()?.into()));
        let time = civil.and_then(|civil| TimeZone::UTC.to_timestamp(civil).ok());
        let (field, shown) = (element.name(), shown(text));
        self.tell(match time {
            Some(_) => format!("`{field}` has no zone, and was taken as UTC: `{shown}`"),
            None => format!("`{field}` is not a time, and was left out: `{shown}`"),
        });
        time
    }
}

/// A time that decides whether something may be published: it is exact, or the item is refused.
pub(super) fn exact_time(element: Element<'_>) -> Result<Timestamp, Refused> {
    let text = element.text();
    let text = text.trim();
    let why = |why: String| Refused::field(element.name(), why).at(element.line());
    if text.is_empty() {
        return Err(why("is empty, which embargoes the item without an end".to_owned()));
    }
    let wrong = || why(format!("is not a time with its zone, such as 2026-09-01T10:00:00Z: `{}`", shown(text)));
    text.parse().map_err(|_| wrong())
}

/// The beginning of a foreign text, to show it.
pub(super) fn shown(text: &str) -> String {
    tidy_line(&mend::cut(text.trim(), SHOWN_CHARS_MAX))
}

/// The text of an element as one line.
pub(super) fn line(element: Element<'_>) -> String {
    tidy_line(&mend::windows_1252(&marked(element)))
}

/// The text of an element as several lines.
pub(super) fn prose(element: Element<'_>) -> String {
    tidy_prose(&mend::windows_1252(&marked(element)))
}

/// The text with its line breaks: those of `br` and of blocks, and those of the text itself, unless an indented line
/// follows, as where a document was laid out to be looked at.
fn marked(element: Element<'_>) -> Cow<'_, str> {
    let mut nodes = element.nodes();
    match (nodes.next(), nodes.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(Child::Text(text)), None) if !text.contains('\n') => Cow::Borrowed(text),
        _ => {
            let mut out = String::new();
            mark(element, &mut out);
            Cow::Owned(out)
        }
    }
}

fn mark(element: Element<'_>, out: &mut String) {
    for child in element.nodes() {
        match child {
            Child::Text(text) => unwrap(text, out),
            Child::Element(inner) => {
                let ends = matches!(inner.name(), "p" | "li" | "ul" | "ol" | "div" | "section" | "h3" | "h4" | "tr");
                if ends || inner.is("br") {
                    out.push('\n');
                }
                mark(inner, out);
                if ends {
                    out.push('\n');
                }
            }
        }
    }
}

fn unwrap(text: &str, out: &mut String) {
    let mut blank = false;
    for (n, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            blank |= n > 0;
            out.push_str(if n == 0 && !line.is_empty() { " " } else { "" });
            continue;
        }
        if n > 0 {
            out.push_str(match (blank, line.starts_with([' ', '\t'])) {
                (true, _) => "\n\n",
                (false, true) => " ",
                (false, false) => "\n",
            });
        }
        out.push_str(line.trim_end_matches('\r'));
        blank = false;
    }
    // A break before a tag is white space, no more.
    if text.ends_with(|c: char| c.is_ascii_whitespace()) {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;

    fn read(xml: &str) -> String {
        prose(Tree::read(xml).expect("a tree").root())
    }

    #[test]
    fn laid_out_text_is_joined_and_meant_breaks_stay() {
        assert_eq!(read("<a>\n   one\n   two <b>three</b>\n   four\n</a>"), "one two three four");
        assert_eq!(read("<a>one\ntwo\n\nthree</a>"), "one\ntwo\n\nthree");
        assert_eq!(read("<a>\n  one\n  <br/>\n  two\n  <br/>\n</a>"), "one\ntwo");
        assert_eq!(
            read("<a><section><h3>One</h3><ul><li>two</li><li>three</li></ul></section></a>"),
            "One\n\ntwo\n\nthree"
        );
        assert_eq!(read("<a/>"), "");
    }

    #[test]
    fn a_time_that_decides_must_be_exact() {
        let exact = |xml: &str| exact_time(Tree::read(xml).expect("a tree").root()).map_err(|e| e.to_string());
        assert!(exact("<embargoed> 2026-09-01T10:00:00+03:00 </embargoed>").is_ok());
        insta::assert_snapshot!(exact("<embargoed/>").expect_err("empty"), @"line 1, `embargoed`: is empty, which embargoes the item without an end");
        insta::assert_snapshot!(exact("<embargoed>2026-09-01T10:00:00</embargoed>").expect_err("no zone"), @"line 1, `embargoed`: is not a time with its zone, such as 2026-09-01T10:00:00Z: `2026-09-01T10:00:00`");
    }
}
