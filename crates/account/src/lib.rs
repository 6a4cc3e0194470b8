//! Who: the agency, its staff, its subscribers' organisations, their contracts, logins and keys, and the audit.
//!
//! Invariants:
//! - A password is kept as an argon2id hash, a key as a SHA-256 of 256 random bits; neither can be read back.
//! - Hashing runs off the async threads, a bounded number at a time.
//! - A sign-in that fails does not say whether the login exists, and costs the same time either way.
//! - Which role may do what is decided in [`Right`], and nowhere else.
//! - A link in a letter works once and for a while; of its secret the table keeps a SHA-256. Whether an account exists
//!   is not told by asking for another password.
//! - Every change of what a subscriber may do moves [`Accounts::revision`] in the same transaction.
//! - Every change that staff or a master user makes is in the audit, with who made it, in the same transaction.
//! - What a key may be used for ([`Scope`]), from where and until when is asked at each of its uses.

mod agency;
mod api_user;
mod audit;
mod contract;
mod deed;
mod download;
mod invitation;
mod key;
mod last_use;
mod letters;
mod link;
mod organisation;
mod password;
mod person;
mod provider;
mod revision;
mod rights;
mod scope;
mod session;
mod sign_in;
mod staff;

pub use api_user::ApiUserLine;
pub use audit::{AuditLine, audit};
pub use contract::{Contract, GraphicForm, PhotoSize, Terms, VideoSize};
pub use download::Taken;
pub use invitation::{INVITATION_DAYS, Invitation, Purpose, RESET_HOURS};
pub use key::{ApiKeyLine, KEY_ADDRESSES_MAX, KEY_PREFIX, KEYS_OF_A_LABEL_MAX, KeyTerms, NewKey, read_addresses};
pub use last_use::LAST_USE_SECS;
pub use link::{LINK_HOURS, Link};
pub use organisation::{Organisation, OrganisationId, OrganisationLine};
pub use password::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, Password};
pub use person::{LastMaster, Person, PersonFacts, PersonId};
pub use provider::{NewVisit, Provider, VISIT_MINUTES, Visit, is_issuer};
pub use rights::Right;
pub use scope::Scope;
pub use session::{NewSession, SESSION_DAYS, SESSION_IDLE_HOURS, Session, SessionLine, Visitor, Whose};
pub use sign_in::{Subscriber, Via};
pub use staff::{OPERATOR, Role, Staff, StaffLine};

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
    last_use: Arc<last_use::LastUse>,
}

impl Accounts {
    /// The accounts kept in `db`.
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, verified: Arc::default(), last_use: Arc::default() }
    }

    /// The time by which accounts, keys and contracts begin and end.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
}

/// 128 random bits in hexadecimal, for the ids of rows.
fn random_id() -> Result<String, AccountError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
    Ok(hex::encode(bytes))
}
