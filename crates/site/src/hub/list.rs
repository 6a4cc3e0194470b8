//! The hub as its operator sees it.

use crate::SiteError;
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::{Db, args};
use story::{from_millis, to_millis};

/// A feed with subscribers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubTopic {
    /// The path of its address.
    pub path: String,
    /// Subscriptions whose lease lasts.
    pub subscribers: u64,
    /// Those of them that are still to be sent what it is now.
    pub waiting: u64,
    /// Requests that wait to be confirmed.
    pub requests: u64,
    /// What failed last. What was delivered to a subscriber since then takes its failure away.
    pub failure: Option<HubFailure>,
}

/// Something that failed. The address that was called is a secret of its subscriber, and is not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubFailure {
    /// When.
    pub time: Timestamp,
    /// At which machine, and why.
    pub why: String,
}

const TOPICS: &str = "SELECT t.path, t.failed, t.failure, \
    (SELECT COUNT(*) FROM hub_subscription s WHERE s.path = t.path AND s.ends > $1) AS subscribers, \
    (SELECT COUNT(*) FROM hub_subscription s WHERE s.path = t.path AND s.ends > $1 AND s.version < t.version) AS waiting, \
    (SELECT COUNT(*) FROM hub_request r WHERE r.path = t.path) AS requests FROM hub_topic t ORDER BY t.path";
const FAILURES: &str = "SELECT path, host, failed, failure FROM hub_subscription WHERE failed IS NOT NULL AND ends > $1 \
    ORDER BY failed, id";

/// The feeds that somebody subscribes to, or asks to, by their paths.
pub async fn hub_topics(db: &Db, now: Timestamp) -> Result<Vec<HubTopic>, SiteError> {
    let now = to_millis(now);
    let mut failures = BTreeMap::new();
    for row in db.all(FAILURES, args![now]).await? {
        let why = format!("{}: {}", row.text("host")?, row.text("failure")?);
        // The last one of a feed stays.
        failures.insert(row.text("path")?, HubFailure { time: from_millis(row.int("failed")?), why });
    }
    let mut topics = Vec::new();
    for row in db.all(TOPICS, args![now]).await? {
        let path = row.text("path")?;
        let own = row.int_or_null("failed")?.map(from_millis);
        let own = own.map(|time| Ok::<_, SiteError>(HubFailure { time, why: row.text("failure")? })).transpose()?;
        topics.push(HubTopic {
            subscribers: row.count("subscribers")?,
            waiting: row.count("waiting")?,
            requests: row.count("requests")?,
            failure: [own, failures.remove(&path)].into_iter().flatten().max_by_key(|failure| failure.time),
            path,
        });
    }
    Ok(topics)
}
