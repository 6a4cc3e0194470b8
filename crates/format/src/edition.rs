//! What a writer is given.

use jiff::Timestamp;
use story::{Act, Agency, ItemId, ProductId, State, Story};

/// One version as it went over the wire: everything that a writer needs.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    /// The agency that sends it.
    pub agency: &'a Agency,
    /// The item.
    pub item: &'a ItemId,
    /// The item's version, from 1.
    pub version: u32,
    /// What the dispatch does.
    pub act: Act,
    /// Where the item stands after it.
    pub state: State,
    /// When the item's first version was released.
    pub first_released: Timestamp,
    /// When this version was made.
    pub version_created: Timestamp,
    /// The products that carry it: number, and name in the agency's language.
    pub products: &'a [(ProductId, String)],
    /// The story.
    pub story: &'a Story,
}
