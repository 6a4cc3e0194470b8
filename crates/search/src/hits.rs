//! Searching: what is asked for, and what is found.

use crate::{
    Inner, SearchError,
    index::{Fields, ORDER},
    scored::scored,
};
use audience::Entitlement;
use jiff::Timestamp;
use query::Query;
use serde::{Deserialize, Serialize};
use story::{CategoryId, GroupId, ItemId, Kind, Lang, Priority};
use tantivy::{
    DocAddress, Searcher, TantivyDocument, TantivyError,
    collector::{
        TopDocs,
        sort_key::{SortBySimilarityScore, SortByStaticFastValue},
    },
    query::Query as Condition,
    schema::Value,
};
use wire::Dispatch;

/// How far from the first hit a page may end: the bound of the memory that one search can ask for.
pub const WINDOW_HITS_MAX: usize = 100_000;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// What the stories must be.
    pub query: Query,
    /// Which of them come first.
    pub order: Order,
    /// Hits to pass over.
    pub offset: usize,
    /// Hits to answer at most; 0 only counts.
    pub limit: usize,
}

impl Request {
    /// The first `limit` hits of a query, the newest first.
    pub fn newest(query: Query, limit: usize) -> Self {
        Self { query, order: Order::Newest, offset: 0, limit }
    }
}

/// Which hits come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Those of the newest version.
    #[default]
    Newest,
    /// Those in which the words asked for stand often, and in the headline; of two alike, the newer.
    Relevance,
}

/// One story that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The number of the dispatch that brought the version.
    pub seq: u64,
    /// The item.
    pub item: ItemId,
    /// Its version.
    pub version: u32,
    /// What it is made of.
    pub kind: Kind,
    /// The language it is written in.
    pub language: Lang,
    /// How urgent it is.
    pub priority: Priority,
    /// The agency's section.
    pub category: CategoryId,
    /// The headline.
    pub headline: String,
    /// The newsroom's handle.
    pub slug: String,
    /// When the item's first version was logged.
    pub released: Timestamp,
    /// The time of this version.
    pub version_created: Timestamp,
    /// The group that the item belongs to.
    pub group: Option<GroupId>,
}

impl Hit {
    pub(crate) fn of(dispatch: &Dispatch) -> Self {
        let (entry, story) = (&dispatch.entry, &dispatch.story);
        Self {
            seq: entry.seq,
            item: entry.item.clone(),
            version: entry.version,
            kind: entry.item.kind(),
            language: entry.language.clone(),
            priority: story.priority,
            category: story.category,
            headline: story.headline.to_string(),
            slug: story.slug.to_string(),
            released: entry.first_released,
            version_created: entry.version_created,
            group: story.group.clone(),
        }
    }
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits {
    /// How many stories were found, on this page and off it.
    pub total: usize,
    /// The page.
    pub hits: Vec<Hit>,
    /// Everything up to this dispatch was searched.
    pub indexed: u64,
}

/// Runs a request within what `may` covers, or over everything; takes its time on the processor and the disk.
pub(crate) fn run(
    archive: &Inner,
    asked: &Request,
    may: Option<&Entitlement>,
    now: Timestamp,
) -> Result<Hits, SearchError> {
    if asked.offset.saturating_add(asked.limit) > WINDOW_HITS_MAX {
        return Err(SearchError::TooFar);
    }
    // Read before the searcher is taken, which may see more but not less.
    let indexed = *archive.indexed.borrow();
    let searcher = archive.searching.searcher();
    let found = archive.found(&searcher, &asked.query, may, now, &[])?;
    let (mut total, page) = match asked.order {
        Order::Newest => found.newest(asked.offset, asked.limit),
        Order::Relevance => {
            let total = found.count();
            let limit = asked.limit.min(total.saturating_sub(asked.offset));
            let scored = scored(&found, &asked.query, archive.fields, &archive.spoken());
            (total, best(&searcher, &scored, limit, asked.offset)?)
        }
    };
    let mut hits = Vec::with_capacity(page.len());
    for address in page {
        let hit = archive.fields.hit(&searcher, address)?;
        // A hold or kill that the index has not seen yet counts all the same.
        if archive.wire.stop(&hit.item).is_some_and(|stop| stop.seq > hit.seq) {
            total -= 1;
        } else {
            hits.push(hit);
        }
    }
    Ok(Hits { total, hits, indexed })
}

/// A page of the best; of two alike, the newer comes first.
pub(crate) fn best(
    searcher: &Searcher,
    condition: &dyn Condition,
    limit: usize,
    offset: usize,
) -> Result<Vec<DocAddress>, TantivyError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let order = (SortBySimilarityScore, SortByStaticFastValue::<u64>::for_field(ORDER.1));
    let page = TopDocs::with_limit(limit).and_offset(offset).order_by(order);
    Ok(searcher.search(condition, &page)?.into_iter().map(|(_, address)| address).collect())
}

impl Fields {
    pub(crate) fn hit(&self, searcher: &Searcher, address: DocAddress) -> Result<Hit, SearchError> {
        let document: TantivyDocument = searcher.doc(address)?;
        let json = document.get_first(self.hit).and_then(|value| value.as_str()).unwrap_or_default();
        Ok(serde_json::from_str(json)?)
    }
}
