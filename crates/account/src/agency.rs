//! The agency's own record.

use crate::{AccountError, Accounts};
use store::{StoreError, args};
use story::Agency;

impl Accounts {
    /// The agency, or `None` before `tellal init`.
    pub async fn agency(&self) -> Result<Option<Agency>, AccountError> {
        let row = self.db.one("SELECT data FROM agency WHERE one = 1", args![]).await?;
        let Some(row) = row else { return Ok(None) };
        let agency = serde_json::from_str(&row.text("data")?)
            .map_err(|e| StoreError::Corrupt { column: "data", why: e.to_string() })?;
        Ok(Some(agency))
    }

    /// Makes or replaces the agency's record. The code of an agency that has items must not change.
    pub async fn set_agency(&self, agency: &Agency) -> Result<(), AccountError> {
        self.db
            .run(
                "INSERT INTO agency (one, data) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET data = excluded.data",
                args![story::canonical_json(agency)],
            )
            .await?;
        Ok(())
    }
}
