//! Who: the agency, its staff, its subscribers' organisations, their contracts, logins and keys, and the audit.
//!
//! Invariants:
//! - A password is kept as an argon2id hash, a key as a SHA-256 of 256 random bits; neither can be read back.
//! - Hashing runs off the async threads, a bounded number at a time.
//! - A sign-in that fails does not say whether the login exists, and costs the same time either way.
//! - Whoever guesses waits longer and longer, and the owner of the account does not wait for them.
//! - A one-time code and a recovery code work once. Adding or removing a second step takes the password or a code.
//! - Which role may do what is decided in [`Right`], and nowhere else.
//! - Every change of what a subscriber may do moves [`Accounts::revision`] in the same transaction.

mod agency;
mod audit;
mod brake;
mod contract;
mod download;
mod link;
mod organisation;
mod own;
mod passkey;
mod password;
mod person;
mod revision;
mod rights;
mod second;
mod session;
mod sign_in;
mod staff;
mod totp;

pub use audit::{AuditLine, audit};
pub use brake::Comer;
pub use contract::{Contract, GraphicForm, PhotoSize, Terms, VideoSize};
pub use download::Taken;
pub use link::{LINK_HOURS, Link};
pub use organisation::{ApiKeyLine, ApiUserLine, KEY_PREFIX, NewKey, Organisation, OrganisationId};
pub use passkey::{PASSKEYS_MAX, PasskeyLine, Passkeys};
pub use password::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, Password};
pub use person::{Person, PersonId};
pub use rights::Right;
pub use second::{RECOVERY_CODES, SecondSteps};
pub use session::{HALF_MINUTES, NewSession, SESSION_DAYS, SESSION_IDLE_HOURS, Session, SessionLine, Visitor, Whose};
pub use sign_in::{Subscriber, Via};
pub use staff::{Role, Staff};
pub use totp::TotpSetup;

use std::sync::Arc;
use store::{Clock, Db, StoreError};

/// Why an account could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The login, password or key is wrong, revoked or frozen.
    #[error("the login or the password is wrong")]
    SignIn,
    /// The name is taken.
    #[error("`{0}` exists already")]
    Taken(String),
    /// There is nothing of that name.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// The name that was given.
        name: String,
    },
    /// A value cannot be used.
    #[error("`{field}` {why}")]
    Bad {
        /// The field.
        field: &'static str,
        /// What is wrong, to be read after its name.
        why: String,
    },
    /// The role does not allow it.
    #[error("a {} may not {}; it takes one of these roles: {}", .has.name(), .right.name(), .right.holders())]
    Forbidden {
        /// What was tried.
        right: Right,
        /// The role of the one who tried.
        has: Role,
    },
    /// It is still used.
    #[error("{what} is in use by {by}")]
    InUse {
        /// What was to be deleted.
        what: String,
        /// What uses it.
        by: String,
    },
    /// There were too many failed tries at this account, or from this network.
    #[error("too many tries to sign in failed; the next one may be made in {secs} s")]
    Slow {
        /// Seconds to wait.
        secs: u32,
    },
    /// Too many passwords wait to be checked.
    #[error("too many sign-ins wait at this moment")]
    Busy,
    /// Random numbers or hashing are not to be had.
    #[error("the machine could not make or check a secret: {0}")]
    Secret(String),
}

/// The agency's accounts. Clones share the connections and the memory of verified logins.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
    clock: Arc<dyn Clock>,
    verified: Arc<sign_in::Verified>,
    brake: Arc<brake::Brake>,
}

impl Accounts {
    /// The accounts kept in `db`.
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, verified: Arc::default(), brake: Arc::default() }
    }
}

/// 128 random bits in hexadecimal, for the ids of rows.
fn random_id() -> Result<String, AccountError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
    Ok(hex::encode(bytes))
}
