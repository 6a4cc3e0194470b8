//! How many of the stories that were found are what.

use crate::{Inner, SearchError, stopped::Stopped};
use audience::Entitlement;
use jiff::Timestamp;
use query::Query;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use tantivy::aggregation::{AggContextParams, AggregationCollector};

/// Values that one facet tells at most, the most frequent first.
pub const FACET_VALUES_MAX: usize = 50;

/// The fields that are counted.
const COUNTED: [&str; 5] = ["kind", "language", "category", "priority", "topic"];

/// How many stories have which values, by the name of the condition.
pub type Facets = BTreeMap<String, Vec<Facet>>;

/// One value, as a condition of a query names it, and how many stories have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// Stories that have it.
    pub count: u64,
}

/// What the index answers.
#[derive(Deserialize)]
struct Counted {
    buckets: Vec<Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    key: Key,
    doc_count: u64,
}

/// Numbers are answered with a point.
#[derive(Deserialize)]
#[serde(untagged)]
enum Key {
    Number(f64),
    Text(String),
}

/// Counts within what `may` covers, without what was stopped since the index was written.
pub(crate) fn count(
    archive: &Inner,
    query: &Query,
    may: &Entitlement,
    stopped: &Stopped,
    now: Timestamp,
) -> Result<Facets, SearchError> {
    let Stopped::Items(stopped) = stopped else {
        return Ok(COUNTED.iter().map(|name| ((*name).to_owned(), Vec::new())).collect());
    };
    let terms = |field: &&str| ((*field).to_owned(), json!({"terms": {"field": field, "size": FACET_VALUES_MAX}}));
    let wanted = serde_json::from_value(COUNTED.iter().map(terms).collect::<serde_json::Map<_, _>>().into())?;
    let searcher = archive.searching.searcher();
    let found = archive.found(&searcher, query, Some(may), now, stopped)?;
    let answer =
        searcher.search(&found.among(), &AggregationCollector::from_aggs(wanted, AggContextParams::default()))?;
    let counted: BTreeMap<String, Counted> = serde_json::from_value(serde_json::to_value(answer)?)?;
    let facet = |Bucket { key, doc_count }| match key {
        Key::Number(number) => Facet { value: number.to_string(), count: doc_count },
        Key::Text(value) => Facet { value, count: doc_count },
    };
    Ok(counted.into_iter().map(|(name, c)| (name, c.buckets.into_iter().map(facet).collect())).collect())
}
