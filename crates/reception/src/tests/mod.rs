//! The reception as its visitors use it.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the answer")]

mod people;
