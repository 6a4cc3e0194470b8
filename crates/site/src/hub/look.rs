//! A look at the rows: what became due by the clock, which feeds are other ones now, and which machines have something due.

use super::{
    at_work::Lane,
    topic::GONE,
    touched::{before_or_after, known, lists, touch},
};
use crate::{Site, SiteError, follow::FOLLOWER};
use jiff::Timestamp;
use store::args;
use story::to_millis;

/// Rows of lists that became due at once, at most, that are told one by one; beyond, every feed is looked at.
const DUE_MAX: u32 = 1_000;
/// Feeds that one look looks at, those first from which something was taken back: nothing is sent meanwhile.
const TOPICS_MAX: u32 = 50;
/// Machines that one look finds.
const HOSTS_MAX: u32 = 1_000;
/// Time between two looks at what is over, in milliseconds.
const TIDY_MILLIS: i64 = 60_000;

const STATE: &str = "SELECT told, reached, (SELECT COUNT(*) FROM hub_topic) AS topics FROM hub_state";
const REACHED: &str = "SELECT reached, (SELECT seq FROM cursor WHERE follower = $1) AS cursor FROM hub_state";
/// The lists of what came to be shown between two times, and of the stories whose pictures did.
const CAME: &str = "SELECT DISTINCT p.language, p.category, t.slug FROM page p LEFT JOIN page_tag t ON t.page = p.item \
    WHERE p.state = 'shown' AND p.item IN ( \
    SELECT item FROM page WHERE show_at > $1 AND show_at <= $2 AND state = 'shown' UNION \
    SELECT s.page FROM page q JOIN page_picture s ON s.picture = q.item \
    WHERE q.show_at > $1 AND q.show_at <= $2 AND q.state = 'shown') LIMIT $3";
const SETTLED: &str =
    "SELECT path, touched, version FROM hub_topic WHERE settles <= $1 ORDER BY stopped DESC, settles, path LIMIT $2";
/// Counts a version if the feed is another one, and is done with it if nothing has touched it since. What stands on the
/// right is what was there before. Of two processes that look at once, the later one finds another version, or that
/// nothing waits: what it saw may be older than what was written, and would hide the next change.
const LOOKED_AT: &str = "UPDATE hub_topic SET hash = $2, \
    version = CASE WHEN hash = $2 THEN version ELSE version + 1 END, \
    stop = CASE WHEN stopped = FALSE THEN stop WHEN hash = $2 THEN version ELSE version + 1 END, \
    stopped = CASE WHEN touched = $3 THEN FALSE ELSE stopped END, \
    settles = CASE WHEN touched = $3 THEN NULL ELSE settles END WHERE path = $1 AND version = $4 AND settles IS NOT NULL";
/// The feeds first: there are few of them, and of each only the subscriptions that are behind are read.
const DUE_DELIVERIES: &str = "SELECT h.host, h.tries, SUM(CASE WHEN t.stop > s.version THEN 1 ELSE 0 END) AS stops \
    FROM hub_topic t CROSS JOIN hub_subscription s CROSS JOIN hub_host h \
    WHERE s.path = t.path AND s.version < t.version AND s.ends > $1 AND (s.due <= $1 OR t.stop > s.tried) \
    AND h.host = s.host AND h.rest <= $1 GROUP BY h.host, h.tries ORDER BY stops DESC, h.tries, h.host LIMIT $2";
const DUE_REQUESTS: &str = "SELECT h.host, h.tries FROM hub_request r JOIN hub_host h ON h.host = r.host \
    WHERE r.due <= $1 AND h.rest <= $1 GROUP BY h.host, h.tries ORDER BY h.tries, h.host LIMIT $2";
const OVER: &str = "DELETE FROM hub_subscription WHERE ends <= $1";
const EMPTY: &str = "DELETE FROM hub_topic WHERE NOT EXISTS \
    (SELECT 1 FROM hub_subscription s WHERE s.path = hub_topic.path) AND NOT EXISTS \
    (SELECT 1 FROM hub_request r WHERE r.path = hub_topic.path)";
const IDLE: &str = "DELETE FROM hub_host WHERE rest <= $1 AND NOT EXISTS \
    (SELECT 1 FROM hub_subscription s WHERE s.host = hub_host.host) AND NOT EXISTS \
    (SELECT 1 FROM hub_request r WHERE r.host = hub_host.host)";

impl Site {
    /// Notes what has changed, and answers the machines that have something due. `tidied` is when what is over was last
    /// taken away.
    pub(super) async fn look(&self, tidied: &mut Option<i64>) -> Result<Vec<(String, Lane)>, SiteError> {
        let time = self.clock.now();
        let now = to_millis(time);
        let Some(state) = self.db.one(STATE, args![]).await? else { return Ok(Vec::new()) };
        if state.int("topics")? == 0 {
            return Ok(Vec::new());
        }
        if tidied.is_none_or(|last| now - last >= TIDY_MILLIS) {
            self.tidy(now).await?;
            *tidied = Some(now);
        }
        let mut hosts = Vec::new();
        if self.are_pages_whole().await? {
            self.note_what_came(state.int("told")?, time).await?;
            self.look_at_feeds(now).await?;
            hosts = self.due_deliveries(now).await?;
        }
        for row in self.db.all(DUE_REQUESTS, args![now, HOSTS_MAX]).await? {
            let (host, lane) = (row.text("host")?, lane(false, row.int("tries")?));
            if !hosts.iter().any(|(known, _)| *known == host) {
                hosts.push((host, lane));
            }
        }
        Ok(hosts)
    }

    /// False while pages that were there are made again from the log: feeds would go out with news of years ago.
    pub(super) async fn are_pages_whole(&self) -> Result<bool, SiteError> {
        let Some(row) = self.db.one(REACHED, args![FOLLOWER]).await? else { return Ok(false) };
        Ok(row.int("reached")? <= row.int_or_null("cursor")?.unwrap_or_default())
    }

    /// Notes what came to be shown since this was last done: embargoes and holdbacks that are over. Nothing else touches a
    /// feed then, and nobody need ask for a page.
    async fn note_what_came(&self, told: i64, time: Timestamp) -> Result<(), SiteError> {
        let now = to_millis(time);
        let rows = self.db.all(CAME, args![told, now, DUE_MAX]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        before_or_after(&mut tx).await?;
        if tx.run("UPDATE hub_state SET told = $1 WHERE told = $2", args![now, told]).await? == 0 {
            // Another process was faster.
            tx.rollback().await?;
            return Ok(());
        }
        let (known, came) = (known(&mut tx).await?, lists(&rows)?);
        let is_all = rows.len() >= DUE_MAX as usize;
        for key in known.iter().filter(|key| is_all || came.contains(*key)) {
            touch(&mut tx, key, time, false).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Looks at the feeds that were touched. One that fails is looked at again, and stands in nobody's way.
    async fn look_at_feeds(&self, now: i64) -> Result<(), SiteError> {
        let rows = self.db.all(SETTLED, args![now, TOPICS_MAX]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let (path, touched, version) = (row.text("path")?, row.int("touched")?, row.int("version")?);
            let hash = match self.feed_now(&path).await {
                Ok(feed) => feed.map_or_else(|| GONE.to_owned(), |feed| feed.hash()),
                Err(error) => {
                    tracing::error!("a feed cannot be looked at, and is looked at again: {error}");
                    continue;
                }
            };
            if !self.are_pages_whole().await? {
                return Ok(());
            }
            self.db.run(LOOKED_AT, args![path, hash, touched, version]).await?;
        }
        Ok(())
    }

    async fn due_deliveries(&self, now: i64) -> Result<Vec<(String, Lane)>, SiteError> {
        let rows = self.db.all(DUE_DELIVERIES, args![now, HOSTS_MAX]).await?;
        rows.iter().map(|row| Ok((row.text("host")?, lane(row.int("stops")? > 0, row.int("tries")?)))).collect()
    }

    /// Takes away what is over: leases, feeds and machines of which nobody wants anything.
    async fn tidy(&self, now: i64) -> Result<(), SiteError> {
        let mut tx = self.db.begin().await?;
        before_or_after(&mut tx).await?;
        tx.run(OVER, args![now]).await?;
        tx.run(EMPTY, args![]).await?;
        tx.run(IDLE, args![now]).await?;
        // Whoever makes the pages again says it too; this is for what is not asked, such as another version of the tables.
        let cursor = self.reader.cursor(FOLLOWER).await?;
        tx.run("UPDATE hub_state SET reached = $1 WHERE reached < $1", args![cursor]).await?;
        Ok(tx.commit().await?)
    }
}

/// A machine that was silent has its own places, whatever is due: else a kill would wait for those that never answer.
fn lane(stops: bool, tries: i64) -> Lane {
    match (tries, stops) {
        (1.., _) => Lane::Silent,
        (_, true) => Lane::Stops,
        _ => Lane::Usual,
    }
}
