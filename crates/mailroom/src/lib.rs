//! Letters that the agency sends: posted in the transaction of what they tell of, sent later.
//!
//! Invariants:
//! - A letter is a row before it is sent; what was posted survives a restart and goes out once it can.
//! - A letter holds no text of an item.

mod letter;

pub use letter::{Address, Letter, post};
