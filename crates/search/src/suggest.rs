//! Words that a reader may be about to type.

use crate::{Inner, SearchError, index::token};
use audience::Entitlement;
use jiff::Timestamp;
use query::Field as Part;
use std::{cmp::Reverse, collections::HashMap};
use tantivy::{
    Term,
    collector::Count,
    query::{BooleanQuery, Occur, TermQuery},
    schema::IndexRecordOption,
};

/// Words that are suggested at most.
pub const SUGGESTIONS_MAX: usize = 8;
/// Words that are looked at, in each segment of the index and each language.
const TERMS_MAX: usize = 1_000;
/// The most frequent of them are asked for within the contract.
const CANDIDATES_MAX: usize = 40;

/// Words of headlines that begin with `text`, the most frequent first.
pub(crate) fn words(
    archive: &Inner,
    text: &str,
    may: &Entitlement,
    now: Timestamp,
) -> Result<Vec<String>, SearchError> {
    let searcher = archive.searching.searcher();
    let field = archive.fields.exact;
    let mut found: HashMap<String, u64> = HashMap::new();
    for analysis in archive.asking().spoken() {
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
    let mut words: Vec<String> = Vec::new();
    for (name, _) in found.into_iter().take(CANDIDATES_MAX) {
        let term = TermQuery::new(Term::from_field_text(field, &name), IndexRecordOption::Basic);
        let mut clauses = Vec::from(archive.fields.covered(Some(may), now));
        clauses.push((Occur::Must, Box::new(term)));
        let word = word(&name);
        // A word that stands only where the contract does not reach must not show that it is there.
        if !words.iter().any(|known| known == word) && searcher.search(&BooleanQuery::new(clauses), &Count)? > 0 {
            words.push(word.to_owned());
        }
        if words.len() == SUGGESTIONS_MAX {
            break;
        }
    }
    Ok(words)
}

/// The word that a name in the index stands for.
fn word(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, word)| word)
}

fn io(error: std::io::Error) -> SearchError {
    SearchError::Index(error.into())
}
