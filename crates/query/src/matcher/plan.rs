//! A query over numbered leaves: what it hangs on, and what of it is left to be looked at then.

use super::leaves::{LeafNumber, Leaves};
use crate::{
    Condition, Field, Leaf, Node, Query, Span,
    reading::{Zones, zone},
};
use std::cmp::Reverse;

const MILLION: u64 = 1_000_000;

/// A query or a part of it. What settles it soonest stands first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// The leaf is there.
    Leaf(LeafNumber),
    /// It stands in one of these parts of the story.
    Zoned(Zones, LeafNumber),
    All(Vec<Part>),
    Any(Vec<Part>),
    Not(Box<Part>),
    /// The length of the text lies in it.
    Length(Span),
    /// The time of the version does.
    Date(Span),
}

/// A query that hangs on leaves without one of which it cannot be met.
#[derive(Debug)]
pub(super) struct Hanging {
    /// The leaves.
    pub(super) leaves: Vec<LeafNumber>,
    /// Stories of a million that have one of them.
    cost: u64,
    /// A further leaf that must be there.
    pub(super) guard: Option<LeafNumber>,
    /// What must hold besides, once one of the leaves and the guard are there; `None` when nothing must.
    pub(super) rest: Option<Part>,
}

impl Part {
    pub(super) fn of(query: &Query, leaves: &mut Leaves) -> Self {
        Self::of_node(query.node(), None, leaves)
    }

    fn of_node(node: &Node, field: Option<Field>, leaves: &mut Leaves) -> Self {
        if let Some(leaf) = Leaf::of(node) {
            let number = leaves.number(leaf);
            return field.map_or(Self::Leaf(number), |field| Self::Zoned(zone(Some(field)), number));
        }
        let mut each = |parts: &[Node]| parts.iter().map(|part| Self::of_node(part, field, leaves)).collect();
        match node {
            Node::In(field, part) => Self::of_node(part, Some(*field), leaves),
            Node::Is(Condition::Words(span)) => Self::Length(*span),
            Node::Is(Condition::Date(span)) => Self::Date(*span),
            Node::Is(condition) => {
                let keys = condition.keys().unwrap_or_default();
                Self::any(keys.into_iter().map(|key| Self::Leaf(leaves.value(key))).collect(), leaves)
            }
            Node::All(parts) => Self::all(each(parts), leaves),
            Node::Any(parts) => Self::any(each(parts), leaves),
            Node::Not(part) => Self::Not(Box::new(Self::of_node(part, field, leaves))),
            Node::Word(_) | Node::Phrase(_) => Self::Any(Vec::new()),
        }
    }

    fn all(mut parts: Vec<Self>, leaves: &Leaves) -> Self {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        parts.sort_by_cached_key(|part| part.likelihood(leaves));
        Self::All(parts)
    }

    fn any(mut parts: Vec<Self>, leaves: &Leaves) -> Self {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        parts.sort_by_cached_key(|part| Reverse(part.likelihood(leaves)));
        Self::Any(parts)
    }

    /// About how many stories of a million it holds for.
    fn likelihood(&self, leaves: &Leaves) -> u64 {
        let of = |part: &Self| part.likelihood(leaves);
        match self {
            Self::Leaf(leaf) | Self::Zoned(_, leaf) => leaves.cost(*leaf),
            Self::All(parts) => parts.iter().map(of).min().unwrap_or(MILLION),
            Self::Any(parts) => parts.iter().map(of).sum(),
            Self::Not(part) => MILLION.saturating_sub(of(part)),
            Self::Length(_) | Self::Date(_) => MILLION / 2,
        }
    }

    /// Hangs it on the rarest leaves that will do; `None` when the absence of something can make it hold.
    pub(super) fn hang(&self, leaves: &Leaves) -> Option<Hanging> {
        match self {
            Self::Leaf(leaf) => {
                Some(Hanging { leaves: vec![*leaf], cost: leaves.cost(*leaf), guard: None, rest: None })
            }
            Self::Zoned(_, leaf) => {
                let rest = Some(self.clone());
                Some(Hanging { leaves: vec![*leaf], cost: leaves.cost(*leaf), guard: None, rest })
            }
            Self::All(parts) => hang_all(parts, leaves),
            Self::Any(parts) => {
                let hanging = parts.iter().map(|part| part.hang(leaves)).collect::<Option<Vec<_>>>()?;
                // Which of the parts is looked at is not known once one of the leaves is there.
                let is_settled = hanging.iter().all(|part| part.guard.is_none() && part.rest.is_none());
                let cost = hanging.iter().map(|part| part.cost).sum();
                let mut leaves: Vec<_> = hanging.into_iter().flat_map(|part| part.leaves).collect();
                leaves.sort_unstable();
                leaves.dedup();
                Some(Hanging { leaves, cost, guard: None, rest: (!is_settled).then(|| self.clone()) })
            }
            Self::Not(_) | Self::Length(_) | Self::Date(_) => None,
        }
    }
}

/// Hangs parts that have to hold together on the rarest of them, guarded by the next rarest that is a single leaf.
fn hang_all(parts: &[Part], leaves: &Leaves) -> Option<Hanging> {
    let mut hanging: Vec<_> = parts.iter().map(|part| part.hang(leaves)).collect();
    let cost = |hanging: &Option<Hanging>| hanging.as_ref().map(|hanging| hanging.cost);
    let rarest = (0..parts.len()).filter(|at| hanging[*at].is_some()).min_by_key(|at| cost(&hanging[*at]))?;
    let Hanging { leaves, cost: of_rarest, mut guard, rest } = hanging[rarest].take()?;
    let mut rests: Vec<Option<Part>> = parts.iter().cloned().map(Some).collect();
    rests[rarest] = rest;
    if guard.is_none() {
        let is_single = |at: &usize| hanging[*at].as_ref().is_some_and(|hanging| hanging.leaves.len() == 1);
        let next = (0..parts.len()).filter(is_single).min_by_key(|at| cost(&hanging[*at]));
        if let Some((at, next)) = next.and_then(|at| Some((at, hanging[at].take()?))) {
            guard = Some(next.leaves[0]);
            if next.guard.is_none() {
                rests[at] = next.rest;
            }
        }
    }
    let mut rests: Vec<Part> = rests.into_iter().flatten().collect();
    let rest = if rests.len() > 1 { Some(Part::All(rests)) } else { rests.pop() };
    Some(Hanging { leaves, cost: of_rarest, guard, rest })
}
