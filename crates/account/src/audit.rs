//! Who did what, when: rows are added in the transaction of the act, and never changed.

use jiff::Timestamp;
use store::{StoreError, Tx, args};

/// One line of the audit.
#[derive(Debug, Clone)]
pub struct AuditLine<'a> {
    /// When.
    pub time: Timestamp,
    /// Who: a staff login, or `system`.
    pub actor: &'a str,
    /// What was done, one word.
    pub act: &'a str,
    /// To what: the id of an item, an organisation …
    pub subject: &'a str,
    /// More, in words. Holds no text of an item.
    pub detail: &'a str,
}

/// Adds a line to the audit, inside the transaction of the act itself.
pub async fn audit(tx: &mut Tx, line: &AuditLine<'_>) -> Result<(), StoreError> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|e| StoreError::Unusable(e.to_string()))?;
    let millis = story::to_millis(line.time);
    tx.run(
        "INSERT INTO audit (id, time, actor, act, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
        args![format!("{millis:013}-{}", hex::encode(random)), millis, line.actor, line.act, line.subject, line.detail],
    )
    .await
    .map(drop)
}
