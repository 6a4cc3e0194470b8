//! Pictures, developed: pure, and beside a wire on both databases.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the answer")]

mod hostile;
mod pictures;
mod pure;
mod room;
mod site;
