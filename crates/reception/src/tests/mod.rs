//! The reception as browsers use it.

mod letters;
mod oidc;
mod people;
mod provider;
mod sign_in;
mod window;
