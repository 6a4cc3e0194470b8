//! What the public site shows of a story: the desk's summary, or whole sentences of the story itself.
//!
//! The extract begins with the story's first sentence and adds those that best cover the rest: central by the terms that
//! they share with the story, near the top, of a readable length, and not repeating what was taken.
//!
//! Invariants:
//! - Pure, and the same for the same story and rule.
//! - Every sentence stands in the story, letter by letter, and in its order.
//! - No extract is longer than any limit of its [`SummaryRule`], or the whole of a story.
//! - A sentence that leans on the one before it is shown with that one or not at all, and a quotation whole and with
//!   its speaker or not at all.

mod choose;
mod languages;
mod leaning;
mod names;
mod rule;
mod sentences;
mod terms;

use choose::{Candidate, Choice, lead};
use languages::Known;
use leaning::{Footing, footing};
use names::{Names, introductions, named_by};
pub use rule::{
    PARAGRAPHS, RuleFault, SENTENCES, SHARE_PERCENT, SUMMARY_PARAGRAPHS_MAX, SUMMARY_SENTENCES_MAX,
    SUMMARY_SHARE_PERCENT_MAX, SUMMARY_WORDS_MAX, SummaryRule, WORDS,
};
use sentences::{Sentence, sentences};
use std::collections::HashMap;
use story::{Block, ContentHash, Lang, Priority, Story};
pub use terms::words;
use terms::{lower, terms};

/// Characters in which a dateline at the head of a text ends.
const DATELINE_CHARS_MAX: usize = 60;

/// Who made a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The desk wrote it.
    Desk,
    /// A machine wrote it, or people together with a machine, and the desk approved it.
    Machine,
    /// It was extracted from the story.
    Extract,
}

/// What may be shown of one revision of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Who made it.
    pub source: Source,
    /// Its paragraphs; never empty.
    pub paragraphs: Vec<String>,
    /// The content that it was made from. It says nothing about any other revision.
    pub content: ContentHash,
}

/// Makes the summary of a written story.
///
/// What the desk wrote is taken as it is. A flash is its own summary: it is made to be passed on at once, and is never
/// longer than a sentence or two. Of any other story sentences are taken within `rule`, which holds to the word. There is no
/// summary where the lead alone is longer, as of a story of one sentence: an extract would be the whole of it, and its
/// headline says it already.
pub fn summarise(story: &Story, rule: &SummaryRule) -> Option<Summary> {
    let body = story.body()?;
    let content = story.content_hash();
    if let Some(written) = &story.public_summary {
        let lines = written.as_str().lines().map(str::trim).filter(|line| !line.is_empty());
        let source = if story.is_summary_by_machine() { Source::Machine } else { Source::Desk };
        return Some(Summary { source, paragraphs: lines.map(str::to_owned).collect(), content });
    }
    let paragraphs: Vec<String> = body.blocks().iter().filter_map(paragraph).collect();
    if story.priority == Priority::Flash {
        let text = without_dateline(paragraphs.first()?).to_owned();
        return Some(Summary { source: Source::Extract, paragraphs: vec![text], content });
    }
    let story_words = body.blocks().iter().map(|block| words(&block.plain())).sum();
    let mut numbers = HashMap::new();
    let candidates = candidates(&paragraphs, story, &mut numbers);
    let headline = lower(story.headline.as_str(), &story.language);
    let headline = numbered(&headline, Known::find(&story.language), &mut numbers).into_iter().collect();
    let chosen = Choice::new(&candidates, &headline, numbers.len()).choose(rule, story_words);
    if chosen.is_empty() {
        return None;
    }
    Some(Summary { source: Source::Extract, paragraphs: join(&candidates, &chosen, &story.language), content })
}

/// The sentences of a story's running text in their order, as [`summarise`] sees them; what begins a list or does not
/// end as sentences do is not among them.
pub fn running_text(story: &Story) -> Vec<String> {
    let Some(body) = story.body() else { return Vec::new() };
    let paragraphs: Vec<String> = body.blocks().iter().filter_map(paragraph).collect();
    let all = candidates(&paragraphs, story, &mut HashMap::new());
    all.iter().filter(|candidate| candidate.whole).map(|candidate| candidate.text.to_owned()).collect()
}

/// The running text of a block; lists, tables and quotations that stand alone do not make sentences of the story.
fn paragraph(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph { .. } => Some(block.plain()),
        _ => None,
    }
}

/// The text without a dateline at its head (`ANKARA (TEL) - `, `PARIS — `), which the page shows in a place of its own.
fn without_dateline(text: &str) -> &str {
    let near = text.char_indices().nth(DATELINE_CHARS_MAX).map_or(text.len(), |(at, _)| at);
    let ends = [" - ", " – ", " — "].iter().filter_map(|end| Some((text[..near].find(end)?, end.len())));
    let Some((at, len)) = ends.min() else { return text };
    let place = &text[..at];
    let bracketed = place.contains('(') && place.ends_with(')');
    let capitals = place.contains(char::is_uppercase) && place.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    if (bracketed || capitals) && !place.contains(['.', '!', '?']) { &text[at + len..] } else { text }
}

/// The numbers of the terms of a text in lower case, sorted and each once; terms that are new get the next numbers.
fn numbered(lowered: &str, known: Option<&Known>, numbers: &mut HashMap<String, usize>) -> Vec<usize> {
    let number = |term: String| {
        let next = numbers.len();
        *numbers.entry(term).or_insert(next)
    };
    let mut found: Vec<usize> = terms(lowered, known).into_iter().map(number).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn candidates<'a>(paragraphs: &'a [String], story: &Story, numbers: &mut HashMap<String, usize>) -> Vec<Candidate<'a>> {
    let (lang, known) = (&story.language, Known::find(&story.language));
    let mut found: Vec<Candidate> = Vec::new();
    for (paragraph, text) in paragraphs.iter().enumerate() {
        let text = if paragraph == 0 { without_dateline(text) } else { text };
        for Sentence { text, whole } in sentences(text, lang) {
            let lowered = lower(text, lang);
            // Marks of lists and asides.
            let marked = text.starts_with(['-', '–', '—', '•', '*', '(', '[']);
            found.push(Candidate {
                text,
                paragraph,
                words: words(text),
                terms: numbered(&lowered, known, numbers),
                whole: whole && !marked,
                footing: if whole { footing(&lowered, known) } else { Footing::Unsaid },
                introductions: Vec::new(),
            });
        }
    }
    lean_on_what_was_named(&mut found, story, numbers);
    let names: Vec<Names> = found.iter().map(|candidate| Names::of(candidate.text, known)).collect();
    let named = named_by(story.headline.as_str(), known);
    for (candidate, introductions) in found.iter_mut().zip(introductions(&names, &named)) {
        candidate.introductions = introductions;
    }
    found
}

/// What a sentence takes as named (`the animals`) and neither the headline nor the lead names, the one before does.
fn lean_on_what_was_named(found: &mut [Candidate], story: &Story, numbers: &mut HashMap<String, usize>) {
    let Some(known) = Known::find(&story.language) else { return };
    let mut named = numbered(&lower(story.headline.as_str(), &story.language), Some(known), numbers);
    let lead = lead(found).unwrap_or_default();
    named.extend(found.get(lead).into_iter().flat_map(|candidate| &candidate.terms));
    for candidate in found.iter_mut().skip(lead + 1).filter(|candidate| candidate.footing == Footing::Own) {
        let lowered = lower(candidate.text, &story.language);
        // A capital makes a name of it, which the readers may know (`the Supreme Court`).
        let is_name = candidate.text.split_whitespace().nth(1).is_some_and(|word| word.starts_with(char::is_uppercase));
        let Some(noun) = known.noun_with_article(&lowered).filter(|_| !is_name) else { continue };
        let terms = numbered(noun, Some(known), numbers);
        if !terms.iter().any(|term| named.contains(term)) {
            candidate.footing = Footing::Former;
        }
    }
}

/// Sentences of one paragraph of the story share a paragraph of the summary.
fn join(candidates: &[Candidate], chosen: &[usize], lang: &Lang) -> Vec<String> {
    let space = if Known::find(lang).is_none_or(|known| known.spaced) { " " } else { "" };
    let mut paragraphs: Vec<String> = Vec::new();
    let mut last = None;
    for candidate in chosen.iter().map(|&place| &candidates[place]) {
        match paragraphs.last_mut() {
            Some(open) if last == Some(candidate.paragraph) => {
                open.push_str(space);
                open.push_str(candidate.text);
            }
            _ => paragraphs.push(candidate.text.to_owned()),
        }
        last = Some(candidate.paragraph);
    }
    paragraphs
}

#[cfg(test)]
mod tests;
