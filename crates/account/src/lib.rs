//! Who: the agency, its staff, its subscribers' organisations, their contracts, logins and keys, and the audit.
//!
//! Invariants:
//! - A password is kept as an argon2id hash, a key as a SHA-256 of 256 random bits; neither can be read back.
//! - Hashing runs off the async threads, a bounded number at a time.
//! - A sign-in that fails does not say whether the login exists, and costs the same time either way.
//! - Whoever guesses waits longer and longer, and the owner of the account does not wait for them.
//! - A one-time code and a recovery code work once. Adding or removing a second step takes the password or a code.
//! - Which role may do what is decided in [`Right`], and nowhere else.
//! - What was given is counted in memory and written each second: nobody who is given a story waits for a counter.
//! - A link in a letter works once and for a while; of its secret the table keeps a SHA-256. Whether an account exists
//!   is not told by asking for another password.
//! - Every change of what a subscriber may do moves [`Accounts::revision`] in the same transaction.
//! - Every change that staff or a master user makes is in the audit, with who made it, in the same transaction.
//! - What a key may be used for ([`Scope`]), from where and until when is asked at each of its uses.
//! - A person who reads in a browser is a subscriber for as long as the session lasts. Every session of a person that is
//!   ended moves [`Accounts::revision`].

mod agency;
mod alarm;
mod api_user;
mod asking;
mod audit;
mod brake;
mod contract;
mod deed;
mod download;
mod flush;
mod holding;
mod invitation;
mod key;
mod last_use;
mod letters;
mod link;
mod meter;
mod organisation;
mod own;
mod passkey;
mod password;
mod person;
mod provider;
mod recall;
mod receipt;
mod report;
mod revision;
mod rights;
mod scope;
mod seat;
mod second;
mod session;
mod sign_in;
mod staff;
mod standstill;
mod together;
mod totp;
mod usage;

pub use agency::{read_guarded, read_language, read_section, read_texts, write_language, write_section, write_texts};
pub use alarm::{Alarm, HOURS_KEPT, Matter, Seen, business_addresses, end_alarm, hour_of, raise_alarm};
pub use api_user::ApiUserLine;
pub use asking::{ASKERS_MAX, AskedFor, Asker, Hint, Tally};
pub use audit::{AUDIT_CSV_HEAD, AUDIT_LINES_MAX, AuditEntry, AuditLine, AuditQuery, audit, csv_field};
pub use brake::Comer;
pub use contract::{ARCHIVE_DAYS_MAX, Contract, ContractLine, GraphicForm, PhotoSize, Terms, VideoSize};
pub use download::{DOWNLOADS_MAX, Download, Mark, Quota, Take, Taken};
pub use holding::{Holding, How};
pub use invitation::{INVITATION_DAYS, Invitation, Purpose, RESET_HOURS};
pub use key::{ApiKeyLine, KEY_ADDRESSES_MAX, KEY_PREFIX, KEYS_OF_A_LABEL_MAX, KeyTerms, NewKey, read_addresses};
pub use last_use::LAST_USE_SECS;
pub use link::{LINK_HOURS, Link};
pub use meter::{FLUSH_MILLIS, Given, Meter, Taker, Way};
pub use organisation::{Organisation, OrganisationId, OrganisationLine};
pub use passkey::{PASSKEYS_MAX, PasskeyLine, Passkeys};
pub use password::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, Password};
pub use person::{LastMaster, Person, PersonFacts, PersonId};
pub use provider::{NewVisit, Provider, VISIT_MINUTES, Visit, is_issuer};
pub use recall::{
    Held, RECALL_LINK_DAYS, REMINDER_MINUTES, REMINDER_PAUSE_SECS, Recall, RecallLine, RecallLink, Receiver,
    add_recall_link, addressees, put_recall, put_receiver, take_reminder,
};
pub use receipt::{Receipt, Through};
pub use report::Report;
pub use rights::Right;
pub use scope::Scope;
pub use second::{RECOVERY_CODES, SecondSteps};
pub use session::{HALF_MINUTES, NewSession, SESSION_DAYS, SESSION_IDLE_HOURS, Session, SessionLine, Visitor, Whose};
pub use sign_in::{Subscriber, Via};
pub use staff::{OPERATOR, Role, Staff, StaffLine};
pub use standstill::{Halt, Standstill};
pub use together::Stands;
pub use totp::TotpSetup;
pub use usage::{By, HOURS_DAYS, MONTHS_BACK, Month, UsageLine};

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
    /// Somebody else changed it meanwhile.
    #[error("{0} was changed by somebody else meanwhile: look at it again")]
    Stale(String),
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

/// The agency's accounts. Clones share the connections, the memory of verified logins and of who asked, and the meter.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
    clock: Arc<dyn Clock>,
    verified: Arc<sign_in::Verified>,
    asking: Arc<asking::Asking>,
    last_use: Arc<last_use::LastUse>,
    meter: Meter,
    brake: Arc<brake::Brake>,
}

impl Accounts {
    /// The accounts kept in `db`.
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        let meter = Meter::new(db.clone(), Arc::clone(&clock));
        Self {
            db,
            clock,
            verified: Arc::default(),
            asking: Arc::default(),
            brake: Arc::default(),
            last_use: Arc::default(),
            meter,
        }
    }

    /// Counts what is given to subscribers.
    pub fn meter(&self) -> &Meter {
        &self.meter
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

/// 256 random bits in hexadecimal, for what opens something: the tables keep the SHA-256 of it.
fn random_secret() -> Result<String, AccountError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
    Ok(hex::encode(bytes))
}
