//! The reception as browsers use it.

mod letters;
mod oidc;
mod provider;
mod window;
