//! The main job: stories go through desk and wire to every edge, and what is corrected or killed is seen so everywhere.

use crate::{
    agency::{Agency, Server, done, ok, story},
    reader::Reader,
};
use serde_json::{Value, json};
use std::{fmt::Write, fs, time::Duration};

/// Stories that the journey imports.
const STORIES: u64 = 295;
/// Tries to find what was released, 20 milliseconds apart: search may take half a second.
const FIND_TRIES: u32 = 250;

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    travel(&Agency::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    travel(&Agency::on(&kit::postgres_address().await)).await;
}

async fn travel(agency: &Agency) {
    let server = agency.serve().await;
    // The import is another process; the open stream hears of it all the same.
    let file = agency.beside("stories.jsonl");
    fs::write(&file, lines()).unwrap();
    let mut reader = Reader::default();
    let followed = reader.follow_until(&server, STORIES);
    let data = agency.data();
    let import = tokio::task::spawn_blocking(move || done(&data, &["import", file.to_str().unwrap(), "--release"]));
    let (followed, said) = tokio::join!(tokio::time::timeout(Duration::from_mins(1), followed), import);
    followed.expect("the stream brought everything").unwrap();
    assert!(said.unwrap().contains("295 released"));
    assert_eq!(reader.events.keys().copied().collect::<Vec<_>>(), (1..=STORIES).collect::<Vec<_>>());

    let kept = found(&server, "vortex17").await;
    let corrected = found(&server, "vortex18").await;
    let killed = found(&server, "vortex19").await;
    everything_is_seen(&server, &kept).await;
    correct(&server, &corrected).await;
    server.kill_item(&killed).await.unwrap();
    corrected_is_seen(&server, &mut reader, &corrected).await;
    killed_is_seen(&server, &mut reader, &killed).await;
    server.stop();
    assert!(done(&agency.data(), &["verify"]).starts_with("297 entries, every hash, link and signature is right"));

    // Everything is as it was after a restart.
    let server = agency.serve().await;
    let mut fresh = Reader::default();
    fresh.catch_up(&server).await.unwrap();
    assert_eq!(fresh.events.len(), 297);
    killed_is_seen(&server, &mut fresh, &killed).await;
    server.stop();
}

fn lines() -> String {
    let mut lines = String::new();
    for n in 1..=STORIES {
        let body = sentences(n).chunks(4).map(|paragraph| paragraph.join(" ")).collect::<Vec<_>>().join("\n\n");
        let line =
            json!({"id": format!("j-{n}"), "lang": "en", "title": format!("Council hears plan {n}"), "body": body});
        writeln!(lines, "{line}").unwrap();
    }
    lines
}

fn sentences(n: u64) -> Vec<String> {
    [
        "The council of the town heard on Tuesday that the plan would cost N million.",
        "It spoke of the vortexN plan for two hours.",
        "The mayor said that it was worth it.",
        "Residents asked for more time.",
        "The vote is next week.",
        "The town has N thousand people.",
        "It was founded long ago.",
        "Trade came later.",
        "The harbour was built after that.",
        "Fishing ended in the last century.",
        "Visitors come in summer.",
        "The museum opens at nine.",
    ]
    .map(|sentence| sentence.replace('N', &n.to_string()))
    .into()
}

/// The id of the story that the HAS search finds by a word.
async fn found(server: &Server, word: &str) -> String {
    for _ in 0..FIND_TRIES {
        let answer =
            server.has("POST", "/search").form(&[("search_string", word), ("end_date", "NOW")]).send().await.unwrap();
        let answer = ok(answer, 200).await.unwrap();
        assert_eq!(answer["response"]["success"], true);
        if answer["data"]["total"] == 1 {
            return answer["data"]["result"][0]["id"].as_str().unwrap().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{word} is not found");
}

async fn newsml29(server: &Server, id: &str) -> (u16, String) {
    let answer = server.has("GET", &format!("/document/{id}/newsml29")).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// The address of the story's page, by its number.
fn page_of(id: &str) -> String {
    format!("/en/general/story/{}", id.rsplit(':').next().unwrap())
}

/// The page as it is once its follower has seen the story.
async fn page(server: &Server, id: &str, wanted: impl Fn(u16, &str) -> bool) -> String {
    let mut last = (0, String::new());
    for _ in 0..FIND_TRIES {
        last = server.page(&page_of(id)).await;
        if wanted(last.0, &last.1) {
            return last.1;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the page of {id} is not as it should be: {} {}", last.0, last.1);
}

async fn everything_is_seen(server: &Server, id: &str) {
    let (status, document) = newsml29(server, id).await;
    assert_eq!(status, 200);
    for sentence in sentences(17) {
        assert!(document.contains(&sentence), "the story is whole: {document}");
    }
    let item = ok(server.get(&format!("/api/v1/items/{id}")).send().await.unwrap(), 200).await.unwrap();
    assert_eq!((item["verdict"]["publishable"].as_str(), item["version"].as_u64()), (Some("yes"), Some(1)));
    let html = page(server, id, |status, _| status == 200).await;
    assert!(html.contains("Council hears plan 17"));
    assert!(html.contains("closing-notice"), "{html}");
    let shown = sentences(17).iter().filter(|sentence| html.contains(*sentence)).count();
    assert!((1..=4).contains(&shown), "the site shows a summary, {shown} of 12 sentences: {html}");
    // Anonymous readers get nothing of the wire.
    for path in [
        "/api/v1/feed".to_owned(),
        "/api/v1/stream".to_owned(),
        format!("/api/v1/items/{id}"),
        "/desk/api/items".to_owned(),
    ] {
        assert_eq!(server.page(&path).await.0, 401, "{path}");
    }
}

async fn correct(server: &Server, id: &str) {
    let body = "The plan of the council costs nine million, the mayor said on Tuesday.\n\nResidents asked for more time. \
                The vote is next week. The town was founded long ago. Trade came later. The harbour was built after that.";
    let mut new = story("Council hears plan 18", body);
    new["slug"] = json!("CORRECTED");
    let answer =
        server.desk("PUT", &format!("/items/{id}")).header("If-Match", "\"2\"").json(&new).send().await.unwrap();
    ok(answer, 200).await.unwrap();
    let what = json!({"was": "18 million", "now": "nine million"});
    let stale = server
        .desk("POST", &format!("/items/{id}/correct"))
        .header("If-Match", "\"1\"")
        .json(&what)
        .send()
        .await
        .unwrap();
    let problem = ok(stale, 412).await.unwrap();
    assert_eq!(problem["type"], "/problems/stale-edit");
    let answer = server
        .desk("POST", &format!("/items/{id}/correct"))
        .header("If-Match", "\"3\"")
        .json(&what)
        .send()
        .await
        .unwrap();
    assert_eq!(ok(answer, 200).await.unwrap()["version"], 2);
}

async fn corrected_is_seen(server: &Server, reader: &mut Reader, id: &str) {
    let (_, document) = newsml29(server, id).await;
    assert!(document.contains("nine million") && document.contains("version=\"2\""), "{document}");
    reader.catch_up(server).await.unwrap();
    let event = reader.events.values().find(|e| e["act"] == "correct").unwrap();
    assert_eq!((event["item"].as_str(), event["story"]["correction"]["was"].as_str()), (Some(id), Some("18 million")));
    let html = page(server, id, |_, html| html.contains("nine million")).await;
    assert!(html.contains("18 million"), "the page says what was wrong: {html}");
    let old: Value = server.get(&format!("/api/v1/items/{id}/versions/1")).send().await.unwrap().json().await.unwrap();
    assert_eq!(old["version"], 1);
}

async fn killed_is_seen(server: &Server, reader: &mut Reader, id: &str) {
    let (status, html) = server.page(&page_of(id)).await;
    assert_eq!(status, 410, "at once: {html}");
    assert!(!html.contains("vortex19"));
    let (status, document) = newsml29(server, id).await;
    assert_eq!(status, 404, "{document}");
    for path in [format!("/api/v1/items/{id}"), format!("/api/v1/items/{id}/versions/1")] {
        let answer = server.get(&path).send().await.unwrap();
        let problem = ok(answer, 410).await.unwrap();
        assert!(!problem.to_string().contains("vortex19"), "{problem}");
    }
    reader.catch_up(server).await.unwrap();
    let kill = reader.events.values().find(|e| e["act"] == "kill").unwrap();
    assert_eq!((kill["item"].as_str(), kill["verdict"]["publishable"].as_str()), (Some(id), Some("no")));
    // Whoever reads the feed from the start gets the killed release as an event, and nothing of its text.
    let mut fresh = Reader::default();
    fresh.catch_up(server).await.unwrap();
    let release = &fresh.events[&19];
    assert_eq!(release["item"].as_str(), Some(id));
    assert!(release.get("story").is_none() && release["closed"]["reason"] == "killed", "{release}");
    for _ in 0..FIND_TRIES {
        let answer = server.has("POST", "/search/").form(&[("search_string", "vortex19")]).send().await.unwrap();
        if ok(answer, 200).await.unwrap()["data"]["total"] == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("search still finds what was killed");
}
