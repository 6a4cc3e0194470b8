//! What readers ask for: one language of queries, and what it means for one story.
//!
//! A list, a search, a saved search, an alert, a feed and a stream all take a [`Query`]. `search` asks the archive with
//! it; [`Prepared`] asks one story; [`Matcher`] asks one story which of a great many queries it meets.
//!
//! Invariants:
//! - Pure: no database, no network, no clock.
//! - Whoever asks, the answer is the same: archive, [`Prepared`] and [`Matcher`] share [`Reading`], which says once what
//!   can be found of a story. A test of `search` holds the three against each other.
//! - A query costs no more than its limits allow, whatever it says.

pub mod analysis;
mod condition;
mod facts;
mod key;
mod leaf;
mod marks;
mod matcher;
mod node;
mod prepared;
mod rarity;
mod read;
mod reading;
mod show;
mod span;
mod word;

pub use condition::Condition;
pub use facts::Facts;
pub use leaf::{Leaf, Shape};
pub use marks::Marks;
pub use matcher::{Matcher, Scratch};
pub use node::{Field, Node, Query};
pub use prepared::Prepared;
pub use rarity::Rarity;
pub use read::{QueryError, TERMS_MAX, TEXT_CHARS_MAX};
pub use reading::{About, Part, Reading, parts, words};
pub use span::{Span, ceil_millis, floor_millis};
pub use word::Word;
