//! The driver of the tests in which the server is killed, again and again, while people work.

use crate::{
    agency::{Agency, Server, done},
    reader::Reader,
};
use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};
use tokio::task::JoinHandle;

/// How long people work on at least before the server is killed, and how much longer that may be, in milliseconds.
const WORK_MILLIS_MIN: u64 = 50;
const WORK_MILLIS_MORE: u64 = 700;

/// What the desk acknowledged as sent: `seq` to the item and the act.
pub type Sent = BTreeMap<u64, (String, &'static str)>;

/// How often the server is killed; `TELLAL_CRASH_ROUNDS` asks for more.
pub fn rounds(usual: u64) -> u64 {
    std::env::var("TELLAL_CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Kills the server at a random point of every round, and starts it again. `begin` sets people to work in a round, until
/// the server is gone; `is_enough` says when they have done so much in it that the server may be killed, however slow the
/// machine is. Answers the server that was started last, and what a subscriber of its wire has received, who saw the same
/// through all of it as one who reads it afterwards.
pub async fn survive(
    agency: &Agency,
    rounds: u64,
    begin: impl Fn(&Arc<Server>, u64) -> Vec<JoinHandle<()>>,
    is_enough: impl Fn(u64) -> bool,
) -> (Server, Reader) {
    let mut reader = Reader::default();
    for round in 0..rounds {
        let server = Arc::new(agency.serve().await);
        let people = begin(&server, round);
        // Whoever ends while the server is there has failed, and says so below.
        while !is_enough(round) && !people.iter().any(JoinHandle::is_finished) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let pause = WORK_MILLIS_MIN + RandomState::new().hash_one(round) % WORK_MILLIS_MORE;
        let followed = reader.follow_until(&server, u64::MAX);
        let _ = tokio::time::timeout(Duration::from_millis(pause), followed).await;
        kill(&server);
        for person in people {
            person.await.unwrap();
        }
        assert!(is_enough(round), "somebody went home before the server was gone");
        drop(server);
    }
    let server = agency.serve().await;
    let mut fresh = Reader::default();
    fresh.catch_up(&server).await.unwrap();
    reader.catch_up(&server).await.unwrap();
    assert_eq!(reader.events.keys().collect::<Vec<_>>(), fresh.events.keys().collect::<Vec<_>>());
    (server, fresh)
}

/// Kills the server where it stands.
pub fn kill(server: &Server) {
    let killed = std::process::Command::new("kill").args(["-9", &server.pid().to_string()]).status().unwrap();
    assert!(killed.success());
}

/// Sets somebody to work beside the others.
pub fn at_work(day: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    #[expect(clippy::disallowed_methods, reason = "the test itself waits for the task")]
    tokio::spawn(day)
}

/// Everything that was acknowledged as sent is on the wire.
pub fn all_are_on_the_wire(sent: &Sent, wire: &Reader) {
    for (seq, (item, act)) in sent {
        let event = wire.events.get(seq).unwrap_or_else(|| panic!("{seq} was acknowledged and is lost"));
        assert_eq!((event["item"].as_str(), event["act"].as_str()), (Some(item.as_str()), Some(*act)), "{seq}");
    }
}

/// Stops the server; the chain of the wire holds.
pub fn the_chain_holds(agency: &Agency, server: Server) {
    server.stop();
    assert!(done(&agency.data(), &["verify"]).contains("is right"));
}
