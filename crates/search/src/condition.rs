//! A query and a contract as conditions on the index.

use crate::{
    Inner,
    excluded::Excluded,
    index::{Fields, token},
};
use audience::{Entitlement, Grant};
use jiff::Timestamp;
use query::{Condition as Is, Field as Part, Leaf, Node, Query, Shape, Span, TERMS_MAX, ceil_millis, floor_millis};
use query::{Word, analysis::Analysis};
use std::{collections::HashSet, ops::Bound, sync::PoisonError};
use story::{Genre, GroupId, ItemId, Kind, Lang, TopicId};
use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Condition,
        RangeQuery, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

/// A word in the headline counts as much as so many in the text.
const HEADLINE_BOOST: f32 = 4.0;

pub(crate) type Clause = Box<dyn Condition>;

/// The fields of the index, and how the stories in it are read.
pub(crate) struct Asking {
    fields: Fields,
    spoken: Vec<&'static Analysis>,
}

impl Inner {
    pub(crate) fn asking(&self) -> Asking {
        let spoken = self.spoken.read().unwrap_or_else(PoisonError::into_inner).clone();
        Asking { fields: self.fields, spoken }
    }
}

impl Asking {
    /// How the stories that are there were read.
    pub(crate) fn spoken(&self) -> &[&'static Analysis] {
        &self.spoken
    }

    /// What the query asks for within what `may` covers, without what is under embargo.
    pub(crate) fn condition(&self, query: &Query, may: Option<&Entitlement>, now: Timestamp) -> BooleanQuery {
        let covered = self.fields.covered(may, now);
        let mut clauses: Vec<_> = covered.into_iter().collect();
        if !query.is_everything() {
            clauses.push((Occur::Must, self.node(query.node(), None)));
        }
        BooleanQuery::new(clauses)
    }

    /// The same with a score: by how often the words stand in the text, and in the headline.
    pub(crate) fn scored(&self, condition: BooleanQuery, query: &Query) -> BooleanQuery {
        let mut clauses = vec![(Occur::Must, Box::new(ConstScoreQuery::new(Box::new(condition), 0.0)) as Clause)];
        for (analysis, word) in scoring(query, &self.spoken) {
            let scored = |part| {
                let term = Term::from_field_text(self.fields.words, &token(part, analysis, &word));
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Clause
            };
            clauses.push((Occur::Should, scored(None)));
            let headline = BoostQuery::new(scored(Some(Part::Headline)), HEADLINE_BOOST);
            clauses.push((Occur::Should, Box::new(headline)));
        }
        BooleanQuery::new(clauses)
    }

    fn node(&self, node: &Node, part: Option<Part>) -> Clause {
        if let Some(leaf) = Leaf::of(node) {
            return any(self.spoken.iter().filter_map(|a| Some(self.shape(&leaf.shape(a)?, a, part))).collect());
        }
        match node {
            Node::In(part, inner) => self.node(inner, Some(*part)),
            Node::Is(condition) => self.fields.is(condition),
            Node::Any(parts) => any(parts.iter().map(|inner| self.node(inner, part)).collect()),
            Node::Not(inner) => without(Vec::new(), vec![self.node(inner, part)]),
            Node::All(parts) => {
                let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
                for inner in parts {
                    match inner {
                        Node::Not(inner) => unwanted.push(self.node(inner, part)),
                        inner => wanted.push(self.node(inner, part)),
                    }
                }
                without(wanted, unwanted)
            }
            Node::Word(_) | Node::Phrase(_) => Box::new(EmptyQuery),
        }
    }

    fn shape(&self, shape: &Shape, analysis: &Analysis, part: Option<Part>) -> Clause {
        let named = |field, unit: &str| Term::from_field_text(field, &token(part, analysis, unit));
        match shape {
            Shape::Word(unit) => {
                let forms = unit.stem.iter().chain([&unit.exact]);
                any(forms.map(|form| term(named(self.fields.words, form))).collect())
            }
            Shape::Run(words) => {
                let mut terms: Vec<Term> = words.iter().map(|word| named(self.fields.exact, word)).collect();
                if terms.len() == 1 { term(terms.remove(0)) } else { Box::new(PhraseQuery::new(terms)) }
            }
        }
    }
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

impl Fields {
    /// What contracts cover, and nothing that is under embargo.
    pub(crate) fn covered(&self, may: Option<&Entitlement>, now: Timestamp) -> [(Occur, Clause); 2] {
        let covered = may.map_or_else(
            || Box::new(AllQuery) as Clause,
            |may| any(may.grants.iter().map(|grant| self.granted(grant)).collect()),
        );
        let early = Span { from: floor_millis(now).saturating_add(1), until: i64::MAX };
        [(Occur::Must, covered), (Occur::MustNot, range(self.embargo, early))]
    }

    /// None of these items.
    pub(crate) fn none_of(&self, items: &[ItemId]) -> Option<(Occur, Clause)> {
        (!items.is_empty()).then(|| (Occur::MustNot, texts(self.item, items.iter().map(ItemId::as_str))))
    }

    /// What one contract covers.
    fn granted(&self, grant: &Grant) -> Clause {
        let mut clauses = vec![numbers(self.product, grant.products.iter().map(|p| p.0.into()))];
        if !Kind::ALL.iter().all(|kind| grant.kinds.contains(kind)) {
            clauses.push(texts(self.kind, grant.kinds.iter().map(|k| k.name())));
        }
        if !grant.languages.is_empty() {
            clauses.push(texts(self.language, grant.languages.iter().map(Lang::as_str)));
        }
        if let Some(since) = grant.since {
            clauses.push(range(self.released, Span { from: ceil_millis(since), until: i64::MAX }));
        }
        all(clauses)
    }

    fn is(&self, condition: &Is) -> Clause {
        match condition {
            Is::Kind(kinds) => texts(self.kind, kinds.iter().map(|kind| kind.name())),
            Is::Language(langs) => texts(self.language, langs.iter().map(Lang::as_str)),
            Is::Category(ids) => numbers(self.category, ids.iter().map(|id| id.0.into())),
            Is::Priority(priorities) => numbers(self.priority, priorities.iter().map(|p| p.urgency().into())),
            Is::Product(ids) => numbers(self.product, ids.iter().map(|id| id.0.into())),
            Is::Topic(topics) => texts(self.topic, topics.iter().map(TopicId::code)),
            Is::Keyword(words) => texts(self.keyword, words.iter().map(Word::folded)),
            Is::Place(words) => texts(self.place, words.iter().map(Word::folded)),
            Is::Source(words) => texts(self.source, words.iter().map(Word::folded)),
            Is::Genre(genres) => texts(self.genre, genres.iter().map(Genre::as_str)),
            Is::Group(groups) => texts(self.group, groups.iter().map(GroupId::as_str)),
            Is::Item(items) => texts(self.item, items.iter().map(ItemId::as_str)),
            Is::Words(span) => range(self.length, *span),
            Is::Date(span) => range(self.created, *span),
        }
    }
}

fn term(term: Term) -> Clause {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn texts<'a>(field: Field, texts: impl Iterator<Item = &'a str>) -> Clause {
    any(texts.map(|text| term(Term::from_field_text(field, text))).collect())
}

fn numbers(field: Field, numbers: impl Iterator<Item = u64>) -> Clause {
    any(numbers.map(|number| term(Term::from_field_u64(field, number))).collect())
}

fn range(field: Field, span: Span) -> Clause {
    let bound = |end: i64, open| match end {
        end if end == open => Bound::Unbounded,
        end => Bound::Included(Term::from_field_i64(field, end)),
    };
    match (bound(span.from, i64::MIN), bound(span.until, i64::MAX)) {
        (Bound::Unbounded, Bound::Unbounded) => Box::new(AllQuery),
        _ if span.from > span.until => Box::new(EmptyQuery),
        (from, until) => Box::new(RangeQuery::new(from, until)),
    }
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
    let unwanted = unwanted.into_iter().map(|clause| (Occur::MustNot, Box::new(Excluded(clause)) as Clause));
    Box::new(BooleanQuery::new(wanted.chain(unwanted).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
