//! The count of changes to who is let in and what they may have: open streams compare it before they hand out a story.

use crate::{AccountError, Accounts};
use store::{StoreError, Tx, Value, args};

impl Accounts {
    /// How many changes of logins, keys, organisations and contracts the database has seen, made by any process.
    ///
    /// A [`crate::Subscriber`] carries the count at which it was read; as long as that is not behind, it stands.
    pub async fn revision(&self) -> Result<u64, AccountError> {
        let row = self.db.one("SELECT n FROM account_revision WHERE one = 1", args![]).await?;
        Ok(row.ok_or_else(|| StoreError::Unusable("the revision of the accounts is gone".to_owned()))?.count("n")?)
    }

    /// Runs a statement that changes what somebody may do, and counts it in the same transaction. Answers the rows that
    /// it changed; nothing is counted when there were none.
    pub(crate) async fn change(&self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        let mut tx = self.db.begin().await?;
        match counted(&mut tx, sql, args).await {
            Ok(changed) => tx.commit().await.map(|()| changed),
            Err(refused) => {
                // The statement's own error is the one to tell; a failed rollback only costs the connection.
                let _ = tx.rollback().await;
                Err(refused)
            }
        }
    }
}

/// As [`Accounts::change`], inside a transaction that does more.
pub(crate) async fn counted(tx: &mut Tx, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
    let changed = tx.run(sql, args).await?;
    if changed > 0 {
        tx.run("UPDATE account_revision SET n = n + 1 WHERE one = 1", args![]).await?;
    }
    Ok(changed)
}
