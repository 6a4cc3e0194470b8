//! Machines: what subscribers' programs call.
//!
//! Two surfaces over the same gate: `/api/v1`, Tellal's own ([`routes`]), and HAS, which clients written for another
//! agency's wire speak ([`has_routes`]).
//!
//! Invariants:
//! - Nothing of the wire is reached but through [`audience::Gate`] and [`search::Archive`], which both ask the contract.
//! - A connection never owns a queue of messages: it waits on the head, holds a cursor, and reads what is shared.
//! - A text or a file is handed out by its id only through `charge::Charged`, which counts it.
//! - What every reader of a dispatch receives alike is rendered once.
//! - A query asks about the text of nothing that its reader may not read ([`audience::Sieve`]).
//! - Every route stands in the one list of its surface, and a test walks those lists as anonymous, as an uncovered
//!   subscriber and as a covered one.

mod charge;
mod door;
mod files;
mod has;
mod lines;
mod noted;
mod refuse;
mod render;
mod rights;
mod v1;

pub use door::{Api, Fetch, FetchOf, HEARTBEAT_SECS, Parts, Translated, fetch, fetch_of};
pub use has::{HELD_MAX, PACE_MILLIS, has_routes, link_routes};
pub use render::RENDERINGS_BYTES_MAX;
pub use v1::{
    FEED_EVENTS_MAX, FEED_WAIT_SECS_MAX, LATEST_SEQS_MAX, LIKE_HITS_MAX, SEARCH_HITS_MAX, SUGGEST_CHARS_MAX,
    TOPICS_MAX, ZIP_ITEMS_MAX, openapi, routes,
};

#[cfg(test)]
mod tests;
