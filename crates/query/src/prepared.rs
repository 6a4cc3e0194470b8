//! One query, ready to be asked of many stories.

use crate::{
    Condition, Field, Leaf, Node, Query, Reading, Shape, Span,
    analysis::{ANALYSES, Cuts},
    key::{Key, Sort, key},
    reading::{ANYWHERE, Zones, zone},
};

/// Which of the analyses read a word so, one bit each.
pub(crate) type Analyses = u16;
/// All of them.
pub(crate) const EVERY_WAY: Analyses = (1 << ANALYSES.len()) - 1;

/// What a word or phrase asks of a story: one of these, in a story of one of these analyses.
pub(crate) struct Wanted {
    pub(crate) words: Vec<(Key, Analyses)>,
    pub(crate) runs: Vec<(Vec<Key>, Analyses)>,
}

impl Wanted {
    /// Reads a leaf in each of the ways in which stories are read.
    pub(crate) fn of(leaf: Leaf<'_>, ways: Analyses) -> Self {
        let mut wanted = Self { words: Vec::new(), runs: Vec::new() };
        let mut add = |key, analysis| match wanted.words.iter_mut().find(|(known, _)| *known == key) {
            Some((_, analyses)) => *analyses |= analysis,
            None => wanted.words.push((key, analysis)),
        };
        let mut cuts = Cuts::of(leaf.text());
        for (number, analysis) in ANALYSES.iter().enumerate() {
            let bit = 1 << number;
            if ways & bit == 0 {
                continue;
            }
            match leaf.shape_of(cuts.units(analysis)) {
                None => {}
                Some(Shape::Word(unit)) => {
                    add(key(Sort::Word, &unit.exact), bit);
                    unit.stem.iter().for_each(|stem| add(key(Sort::Word, stem), bit));
                }
                Some(Shape::Run(words)) => match &words[..] {
                    [word] => add(key(Sort::Exact, word), bit),
                    words => {
                        let run: Vec<Key> = words.iter().map(|word| key(Sort::Exact, word)).collect();
                        match wanted.runs.iter_mut().find(|(known, _)| *known == run) {
                            Some((_, analyses)) => *analyses |= bit,
                            None => wanted.runs.push((run, bit)),
                        }
                    }
                },
            }
        }
        wanted
    }
}

/// One query, with its words read once for all stories.
pub struct Prepared(Part);

enum Part {
    Words(Wanted, Zones),
    Keys(Vec<Key>),
    Length(Span),
    Date(Span),
    All(Vec<Part>),
    Any(Vec<Part>),
    Not(Box<Part>),
}

impl Prepared {
    /// Reads the words of a query.
    pub fn new(query: &Query) -> Self {
        Self(Part::of(query.node(), None))
    }

    /// True when the story is what the query asks for.
    pub fn meets(&self, reading: &Reading) -> bool {
        self.0.meets(reading)
    }
}

impl Part {
    fn of(node: &Node, field: Option<Field>) -> Self {
        let all = |parts: &[Node]| parts.iter().map(|part| Self::of(part, field)).collect();
        if let Some(leaf) = Leaf::of(node) {
            return Self::Words(Wanted::of(leaf, EVERY_WAY), field.map_or(ANYWHERE, |field| zone(Some(field))));
        }
        match node {
            Node::In(field, part) => Self::of(part, Some(*field)),
            Node::Is(Condition::Words(span)) => Self::Length(*span),
            Node::Is(Condition::Date(span)) => Self::Date(*span),
            Node::Is(condition) => Self::Keys(condition.keys().unwrap_or_default()),
            Node::All(parts) => Self::All(all(parts)),
            Node::Any(parts) => Self::Any(all(parts)),
            Node::Not(part) => Self::Not(Box::new(Self::of(part, field))),
            Node::Word(_) | Node::Phrase(_) => Self::Any(Vec::new()),
        }
    }

    fn meets(&self, reading: &Reading) -> bool {
        match self {
            Self::Words(wanted, zones) => {
                let read = |analyses: Analyses| analyses & reading.analysis != 0;
                let here = |key| reading.keys.get(key).is_some_and(|found| found & zones != 0);
                wanted.words.iter().any(|(key, analyses)| read(*analyses) && here(key))
                    || wanted.runs.iter().any(|(run, analyses)| read(*analyses) && reading.zones_of(run) & zones != 0)
            }
            Self::Keys(keys) => keys.iter().any(|key| reading.keys.contains_key(key)),
            Self::Length(span) => span.holds(reading.words),
            Self::Date(span) => span.holds(reading.created),
            Self::All(parts) => parts.iter().all(|part| part.meets(reading)),
            Self::Any(parts) => parts.iter().any(|part| part.meets(reading)),
            Self::Not(part) => !part.meets(reading),
        }
    }
}
