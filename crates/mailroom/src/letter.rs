//! A letter, and the transaction that posts it.

use jiff::Timestamp;
use store::{StoreError, Tx, args};

/// The kind of letters that tell a reader what was found. There may be thousands of them at once, and every other kind
/// is sent before them.
pub const FOUND: &str = "alert";

/// Whom a letter goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
}

/// A letter in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is about, one word: `invitation`, `reset`, `expiry`, `kill`, [`FOUND`] …
    pub kind: &'static str,
    /// Whom it goes to.
    pub to: Address,
    /// Its subject, one line.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// Posts a letter inside the transaction of what it tells of: it goes out if, and only if, that is committed.
pub async fn post(tx: &mut Tx, letter: &Letter, now: Timestamp) -> Result<(), StoreError> {
    post_revocably(tx, letter, now).await.map(drop)
}

/// The same for a letter whose answer goes to `reply_to`: somebody wrote to the agency through it.
pub async fn post_for(tx: &mut Tx, letter: &Letter, reply_to: &Address, now: Timestamp) -> Result<(), StoreError> {
    let id = post_revocably(tx, letter, now).await?;
    let sql = "UPDATE mail SET reply_name = $1, reply_mail = $2 WHERE id = $3";
    tx.run(sql, args![reply_to.name.as_str(), reply_to.email.as_str(), id]).await.map(drop)
}

/// The same as [`post`]; answers the id by which the letter can be taken back ([`withdraw`](crate::withdraw)).
pub async fn post_revocably(tx: &mut Tx, letter: &Letter, now: Timestamp) -> Result<String, StoreError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|e| StoreError::Unusable(e.to_string()))?;
    let (id, now) = (hex::encode(random), story::to_millis(now));
    tx.run(
        "INSERT INTO mail (id, time, kind, to_name, to_mail, subject, text, due, tries) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
        args![
            id.as_str(),
            now,
            letter.kind,
            letter.to.name.as_str(),
            letter.to.email.as_str(),
            letter.subject.as_str(),
            letter.text.as_str(),
            now
        ],
    )
    .await?;
    Ok(id)
}
