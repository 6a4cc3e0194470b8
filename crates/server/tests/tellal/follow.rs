//! `tellal follow` against a running server: whatever happens on the way, the folder holds the feed.

use crate::{
    agency::{Agency, Server, ok, refused, story, tellal},
    reader::Reader,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    hash::{BuildHasher, RandomState},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Stories that are out before anybody follows.
const STORIES: usize = 14;
/// Different harms that a follower survives, at least and at most: until every sort of harm was done.
const HARMS: std::ops::RangeInclusive<u64> = 3..=30;
/// What a follower says of each sort.
const TRACES: [&str; 3] = ["gap: ", "the stream ended", "by chaos"];
/// How often the follower is killed.
const ROUNDS: u64 = 4;
/// Stories that go out in each round.
const STORIES_EACH_ROUND: usize = 5;

/// The files of a folder and of what it stopped, by their names: `stopped/…` for the latter.
type Files = BTreeMap<String, Vec<u8>>;

/// A subscriber's machine.
struct Desk<'a> {
    agency: &'a Agency,
    server: &'a Server,
}

impl<'a> Desk<'a> {
    fn new(agency: &'a Agency, server: &'a Server) -> Self {
        fs::write(agency.beside("key"), format!("{}\n", agency.key)).unwrap();
        Self { agency, server }
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.agency.beside(name)
    }

    fn args(&self, name: &str, more: &[&str]) -> Vec<String> {
        let (into, key) = (self.folder(name), self.folder("key"));
        let args = ["follow", &self.server.base, "--into", into.to_str().unwrap(), "--key-file", key.to_str().unwrap()];
        args.iter().chain(more).map(ToString::to_string).collect()
    }

    /// Follows to the end; answers what was printed on standard output and standard error.
    fn follow(&self, name: &str, more: &[&str]) -> (String, String) {
        let args = self.args(name, more);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = tellal(Path::new("/nonexistent/agency"), &args);
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(output.status.success(), "{args:?}: {out}{err}");
        (out, err)
    }

    fn refused(&self, name: &str, more: &[&str]) -> String {
        let args = self.args(name, more);
        refused(Path::new("/nonexistent/agency"), &args.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Follows until so many dispatches were told, and is killed then.
    fn follow_and_die(&self, name: &str, more: &[&str], dispatches: usize) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tellal"));
        command.args(self.args(name, more)).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.take(dispatches).map(Result::unwrap).count(), dispatches);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    fn files(&self, name: &str) -> Files {
        let folder = self.folder(name);
        let mut files = Files::new();
        for (dir, before) in [(folder.clone(), ""), (folder.join("stopped"), "stopped/")] {
            for entry in fs::read_dir(dir).unwrap() {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                if !["cursor.json", "stopped", ".lock"].contains(&name.as_str()) {
                    files.insert(format!("{before}{name}"), fs::read(entry.path()).unwrap());
                }
            }
        }
        files
    }

    fn cursor(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.folder(name).join("cursor.json")).unwrap()).unwrap()
    }
}

/// Releases stories, corrects the second and kills the third.
async fn news(server: &Server, name: &str, stories: usize) {
    let mut ids = Vec::new();
    for n in 0..stories {
        let (id, _) = server
            .release(&format!("Story {name}-{n}"), "Birinci: İzmir.\n\nThe plan costs 18 million.")
            .await
            .unwrap();
        ids.push(id);
    }
    correct(server, &ids[1]).await;
    server.kill_item(&ids[2]).await.unwrap();
}

async fn correct(server: &Server, id: &str) {
    let new = story("Corrected", "The plan costs nine million.");
    let put = server.desk("PUT", &format!("/items/{id}")).header("If-Match", "\"2\"").json(&new);
    ok(put.send().await.unwrap(), 200).await.unwrap();
    let what = json!({"was": "18 million", "now": "nine million"});
    let sent = server.desk("POST", &format!("/items/{id}/correct")).header("If-Match", "\"3\"").json(&what);
    ok(sent.send().await.unwrap(), 200).await.unwrap();
}

/// The folder that the feed asks for: every event under its name, and what was stopped apart.
async fn wanted(server: &Server) -> BTreeMap<String, Value> {
    let mut reader = Reader::default();
    reader.catch_up(server).await.unwrap();
    let kills: BTreeMap<&str, u64> = reader
        .events
        .values()
        .filter(|event| event["act"] == "kill")
        .map(|event| (event["item"].as_str().unwrap(), event["seq"].as_u64().unwrap()))
        .collect();
    let file = |(seq, event): (&u64, &Value)| {
        let item = event["item"].as_str().unwrap();
        let folder = if kills.get(item).is_some_and(|kill| seq < kill) { "stopped/" } else { "" };
        let act = event["act"].as_str().unwrap();
        let name = format!("{folder}{seq:010}-{act}-{}-v{}.json", item.replace(':', "-"), event["version"]);
        (name, event.clone())
    };
    reader.events.iter().map(file).collect()
}

fn read(files: &Files) -> BTreeMap<String, Value> {
    files.iter().map(|(name, bytes)| (name.clone(), serde_json::from_slice(bytes).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn chaos_changes_nothing() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    news(&server, "a", STORIES).await;
    let desk = Desk::new(&agency, &server);

    let (out, _) = desk.follow("plain", &["--once"]);
    let plain = desk.files("plain");
    let wanted = wanted(&server).await;
    assert_eq!(read(&plain), wanted);
    assert_eq!(wanted.keys().filter(|name| name.starts_with("stopped/")).count(), 1);
    assert_eq!(out.lines().count(), wanted.len());
    assert!(out.lines().next().unwrap().ends_with(" v1 Story a-0") && out.contains(" correct "), "{out}");
    assert_eq!(desk.cursor("plain")["seq"], wanted.len());

    let mut harm = String::new();
    for seed in 1..=*HARMS.end() {
        if seed > *HARMS.start() && TRACES.iter().all(|trace| harm.contains(trace)) {
            break;
        }
        let name = format!("chaos-{seed}");
        let (out_of_chaos, err) = desk.follow(&name, &["--once", "--chaos", "--chaos-seed", &seed.to_string()]);
        assert!(desk.files(&name) == plain, "{:?} and {:?}: {err}", desk.files(&name).keys(), plain.keys());
        assert_eq!((out_of_chaos, &desk.cursor(&name)["hash"]), (out.clone(), &desk.cursor("plain")["hash"]));
        harm += &err;
    }
    assert!(TRACES.iter().all(|trace| harm.contains(trace)), "no harm was done: {harm}");

    // Nothing comes twice, and what is new is added.
    assert_eq!(desk.follow("plain", &["--once"]).0, "");
    server.release("One more", "Text.").await.unwrap();
    let (out, _) = desk.follow("plain", &["--once"]);
    assert!(out.lines().count() == 1 && out.contains("One more"), "{out}");

    let (_, err) = desk.follow("text", &["--once", "--format", "text"]);
    let texts = desk.files("text");
    let text = texts.iter().find(|(name, _)| name.starts_with("0000000001-")).unwrap();
    assert!(
        text.0.rsplit('.').next() == Some("txt") && String::from_utf8_lossy(text.1).contains("Birinci: İzmir."),
        "{text:?}: {err}"
    );
    assert!(texts.keys().any(|name| name.starts_with("stopped/") && name.ends_with(".closed")), "{:?}", texts.keys());
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_that_is_killed_goes_on_where_it_was() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    let desk = Desk::new(&agency, &server);
    for round in 0..ROUNDS {
        news(&server, &round.to_string(), STORIES_EACH_ROUND).await;
        let dispatches = 1 + usize::try_from(RandomState::new().hash_one(round) % STORIES_EACH_ROUND as u64).unwrap();
        let more: &[&str] = if round % 2 == 0 { &[] } else { &["--chaos"] };
        tokio::task::block_in_place(|| desk.follow_and_die("killed", more, dispatches));
    }
    desk.follow("killed", &["--once"]);
    let (killed, wanted) = (read(&desk.files("killed")), wanted(&server).await);
    assert_eq!(killed.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (name, event) in &wanted {
        // What was stopped may have been received before.
        assert_eq!(killed[name]["hash"], event["hash"], "{name}");
        assert!(name.starts_with("stopped/") || &killed[name] == event, "{name}");
    }
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_right_is_refused_and_nothing_is_written() {
    let agency = Agency::sqlite();
    let server = agency.serve().await;
    let desk = Desk::new(&agency, &server);
    server.release("One", "Text.").await.unwrap();

    let foreign = json!({"keys": [{"key_id": "21fe31dfa154a261", "algorithm": "Ed25519", "since": "2026-09-01T12:00:00Z",
        "public_key": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}]});
    fs::write(agency.beside("foreign.json"), foreign.to_string()).unwrap();
    let said = desk.refused("foreign", &["--once", "--keys", agency.beside("foreign.json").to_str().unwrap()]);
    assert!(said.matches("REFUSED: 1 of ").count() >= 3 && said.contains("is not known"), "{said}");
    assert_eq!(desk.files("foreign"), Files::new());
    assert!(!desk.folder("foreign").join("cursor.json").exists());

    desk.follow("bound", &["--once"]);
    let bound = desk.files("bound");
    assert!(desk.refused("bound", &["--once", "--format", "text"]).contains("take another folder"));
    assert!(desk.refused("bound", &["--once", "--after", "1"]).contains("--after"));
    assert!(desk.refused("strange", &["--once", "--format", "poem"]).contains("is not a format"));
    // The cursor of a wire that had more than this one.
    let mut cursor = desk.cursor("bound");
    cursor["seq"] = json!(99);
    fs::write(desk.folder("bound").join("cursor.json"), cursor.to_string()).unwrap();
    assert!(desk.refused("bound", &["--once"]).contains("the wire ends at 1"));
    cursor["wire"] = json!("0011223344556677");
    fs::write(desk.folder("bound").join("cursor.json"), cursor.to_string()).unwrap();
    assert!(desk.refused("bound", &["--once"]).contains("of another wire"));
    assert_eq!(desk.files("bound"), bound);

    fs::write(agency.beside("key"), "tellal_0000").unwrap();
    assert!(desk.refused("keyless", &["--once"]).contains("the key is not let in"));
    let nowhere = Path::new("/nonexistent/agency");
    let into = agency.beside("nowhere");
    let args = ["follow", "http://agency.example", "--into", into.to_str().unwrap()];
    let output =
        Command::new(env!("CARGO_BIN_EXE_tellal")).args(args).env("TELLAL_KEY", "tellal_0000").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("use https") && !output.status.success());
    assert!(refused(nowhere, &args).contains("TELLAL_KEY"));
    assert!(!into.exists());
    server.stop();
}
