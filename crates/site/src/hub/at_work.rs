//! Many machines at once, and each one thing at a time.
//!
//! What is due is found by looks at the rows; each machine that has something due is a piece of work of its own, in one of
//! three lanes, so that those that do not answer take no place from those that do, and a kill waits for neither.

use crate::{Site, SiteError};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use std::{
    collections::{HashMap, VecDeque},
    panic::AssertUnwindSafe,
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// Time between two looks at what is due, where nobody was woken, in milliseconds.
const LOOK_MILLIS: u64 = 500;

/// In which order machines have their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Lane {
    /// Something that they were sent was taken back.
    Stops,
    /// All others that answered when they were last asked.
    Usual,
    /// Those that did not.
    Silent,
}

impl Lane {
    /// Machines of this lane that are asked at once.
    fn places(self) -> usize {
        match self {
            Self::Stops => 16,
            Self::Usual => 24,
            Self::Silent => 8,
        }
    }
}

/// What is being done, and what waits for a place.
#[derive(Default)]
pub(super) struct AtWork {
    running: FuturesUnordered<BoxFuture<'static, String>>,
    lanes: HashMap<String, Lane>,
    waiting: VecDeque<(String, Lane)>,
    /// When the rows were last tidied, in milliseconds of the epoch.
    pub tidied: Option<i64>,
}

impl AtWork {
    /// Takes the machines that were found at the last look in the place of those that had been found before.
    fn found(&mut self, hosts: Vec<(String, Lane)>) {
        self.waiting = hosts.into();
    }

    /// Begins with whatever there is a place for. Answers with how much it began.
    fn start(&mut self, site: &Site) -> usize {
        let before = self.running.len();
        for _ in 0..self.waiting.len() {
            let Some((host, lane)) = self.waiting.pop_front() else { break };
            if self.lanes.contains_key(&host) {
                continue;
            }
            if self.lanes.values().filter(|taken| **taken == lane).count() >= lane.places() {
                self.waiting.push_back((host, lane));
                continue;
            }
            self.lanes.insert(host.clone(), lane);
            let site = site.clone();
            let work = async move {
                site.serve_all(&host).await;
                host
            };
            self.running.push(work.boxed());
        }
        self.running.len() - before
    }

    fn is_done(&mut self, host: &str) {
        self.lanes.remove(host);
    }
}

impl Site {
    /// Asks subscribers whether they are, and sends them what has changed, until `stop`. What is cut off by the stop is done
    /// when a process begins again.
    pub async fn keep_hub(self, stop: CancellationToken) {
        let mut at_work = AtWork::default();
        let mut beat = tokio::time::interval(Duration::from_millis(LOOK_MILLIS));
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(host) = at_work.running.next(), if !at_work.running.is_empty() => at_work.is_done(&host),
                () = self.hub.woken.notified() => self.look_again(&mut at_work, &stop).await,
                _ = beat.tick() => self.look_again(&mut at_work, &stop).await,
            }
            at_work.start(&self);
        }
    }

    /// Looks at what is due while the work goes on: some of it may be making the page that the look waits for.
    async fn look_again(&self, at_work: &mut AtWork, stop: &CancellationToken) {
        let mut tidied = at_work.tidied;
        let look = AssertUnwindSafe(self.look(&mut tidied)).catch_unwind();
        let mut look = Box::pin(stop.run_until_cancelled(look));
        let found = loop {
            tokio::select! {
                found = &mut look => break found,
                Some(host) = at_work.running.next(), if !at_work.running.is_empty() => {
                    at_work.is_done(&host);
                    at_work.start(self);
                }
            }
        };
        drop(look);
        at_work.tidied = tidied;
        match found {
            Some(Ok(Ok(hosts))) => at_work.found(hosts),
            Some(Ok(Err(error))) => tracing::error!("the hub does not know what is due, and looks again: {error}"),
            Some(Err(_)) => tracing::error!("the hub panicked while it looked for what is due, and looks again"),
            None => {}
        }
    }

    /// Does once, now, what [`Site::keep_hub`] keeps doing, to its end.
    pub async fn serve_hub(&self) -> Result<(), SiteError> {
        let mut at_work = AtWork::default();
        loop {
            let hosts = self.look(&mut at_work.tidied).await?;
            at_work.found(hosts);
            if at_work.start(self) == 0 {
                return Ok(());
            }
            while let Some(host) = at_work.running.next().await {
                at_work.is_done(&host);
                at_work.start(self);
            }
        }
    }

    /// Does what is due at one machine. What fails inside is told, and left to a later look.
    async fn serve_all(&self, host: &str) {
        match AssertUnwindSafe(self.serve(host)).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(host, "a subscriber cannot be served, and is tried again: {error}"),
            Err(_) => tracing::error!(host, "the hub panicked over a subscriber, which is tried again"),
        }
    }
}
