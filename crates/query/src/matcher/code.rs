//! A query as a short program over leaves.
//!
//! Each step is one word of 32 bits: three bits say what it does, the rest with what. The parts of `all` and `any`
//! follow them, with their length in words, so that the rest can be passed over once the answer is known.

use super::leaves::{LeafNumber, Leaves};
use crate::{Condition, Field, Leaf, Node, Query, Reading, Span, reading::zone};

const BITS: u32 = 29;
const WITH: u32 = (1 << BITS) - 1;

/// The leaf of this number is there.
const LEAF: u32 = 0 << BITS;
/// The leaf that follows stands in one of these parts of the story.
const ZONED: u32 = 1 << BITS;
/// Everything in the words that follow holds.
const ALL: u32 = 2 << BITS;
/// One of the things in the words that follow holds.
const ANY: u32 = 3 << BITS;
/// What follows does not hold.
const NOT: u32 = 4 << BITS;
/// The length of the text lies between the two numbers of two words each that follow.
const LENGTH: u32 = 5 << BITS;
/// The time of the version does.
const DATE: u32 = 6 << BITS;

/// A program.
pub(super) struct Code(pub(super) Vec<u32>);

impl Code {
    pub(super) fn of(query: &Query, leaves: &mut Leaves) -> Self {
        let mut code = Self(Vec::new());
        code.node(query.node(), None, leaves);
        code
    }

    fn node(&mut self, node: &Node, field: Option<Field>, leaves: &mut Leaves) {
        if let Some(leaf) = Leaf::of(node) {
            let number = leaves.number(leaf);
            self.0.extend(field.map(|field| ZONED | u32::from(zone(Some(field)))));
            self.0.push(LEAF | number);
            return;
        }
        match node {
            Node::In(field, part) => self.node(part, Some(*field), leaves),
            Node::Is(condition) => self.condition(condition, leaves),
            Node::All(parts) => self.parts(ALL, parts, |code, part| code.node(part, field, leaves)),
            Node::Any(parts) => self.parts(ANY, parts, |code, part| code.node(part, field, leaves)),
            Node::Not(part) => {
                self.0.push(NOT);
                self.node(part, field, leaves);
            }
            Node::Word(_) | Node::Phrase(_) => {}
        }
    }

    fn parts<T>(&mut self, step: u32, parts: &[T], mut each: impl FnMut(&mut Self, &T)) {
        if let [part] = parts {
            return each(self, part);
        }
        let at = self.0.len();
        self.0.push(step);
        for part in parts {
            each(self, part);
        }
        self.0[at] |= u32::try_from(self.0.len() - at - 1).unwrap_or(0) & WITH;
    }

    fn condition(&mut self, condition: &Condition, leaves: &mut Leaves) {
        match condition {
            Condition::Words(span) => self.span(LENGTH, *span),
            Condition::Date(span) => self.span(DATE, *span),
            condition => {
                let keys = condition.keys().unwrap_or_default();
                self.parts(ANY, &keys, |code, key| code.0.push(LEAF | leaves.value(*key)));
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number is cut into its two halves")]
    fn span(&mut self, step: u32, span: Span) {
        let halves = |n: i64| [(n >> 32) as u32, n as u32];
        self.0.push(step);
        self.0.extend(halves(span.from));
        self.0.extend(halves(span.until));
    }
}

/// Whether a program holds for a story, of which `found` says in which of its parts each leaf stands.
pub(super) fn holds(code: &[u32], found: &[u8], reading: &Reading) -> bool {
    let mut at = 0;
    step(code, &mut at, found, reading)
}

fn step(code: &[u32], at: &mut usize, found: &[u8], reading: &Reading) -> bool {
    let (what, with) = (code[*at] & !WITH, code[*at] & WITH);
    *at += 1;
    match what {
        LEAF => found[with as usize] != 0,
        ZONED => {
            let leaf = code[*at] & WITH;
            *at += 1;
            u32::from(found[leaf as usize]) & with != 0
        }
        ALL | ANY => {
            let end = *at + with as usize;
            // The first part that differs from what all of them would have to be decides.
            let mut holds = what == ALL;
            while *at < end {
                if step(code, at, found, reading) != holds {
                    holds = !holds;
                    break;
                }
            }
            *at = end;
            holds
        }
        NOT => !step(code, at, found, reading),
        _ => {
            let span = Span { from: number(&code[*at..]), until: number(&code[*at + 2..]) };
            *at += 4;
            span.holds(if what == LENGTH { reading.words } else { reading.created })
        }
    }
}

#[expect(clippy::cast_possible_wrap, reason = "the two halves of a number are put together")]
fn number(halves: &[u32]) -> i64 {
    (u64::from(halves[0]) << 32 | u64::from(halves[1])) as i64
}

/// Leaves without one of which a program cannot hold.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    /// The leaves.
    pub(super) leaves: Vec<LeafNumber>,
    /// Stories of a million that have one of them.
    cost: u64,
    /// A further leaf that must be there.
    pub(super) guard: Option<LeafNumber>,
    /// The program holds wherever one of the leaves is there, and the guard.
    pub(super) decides: bool,
}

/// The rarest anchor of a program; `None` when the absence of something can make it hold.
pub(super) fn anchor(code: &[u32], leaves: &Leaves) -> Option<Anchor> {
    let mut at = 0;
    hang(code, &mut at, leaves)
}

fn hang(code: &[u32], at: &mut usize, leaves: &Leaves) -> Option<Anchor> {
    let (what, with) = (code[*at] & !WITH, code[*at] & WITH);
    *at += 1;
    match what {
        LEAF => Some(Anchor { leaves: vec![with], cost: leaves.cost(with), guard: None, decides: true }),
        ZONED => hang(code, at, leaves).map(|anchor| Anchor { decides: false, ..anchor }),
        ALL => {
            let end = *at + with as usize;
            let (mut count, mut parts) = (0, Vec::new());
            while *at < end {
                count += 1;
                parts.extend(hang(code, at, leaves));
            }
            all(count, parts)
        }
        ANY => {
            let end = *at + with as usize;
            let mut whole = Some(Anchor { leaves: Vec::new(), cost: 0, guard: None, decides: true });
            while *at < end {
                let part = hang(code, at, leaves);
                whole = whole.zip(part).map(|(mut whole, part)| {
                    whole.leaves.extend(part.leaves);
                    whole.cost += part.cost;
                    whole.decides &= part.decides && part.guard.is_none();
                    whole
                });
            }
            whole.map(|mut whole| {
                whole.leaves.sort_unstable();
                whole.leaves.dedup();
                whole
            })
        }
        NOT => {
            hang(code, at, leaves);
            None
        }
        _ => {
            *at += 4;
            None
        }
    }
}

/// The anchor of `count` parts that have to hold together, of which these have one: the rarest, guarded by the next rarest
/// that is a single leaf.
fn all(count: usize, mut parts: Vec<Anchor>) -> Option<Anchor> {
    parts.sort_by_key(|part| part.cost);
    let mut parts = parts.into_iter();
    let rarest = parts.next()?;
    if rarest.guard.is_some() {
        return Some(Anchor { decides: rarest.decides && count == 1, ..rarest });
    }
    let Some(next) = parts.find(|part| part.leaves.len() == 1) else {
        return Some(Anchor { decides: rarest.decides && count == 1, ..rarest });
    };
    let decides = rarest.decides && next.decides && next.guard.is_none() && count == 2;
    Some(Anchor { guard: Some(next.leaves[0]), decides, ..rarest })
}

/// Every leaf of a program.
pub(super) fn each_leaf(code: &[u32], mut each: impl FnMut(LeafNumber)) {
    let mut at = 0;
    while let Some(word) = code.get(at) {
        match word & !WITH {
            LEAF => each(word & WITH),
            LENGTH | DATE => at += 4,
            _ => {}
        }
        at += 1;
    }
}
