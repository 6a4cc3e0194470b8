//! The count of changes to who is let in and what they may have: open streams compare it before they hand out a story.

use crate::{AccountError, Accounts};
use store::{StoreError, args};

impl Accounts {
    /// How many changes of logins, keys, organisations and contracts the database has seen, made by any process.
    ///
    /// A [`crate::Subscriber`] carries the count at which it was read; as long as that is not behind, it stands.
    pub async fn revision(&self) -> Result<u64, AccountError> {
        let row = self.db.one("SELECT n FROM account_revision WHERE one = 1", args![]).await?;
        Ok(row.ok_or_else(|| StoreError::Unusable("the revision of the accounts is gone".to_owned()))?.count("n")?)
    }
}
