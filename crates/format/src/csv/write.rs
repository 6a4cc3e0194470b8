//! Writes lists.

use super::{COLUMNS, is_formula};
use crate::{
    Edition,
    copy::{Shape, Typist},
    text::SHAPE,
};
use jiff::Timestamp;
use std::fmt::Write;
use story::{Content, Prose};

/// Bytes of a row beside its text.
const ROW_BYTES: usize = 512;

/// One version as a list of one row.
pub fn write(edition: &Edition<'_>) -> String {
    write_group(std::slice::from_ref(edition))
}

/// Several versions as one list, in the order given.
pub fn write_group(editions: &[Edition<'_>]) -> String {
    let text = |edition: &Edition<'_>| edition.story.body().map_or(0, |body| body.blocks().len() * 400);
    let mut out = String::with_capacity(editions.iter().map(|edition| ROW_BYTES + text(edition)).sum());
    out.push('\u{FEFF}');
    out.push_str(&COLUMNS.join(","));
    out.push_str("\r\n");
    let mut text = String::new();
    for edition in editions {
        row(&mut out, edition, &mut text);
    }
    out
}

/// The cells of one row, in the order of [`COLUMNS`]; `text` is room to write in.
fn row(out: &mut String, edition: &Edition<'_>, text: &mut String) {
    let story = edition.story;
    let mut row = Row { out, first: true };
    row.plain(edition.item.as_str());
    row.number(edition.version);
    row.plain(edition.act.name());
    row.plain(edition.state.name());
    row.time(Some(edition.version_created.as_second()));
    row.plain(story.language.as_str());
    row.plain(story.kind().name());
    row.number(story.priority.urgency());
    row.plain(edition.agency.category(story.category).map_or("", |category| &category.path));
    row.cell(story.slug.as_str());
    row.cell(story.headline.as_str());
    row.cell(story.byline.as_ref().map_or("", story::Line::as_str));
    row.cell(story.dateline.as_ref().map_or("", |dateline| dateline.city.as_str()));
    row.list(text, story.keywords.iter().map(story::Line::as_str));
    row.list(text, story.topics.iter().map(story::TopicId::as_str));
    row.list(text, edition.products.iter().map(|(_, name)| name.as_str()));
    // A part of a second counts as a whole one, because an embargo may end late, but not early.
    row.time(story.embargo.map(|time| time.as_second() + i64::from(time.subsec_nanosecond() > 0)));
    row.number(story.body().map_or(0, story::Body::words));
    row.plain(edition.content.as_str());
    text.clear();
    match &story.content {
        Content::Text { body } => Typist::new(text, Shape { captions: false, ..SHAPE }).body(body, ""),
        Content::Removed { .. } => text.push_str(story.editors_note.as_ref().map_or("", Prose::as_str)),
        _ => text.push_str(story.caption().map_or("", Prose::as_str)),
    }
    // The indent of a list that the text begins with is part of it.
    row.cell(text.trim_end());
    out.push_str("\r\n");
}

/// A row while it is written.
struct Row<'o> {
    out: &'o mut String,
    first: bool,
}

impl Row<'_> {
    /// A value that cannot hold a sign of CSV or of a formula.
    fn plain(&mut self, value: &str) {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        self.out.push_str(value);
    }

    fn number(&mut self, number: impl std::fmt::Display) {
        self.plain("");
        // Writing into a String cannot fail.
        let _ = write!(self.out, "{number}");
    }

    /// A time in UTC, given in seconds after 1970; the calendar has an end.
    fn time(&mut self, second: Option<i64>) {
        self.plain("");
        let Some(second) = second else { return };
        let time = Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
        let _ = write!(self.out, "{}", time.strftime("%Y-%m-%dT%H:%M:%SZ"));
    }

    /// Any text (RFC 4180 §2).
    fn cell(&mut self, text: &str) {
        self.plain("");
        let quoted = text.contains(['"', ',', ';', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
        if quoted {
            self.out.push('"');
        }
        if is_formula(text) {
            self.out.push('\'');
        }
        if text.contains('"') {
            text.split('"').enumerate().for_each(|(n, part)| {
                self.out.push_str(if n > 0 { "\"\"" } else { "" });
                self.out.push_str(part);
            });
        } else {
            self.out.push_str(text);
        }
        if quoted {
            self.out.push('"');
        }
    }

    /// Items with `; ` between them. A semicolon inside an item becomes a comma.
    fn list<'a>(&mut self, room: &mut String, items: impl Iterator<Item = &'a str>) {
        room.clear();
        let mut several = false;
        for item in items {
            if !room.is_empty() {
                room.push_str("; ");
                several = true;
            }
            room.extend(item.chars().map(|c| if c == ';' { ',' } else { c }));
        }
        // Lists of others have commas between their items; this one has none.
        if !several && room.contains([',', '|']) {
            room.push(';');
        }
        self.cell(room);
    }
}
