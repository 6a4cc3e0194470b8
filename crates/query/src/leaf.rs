//! A word or phrase of a query, as one analysis reads it.

use crate::{
    Node,
    analysis::{Analysis, Unit},
};

/// A word or phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf<'a> {
    text: &'a str,
    phrase: bool,
}

/// What a story must have for a word or phrase to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A word, by its exact form or by its stem.
    Word(Unit),
    /// Words in this order, each as it stands; at least one.
    Run(Vec<String>),
}

impl<'a> Leaf<'a> {
    /// The leaf that a node is; `None` for any other node.
    pub fn of(node: &'a Node) -> Option<Self> {
        match node {
            Node::Word(text) => Some(Self { text, phrase: false }),
            Node::Phrase(text) => Some(Self { text, phrase: true }),
            _ => None,
        }
    }

    /// The text as it was typed.
    pub(crate) fn text(self) -> &'a str {
        self.text
    }

    /// True for a phrase.
    pub(crate) fn is_phrase(self) -> bool {
        self.phrase
    }

    /// What stories of this analysis must have; `None` when it finds no word in the text. What is written as one word and
    /// read as several (`covid-19`) is a run.
    pub fn shape(self, analysis: &Analysis) -> Option<Shape> {
        self.shape_of(analysis.units(self.text))
    }

    /// What stories must have, of whose analysis these are the words of the text.
    pub(crate) fn shape_of(self, mut units: Vec<Unit>) -> Option<Shape> {
        match units.len() {
            0 => None,
            1 if !self.phrase => units.pop().map(Shape::Word),
            _ => Some(Shape::Run(units.into_iter().map(|unit| unit.exact).collect())),
        }
    }
}
