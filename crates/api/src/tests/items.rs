use super::stand::{Answer, BODY, By, Stand, request, story};
use crate::v1::shapes;
use account::Terms;
use axum::body::Body;
use serde_json::json;
use story::{Kind, ProductId};

const ONE: [ProductId; 1] = [ProductId(1)];

async fn get_if_changed(stand: &Stand, by: By<'_>, path: &str, before: &Answer) -> Answer {
    let held = before.headers["etag"].clone();
    stand.send(request(by, "GET", path).header("If-None-Match", held).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn an_item_is_read_in_its_newest_and_in_every_version() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        let by = By::Key(&reader);
        let first = stand.world.release(story("Bir"), &ONE).await;
        let path = format!("/api/v1/items/{}", first.entry.item);
        let answer = stand.get(by, &path).await;
        assert_eq!((answer.status, &answer.json()["story"]["headline"]), (200, &json!("Bir")));
        assert_eq!(get_if_changed(&stand, by, &path, &answer).await.status, 304);
        stand.world.correct(&first, story("Bir, düzeltildi"), "iki kişi", "üç kişi").await;
        let newer = get_if_changed(&stand, by, &path, &answer).await;
        assert_eq!((newer.status, &newer.json()["act"]), (200, &json!("correct")));
        assert_eq!(newer.json()["story"]["correction"], json!({"was": "iki kişi", "now": "üç kişi"}));
        let old = stand.get(by, &format!("{path}/versions/1")).await;
        assert_eq!((&old.text, &old.headers["etag"]), (&answer.text, &answer.headers["etag"]));
        let list = stand.get(by, &format!("{}/versions", path.replace(':', "%3A"))).await;
        let versions = list.json();
        let described: shapes::Versions = serde_json::from_value(versions.clone()).expect("the described shape");
        assert_eq!(serde_json::to_value(described).unwrap(), versions);
        assert_eq!(versions["versions"][1]["act"], "correct");
        assert!(!list.text.contains(BODY));
        assert_eq!(get_if_changed(&stand, by, &format!("{path}/versions"), &list).await.status, 304);
    }
}

#[tokio::test]
async fn a_stopped_item_is_refused_in_every_version_with_the_reason() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    let first = stand.world.release(story("Bir"), &ONE).await;
    let path = format!("/api/v1/items/{}", first.entry.item);
    let open = stand.get(by, &path).await;
    let held = stand.world.hold(&first).await;
    for (path, note) in [(path.clone(), json!("It is being checked.")), (format!("{path}/versions/1"), json!(null))] {
        let answer = get_if_changed(&stand, by, &path, &open).await;
        assert_eq!((answer.status, answer.problem().0), (409, "on-hold".to_owned()));
        let problem = answer.json();
        assert_eq!((&problem["reason"], &problem["seq"], &problem["note"]), (&json!("on_hold"), &json!(2), &note));
        assert!(!answer.text.contains(BODY));
    }
    let resumed = stand.world.resume(&held, story("Bir")).await;
    assert_eq!(stand.get(by, &format!("{path}/versions/1")).await.status, 200);
    stand.world.kill(&resumed).await;
    for path in [path.clone(), format!("{path}/versions/1"), format!("{path}/versions/3"), format!("{path}/versions/4")]
    {
        let answer = get_if_changed(&stand, by, &path, &open).await;
        assert_eq!((answer.status, answer.problem().0), (410, "killed".to_owned()), "{path}");
        assert_eq!(answer.json()["seq"], 4, "{path}");
        assert!(!answer.text.contains(BODY));
    }
    let list = stand.get(by, &format!("{path}/versions")).await;
    assert_eq!((list.status, list.json()["versions"].as_array().map(Vec::len)), (200, Some(4)));
}

#[tokio::test]
async fn what_is_not_covered_is_refused_with_the_reason_and_what_is_not_there_is_not_found() {
    let stand = Stand::new().await;
    let none = stand.world.subscriber("Yok", None).await;
    let other =
        stand.world.subscriber("Başka", Some(Terms::all_of(vec![ProductId(2)], jiff::Timestamp::UNIX_EPOCH))).await;
    let pictures = Terms { kinds: vec![Kind::Picture], ..Terms::all_of(ONE.to_vec(), jiff::Timestamp::UNIX_EPOCH) };
    let pictures = stand.world.subscriber("Foto", Some(pictures)).await;
    let first = stand.world.release(story("Bir"), &ONE).await;
    let path = format!("/api/v1/items/{}", first.entry.item);
    for (reader, reason) in [(&none, "no_contract"), (&other, "product"), (&pictures, "kind")] {
        for path in [path.clone(), format!("{path}/versions"), format!("{path}/versions/1")] {
            let answer = stand.get(By::Key(reader), &path).await;
            assert_eq!((answer.status, answer.problem().0), (403, "not-covered".to_owned()), "{path}");
            assert_eq!(answer.json()["reason"], reason);
            assert!(!answer.text.contains("Bir"), "{}", answer.text);
        }
    }
    let covered = stand.world.covered_subscriber("Gazete").await;
    for (path, status, kind) in [
        ("/api/v1/items/tel:text:20260901:99".to_owned(), 404, "not-found"),
        ("/api/v1/items/tel:text:20260901:99/versions".to_owned(), 404, "not-found"),
        (format!("{path}/versions/2"), 404, "not-found"),
        (format!("{path}/versions/x"), 400, "bad-request"),
        ("/api/v1/items/nonsense".to_owned(), 400, "bad-request"),
    ] {
        let answer = stand.get(By::Key(&covered), &path).await;
        assert_eq!((answer.status, answer.problem().0.as_str()), (status, kind), "{path}");
    }
}

#[tokio::test]
async fn an_item_is_given_in_the_format_that_is_asked_for() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    let first = stand.world.release(story("Bir"), &ONE).await;
    let path = format!("/api/v1/items/{}", first.entry.item);
    let formats = stand.get(By::Nobody, "/api/v1/formats").await.json();
    let described: shapes::Formats = serde_json::from_value(formats.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), formats);
    for format in formats["formats"].as_array().expect("formats") {
        let name = format["name"].as_str().expect("a name");
        let answer = stand.get(by, &format!("{path}?format={name}")).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text);
        assert_eq!(answer.headers["content-type"], format["media_type"].as_str().expect("a type"), "{name}");
        assert!(answer.text.contains("gizli metin"), "{name}: {}", answer.text);
        let again = get_if_changed(&stand, by, &format!("{path}?format={name}"), &answer).await;
        assert_eq!(again.status, 304, "{name}");
        let old = stand.get(by, &format!("{path}/versions/1?format={name}")).await;
        assert_eq!(old.text, answer.text, "{name}");
    }
    let accept = async |text: &str| {
        stand.send(request(by, "GET", &path).header("Accept", text).body(Body::empty()).unwrap()).await
    };
    assert_eq!(accept("text/markdown").await.headers["content-type"], "text/markdown; charset=utf-8");
    assert_eq!(accept("text/markdown;q=0.5, application/json").await.json()["item"], first.entry.item.as_str());
    assert_eq!(accept("image/png").await.problem().0, "not-acceptable");
    assert_eq!(stand.get(by, &format!("{path}?format=poem")).await.problem().1, json!("format"));
}

#[tokio::test]
async fn a_thousand_readers_share_one_rendering() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let first = stand.world.release(story("Bir"), &ONE).await;
    let path = format!("/api/v1/items/{}?format=newsml29", first.entry.item);
    for _ in 0..1_000 {
        assert_eq!(stand.get(By::Key(&reader), &path).await.status, 200);
    }
    assert_eq!(stand.api.renderings().renders(), 1);
    for _ in 0..10 {
        stand.get(By::Key(&reader), "/api/v1/feed?format=newsml29").await;
    }
    assert_eq!(stand.api.renderings().renders(), 2, "the event is another shape");
}

#[tokio::test]
async fn the_feed_carries_documents_of_the_format_that_is_asked_for() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    let first = stand.world.release(story("Bir"), &ONE).await;
    let other = stand.world.release(story("İki"), &ONE).await;
    stand.world.kill(&first).await;
    let feed = stand.get(by, "/api/v1/feed?format=newsml29").await;
    let described: shapes::FeedPage = serde_json::from_value(feed.json()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), feed.json());
    let events = feed.json()["events"].clone();
    assert_eq!((&events[0]["closed"]["reason"], &events[0]["document"]), (&json!("killed"), &json!(null)));
    assert_eq!((&events[1]["item"], &events[1]["story"]), (&json!(other.entry.item), &json!(null)));
    assert_eq!(events[1]["document"]["format"], "newsml29");
    assert!(events[1]["document"]["text"].as_str().expect("text").contains("gizli metin"));
    assert!(events[2]["document"]["text"].as_str().expect("text").contains("stat:canceled"));
    assert_eq!(stand.get(by, "/api/v1/feed?format=poem").await.problem().1, json!("format"));
    assert_eq!(stand.get(by, "/api/v1/stream?format=poem").await.problem().1, json!("format"));
}

#[tokio::test]
async fn two_versions_are_compared_paragraph_by_paragraph() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    let first = stand.world.release(story("Bir"), &ONE).await;
    let path = format!("/api/v1/items/{}/diff", first.entry.item);
    assert_eq!(stand.get(by, &path).await.problem().0, "not-found");
    let second = stand.world.correct(&first, story("Bir buçuk"), "bir", "bir buçuk").await;
    let answer = stand.get(by, &path).await;
    let said = answer.json();
    let described: shapes::Difference = serde_json::from_value(said.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), said);
    assert_eq!((&said["from"], &said["to"]), (&json!(1), &json!(2)));
    let fields: Vec<_> =
        said["fields"].as_array().expect("fields").iter().map(|f| f["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["correction", "headline", "slug"]);
    assert_eq!(said["body"][0]["op"], "change");
    assert_eq!(get_if_changed(&stand, by, &path, &answer).await.status, 304);
    let back = stand.get(by, &format!("{path}?from=2&to=1")).await.json();
    assert_eq!((&back["from"], &back["body"][0]["was"]), (&json!(2), &said["body"][0]["now"]));
    assert_eq!(stand.get(by, &format!("{path}?to=7")).await.status, 404);
    stand.world.kill(&second).await;
    assert_eq!(stand.get(by, &format!("{path}?from=1&to=2")).await.problem().0, "killed");
}
