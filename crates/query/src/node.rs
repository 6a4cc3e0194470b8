//! A query as a tree.

use crate::{Condition, Span};
use jiff::Timestamp;

/// What a reader asks for. Read from text by [`Query::read`]; its `Display` is text that reads the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(pub(crate) Node);

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A word with all its endings.
    Word(String),
    /// Words in this order and form.
    Phrase(String),
    /// Words and phrases in one part of the story only.
    In(Field, Box<Node>),
    /// What the story is, apart from its words.
    Is(Condition),
    /// Every part holds; true when there is none.
    All(Vec<Node>),
    /// One of the parts holds; false when there is none.
    Any(Vec<Node>),
    /// The part does not hold.
    Not(Box<Node>),
}

/// A part of a story whose words can be asked for by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Field {
    /// The headline.
    Headline,
    /// The sentence or two under the headline.
    Standfirst,
    /// The newsroom's handle.
    Slug,
    /// Who wrote it.
    Byline,
    /// The people that it is about.
    Person,
    /// The organisations that it is about.
    Organisation,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 6] =
        [Self::Headline, Self::Standfirst, Self::Slug, Self::Byline, Self::Person, Self::Organisation];

    /// Its name in the language of queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Standfirst => "standfirst",
            Self::Slug => "slug",
            Self::Byline => "byline",
            Self::Person => "person",
            Self::Organisation => "organisation",
        }
    }
}

impl Query {
    /// Every story.
    pub fn everything() -> Self {
        Self(Node::All(Vec::new()))
    }

    /// True when it leaves no story out.
    pub fn is_everything(&self) -> bool {
        self.0 == Node::All(Vec::new())
    }

    /// The same, where one of the values is that of the story; without values, no condition is added.
    #[must_use]
    pub fn narrowed<T>(self, values: Vec<T>, condition: impl FnOnce(Vec<T>) -> Condition) -> Self {
        if values.is_empty() { self } else { self.and([Self(Node::Is(condition(values)))]) }
    }

    /// The same, for versions made between two times, both included; open where none is given.
    #[must_use]
    pub fn dated(self, from: Option<Timestamp>, until: Option<Timestamp>) -> Self {
        match (from, until) {
            (None, None) => self,
            (from, until) => self.and([Self(Node::Is(Condition::Date(Span::between(from, until))))]),
        }
    }

    /// This and the others hold.
    #[must_use]
    pub fn and(self, others: impl IntoIterator<Item = Self>) -> Self {
        let mut all = match self.0 {
            Node::All(parts) => parts,
            node => vec![node],
        };
        for Self(node) in others {
            match node {
                Node::All(parts) => all.extend(parts),
                node => all.push(node),
            }
        }
        Self(if all.len() == 1 { all.remove(0) } else { Node::All(all) })
    }

    /// Its tree.
    pub fn node(&self) -> &Node {
        &self.0
    }

    /// The words and phrases that it asks for, wherever they stand in it, without those that must not be there.
    pub fn wanted(&self) -> Vec<&Node> {
        let mut wanted = Vec::new();
        self.0.wanted(&mut wanted);
        wanted
    }
}

impl Node {
    fn wanted<'a>(&'a self, into: &mut Vec<&'a Self>) {
        match self {
            Self::Word(_) | Self::Phrase(_) => into.push(self),
            Self::In(_, part) => part.wanted(into),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.wanted(into)),
            Self::Is(_) | Self::Not(_) => {}
        }
    }
}
