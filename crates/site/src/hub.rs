//! The site's own hub (`WebSub`, W3C Recommendation of 23 January 2018): whoever subscribes to a feed is sent it when it has
//! changed.
//!
//! A change touches the feeds that show it, as rows in the transaction of the site's follower ([`Touched`]), so that a crash
//! loses none. A second later the feed is looked at, as every reader gets it: where it is another one, its version is
//! counted, and each subscription that was sent an older version is due. What is sent is the feed as it is at that moment,
//! and never what it was when it changed: nothing that was taken back meanwhile goes out.
//!
//! Whom to call is decided by callers from anywhere, so that every request goes through an [`errand::Guard`]. A machine is
//! asked one thing at a time, many machines at once, and those that do not answer have their own few places.

mod asked;
mod at_work;
mod callback;
mod deliver;
mod due;
mod list;
mod look;
mod topic;
mod touched;
mod verify;

pub(crate) use asked::post;
pub use asked::{
    HUB_REQUESTS_PER_HOUR_MAX, LEASE_SECS, LEASE_SECS_MAX, LEASE_SECS_MIN, SECRET_BYTES_MAX, SUBSCRIPTIONS_MAX,
    SUBSCRIPTIONS_PER_HOST_MAX, SUBSCRIPTIONS_PER_TOPIC_MAX, WAITING_MAX, WAITING_PER_HOST_MAX,
};
pub use deliver::{DELIVER_HOURS_MAX, STOP_HOURS_MAX};
pub use list::{HubFailure, HubTopic, hub_topics};
pub(crate) use topic::links;
pub(crate) use touched::Touched;
pub use verify::VERIFY_MINUTES_MAX;

use crate::{Site, repeats::Repeats};
use errand::Guard;
use std::sync::Arc;
use tokio::sync::Notify;

/// Where the hub is.
pub(crate) const PATH: &str = "/hub";
/// How long a request counts for the number of them that a sender may send, in seconds.
const OFTEN_SECS: i64 = 3_600;

/// What the hub shares within a process.
pub(crate) struct Hub {
    guard: Guard,
    often: Repeats,
    /// Something is to be done at once.
    woken: Notify,
}

impl Default for Hub {
    /// A hub that calls machines on the public internet alone.
    fn default() -> Self {
        Self::calling(Guard::default())
    }
}

impl Hub {
    fn calling(guard: Guard) -> Self {
        Self { guard, often: Repeats::of(HUB_REQUESTS_PER_HOUR_MAX, OFTEN_SECS), woken: Notify::new() }
    }

    /// Something was taken back, or somebody subscribes.
    pub fn wake(&self) {
        self.woken.notify_one();
    }
}

impl Site {
    /// The same site, whose hub also calls the machines that the guard names. Before anybody is served.
    #[must_use]
    pub fn calling(mut self, guard: Guard) -> Self {
        self.hub = Arc::new(Hub::calling(guard));
        self
    }

    /// The address of the hub.
    pub(crate) fn hub_address(&self) -> String {
        format!("{}{PATH}", self.base)
    }
}
