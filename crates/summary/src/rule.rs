//! How long an extract may be: what the agency sets, within bounds.

use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The part of a story's words that its extract may have, in per cent, unless the agency sets another.
pub const SUMMARY_SHARE_PERCENT_MAX: usize = 40;
/// Sentences that an extract may have, unless the agency sets another number.
pub const SUMMARY_SENTENCES_MAX: usize = 4;
/// Words that an extract may have, unless the agency sets another number.
pub const SUMMARY_WORDS_MAX: usize = 120;
/// Paragraphs that an extract may have, unless the agency sets another number.
pub const SUMMARY_PARAGRAPHS_MAX: usize = 4;

/// Shares that can be set. More would be the story itself, and the rest is what subscribers pay for.
pub const SHARE_PERCENT: RangeInclusive<usize> = 5..=75;
/// Numbers of words that can be set: from one short sentence to a long brief.
pub const WORDS: RangeInclusive<usize> = 10..=500;
/// Numbers of paragraphs that can be set.
pub const PARAGRAPHS: RangeInclusive<usize> = 1..=20;
/// Numbers of sentences that can be set.
pub const SENTENCES: RangeInclusive<usize> = 1..=20;

/// How long an extract may be. Each limit holds for every extract, and an extract is never the whole of a story.
///
/// The default is what the constants of this crate say. [`SummaryRule::new`] and `serde` refuse what is out of bounds;
/// a field that is not given has its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
#[non_exhaustive]
pub struct SummaryRule {
    /// Per cent of the words of the story's body, at most: [`SHARE_PERCENT`].
    pub share_percent: usize,
    /// Words, at most, counted as `words` of this crate counts them: [`WORDS`].
    pub words: usize,
    /// Paragraphs, at most: [`PARAGRAPHS`].
    pub paragraphs: usize,
    /// Sentences, at most: [`SENTENCES`]. A quotation of several sentences counts as one.
    pub sentences: usize,
}

/// A limit of a rule that is out of its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{limit} is {value}; it must be from {least} to {most}")]
pub struct RuleFault {
    /// The name of the field.
    pub limit: &'static str,
    /// What was given.
    pub value: usize,
    /// The least that it may be.
    pub least: usize,
    /// The most that it may be.
    pub most: usize,
}

impl SummaryRule {
    /// A rule of these limits, in their order: per cent, words, paragraphs, sentences. Names the first one that is out
    /// of bounds.
    pub fn new(share_percent: usize, words: usize, paragraphs: usize, sentences: usize) -> Result<Self, RuleFault> {
        within("share_percent", share_percent, SHARE_PERCENT)?;
        within("words", words, WORDS)?;
        within("paragraphs", paragraphs, PARAGRAPHS)?;
        within("sentences", sentences, SENTENCES)?;
        Ok(Self { share_percent, words, paragraphs, sentences })
    }

    /// The words that what is told of a story of so many words may have.
    pub fn budget_words(&self, story_words: usize) -> usize {
        self.words.min(story_words.saturating_mul(self.share_percent) / 100)
    }
}

impl Default for SummaryRule {
    fn default() -> Self {
        Self {
            share_percent: SUMMARY_SHARE_PERCENT_MAX,
            words: SUMMARY_WORDS_MAX,
            paragraphs: SUMMARY_PARAGRAPHS_MAX,
            sentences: SUMMARY_SENTENCES_MAX,
        }
    }
}

fn within(limit: &'static str, value: usize, bounds: RangeInclusive<usize>) -> Result<(), RuleFault> {
    if bounds.contains(&value) {
        Ok(())
    } else {
        Err(RuleFault { limit, value, least: *bounds.start(), most: *bounds.end() })
    }
}

/// A rule as it was written, before its limits were looked at.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Unchecked {
    share_percent: usize,
    words: usize,
    paragraphs: usize,
    sentences: usize,
}

impl Default for Unchecked {
    fn default() -> Self {
        let SummaryRule { share_percent, words, paragraphs, sentences } = SummaryRule::default();
        Self { share_percent, words, paragraphs, sentences }
    }
}

impl TryFrom<Unchecked> for SummaryRule {
    type Error = RuleFault;

    fn try_from(written: Unchecked) -> Result<Self, RuleFault> {
        Self::new(written.share_percent, written.words, written.paragraphs, written.sentences)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_within_its_bounds() {
        assert_eq!(SummaryRule::new(40, 120, 4, 4), Ok(SummaryRule::default()));
        for (share, words, paragraphs, sentences, limit) in [
            (4, 120, 4, 4, "share_percent"),
            (76, 120, 4, 4, "share_percent"),
            (40, 9, 4, 4, "words"),
            (40, 501, 4, 4, "words"),
            (40, 120, 0, 4, "paragraphs"),
            (40, 120, 21, 4, "paragraphs"),
            (40, 120, 4, 0, "sentences"),
            (40, 120, 4, 21, "sentences"),
        ] {
            let fault = SummaryRule::new(share, words, paragraphs, sentences).expect_err(limit);
            assert_eq!(fault.limit, limit);
        }
        let fault = SummaryRule::new(100, 120, 4, 4).expect_err("the whole story");
        assert_eq!(fault.to_string(), "share_percent is 100; it must be from 5 to 75");
    }

    #[test]
    fn a_stored_rule_goes_through_the_same_checks() {
        let rule = SummaryRule::new(30, 80, 2, 3).expect("a rule");
        let text = serde_json::to_string(&rule).expect("JSON");
        assert_eq!(text, r#"{"share_percent":30,"words":80,"paragraphs":2,"sentences":3}"#);
        assert_eq!(serde_json::from_str::<SummaryRule>(&text).expect("a rule"), rule);
        assert_eq!(serde_json::from_str::<SummaryRule>(r#"{"words":60}"#).expect("a rule").share_percent, 40);
        assert!(serde_json::from_str::<SummaryRule>(r#"{"words":5}"#).is_err());
        assert!(serde_json::from_str::<SummaryRule>(r#"{"word":60}"#).is_err());
    }
}
