//! The test kit: a small agency on a real database, a clock that stands still, sample stories and personas.
//!
//! Everything here panics when it fails: it is for tests only.
#![expect(clippy::missing_panics_doc, reason = "in a test, a panic is the answer")]

mod database;
mod postbox;
mod stories;
mod world;

pub use database::{postgres_address, rows};
pub use postbox::{Postbox, Posted};
pub use stories::{picture, story};
pub use world::{PASSWORD, Persona, World};
