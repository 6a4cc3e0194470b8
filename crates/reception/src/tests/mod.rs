//! The reception as browsers use it.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the answer")]

mod letters;
mod oidc;
mod provider;
mod sign_in;
mod window;
