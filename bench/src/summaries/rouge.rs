//! ROUGE (Lin 2004): how many words of a reference a summary shares with it, as one word, as two in a row, and as the
//! longest run in common with gaps. The F1 of each.
//!
//! The figures are those of the Python package `rouge-score` without its stemmer. Its words are runs of `[a-z0-9]`; here
//! they are runs of letters and digits of any script, and each character of Han and kana is a word.

use std::collections::HashMap;

/// The three figures, from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rouge {
    /// Words in common.
    pub one: f64,
    /// Pairs of words in common.
    pub two: f64,
    /// The longest common subsequence of the whole texts.
    pub longest: f64,
}

impl Rouge {
    /// Compares a summary with its reference.
    pub fn of(reference: &str, summary: &str) -> Self {
        let (reference, summary) = (tokens(reference), tokens(summary));
        Self {
            one: runs(&reference, &summary, 1),
            two: runs(&reference, &summary, 2),
            longest: f1(common(&reference, &summary), reference.len(), summary.len()),
        }
    }

    /// The mean of each figure.
    pub fn mean(all: &[Self]) -> Self {
        let n = f64::from(u32::try_from(all.len().max(1)).unwrap_or(u32::MAX));
        let mean = |figure: fn(&Self) -> f64| all.iter().map(figure).sum::<f64>() / n;
        Self { one: mean(|r| r.one), two: mean(|r| r.two), longest: mean(|r| r.longest) }
    }
}

/// The words of a text, in lower case.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        let mut run = String::new();
        for c in word.chars() {
            if is_unspaced(c) {
                found.extend((!run.is_empty()).then(|| std::mem::take(&mut run)));
                found.push(c.to_string());
            } else {
                run.push(c);
            }
        }
        found.extend((!run.is_empty()).then_some(run));
    }
    found
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn runs(reference: &[String], summary: &[String], len: usize) -> f64 {
    let mut counts: HashMap<&[String], usize> = HashMap::new();
    for run in reference.windows(len) {
        *counts.entry(run).or_default() += 1;
    }
    let mut common = 0;
    for run in summary.windows(len) {
        if let Some(left) = counts.get_mut(run).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    f1(common, reference.windows(len).count(), summary.windows(len).count())
}

/// The length of the longest common subsequence.
fn common(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (at, other) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

fn f1(common: usize, reference: usize, summary: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if common == 0 { 0.0 } else { 2.0 * number(common) / (number(reference) + number(summary)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `rouge-score` 0.1.2 gives for the same texts with `use_stemmer=False`.
    #[test]
    fn the_figures_are_those_of_the_reference() {
        for (reference, summary, figures) in [
            ("testing one two", "testing", [0.5, 0.0, 0.5]),
            ("testing one two three", "Testing, one two!", [0.857_143, 0.8, 0.857_143]),
            (
                "The bridge over the Tamar closes for eleven weeks, the council said.",
                "The council said that the bridge will close for eleven weeks from Monday.",
                [0.64, 0.434_783, 0.4],
            ),
            ("the the the cat", "the cat the cat the", [0.888_889, 0.285_714, 0.666_667]),
            ("a b c d e f g", "g f e d c b a", [1.0, 0.0, 0.142_857]),
            (
                "Officials arrested a man over the death of an elephant in 2020.",
                "On Friday officials in Kerala arrested a man in connection with the death of a pregnant female elephant.",
                [0.6, 0.285_714, 0.533_333],
            ),
            ("police killed the gunman", "the gunman kill police", [0.75, 0.333_333, 0.5]),
            ("", "text", [0.0, 0.0, 0.0]),
            ("one word", "nothing shared", [0.0, 0.0, 0.0]),
        ] {
            let rouge = Rouge::of(reference, summary);
            for (ours, theirs) in [rouge.one, rouge.two, rouge.longest].into_iter().zip(figures) {
                assert!((ours - theirs).abs() < 1e-6, "{rouge:?} of {reference:?} and {summary:?}");
            }
        }
    }

    #[test]
    fn other_scripts_have_words() {
        assert_eq!(tokens("Köprü’de M6.1の地震"), ["köprü", "de", "m6", "1", "の", "地", "震"]);
        let same = Rouge::of("الجسر مغلق", "الجسر مغلق");
        assert!((same.two - 1.0).abs() < 1e-9);
    }
}
