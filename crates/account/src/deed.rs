//! What was done, by whom: written down in the transaction that does it.

use crate::{AccountError, Accounts, AuditLine, Whose, audit};
use store::{Tx, args};

/// A change as the audit tells it.
pub(crate) struct Deed<'a> {
    /// Who did it: a login.
    pub(crate) by: &'a str,
    /// What, one word.
    pub(crate) act: &'a str,
    /// To what: an id or a login.
    pub(crate) subject: &'a str,
    /// More, in words; no secret.
    pub(crate) detail: &'a str,
}

impl Accounts {
    /// Writes the deed into the audit.
    pub(crate) async fn tell(&self, tx: &mut Tx, deed: Deed<'_>) -> Result<(), AccountError> {
        let Deed { by, act, subject, detail } = deed;
        Ok(audit(tx, &AuditLine { time: self.clock.now(), actor: by, act, subject, detail }).await?)
    }
}

/// Counts a change of who is let in or of what they may have. Whoever counts first makes others wait until the end of
/// the transaction.
pub(crate) async fn count(tx: &mut Tx) -> Result<(), AccountError> {
    tx.run("UPDATE account_revision SET n = n + 1 WHERE one = 1", args![]).await?;
    Ok(())
}

/// Ends every session of somebody and every link that lets them in, and forgets which browsers were theirs: one that was
/// stolen guesses like a stranger.
pub(crate) async fn sign_out(tx: &mut Tx, whose: &Whose) -> Result<(), AccountError> {
    for sql in [
        "DELETE FROM session WHERE kind = $1 AND subject = $2",
        "DELETE FROM known_browser WHERE kind = $1 AND subject = $2",
        "DELETE FROM invitation WHERE kind = $1 AND subject = $2",
    ] {
        tx.run(sql, args![whose.kind(), whose.subject()]).await?;
    }
    Ok(())
}

/// Leaves nothing that signs somebody in who is deleted.
pub(crate) async fn forget(tx: &mut Tx, whose: &Whose) -> Result<(), AccountError> {
    sign_out(tx, whose).await?;
    for sql in [
        "DELETE FROM totp WHERE kind = $1 AND subject = $2",
        "DELETE FROM passkey WHERE kind = $1 AND subject = $2",
        "DELETE FROM recovery_code WHERE kind = $1 AND subject = $2",
    ] {
        tx.run(sql, args![whose.kind(), whose.subject()]).await?;
    }
    Ok(())
}

/// Keeps what went well, and takes back what did not.
pub(crate) async fn settle<T>(tx: Tx, done: Result<T, AccountError>) -> Result<T, AccountError> {
    match done {
        Ok(done) => {
            tx.commit().await?;
            Ok(done)
        }
        Err(refused) => {
            // The refusal is what to tell; a failed rollback only costs the connection.
            let _ = tx.rollback().await;
            Err(refused)
        }
    }
}
