//! Searching: what is asked for, within what the contracts cover.

use crate::{
    Inner, SearchError, Words,
    analysis::{ANALYSES, Analysis, Unit},
    index::{Fields, ORDER, ceil_millis, floor_millis},
    words::Node,
};
use audience::{Entitlement, Grant};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::Bound;
use story::{CategoryId, GroupId, ItemId, Kind, Lang, Priority, ProductId};
use tantivy::{
    DocAddress, TantivyDocument, Term,
    collector::{Count, TopDocs, sort_key::SortByStaticFastValue},
    query::{AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query as Condition, RangeQuery, TermQuery},
    schema::{Field, IndexRecordOption, Value},
};
use wire::Dispatch;

/// How far from the newest hit a page may end: the bound of the memory that one search can ask for.
pub const WINDOW_HITS_MAX: usize = 100_000;

/// What is asked for. An empty list is no condition.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words of the story.
    pub text: Option<Words>,
    /// One of these kinds.
    pub kinds: Vec<Kind>,
    /// One of these languages; `sr` covers `sr-Latn`. The words are then read in these languages only.
    pub languages: Vec<Lang>,
    /// One of these categories.
    pub categories: Vec<CategoryId>,
    /// One of these priorities.
    pub priorities: Vec<Priority>,
    /// One of these products.
    pub products: Vec<ProductId>,
    /// A member of this group.
    pub group: Option<GroupId>,
    /// The time of the version is not before this.
    pub from: Option<Timestamp>,
    /// The time of the version is not after this.
    pub until: Option<Timestamp>,
    /// Hits to pass over.
    pub offset: usize,
    /// Hits to answer at most; 0 only counts.
    pub limit: usize,
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

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits {
    /// How many stories were found, on this page and off it.
    pub total: usize,
    /// The page, the newest version first.
    pub hits: Vec<Hit>,
    /// Everything up to this dispatch was searched.
    pub indexed: u64,
}

/// Runs a query within what `may` covers, or over everything; takes its time on the processor and the disk.
pub(crate) fn run(
    archive: &Inner,
    query: &Query,
    may: Option<&Entitlement>,
    now: Timestamp,
) -> Result<Hits, SearchError> {
    if query.offset.saturating_add(query.limit) > WINDOW_HITS_MAX {
        return Err(SearchError::TooFar);
    }
    // Read before the searcher is taken, which may see more but not less.
    let indexed = *archive.indexed.borrow();
    let searcher = archive.searching.searcher();
    let condition = archive.fields.condition(query, may, now);
    let held = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
    let limit = query.limit.min(held.saturating_sub(query.offset));
    if limit == 0 {
        return Ok(Hits { total: searcher.search(&condition, &Count)?, hits: Vec::new(), indexed });
    }
    let order = (SortByStaticFastValue::<i64>::for_field(ORDER.0), SortByStaticFastValue::<u64>::for_field(ORDER.1));
    let newest = TopDocs::with_limit(limit).and_offset(query.offset).order_by(order);
    let (mut total, page) = searcher.search(&condition, &(Count, newest))?;
    let mut hits = Vec::with_capacity(page.len());
    for (_, address) in page {
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

type Clause = Box<dyn Condition>;

impl Fields {
    fn hit(&self, searcher: &tantivy::Searcher, address: DocAddress) -> Result<Hit, SearchError> {
        let document: TantivyDocument = searcher.doc(address)?;
        let json = document.get_first(self.hit).and_then(|value| value.as_str()).unwrap_or_default();
        Ok(serde_json::from_str(json)?)
    }

    fn condition(&self, query: &Query, may: Option<&Entitlement>, now: Timestamp) -> BooleanQuery {
        let covered = may.map_or_else(
            || Box::new(AllQuery) as Clause,
            |may| any(may.grants.iter().map(|grant| self.granted(grant)).collect()),
        );
        let mut clauses = vec![(Occur::Must, covered)];
        let mut must = |clause: Option<Clause>| clauses.extend(clause.map(|clause| (Occur::Must, clause)));
        must(text_terms(self.kind, query.kinds.iter().map(|k| k.name())));
        must(text_terms(self.language, query.languages.iter().map(Lang::as_str)));
        must(number_terms(self.category, query.categories.iter().map(|c| c.0.into())));
        must(number_terms(self.priority, query.priorities.iter().map(|p| p.urgency().into())));
        must(number_terms(self.product, query.products.iter().map(|p| p.0.into())));
        must(text_terms(self.group, query.group.iter().map(GroupId::as_str)));
        must(range(self.created, query.from.map(ceil_millis), query.until.map(floor_millis)));
        if let Some(Words(node)) = &query.text {
            must(Some(self.node(node, &analyses(&query.languages)).unwrap_or_else(|| Box::new(EmptyQuery))));
        }
        let embargoed = range(self.embargo, Some(floor_millis(now).saturating_add(1)), None);
        clauses.extend(embargoed.map(|clause| (Occur::MustNot, clause)));
        BooleanQuery::new(clauses)
    }

    /// What one contract covers.
    fn granted(&self, grant: &Grant) -> Clause {
        let products = number_terms(self.product, grant.products.iter().map(|p| p.0.into()));
        let mut clauses = vec![products.unwrap_or_else(|| Box::new(EmptyQuery))];
        if !Kind::ALL.iter().all(|kind| grant.kinds.contains(kind)) {
            let kinds = text_terms(self.kind, grant.kinds.iter().map(|k| k.name()));
            clauses.push(kinds.unwrap_or_else(|| Box::new(EmptyQuery)));
        }
        clauses.extend(text_terms(self.language, grant.languages.iter().map(Lang::as_str)));
        clauses.extend(range(self.released, grant.since.map(ceil_millis), None));
        all(clauses)
    }

    /// A part of the text query; `None` when no analysis finds a word in it.
    fn node(&self, node: &Node, analyses: &[&'static Analysis]) -> Option<Clause> {
        let inner = |nodes: &[Node]| nodes.iter().filter_map(|n| self.node(n, analyses)).collect::<Vec<_>>();
        match node {
            Node::Word(text) => leaf(text, analyses, |units| match units {
                [unit] if unit.stem == unit.exact => term(Term::from_field_text(self.words, &unit.exact)),
                [unit] => any(vec![
                    term(Term::from_field_text(self.words, &unit.stem)),
                    term(Term::from_field_text(self.words, &unit.exact)),
                ]),
                units => self.phrase(units),
            }),
            Node::Phrase(text) => leaf(text, analyses, |units| self.phrase(units)),
            Node::Any(parts) => Some(any(inner(parts))),
            Node::Not(part) => Some(without(Vec::new(), vec![self.node(part, analyses)?])),
            Node::All(parts) => {
                let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
                for part in parts {
                    match part {
                        Node::Not(part) => unwanted.extend(self.node(part, analyses)),
                        part => wanted.extend(self.node(part, analyses)),
                    }
                }
                Some(without(wanted, unwanted))
            }
        }
    }

    fn phrase(&self, units: &[Unit]) -> Clause {
        let mut terms: Vec<Term> = units.iter().map(|u| Term::from_field_text(self.exact, &u.exact)).collect();
        if terms.len() == 1 { term(terms.remove(0)) } else { Box::new(PhraseQuery::new(terms)) }
    }
}

/// A word or phrase, read in every way that stories may have been read.
fn leaf(text: &str, analyses: &[&'static Analysis], meet: impl Fn(&[Unit]) -> Clause) -> Option<Clause> {
    let readings = analyses.iter().map(|analysis| analysis.units(text)).filter(|units| !units.is_empty());
    let clauses: Vec<Clause> = readings.map(|units| meet(&units)).collect();
    (!clauses.is_empty()).then(|| any(clauses))
}

/// The analyses of the languages asked for, or all of them.
fn analyses(languages: &[Lang]) -> Vec<&'static Analysis> {
    if languages.is_empty() {
        return ANALYSES.iter().collect();
    }
    let mut analyses: Vec<&'static Analysis> = Vec::new();
    for analysis in languages.iter().map(Analysis::of) {
        if !analyses.contains(&analysis) {
            analyses.push(analysis);
        }
    }
    analyses
}

fn term(term: Term) -> Clause {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// One of the terms; `None` when there is none.
fn terms(terms: impl Iterator<Item = Term>) -> Option<Clause> {
    let clauses: Vec<Clause> = terms.map(term).collect();
    (!clauses.is_empty()).then(|| any(clauses))
}

fn text_terms<'a>(field: Field, texts: impl Iterator<Item = &'a str>) -> Option<Clause> {
    terms(texts.map(|text| Term::from_field_text(field, text)))
}

fn number_terms(field: Field, numbers: impl Iterator<Item = u64>) -> Option<Clause> {
    terms(numbers.map(|number| Term::from_field_u64(field, number)))
}

/// Both ends included; `None` when neither is given.
fn range(field: Field, from: Option<i64>, until: Option<i64>) -> Option<Clause> {
    if let (Some(from), Some(until)) = (from, until)
        && from > until
    {
        return Some(Box::new(EmptyQuery));
    }
    let bound = |millis: Option<i64>| {
        millis.map_or(Bound::Unbounded, |millis| Bound::Included(Term::from_field_i64(field, millis)))
    };
    (from.is_some() || until.is_some()).then(|| Box::new(RangeQuery::new(bound(from), bound(until))) as Clause)
}

fn any(mut clauses: Vec<Clause>) -> Clause {
    match clauses.len() {
        0 => Box::new(EmptyQuery),
        1 => clauses.remove(0),
        _ => Box::new(BooleanQuery::union(clauses)),
    }
}

fn all(mut clauses: Vec<Clause>) -> Clause {
    if clauses.len() == 1 { clauses.remove(0) } else { Box::new(BooleanQuery::intersection(clauses)) }
}

/// Everything in `wanted` and nothing in `unwanted`; every story when `wanted` is empty.
fn without(mut wanted: Vec<Clause>, unwanted: Vec<Clause>) -> Clause {
    if wanted.is_empty() {
        wanted.push(Box::new(AllQuery));
    }
    if unwanted.is_empty() {
        return all(wanted);
    }
    let wanted = wanted.into_iter().map(|clause| (Occur::Must, clause));
    let unwanted = unwanted.into_iter().map(|clause| (Occur::MustNot, clause));
    Box::new(BooleanQuery::new(wanted.chain(unwanted).collect()))
}
