//! Why an item is in a contract, or is not; and the formats that contracts give.

use super::stand::{By, Stand, story};
use crate::v1::why_shapes::Why;
use account::Terms;
use jiff::Timestamp;
use serde_json::{Value, json};
use story::{Kind, Lang, ProductId};

const ONE: [ProductId; 1] = [ProductId(1)];

fn terms() -> Terms {
    Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH)
}

/// The answer, which is what the description says.
async fn why(stand: &Stand, by: By<'_>, query: &str) -> Value {
    let answer = stand.get(by, &format!("/api/v1/why?item={query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let read: Why = serde_json::from_str(&answer.text).expect("the shape that is described");
    assert_eq!(serde_json::to_value(read).unwrap(), answer.json());
    answer.json()
}

#[tokio::test]
async fn each_contract_says_how_it_comes_out() {
    for stand in Stand::each().await {
        let name = "2026/7".to_owned();
        let usage_terms = "Only in print.".to_owned();
        let covers = Terms { name, usage_terms, formats: vec!["nitf".to_owned()], ..terms() };
        let paper = stand.world.subscriber("Gazete", Some(covers)).await;
        let organisation = &paper.subscriber.organisation;
        let ended = Some(stand.world.now());
        for other in [
            Terms { kinds: vec![Kind::Picture], ..terms() },
            Terms { languages: vec![Lang::new("en").unwrap()], ..terms() },
            Terms { products: vec![ProductId(2)], ..terms() },
            Terms { until: ended, ..terms() },
            Terms { from: "2026-10-01T00:00:00Z".parse().unwrap(), ..terms() },
        ] {
            stand.world.advance(1);
            stand.world.accounts.add_contract(organisation, &other, "business").await.unwrap();
        }
        let sent = stand.world.release(story("Manşet"), &ONE).await;
        let answer = why(&stand, By::Login(&paper), sent.entry.item.as_str()).await;
        let outcomes: Vec<_> = answer["contracts"].as_array().unwrap().iter().map(|c| c["outcome"].clone()).collect();
        assert_eq!(outcomes, ["covers", "kind", "language", "product", "ended", "not_yet"]);
        assert_eq!(answer["why"], "Contract `2026/7` covers product 1.");
        let first = &answer["contracts"][0];
        assert_eq!(first["product"], json!({"id": 1, "name": "Genel"}));
        assert_eq!((&first["formats"], &first["usage_terms"]), (&json!(["nitf"]), &json!("Only in print.")));
        assert_eq!((&answer["version"]["state"], &answer["version"]["products"]), (&json!("usable"), &json!([1])));
        stand.world.kill(&sent).await;
        for query in ["", "&version=1"] {
            let answer = why(&stand, By::Login(&paper), &format!("{}{query}", sent.entry.item)).await;
            assert_eq!((&answer["covered"], &answer["version"]["closed"]), (&json!(true), &json!("killed")));
        }
    }
}

#[tokio::test]
async fn what_is_not_covered_tells_no_more_than_the_item_does() {
    let stand = Stand::new().await;
    let none = stand.world.subscriber("Yok", None).await;
    let sport = Terms { products: vec![ProductId(2)], ..terms() };
    let other = stand.world.subscriber("Başka", Some(sport)).await;
    let sent = stand.world.release(story("Manşet"), &ONE).await;
    let held = stand.world.release(story("Beklemede"), &ONE).await;
    stand.world.hold(&held).await;
    let absent = "tel:text:20260901:99";
    for item in [sent.entry.item.as_str(), held.entry.item.as_str()] {
        let answer = why(&stand, By::Key(&other), item).await;
        assert_eq!(
            (&answer["covered"], &answer["reason"], &answer["version"]),
            (&json!(false), &json!("product"), &Value::Null)
        );
        assert_eq!(stand.get(By::Key(&other), &format!("/api/v1/items/{item}")).await.json()["reason"], "product");
    }
    assert_eq!(stand.get(By::Key(&other), &format!("/api/v1/why?item={absent}")).await.status, 404);
    assert_eq!(stand.get(By::Key(&other), &format!("/api/v1/items/{absent}")).await.status, 404);
    // Whoever has no contract is not told which items there are.
    let [there, not] = [sent.entry.item.as_str(), absent].map(|item| why(&stand, By::Key(&none), item));
    let (mut there, mut not) = (there.await, not.await);
    assert_eq!((there["item"].take(), not["item"].take()), (json!(sent.entry.item), json!(absent)));
    assert_eq!((&there, &there["reason"]), (&not, &json!("no_contract")));
}

#[tokio::test]
async fn a_contract_that_names_formats_gives_documents_in_those_only() {
    for stand in Stand::each().await {
        let only = |format: &str| Terms { formats: vec![format.to_owned()], ..terms() };
        let nitf = stand.world.subscriber("Gazete", Some(only("nitf"))).await;
        let has = stand.world.subscriber("Ajans", Some(only("newsml29"))).await;
        let own = stand.world.subscriber("Site", Some(only("json"))).await;
        let sent = stand.world.release(story("Manşet"), &ONE).await;
        stand.world.update(&sent, story("Manşet, yeni")).await;
        let item = format!("/api/v1/items/{}", sent.entry.item);
        let document = format!("/abone/document/{}", sent.entry.item);
        let asked = [
            (format!("{item}?format=nitf"), [200, 403, 403]),
            (format!("{item}?format=json"), [403, 403, 200]),
            (item.clone(), [403, 403, 200]),
            (format!("{item}/versions/1?format=nitf"), [200, 403, 403]),
            (format!("{item}/versions/1"), [403, 403, 200]),
            (format!("{item}/diff"), [403, 403, 200]),
            (format!("{item}/versions"), [200, 200, 200]),
            ("/api/v1/feed".to_owned(), [403, 403, 200]),
            ("/api/v1/feed?format=nitf".to_owned(), [200, 403, 403]),
            ("/api/v1/feed?format=newsml29".to_owned(), [403, 200, 403]),
            ("/api/v1/stream?format=nitf".to_owned(), [200, 403, 403]),
            ("/api/v1/stream".to_owned(), [403, 403, 200]),
            (format!("{document}/newsml29"), [403, 200, 403]),
            (format!("{document}/newsml12"), [403, 403, 403]),
        ];
        for (path, expected) in asked {
            for (reader, status) in [&nitf, &has, &own].into_iter().zip(expected) {
                let request = super::stand::request(By::Login(reader), "GET", &path);
                let response = stand.open(request.body(axum::body::Body::empty()).unwrap()).await;
                assert_eq!(response.status(), status, "{path} for {}", reader.login);
            }
        }
        let refused = stand.get(By::Login(&nitf), &item).await;
        assert_eq!((refused.problem().0.as_str(), &refused.json()["reason"]), ("not-covered", &json!("format")));
    }
}

#[tokio::test]
async fn a_feed_in_a_format_holds_what_contracts_give_in_it() {
    let stand = Stand::new().await;
    let paper = stand.world.subscriber("Gazete", Some(Terms { formats: vec!["nitf".to_owned()], ..terms() })).await;
    let sport = Terms { products: vec![ProductId(2)], ..terms() };
    stand.world.accounts.add_contract(&paper.subscriber.organisation, &sport, "business").await.unwrap();
    stand.world.release(story("Genel"), &ONE).await;
    stand.world.release(story("Spor"), &[ProductId(2)]).await;
    let seqs = async |query: &str| {
        let answer = stand.get(By::Key(&paper), &format!("/api/v1/feed?after=0{query}")).await.json();
        answer["events"].as_array().unwrap().iter().map(|e| (e["prev"].clone(), e["seq"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(seqs("&format=nitf").await, [(json!(0), json!(1)), (json!(1), json!(2))]);
    assert_eq!(seqs("").await, [(json!(0), json!(2))]);
}
