//! Writes messages.

use crate::{
    Edition, banner,
    copy::{Shape, Typist},
    dateline, latin1,
    notes::{self, Label},
    text::missing_dateline,
    transmission::{self, EOT, ETX, SOH, STX},
};
use std::fmt::Write;
use story::Content;

/// Characters of a line.
const LINE_CHARS_MAX: usize = 69;
/// Before the byline, so that it is not taken for more of the headline.
const BYLINE: &str = "   ";
/// Bytes of a message beside its text.
const HEAD_BYTES: usize = 1_024;

const SHAPE: Shape = Shape {
    width: Some(LINE_CHARS_MAX),
    measure: |_| 1,
    end: "\r\n",
    paragraph: "   ",
    flush: "",
    list: "  ",
    quote: "      ",
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
    written(editions, SHAPE)
}

/// One version as a message in Latin-1.
pub fn write_latin1(edition: &Edition<'_>) -> Vec<u8> {
    write_group_latin1(std::slice::from_ref(edition))
}

/// Several versions as messages after each other in Latin-1.
pub fn write_group_latin1(editions: &[Edition<'_>]) -> Vec<u8> {
    latin1::bytes(&written(editions, Shape { measure: latin1::measure, ..SHAPE }))
}

fn written(editions: &[Edition<'_>], shape: Shape) -> String {
    let text = |edition: &Edition<'_>| edition.story.body().map_or(0, |body| body.blocks().len() * 400);
    let mut out = String::with_capacity(editions.iter().map(|edition| HEAD_BYTES + text(edition)).sum());
    for edition in editions {
        message(&mut out, edition, shape);
    }
    out
}

fn message(out: &mut String, edition: &Edition<'_>, shape: Shape) {
    let story = edition.story;
    header(out, edition);
    out.push(STX);
    let mut typist = Typist::new(out, shape);
    banner::lines(edition).for_each(|line| typist.flow("", "", &line));
    let headline = banner::headline(edition);
    match &story.byline {
        None => typist.flow("", "", &[&headline, " ="].concat()),
        Some(byline) => {
            typist.flow("", "", &headline);
            typist.flow(BYLINE, BYLINE, &[byline.as_str(), " ="].concat());
        }
    }
    typist.blank();
    match &story.content {
        Content::Text { body } => {
            for line in story.standfirst.iter().flat_map(|text| text.as_str().lines()).filter(|line| !line.is_empty()) {
                typist.apart(false);
                typist.flow("", "", line);
            }
            typist.body(body, &missing_dateline(story, edition.agency));
        }
        Content::Removed { .. } => {
            typist.prose(story.editors_note.as_ref().map_or("", story::Prose::as_str));
        }
        _ => typist.prose(story.caption().map_or("", story::Prose::as_str)),
    }
    notes::write(&mut typist, edition, |label| is_untold(edition, label));
    out.push(ETX);
    // Writing into a String cannot fail.
    let _ = write!(out, "{}\r\n{EOT}", edition.version_created.strftime("%d%H%M %b %y"));
}

/// `SOH <source><number> SP <priority> SP <category> SP <words> SP <id>`, and the slug line.
fn header(out: &mut String, edition: &Edition<'_>) {
    let story = edition.story;
    let words = match &story.content {
        Content::Text { body } => body.words(),
        Content::Removed { .. } => words(story.editors_note.as_ref().map_or("", story::Prose::as_str)),
        _ => words(story.caption().map_or("", story::Prose::as_str)),
    };
    let _ = write!(
        out,
        "{SOH}{}{:04} {} {} {words} {}\r\n",
        transmission::source(edition.agency),
        transmission::number(edition.item),
        story.priority.urgency(),
        transmission::section_letter(edition.agency, story.category).unwrap_or('a'),
        edition.item,
    );
    out.push_str(story.slug.as_str());
    out.push('/');
    for keyword in &story.keywords {
        out.push_str(keyword.as_str());
        out.push('/');
    }
    out.push_str("\r\n");
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// True for what neither the heading nor the text tells.
fn is_untold(edition: &Edition<'_>, label: Label) -> bool {
    let story = edition.story;
    let written = matches!(story.content, Content::Text { .. });
    match label {
        Label::Version | Label::Sent | Label::Content => true,
        _ if matches!(story.content, Content::Removed { .. }) => false,
        Label::Item | Label::Priority | Label::Byline => false,
        Label::Category => transmission::section_letter(edition.agency, story.category).is_none(),
        // With a slash inside, the slug line does not tell where the slug ends and the keywords begin.
        Label::Slug | Label::Keywords => {
            story.slug.as_str().contains('/') || story.keywords.iter().any(|word| word.as_str().contains('/'))
        }
        // A line of the text is as long as it may be, so it cannot tell the lines of a standfirst.
        Label::Standfirst => !written || story.standfirst.as_ref().is_some_and(|text| text.as_str().contains('\n')),
        Label::City => !(written && dateline::tells_city(story)),
        _ => true,
    }
}
