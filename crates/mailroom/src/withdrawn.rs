//! Taking back a letter whose matter is not to be read any more.

use store::{StoreError, Tx, args};

/// What became of a letter that was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// Nobody has read it, and nobody will.
    Unsent,
    /// It waits no longer, but a try was made: it may have been read, and what else stood in it may not.
    Tried,
    /// It was sent. What is kept of it tells nothing any more.
    Sent,
}

/// Takes a letter back inside a transaction: one that waits is not sent, and of one that was sent only `subject` is kept.
pub async fn withdraw(tx: &mut Tx, id: &str, subject: &str) -> Result<Withdrawn, StoreError> {
    let waiting = tx.one("DELETE FROM mail WHERE id = $1 AND sent IS NULL RETURNING tries", args![id]).await?;
    if let Some(row) = waiting {
        return Ok(if row.count("tries")? == 0 { Withdrawn::Unsent } else { Withdrawn::Tried });
    }
    tx.run("UPDATE mail SET subject = $1 WHERE id = $2", args![subject, id]).await?;
    Ok(Withdrawn::Sent)
}
