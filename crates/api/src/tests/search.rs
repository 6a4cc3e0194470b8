use super::stand::{BODY, By, Stand, story};
use crate::v1::shapes;
use account::Terms;
use serde_json::{Value, json};
use story::{CategoryId, Priority, ProductId};

const ONE: [ProductId; 1] = [ProductId(1)];

fn headlines(found: &Value) -> Vec<&str> {
    found["hits"].as_array().expect("hits").iter().map(|h| h["headline"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_is_released_is_found_at_once_within_the_contract() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    stand.world.release(story("Iğdır'da deprem"), &ONE).await;
    stand.world.advance(60);
    let mut urgent = kit::story("en", "Earthquake in İzmir", "The ground shook.");
    (urgent.priority, urgent.category) = (Priority::Urgent, CategoryId(5));
    stand.world.release(urgent, &ONE).await;
    stand.world.release(story("Başkasının depremi"), &[ProductId(2)]).await;
    let find = async |query: &str| {
        let answer = stand.get(by, &format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        assert!(!answer.text.contains(BODY), "no body is in a hit");
        answer.json()
    };
    let all = find("").await;
    let described: shapes::Found = serde_json::from_value(all.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), all);
    assert_eq!((headlines(&all), &all["total"]), (vec!["Earthquake in İzmir", "Iğdır'da deprem"], &json!(2)));
    for (query, expected) in [
        ("q=deprem", "Iğdır'da deprem"),
        ("q=earthquakes", "Earthquake in İzmir"),
        ("language=tr,sq", "Iğdır'da deprem"),
        ("kind=text,picture&category=5", "Earthquake in İzmir"),
        ("priority=urgent,1&product=1", "Earthquake in İzmir"),
        ("until=2026-09-01T12:00:30Z", "Iğdır'da deprem"),
        ("from=2026-09-01T15:00:30%2B03:00", "Earthquake in İzmir"),
        ("offset=1", "Iğdır'da deprem"),
        ("limit=1", "Earthquake in İzmir"),
    ] {
        assert_eq!(headlines(&find(query).await), [expected], "{query}");
    }
    let counted = find("limit=0").await;
    assert_eq!((headlines(&counted), &counted["total"]), (vec![], &json!(2)));
    assert_eq!(find("product=2").await["total"], 0, "a count tells nothing of what is not covered");
    let other = Terms::all_of(vec![ProductId(2)], jiff::Timestamp::UNIX_EPOCH);
    let other = stand.world.subscriber("Başka", Some(other)).await;
    assert_eq!(stand.get(By::Key(&other), "/api/v1/search").await.json()["total"], 1);
}

#[tokio::test]
async fn bad_searches_are_refused_with_the_place_of_the_fault() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    for (query, field) in [
        ("q=a+%22b", "q"),
        ("kind=text,poem", "kind"),
        ("language=t", "language"),
        ("priority=9", "priority"),
        ("category=sport", "category"),
        ("from=yesterday", "from"),
        ("from=", "from"),
        ("until=", "until"),
        ("limit=101", "limit"),
        ("offset=100000", "offset"),
        ("qq=a", "qq"),
    ] {
        let answer = stand.get(By::Key(&reader), &format!("/api/v1/search?{query}")).await;
        assert_eq!(answer.problem(), ("bad-request".to_owned(), json!(field)), "{query}: {}", answer.text);
    }
    for (query, detail) in [
        ("category=x", "`category` cannot be used: `x` is not a whole number"),
        ("kind=text,poem", "`kind` cannot be used: `poem` is not a kind: text, picture, video, graphic or file"),
        ("limit=x", "`limit` is not a whole number"),
    ] {
        let answer = stand.get(By::Key(&reader), &format!("/api/v1/search?{query}")).await.json();
        assert_eq!(answer["detail"], detail, "{query}");
    }
    let quote = stand.get(By::Key(&reader), "/api/v1/search?q=a+%22b").await.json();
    assert_eq!(quote["position"], 3);
    assert!(quote["detail"].as_str().unwrap().contains("at character 3: this quotation mark is not closed"), "{quote}");
}
