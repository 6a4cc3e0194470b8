//! Who gets what: products as filters, contracts as rights, and the one gate through which everything passes.
//!
//! Invariants:
//! - [`Gate`] is the only way from the wire to a subscriber: those who serve subscribers hold a gate, not a
//!   [`wire::Reader`].
//! - Membership of products is settled when an item is released ([`Products::settle`]) and stored with the dispatch;
//!   reading never evaluates a filter. What an item once belonged to, its later versions belong to as well, so that
//!   corrections and kills reach whoever got the story.
//! - Nothing of an item is handed out before its embargo, and no version of one that is held or killed now. Nor does a
//!   query for a part of a feed tell anything of it ([`Sieve`]).
//! - What the public may see is decided in one place ([`Publicly`]), by the agency's rule, its products and its desk.

mod entitlement;
mod filter;
mod gate;
mod product;
mod product_set;
mod public_rule;
mod reach;
#[cfg(test)]
mod reference;
mod sieve;
mod terms;
mod trial;
mod why;

pub use entitlement::{Decision, Demand, Denial, Entitlement, Grant, JSON};
pub use filter::{Explained, FILTER_BYTES_MAX, Filter, FilterFault};
pub use gate::{Event, Feed, Gate, PAGE_BYTES_MAX, Page, SCAN_DISPATCHES_MAX, SIFTED_DISPATCHES_MAX};
pub use product::{Hand, Product, ProductVersion, Products};
pub use product_set::ProductSet;
pub use public_rule::{
    NotPublic, PUBLIC_A_DAY, PUBLIC_KINDS, PUBLIC_SOURCES_MAX, PUBLIC_TRIAL_DAYS, PUBLIC_TRIAL_DISPATCHES_MAX,
    PublicRule, PublicRuleVersion, PublicTrial, Publicly, PubliclyTried, Reuse, SectionDay, TRUST_LINES_MAX,
};
pub use query::{Facts, Word};
pub use reach::{Candidate, NAMED_MAX, Reach, Reached, ReachedProduct, Readership};
pub use sieve::Sieve;
pub use terms::{check_terms, format_names};
pub use trial::{TRIAL_ITEMS_MAX, Trial, Tried};
pub use why::{Looked, Outcome, Settled, Why};

use store::StoreError;
use wire::WireError;

/// Why the gate could not answer.
#[derive(Debug, thiserror::Error)]
pub enum AudienceError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The wire failed.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A value of a product cannot be used.
    #[error("`{field}` {why}")]
    Bad {
        /// The field, or the place inside the filter.
        field: String,
        /// What is wrong, to be read after it.
        why: String,
    },
    /// There is no such thing.
    #[error("there is no {0}")]
    Unknown(String),
    /// Somebody else changed it meanwhile.
    #[error("{0} was changed by somebody else meanwhile: look at it again")]
    Stale(String),
    /// It is still granted.
    #[error("{what} is in use by {by}")]
    InUse {
        /// What was to be deleted.
        what: String,
        /// What uses it.
        by: String,
    },
}
