use super::stand::{BODY, By, Stand, story};
use crate::v1::shapes;
use account::OPERATOR;
use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use story::{Note, ProductId};

const ONE: [ProductId; 1] = [ProductId(1)];
const TWO: [ProductId; 1] = [ProductId(2)];

fn seqs(page: &Value) -> Vec<(u64, u64)> {
    let events = page["events"].as_array().expect("events");
    events.iter().map(|e| (e["seq"].as_u64().unwrap(), e["prev"].as_u64().unwrap())).collect()
}

#[tokio::test]
async fn the_feed_holds_what_is_covered_in_order_and_each_event_names_the_one_before() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        for (n, products) in [ONE, TWO, ONE, TWO, TWO, ONE].iter().enumerate() {
            stand.world.release(story(&format!("Haber {n}")), products).await;
        }
        let page = stand.feed(By::Key(&reader), 0).await;
        assert_eq!(seqs(&page), [(1, 0), (3, 1), (6, 3)]);
        assert_eq!((&page["next"], &page["head"], &page["more"]), (&json!(6), &json!(6), &json!(false)));
        assert_eq!(seqs(&stand.feed(By::Key(&reader), 1).await), [(3, 1), (6, 3)]);
        assert_eq!(seqs(&stand.feed(By::Login(&reader), 4).await), [(6, 3)]);
        assert_eq!(seqs(&stand.feed(By::Key(&reader), 6).await), []);
        let first = stand.get(By::Key(&reader), "/api/v1/feed?limit=2").await.json();
        assert_eq!((seqs(&first), &first["next"], &first["more"]), (vec![(1, 0), (3, 1)], &json!(3), &json!(true)));
        assert_eq!(first["events"][1]["story"]["headline"], "Haber 2");
    }
}

#[tokio::test]
async fn every_reader_gets_the_same_bytes_in_the_shape_that_is_described() {
    let stand = Stand::new().await;
    let (one, two) = (stand.world.covered_subscriber("Bir").await, stand.world.covered_subscriber("İki").await);
    let full: story::Story = serde_json::from_value(json!({
        "language": "tr", "slug": "MAC", "headline": "Maç", "standfirst": "Bir\nİki", "byline": "Ayşe", "priority": 2,
        "dateline": {"city": "İzmir", "country": "TR"}, "category": 2, "topics": ["15000000"], "keywords": ["a"],
        "places": [{"name": "İzmir"}], "rights": {"credit": "TEL", "copyright": "c", "usage_terms": "u", "source": "s"},
        "group": "tel:group:20260901:7", "related": [{"item": "tel:picture:20260901:8", "title": "Foto"}],
        "editors_note": "n", "public": "yes", "public_summary": "Özet", "summary_source": "trainedAlgorithmicMedia",
        "correction": {"was": "a", "now": "b"},
        "content": {"kind": "text", "body": [
            {"block": "paragraph", "spans": [{"text": "a", "em": true, "strong": true, "link": "https://example.org"}]},
            {"block": "crosshead", "text": "b"}, {"block": "quote", "spans": [{"text": "c"}], "speaker": "d"},
            {"block": "list", "ordered": true, "items": [[{"text": "e"}]]},
            {"block": "table", "header": true, "rows": [[[{"text": "f"}], []]]},
            {"block": "picture", "item": "tel:picture:20260901:8", "caption": "g"},
        ]},
    }))
    .expect("a story with everything");
    let first = stand.world.release(full, &ONE).await;
    stand.world.release(kit::picture("tr", "Foto", "Alt yazı"), &ONE).await;
    stand.world.kill(&first).await;
    let text = stand.get(By::Key(&one), "/api/v1/feed").await.text;
    assert_eq!(text, stand.get(By::Login(&two), "/api/v1/feed").await.text);
    let page: Value = serde_json::from_str(&text).expect("JSON");
    let described: shapes::FeedPage = serde_json::from_value(page.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), page);
    let path = format!("/api/v1/items/{}", page["events"][1]["item"].as_str().unwrap());
    let item = stand.get(By::Key(&one), &path).await.json();
    let described: shapes::Dispatch = serde_json::from_value(item.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), item);
}

#[tokio::test]
async fn an_event_proves_itself_as_the_description_says() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    stand.world.release(story("Bir"), &ONE).await;
    stand.world.release(story("İki"), &ONE).await;
    let keys = stand.get(By::Nobody, "/.well-known/tellal-keys.json").await.json();
    let described: shapes::Keys = serde_json::from_value(keys.clone()).expect("the described shape");
    assert_eq!(serde_json::to_value(described).unwrap(), keys);
    let key: [u8; 32] =
        BASE64_STANDARD.decode(keys["keys"][0]["public_key"].as_str().unwrap()).unwrap().try_into().unwrap();
    let key = VerifyingKey::from_bytes(&key).unwrap();
    for event in stand.feed(By::Key(&reader), 0).await["events"].as_array().unwrap() {
        let digest = |value: &Value| Sha256::digest(story::canonical_json(value));
        assert_eq!(event["content_hash"], hex::encode(digest(&event["story"])));
        let mut entry = json!({"content": event["content_hash"]});
        for name in [
            "seq",
            "time",
            "act",
            "item",
            "version",
            "state",
            "language",
            "first_released",
            "version_created",
            "products",
            "prev_hash",
        ] {
            entry[name] = event[name].clone();
        }
        let hash = digest(&entry);
        assert_eq!(event["hash"], hex::encode(hash));
        assert_eq!(event["key_id"], keys["keys"][0]["key_id"]);
        let signature = BASE64_STANDARD.decode(event["signature"].as_str().unwrap()).unwrap();
        key.verify_strict(&hash, &Signature::from_slice(&signature).unwrap()).expect("the signature");
    }
}

#[tokio::test]
async fn what_is_killed_or_held_is_closed_in_the_whole_feed() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let first = stand.world.release(story("Bir"), &ONE).await;
    let other = stand.world.release(story("İki"), &ONE).await;
    // Rendered once while it may be read: what is kept of that must not be handed out later.
    assert!(stand.get(By::Key(&reader), "/api/v1/feed").await.text.contains("Bir: gizli metin"));
    stand.world.kill(&first).await;
    let held = stand.world.hold(&other).await;
    let answer = stand.get(By::Key(&reader), "/api/v1/feed").await;
    assert!(!answer.text.contains(BODY), "{}", answer.text);
    let page = answer.json();
    let event = |n: usize| page["events"][n].clone();
    assert_eq!(event(0)["closed"], json!({"reason": "killed", "seq": 3}));
    assert_eq!(event(0)["verdict"], json!({"publishable": "no", "reasons": ["killed"]}));
    assert_eq!(event(1)["closed"], json!({"reason": "on_hold", "seq": 4}));
    assert_eq!((event(0).get("story"), event(1).get("story")), (None, None));
    assert_eq!(
        (&event(2)["act"], &event(2)["story"]["editors_note"]),
        (&json!("kill"), &json!("The report was wrong."))
    );
    assert_eq!(event(2)["verdict"]["publishable"], "no");
    stand.world.resume(&held, story("İki")).await;
    let page = stand.feed(By::Key(&reader), 1).await;
    assert_eq!(page["events"][0]["story"]["headline"], "İki", "resumed, it is open again");
    assert_eq!(page["events"][0]["verdict"], json!({"publishable": "yes", "reasons": []}));
}

#[tokio::test]
async fn nothing_is_shown_before_its_embargo() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let mut early = story("Erken");
    early.embargo = Some("2026-09-01T13:00:00Z".parse().unwrap());
    early.editors_note = Some(Note::new("Saat 16.00'ya kadar").unwrap());
    stand.world.release(early, &ONE).await;
    let answer = stand.get(By::Key(&reader), "/api/v1/feed").await;
    assert!(!answer.text.contains(BODY) && !answer.text.contains("Saat 16"), "{}", answer.text);
    let event = answer.json()["events"][0].clone();
    assert_eq!(event["closed"], json!({"reason": "embargo", "until": "2026-09-01T13:00:00Z"}));
    let waits = json!({"publishable": "at", "at": "2026-09-01T13:00:00Z", "reasons": ["embargo"]});
    assert_eq!(event["verdict"], waits);
    stand.world.advance(3_600);
    let event = stand.feed(By::Key(&reader), 0).await["events"][0].clone();
    assert_eq!((&event["story"]["headline"], &event["verdict"]["publishable"]), (&json!("Erken"), &json!("yes")));
}

#[tokio::test]
async fn a_request_waits_for_an_event_that_is_covered() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let waiting = stand.get(By::Key(&reader), "/api/v1/feed?wait=60");
    let newsroom = async {
        stand.world.release(story("Başkasının"), &TWO).await;
        stand.world.release(story("Bizim"), &ONE).await;
    };
    let (answer, ()) = tokio::join!(waiting, newsroom);
    assert_eq!(seqs(&answer.json()), [(2, 0)]);
    let waiting = stand.get(By::Key(&reader), "/api/v1/feed?after=2&wait=60");
    let (answer, ()) = tokio::join!(waiting, async { stand.world.stop.cancel() });
    let page = answer.json();
    assert_eq!((answer.status, seqs(&page), &page["next"]), (200, vec![], &json!(2)), "a stop ends the wait");
}

#[tokio::test]
async fn a_key_that_is_revoked_while_it_waits_gets_nothing() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let key = stand.world.accounts.keys(&reader.subscriber.organisation).await.unwrap().remove(0);
    let mut waiting = std::pin::pin!(stand.get(By::Key(&reader), "/api/v1/feed?wait=60"));
    // Lets the request come as far as its wait; on a slow machine it is refused at the door, which is as right.
    assert!(tokio::time::timeout(std::time::Duration::from_millis(200), &mut waiting).await.is_err());
    stand.world.accounts.revoke_key(&key.id, OPERATOR).await.unwrap();
    stand.world.release(story("Bir"), &ONE).await;
    let answer = waiting.await;
    assert_eq!(answer.status, 401, "{}", answer.text);
}

#[tokio::test]
async fn bad_positions_and_limits_are_refused() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    stand.world.release(story("Bir"), &ONE).await;
    for (query, field) in [
        ("after=2", "after"),
        ("after=-1", "after"),
        ("after=", "after"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("wait=61", "wait"),
        ("since=1", "since"),
    ] {
        for path in ["/api/v1/feed", "/api/v1/stream"] {
            if path.ends_with("stream") && !query.contains("after") && !query.contains("since") {
                continue;
            }
            let answer = stand.get(By::Key(&reader), &format!("{path}?{query}")).await;
            assert_eq!(answer.problem(), ("bad-request".to_owned(), json!(field)), "{path}?{query}");
        }
    }
    let beyond = stand.get(By::Key(&reader), "/api/v1/feed?after=2").await.json();
    assert_eq!((&beyond["head"], &beyond["detail"]), (&json!(1), &json!("`after` is 2, but the wire ends at 1")));
    assert_eq!(seqs(&stand.get(By::Key(&reader), "/api/v1/feed?limit=500&wait=0").await.json()), [(1, 0)]);
}
