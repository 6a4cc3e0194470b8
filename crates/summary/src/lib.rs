//! What the public site shows of a story: the desk's summary, or whole sentences of the story itself.
//!
//! The extract begins with the story's first sentence and adds those that best cover the rest: central by the terms that
//! they share with the story, near the top, of a readable length, and not repeating what was taken. Sentences keep their
//! order. A sentence that leans on one that is not shown is passed over, and a quotation is taken whole or not at all.

mod sentences;
mod terms;

use sentences::{Sentence, sentences};
use std::collections::{HashMap, HashSet};
use story::{Block, ContentHash, Lang, Priority, Story};
use terms::{dangles, terms, words};

/// The part of a story's words that its extract may have, in per cent.
pub const SUMMARY_SHARE_PERCENT_MAX: usize = 40;
/// Sentences that an extract may have.
pub const SUMMARY_SENTENCES_MAX: usize = 4;
/// Words that an extract may have.
pub const SUMMARY_WORDS_MAX: usize = 120;

/// Sentences of this many words read best; shorter and longer ones weigh less.
const READABLE_WORDS: std::ops::RangeInclusive<usize> = 8..=38;
/// Fewer words say too little to stand beside the lead.
const ADDED_WORDS_MIN: usize = 6;
/// Characters in which a dateline at the head of a text ends.
const DATELINE_CHARS_MAX: usize = 60;

/// How long an extract may be. The default is what the constants of this module say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SummaryRule {
    /// Per cent of the story's words, at most.
    pub share_percent: usize,
    /// Sentences, at most.
    pub sentences: usize,
    /// Words, at most.
    pub words: usize,
}

impl Default for SummaryRule {
    fn default() -> Self {
        Self { share_percent: SUMMARY_SHARE_PERCENT_MAX, sentences: SUMMARY_SENTENCES_MAX, words: SUMMARY_WORDS_MAX }
    }
}

/// Who made a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The desk wrote it.
    Desk,
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

/// One sentence with its place in the story.
struct Candidate<'a> {
    text: &'a str,
    paragraph: usize,
    words: usize,
    terms: HashSet<String>,
    usable: bool,
}

/// Makes the summary of a written story.
///
/// What the desk wrote is taken as it is. Else sentences are taken within `rule`; the first one may pass the share, so
/// that a short story is not left without any. A flash is its own summary: it is made to be passed on at once, and is
/// never longer than a sentence or two. Any other story of one sentence has none: an extract would be the whole of it,
/// and its headline says it already. The same holds for a story whose text has no sentence that can stand alone.
pub fn summarise(story: &Story, rule: &SummaryRule) -> Option<Summary> {
    let body = story.body()?;
    let content = story.content_hash();
    if let Some(written) = &story.public_summary {
        let lines = written.as_str().lines().map(str::trim).filter(|line| !line.is_empty());
        return Some(Summary { source: Source::Desk, paragraphs: lines.map(str::to_owned).collect(), content });
    }
    let paragraphs: Vec<String> = body.blocks().iter().filter_map(paragraph).collect();
    if story.priority == Priority::Flash {
        let text = without_dateline(paragraphs.first()?).to_owned();
        return Some(Summary { source: Source::Extract, paragraphs: vec![text], content });
    }
    let candidates = candidates(&paragraphs, &story.language);
    if candidates.len() < 2 {
        return None;
    }
    let story_words = body.blocks().iter().map(|block| words(&block.plain())).sum::<usize>();
    let budget = rule.words.min(story_words * rule.share_percent / 100);
    let weights = weights(&candidates, story);
    let chosen = choose(&candidates, &weights, rule, budget);
    if chosen.is_empty() {
        return None;
    }
    Some(Summary { source: Source::Extract, paragraphs: join(&candidates, &chosen, &story.language), content })
}

/// The running text of a block; lists, tables and quotations that stand alone do not make sentences of the story.
fn paragraph(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph { .. } => Some(block.plain()),
        _ => None,
    }
}

/// The text without a dateline at its head (`ANKARA (TEL) - `), which the page shows in a place of its own.
fn without_dateline(text: &str) -> &str {
    let near = text.char_indices().nth(DATELINE_CHARS_MAX).map_or(text.len(), |(at, _)| at);
    let ends = [") - ", ") – ", ") — "].iter().filter_map(|end| Some((text[..near].find(end)?, end.len())));
    match ends.min() {
        Some((at, len)) if text[..at].contains('(') && !text[..at].contains(['.', '!', '?']) => &text[at + len..],
        _ => text,
    }
}

fn candidates<'a>(paragraphs: &'a [String], lang: &Lang) -> Vec<Candidate<'a>> {
    let mut found: Vec<Candidate> = Vec::new();
    for (paragraph, text) in paragraphs.iter().enumerate() {
        let text = if paragraph == 0 { without_dateline(text) } else { text };
        for Sentence { text, whole } in sentences(text, lang) {
            let leads = found.iter().all(|earlier| !earlier.usable);
            let words = words(text);
            // Marks of lists and asides; the lead may begin as it likes, and nothing stands before it to lean on.
            let marked = text.starts_with(['-', '–', '—', '•', '*', '(', '[']);
            found.push(Candidate {
                text,
                paragraph,
                words,
                terms: terms(text, lang).into_iter().collect(),
                usable: whole && (leads || words >= ADDED_WORDS_MIN && !marked && !dangles(text, lang)),
            });
        }
    }
    found
}

/// How much each sentence says about the story: the mean weight of its terms, by their frequency in story and headline.
fn weights(candidates: &[Candidate], story: &Story) -> Vec<f64> {
    let mut counts: HashMap<&str, f64> = HashMap::new();
    for term in candidates.iter().flat_map(|c| &c.terms) {
        *counts.entry(term).or_default() += 1.0;
    }
    let headline: HashSet<String> = terms(story.headline.as_str(), &story.language).into_iter().collect();
    candidates
        .iter()
        .enumerate()
        .map(|(place, candidate)| {
            let of_term = |term: &String| {
                let shared = counts.get(term.as_str()).map_or(0.0, |n| n.ln_1p());
                shared + if headline.contains(term) { 0.5 } else { 0.0 }
            };
            let sum: f64 = candidate.terms.iter().map(of_term).sum();
            let mean = sum / (as_number(candidate.terms.len()) + 3.0);
            let near_top = 1.0 + 1.0 / (1.0 + as_number(place) / 3.0);
            let readable = if READABLE_WORDS.contains(&candidate.words) { 1.0 } else { 0.6 };
            let quoted = if candidate.text.starts_with(['"', '“', '«', '‘', '「']) { 0.7 } else { 1.0 };
            let asked = if candidate.text.ends_with(['?', '？', '؟']) { 0.4 } else { 1.0 };
            mean * near_top * readable * quoted * asked
        })
        .collect()
}

/// Places and counts are far below the precision of an `f64`.
fn as_number(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The first usable sentence, then the best ones that the limits leave room for, as places in the story's order.
fn choose(candidates: &[Candidate], weights: &[f64], rule: &SummaryRule, budget: usize) -> Vec<usize> {
    let first = candidates.iter().position(|c| c.usable && c.words <= rule.words);
    let Some(first) = first.filter(|_| rule.sentences > 0) else { return Vec::new() };
    let mut chosen = vec![first];
    let mut used = candidates[first].words;
    let mut covered: HashSet<&str> = candidates[first].terms.iter().map(String::as_str).collect();
    while chosen.len() < rule.sentences {
        let worth = |place: usize| {
            let candidate = &candidates[place];
            let new = candidate.terms.iter().filter(|term| !covered.contains(term.as_str())).count();
            weights[place] * as_number(new) / as_number(candidate.terms.len().max(1))
        };
        let fits = |place: &usize| {
            let candidate = &candidates[*place];
            candidate.usable && !chosen.contains(place) && used + candidate.words <= budget
        };
        let best = (first + 1..candidates.len()).filter(fits).max_by(|&a, &b| {
            // Of two that are worth the same, the earlier one.
            worth(a).total_cmp(&worth(b)).then(b.cmp(&a))
        });
        let Some(best) = best.filter(|&place| worth(place) > 0.0) else { break };
        used += candidates[best].words;
        covered.extend(candidates[best].terms.iter().map(String::as_str));
        chosen.push(best);
    }
    chosen.sort_unstable();
    chosen
}

/// Sentences of one paragraph of the story share a paragraph of the summary.
fn join(candidates: &[Candidate], chosen: &[usize], lang: &Lang) -> Vec<String> {
    let space = if lang.primary() == "ja" { "" } else { " " };
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
