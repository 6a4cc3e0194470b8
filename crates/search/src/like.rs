//! Stories that are like another one.

use crate::{Hit, Inner, SearchError, hits::best, index::token};
use audience::Entitlement;
use jiff::Timestamp;
use query::{Query, analysis::Analysis};
use std::collections::HashMap;
use story::ItemId;
use tantivy::{
    Searcher, Term,
    query::{BooleanQuery, ConstScoreQuery, Occur, Query as Condition, TermQuery},
    schema::{Field, IndexRecordOption},
};
use wire::Dispatch;

/// Words by which a story is told from others.
const TELLING_WORDS: usize = 16;
/// Words of a story that are looked at.
const WORDS_MAX: usize = 2_000;
/// Stories that must have at least so many of them in common with it.
const COMMON_MIN: usize = 3;

/// What is looked for: the words of a story, and not the story itself.
pub(crate) struct Unlike {
    item: ItemId,
    /// The names of its words in the index, with how often they stand in it.
    words: HashMap<String, u32>,
}

impl Unlike {
    pub(crate) fn of(dispatch: &Dispatch) -> Self {
        let analysis = Analysis::of(&dispatch.entry.language);
        let mut words = HashMap::new();
        let parts = query::parts(&dispatch.story);
        for unit in parts.iter().flat_map(|part| analysis.units(&part.text)).take(WORDS_MAX) {
            *words.entry(token(None, analysis, unit.stem.as_ref().unwrap_or(&unit.exact))).or_default() += 1;
        }
        Self { item: dispatch.entry.item.clone(), words }
    }

    /// The words that say most about the story: often in it, and seldom elsewhere.
    #[expect(clippy::cast_precision_loss, reason = "a weight need not be exact")]
    fn telling(&self, searcher: &Searcher, field: Field) -> Result<Vec<Term>, SearchError> {
        let all = searcher.num_docs() as f64;
        let mut weighed = Vec::with_capacity(self.words.len());
        for (word, times) in &self.words {
            let term = Term::from_field_text(field, word);
            let stories = searcher.doc_freq(&term)?;
            // What no other story has tells nothing of what is alike.
            if stories > 1 {
                weighed.push((f64::from(*times) * (1.0 + all / stories as f64).ln(), term));
            }
        }
        weighed.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        Ok(weighed.into_iter().take(TELLING_WORDS).map(|(_, term)| term).collect())
    }
}

/// The stories that are most like it, within what `may` covers.
pub(crate) fn find(
    archive: &Inner,
    unlike: &Unlike,
    may: &Entitlement,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<Hit>, SearchError> {
    let searcher = archive.searching.searcher();
    let words = unlike.telling(&searcher, archive.fields.words)?;
    if words.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let others = archive.found(&searcher, &Query::everything(), Some(may), now, std::slice::from_ref(&unlike.item))?;
    let least = COMMON_MIN.min(words.len());
    let scored =
        |term| (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Condition>);
    let alike = BooleanQuery::with_minimum_required_clauses(words.into_iter().map(scored).collect(), least);
    let others = ConstScoreQuery::new(Box::new(others.among()), 0.0);
    let condition = BooleanQuery::new(vec![(Occur::Must, Box::new(others)), (Occur::Must, Box::new(alike))]);
    let page = best(&searcher, &condition, limit, 0)?;
    let hits = page.into_iter().map(|address| archive.fields.hit(&searcher, address));
    let hits = hits.collect::<Result<Vec<Hit>, _>>()?;
    let stopped = |hit: &Hit| archive.wire.stop(&hit.item).is_some_and(|stop| stop.seq > hit.seq);
    Ok(hits.into_iter().filter(|hit| !stopped(hit)).collect())
}
