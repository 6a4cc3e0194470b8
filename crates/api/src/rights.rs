//! Looking again at what a subscriber may have, before anything goes out that came after they signed in.
//!
//! Whoever is withdrawn or frozen gets nothing that was released later, whichever process made the change. One small
//! row tells whether anything changed at all; it is read once for each dispatch, and all streams share the answer.

use crate::Api;
use account::Subscriber;
use tokio::sync::Mutex;
use web::Problem;

/// The revision of the accounts as it was read last, and the head of the wire that was known before it was read.
#[derive(Default)]
pub(crate) struct Revisions(Mutex<Option<(u64, u64)>>);

/// What stands between a reader and the next story.
pub(crate) enum Standing {
    /// Nothing changed.
    Same,
    /// Something changed somewhere; this is the subscriber now.
    Changed(Box<Subscriber>),
    /// The login or key is no longer let in.
    Out,
}

impl Api {
    /// Looks whether the subscriber may still have what was released up to `head`: a change that was made before that
    /// dispatch is seen. Asks the database once for each head.
    pub(crate) async fn standing(&self, subscriber: &Subscriber, head: u64) -> Result<Standing, Problem> {
        // The lock is held while the row is read: everybody who was woken by the same dispatch waits for the one answer.
        let mut last = self.revisions().0.lock().await;
        let revision = match *last {
            Some((known, revision)) if known >= head => revision,
            _ => {
                let revision = self.accounts().revision().await?;
                *last = Some((head, revision));
                revision
            }
        };
        drop(last);
        self.compared(subscriber, revision).await
    }

    /// As [`Api::standing`], with a look at the database in any case: for what was released some time ago.
    pub(crate) async fn standing_now(&self, subscriber: &Subscriber) -> Result<Standing, Problem> {
        let revision = self.accounts().revision().await?;
        self.compared(subscriber, revision).await
    }

    async fn compared(&self, subscriber: &Subscriber, revision: u64) -> Result<Standing, Problem> {
        // A key ends by itself when its time is over: nobody counts that as a change.
        if subscriber.is_over(self.now()) {
            return Ok(Standing::Out);
        }
        if subscriber.stands_at(revision) {
            return Ok(Standing::Same);
        }
        Ok(self.accounts().still(subscriber).await?.map_or(Standing::Out, |now| Standing::Changed(Box::new(now))))
    }
}
