//! Readers are told of stories while the server is killed: whoever is to hear of a dispatch has one alert and one letter
//! of it, and nobody else has any.

mod editors;
mod ledger;

use crate::{
    agency::{Agency, Server, done},
    browser::Browser,
    outage::{self, kill, survive, the_chain_holds},
    reader::Reader,
};
use editors::{Editor, Newsroom};
use kit::Postbox;
use ledger::{Ledger, Listener};
use serde_json::json;
use std::{fs, sync::Arc, time::Duration};
use store::{Db, Location, args};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How often the server is killed.
const ROUNDS: u64 = 6;
/// What the desk has acknowledged as sent at least in each round.
const ACTS_EACH_ROUND: usize = 12;
/// Editors who work at the same time.
const EDITORS: usize = 2;
/// What the subjects of the letters begin with that must have come in the end: the stories of some are taken back after
/// they were told of.
const SUBJECTS: [&str; 4] = ["TEST: ", "CORRECTION ", "HOLD: ", "KILL: "];
/// Tries to see that what was left over is done, 20 milliseconds apart.
const LEFT_OVER_TRIES: u32 = 6_000;

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let agency = Agency::sqlite();
    let location = Location::Sqlite(agency.data().join("tellal.db"));
    everybody_is_told_once(&agency, &location).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let address = kit::postgres_address().await;
    everybody_is_told_once(&Agency::on(&address), &Location::Postgres(address)).await;
}

async fn everybody_is_told_once(agency: &Agency, location: &Location) {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let newsroom = Arc::new(Newsroom::with(Postbox::open(&tasks, stop.clone()).await));
    sends_letters_to(agency, &newsroom.postbox);
    let rounds = outage::rounds(ROUNDS);
    let listeners = people_listen(agency, rounds).await;

    let is_last = |round: u64| round + 1 == rounds;
    let begin = |server: &Arc<Server>, round: u64| {
        // The server is killed while it waits to hear that the letter was taken, or at any other moment.
        if round % 2 == 1 && !is_last(round) {
            newsroom.postbox.leave_next_unanswered();
        }
        (0..EDITORS).map(|name| Editor { name, round, newsroom: Arc::clone(&newsroom) }.at_work(server)).collect()
    };
    let is_enough = |round: u64| {
        let (done, letters) = (usize::try_from(round).unwrap() + 1, newsroom.postbox.posted());
        let came = |subject: &&str| letters.iter().any(|letter| letter.read().header("Subject").starts_with(subject));
        newsroom.sent.lock().unwrap().len() >= ACTS_EACH_ROUND * done
            && letters.len() >= done
            && (!is_last(round) || SUBJECTS.iter().all(came))
    };
    let (server, _) = survive(agency, rounds, begin, is_enough).await;

    let db = Db::open(location).await.unwrap();
    one_letter_is_taken_and_not_noted(&newsroom, server).await;
    // What a process held that was killed is free two minutes later: as if they had passed.
    db.run("UPDATE mail SET due = 0 WHERE due IS NOT NULL", args![]).await.unwrap();
    let server = agency.serve().await;
    nothing_is_left_over(&newsroom, &server, &db).await;

    let mut wire = Reader::default();
    wire.catch_up(&server).await.unwrap();
    let ledger = Ledger::read(&db, &newsroom.postbox.posted()).await;
    let told = ledger.holds(&wire, &listeners, &newsroom.texts.lock().unwrap());
    println!("{rounds} rounds, {} dispatches: {told:?}", wire.events.len());
    assert!(told.repeated > 0, "a letter was taken and not noted, and came again: {told:?}");
    db.close().await;
    the_chain_holds(agency, server);
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

fn sends_letters_to(agency: &Agency, postbox: &Postbox) {
    let config = agency.data().join("tellal.toml");
    let text = fs::read_to_string(&config).unwrap();
    let text = text.replace("mail = \"folder\"", &format!("mail = \"smtp://{}\"", postbox.address));
    fs::write(config, text.replace("mail_from = \"\"", "mail_from = \"desk@agency.example\"")).unwrap();
}

/// A reader for every round, whom its stories are told of by letter; one who hears of all of them in the portal alone; and
/// one who asks for all of them and has no contract.
async fn people_listen(agency: &Agency, rounds: u64) -> Vec<Listener> {
    // No master users, to whom a letter goes for each kill: those are sent before what was found.
    let joins = |organisation: &str, name: &str| {
        let email = format!("{name}@{}.example", organisation.to_lowercase());
        done(&agency.data(), &["org", "person", "add", organisation, &email, "--name", name]);
        email
    };
    done(&agency.data(), &["org", "add", "Elsewhere"]);
    let (all, outsider) = (joins("Paper", "all"), joins("Elsewhere", "outsider"));
    let server = agency.serve().await;
    let by_mail = json!({"portal": true, "email": "at_once"});
    let in_portal = json!({"portal": true});
    let mut listeners = Vec::new();
    for round in 0..rounds {
        let (email, word) = (joins("Paper", &format!("reader{round}")), editors::word_of(round));
        let reader = Browser::of(&server, &email).await;
        reader.save(&server, &json!({"name": "By letter", "query": word, "alert": by_mail})).await;
        // One alert, however many searches find it.
        let too = json!({"name": "Too", "query": format!("headline:{word}"), "alert": in_portal});
        reader.save(&server, &too).await;
        listeners.push(Listener { email, word: Some(word), by_mail: true });
    }
    let search = json!({"name": "All", "query": editors::EVERY, "alert": in_portal});
    Browser::of(&server, &all).await.save(&server, &search).await;
    listeners.push(Listener { email: all, word: Some(editors::EVERY.to_owned()), by_mail: false });
    let search = json!({"name": "In vain", "query": editors::EVERY, "alert": by_mail});
    Browser::of(&server, &outsider).await.save(&server, &search).await;
    listeners.push(Listener { email: outsider, word: None, by_mail: true });
    server.stop();
    listeners
}

/// The server is killed when a letter was taken, and before it could note so.
async fn one_letter_is_taken_and_not_noted(newsroom: &Newsroom, server: Server) {
    newsroom.postbox.leave_next_unanswered();
    let before = newsroom.postbox.posted().len();
    newsroom.releases(&server, &format!("{} {} again", editors::EVERY, editors::word_of(0))).await.unwrap();
    until("a letter comes", async || newsroom.postbox.posted().len() > before).await;
    kill(&server);
    drop(server);
}

/// Waits until the alerts have caught up with the wire, and no letter is left.
async fn nothing_is_left_over(newsroom: &Newsroom, server: &Server, db: &Db) {
    let (_, last) = newsroom.releases(server, &format!("{} at last", editors::EVERY)).await.unwrap();
    until("the last story is told", async || {
        db.one("SELECT id FROM alert WHERE seq = $1", args![last]).await.unwrap().is_some()
    })
    .await;
    until("every letter is sent", async || {
        let waits = "SELECT id AS n FROM alert WHERE due IS NOT NULL";
        let mail = "SELECT id FROM mail WHERE due IS NOT NULL";
        db.one(waits, args![]).await.unwrap().is_none() && db.one(mail, args![]).await.unwrap().is_none()
    })
    .await;
}

async fn until(what: &str, done: impl AsyncFn() -> bool) {
    for _ in 0..LEFT_OVER_TRIES {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never comes that {what}");
}
