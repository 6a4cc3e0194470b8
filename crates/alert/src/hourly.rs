//! How many letters somebody is sent in an hour: what is found beyond that waits for its end, and is told in one.

use crate::AlertError;
use account::PersonId;
use jiff::Timestamp;
use store::{Tx, args};

/// Letters at once that one reader gets in an hour of the clock (UTC). What stops a story is told at once also beyond them.
pub const LETTERS_PER_HOUR_MAX: u64 = 30;
/// Milliseconds of an hour.
const HOUR_MILLIS: i64 = 3_600_000;

/// The letters that tell somebody of what was found between two times, the later one not included.
const WRITTEN: &str = "SELECT COUNT(DISTINCT mail) AS n FROM alert \
                       WHERE person = $1 AND time >= $2 AND time < $3 AND mail IS NOT NULL";

/// The end of the hour, when somebody was sent as many letters in it as one gets; `None` while there may be one more.
pub(crate) async fn full_until(tx: &mut Tx, who: &PersonId, now: Timestamp) -> Result<Option<Timestamp>, AlertError> {
    let begun = hour_of(now);
    let end = begun + HOUR_MILLIS;
    Ok(was_full(tx, who, begun, end).await?.then(|| story::from_millis(end)))
}

/// True when a letter that was due then tells of what was too much for the hour before.
pub(crate) async fn is_rest(tx: &mut Tx, who: &PersonId, due: Timestamp) -> Result<bool, AlertError> {
    let due = story::to_millis(due);
    Ok(due.rem_euclid(HOUR_MILLIS) == 0 && was_full(tx, who, due - HOUR_MILLIS, due).await?)
}

async fn was_full(tx: &mut Tx, who: &PersonId, begun: i64, end: i64) -> Result<bool, AlertError> {
    let row = tx.one(WRITTEN, args![who.as_str(), begun, end]).await?;
    Ok(row.map_or(Ok(0), |row| row.count("n"))? >= LETTERS_PER_HOUR_MAX)
}

/// When the hour of a time began.
fn hour_of(time: Timestamp) -> i64 {
    let millis = story::to_millis(time);
    millis - millis.rem_euclid(HOUR_MILLIS)
}
