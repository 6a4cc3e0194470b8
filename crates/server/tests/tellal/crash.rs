//! The process is killed at random points: nothing acknowledged is lost, nothing comes twice, the chain holds.

use crate::{
    agency::{Agency, Server, done},
    reader::Reader,
};
use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex},
    time::Duration,
};

/// How often the server is killed; `TELLAL_CRASH_ROUNDS` asks for more.
const ROUNDS: u64 = 6;
/// What the desk has acknowledged at least before it is killed, however slow the machine is.
const WORK_EACH_ROUND: usize = 2;
/// Editors who work at the same time.
const EDITORS: usize = 4;

/// What the desk acknowledged: `seq` to the item and the act.
type Acknowledged = Arc<Mutex<BTreeMap<u64, (String, &'static str)>>>;

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    survive(&Agency::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    survive(&Agency::on(&kit::postgres_address().await)).await;
}

async fn survive(agency: &Agency) {
    let rounds = std::env::var("TELLAL_CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS);
    let acknowledged = Acknowledged::default();
    let mut reader = Reader::default();
    for round in 0..rounds {
        let server = Arc::new(agency.serve().await);
        let editors: Vec<_> = (0..EDITORS).map(|n| work(&server, &acknowledged, format!("{round}-{n}"))).collect();
        while acknowledged.lock().unwrap().len() < WORK_EACH_ROUND * (usize::try_from(round).unwrap() + 1) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let pause = Duration::from_millis(50 + RandomState::new().hash_one(round) % 700);
        let followed = reader.follow_until(&server, u64::MAX);
        let _ = tokio::time::timeout(pause, followed).await;
        kill(&server);
        for editor in editors {
            editor.await.unwrap();
        }
        drop(server);
    }
    let server = agency.serve().await;
    let mut fresh = Reader::default();
    fresh.catch_up(&server).await.unwrap();
    reader.catch_up(&server).await.unwrap();
    assert_eq!(reader.events.keys().collect::<Vec<_>>(), fresh.events.keys().collect::<Vec<_>>());
    let acknowledged = acknowledged.lock().unwrap();
    for (seq, (item, act)) in acknowledged.iter() {
        let event = fresh.events.get(seq).unwrap_or_else(|| panic!("{seq} was acknowledged and is lost"));
        assert_eq!((event["item"].as_str(), event["act"].as_str()), (Some(item.as_str()), Some(*act)), "{seq}");
    }
    server.stop();
    assert!(done(&agency.data(), &["verify"]).contains("is right"));
}

fn kill(server: &Server) {
    let killed = std::process::Command::new("kill").args(["-9", &server.pid().to_string()]).status().unwrap();
    assert!(killed.success());
}

/// One editor, who releases, corrects and kills until the server is gone.
fn work(server: &Arc<Server>, acknowledged: &Acknowledged, name: String) -> tokio::task::JoinHandle<()> {
    let (server, acknowledged) = (Arc::clone(server), Arc::clone(acknowledged));
    let day = async move {
        for n in 0.. {
            let Ok((id, seq)) = server.release(&format!("Story {name}-{n}"), "One.\n\nTwo.").await else { return };
            acknowledged.lock().unwrap().insert(seq, (id.clone(), "release"));
            if n % 3 == 0 {
                let Ok(seq) = server.kill_item(&id).await else { return };
                acknowledged.lock().unwrap().insert(seq, (id, "kill"));
            }
        }
    };
    #[expect(clippy::disallowed_methods, reason = "the test itself waits for the task")]
    tokio::spawn(day)
}
