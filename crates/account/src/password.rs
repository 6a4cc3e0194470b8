//! Passwords and other secrets.

use crate::AccountError;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

/// Characters that a new password has at least (NIST SP 800-63B §3.1.1.2 asks for no other rule).
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Characters that a password may have.
pub const PASSWORD_CHARS_MAX: usize = 256;
/// Hashes that are computed at once; each takes about 19 MiB and a core.
const HASHES_AT_ONCE: usize = 2;

/// Hashes that may wait for their turn, about four seconds of work; more are refused, because whoever asks would have
/// given up before their turn came, and a flood of wrong passwords must not fill the memory.
const HASHES_WAITING_MAX: usize = 256;

static HASHING: Semaphore = Semaphore::const_new(HASHES_AT_ONCE);
static ADMITTED: Semaphore = Semaphore::const_new(HASHES_AT_ONCE + HASHES_WAITING_MAX);

/// A new password that is long enough.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Takes a password of [`PASSWORD_CHARS_MIN`] to [`PASSWORD_CHARS_MAX`] characters.
    pub fn new(text: &str) -> Result<Self, AccountError> {
        let chars = text.chars().count();
        if (PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&chars) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AccountError::Bad {
                field: "password",
                why: format!("has {chars} characters; {PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX} are allowed"),
            })
        }
    }

    /// A random password of 16 characters that are easy to tell apart.
    pub fn random() -> Result<Self, AccountError> {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|e| AccountError::Secret(e.to_string()))?;
        Ok(Self(bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect()))
    }

    /// The password, to be shown once.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its argon2id hash in PHC form.
    pub(crate) async fn hash(self) -> Result<String, AccountError> {
        off_thread(move || {
            let hash = Argon2::default().hash_password(self.0.as_bytes());
            hash.map(|h| h.to_string()).map_err(|e| AccountError::Secret(e.to_string()))
        })
        .await?
    }
}

/// True when `password` is the one that `hash` was made of.
pub(crate) async fn verify(password: String, hash: String) -> Result<bool, AccountError> {
    off_thread(move || match PasswordHash::new(&hash) {
        Ok(parsed) => Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()),
        Err(e) => Err(AccountError::Secret(e.to_string())),
    })
    .await?
}

/// Runs a hash off the async threads, at most [`HASHES_AT_ONCE`] at a time, with [`HASHES_WAITING_MAX`] behind them.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountError> {
    let gone = |e: &dyn std::fmt::Display| AccountError::Secret(e.to_string());
    let admitted = ADMITTED.try_acquire().map_err(|_| AccountError::Busy)?;
    let turn = HASHING.acquire().await.map_err(|e| gone(&e))?;
    // Both are given back by the thread that works, also when whoever asked has gone away meanwhile.
    tokio::task::spawn_blocking(move || {
        let answer = work();
        drop((turn, admitted));
        answer
    })
    .await
    .map_err(|e| gone(&e))
}
