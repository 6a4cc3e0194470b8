//! Words that a reader may be about to type.

use crate::{Inner, SearchError, index::token, stopped::Stopped};
use audience::Entitlement;
use jiff::Timestamp;
use query::{Field as Part, Query};
use std::{cmp::Reverse, collections::HashMap};
use tantivy::{Searcher, Term};

/// Words that are suggested at most.
pub const SUGGESTIONS_MAX: usize = 8;
/// Words that are looked at, in each segment of the index and each language.
const TERMS_MAX: usize = 4_000;
/// The most frequent of them, whoever may read them, are counted within the contract. There are many, so that what a
/// contract does not cover hardly pushes out what it covers.
const CANDIDATES_MAX: usize = 400;

/// Words of headlines that begin with `text`, the most frequent within the contract first.
pub(crate) fn words(
    archive: &Inner,
    text: &str,
    may: &Entitlement,
    stopped: &Stopped,
    now: Timestamp,
) -> Result<Vec<String>, SearchError> {
    let Stopped::Items(stopped) = stopped else { return Ok(Vec::new()) };
    let searcher = archive.searching.searcher();
    let field = archive.fields.exact;
    let candidates = candidates(archive, &searcher, text)?;
    let covered = archive.found(&searcher, &Query::everything(), Some(may), now, stopped)?;
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in &candidates {
        let term = Term::from_field_text(field, name);
        // A story is in one language, and is counted for none of the word's other names.
        *counts.entry(word(name)).or_default() += covered.count_with(archive, &term)?;
    }
    // A word that stands only where the contract does not reach must not show that it is there.
    let mut counts: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_unstable_by_key(|(word, count)| (Reverse(*count), *word));
    Ok(counts.into_iter().take(SUGGESTIONS_MAX).map(|(word, _)| word.to_owned()).collect())
}

/// The names in the index of words of headlines that begin with `text`, the most frequent of all.
fn candidates(archive: &Inner, searcher: &Searcher, text: &str) -> Result<Vec<String>, SearchError> {
    let field = archive.fields.exact;
    let mut found: HashMap<String, u64> = HashMap::new();
    for analysis in archive.spoken() {
        let Some(last) = analysis.units(text).pop() else { continue };
        let prefix = token(Some(Part::Headline), analysis, &last.exact);
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut terms = index.terms().range().ge(&prefix).into_stream().map_err(io)?;
            let mut looked = 0;
            while let Some((name, info)) = terms.next().filter(|_| looked < TERMS_MAX) {
                looked += 1;
                match std::str::from_utf8(name) {
                    Ok(name) if name.starts_with(&prefix) => {
                        *found.entry(name.to_owned()).or_default() += u64::from(info.doc_freq);
                    }
                    _ => break,
                }
            }
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by(|(a, n), (b, m)| (Reverse(n), word(a)).cmp(&(Reverse(m), word(b))));
    Ok(found.into_iter().take(CANDIDATES_MAX).map(|(name, _)| name).collect())
}

/// The word that a name in the index stands for.
fn word(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, word)| word)
}

fn io(error: std::io::Error) -> SearchError {
    SearchError::Index(error.into())
}
