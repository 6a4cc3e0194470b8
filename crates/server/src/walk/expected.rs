//! Who may read what: the plain table that the walk holds every answer against. It is written from the rules and not from
//! the gate, and knows no route.

use super::{
    cast::{By, Visitor, Who},
    newsroom::Condition,
};
use account::Role;

/// A part of an item that is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Headline,
    /// The text, or the bytes of the file as it was filed.
    Body,
}

/// What a visitor may see of a part, on all routes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// On no route.
    Never,
    /// It is no matter.
    See,
    /// On at least one route: whoever may have something can have it.
    Find,
}

use Condition as C;
use May::{Find, Never, See};

/// The rule.
pub(super) fn may(visitor: &Visitor, condition: Condition, part: Part) -> May {
    match (visitor.who, visitor.by) {
        // By a key that was revoked, or out of a frozen organisation, one is anybody.
        (Who::Anonymous | Who::NoContract | Who::Expired | Who::Uncovered | Who::Frozen, _) | (_, By::RevokedKey) => {
            public(condition, part)
        }
        // The link of a letter confirms a receipt, and opens nothing else.
        (_, By::Link) => public(condition, part),
        // People who read in a browser may have what their organisation's programs may have.
        (Who::Limited, _) => limited(condition, part),
        (Who::Covered, _) => covered(condition, part),
        (Who::Staff(Role::Business), _) => business(condition, part),
        // The desk did not write it.
        (Who::Staff(_), _) if matches!(condition, C::Early | C::Due) => See,
        (Who::Staff(_), By::Basic) => Find,
        (Who::Staff(_), _) => See,
    }
}

/// Headlines of what is on the public site.
fn public(condition: Condition, part: Part) -> May {
    match (condition, part) {
        // The picture's stands beside a story.
        (
            C::Open | C::Lifted | C::Corrected | C::Due | C::Foreign | C::Old | C::Resumed | C::Picture,
            Part::Headline,
        ) => Find,
        _ => Never,
    }
}

/// Everything that is on the wire now but tests, which they did not ask for, and of what was taken back its headline, in
/// the notice. Messages to editors are read by programs, and stand on no page.
fn covered(condition: Condition, part: Part) -> May {
    match (condition, part) {
        (C::Draft | C::Embargoed | C::Scheduled | C::Early | C::Test, _)
        | (C::Held | C::Killed | C::Withdrawn, Part::Body) => Never,
        _ => Find,
    }
}

/// One language, text, videos and pictures for the web, thirty days.
fn limited(condition: Condition, part: Part) -> May {
    match (condition, part) {
        // Only what the public has too.
        (C::Foreign | C::Old | C::Unsold, _) => public(condition, part),
        (C::Picture, Part::Body) => Never,
        _ => covered(condition, part),
    }
}

/// Whoever sells knows the titles of what was sent, and touches no news.
fn business(condition: Condition, part: Part) -> May {
    match (condition, part) {
        (C::Draft | C::Embargoed | C::Scheduled | C::Early, _) | (_, Part::Body) => Never,
        _ => See,
    }
}
