//! Who gets what: products as filters, contracts as rights, and the one gate through which everything passes.
//!
//! Invariants:
//! - [`Gate`] is the only way from the wire to a subscriber: those who serve subscribers hold a gate, not a
//!   [`wire::Reader`].
//! - Membership of products is settled when an item is released ([`Products::settle`]) and stored with the dispatch;
//!   reading never evaluates a filter. What an item once belonged to, its later versions belong to as well, so that
//!   corrections and kills reach whoever got the story.
//! - Nothing of an item is handed out before its embargo, and no version of one that is held or killed now.

mod entitlement;
mod filter;
mod gate;
mod product;

pub use entitlement::{Decision, Denial, Entitlement, Grant};
pub use filter::Filter;
pub use gate::{Event, Gate, PAGE_BYTES_MAX, Page, SCAN_DISPATCHES_MAX};
pub use product::{Product, Products};

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
    /// The product cannot be used.
    #[error("the product is not right: {0}")]
    Product(String),
}
