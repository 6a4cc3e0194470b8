//! The follower against a server that says whatever a test likes.

use super::*;
use crate::commands::follow::{
    dice::Dice,
    keyring::tests::{keys, signed},
};
use serde_json::json;
use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt::Write,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A server that answers each path with the same every time, and hangs up.
struct Server {
    listener: TcpListener,
    answers: BTreeMap<&'static str, (u16, String)>,
    /// The targets that were asked for, in order.
    asked: RefCell<Vec<String>>,
}

impl Server {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let answers = BTreeMap::from([("/.well-known/tellal-keys.json", (200, keys()))]);
        Self { listener, answers, asked: RefCell::default() }
    }

    fn stream(mut self, head: u64, events: &[Value]) -> Self {
        let mut text = format!("event: heartbeat\ndata: {{\"seq\":0,\"head\":{head},\"next\":0}}\n\n");
        for event in events {
            write!(text, "id: {}\nevent: dispatch\ndata: {event}\n\n", event["seq"]).unwrap();
        }
        self.answers.insert("/api/v1/stream", (200, text));
        self
    }

    fn feed(mut self, status: u16, events: &[Value]) -> Self {
        let next = events.last().map_or(0, |event| event["seq"].as_u64().unwrap());
        let page = json!({"events": events, "next": next, "head": next, "more": false});
        self.answers.insert("/api/v1/feed", (status, page.to_string()));
        self
    }

    async fn serve(&self) {
        loop {
            let (mut stream, _) = self.listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(stream.read_u8().await.unwrap());
            }
            let asked = String::from_utf8(asked).unwrap();
            assert!(asked.to_lowercase().contains("authorization: bearer tellal_x"), "{asked}");
            self.asked.borrow_mut().push(asked.split(' ').nth(1).unwrap().to_owned());
            let path = asked.split(['?', ' ']).nth(1).unwrap();
            let (status, body) = &self.answers[path];
            let answer = format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    }

    /// What becomes of a follower who follows once.
    async fn followed(&self, dir: &TempDir) -> (anyhow::Result<()>, Follower) {
        let address = format!("http://{}", self.listener.local_addr().unwrap());
        let mut follower = Follower {
            line: Line::new(&address, "tellal_x").unwrap(),
            feed: Feed { form: Form::Json, query: String::new() },
            folder: Folder::open(dir.path(), "", None).unwrap(),
            patience: Patience::new(Dice::new(1)),
            chaos: None,
            trusted: None,
            published: None,
            once: true,
            goal: None,
            failed: (0, 0),
            beaten: false,
            tally: Tally::default(),
        };
        let end = tokio::select! {
            end = follower.follow() => end,
            () = self.serve() => panic!("a server does not end"),
        };
        (end, follower)
    }
}

/// Four dispatches of a chain: three stories, and a kill of the first.
fn chain() -> Vec<Value> {
    let mut events: Vec<Value> = Vec::new();
    for seq in 1..=4 {
        let before = events.last().map(|event| event["hash"].clone());
        events.push(signed(seq, seq - 1, |event| {
            event["prev_hash"] = before.unwrap_or(json!(wire::EMPTY_HASH));
            event["item"] = json!(format!("tel:text:20260901:{}", seq % 4));
            if seq == 4 {
                event["item"] = json!("tel:text:20260901:1");
                event["act"] = json!("kill");
                event["version"] = json!(2);
                event["state"] = json!("canceled");
            }
        }));
    }
    events
}

fn file(dir: &TempDir, name: &str) -> PathBuf {
    dir.path().join(format!("{name}.json"))
}

const FIRST: &str = "0000000001-release-tel-text-20260901-1-v1";
const SECOND: &str = "0000000002-release-tel-text-20260901-2-v1";
const KILL: &str = "0000000004-kill-tel-text-20260901-1-v2";

fn put_away(dir: &TempDir) -> bool {
    let stopped = Path::new("stopped").join(FIRST);
    file(dir, stopped.to_str().unwrap()).exists() && !file(dir, FIRST).exists()
}

#[tokio::test]
async fn a_gap_is_closed_by_the_feed() {
    let events = chain();
    let server = Server::new().await.stream(4, &[events[0].clone(), events[3].clone()]).feed(200, &events[1..]);
    let dir = tempfile::tempdir().unwrap();
    let (end, follower) = server.followed(&dir).await;
    end.unwrap();
    assert_eq!((follower.tally.written, follower.tally.gaps, follower.tally.twice), (4, 1, 1));
    assert!(put_away(&dir) && file(&dir, SECOND).exists() && file(&dir, KILL).exists());
}

#[tokio::test]
async fn a_gap_is_looked_for_behind_what_is_held_and_not_behind_what_was_looked_at() {
    let events = chain();
    let server = Server::new().await.stream(4, &events[3..]).feed(200, &events);
    let dir = tempfile::tempdir().unwrap();
    let cursor = json!({"wire": null, "feed": "", "seq": 0, "hash": null, "next": 2});
    std::fs::write(dir.path().join("cursor.json"), cursor.to_string()).unwrap();
    let (end, follower) = server.followed(&dir).await;
    end.unwrap();
    assert_eq!((follower.tally.written, follower.tally.gaps), (4, 1));
    let asked = server.asked.borrow();
    let feeds: Vec<_> = asked.iter().filter(|target| target.starts_with("/api/v1/feed")).collect();
    assert_eq!(feeds, ["/api/v1/feed?after=0&limit=100"]);
}

#[tokio::test]
async fn a_kill_is_obeyed_before_the_gap_is_closed() {
    let events = chain();
    let server = Server::new().await.stream(4, &[events[0].clone(), events[3].clone()]).feed(403, &[]);
    let dir = tempfile::tempdir().unwrap();
    let (end, follower) = server.followed(&dir).await;
    assert!(end.unwrap_err().to_string().contains("may not follow this"));
    assert_eq!(follower.folder.cursor().seq, 1, "nothing was passed over");
    assert!(put_away(&dir) && !file(&dir, KILL).exists());
}

#[tokio::test]
async fn a_kill_that_nobody_signed_is_not_obeyed() {
    let mut events = chain();
    events[3]["version"] = json!(3);
    let server = Server::new().await.stream(4, &[events[0].clone(), events[3].clone()]).feed(200, &[]);
    let dir = tempfile::tempdir().unwrap();
    let (end, _) = server.followed(&dir).await;
    assert!(end.unwrap_err().to_string().contains("REFUSED: 4 of tel:text:20260901:1"));
    assert!(file(&dir, FIRST).exists());
}

#[tokio::test]
async fn an_event_that_was_changed_is_not_written_and_nothing_after_it() {
    let mut events = chain();
    events[1]["story"]["headline"] = json!("Another headline");
    let server = Server::new().await.stream(4, &events).feed(200, &events);
    let dir = tempfile::tempdir().unwrap();
    let (end, follower) = server.followed(&dir).await;
    let why = end.unwrap_err().to_string();
    assert!(why.contains("REFUSED: 2 of tel:text:20260901:2") && why.contains("changed after it was signed"), "{why}");
    assert_eq!((follower.folder.cursor().seq, follower.tally.written), (1, 1));
    assert!(file(&dir, FIRST).exists() && !file(&dir, SECOND).exists());
}

#[tokio::test]
async fn an_entry_that_does_not_follow_from_the_one_that_is_held_is_refused() {
    let mut events = chain();
    // Signed by the agency, but another past.
    events[1] = signed(2, 1, |event| event["item"] = json!("tel:text:20260901:2"));
    let server = Server::new().await.stream(4, &events[..2]).feed(200, &events);
    let dir = tempfile::tempdir().unwrap();
    let (end, _) = server.followed(&dir).await;
    assert!(end.unwrap_err().to_string().contains("the chain is cut here"));
    assert!(!file(&dir, SECOND).exists());
}
