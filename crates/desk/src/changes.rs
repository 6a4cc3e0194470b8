//! What a newer version must bring: something new, and a correction of words that were really sent.

use crate::DeskError;
use story::{Body, Correction, Fault, Line, Prose, Story};

/// Refuses a newer version that says the same as the last one: subscribers would publish it again for nothing.
/// It is a conflict with what is on the wire, and not a fault of the story: the same story is welcome as a first version.
pub(crate) fn brings_something(last: &Story, next: &Story, version: u32) -> Result<(), DeskError> {
    let said = |story: &Story| Story { correction: None, ..story.clone() };
    if said(last) == said(next) { Err(DeskError::Unchanged(version)) } else { Ok(()) }
}

/// Refuses a correction of words that were never sent. Readers search what they printed for `was`: a slip of the pen
/// there sends every newsroom after words that it does not have. White space and case are forgiven; where another file
/// was put in, what was wrong may be in the picture and not in words.
pub(crate) fn corrects_what_was_sent(last: &Story, next: &Story, what: &Correction) -> Result<(), DeskError> {
    let another_file = last.media().map(|m| &m.sha256) != next.media().map(|m| &m.sha256);
    if another_file || folded(&words(last)).contains(&folded(what.was.as_str())) {
        return Ok(());
    }
    let why =
        "does not stand in the version that was sent; quote the words that were wrong as they were sent".to_owned();
    Err(DeskError::NotReady(vec![Fault { field: "was", why }]))
}

/// Every word of a story that a reader may have printed.
fn words(story: &Story) -> String {
    let mut words = vec![story.headline.as_str()];
    words.extend(story.standfirst.as_ref().map(Prose::as_str));
    words.extend(story.byline.as_ref().map(Line::as_str));
    words.extend(story.dateline.as_ref().map(|dateline| dateline.city.as_str()));
    words.extend(story.keywords.iter().map(Line::as_str));
    words.extend(story.places.iter().map(|place| place.name.as_str()));
    words.extend(story.rights.credit.as_ref().map(Line::as_str));
    words.extend(story.rights.source.as_ref().map(Line::as_str));
    words.extend(story.public_summary.as_ref().map(Prose::as_str));
    words.extend(story.caption().map(Prose::as_str));
    let body = story.body().map(Body::plain);
    words.extend(body.as_deref());
    words.join("\n")
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
