//! Revisions that are taken together: all of them, or none.

use crate::{
    AccountError, Accounts, Take, Taken,
    deed::settle,
    download::{Taking, month_name, settled},
};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Row, StoreError, Value, args};
use story::{ItemId, RevisionId};

/// Items that one statement asks about.
const ASKED_ITEMS: usize = 10;
/// Which of some items were taken, with their versions.
const KNOWN: &str = "SELECT item, version FROM download WHERE contract = $1 \
                     AND item IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// How a contract with a limit stands towards some revisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stands {
    /// How many more may be taken this month.
    pub left: u32,
    /// Those that were taken before, which do not count again.
    pub known: HashSet<RevisionId>,
}

fn revision(row: &Row) -> Result<RevisionId, StoreError> {
    let version = u32::try_from(row.count("version")?);
    let version = version.map_err(|e| StoreError::Corrupt { column: "version", why: e.to_string() })?;
    Ok(RevisionId { item: row.parsed("item")?, version })
}

impl Accounts {
    /// How a contract with the limit `limit` stands towards these items. Nothing is taken.
    pub async fn stands(&self, contract: &str, limit: u32, items: &[&ItemId]) -> Result<Stands, AccountError> {
        let count = "SELECT COUNT(*) AS n FROM download WHERE contract = $1 AND month = $2";
        let row = self.db.one(count, args![contract, month_name(self.clock.now())]).await?;
        let used = row.map_or(Ok(0), |row| row.count("n"))?;
        let left = limit.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX));
        let mut known = HashSet::new();
        for asked in items.chunks(ASKED_ITEMS) {
            // The last item fills the places that are left.
            let filled = asked.iter().chain(std::iter::repeat(&asked[asked.len() - 1])).take(ASKED_ITEMS);
            let items = filled.map(|item| Value::from(item.as_str()));
            let values = std::iter::once(Value::from(contract)).chain(items).collect();
            for row in self.db.all(KNOWN, values).await? {
                known.insert(revision(&row)?);
            }
        }
        Ok(Stands { left, known })
    }

    /// Takes revisions under contracts that have a limit: all, or none when one of the contracts has not so many left;
    /// false then. What was taken before does not count again, and neither does what is named twice.
    pub async fn take_together(&self, takes: &[Take<'_>]) -> Result<bool, AccountError> {
        if takes.is_empty() {
            return Ok(true);
        }
        let now = self.clock.now();
        // In one order, so that of two who take from the same contracts neither waits for what the other holds.
        let limits: BTreeMap<&str, u32> = takes.iter().map(|take| (take.contract, take.limit)).collect();
        let mut tx = self.db.begin().await?;
        let taken = async {
            for contract in limits.keys() {
                tx.run("UPDATE contract SET created = created WHERE id = $1", args![*contract]).await?;
            }
            let (mut new, mut left): (Vec<Taking>, HashMap<&str, u32>) = (Vec::new(), HashMap::new());
            let mut seen = HashSet::new();
            for take in takes {
                let (row, taking) = Taking::looked_up(&mut tx, take, now).await?;
                match settled(&row, take.limit)? {
                    Some(Taken::Over) => return Ok(false),
                    Some(_) => continue,
                    None if !seen.insert((take.contract, take.revision)) => continue,
                    None => {}
                }
                let most = crate::download::left(&row, take.limit)?;
                let left = left.entry(take.contract).or_insert(most);
                let Some(fewer) = left.checked_sub(1) else { return Ok(false) };
                *left = fewer;
                new.push(taking);
            }
            for taking in new {
                taking.write(&mut tx).await?;
            }
            Ok(true)
        }
        .await;
        settle(tx, taken).await
    }
}
