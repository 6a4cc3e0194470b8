//! Slowing down whoever guesses at a password or a code, without keeping its owner out.
//!
//! Failed tries are counted for each account, and for each network. A browser or a network from which the account was
//! signed in before has a count of its own there, so that it does not wait for what strangers do. What is counted does
//! not depend on whether the account exists. It is kept in memory, bounded, and forgotten at a restart.

use crate::AccountError;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{LazyLock, Mutex, PoisonError},
};

/// Counts that are kept.
const COUNTS_MAX: usize = 20_000;
/// Networks that are kept of those from which an account was signed in.
const KNOWN_MAX: usize = 50_000;
/// Hours after which a failed try is forgotten.
const FORGET_HOURS: i64 = 24;
/// Wrong secrets that a count remembers: the same one again is a program that was not told of a change, and no guess.
const REMEMBERED_MAX: usize = 8;

/// How fast one may guess.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// Tries that cost no time.
    free: u32,
    /// The wait after them; each further try doubles it.
    first_secs: i64,
    /// The longest wait.
    secs_max: i64,
}

/// At the password of one account.
pub(crate) const PASSWORD: Pace = Pace { free: 5, first_secs: 2, secs_max: 900 };
/// At the second step of one account: a code has six digits only.
pub(crate) const CODE: Pace = Pace { free: 5, first_secs: 15, secs_max: 3_600 };
/// From one network, at the accounts of others.
const NETWORK: Pace = Pace { free: 50, first_secs: 2, secs_max: 900 };

impl Pace {
    fn wait_secs(self, failures: u32) -> i64 {
        let Some(further) = failures.checked_sub(self.free) else { return 0 };
        self.first_secs.checked_shl(further.min(30)).map_or(self.secs_max, |secs| secs.min(self.secs_max))
    }
}

/// Where somebody who signs in comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comer {
    /// The address.
    pub address: IpAddr,
    /// What the browser keeps to be known again by.
    pub browser: Option<String>,
}

impl Comer {
    /// From an address, without a browser that is known.
    pub fn at(address: IpAddr) -> Self {
        Self { address, browser: None }
    }
}

type Name = [u8; 16];

/// A secret of this process, so that what is kept in memory is worth nothing elsewhere.
pub(crate) static PEPPER: LazyLock<[u8; 32]> = LazyLock::new(|| {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("a machine without random numbers cannot sign anybody in");
    bytes
});

fn name(parts: &[&[u8]]) -> Name {
    let mut hasher = Sha256::new();
    hasher.update(*PEPPER);
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest: [u8; 32] = hasher.finalize().into();
    let mut name = [0; 16];
    name.copy_from_slice(&digest[..16]);
    name
}

/// An IPv4 address, or the 64 bits of an IPv6 address that one subscriber of a carrier has for itself.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// One try, before it is known whether it is right.
#[derive(Debug, Clone)]
pub(crate) struct Try {
    pace: Pace,
    account: Name,
    browser: Option<Name>,
    network: IpAddr,
    secret: Name,
}

impl Try {
    /// At an account of a kind, under the name that was given; `browser` is one that the account is known by.
    pub(crate) fn new(pace: Pace, kind: &str, account: &str, comer: &Comer, known: bool, secret: &str) -> Self {
        let browser = comer.browser.as_deref().filter(|_| known).map(|secret| name(&[b"browser", secret.as_bytes()]));
        Self {
            pace,
            account: name(&[kind.as_bytes(), account.as_bytes()]),
            browser,
            network: network(comer.address),
            secret: name(&[kind.as_bytes(), account.as_bytes(), secret.as_bytes()]),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    /// Strangers at an account.
    Account(Name),
    /// A known browser at its account.
    Browser(Name, Name),
    /// A known network at an account.
    Neighbour(Name, IpAddr),
    /// Strangers from a network, at any account.
    Network(IpAddr),
}

#[derive(Debug, Clone, Default)]
struct Count {
    failures: u32,
    last: Timestamp,
    secrets: Vec<Name>,
}

impl Count {
    fn wait_secs(&self, pace: Pace, now: Timestamp) -> i64 {
        let passed = now.duration_since(self.last).as_secs();
        pace.wait_secs(self.failures).saturating_sub(passed)
    }

    fn is_old(&self, now: Timestamp) -> bool {
        now.duration_since(self.last).as_hours() >= FORGET_HOURS
    }

    fn add(&mut self, secret: Name, now: Timestamp) {
        if self.is_old(now) {
            *self = Self::default();
        }
        if self.secrets.contains(&secret) {
            return;
        }
        if self.secrets.len() >= REMEMBERED_MAX {
            self.secrets.remove(0);
        }
        self.secrets.push(secret);
        self.failures = self.failures.saturating_add(1);
        self.last = now;
    }

    fn take_back(&mut self, secret: Name) {
        if let Some(at) = self.secrets.iter().position(|one| *one == secret) {
            self.secrets.remove(at);
            self.failures = self.failures.saturating_sub(1);
        }
    }
}

#[derive(Default)]
struct Counts {
    counts: HashMap<Key, Count>,
    known: HashMap<(Name, IpAddr), Timestamp>,
}

/// The counts of one process.
#[derive(Default)]
pub(crate) struct Brake(Mutex<Counts>);

impl Brake {
    /// Lets a try go on, or says how long to wait. It counts as failed from here on, so that many at once do not pass.
    pub(crate) fn admit(&self, tried: &Try, now: Timestamp) -> Result<(), AccountError> {
        let mut counts = self.counts();
        let keys = counts.keys(tried);
        let waits =
            keys.iter().map(|&(key, pace)| counts.counts.get(&key).map_or(0, |count| count.wait_secs(pace, now)));
        let secs = waits.max().unwrap_or(0);
        if secs > 0 {
            return Err(AccountError::Slow { secs: u32::try_from(secs).unwrap_or(u32::MAX) });
        }
        counts.make_room(now);
        for (key, _) in keys {
            counts.counts.entry(key).or_default().add(tried.secret, now);
        }
        Ok(())
    }

    /// The try was right: its own count ends, and its network is known from here on.
    pub(crate) fn was_right(&self, tried: &Try, now: Timestamp) {
        let mut counts = self.counts();
        for (key, _) in counts.keys(tried) {
            match key {
                // What strangers did is theirs; only the try that was right is taken out.
                Key::Account(_) | Key::Network(_) => counts.take_back(key, tried.secret),
                Key::Browser(..) | Key::Neighbour(..) => drop(counts.counts.remove(&key)),
            }
        }
        counts.known.insert((tried.account, tried.network), now);
        thin(&mut counts.known, KNOWN_MAX, |seen| *seen);
    }

    /// Nothing was found out: the try does not count.
    pub(crate) fn was_nothing(&self, tried: &Try) {
        let mut counts = self.counts();
        for (key, _) in counts.keys(tried) {
            counts.take_back(key, tried.secret);
        }
    }

    fn counts(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Where a try counts, and how fast one may go there.
    fn keys(&self, tried: &Try) -> Vec<(Key, Pace)> {
        if let Some(browser) = tried.browser {
            return vec![(Key::Browser(tried.account, browser), tried.pace)];
        }
        if self.known.contains_key(&(tried.account, tried.network)) {
            return vec![(Key::Neighbour(tried.account, tried.network), tried.pace)];
        }
        vec![(Key::Account(tried.account), tried.pace), (Key::Network(tried.network), NETWORK)]
    }

    fn take_back(&mut self, key: Key, secret: Name) {
        if let Some(count) = self.counts.get_mut(&key) {
            count.take_back(secret);
            if count.failures == 0 {
                self.counts.remove(&key);
            }
        }
    }

    /// Forgets what is old; when that is not enough, those with the fewest failures: a count that slows somebody down
    /// cannot be pushed out by single tries at other accounts.
    fn make_room(&mut self, now: Timestamp) {
        if self.counts.len() < COUNTS_MAX {
            return;
        }
        self.counts.retain(|_, count| !count.is_old(now));
        thin(&mut self.counts, COUNTS_MAX - 1, |count| (count.failures, count.last));
    }
}

/// Keeps at most `most`; when there are more, a quarter goes, the least first.
fn thin<K: Copy + Eq + Hash, V, O: Ord>(map: &mut HashMap<K, V>, most: usize, order: impl Fn(&V) -> O) {
    if map.len() <= most {
        return;
    }
    let mut all: Vec<(O, K)> = map.iter().map(|(key, value)| (order(value), *key)).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    for (_, key) in all.into_iter().take(most / 4) {
        map.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: &str = "192.0.2.1";

    fn tried(account: &str, from: &str, secret: &str) -> Try {
        Try::new(PASSWORD, "staff", account, &Comer::at(from.parse().unwrap()), false, secret)
    }

    fn secs(refused: Result<(), AccountError>) -> u32 {
        match refused {
            Ok(()) => 0,
            Err(AccountError::Slow { secs }) => secs,
            Err(other) => panic!("{other}"),
        }
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + secs).unwrap()
    }

    #[test]
    fn strangers_wait_longer_each_time_and_never_without_end() {
        let brake = Brake::default();
        for n in 0..5 {
            assert_eq!(secs(brake.admit(&tried("ayse", &format!("198.51.100.{n}"), &n.to_string()), at(0))), 0);
        }
        let (mut now, mut waits) = (0, Vec::new());
        for n in 5..20 {
            let again = tried("ayse", &format!("198.51.100.{n}"), &n.to_string());
            let wait = secs(brake.admit(&again, at(now)));
            waits.push(wait);
            assert!(secs(brake.admit(&again, at(now + i64::from(wait) - 1))) == 1, "not a second before");
            now += i64::from(wait);
            assert_eq!(secs(brake.admit(&again, at(now))), 0);
        }
        assert_eq!(waits[..4], [2, 4, 8, 16]);
        assert_eq!(waits.last(), Some(&900));
        assert_eq!(secs(brake.admit(&tried("mert", "198.51.100.3", "x"), at(0))), 0, "others are not slowed");
    }

    #[test]
    fn an_owner_is_not_kept_out_where_the_account_was_signed_in_before() {
        let brake = Brake::default();
        let right = tried("ayse", OWNER, "right");
        brake.admit(&right, at(0)).unwrap();
        brake.was_right(&right, at(0));
        for n in 0..5 {
            brake.admit(&tried("ayse", "198.51.100.1", &n.to_string()), at(1)).unwrap();
        }
        assert_eq!(secs(brake.admit(&tried("ayse", "198.51.100.2", "x"), at(1))), 2);
        assert_eq!(secs(brake.admit(&right, at(1))), 0, "the network is known");
        let browser = Comer { address: "198.51.100.1".parse().unwrap(), browser: Some("a browser".to_owned()) };
        let known = |known| Try::new(PASSWORD, "staff", "ayse", &browser, known, "right");
        assert_eq!(secs(brake.admit(&known(true), at(1))), 0, "the browser is known");
        assert_eq!(secs(brake.admit(&known(false), at(1))), 2, "a browser that is not is a stranger's");
        // Somebody beside the owner does not guess without end either.
        for n in 0..6 {
            drop(brake.admit(&tried("ayse", OWNER, &n.to_string()), at(2)));
        }
        assert_eq!(secs(brake.admit(&tried("ayse", OWNER, "next"), at(2))), 2);
    }

    #[test]
    fn the_same_wrong_secret_counts_once_and_a_right_one_not_at_all() {
        let brake = Brake::default();
        for _ in 0..100 {
            brake.admit(&tried("ayse", OWNER, "an old password"), at(0)).unwrap();
        }
        for _ in 0..100 {
            let right = tried("ayse", "198.51.100.1", "right");
            brake.admit(&right, at(0)).unwrap();
            brake.was_right(&right, at(0));
        }
        for n in 0..4 {
            brake.admit(&tried("ayse", OWNER, &n.to_string()), at(0)).unwrap();
        }
        assert_eq!(secs(brake.admit(&tried("ayse", OWNER, "x"), at(0))), 2);
    }

    #[test]
    fn many_tries_at_once_do_not_pass() {
        let brake = Brake::default();
        let passed = (0..100).filter(|n| brake.admit(&tried("ayse", OWNER, &n.to_string()), at(0)).is_ok()).count();
        assert_eq!(passed, 5);
    }

    #[test]
    fn a_network_that_tries_one_password_at_many_accounts_is_slowed() {
        let brake = Brake::default();
        let passed = (0..100).filter(|n| brake.admit(&tried(&format!("user{n}"), OWNER, "12345"), at(0)).is_ok());
        assert_eq!(passed.count(), 50);
        let v6 = |host: u32| tried(&format!("user{host}"), &format!("2001:db8:0:1::{host:x}"), "12345");
        assert_eq!((0..100).filter(|n| brake.admit(&v6(*n), at(0)).is_ok()).count(), 50, "64 bits are one network");
    }

    #[test]
    fn what_is_kept_is_bounded_and_who_is_slowed_stays_slowed() {
        let brake = Brake::default();
        for n in 0..5 {
            brake.admit(&tried("ayse", &format!("198.51.100.{n}"), &n.to_string()), at(0)).unwrap();
        }
        for n in 0..30_000_u32 {
            let from = format!("10.{}.{}.{}", n >> 16, (n >> 8) & 255, n & 255);
            brake.admit(&tried(&format!("user{n}"), &from, "x"), at(0)).unwrap();
        }
        assert!(brake.counts().counts.len() <= COUNTS_MAX + 1);
        assert_eq!(secs(brake.admit(&tried("ayse", "198.51.100.99", "x"), at(0))), 2);
    }

    #[test]
    fn a_try_is_forgotten_in_time() {
        let mut counts = Counts::default();
        for n in 0..=u32::try_from(COUNTS_MAX).unwrap() {
            let key = Key::Network(IpAddr::V4(n.into()));
            counts.counts.entry(key).or_default().add(name(&[b"x"]), at(0));
        }
        counts.make_room(at(FORGET_HOURS * 3_600));
        assert!(counts.counts.is_empty());
    }
}
