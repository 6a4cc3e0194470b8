//! The place of a story in the number of its day, and how the follower begins again.
//!
//! Whether something is public at all is decided by [`audience::Publicly`]. How many stories of a section are shown of one
//! day is counted here, in the order of the log, over whatever was first shown of that day. Nothing takes a place back, so
//! that pages that are made again by the same rule are the same pages.

use crate::{FOLLOWER, page::NewPage};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use store::{StoreError, Tx, args};
use story::{Kind, to_millis};

/// A story that asks for a place.
pub(crate) struct Asking<'a> {
    pub new: &'a NewPage,
    /// The desk wants it to be shown.
    pub wanted: bool,
}

/// How a story came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is shown, and was first in this version.
    Since(i64),
    /// Its section had as many stories of that day as it may have.
    Full,
}

const FIRST: &str = "SELECT version FROM page_first WHERE item = $1";
const TAKEN: &str = "SELECT COUNT(*) AS n FROM page_first WHERE language = $1 AND category = $2 AND released >= $3 \
                     AND released < $4";
const TAKE: &str = "INSERT INTO page_first (item, language, category, released, version) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (item) DO NOTHING";

/// Gives a story its place, unless the day has as many as it may have. What had a place keeps it; what is no story needs
/// none: a picture stands beside the stories that name it.
pub(crate) async fn place(
    tx: &mut Tx,
    asking: &Asking<'_>,
    a_day_max: Option<u32>,
    zone: &TimeZone,
) -> Result<Place, StoreError> {
    let Asking { new, wanted } = *asking;
    let version = i64::from(new.version);
    if new.item.kind() != Kind::Text {
        return Ok(Place::Since(version));
    }
    if let Some(row) = tx.one(FIRST, args![new.item.as_str()]).await? {
        return Ok(Place::Since(row.int("version")?));
    }
    if let Some(max) = a_day_max.filter(|_| !wanted) {
        let (begin, end) = day(new.released, zone);
        let row = tx.one(TAKEN, args![new.language.as_str(), new.category.0, to_millis(begin), to_millis(end)]).await?;
        if row.map_or(Ok(0), |row| row.count("n"))? >= u64::from(max) {
            return Ok(Place::Full);
        }
    }
    let released = to_millis(new.released);
    tx.run(TAKE, args![new.item.as_str(), new.language.as_str(), new.category.0, released, version]).await?;
    Ok(Place::Since(version))
}

/// When the day of a time begins in the zone, and when the next one does.
fn day(time: Timestamp, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let date = time.to_zoned_datetime(zone.clone()).date();
    let begins = |date: Date| date.to_zoned_datetime(zone.clone()).map(|begin| begin.timestamp());
    (begins(date).unwrap_or(time), date.tomorrow().and_then(begins).unwrap_or(Timestamp::MAX))
}

/// Moves the follower's cursor from where it was read to `to`. False when it stands elsewhere by now: another process
/// followed, or the pages were forgotten, and what was to be written belongs to another beginning.
pub(crate) async fn claim(tx: &mut Tx, from: u64, to: u64) -> Result<bool, StoreError> {
    if from == 0 {
        let sql = "INSERT INTO cursor (follower, seq) VALUES ($1, 0) ON CONFLICT (follower) DO NOTHING";
        tx.run(sql, args![FOLLOWER]).await?;
    }
    let sql = "UPDATE cursor SET seq = $2 WHERE follower = $1 AND seq = $3";
    Ok(tx.run(sql, args![FOLLOWER, to, from]).await? == 1)
}

/// Forgets every page inside a transaction, so that the follower makes them all again by the rule that holds then. Until it
/// has, the site has fewer pages. Answers how many there were.
pub async fn forget_pages(tx: &mut Tx) -> Result<u64, StoreError> {
    // The cursor first: a follower that writes now has written before, or finds that it stands elsewhere.
    let cursor = tx.one("DELETE FROM cursor WHERE follower = $1 RETURNING seq", args![FOLLOWER]).await?;
    for sql in [
        "UPDATE page_change SET n = n + 1, forgotten = n + 1",
        "DELETE FROM page_tag",
        "DELETE FROM page_series",
        "DELETE FROM page_picture",
    ] {
        tx.run(sql, args![]).await?;
    }
    if let Some(cursor) = cursor {
        // Until it has come as far again, nobody who subscribes to a feed is sent what is there.
        let sql = "UPDATE hub_state SET reached = $1 WHERE reached < $1";
        tx.run(sql, args![cursor.count("seq")?]).await?;
    }
    tx.run("DELETE FROM page_first", args![]).await?;
    tx.run("DELETE FROM page", args![]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_long_as_the_clocks_of_its_zone_make_it() {
        let hours = |time: &str, zone: &str| {
            let (begin, end) = day(time.parse().expect("a time"), &TimeZone::get(zone).expect("a zone"));
            (begin.to_string(), end.duration_since(begin).as_hours())
        };
        assert_eq!(hours("2026-08-31T21:00:00Z", "Europe/Istanbul"), ("2026-08-31T21:00:00Z".to_owned(), 24));
        assert_eq!(hours("2026-03-29T22:59:59Z", "Europe/London"), ("2026-03-29T00:00:00Z".to_owned(), 23));
    }

    #[tokio::test]
    async fn a_cursor_that_stands_elsewhere_is_not_moved() {
        for world in kit::World::each().await {
            let claimed = async |from, to| {
                let mut tx = world.db.begin().await.expect("a transaction");
                let claimed = claim(&mut tx, from, to).await.expect("a claim");
                tx.commit().await.expect("a commit");
                (claimed, world.reader.cursor(FOLLOWER).await.expect("a read"))
            };
            assert_eq!(claimed(0, 5).await, (true, 5));
            assert_eq!(claimed(0, 7).await, (false, 5), "another process was faster");
            assert_eq!(claimed(5, 9).await, (true, 9));
            let mut tx = world.db.begin().await.expect("a transaction");
            forget_pages(&mut tx).await.expect("a delete");
            tx.commit().await.expect("a commit");
            assert_eq!(claimed(9, 12).await, (false, 0), "the pages were forgotten");
            assert_eq!(claimed(0, 5).await, (true, 5));
        }
    }
}
