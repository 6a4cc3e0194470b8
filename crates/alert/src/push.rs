//! Web Push: alerts as notifications of a reader's browsers, also while the portal is closed (RFC 8030).
//!
//! What is to be sent is a row in the transaction of its alert and holds no text; headline and slug are asked for when
//! it is sent, and encrypted to the browser (RFC 8291): a push service learns neither what was found nor for whom.

mod answer;
mod browsers;
mod key;
mod notice;
mod outbox;
mod seal;
mod send;
mod services;
mod token;

pub use browsers::{Browser, NewBrowser, PUSH_BROWSERS_MAX};
pub use key::PushKey;
pub use send::{PUSH_HOURS_MAX, PushTest, STOP_HOURS_MAX};
pub use services::PushServices;

pub(crate) use outbox::{reschedule, write};
pub(crate) use token::Tokens;

/// What the agency sends pushes with.
#[derive(Debug, Clone)]
pub struct Push {
    /// The key by which push services know the agency.
    pub key: PushKey,
    /// The services that are asked; none for no pushes.
    pub services: PushServices,
    /// Where the operator of a push service reaches the agency: `mailto:` or `https:` (RFC 8292 §2.1).
    pub contact: Option<String>,
}
