//! Sending: each browser in its turn, many browsers at once, and nothing that its reader may not see at that moment.
//!
//! A browser is taken before something is sent to it, so that two processes do not overtake each other there; what was
//! taken by one that ended is taken up again. A message may be sent twice, if the process ends between the answer and
//! the note of it: its tag makes it one notification.

use super::{
    answer::Answer,
    notice::Notice,
    seal::{Recipient, seal},
    services::origin,
};
use crate::{
    AlertError, Alerts,
    letters::{Waiting, is_corrupt},
    rights::Rights,
    settings::priority,
    settle,
};
use account::{OrganisationId, Person, PersonId};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use errand::{Limits, Request, header};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use store::{Row, StoreError, Value, args};
use story::{Act, ItemId, Priority};
use tokio_util::sync::CancellationToken;

/// Hours for which it is tried to tell of a story, and for which a push service keeps it for a browser that is away.
pub const PUSH_HOURS_MAX: i64 = 6;
/// The same for a story that was stopped: whoever may have it must hear of that.
pub const STOP_HOURS_MAX: i64 = 72;
/// Seconds between two looks at what is due, where nobody was woken.
const LOOK_SECS: u64 = 2;
/// Seconds that a push service may take.
const SEND_SECS: u64 = 10;
/// Bytes that its answer may have; nothing of it is needed.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// Seconds for which a browser is taken: longer than a message can take.
const TAKEN_SECS: i64 = 60;
/// Seconds between two tries at a browser, the first to the last.
const WAITS_SECS: [i64; 6] = [10, 30, 120, 600, 1_800, 3_600];
/// Seconds between two notifications to try a browser.
const TEST_SECS: i64 = 5;
/// Browsers that are sent to at once.
const SENDS_AT_ONCE: usize = 16;
/// Browsers that are looked for at once.
const PAGE_BROWSERS: u32 = 500;
/// Messages that a browser is sent before others have their turn.
const BROWSER_MESSAGES: usize = 20;
/// Failures of one push service after which the rest of its browsers wait for the next round: one that does not answer
/// keeps nobody else waiting.
const SERVICE_FAILURES: u32 = 8;
/// Bytes of the hash that stands for an item in `Topic`, which has 32 characters at most (RFC 8030 §5.4).
const TOPIC_BYTES: usize = 24;

/// What became of a notification to try a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushTest {
    /// The push service took it.
    Taken,
    /// The push service does not know the browser any more: it was removed.
    Gone,
    /// It was not taken, for this reason.
    Refused(String),
    /// One was sent just before: again after so many seconds.
    Soon(u32),
}

/// A browser that messages are sent to.
struct Target {
    id: String,
    endpoint: String,
    to: Recipient,
    tries: usize,
}

/// How a message is to be treated by the push service.
struct Terms {
    ttl_hours: i64,
    urgent: bool,
    topic: String,
}

/// Failures of push services in this round, by origin.
#[derive(Default)]
struct Round(Mutex<HashMap<String, u32>>);

impl Round {
    fn is_down(&self, origin: &str) -> bool {
        let failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get(origin).is_some_and(|times| *times >= SERVICE_FAILURES)
    }

    fn note(&self, origin: &str, answer: &Answer) {
        let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Answer::Later(..) => *failed.entry(origin.to_owned()).or_default() += 1,
            _ => drop(failed.remove(origin)),
        }
    }
}

impl Alerts {
    /// Sends what is due, as it comes and by the clock, until `stop`.
    pub(crate) async fn keep_pushing(&self, stop: &CancellationToken) {
        loop {
            match stop.run_until_cancelled(self.send_pushes()).await {
                Some(Ok(())) => {}
                Some(Err(error)) => tracing::error!("notifications cannot be sent, and are tried again: {error}"),
                None => return,
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.1.pushes.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(LOOK_SECS)) => {}
            }
        }
    }

    /// Sends what is due now. What fails is told, and stands in nobody's way.
    pub async fn send_pushes(&self) -> Result<(), AlertError> {
        if self.no_letters().await? {
            return Ok(());
        }
        let sql = "SELECT DISTINCT p.browser FROM push p JOIN push_browser b ON b.id = p.browser \
                   WHERE p.due <= $1 AND b.rest <= $1 AND p.browser > $2 ORDER BY p.browser LIMIT $3";
        let (round, mut last) = (Round::default(), String::new());
        loop {
            let rows = self.db.all(sql, args![story::to_millis(self.now()), last, PAGE_BROWSERS]).await?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = end.text("browser")?;
            let browsers: Vec<String> = rows.iter().map(|row| row.text("browser")).collect::<Result<_, _>>()?;
            let round = &round;
            let send = |browser: String| async move {
                if let Err(error) = self.send_all(&browser, round).await {
                    tracing::error!(browser, "a notification cannot be sent, and is tried again: {error}");
                }
            };
            stream::iter(browsers).for_each_concurrent(SENDS_AT_ONCE, send).await;
        }
    }

    /// Sends what is due at one browser.
    async fn send_all(&self, browser: &str, round: &Round) -> Result<(), AlertError> {
        for _ in 0..BROWSER_MESSAGES {
            let now = self.now();
            let Some(target) = self.take_browser(browser, now).await? else { return Ok(()) };
            let origin = target.endpoint.parse().map(|uri| origin(&uri)).unwrap_or_default();
            let goes_on =
                if round.is_down(&origin) { Ok(false) } else { self.send_next(&target, &origin, round).await };
            let rest = story::to_millis(now + SignedDuration::from_secs(TAKEN_SECS));
            // What the answer made of it is left as it is.
            self.db.run("UPDATE push_browser SET rest = 0 WHERE id = $1 AND rest = $2", args![browser, rest]).await?;
            if !goes_on? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Takes a browser; `None` when somebody else has it, or it is to be left alone.
    async fn take_browser(&self, id: &str, now: Timestamp) -> Result<Option<Target>, AlertError> {
        let until = story::to_millis(now + SignedDuration::from_secs(TAKEN_SECS));
        let sql = "UPDATE push_browser SET rest = $1 WHERE id = $2 AND rest <= $3 \
                   RETURNING endpoint, p256dh, auth, tries";
        let Some(row) = self.changed(sql, args![until, id, story::to_millis(now)]).await? else { return Ok(None) };
        let corrupt = |column| StoreError::Corrupt { column, why: "it is no key of a browser".to_owned() };
        let to = Recipient::read(&row.text("p256dh")?, &row.text("auth")?).map_err(corrupt)?;
        let tries = usize::try_from(row.int("tries")?).unwrap_or_default();
        Ok(Some(Target { id: id.to_owned(), endpoint: row.text("endpoint")?, to, tries }))
    }

    /// The row that a change answers.
    async fn changed(&self, sql: &'static str, args: Vec<Value>) -> Result<Option<Row>, AlertError> {
        let mut tx = self.db.begin().await?;
        let row = tx.one(sql, args).await.map_err(AlertError::from);
        settle(tx, row).await
    }

    /// Sends the next message that is due at a browser; true when there may be more.
    async fn send_next(&self, target: &Target, origin: &str, round: &Round) -> Result<bool, AlertError> {
        let now = self.now();
        // Stops go first: whatever they stop is not to be sent any more.
        let sql = "SELECT p.alert, p.until, a.organisation, a.person, a.item, a.version, a.act, a.priority, a.searches, \
                   EXISTS (SELECT 1 FROM push q JOIN alert n ON n.id = q.alert WHERE q.browser = p.browser \
                           AND n.item = a.item AND q.alert > p.alert AND q.due <= $2) AS overtaken \
                   FROM push p JOIN alert a ON a.id = p.alert WHERE p.browser = $1 AND p.due <= $2 \
                   ORDER BY CASE WHEN a.act IN ('kill', 'withdraw', 'hold') THEN 0 ELSE 1 END, p.alert LIMIT 1";
        let rows = self.db.all(sql, args![target.id.as_str(), story::to_millis(now)]).await?;
        let Some(row) = rows.first() else { return Ok(false) };
        let alert = row.count("alert")?;
        if row.int("until")? <= story::to_millis(now) {
            self.note_failure(target, now, "it was tried for hours, and given up").await?;
            return self.drop_push(target, alert).await.map(|()| true);
        }
        let message = match self.message(row, now).await {
            Ok(message) => message.filter(|_| !row.flag("overtaken").unwrap_or_default()),
            Err(error) if is_corrupt(&error) => {
                tracing::error!(alert, "a notification cannot be made, and is left out: {error}");
                None
            }
            Err(error) => return Err(error),
        };
        let Some((item, seq, json, mut terms)) = message else {
            return self.drop_push(target, alert).await.map(|()| true);
        };
        if !self.note_try(target, alert).await? {
            return Ok(true);
        }
        // The wire may have stopped it meanwhile: from the note on, whoever tells that tells this reader too.
        if self.reader.stop(&item).is_some_and(|stop| stop.seq > seq) {
            return self.drop_push(target, alert).await.map(|()| true);
        }
        terms.topic = topic(&item, &target.to);
        let answer = self.send(target, &json, &terms).await?;
        round.note(origin, &answer);
        self.note_answer(target, Some(alert), answer, now).await
    }

    /// What is told of an alert now, with the item, the dispatch that is told of, and how it is to be treated; `None` for
    /// what its reader may not see now.
    async fn message(&self, row: &Row, now: Timestamp) -> Result<Option<(ItemId, u64, Vec<u8>, Terms)>, AlertError> {
        let (organisation, person): (OrganisationId, PersonId) =
            (row.text("organisation")?.into(), row.text("person")?.into());
        let (act, item): (Act, ItemId) = (row.parsed("act")?, row.parsed("item")?);
        let urgent = act.stops() || matches!(priority(row.int("priority")?)?, Priority::Flash | Priority::Urgent);
        if self.reader_of(&organisation, &person).await?.is_none() {
            return Ok(None);
        }
        let waiting = Waiting::read(row)?;
        let Some(dispatch) = self.as_it_stands(&waiting, now).await? else { return Ok(None) };
        // A stop is told whatever the contract says now.
        let may = Rights::default().of(&self.accounts, &organisation, now).await?;
        if !waiting.stops && !may.decide(&dispatch.entry).is_yes() {
            return Ok(None);
        }
        let json = Notice::of(&dispatch, &waiting).json().map_err(unwritable)?;
        let ttl_hours = if act.stops() { STOP_HOURS_MAX } else { PUSH_HOURS_MAX };
        Ok(Some((item, dispatch.seq(), json, Terms { ttl_hours, urgent, topic: String::new() })))
    }

    /// Sends a message, and answers what the push service said.
    async fn send(&self, target: &Target, json: &[u8], terms: &Terms) -> Result<Answer, AlertError> {
        // The list of services may have been changed since the browser was added.
        let uri = match self.push.services.admit(&target.endpoint) {
            Ok(uri) => uri,
            Err(why) => return Ok(Answer::Refused(format!("its address {why}"))),
        };
        let now = self.now();
        let mut request = Request::post(&uri)
            .header(header::AUTHORIZATION, self.1.tokens.authorization(&self.push, &origin(&uri), now))
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header("ttl", terms.ttl_hours * 3_600)
            .header("urgency", if terms.urgent { "high" } else { "normal" });
        if !terms.topic.is_empty() {
            request = request.header("topic", &terms.topic);
        }
        let limits = Limits { time: Duration::from_secs(SEND_SECS), answer_bytes: ANSWER_BYTES_MAX };
        let Ok(request) = request.body(seal(json, &target.to)?) else {
            return Ok(Answer::Refused("its address is none".to_owned()));
        };
        Ok(Answer::of(errand::run(request, limits).await, now))
    }

    /// Notes that a message is tried, while it is still to be sent; false when it was taken back.
    async fn note_try(&self, target: &Target, alert: u64) -> Result<bool, AlertError> {
        let mut tx = self.db.begin().await?;
        let noted = async {
            let sql = "UPDATE push SET tries = tries + 1 WHERE alert = $1 AND browser = $2";
            if tx.run(sql, args![alert, target.id.as_str()]).await? == 0 {
                return Ok(false);
            }
            tx.run("UPDATE alert SET pushed = TRUE WHERE id = $1", args![alert]).await?;
            Ok(true)
        }
        .await;
        settle(tx, noted).await
    }

    /// Notes what became of a message, and answers whether the next one may be sent.
    async fn note_answer(
        &self,
        target: &Target,
        alert: Option<u64>,
        answer: Answer,
        now: Timestamp,
    ) -> Result<bool, AlertError> {
        match answer {
            Answer::Taken => {
                let sql = "UPDATE push_browser SET taken = $1, failure = '', tries = 0 WHERE id = $2";
                self.db.run(sql, args![story::to_millis(now), target.id.as_str()]).await?;
            }
            Answer::Gone => {
                let sql = "DELETE FROM push_browser WHERE id = $1 AND endpoint = $2";
                self.db.run(sql, args![target.id.as_str(), target.endpoint.as_str()]).await?;
                return Ok(false);
            }
            Answer::Later(why, wait) => {
                let own = SignedDuration::from_secs(WAITS_SECS[target.tries.min(WAITS_SECS.len() - 1)]);
                let rest = story::to_millis(now + wait.map_or(own, |wait| wait.max(own)));
                let sql = "UPDATE push_browser SET rest = $1, tries = tries + 1 WHERE id = $2";
                self.db.run(sql, args![rest, target.id.as_str()]).await?;
                self.note_failure(target, now, &why).await?;
                return Ok(false);
            }
            Answer::Refused(why) => self.note_failure(target, now, &why).await?,
        }
        if let Some(alert) = alert {
            self.drop_push(target, alert).await?;
        }
        Ok(true)
    }

    async fn note_failure(&self, target: &Target, now: Timestamp, why: &str) -> Result<(), AlertError> {
        let sql = "UPDATE push_browser SET failed = $1, failure = $2 WHERE id = $3";
        self.db.run(sql, args![story::to_millis(now), why, target.id.as_str()]).await?;
        Ok(())
    }

    async fn drop_push(&self, target: &Target, alert: u64) -> Result<(), AlertError> {
        let sql = "DELETE FROM push WHERE alert = $1 AND browser = $2";
        self.db.run(sql, args![alert, target.id.as_str()]).await?;
        Ok(())
    }

    /// Sends a notification to one of a reader's browsers, to see whether it comes through.
    pub async fn test_browser(&self, who: &Person, id: &str) -> Result<PushTest, AlertError> {
        let now = self.now();
        let sql = "UPDATE push_browser SET tested = $1 WHERE id = $2 AND person = $3 AND tested <= $4 \
                   RETURNING endpoint, p256dh, auth, tries";
        let before = story::to_millis(now - SignedDuration::from_secs(TEST_SECS));
        let row = self.changed(sql, args![story::to_millis(now), id, who.id.as_str(), before]).await?;
        let Some(row) = row else {
            let known = self.browsers(who).await?.iter().any(|browser| browser.id == id);
            let seconds = u32::try_from(TEST_SECS).unwrap_or(1);
            return if known { Ok(PushTest::Soon(seconds)) } else { Err(AlertError::UnknownBrowser) };
        };
        let corrupt = |column| StoreError::Corrupt { column, why: "it is no key of a browser".to_owned() };
        let to = Recipient::read(&row.text("p256dh")?, &row.text("auth")?).map_err(corrupt)?;
        let target = Target { id: id.to_owned(), endpoint: row.text("endpoint")?, to, tries: 0 };
        let json = Notice::Test {}.json().map_err(unwritable)?;
        let terms = Terms { ttl_hours: 1, urgent: true, topic: String::new() };
        let answer = self.send(&target, &json, &terms).await?;
        let told = match &answer {
            Answer::Taken => PushTest::Taken,
            Answer::Gone => PushTest::Gone,
            Answer::Later(why, _) | Answer::Refused(why) => PushTest::Refused(why.clone()),
        };
        match answer {
            // Whoever tries does not make what is due wait.
            Answer::Later(why, _) => self.note_failure(&target, now, &why).await?,
            answer => drop(self.note_answer(&target, None, answer, now).await?),
        }
        Ok(told)
    }
}

/// What stands for an item at a push service, so that a newer message takes the place of one that a browser did not get
/// yet. No service can tell that two browsers are told of the same item.
fn topic(item: &ItemId, to: &Recipient) -> String {
    let hash = Sha256::new().chain_update(to.auth).chain_update(item.as_str()).finalize();
    BASE64_URL_SAFE_NO_PAD.encode(&hash[..TOPIC_BYTES])
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn unwritable(error: serde_json::Error) -> AlertError {
    StoreError::Unusable(format!("a notification cannot be written: {error}")).into()
}
