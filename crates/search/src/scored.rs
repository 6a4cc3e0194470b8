//! Putting what was found in the order of how well it answers a query.

use crate::{
    found::Found,
    index::{Fields, token},
};
use query::{Field as Part, Leaf, Query, Shape, TERMS_MAX, analysis::Analysis};
use std::collections::HashSet;
use tantivy::{
    Term,
    query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query as Condition, TermQuery},
    schema::IndexRecordOption,
};

/// A word in the headline counts as much as so many in the text.
const HEADLINE_BOOST: f32 = 4.0;

/// What was found, with a score: by how often the words stand in the text, and in the headline.
pub(crate) fn scored(found: &Found, query: &Query, fields: Fields, spoken: &[&'static Analysis]) -> BooleanQuery {
    let found = ConstScoreQuery::new(Box::new(found.among()), 0.0);
    let mut clauses = vec![(Occur::Must, Box::new(found) as Box<dyn Condition>)];
    for (analysis, word) in scoring(query, spoken) {
        let scored = |part| {
            let term = Term::from_field_text(fields.words, &token(part, analysis, &word));
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        clauses.push((Occur::Should, scored(None)));
        clauses.push((Occur::Should, Box::new(BoostQuery::new(scored(Some(Part::Headline)), HEADLINE_BOOST))));
    }
    BooleanQuery::new(clauses)
}

/// The words by which stories are scored, each once, with the analysis that reads it so: [`TERMS_MAX`] of them at most,
/// those that stand first in the query.
fn scoring(query: &Query, spoken: &[&'static Analysis]) -> Vec<(&'static Analysis, String)> {
    let (mut scoring, mut known) = (Vec::new(), HashSet::new());
    for leaf in query.wanted().into_iter().filter_map(Leaf::of) {
        for &analysis in spoken {
            let words = match leaf.shape(analysis) {
                Some(Shape::Word(unit)) => unit.stem.into_iter().chain([unit.exact]).collect(),
                Some(Shape::Run(words)) => words,
                None => Vec::new(),
            };
            for word in words {
                if scoring.len() == TERMS_MAX {
                    return scoring;
                }
                if known.insert((analysis.code(), word.clone())) {
                    scoring.push((analysis, word));
                }
            }
        }
    }
    scoring
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::Lang;

    fn scored(text: &str, languages: &[&str]) -> Vec<String> {
        let spoken: Vec<_> = languages.iter().map(|tag| Analysis::of(&Lang::new(tag).expect("a language"))).collect();
        let query = Query::read(text).expect("a query");
        scoring(&query, &spoken).into_iter().map(|(analysis, word)| format!("{}:{word}", analysis.code())).collect()
    }

    #[test]
    fn each_word_is_scored_once() {
        let expected = ["en:quak", "en:quake", "und:quake", "en:izmir", "und:izmir"];
        assert_eq!(scored("quake \"quake izmir\" OR quake-quake -flood", &["en", "und"]), expected);
        assert_eq!(scored("connections connection", &["en"]), ["en:connect", "en:connections", "en:connection"]);
    }

    #[test]
    fn no_more_words_are_scored_than_a_query_may_have() {
        let text = (0..250).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(scored(&text, &["en", "de", "fr"]).len(), TERMS_MAX);
    }
}
