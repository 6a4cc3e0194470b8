//! The feed from its end.

use super::stand::{BODY, By, Stand, story};
use crate::v1::shapes;
use serde_json::{Value, json};
use story::{ProductId, Story};

const ONE: [ProductId; 1] = [ProductId(1)];

async fn latest(stand: &Stand, by: By<'_>, query: &str) -> Value {
    let answer = stand.get(by, &format!("/api/v1/latest?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    answer.json()
}

/// `seq` and `prev` of each event.
fn numbers(page: &Value) -> Vec<(u64, u64)> {
    let number = |event: &Value, name: &str| event[name].as_u64().expect("a number");
    page["events"].as_array().expect("events").iter().map(|e| (number(e, "seq"), number(e, "prev"))).collect()
}

#[tokio::test]
async fn the_newest_come_first_and_lead_back_to_the_first() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        let by = By::Key(&reader);
        assert_eq!(latest(&stand, by, "").await, json!({"events": [], "next": 1, "head": 0, "more": false}));
        for n in 1..=7 {
            let product = if n % 3 == 0 { ProductId(2) } else { ProductId(1) };
            stand.world.release(story(&format!("Haber {n}")), &[product]).await;
        }
        let page = latest(&stand, by, "limit=2").await;
        let described: shapes::LatestPage = serde_json::from_value(page.clone()).expect("the described shape");
        assert_eq!(serde_json::to_value(described).unwrap(), page);
        assert_eq!((numbers(&page), &page["head"]), (vec![(7, 5), (5, 4)], &json!(7)));
        let page = latest(&stand, by, &format!("limit=2&before={}", page["next"])).await;
        assert_eq!((numbers(&page), &page["more"]), (vec![(4, 2), (2, 1)], &json!(true)));
        let page = latest(&stand, by, &format!("limit=2&before={}", page["next"])).await;
        assert_eq!((numbers(&page), &page["more"], &page["next"]), (vec![(1, 0)], &json!(false), &json!(1)));
        assert_eq!(numbers(&latest(&stand, by, "before=1").await), []);
        assert_eq!(numbers(&latest(&stand, by, "before=99").await).len(), 5, "what is not there yet is passed over");
        let all = latest(&stand, by, "").await["events"].as_array().unwrap().iter().rev().cloned().collect::<Value>();
        assert_eq!(all, stand.feed(by, 0).await["events"], "the same events as in the feed");
    }
}

#[tokio::test]
async fn events_are_told_as_they_stand_now() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    let early = Story { embargo: "2026-09-01T13:00:00Z".parse().ok(), ..story("Erken") };
    stand.world.release(early, &ONE).await;
    let wrong = stand.world.release(story("Yanlış"), &ONE).await;
    stand.world.release(story("Başkasının"), &[ProductId(2)]).await;
    let many = async || latest(&stand, by, "seqs=3,2,1,99&view=row").await;
    let before = many().await;
    assert_eq!(numbers(&before), [(2, 0), (1, 0)], "only what is there and covered");
    assert_eq!(
        (&before["events"][0]["row"]["headline"], &before["events"][1]["closed"]["reason"]),
        (&json!("Yanlış"), &json!("embargo"))
    );
    stand.world.kill(&wrong).await;
    stand.world.advance(3_600);
    let after = many().await;
    assert_eq!(
        (&after["events"][0]["closed"]["reason"], &after["events"][1]["row"]["headline"]),
        (&json!("killed"), &json!("Erken"))
    );
    let seqs: Vec<String> = (1..=200).map(|n| n.to_string()).collect();
    let whole = latest(&stand, by, &format!("seqs={}", seqs.join(","))).await;
    assert_eq!((numbers(&whole), &whole["more"]), (vec![(4, 0), (2, 0), (1, 0)], &json!(false)));
    assert!(whole.to_string().contains(BODY));
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let seqs: Vec<String> = (1..=201).map(|n| n.to_string()).collect();
    let many = format!("seqs={}", seqs.join(","));
    for (query, field) in [
        ("before=0", "before"),
        ("before=x", "before"),
        ("before=9223372036854775808", "before"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("view=x", "view"),
        ("seqs=", "seqs"),
        ("seqs=1,x", "seqs"),
        ("seqs=0", "seqs"),
        ("seqs=1&q=a", "seqs"),
        ("seqs=1&before=2", "seqs"),
        ("q=(", "q"),
        ("saved=x", "saved"),
        ("saved=1", "saved"),
        ("after=1", "after"),
        (&many, "seqs"),
    ] {
        let answer = stand.get(By::Key(&reader), &format!("/api/v1/latest?{query}")).await;
        assert_eq!(answer.problem(), ("bad-request".to_owned(), json!(field)), "{query}: {}", answer.text);
    }
}
