//! What is counted, what is left, and who holds a story afterwards.

use super::stand::{Answer, By, Stand, of_content, stored, story};
use account::{How, Terms};
use futures_util::StreamExt;
use jiff::Timestamp;
use kit::Persona;
use serde_json::{Value, json};
use story::{ItemId, ProductId};

const ONE: [ProductId; 1] = [ProductId(1)];

/// A contract of two downloads a month.
async fn reader_of_two(stand: &Stand) -> Persona {
    let terms = Terms { download_limit: 2, ..Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH) };
    stand.world.subscriber("Gazete", Some(terms)).await
}

fn head<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
}

async fn usage(stand: &Stand, by: By<'_>) -> Value {
    stand.world.accounts.meter().flush().await.expect("the meter writes");
    stand.get(by, "/api/v1/account/usage").await.json()
}

/// The sums of a part as `key: given`.
fn sums(usage: &Value, part: &str) -> Vec<(String, u64)> {
    let lines = usage[part].as_array().expect("a part").iter();
    let line = |line: &Value| (line["key"].as_str().expect("a key").to_owned(), line["given"].as_u64().expect("a sum"));
    lines.map(line).filter(|(_, given)| *given > 0).collect()
}

fn pairs(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(key, given)| ((*key).to_owned(), *given)).collect()
}

#[tokio::test]
async fn a_head_says_what_is_left_and_when_it_begins_anew() {
    for stand in Stand::each().await {
        let reader = reader_of_two(&stand).await;
        let mut items = Vec::new();
        for n in 0..3 {
            items.push(stand.world.release(story(&format!("Haber {n}")), &ONE).await.entry.item.clone());
        }
        let get = async |n: usize| stand.get(By::Key(&reader), &format!("/api/v1/items/{}", items[n])).await;
        let (policy, until) = ("\"downloads\";q=2;w=2592000", 30 * 86_400 - 12 * 3_600);
        let first = get(0).await;
        assert_eq!((first.status, head(&first, "ratelimit-policy")), (200, policy), "September has 30 days");
        assert_eq!(head(&first, "ratelimit"), format!("\"downloads\";r=1;t={until}"));
        assert_eq!(head(&get(0).await, "ratelimit"), format!("\"downloads\";r=1;t={until}"), "not charged twice");
        assert_eq!(head(&get(1).await, "ratelimit"), format!("\"downloads\";r=0;t={until}"));
        let refused = get(2).await;
        assert_eq!((refused.status, head(&refused, "ratelimit-policy")), (403, policy));
        assert_eq!(head(&refused, "ratelimit"), format!("\"downloads\";r=0;t={until}"));
        let problem = refused.json();
        assert_eq!(
            (&problem["reason"], &problem["limit"], &problem["until"]),
            (&json!("download_limit"), &json!(2), &json!("2026-10-01T00:00:00Z"))
        );
        let by_has = stand.get(By::Login(&reader), &format!("/abone/document/{}/newsml29", items[2])).await;
        assert_eq!((by_has.status, head(&by_has, "ratelimit")), (403, &*format!("\"downloads\";r=0;t={until}")));
        let quotas = stand.get(By::Key(&reader), "/api/v1/account/quotas").await.json();
        let contract = &reader.subscriber.contracts[0].id;
        let line = json!({"contract": contract, "limit": 2, "used": 2, "left": 0, "resets": "2026-10-01T00:00:00Z"});
        assert_eq!(quotas, json!({"quotas": [line]}));
        let subscription = stand.get(By::Login(&reader), "/abone/subscription").await.json();
        assert_eq!(
            (&subscription["data"]["download_limit"], &subscription["data"]["download_left"]),
            (&json!(2), &json!(0))
        );
        stand.world.advance(until);
        assert_eq!(head(&get(2).await, "ratelimit"), "\"downloads\";r=1;t=2678400", "and October 31");
    }
}

#[tokio::test]
async fn without_a_limit_nothing_is_said_and_everything_is_kept() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let item = stand.world.release(story("Haber"), &ONE).await.entry.item.clone();
    let answer = stand.get(By::Key(&reader), &format!("/api/v1/items/{item}?format=nitf")).await;
    assert_eq!((answer.status, head(&answer, "ratelimit")), (200, ""));
    let quotas = stand.get(By::Key(&reader), "/api/v1/account/quotas").await.json();
    assert_eq!(quotas, json!({"quotas": [{"contract": reader.subscriber.contracts[0].id}]}));
    stand.world.accounts.meter().flush().await.expect("the meter writes");
    let history = stand.get(By::Key(&reader), "/api/v1/account/downloads").await.json();
    let line = json!({
        "time": "2026-09-01T12:00:00Z", "item": item.to_string(), "version": 1,
        "contract": reader.subscriber.contracts[0].id, "taker": "test", "way": "item", "format": "nitf",
    });
    assert_eq!(history, json!({"downloads": [line], "next": null}));
    let held = stand.get(By::Key(&reader), "/api/v1/account/contract").await.json();
    assert_eq!((&held["organisation"], &held["contracts"][0]["holds"]), (&json!("Gazete"), &json!(true)));
    assert_eq!(held["contracts"][0]["products"], json!([{"id": 1, "name": "Genel"}]).clone());
}

#[tokio::test]
async fn each_way_is_counted_where_it_ends() {
    let stand = Stand::new().await;
    let (reader, other) = (stand.world.covered_subscriber("Gazete").await, stand.world.covered_subscriber("Söz").await);
    let first = stand.world.release(story("Haber"), &ONE).await;
    let item = first.entry.item.clone();
    stand.world.update(&first, story("Haber, yeni")).await;
    let by = By::Login(&reader);
    for path in [
        "/api/v1/feed?after=0".to_owned(),
        format!("/api/v1/items/{item}"),
        format!("/api/v1/items/{item}/versions/1?format=nitf"),
        format!("/api/v1/items/{item}/diff"),
        format!("/abone/document/{item}/newsml29"),
        // What holds no text is not counted.
        format!("/api/v1/items/{item}/versions"),
        "/api/v1/search?q=haber".to_owned(),
        "/api/v1/account/contract".to_owned(),
    ] {
        assert_eq!(stand.get(by, &path).await.status, 200, "{path}");
    }
    let request = super::stand::request(By::Key(&reader), "GET", "/api/v1/stream?after=0&format=ninjs3");
    let mut chunks = stand.open(request.body(axum::body::Body::empty()).unwrap()).await.into_body().into_data_stream();
    let mut text = String::new();
    while text.matches("event: dispatch").count() < 2 || !text.ends_with("\n\n") {
        text.push_str(std::str::from_utf8(&chunks.next().await.unwrap().unwrap()).unwrap());
    }
    let used = usage(&stand, by).await;
    let ways = [("diff", 2), ("feed", 2), ("item", 2), ("stream", 2), ("has-document", 1)];
    assert_eq!(sums(&used, "ways"), pairs(&ways));
    assert_eq!(sums(&used, "formats"), pairs(&[("json", 5), ("ninjs3", 2), ("newsml29", 1), ("nitf", 1)]));
    assert_eq!(sums(&used, "kinds"), pairs(&[("text", 9)]));
    assert_eq!(sums(&used, "days"), pairs(&[("2026-09-01", 9)]));
    assert_eq!(sums(&used, "products"), pairs(&[("1", 9)]));
    assert_eq!((&used["given"], &used["products"][0]["name"]), (&json!(9), &json!("Genel")));
    let takers: Vec<_> = used["takers"].as_array().unwrap().iter().map(|line| line["name"].clone()).collect();
    assert_eq!(takers, [json!("gazete-api"), json!("test")], "a key by its label");
    assert_eq!(usage(&stand, By::Login(&other)).await["given"], json!(0), "nothing of another organisation");
    let none = stand.get(By::Login(&other), "/api/v1/account/downloads").await.json();
    assert_eq!(none["downloads"], json!([]));
    let holders = stand.world.accounts.holders(&item, None).await.unwrap();
    let held: Vec<_> = holders.iter().map(|holding| (&*holding.name, holding.how)).collect();
    assert_eq!(held, [("Gazete", How::Delivered), ("Gazete", How::Opened), ("Gazete", How::Downloaded)]);
}

#[tokio::test]
async fn a_file_in_parts_is_one_and_what_is_stopped_is_none() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let media = stored(&stand, "video/mp4", "0123456789").await;
    let content = json!({"kind": "video", "media": media, "caption": "Film."});
    let film = stand.world.release(of_content("Film", &content), &ONE).await;
    let path = format!("/api/v1/items/{}/files/web", film.entry.item);
    for range in ["bytes=0-3", "bytes=4-9"] {
        let request = super::stand::request(By::Key(&reader), "GET", &path).header("Range", range);
        assert_eq!(stand.send(request.body(axum::body::Body::empty()).unwrap()).await.status, 206);
    }
    let used = usage(&stand, By::Key(&reader)).await;
    assert_eq!((&used["given"], &used["bytes"]), (&json!(1), &json!(10)));
    assert_eq!(sums(&used, "formats"), pairs(&[("web", 1)]));
    let known = super::stand::request(By::Key(&reader), "GET", &path).header("If-None-Match", "*");
    assert_eq!(stand.send(known.body(axum::body::Body::empty()).unwrap()).await.status, 304);
    stand.world.kill(&film).await;
    assert_eq!(stand.get(By::Key(&reader), &path).await.status, 410);
    assert_eq!(usage(&stand, By::Key(&reader)).await["given"], json!(1), "neither what is known nor what is refused");
    // In the feed, the killed version is closed and not counted; the kill is told, and is.
    stand.feed(By::Key(&reader), 0).await;
    let used = usage(&stand, By::Key(&reader)).await;
    assert_eq!(sums(&used, "ways"), pairs(&[("feed", 1), ("file", 1)]));
}

#[tokio::test]
async fn the_history_is_read_page_by_page() {
    for stand in Stand::each().await {
        let reader = reader_of_two(&stand).await;
        let free = Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH);
        stand.world.accounts.add_contract(&reader.subscriber.organisation, &free, account::OPERATOR).await.unwrap();
        let mut taken: Vec<ItemId> = Vec::new();
        for n in 0..5 {
            let item = stand.world.release(story(&format!("Haber {n}")), &ONE).await.entry.item.clone();
            assert_eq!(stand.get(By::Key(&reader), &format!("/api/v1/items/{item}")).await.status, 200);
            taken.push(item);
            // Some at the same time, some later.
            if n % 2 == 1 {
                stand.world.advance(60);
            }
        }
        stand.world.accounts.meter().flush().await.unwrap();
        let (mut before, mut read) = (String::new(), Vec::new());
        loop {
            let path = format!("/api/v1/account/downloads?limit=2{before}");
            let page = stand.get(By::Key(&reader), &path).await.json();
            read.extend(
                page["downloads"].as_array().unwrap().iter().map(|line| line["item"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next"].as_str() else { break };
            before = format!("&before={next}");
        }
        let newest_first = [4, 2, 3, 0, 1].map(|n: usize| taken[n].to_string());
        assert_eq!(read, newest_first);
    }
}
