//! What a newer version must bring: something new, and a correction of words that were really sent.

use crate::DeskError;
use story::{Body, Correction, Fault, Line, Prose, Story};

/// Refuses a newer version that says the same as the last one: subscribers would publish it again for nothing.
/// It is a conflict with what is on the wire, and not a fault of the story: the same story is welcome as a first version.
pub(crate) fn brings_something(last: &Story, next: &Story, version: u32) -> Result<(), DeskError> {
    let said = |story: &Story| Story { correction: None, ..story.clone() };
    if said(last) == said(next) { Err(DeskError::Unchanged(version)) } else { Ok(()) }
}

/// Refuses a correction of words that were never sent, or by words that the corrected version does not have. Readers
/// search what they printed for `was` and put `now` in its place: a slip of the pen in either sends every newsroom after
/// words that it does not have, or has it print what no version says. White space and case are forgiven; where another
/// file was put in, what was wrong may be in the picture and not in words.
pub(crate) fn corrects_what_was_sent(last: &Story, next: &Story, what: &Correction) -> Result<(), DeskError> {
    if last.media().map(|m| &m.sha256) != next.media().map(|m| &m.sha256) {
        return Ok(());
    }
    let mut faults = Vec::new();
    for (field, quoted, story, why) in [
        (
            "was",
            &what.was,
            last,
            "does not stand in the version that was sent; quote the words that were wrong as they were sent",
        ),
        (
            "now",
            &what.now,
            next,
            "does not stand in the corrected version; save the correction first, and quote the words as they read now",
        ),
    ] {
        if !folded(&words(story)).contains(&folded(quoted.as_str())) {
            faults.push(Fault { field, why: why.to_owned() });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(DeskError::NotReady(faults)) }
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
