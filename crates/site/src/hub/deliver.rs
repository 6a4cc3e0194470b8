//! Sending a feed to a subscriber (`WebSub` §7): the whole of it, as it is at that moment.

use super::{
    callback::with,
    due::{Manner, Taken, again},
    topic::{Feed, GONE},
    verify::why,
};
use crate::{Site, SiteError};
use errand::{
    Request, StatusCode,
    header::{CONTENT_TYPE, HeaderName, LINK, USER_AGENT},
};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use std::time::Duration;
use store::{StoreError, Tx, args};
use story::to_millis;

/// Hours for which it is tried to send a change, from the first failure. What changes afterwards is tried anew.
pub const DELIVER_HOURS_MAX: i64 = 12;
/// The same where something was taken back: whoever has it must hear of that.
pub const STOP_HOURS_MAX: i64 = 72;
/// Seconds that a subscriber may take until it answers.
const DELIVER_SECS: u64 = 10;
const HOUR_MILLIS: i64 = 3_600_000;
/// Signs what is sent (`WebSub` §7.1).
const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature");
/// What a subscriber is told whose feed is not there any more (`WebSub` §5.2).
const NO_FEED: &str = "There is no such feed any more.";

/// What is sent is not what was seen when the feed was looked at: the next look counts a version, whatever it sees. Else
/// something that came after the last look and is killed before the next would stay with whoever was sent it.
const NOT_AS_SEEN: &str = "UPDATE hub_topic SET hash = '' WHERE path = $1 AND hash <> $2";
const DELIVERED: &str = "UPDATE hub_subscription SET version = $2, tried = $2, due = 0, tries = 0, since = NULL, \
    delivered = $3, failed = NULL, failure = '' WHERE id = $1 AND version < $2";
const FAILED: &str = "UPDATE hub_subscription SET tried = $2, due = $3, tries = tries + 1, \
    since = CASE WHEN since IS NULL OR $6 = TRUE THEN $4 ELSE since END, failed = $4, failure = $5 WHERE id = $1";
const GIVEN_UP: &str = "UPDATE hub_subscription SET version = $2, tried = $2, due = 0, tries = 0, since = NULL, \
    failed = $3, failure = $4 WHERE id = $1";
const ENDED: &str = "DELETE FROM hub_subscription WHERE id = $1";

/// A subscription that is behind its feed.
pub(super) struct Delivery {
    pub id: String,
    pub path: String,
    pub topic: String,
    pub callback: String,
    pub host: String,
    pub secret: Option<String>,
    /// The version of the feed that is due.
    pub version: i64,
    /// The hash of the feed when that version was counted.
    pub hash: Option<String>,
    pub tries: i64,
    /// When the first of its tries failed, in milliseconds of the epoch.
    pub since: Option<i64>,
    /// Something was taken back.
    pub stops: bool,
    /// That was not tried yet: what was tried before it does not count.
    pub is_fresh_stop: bool,
}

/// What came of it.
enum Came {
    Taken,
    /// The subscriber wants no more, or there is nothing that it could be sent.
    Ended,
    Failed(String, Manner),
}

impl Site {
    /// Sends a subscriber what its feed is now. False when its machine is to be asked nothing more.
    pub(super) async fn deliver(
        &self,
        delivery: &Delivery,
        taken: &Taken<'_>,
        now: Timestamp,
    ) -> Result<bool, SiteError> {
        let feed = self.feed_now(&delivery.path).await;
        // Pages that are being made again make a feed of what is there already.
        if !self.are_pages_whole().await? {
            return self.leave(taken).await;
        }
        if let Ok(feed) = &feed {
            let hash = feed.as_ref().map_or_else(|| GONE.to_owned(), Feed::hash);
            if delivery.hash.as_ref() != Some(&hash) {
                self.db.run(NOT_AS_SEEN, args![delivery.path.as_str(), hash]).await?;
            }
        }
        let came = match &feed {
            Ok(Some(feed)) => self.send_feed(delivery, feed).await,
            Ok(None) => self.deny(delivery).await,
            Err(error) => {
                tracing::error!("a feed cannot be sent, and is tried again: {error}");
                Came::Failed("the feed could not be made".to_owned(), Manner::NotAsked)
            }
        };
        let is_taken = matches!(came, Came::Taken);
        let manner = came.manner();
        let mut tx = self.db.begin().await?;
        delivery.note(&mut tx, came, now).await?;
        let is_held = Self::let_go(&mut tx, taken, manner, now).await?;
        // What a subscriber has taken it has, whoever asks its machine by now. All else is for them to note.
        if is_held || is_taken {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(is_held && manner == Manner::Answered)
    }

    async fn send_feed(&self, delivery: &Delivery, feed: &Feed) -> Came {
        let mut request = Request::post(&delivery.callback)
            .header(USER_AGENT, self.hub_name())
            .header(CONTENT_TYPE, feed.media_type.clone())
            .header(LINK, feed.links.clone());
        if let Some(secret) = &delivery.secret {
            request = request.header(SIGNATURE, signature(secret, &feed.body));
        }
        self.called(request.body(feed.body.to_vec())).await
    }

    /// Tells a subscriber that there is nothing that it could be sent any more.
    async fn deny(&self, delivery: &Delivery) -> Came {
        let told = [("hub.mode", "denied"), ("hub.topic", &*delivery.topic), ("hub.reason", NO_FEED)];
        let request = Request::get(with(&delivery.callback, &told)).header(USER_AGENT, self.hub_name());
        match self.called(request.body(Vec::new())).await {
            Came::Failed(_, Manner::Answered) | Came::Taken => Came::Ended,
            came => came,
        }
    }

    async fn called<E>(&self, request: Result<Request<Vec<u8>>, E>) -> Came {
        let Ok(request) = request else { return Came::Failed("its address is none".to_owned(), Manner::NotAsked) };
        let answer = errand::bring(request, Duration::from_secs(DELIVER_SECS), &self.hub.guard).await;
        match answer.map(|answer| answer.status()) {
            Ok(status) if status.is_success() => Came::Taken,
            Ok(StatusCode::GONE) => Came::Ended,
            Ok(status) => Came::Failed(format!("it answered {}", status.as_u16()), Manner::Answered),
            Err(error) => match why(&error) {
                (why, true) => Came::Failed(why, Manner::NotAsked),
                (why, false) => Came::Failed(why, Manner::Silent),
            },
        }
    }
}

impl Delivery {
    /// Notes what came of it.
    async fn note(&self, tx: &mut Tx, came: Came, now: Timestamp) -> Result<(), StoreError> {
        let (id, millis) = (self.id.as_str(), to_millis(now));
        match came {
            Came::Taken => tx.run(DELIVERED, args![id, self.version, millis]).await?,
            Came::Ended => tx.run(ENDED, args![id]).await?,
            Came::Failed(why, _) => {
                tracing::info!(host = self.host, topic = self.path, "a feed could not be delivered: {why}");
                let hours = if self.stops { STOP_HOURS_MAX } else { DELIVER_HOURS_MAX };
                let since = self.since.filter(|_| !self.is_fresh_stop);
                if since.is_some_and(|since| millis - since >= hours * HOUR_MILLIS) {
                    let why = format!("given up after {hours} hours: {why}");
                    tx.run(GIVEN_UP, args![id, self.version, millis, why]).await?
                } else {
                    let tries = if self.is_fresh_stop { 0 } else { self.tries };
                    let due = again(now, tries);
                    tx.run(FAILED, args![id, self.version, due, millis, why, self.is_fresh_stop]).await?
                }
            }
        };
        Ok(())
    }
}

impl Came {
    fn manner(&self) -> Manner {
        match self {
            Self::Taken | Self::Ended => Manner::Answered,
            Self::Failed(_, manner) => *manner,
        }
    }
}

/// The signature of a feed (`WebSub` §7.1), by the one algorithm that is still sound and known to all who check one.
fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of HMAC may have any length");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 §4.3.
    #[test]
    fn a_signature_is_as_others_make_it() {
        let signed = signature("Jefe", b"what do ya want for nothing?");
        assert_eq!(signed, "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
