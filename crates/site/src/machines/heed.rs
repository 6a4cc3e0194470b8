//! What the agency wants machines to be told, as this process knows it.

use crate::{Site, shelf::Key};
use audience::{PublicRule, Reuse};
use jiff::{SignedDuration, Timestamp};
use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering},
};
use story::to_millis;
use tokio::sync::Mutex;

/// How long a change may go unnoticed, in seconds: it is another process, or another part of this one, that makes it.
pub(crate) const NOTICED_SECS: i64 = 60;

/// The rule, and when it is looked at next.
pub(crate) struct Heeded {
    /// In milliseconds of the epoch.
    next: AtomicI64,
    known: RwLock<Arc<Reuse>>,
    looking: Mutex<()>,
}

impl Default for Heeded {
    /// Before anybody has looked, what is not known to be allowed is not.
    fn default() -> Self {
        Self { next: AtomicI64::new(i64::MIN), known: RwLock::default(), looking: Mutex::default() }
    }
}

impl Heeded {
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        to_millis(now) < self.next.load(Ordering::Acquire)
    }

    /// Takes note of a rule; true when it is another one.
    fn take(&self, reuse: Reuse) -> bool {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let other = **known != reuse;
        if other {
            *known = Arc::new(reuse);
        }
        other
    }
}

impl Site {
    /// What machines are told.
    pub(crate) fn reuse(&self) -> Arc<Reuse> {
        Arc::clone(&self.heeded.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks at the rule now: it has changed.
    pub(crate) async fn heed_at_once(&self) {
        let _looking = self.heeded.looking.lock().await;
        self.look_at_rule().await;
    }

    /// Looks whether the rule has changed, once in a while; the shelf is told when it has. Pages need not be made anew
    /// for that while it has not. Where it cannot be read, the one that is known stands.
    pub(crate) async fn heed(&self) {
        if self.heeded.is_fresh(self.clock.now()) {
            return;
        }
        let _looking = self.heeded.looking.lock().await;
        if !self.heeded.is_fresh(self.clock.now()) {
            self.look_at_rule().await;
        }
    }

    /// While nobody else does.
    async fn look_at_rule(&self) {
        match PublicRule::load(&self.db).await {
            Ok(rule) => {
                if self.heeded.take(rule.reuse) {
                    self.shelf.changed([Key::Rule]);
                }
            }
            Err(error) => tracing::error!("the rule for the public site could not be read: {error}"),
        }
        let next = self.clock.now().saturating_add(SignedDuration::from_secs(NOTICED_SECS));
        self.heeded.next.store(next.map_or(i64::MAX, to_millis), Ordering::Release);
    }
}
