//! What every change here has in common: numbers that are given once, and the line of the audit.

use crate::{AlertError, SearchId};
use account::{AuditLine, Person, audit};
use jiff::Timestamp;
use store::{StoreError, Tx, args};

/// Gives the next number of a counter. Others who count wait until the transaction ends.
pub(crate) async fn next(tx: &mut Tx, counter: &'static str) -> Result<u64, StoreError> {
    reserve(tx, counter, 1).await
}

/// Gives the next `many` numbers of a counter, and answers the first.
pub(crate) async fn reserve(tx: &mut Tx, counter: &'static str, many: u64) -> Result<u64, StoreError> {
    let sql = "UPDATE alert_counter SET n = n + $1 WHERE name = $2 RETURNING n";
    let gone = || StoreError::Unusable(format!("the counter `{counter}` is gone"));
    Ok(tx.one(sql, args![many, counter]).await?.ok_or_else(gone)?.count("n")? + 1 - many)
}

/// Writes into the audit what somebody did with a search.
pub(crate) async fn tell(
    tx: &mut Tx,
    who: &Person,
    act: &str,
    id: SearchId,
    detail: &str,
    now: Timestamp,
) -> Result<(), AlertError> {
    let subject = format!("search {id}");
    Ok(audit(tx, &AuditLine { time: now, actor: who.id.as_str(), act, subject: &subject, detail }).await?)
}
