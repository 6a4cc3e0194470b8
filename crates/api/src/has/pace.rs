//! The published rule of HAS is one request in 500 ms. Clients break it: several call `document` right after `search`. So
//! each user has a pace at each endpoint, and a request that comes early is held until its time. Only when more are held
//! than a patient client would ever send is one refused.

use account::Subscriber;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Milliseconds between two requests of one user at one endpoint.
pub const PACE_MILLIS: u64 = 500;
/// Requests of one user that may be held at one endpoint at once.
pub const HELD_MAX: u32 = 4;
/// Users and endpoints that are remembered before those whose time is over are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// What a client calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Endpoint {
    Discover,
    Search,
    Subscription,
    Document,
    Token,
    MultiToken,
}

/// When each user may call each endpoint next.
pub(crate) struct Pace {
    between: Duration,
    next: Mutex<HashMap<(String, Endpoint), Instant>>,
}

/// Too many requests are held: come back after so many seconds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooFast {
    pub(super) retry_after_secs: u32,
}

impl Pace {
    /// One request in each `between`; none is held when it is zero.
    pub(crate) fn new(between: Duration) -> Self {
        Self { between, next: Mutex::default() }
    }

    /// Waits until it is this request's turn.
    pub(super) async fn hold(&self, subscriber: &Subscriber, endpoint: Endpoint) -> Result<(), TooFast> {
        let who = subscriber.via.name();
        let turn = self.turn(who, endpoint, Instant::now())?;
        tokio::time::sleep_until(turn).await;
        Ok(())
    }

    fn turn(&self, who: &str, endpoint: Endpoint, now: Instant) -> Result<Instant, TooFast> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if next.len() >= REMEMBERED_MAX {
            next.retain(|_, turn| *turn > now);
        }
        let turn = next.entry((who.to_owned(), endpoint)).or_insert(now);
        let mine = (*turn).max(now);
        let wait = mine - now;
        if wait > self.between * HELD_MAX {
            let secs = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            return Err(TooFast { retry_after_secs: u32::try_from(secs).unwrap_or(u32::MAX) });
        }
        *turn = mine + self.between;
        Ok(mine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Duration = Duration::from_millis(PACE_MILLIS);

    #[test]
    fn early_requests_are_held_and_only_a_flood_is_refused() {
        let pace = Pace::new(HALF);
        let now = Instant::now();
        let turn = |who: &str, endpoint, at| pace.turn(who, endpoint, at).map(|turn| turn - now);
        assert_eq!(turn("a", Endpoint::Search, now), Ok(Duration::ZERO));
        assert_eq!(turn("a", Endpoint::Document, now), Ok(Duration::ZERO), "each endpoint has its own pace");
        assert_eq!(turn("b", Endpoint::Search, now), Ok(Duration::ZERO), "each user has their own pace");
        for held in 1..=HELD_MAX {
            assert_eq!(turn("a", Endpoint::Search, now), Ok(HALF * held));
        }
        assert_eq!(turn("a", Endpoint::Search, now), Err(TooFast { retry_after_secs: 3 }));
        // Half a second later one of them has been answered.
        assert_eq!(turn("a", Endpoint::Search, now + HALF), Ok(HALF * 5));
        assert_eq!(turn("a", Endpoint::Search, now + HALF * 20), Ok(HALF * 20));
    }

    #[test]
    fn a_client_that_keeps_the_pace_is_never_held() {
        let pace = Pace::new(HALF);
        let now = Instant::now();
        for n in 0..100 {
            assert_eq!(pace.turn("a", Endpoint::Search, now + HALF * n), Ok(now + HALF * n));
        }
    }

    #[test]
    fn the_memory_is_bounded() {
        let pace = Pace::new(HALF);
        let now = Instant::now();
        for n in 0..REMEMBERED_MAX {
            let _ = pace.turn(&n.to_string(), Endpoint::Search, now);
        }
        let _ = pace.turn("late", Endpoint::Search, now + HALF * 2);
        assert_eq!(pace.next.lock().unwrap_or_else(PoisonError::into_inner).len(), 1);
    }
}
