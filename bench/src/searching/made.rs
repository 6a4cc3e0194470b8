//! Many stories made of real ones.
//!
//! A made story has the headline of a real one and as many sentences, in another order; some of its sentences come from
//! one other story of the same language. So words stand together as they do in real stories, a word stands in about the
//! same share of the made stories as of the real ones, and no two stories are alike.

use super::ours::releasable;
use crate::corpora::{Clipping, Drawn};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use story::Story;

/// Of a hundred stories, how many are in which language.
pub const LANGUAGES: [(&str, usize); 4] = [("en", 40), ("tr", 25), ("ar", 20), ("ja", 15)];
/// Of a hundred sentences, how many come from the other story.
const OTHER_PERCENT: usize = 25;
/// Sentences of a paragraph.
const PARAGRAPH_SENTENCES: usize = 3;

/// Makes stories: the same ones for the same corpora.
pub struct Made<'a> {
    languages: BTreeMap<&'static str, Vec<Real<'a>>>,
    drawn: Drawn,
}

/// A real story, cut into sentences.
struct Real<'a> {
    clipping: &'a Clipping,
    sentences: Vec<&'a str>,
}

impl<'a> Made<'a> {
    /// Takes its sentences from these stories.
    pub fn of(clippings: &'a [Clipping]) -> Result<Self> {
        let mut languages: BTreeMap<&'static str, Vec<Real<'a>>> = BTreeMap::new();
        for clipping in clippings {
            let code = LANGUAGES.iter().map(|(code, _)| *code).find(|code| *code == clipping.language.primary());
            let Some(code) = code else { continue };
            let sentences: Vec<&str> = clipping.paragraphs.iter().flat_map(|text| sentences(text)).collect();
            if !sentences.is_empty() {
                languages.entry(code).or_default().push(Real { clipping, sentences });
            }
        }
        ensure!(languages.len() == LANGUAGES.len(), "the corpora lack a language");
        Ok(Self { languages, drawn: Drawn::seeded(33) })
    }

    /// The next story.
    pub fn next(&mut self) -> Result<Story> {
        let drawn = &mut self.drawn;
        let mut place = drawn.below(100);
        let code = LANGUAGES.iter().find(|(_, percent)| {
            let here = place < *percent;
            place = place.saturating_sub(*percent);
            here
        });
        let (code, _) = code.context("the languages are not a hundred of a hundred")?;
        let reals = &self.languages[code];
        let (real, other) = (&reals[drawn.below(reals.len())], &reals[drawn.below(reals.len())]);
        let mut told = real.sentences.clone();
        for n in (1..told.len()).rev() {
            told.swap(n, drawn.below(n + 1));
        }
        for sentence in &mut told {
            if drawn.percent(OTHER_PERCENT) {
                *sentence = other.sentences[drawn.below(other.sentences.len())];
            }
        }
        let paragraphs = told.chunks(PARAGRAPH_SENTENCES).map(|sentences| sentences.join(" ")).collect();
        let Clipping { language, headline, topics, .. } = real.clipping;
        let made =
            Clipping { language: language.clone(), headline: headline.clone(), paragraphs, topics: topics.clone() };
        // Sections are drawn, so that they do not follow the order of the stories.
        releasable(made.story(u32::try_from(drawn.below(1 << 16))?)?)
    }
}

/// The sentences of a paragraph; where one ends is guessed by its full stop.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let stops = rest.match_indices(['.', '!', '?', '؟', '。']);
        let end = stops.map(|(at, stop)| at + stop.len()).find(|&end| {
            rest[..end].ends_with('。') || rest[end..].starts_with(char::is_whitespace) || rest[end..].is_empty()
        });
        let (sentence, left) = rest.split_at(end.unwrap_or(rest.len()));
        rest = left;
        Some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_sees_it() {
        let cut = |text| sentences(text).collect::<Vec<_>>();
        assert_eq!(cut("It rose 7.5 pct. Why? Nobody knows"), ["It rose 7.5 pct.", "Why?", "Nobody knows"]);
        assert_eq!(cut("東京で地震。津波はない。"), ["東京で地震。", "津波はない。"]);
        assert_eq!(cut("  "), [""; 0]);
    }
}
