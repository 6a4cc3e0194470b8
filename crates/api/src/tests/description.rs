use super::stand::{By, Stand, of_content, request, stored, story};
use account::{KeyTerms, OPERATOR, Scope, Terms};
use axum::body::Body;
use kit::Persona;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use story::{ItemId, Kind, ProductId};

fn description() -> Value {
    serde_json::from_slice(&crate::openapi()).expect("JSON")
}

/// Every address that the description points to inside itself.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|v| references(v, found));
        }
        Value::Array(list) => list.iter().for_each(|v| references(v, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_description_is_served_whole() {
    let stand = Stand::new().await;
    let answer = stand.get(By::Nobody, "/api/v1/openapi.json").await;
    assert_eq!((answer.status, answer.json()), (200, description()));
    let described = description();
    assert_eq!(described["openapi"], "3.1.0");
    let mut found = Vec::new();
    references(&described, &mut found);
    assert!(found.len() > 30, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("inside");
        assert!(described.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for scheme in ["login", "key"] {
        assert_eq!(described["components"]["securitySchemes"][scheme]["type"], "http");
    }
}

#[test]
fn every_operation_says_who_may_call_it_and_how_it_refuses() {
    let described = description();
    let paths = described["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 24, "{:?}", paths.keys());
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().expect("operations") {
            assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{method} {path} has no summary");
            let open = operation["security"].as_array().is_some_and(|s| s.iter().any(|s| s == &serde_json::json!({})));
            let refuses = operation["responses"].get("401");
            assert_eq!(open, refuses.is_none(), "{method} {path}");
            for (status, response) in operation["responses"].as_object().expect("responses") {
                if status.starts_with(['4', '5']) {
                    let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                    assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_pattern_of_an_id_takes_the_ids_that_there_are() {
    let described = description();
    let paths = ["/api/v1/items/{id}", "/api/v1/items/{id}/versions", "/api/v1/items/{id}/versions/{version}"];
    let [pattern, others @ ..] = paths.map(|path| {
        let parameters = described["paths"][path]["get"]["parameters"].as_array().expect("parameters");
        let id = parameters.iter().find(|p| p["name"] == "id").expect("the id");
        id["schema"]["pattern"].as_str().expect("a pattern").to_owned()
    });
    assert_eq!(others, [pattern.clone(), pattern.clone()]);
    // PostgreSQL reads regular expressions.
    let world = kit::World::postgres().await;
    let meets = async |id: &str| {
        let row = world
            .db
            .one("SELECT $1::text ~ $2::text AS meets", store::args![id, pattern.as_str()])
            .await
            .unwrap()
            .unwrap();
        row.flag("meets").unwrap()
    };
    let day = jiff::civil::date(2026, 9, 1);
    for kind in Kind::ALL {
        for (code, n) in [("aa", 1), ("a2345678901z", 999_999_999_999_999_999)] {
            let id = ItemId::new(&story::AgencyCode::new(code).unwrap(), kind, day, n);
            assert!(meets(id.as_str()).await, "{id}");
            assert_eq!(id.as_str().parse(), Ok(id.clone()));
        }
    }
    for bad in [
        "",
        "nonsense",
        "a:text:20260901:1",
        "a23456789012z:text:20260901:1",
        "TEL:text:20260901:1",
        "tel:poem:20260901:1",
        "tel:text:2026091:1",
        "tel:text:20260901:01",
        "tel:text:20260901:1234567890123456789",
        "tel:text:20260901:1:2",
    ] {
        assert!(!meets(bad).await && bad.parse::<ItemId>().is_err(), "{bad}");
    }
}

/// Every address that a test asks for, as it can go well and as it cannot.
fn addresses(path: &str, items: &[String]) -> Vec<String> {
    let bad = [
        "?after=-1",
        "?after=",
        "?after=999",
        "?limit=0",
        "?limit=501",
        "?wait=61",
        "?nothing=1",
        "?until=",
        "?from=x",
        "?q=(",
        "?kind=poem",
        "?priority=9",
        "?offset=1000000",
        "?offset=-1",
        "?month=13",
        "?before=x",
    ];
    let mut addresses: Vec<String> = std::iter::once("").chain(bad).map(|query| format!("{path}{query}")).collect();
    if path.ends_with("/why") {
        let asked = ["", "&version=1", "&version=9", "&version=x"];
        addresses.extend(items.iter().flat_map(|id| asked.map(|query| format!("{path}?item={id}{query}"))));
    }
    if path.contains("/zip") {
        let asked = ["", "&format=text", "&format=poem", "&sizes=web"];
        // A text, a film, and what there is not.
        let some = items.iter().step_by(4);
        addresses.extend(some.flat_map(|id| asked.map(|query| format!("{path}?items={id}{query}"))));
    }
    if path.ends_with("/topics") {
        addresses.extend(["medtop:20000160", "x"].map(|id| format!("{path}?ids={id}")));
    }
    if path.contains("{id}") {
        let asked = ["", "?format=poem", "?format=text", "?from=9", "?to=9", "?from=x"];
        let named = items.iter().map(|id| path.replace("{id}", id));
        addresses = named.flat_map(|path| asked.map(|query| format!("{path}{query}"))).collect();
    }
    let versions = ["1", "2", "0", "99", "x", "-1"];
    let addresses = addresses.iter().flat_map(|address| versions.map(|v| address.replace("{version}", v)));
    let mut addresses: Vec<String> = addresses.collect();
    addresses = addresses.iter().flat_map(|a| ["web", "sd", "poem"].map(|r| a.replace("{rendition}", r))).collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

#[tokio::test]
async fn every_status_that_is_answered_is_declared_and_every_refusal_that_is_declared_is_answered() {
    let stand = Stand::new().await;
    let (covered, none) = (stand.world.covered_subscriber("Gazete").await, stand.world.subscriber("Yok", None).await);
    let other = Terms::all_of(vec![ProductId(2)], jiff::Timestamp::UNIX_EPOCH);
    let other = stand.world.subscriber("Başka", Some(other)).await;
    let limited = Terms { download_limit: 1, ..Terms::all_of(vec![ProductId(1)], jiff::Timestamp::UNIX_EPOCH) };
    let limited = stand.world.subscriber("Az", Some(limited)).await;
    let narrow = narrow(&stand).await;
    let guesser = guesser(&stand).await;
    let one = [ProductId(1)];
    let mut items = Vec::new();
    for n in 0..4 {
        let mut story = story(&format!("Haber {n}"));
        story.embargo = (n == 1).then(|| "2026-09-01T13:00:00Z".parse().unwrap());
        let mut released = stand.world.release(story.clone(), &one).await;
        items.push(released.entry.item.to_string());
        if n != 1 {
            released = stand.world.update(&released, story).await;
        }
        match n {
            2 => drop(stand.world.hold(&released).await),
            3 => drop(stand.world.kill(&released).await),
            _ => {}
        }
    }
    for n in 0..4 {
        let media = stored(&stand, "video/mp4", "film").await;
        let content = serde_json::json!({"kind": "video", "media": media, "caption": "Film."});
        let mut film = of_content("Film", &content);
        film.embargo = (n == 1).then(|| "2026-09-01T13:00:00Z".parse().unwrap());
        let released = stand.world.release(film, &one).await;
        items.push(released.entry.item.to_string());
        match n {
            2 => drop(stand.world.hold(&released).await),
            3 => drop(stand.world.kill(&released).await),
            _ => {}
        }
    }
    items.extend(["tel:text:20260901:99", "nonsense", "%FF"].map(str::to_owned));
    let described = description();
    for (path, operation) in described["paths"].as_object().expect("paths") {
        let declared = operation["get"]["responses"].as_object().expect("everything can be asked for");
        let mut answered = BTreeMap::new();
        for address in addresses(path, &items) {
            let keys = [&none, &other, &narrow, &limited, &covered].map(By::Key);
            for by in [By::Nobody, By::Login(&guesser)].into_iter().chain(keys) {
                for (header, value) in [
                    ("If-None-Match", "*"),
                    ("Last-Event-ID", "x"),
                    ("Accept", "*/*"),
                    ("Accept", "image/png"),
                    ("Range", "bytes=0-1"),
                    ("Range", "bytes=9-"),
                ] {
                    let request = request(by, "GET", &address).header(header, value).body(Body::empty()).unwrap();
                    // The body of a stream has no end; its status is known before.
                    let status = stand.open(request).await.status().as_u16().to_string();
                    assert!(declared.contains_key(&status), "{address} answers {status}, which is not declared");
                    answered.entry(status).or_insert_with(|| address.clone());
                }
            }
        }
        // Nothing fails inside, and nothing is away, while the tests run.
        let expected: BTreeSet<&str> = declared.keys().map(String::as_str).filter(|s| !s.starts_with('5')).collect();
        let answered: BTreeSet<&str> = answered.keys().map(String::as_str).collect();
        assert_eq!(answered, expected, "{path}");
    }
}

/// Somebody whose key is for the feed alone.
async fn narrow(stand: &Stand) -> Persona {
    let mut narrow = stand.world.covered_subscriber("Dar").await;
    let terms = KeyTerms { scopes: vec![Scope::Feed], ..KeyTerms::labelled("feed") };
    let made = stand.world.accounts.add_key(&narrow.subscriber.organisation, &terms, OPERATOR).await;
    narrow.key = made.expect("a key").secret;
    narrow
}

/// Somebody who guessed at a password so often that they have to wait.
async fn guesser(stand: &Stand) -> Persona {
    let mut guesser = stand.world.covered_subscriber("Tahmin").await;
    let mut answered = 0;
    for n in 0..20 {
        guesser.password = format!("wrong password {n}");
        answered = stand.get(By::Login(&guesser), "/api/v1/feed").await.status;
    }
    assert_eq!(answered, 429);
    guesser
}

/// The statuses of a description that are not the server's own fault.
fn refusals(operation: &Value) -> BTreeSet<String> {
    let declared = operation["responses"].as_object().expect("responses");
    declared.keys().filter(|status| !status.starts_with('5')).cloned().collect()
}

#[tokio::test]
async fn every_status_of_a_receipt_is_declared_and_answered() {
    let stand = Stand::new().await;
    let covered = stand.world.covered_subscriber("Gazete").await;
    let (guesser, narrow) = (guesser(&stand).await, narrow(&stand).await);
    let killed = super::receipts::called(&stand, &covered).await;
    let too_long = " ".repeat(web::JSON_BYTES_MAX + 1);
    let right = serde_json::json!({"seq": killed.seq()}).to_string();
    let mut answered = BTreeSet::new();
    for (by, media_type, body) in [
        (By::Nobody, "application/json", "{}"),
        (By::Login(&guesser), "application/json", "{}"),
        (By::Key(&narrow), "application/json", "{}"),
        (By::Key(&covered), "application/json", "{"),
        (By::Key(&covered), "application/json", "{}"),
        (By::Key(&covered), "application/json", "{\"seq\": 999}"),
        (By::Key(&covered), "application/json", &too_long),
        (By::Key(&covered), "text/plain", "{}"),
        (By::Key(&covered), "application/json", &right),
    ] {
        answered.insert(stand.post(by, "/api/v1/receipts", media_type, body).await.status.to_string());
    }
    assert_eq!(answered, refusals(&description()["paths"]["/api/v1/receipts"]["post"]));
}
