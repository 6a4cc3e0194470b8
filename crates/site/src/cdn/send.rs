//! Telling the network, until it has taken everything.
//!
//! What was stopped and everything else are sent beside each other, so that a kill waits for no other request. A request
//! may reach the network twice, which does no harm; what changed while it was under way is told again.

use super::{
    Cdn,
    outbox::{count, note},
    said::{EVERYTHING, KEYS_BYTES_MAX, group},
};
use crate::{Site, SiteError, machines::NOTICED_SECS, shelf::Key};
use errand::{ErrandError, Limits, Request};
use jiff::SignedDuration;
use std::{collections::BTreeSet, time::Duration};
use store::{Row, args};
use story::to_millis;
use tokio_util::sync::CancellationToken;

/// How long the network may take, in seconds.
const PURGE_SECS: u64 = 5;
/// Bytes that its answer may have; nothing of it is needed.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// Between two looks at what is due, in milliseconds.
const LOOK_MILLIS: u64 = 500;
/// After how many seconds it is told a second time: longer than an answer of the site can be on its way to it.
const AGAIN_SECS: i64 = 10;
/// Between two tries to tell what was stopped, in seconds, for as long as it takes.
const STOPS_WAIT_SECS: u64 = 1;
/// Between two tries to tell the rest, in seconds; the last for as long as it takes.
const OTHERS_WAIT_SECS: [u64; 6] = [1, 2, 5, 10, 30, 60];
/// Keys that may wait. Beyond, everything is taken away: that is one request.
const WAITING_MAX: u64 = 5_000;

/// What is sent together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// What was taken back.
    Stops,
    /// The rest.
    Others,
}

/// A key of the outbox, as it was when it was read.
struct Waiting {
    key: String,
    n: i64,
    again: bool,
}

impl Waiting {
    fn of(row: &Row) -> Result<Self, SiteError> {
        Ok(Self { key: row.text("key")?, n: row.int("n")?, again: row.flag("again")? })
    }
}

/// Why the network did not take something, without what is secret.
struct Failure {
    why: String,
    /// It answered: others may be taken though these are not.
    is_answer: bool,
}

impl Site {
    /// Sends what is due, until `stop`.
    pub(super) async fn keep_sending(&self, cdn: &Cdn, class: Class, stop: &CancellationToken) {
        let mut failures = 0;
        while !stop.is_cancelled() {
            let sent = match stop.run_until_cancelled(self.send(cdn, class)).await {
                Some(Ok(sent)) => sent,
                Some(Err(error)) => {
                    tracing::error!("the network is not told, and it is tried again: {error}");
                    false
                }
                None => return,
            };
            failures = if sent { 0 } else { failures + 1 };
            let wait = match (class, failures) {
                (_, 0) => Duration::from_millis(LOOK_MILLIS),
                (Class::Stops, _) => Duration::from_secs(STOPS_WAIT_SECS),
                (Class::Others, n) => Duration::from_secs(OTHERS_WAIT_SECS[n.min(OTHERS_WAIT_SECS.len()) - 1]),
            };
            let bell = async {
                match (class, failures) {
                    (Class::Stops, 0) => self.telling.stopped.notified().await,
                    _ => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = bell => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Sends what is due now, request by request. False as soon as the network does not take one.
    pub(super) async fn send(&self, cdn: &Cdn, class: Class) -> Result<bool, SiteError> {
        if class == Class::Others {
            self.gather().await?;
        }
        // Each key goes with its group.
        let limit = u64::try_from(cdn.keys_max / 2).unwrap_or(u64::MAX).max(1);
        loop {
            let sql = "SELECT key, n, again FROM purge WHERE urgent = $1 AND due <= $2 \
                       ORDER BY CASE WHEN key = $3 THEN 0 ELSE 1 END, due, key LIMIT $4";
            let now = to_millis(self.clock.now());
            let rows = self.db.all(sql, args![class == Class::Stops, now, EVERYTHING, limit]).await?;
            let mut batch = rows.iter().map(Waiting::of).collect::<Result<Vec<_>, _>>()?;
            match batch.first() {
                Some(first) if first.key == EVERYTHING => batch.truncate(1),
                Some(_) => {}
                None => return Ok(true),
            }
            match purge(cdn, &batch).await {
                Ok(()) => self.taken(&batch).await?,
                Err(failure) => {
                    self.not_taken(&batch, class, failure).await?;
                    return Ok(false);
                }
            }
        }
    }

    /// Makes of too many keys one for everything.
    async fn gather(&self) -> Result<(), SiteError> {
        let sql = "SELECT COUNT(*) AS n FROM purge WHERE urgent = FALSE AND again = FALSE";
        let waiting = self.db.one(sql, args![]).await?.map_or(Ok(0), |row| row.count("n"))?;
        if waiting <= WAITING_MAX {
            return Ok(());
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        count(&mut tx).await?;
        tx.run("DELETE FROM purge WHERE urgent = FALSE AND key <> $1", args![EVERYTHING]).await?;
        note(&mut tx, EVERYTHING, false, (now, now)).await?;
        Ok(tx.commit().await?)
    }

    /// Notes what the network has taken. What is new is told once more later; what changed meanwhile stays as it is.
    async fn taken(&self, batch: &[Waiting]) -> Result<(), SiteError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        // First, as everybody does who writes into the outbox: so two never wait for each other.
        tx.run("UPDATE purge_state SET taken = $1", args![to_millis(now)]).await?;
        for Waiting { key, n, again } in batch {
            if key == EVERYTHING {
                tx.run("DELETE FROM purge WHERE key <> $1 AND n <= $2", args![EVERYTHING, *n]).await?;
            }
            if *again {
                let sql = "DELETE FROM purge WHERE key = $1 AND n = $2 AND again = TRUE";
                tx.run(sql, args![key.as_str(), *n]).await?;
            } else {
                let due = now.saturating_add(again_after(key)).unwrap_or(now);
                let sql = "UPDATE purge SET again = TRUE, due = $3 WHERE key = $1 AND n = $2 AND again = FALSE";
                tx.run(sql, args![key.as_str(), *n, to_millis(due)]).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Notes that the network has not taken something.
    async fn not_taken(&self, batch: &[Waiting], class: Class, failure: Failure) -> Result<(), SiteError> {
        let Failure { why, is_answer } = failure;
        let before = self.db.one("SELECT failure FROM purge_state", args![]).await?;
        let known = before.is_some_and(|row| row.text("failure").is_ok_and(|before| before == why));
        let what = if class == Class::Stops { "what was taken back" } else { "what has changed" };
        // Once a second is too often for a log.
        if known {
            tracing::debug!("the network is not told {what}: {why}");
        } else {
            tracing::warn!("the network is not told {what}, and it is tried until it takes it: {why}");
        }
        let now = to_millis(self.clock.now());
        let mut tx = self.db.begin().await?;
        tx.run("UPDATE purge_state SET failed = $1, failure = $2", args![now, why]).await?;
        // Where the others are taken, these stand in nobody's way.
        if is_answer {
            for Waiting { key, n, again } in batch {
                // What another process has told meanwhile keeps its second time.
                let sql = "UPDATE purge SET due = $1 WHERE key = $2 AND n = $3 AND again = $4";
                tx.run(sql, args![now, key.as_str(), *n, *again]).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

/// After how long a key is told a second time. The rule is noticed by other processes of the site only then.
fn again_after(key: &str) -> SignedDuration {
    let noticed = if key == Key::Rule.to_string() { NOTICED_SECS } else { 0 };
    SignedDuration::from_secs(AGAIN_SECS + noticed)
}

/// The names that take away what these stand for, in requests that the network reads.
fn requests(cdn: &Cdn, batch: &[Waiting]) -> Vec<Vec<String>> {
    let groups = batch.iter().filter(|waiting| waiting.key != EVERYTHING).map(|waiting| group(&waiting.key));
    let names: BTreeSet<String> = batch.iter().map(|waiting| waiting.key.clone()).chain(groups).collect();
    let (mut requests, mut bytes) = (vec![Vec::new()], 0);
    for name in names {
        let full = requests.last().is_some_and(|last| last.len() >= cdn.keys_max.max(1));
        if full || bytes + name.len() > KEYS_BYTES_MAX && bytes > 0 {
            requests.push(Vec::new());
            bytes = 0;
        }
        bytes += name.len() + 1;
        if let Some(last) = requests.last_mut() {
            last.push(name);
        }
    }
    requests
}

async fn purge(cdn: &Cdn, batch: &[Waiting]) -> Result<(), Failure> {
    let failure = |why: String, is_answer| Failure { why, is_answer };
    for names in requests(cdn, batch) {
        let unwritable = || failure("its keys or its address cannot be written into a request".to_owned(), true);
        let mut request = Request::builder().method(cdn.method.name()).uri(&cdn.purge_url);
        request = request.header(&cdn.keys_header, cdn.joined(&names).ok_or_else(unwritable)?);
        if let Some((name, value)) = &cdn.credential {
            request = request.header(name, value);
        }
        let request = request.body(Vec::new()).map_err(|_| unwritable())?;
        let limits = Limits { time: Duration::from_secs(PURGE_SECS), answer_bytes: ANSWER_BYTES_MAX };
        match errand::run(request, limits).await {
            Ok(answer) if answer.status().is_success() => {}
            Ok(answer) => return Err(failure(format!("it answered {}", answer.status().as_u16()), true)),
            // It may be a secret.
            Err(ErrandError::NoAddress(_)) => return Err(failure("its address is none".to_owned(), false)),
            Err(error) => return Err(failure(error.to_string(), false)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(key: &str) -> Waiting {
        Waiting { key: key.to_owned(), n: 1, again: false }
    }

    #[test]
    fn requests_are_as_large_as_the_network_takes_and_name_every_group() {
        let mut cdn = Cdn::at("http://127.0.0.1/".parse().expect("an address"));
        let batch: Vec<Waiting> = (0..100).map(|n| waiting(&format!("topic-en-{n}"))).collect();
        for (keys_max, least) in [(1, 100), (7, 20), (10_000, 1)] {
            cdn.keys_max = keys_max;
            let sent = requests(&cdn, &batch);
            assert!(sent.len() >= least && sent.iter().all(|names| (1..=keys_max).contains(&names.len())));
            let bytes = |names: &[String]| names.iter().map(|name| name.len() + 1).sum::<usize>();
            assert!(sent.iter().all(|names| bytes(names) <= KEYS_BYTES_MAX + 1));
            let all: BTreeSet<&String> = sent.iter().flatten().collect();
            assert!(batch.iter().all(|w| all.contains(&w.key) && all.contains(&group(&w.key))));
        }
        assert_eq!(requests(&cdn, &[waiting(EVERYTHING)]), [[EVERYTHING.to_owned()]]);
    }

    #[test]
    fn the_rule_is_told_again_when_everybody_has_noticed_it() {
        assert_eq!((again_after("rule").as_secs(), again_after("latest-en").as_secs()), (70, 10));
    }
}
