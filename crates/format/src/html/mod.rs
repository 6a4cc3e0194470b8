//! A body as a fragment of HTML: few elements, no classes, no styles, everything escaped. And a whole story as a document
//! ([`write`](fn@write)), with its facts as linked data.

mod content;
mod data;
mod document;
mod linked;
mod read;
mod tags;

pub(crate) use content::content;
pub use document::write;
pub use read::read;

use crate::Feature;
use std::fmt::Write;
use story::{Block, Body, ItemId, Span};

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[];

/// The attribute that names the item of a figure in a body, so that a reader puts the picture back.
pub(crate) const ITEM_ATTRIBUTE: &str = "data-item";

/// A picture as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Address of the picture.
    pub src: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// The text under it.
    pub caption: Option<String>,
    /// Who made it, shown in brackets after the caption.
    pub credit: Option<String>,
    /// Width and height in pixels, so that the page does not jump.
    pub size: Option<(u32, u32)>,
}

/// Finds the picture of an item; the text is the caption that replaces the picture's own at this place. `None` leaves
/// the picture out.
pub type Pictures<'a> = dyn Fn(&ItemId, Option<&str>) -> Option<Figure> + 'a;

/// Escapes text for HTML: good for content and for attributes in either kind of quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_into(&mut out, text);
    out
}

/// Appends escaped text.
pub fn escape_into(out: &mut String, text: &str) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let instead = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        out.push_str(instead);
        plain = at + 1;
    }
    out.push_str(&text[plain..]);
}

/// The body as a fragment.
pub fn body(body: &Body, picture: &Pictures<'_>) -> String {
    body_led_by("", body, picture)
}

/// The body as a fragment whose first paragraph begins with `lead`, as a dateline does. A body that begins with another
/// block gets a paragraph of its own for it.
pub fn body_led_by(lead: &str, body: &Body, picture: &Pictures<'_>) -> String {
    let mut out = String::with_capacity(2_048);
    let mut lead = (!lead.is_empty()).then_some(lead);
    for block in body.blocks() {
        // A picture above the first paragraph does not take the lead from it.
        if !matches!(block, Block::Picture { .. })
            && let Some(text) = lead.take()
        {
            out.push_str("<p>");
            escape_into(&mut out, text);
            if let Block::Paragraph { spans: run } = block {
                spans(&mut out, run);
                out.push_str("</p>");
                continue;
            }
            out.push_str("</p>");
        }
        write_block(&mut out, block, picture);
    }
    out
}

fn write_block(out: &mut String, block: &Block, picture: &Pictures<'_>) {
    match block {
        Block::Paragraph { spans: run } => wrapped(out, "p", run),
        Block::Crosshead { text } => {
            out.push_str("<h2>");
            escape_into(out, text.as_str());
            out.push_str("</h2>");
        }
        Block::Quote { spans: run, speaker } => {
            out.push_str("<blockquote>");
            wrapped(out, "p", run);
            if let Some(speaker) = speaker {
                out.push_str("<p>— ");
                escape_into(out, speaker.as_str());
                out.push_str("</p>");
            }
            out.push_str("</blockquote>");
        }
        Block::List { ordered, items } => {
            let name = if *ordered { "ol" } else { "ul" };
            open(out, name);
            for item in items {
                wrapped(out, "li", item);
            }
            close(out, name);
        }
        Block::Table { rows, header } => table(out, rows, *header),
        Block::Picture { item, caption } => {
            if let Some(found) = picture(item, caption.as_ref().map(story::Line::as_str)) {
                write_figure(out, Some(item), &found);
            }
        }
    }
}

fn table(out: &mut String, rows: &[Vec<Vec<Span>>], header: bool) {
    let (head, rest) = rows.split_at(usize::from(header));
    out.push_str("<table>");
    for (section, cell, rows) in [("thead", "th", head), ("tbody", "td", rest)] {
        if rows.is_empty() {
            continue;
        }
        open(out, section);
        for row in rows {
            out.push_str("<tr>");
            for run in row {
                wrapped(out, cell, run);
            }
            out.push_str("</tr>");
        }
        close(out, section);
    }
    out.push_str("</table>");
}

/// Appends a figure.
pub fn figure(out: &mut String, figure: &Figure) {
    write_figure(out, None, figure);
}

fn write_figure(out: &mut String, item: Option<&ItemId>, figure: &Figure) {
    out.push_str("<figure");
    if let Some(item) = item {
        out.extend([" ", ITEM_ATTRIBUTE, "=\"", item.as_str(), "\""]);
    }
    out.push_str("><img src=\"");
    escape_into(out, &figure.src);
    out.push_str("\" alt=\"");
    escape_into(out, &figure.alt);
    out.push('"');
    if let Some((width, height)) = figure.size {
        // Writing into a String cannot fail.
        let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
    }
    out.push('>');
    if figure.caption.is_some() || figure.credit.is_some() {
        out.push_str("<figcaption>");
        if let Some(caption) = &figure.caption {
            escape_into(out, caption);
        }
        if let Some(credit) = &figure.credit {
            out.push_str(if figure.caption.is_some() { " (" } else { "(" });
            escape_into(out, credit);
            out.push(')');
        }
        out.push_str("</figcaption>");
    }
    out.push_str("</figure>");
}

fn open(out: &mut String, name: &str) {
    out.push('<');
    out.push_str(name);
    out.push('>');
}

fn close(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn wrapped(out: &mut String, name: &str, run: &[Span]) {
    open(out, name);
    spans(out, run);
    close(out, name);
}

fn spans(out: &mut String, run: &[Span]) {
    for span in run {
        if let Some(link) = &span.link {
            out.push_str("<a rel=\"noopener\" href=\"");
            escape_into(out, link.as_str());
            out.push_str("\">");
        }
        let marks = [(span.strong, "strong"), (span.em, "em")];
        marks.iter().filter(|(on, _)| *on).for_each(|(_, name)| open(out, name));
        escape_into(out, span.text.as_str());
        marks.iter().rev().filter(|(on, _)| *on).for_each(|(_, name)| close(out, name));
        if span.link.is_some() {
            out.push_str("</a>");
        }
    }
}
