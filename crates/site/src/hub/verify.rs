//! Whether a subscriber did ask for it (`WebSub` §5.3): it is called with a secret of one use, and repeats it.

use super::{
    asked::Mode,
    callback::with,
    due::{Manner, Taken, again},
};
use crate::{Site, SiteError};
use errand::{ErrandError, Limits, Request, StatusCode, header::USER_AGENT};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use store::{StoreError, Tx, args};
use story::to_millis;

/// Minutes for which a subscriber that does not answer at all is asked again.
pub const VERIFY_MINUTES_MAX: i64 = 60;
/// Seconds that an answer may take.
const VERIFY_SECS: u64 = 10;
/// Bytes that an answer may have: more than what is to be repeated.
const ANSWER_BYTES_MAX: usize = 1_024;
/// Bytes of what is to be repeated.
const CHALLENGE_BYTES: usize = 32;

/// What is last in force of the subscription that is confirmed. What it was sent before stays as it is: a renewal skips
/// nothing that is still to be sent.
const SUBSCRIBED: &str = "INSERT INTO hub_subscription \
    (id, path, topic, callback, host, secret, added, ends, version, tried) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) \
    ON CONFLICT (id) DO UPDATE SET topic = excluded.topic, secret = excluded.secret, ends = excluded.ends";
const UNSUBSCRIBED: &str = "DELETE FROM hub_subscription WHERE id = $1";
/// Unless a newer request took its place.
const DONE: &str = "DELETE FROM hub_request WHERE id = $1 AND nonce = $2";
const AGAIN: &str = "UPDATE hub_request SET due = $3, tries = tries + 1 WHERE id = $1 AND nonce = $2";
const CAME_TO_NOTHING: &str = "UPDATE hub_topic SET failed = $2, failure = $3 WHERE path = $1";

/// A request that waits to be confirmed.
pub(super) struct Verification {
    pub id: String,
    pub nonce: String,
    pub mode: Mode,
    pub path: String,
    pub topic: String,
    pub callback: String,
    pub host: String,
    pub secret: Option<String>,
    pub lease_secs: i64,
    pub version: i64,
    /// When it came, in milliseconds of the epoch.
    pub asked: i64,
    pub tries: i64,
}

/// What a subscriber said.
enum Said {
    Yes,
    /// It is not to be, for this reason.
    No(String),
    /// Nothing, for this reason.
    Nothing(String),
}

impl Site {
    /// Asks a subscriber whether it wants what was asked for in its name. `now` is when it is asked: a lease begins then.
    /// False when its machine is to be asked nothing more.
    pub(super) async fn verify(
        &self,
        asked: &Verification,
        taken: &Taken<'_>,
        now: Timestamp,
    ) -> Result<bool, SiteError> {
        let said = self.question(asked).await?;
        let mut tx = self.db.begin().await?;
        let (manner, why) = match said {
            Said::Yes => {
                asked.settle(&mut tx, now).await?;
                (Manner::Answered, None)
            }
            Said::No(why) => (Manner::Answered, Some(why)),
            Said::Nothing(why) => {
                let over = to_millis(now) - asked.asked >= 60_000 * VERIFY_MINUTES_MAX;
                if !over {
                    let due = again(now, asked.tries);
                    tx.run(AGAIN, args![asked.id.as_str(), asked.nonce.as_str(), due]).await?;
                }
                (Manner::Silent, over.then(|| format!("given up after {VERIFY_MINUTES_MAX} minutes: {why}")))
            }
        };
        if manner == Manner::Answered || why.is_some() {
            tx.run(DONE, args![asked.id.as_str(), asked.nonce.as_str()]).await?;
        }
        if let Some(why) = why {
            let mode = asked.mode.name();
            tracing::info!(host = asked.host, topic = asked.path, "a request to {mode} came to nothing: {why}");
            let failure = format!("{}: could not {mode}: {why}", asked.host);
            tx.run(CAME_TO_NOTHING, args![asked.path.as_str(), to_millis(now), failure]).await?;
        }
        let is_held = Self::let_go(&mut tx, taken, manner, now).await?;
        if is_held {
            tx.commit().await?;
        } else {
            // Whoever has the machine now asks anew: what was said here may be older than what is said to them.
            tx.rollback().await?;
        }
        Ok(is_held && manner == Manner::Answered)
    }

    async fn question(&self, asked: &Verification) -> Result<Said, SiteError> {
        let mut challenge = [0; CHALLENGE_BYTES];
        getrandom::fill(&mut challenge).map_err(|e| StoreError::Unusable(e.to_string()))?;
        let (challenge, lease) = (hex::encode(challenge), asked.lease_secs.to_string());
        let mut parameters =
            vec![("hub.mode", asked.mode.name()), ("hub.topic", &*asked.topic), ("hub.challenge", &*challenge)];
        if asked.mode == Mode::Subscribe {
            parameters.push(("hub.lease_seconds", &lease));
        }
        let request = Request::get(with(&asked.callback, &parameters)).header(USER_AGENT, self.hub_name());
        let Ok(request) = request.body(Vec::new()) else { return Ok(Said::No("its address is none".to_owned())) };
        let limits = Limits { time: Duration::from_secs(VERIFY_SECS), answer_bytes: ANSWER_BYTES_MAX };
        Ok(match errand::run_guarded(request, limits, &self.hub.guard).await {
            Ok(answer) if answer.status().is_success() && answer.body() == challenge.as_bytes() => Said::Yes,
            Ok(answer) if answer.status().is_success() => Said::No("it did not repeat the challenge".to_owned()),
            Ok(answer) if answer.status() == StatusCode::NOT_FOUND => Said::No("it does not want it".to_owned()),
            Ok(answer) => Said::No(format!("it answered {}", answer.status().as_u16())),
            Err(error) => match why(&error) {
                (why, true) => Said::No(why),
                (why, false) => Said::Nothing(why),
            },
        })
    }

    /// By what name the hub calls.
    pub(super) fn hub_name(&self) -> String {
        format!("Tellal (WebSub; {})", self.hub_address())
    }
}

impl Verification {
    /// Puts what was confirmed into force.
    async fn settle(&self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        if self.mode == Mode::Unsubscribe {
            return tx.run(UNSUBSCRIBED, args![self.id.as_str()]).await.map(drop);
        }
        let ends = now.saturating_add(SignedDuration::from_secs(self.lease_secs)).unwrap_or(Timestamp::MAX);
        let arguments = args![
            self.id.as_str(),
            self.path.as_str(),
            self.topic.as_str(),
            self.callback.as_str(),
            self.host.as_str(),
            self.secret.as_deref(),
            to_millis(now),
            to_millis(ends),
            self.version
        ];
        tx.run(SUBSCRIBED, arguments).await.map(drop)
    }
}

/// Why a request failed, without the address, which is a secret; and whether it would fail again.
pub(super) fn why(error: &ErrandError) -> (String, bool) {
    match error {
        ErrandError::NoAddress(_) => ("its address is none".to_owned(), true),
        ErrandError::NotPublic(_) => ("it is not on the public internet".to_owned(), true),
        ErrandError::Body(_) => ("its answer is too long or broke off".to_owned(), true),
        error => (error.to_string(), false),
    }
}
