//! The process is killed at random points: nothing acknowledged is lost, nothing comes twice, the chain holds.

use crate::{
    agency::{Agency, Server},
    outage::{self, Sent, all_are_on_the_wire, at_work, survive, the_chain_holds},
};
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

/// How often the server is killed.
const ROUNDS: u64 = 6;
/// What the desk has acknowledged at least in each round.
const WORK_EACH_ROUND: usize = 2;
/// Editors who work at the same time.
const EDITORS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    nothing_acknowledged_is_lost(&Agency::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    nothing_acknowledged_is_lost(&Agency::on(&kit::postgres_address().await)).await;
}

async fn nothing_acknowledged_is_lost(agency: &Agency) {
    let sent = Arc::<Mutex<Sent>>::default();
    let begin =
        |server: &Arc<Server>, round: u64| (0..EDITORS).map(|n| work(server, &sent, format!("{round}-{n}"))).collect();
    let is_enough = |round: u64| sent.lock().unwrap().len() >= WORK_EACH_ROUND * (usize::try_from(round).unwrap() + 1);
    let (server, wire) = survive(agency, outage::rounds(ROUNDS), begin, is_enough).await;
    all_are_on_the_wire(&sent.lock().unwrap(), &wire);
    the_chain_holds(agency, server);
}

/// One editor, who releases and kills until the server is gone.
fn work(server: &Arc<Server>, sent: &Arc<Mutex<Sent>>, name: String) -> JoinHandle<()> {
    let (server, sent) = (Arc::clone(server), Arc::clone(sent));
    at_work(async move {
        for n in 0.. {
            let Ok((id, seq)) = server.release(&format!("Story {name}-{n}"), "One.\n\nTwo.").await else { return };
            sent.lock().unwrap().insert(seq, (id.clone(), "release"));
            if n % 3 == 0 {
                let Ok(seq) = server.kill_item(&id).await else { return };
                sent.lock().unwrap().insert(seq, (id, "kill"));
            }
        }
    })
}
