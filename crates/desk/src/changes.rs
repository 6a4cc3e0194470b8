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

/// Words that a proposed correction keeps on each side of what differs, so that it is found where it stands.
const CONTEXT_WORDS: usize = 3;

/// The first words of a reader's text that differ between what was sent and what follows, with a few words around them:
/// what was wrong, and what it says now. None when no text differs, or whole paragraphs came or went.
pub fn proposed_correction(last: &Story, next: &Story) -> Option<(String, String)> {
    let (was, now) = (passages(last), passages(next));
    let first = was.iter().zip(&now).position(|(was, now)| was != now)?;
    (was.len() == now.len()).then(|| differing(&was[first], &now[first])).flatten()
}

/// What a reader reads, piece by piece.
pub(crate) fn passages(story: &Story) -> Vec<String> {
    let mut passages = vec![story.headline.as_str().to_owned()];
    passages.push(story.standfirst.as_ref().map_or("", Prose::as_str).to_owned());
    passages.push(story.caption().map_or("", Prose::as_str).to_owned());
    passages.extend(story.body().iter().flat_map(|body| body.plain().lines().map(str::to_owned).collect::<Vec<_>>()));
    passages
}

fn differing(was: &str, now: &str) -> Option<(String, String)> {
    let split = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (was, now) = (split(was), split(now));
    let shorter = was.len().min(now.len());
    let head = (0..shorter).take_while(|&n| was[n] == now[n]).count();
    let tail = (1..=shorter - head).take_while(|&n| was[was.len() - n] == now[now.len() - n]).count();
    let cut = |words: &[String]| {
        let end = (words.len() - tail + CONTEXT_WORDS).min(words.len());
        words[head.saturating_sub(CONTEXT_WORDS)..end].join(" ")
    };
    Some((cut(&was), cut(&now))).filter(|(was, now)| !was.is_empty() && !now.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(headline: &str, body: &str) -> Story {
        let blocks: Vec<_> =
            body.split('\n').map(|text| serde_json::json!({"block": "paragraph", "spans": [{"text": text}]})).collect();
        serde_json::from_value(serde_json::json!({
            "language": "en", "slug": "QUAKE", "headline": headline, "priority": 4, "category": 1,
            "content": {"kind": "text", "body": blocks},
        }))
        .expect("a story")
    }

    #[test]
    fn a_correction_is_proposed_with_its_surroundings() {
        let last = story("Quake", "First.\nThe quake hit on Monday and two people were hurt in the old town.");
        let next = story("Quake", "First.\nThe quake hit on Monday and three people were hurt in the old town.");
        let (was, now) = proposed_correction(&last, &next).expect("a correction");
        assert_eq!(
            (was.as_str(), now.as_str()),
            ("on Monday and two people were hurt", "on Monday and three people were hurt")
        );
        let what = Correction { was: Prose::new(&was).expect("prose"), now: Prose::new(&now).expect("prose") };
        assert!(corrects_what_was_sent(&last, &next, &what).is_ok(), "what is proposed is accepted");
    }

    #[test]
    fn words_that_came_or_went_are_named_by_their_neighbours() {
        let (last, next) = (story("Two hurt", "Text."), story("Two not hurt", "Text."));
        assert_eq!(proposed_correction(&last, &next), Some(("Two hurt".to_owned(), "Two not hurt".to_owned())));
        assert_eq!(proposed_correction(&last, &last), None);
        assert_eq!(proposed_correction(&last, &story("Two hurt", "Text.\nMore.")), None);
    }
}
