//! A query as conditions on the index.

use crate::index::{Fields, token};
use query::{Condition as Is, Field as Part, Leaf, Node, Query, Shape, Span, Word, analysis::Analysis};
use story::{Genre, GroupId, ItemId, Lang, TopicId};
use tantivy::{Term, schema::Field};

/// What the stories must be.
#[derive(Debug)]
pub(crate) enum Clause {
    /// A word or phrase, as each analysis names it: whatever reads a story, it reads it alone.
    Words(Vec<(&'static Analysis, Named)>),
    /// One of these terms stands at the story.
    Terms(Vec<Term>),
    /// The time of the version lies in a span, in milliseconds.
    Created(Span),
    /// The text has so many words.
    Length(Span),
    /// All of them hold; true when there is none.
    All(Vec<Self>),
    /// One of them holds; false when there is none.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
}

/// A word or phrase as an analysis names it in the index.
#[derive(Debug)]
pub(crate) enum Named {
    /// A word, by its exact form or by its stem.
    Word {
        /// The exact form, and the stems that are written like it.
        exact: Term,
        /// The same form among exact forms alone.
        form: Term,
        /// The stem, where that is another one. Every story with the form has it too.
        stem: Option<Term>,
    },
    /// Words in this order.
    Run(Vec<Term>),
}

impl Clause {
    /// What a query asks for, where stories are read by these analyses.
    pub(crate) fn of(query: &Query, fields: Fields, spoken: &[&'static Analysis]) -> Self {
        Asking { fields, spoken }.node(query.node(), None)
    }
}

struct Asking<'a> {
    fields: Fields,
    spoken: &'a [&'static Analysis],
}

impl Asking<'_> {
    fn node(&self, node: &Node, part: Option<Part>) -> Clause {
        if let Some(leaf) = Leaf::of(node) {
            let named =
                |analysis: &&'static Analysis| Some((*analysis, self.named(&leaf.shape(analysis)?, analysis, part)));
            return Clause::Words(self.spoken.iter().filter_map(named).collect());
        }
        let each = |parts: &[Node]| parts.iter().map(|inner| self.node(inner, part)).collect();
        match node {
            Node::In(part, inner) => self.node(inner, Some(*part)),
            Node::Is(condition) => self.fields.is(condition),
            Node::Any(parts) => Clause::Any(each(parts)),
            Node::All(parts) => Clause::All(each(parts)),
            Node::Not(inner) => Clause::Not(Box::new(self.node(inner, part))),
            // Both are leaves.
            Node::Word(_) | Node::Phrase(_) => Clause::Any(Vec::new()),
        }
    }

    fn named(&self, shape: &Shape, analysis: &Analysis, part: Option<Part>) -> Named {
        let named = |field, unit: &str| Term::from_field_text(field, &token(part, analysis, unit));
        match shape {
            Shape::Word(unit) => Named::Word {
                exact: named(self.fields.words, &unit.exact),
                form: named(self.fields.exact, &unit.exact),
                stem: unit.stem.as_ref().map(|stem| named(self.fields.words, stem)),
            },
            Shape::Run(words) => Named::Run(words.iter().map(|word| named(self.fields.exact, word)).collect()),
        }
    }
}

impl Fields {
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
            Is::Words(span) => Clause::Length(*span),
            Is::Date(span) => Clause::Created(*span),
        }
    }
}

pub(crate) fn texts<'a>(field: Field, texts: impl Iterator<Item = &'a str>) -> Clause {
    Clause::Terms(texts.map(|text| Term::from_field_text(field, text)).collect())
}

pub(crate) fn numbers(field: Field, numbers: impl Iterator<Item = u64>) -> Clause {
    Clause::Terms(numbers.map(|number| Term::from_field_u64(field, number)).collect())
}
