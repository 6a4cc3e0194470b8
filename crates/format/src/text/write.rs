//! Writes plain text.

use super::missing_dateline;
use crate::{
    Edition, banner,
    copy::{Shape, Typist},
    dateline,
    notes::{self, Label},
};
use story::{Agency, Content, Story};

/// Bytes of a document beside its body.
const HEAD_BYTES: usize = 1_024;

/// Plain text as people read it on a screen.
pub(crate) const SHAPE: Shape = Shape {
    width: None,
    measure: |_| 1,
    end: "\n",
    paragraph: "",
    flush: "",
    list: "  ",
    quote: "    ",
    spaced: true,
    underlined: true,
    captions: true,
};

/// The story as plain text: headline, standfirst, byline, then the body after its dateline, a blank line between them.
/// With `width`, lines are broken at spaces to at most so many characters; a longer word keeps a line of its own.
///
/// Links lose their addresses and emphasis its look. A story that was taken away gives its headline and the note.
pub fn story(story: &Story, agency: &Agency, width: Option<usize>) -> String {
    let mut out = String::new();
    let mut typist = Typist::new(&mut out, Shape { width, ..SHAPE });
    typist.paragraph(story.headline.as_str());
    text(&mut typist, story, agency);
    out
}

/// One version as a document: what an editor must know first, the story, and below it what is not for publication.
pub fn write(edition: &Edition<'_>) -> String {
    let story = edition.story;
    let mut out = String::with_capacity(HEAD_BYTES + story.body().map_or(0, |body| body.blocks().len() * 400));
    // A caption without its picture would be taken for text when the document is read again.
    let mut typist = Typist::new(&mut out, Shape { captions: false, ..SHAPE });
    banner::lines(edition).for_each(|line| typist.paragraph(&line));
    typist.paragraph(&banner::headline(edition));
    let written = matches!(story.content, Content::Text { .. });
    if written {
        text(&mut typist, story, edition.agency);
    } else {
        typist.prose(match &story.content {
            Content::Removed { .. } => story.editors_note.as_ref().map_or("", story::Prose::as_str),
            _ => story.caption().map_or("", story::Prose::as_str),
        });
    }
    let removed = matches!(story.content, Content::Removed { .. });
    let lines = story.standfirst.as_ref().is_some_and(|text| text.as_str().contains('\n'));
    let tells_city = written && dateline::tells_city(story);
    notes::write(&mut typist, edition, |label| match label {
        Label::Item | Label::Version | Label::Sent | Label::Content => true,
        Label::Standfirst => !removed && (!written || lines),
        Label::City => !removed && !tells_city,
        // The byline is among them: it stands above the text too, but nothing tells it from a standfirst there.
        _ => !removed,
    });
    out
}

/// What stands below the headline.
fn text(typist: &mut Typist<'_>, story: &Story, agency: &Agency) {
    if let Some(standfirst) = &story.standfirst {
        typist.prose(standfirst.as_str());
    }
    if let Some(byline) = &story.byline {
        typist.paragraph(byline.as_str());
    }
    match &story.content {
        Content::Text { body } => typist.body(body, &missing_dateline(story, agency)),
        Content::Removed { .. } => {
            if let Some(note) = &story.editors_note {
                typist.prose(note.as_str());
            }
        }
        _ => {
            if let Some(caption) = story.caption() {
                typist.prose(caption.as_str());
            }
        }
    }
}
