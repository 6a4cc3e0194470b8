//! Requests to subscribe and to unsubscribe (`WebSub` §5.1). What is wrong with one is answered in plain text, for whoever
//! writes the subscriber; what is right is a row that waits to be confirmed.

use super::{
    callback::{Callback, id},
    topic::{GONE, Topic},
    touched::before_or_after,
};
use crate::{
    Site, SiteError,
    posted::{self, Unread},
    repeats::sender,
};
use axum::{
    extract::{Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use store::{StoreError, Tx, args};
use story::to_millis;

/// How long a subscription lasts where its subscriber does not say, in seconds.
pub const LEASE_SECS: i64 = 5 * 86_400;
/// The shortest lease, in seconds.
pub const LEASE_SECS_MIN: i64 = 3_600;
/// The longest lease, in seconds.
pub const LEASE_SECS_MAX: i64 = 10 * 86_400;
/// Bytes that a secret may have (`WebSub` §5.1: less than 200).
pub const SECRET_BYTES_MAX: usize = 199;
/// Requests that one sender may send within an hour.
pub const HUB_REQUESTS_PER_HOUR_MAX: usize = 200;
/// Subscriptions that there may be.
pub const SUBSCRIPTIONS_MAX: u64 = 20_000;
/// Subscriptions that one feed may have.
pub const SUBSCRIPTIONS_PER_TOPIC_MAX: u64 = 5_000;
/// Subscriptions that may have callbacks at one machine.
pub const SUBSCRIPTIONS_PER_HOST_MAX: u64 = 500;
/// Requests that may wait to be confirmed. They are not counted as subscriptions yet: so many may be above those limits.
pub const WAITING_MAX: u64 = 2_000;
/// Requests that may wait for one machine.
pub const WAITING_PER_HOST_MAX: u64 = 100;
/// Bytes of the name by which a request is told from the next one.
const NONCE_BYTES: usize = 16;
/// When to ask again where there is no room, in seconds.
const LATER_SECS: i64 = 600;

const COUNTS: &str = "SELECT \
    (SELECT COUNT(*) FROM hub_subscription WHERE id <> $1) AS subscriptions, \
    (SELECT COUNT(*) FROM hub_subscription WHERE path = $2 AND id <> $1) AS of_topic, \
    (SELECT COUNT(*) FROM hub_subscription WHERE host = $3 AND id <> $1) AS of_host, \
    (SELECT COUNT(*) FROM hub_subscription WHERE id = $1) AS known, \
    (SELECT COUNT(*) FROM hub_request WHERE id <> $1) AS waiting, \
    (SELECT COUNT(*) FROM hub_request WHERE host = $3 AND id <> $1) AS waiting_of_host";
/// What came to be shown while nobody subscribed is news to nobody.
const FROM_NOW: &str = "UPDATE hub_state SET told = $1 WHERE NOT EXISTS (SELECT 1 FROM hub_topic)";
const NEW_TOPIC: &str = "INSERT INTO hub_topic (path, key) VALUES ($1, $2) ON CONFLICT (path) DO NOTHING";
const NEW_HOST: &str = "INSERT INTO hub_host (host) VALUES ($1) ON CONFLICT (host) DO NOTHING";
const ASK: &str = "INSERT INTO hub_request \
    (id, nonce, mode, path, topic, callback, host, secret, lease_secs, version, asked, due) \
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, version, $10, $10 FROM hub_topic WHERE path = $4 \
    ON CONFLICT (id) DO UPDATE SET nonce = excluded.nonce, mode = excluded.mode, topic = excluded.topic, \
    secret = excluded.secret, lease_secs = excluded.lease_secs, version = excluded.version, asked = excluded.asked, \
    due = excluded.due, tries = 0";
/// Only of a feed that nothing has touched since.
const FIRST_HASH: &str =
    "UPDATE hub_topic SET hash = $2 WHERE path = $1 AND hash IS NULL AND version = 0 AND touched = 0";

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Subscribe,
    Unsubscribe,
}

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Self::Subscribe => "subscribe",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

impl std::str::FromStr for Mode {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        [Self::Subscribe, Self::Unsubscribe].into_iter().find(|mode| mode.name() == s).ok_or_else(|| s.to_owned())
    }
}

/// What is sent. Parameters of other names are not for this hub (`WebSub` §5.1).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    #[serde(rename = "hub.mode")]
    mode: String,
    #[serde(rename = "hub.topic")]
    topic: String,
    #[serde(rename = "hub.callback")]
    callback: String,
    #[serde(rename = "hub.lease_seconds")]
    lease_seconds: String,
    #[serde(rename = "hub.secret")]
    secret: String,
}

/// A request that is right.
struct Asked {
    mode: Mode,
    topic: Topic,
    /// The feed's address as the subscriber wrote it, which is said to them again.
    topic_address: String,
    callback: Callback,
    lease_secs: i64,
    secret: Option<String>,
}

/// Why a request is not taken.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    text: String,
    /// After how many seconds it may come again.
    later_secs: Option<i64>,
}

impl Refusal {
    fn of(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), later_secs: None }
    }

    fn bad(field: &str, why: &str) -> Self {
        Self::of(StatusCode::BAD_REQUEST, format!("{field} {why}"))
    }

    fn later(status: StatusCode, secs: i64, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), later_secs: Some(secs.max(1)) }
    }
}

impl From<SiteError> for Refusal {
    fn from(error: SiteError) -> Self {
        tracing::error!("a request to the hub could not be taken: {error}");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR, "the hub failed; nothing was changed")
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        SiteError::from(error).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = plain(self.status, self.text);
        if let Some(secs) = self.later_secs {
            response.headers_mut().insert(RETRY_AFTER, secs.into());
        }
        response
    }
}

fn plain(status: StatusCode, mut text: String) -> Response {
    text.push('\n');
    let mut response = (status, text).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// `POST /hub`
pub(crate) async fn post(State(site): State<Site>, request: Request) -> Response {
    match site.take_request(request).await {
        Ok(mode) => plain(StatusCode::ACCEPTED, format!("the callback is asked whether it wants to {}", mode.name())),
        Err(refusal) => refusal.into_response(),
    }
}

impl Site {
    /// Takes a request, so that its subscriber is asked; or says what is wrong with it.
    async fn take_request(&self, request: Request) -> Result<Mode, Refusal> {
        let now = self.clock.now();
        if let Some(Err(secs)) = sender(&request).map(|from| self.hub.often.count(from, now)) {
            let text = format!("one sender may send {HUB_REQUESTS_PER_HOUR_MAX} requests within an hour");
            return Err(Refusal::later(StatusCode::TOO_MANY_REQUESTS, secs, text));
        }
        let (head, body) = request.into_parts();
        let filled: Filled = posted::read(&head.headers, body).await.map_err(unread)?;
        let asked = self.check(&filled)?;
        // Whoever is to be sent no more need not name a feed that is still there.
        if asked.mode == Mode::Subscribe && self.feed_now(&asked.topic.path).await?.is_none() {
            return Err(Refusal::bad("hub.topic", "is the address of a feed that has nothing in it, and is not there"));
        }
        self.ask(&asked, now).await?;
        self.know(&asked.topic).await?;
        self.hub.wake();
        Ok(asked.mode)
    }

    fn check(&self, filled: &Filled) -> Result<Asked, Refusal> {
        let mode: Mode = match filled.mode.as_str() {
            "" => return Err(Refusal::bad("hub.mode", "is missing: it is subscribe or unsubscribe")),
            "publish" => {
                return Err(Refusal::bad("hub.mode", "publish is not needed: this hub knows what its site publishes"));
            }
            other => other.parse().map_err(|_: String| Refusal::bad("hub.mode", "is subscribe or unsubscribe"))?,
        };
        for (field, value) in [("hub.topic", &filled.topic), ("hub.callback", &filled.callback)] {
            if value.is_empty() {
                return Err(Refusal::bad(field, "is missing"));
            }
        }
        let topic = Topic::at(self, &filled.topic).map_err(|why| Refusal::bad("hub.topic", &why))?;
        let callback = Callback::read(&filled.callback, self, &self.hub.guard);
        let callback = callback.map_err(|why| Refusal::bad("hub.callback", &why))?;
        for (field, value) in [("hub.topic", &filled.topic), ("hub.secret", &filled.secret)] {
            if value.chars().any(char::is_control) {
                return Err(Refusal::bad(field, "has control characters"));
            }
        }
        if filled.secret.len() > SECRET_BYTES_MAX {
            return Err(Refusal::bad("hub.secret", "has 200 bytes or more"));
        }
        // Whoever unsubscribes may say how long, and means nothing by it (WebSub §5.1).
        let lease_secs = match mode {
            Mode::Subscribe => lease(&filled.lease_seconds)?,
            Mode::Unsubscribe => 0,
        };
        let secret = Some(filled.secret.clone()).filter(|secret| !secret.is_empty());
        Ok(Asked { mode, topic, topic_address: filled.topic.clone(), callback, lease_secs, secret })
    }

    /// Writes a request down, in the place of one that waits for the same callback and feed.
    async fn ask(&self, asked: &Asked, now: Timestamp) -> Result<(), Refusal> {
        let id = id(&asked.callback.address, &asked.topic.path);
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|e| StoreError::Unusable(e.to_string()))?;
        let mut tx = self.db.begin().await?;
        before_or_after(&mut tx).await?;
        if let Err(refusal) = room(&mut tx, &id, asked).await {
            tx.rollback().await?;
            return Err(refusal);
        }
        let (path, host) = (asked.topic.path.as_str(), asked.callback.host.as_str());
        tx.run(FROM_NOW, args![to_millis(now)]).await?;
        tx.run(NEW_TOPIC, args![path, asked.topic.key.to_string()]).await?;
        tx.run(NEW_HOST, args![host]).await?;
        let arguments = args![
            id,
            hex::encode(nonce),
            asked.mode.name(),
            path,
            asked.topic_address.as_str(),
            asked.callback.address.as_str(),
            host,
            asked.secret.as_deref(),
            asked.lease_secs,
            to_millis(now)
        ];
        tx.run(ASK, arguments).await?;
        Ok(tx.commit().await?)
    }

    /// Notes what a feed is at first, so that it is seen when it is another one.
    async fn know(&self, topic: &Topic) -> Result<(), SiteError> {
        let sql = "SELECT path FROM hub_topic WHERE path = $1 AND hash IS NULL";
        if self.db.one(sql, args![topic.path.as_str()]).await?.is_none() {
            return Ok(());
        }
        let hash = self.feed_now(&topic.path).await?.map_or_else(|| GONE.to_owned(), |feed| feed.hash());
        self.db.run(FIRST_HASH, args![topic.path.as_str(), hash]).await?;
        Ok(())
    }
}

fn unread(why: Unread) -> Refusal {
    match why {
        Unread::TooLarge => Refusal::of(StatusCode::PAYLOAD_TOO_LARGE, "the form is too large"),
        Unread::NotForm => {
            let text = "the request is not a form: its Content-Type is to be application/x-www-form-urlencoded";
            Refusal::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
        }
        Unread::NotUtf8 => Refusal::of(StatusCode::BAD_REQUEST, "the form is not in UTF-8"),
        Unread::Broken => Refusal::of(StatusCode::BAD_REQUEST, "the form broke off, or names a parameter twice"),
    }
}

/// How long a subscription is to last: a positive decimal integer, brought within the limits.
fn lease(text: &str) -> Result<i64, Refusal> {
    if text.is_empty() {
        return Ok(LEASE_SECS);
    }
    let is_number = text.bytes().all(|b| b.is_ascii_digit()) && text.bytes().any(|b| b != b'0');
    if !is_number {
        return Err(Refusal::bad("hub.lease_seconds", "is not a positive decimal number of seconds"));
    }
    // What has too many digits is more than anybody gets.
    Ok(text.parse().unwrap_or(i64::MAX).clamp(LEASE_SECS_MIN, LEASE_SECS_MAX))
}

/// Whether there is room for one more. What takes the place of another is no more than that.
async fn room(tx: &mut Tx, id: &str, asked: &Asked) -> Result<(), Refusal> {
    let (path, host) = (asked.topic.path.as_str(), asked.callback.host.as_str());
    let Some(row) = tx.one(COUNTS, args![id, path, host]).await? else { return Ok(()) };
    let is_full = |column, max| row.count(column).map(|n| n >= max);
    let later = |text: String| Err(Refusal::later(StatusCode::SERVICE_UNAVAILABLE, LATER_SECS, text));
    // Who subscribes already may always say so again: strangers who fill the places end nobody's lease.
    let is_new = row.count("known")? == 0;
    if is_new && is_full("waiting", WAITING_MAX)? {
        return later(format!("{WAITING_MAX} requests wait to be confirmed, and there is no room for more"));
    }
    if is_new && is_full("waiting_of_host", WAITING_PER_HOST_MAX)? {
        return later(format!("{WAITING_PER_HOST_MAX} requests wait to be confirmed by {host}, and no more may"));
    }
    if asked.mode == Mode::Unsubscribe {
        return Ok(());
    }
    let never = |text: String| Err(Refusal::of(StatusCode::FORBIDDEN, text));
    if is_full("of_host", SUBSCRIPTIONS_PER_HOST_MAX)? {
        return never(format!("{host} has {SUBSCRIPTIONS_PER_HOST_MAX} subscriptions, and may have no more"));
    }
    if is_full("of_topic", SUBSCRIPTIONS_PER_TOPIC_MAX)? {
        return never(format!("this feed has {SUBSCRIPTIONS_PER_TOPIC_MAX} subscriptions, and may have no more"));
    }
    if is_full("subscriptions", SUBSCRIPTIONS_MAX)? {
        return later(format!("this hub has {SUBSCRIPTIONS_MAX} subscriptions, and there is no room for more"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_brought_within_the_limits() {
        let read = |text: &str| lease(text).map_err(|refusal| refusal.text);
        assert_eq!(read(""), Ok(432_000));
        assert_eq!(read("1"), Ok(3_600));
        assert_eq!(read("7200"), Ok(7_200));
        assert_eq!(read("864001"), Ok(864_000));
        assert_eq!(read("99999999999999999999999"), Ok(864_000));
        for bad in ["0", "-1", "1.5", "1e3", "a day", " 3600", "+5", "\u{661}"] {
            assert!(read(bad).is_err_and(|why| why.contains("hub.lease_seconds")), "{bad}");
        }
    }
}
