//! How often one address asks. Kept in memory: whoever starts the server again begins anew.

use axum::{extract::ConnectInfo, http::Request};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{Mutex, PoisonError},
};

/// Requests that one address may send within the window.
pub const REQUESTS_PER_ADDRESS_MAX: usize = 5;
/// How long such a request counts, in seconds.
const WINDOW_SECS: i64 = 3_600;
/// Addresses that are remembered; beyond, the one that was quiet for longest is forgotten.
const ADDRESSES_MAX: usize = 10_000;

/// The times at which each address sent something, the oldest first.
#[derive(Debug)]
pub(crate) struct Repeats {
    known: Mutex<HashMap<IpAddr, Vec<Timestamp>>>,
    max: usize,
    window_secs: i64,
}

impl Default for Repeats {
    fn default() -> Self {
        Self::of(REQUESTS_PER_ADDRESS_MAX, WINDOW_SECS)
    }
}

impl Repeats {
    /// At most `max` requests of one address within `window_secs`.
    pub fn of(max: usize, window_secs: i64) -> Self {
        Self { known: Mutex::default(), max, window_secs }
    }

    /// Counts a request; when there were too many, answers after how many seconds the next one may come.
    pub fn count(&self, from: IpAddr, now: Timestamp) -> Result<(), i64> {
        let window = SignedDuration::from_secs(self.window_secs);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(&from) && known.len() >= ADDRESSES_MAX {
            make_room(&mut known, now, window);
        }
        let times = known.entry(from).or_default();
        times.retain(|&time| now.duration_since(time) < window);
        match times.first() {
            Some(&first) if times.len() >= self.max => Err(self.window_secs - now.duration_since(first).as_secs()),
            _ => {
                times.push(now);
                Ok(())
            }
        }
    }
}

fn make_room(known: &mut HashMap<IpAddr, Vec<Timestamp>>, now: Timestamp, window: SignedDuration) {
    known.retain(|_, times| times.last().is_some_and(|&last| now.duration_since(last) < window));
    if known.len() >= ADDRESSES_MAX
        && let Some(quiet) = known.iter().min_by_key(|(_, times)| times.last().copied()).map(|(&from, _)| from)
    {
        known.remove(&quiet);
    }
}

/// Who sent a request, as far as addresses tell. A proxy on this machine says for whom it asks; nobody else is believed.
/// Of IPv6 the network counts, because one sender has as many addresses in it as they like.
pub(crate) fn sender<B>(request: &Request<B>) -> Option<IpAddr> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    let forwarded = || {
        // The last one is what the nearest proxy saw; those before it are what it was told.
        let last = request.headers().get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    let peer = peer.ip().to_canonical();
    let address = if peer.is_loopback() { forwarded().unwrap_or(peer) } else { peer };
    Some(match address.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(peer: &str, forwarded: &str) -> Option<IpAddr> {
        let mut request = Request::builder().header("x-forwarded-for", forwarded).body(()).expect("a request");
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().expect("an address")));
        sender(&request)
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let ip = |text: &str| Some(text.parse::<IpAddr>().expect("an address"));
        assert_eq!(asked("192.0.2.1:5", "198.51.100.7"), ip("192.0.2.1"));
        assert_eq!(asked("127.0.0.1:5", "203.0.113.9, 198.51.100.7"), ip("198.51.100.7"));
        assert_eq!(asked("[::ffff:127.0.0.1]:5", "nobody"), ip("127.0.0.1"));
        assert_eq!(asked("[2001:db8:0:1:2:3:4:5]:5", ""), ip("2001:db8:0:1::"));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let repeats = Repeats::default();
        let now = Timestamp::UNIX_EPOCH;
        let address = |n: usize| IpAddr::from(u32::try_from(n).expect("small").to_be_bytes());
        for n in 0..ADDRESSES_MAX + 10 {
            let later = now + SignedDuration::from_millis(i64::try_from(n).expect("small") / 10);
            assert_eq!(repeats.count(address(n), later), Ok(()));
        }
        let known = repeats.known.lock().expect("nobody panicked");
        assert_eq!(known.len(), ADDRESSES_MAX);
        assert!(known.contains_key(&address(ADDRESSES_MAX + 9)) && !known.contains_key(&address(0)));
    }
}
