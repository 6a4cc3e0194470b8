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
