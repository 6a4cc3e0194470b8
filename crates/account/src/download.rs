//! What a contract with a download limit has given: each revision counts once, in the month in which it was first taken.

use crate::{AccountError, Accounts, Via};
use store::args;
use story::RevisionId;

/// Whether a revision may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The contract has no limit.
    Unlimited,
    /// It was taken, now or before; so many more may be taken this month.
    Within {
        /// How many more.
        left: u32,
    },
    /// The limit of this month is reached; nothing was taken.
    Over,
}

impl Accounts {
    /// Takes a revision under a contract that allows `limit` downloads a month (UTC); 0 is no limit, and costs nothing.
    pub async fn take(
        &self,
        contract: &str,
        limit: u32,
        by: &Via,
        revision: &RevisionId,
    ) -> Result<Taken, AccountError> {
        if limit == 0 {
            return Ok(Taken::Unlimited);
        }
        let (now, version) = (self.clock.now(), i64::from(revision.version));
        let month = now.strftime("%Y-%m").to_string();
        let mut tx = self.db.begin().await?;
        // Two takers at once wait for each other here, so that neither counts without the other.
        tx.run("UPDATE contract SET created = created WHERE id = $1", args![contract]).await?;
        let count = "SELECT COUNT(*) AS n FROM download WHERE contract = $1 AND month = $2";
        let counted = tx.one(count, args![contract, month.clone()]).await?;
        let counted = counted.map_or(Ok(0), |row| row.count("n"))?;
        let left = u64::from(limit).saturating_sub(counted);
        let known = tx
            .one(
                "SELECT 1 AS known FROM download WHERE contract = $1 AND item = $2 AND version = $3",
                args![contract, revision.item.as_str(), version],
            )
            .await?;
        let within = |left: u64| Taken::Within { left: u32::try_from(left).unwrap_or(u32::MAX) };
        if known.is_some() {
            return Ok(within(left));
        }
        if left == 0 {
            return Ok(Taken::Over);
        }
        tx.run(
            "INSERT INTO download (contract, item, version, month, time, taker) VALUES ($1, $2, $3, $4, $5, $6)",
            args![contract, revision.item.as_str(), version, month, story::to_millis(now), by.name()],
        )
        .await?;
        tx.commit().await?;
        Ok(within(left - 1))
    }
}
