//! Keys that are bound to what they are for, from where, and until when.

use super::stand::{Answer, Stand, story};
use account::{KeyTerms, OPERATOR, OrganisationId, Scope, read_addresses};
use axum::{
    body::{Body, HttpBody},
    extract::ConnectInfo,
    http::{Request, header},
};
use futures_util::StreamExt;
use jiff::SignedDuration;
use serde_json::Value;
use std::net::SocketAddr;
use story::ProductId;
use web::scope_of;

fn asked(key: &str, path: &str) -> Request<Body> {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
    request.body(Body::empty()).unwrap()
}

async fn get(stand: &Stand, key: &str, path: &str) -> Answer {
    stand.send(asked(key, path)).await
}

async fn get_from(stand: &Stand, from: [u8; 4], key: &str, path: &str) -> Answer {
    let mut request = asked(key, path);
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((from, 4_000))));
    stand.send(request).await
}

async fn key(stand: &Stand, at: &OrganisationId, terms: KeyTerms) -> String {
    stand.world.accounts.add_key(at, &terms, OPERATOR).await.unwrap().secret
}

/// Every route of `/api/v1` that takes a key, from the description: it holds all of them.
fn routes_that_take_a_key() -> Vec<String> {
    let described: Value = serde_json::from_slice(&crate::openapi()).unwrap();
    let takes = |operation: &Value| operation["responses"].get("401").is_some();
    let paths = described["paths"].as_object().unwrap().iter();
    let taking = paths.filter(|(_, operations)| operations.as_object().unwrap().values().any(takes));
    taking.map(|(path, _)| path.clone()).collect()
}

#[test]
fn every_route_that_takes_a_key_has_a_scope() {
    let routes = routes_that_take_a_key();
    assert!(routes.len() >= 7, "{routes:?}");
    for route in routes {
        assert!(scope_of(&route).is_some(), "{route} is a new route: say in `web::scope_of` which scope opens it");
    }
    assert_eq!(scope_of("/api/v1/items/{id}/files/{rendition}"), Some(Scope::Files));
    assert_eq!(scope_of("/api/v1/items/{id}/versions"), Some(Scope::Items));
    for other in ["/abone/search", "/api/v1/formats", "/api/v2/feed", "/admin", ""] {
        assert_eq!(scope_of(other), None, "{other}");
    }
}

#[tokio::test]
async fn a_key_opens_its_scopes_and_nothing_else() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await.subscriber.organisation;
    let released = stand.world.release(story("Manşet"), &[ProductId(1)]).await;
    for scope in Scope::ALL {
        let label = KeyTerms { scopes: vec![scope], ..KeyTerms::labelled(scope.name()) };
        let key = key(&stand, &paper, label).await;
        for route in routes_that_take_a_key() {
            let path = route.replace("{id}", released.entry.item.as_str()).replace("{version}", "1");
            let path = path.replace("{rendition}", "web");
            // Only the head: a stream has no end.
            let response = stand.open(asked(&key, &path)).await;
            if scope_of(&route) == Some(scope) {
                assert_ne!(response.status(), 403, "{route} with {}", scope.name());
                continue;
            }
            assert_eq!(response.status(), 403, "{route} with {}", scope.name());
            assert!(response.body().size_hint().exact().is_some_and(|bytes| bytes < 1_000));
            let answer = get(&stand, &key, &path).await;
            let needed = scope_of(&route).unwrap().name();
            assert_eq!((answer.problem().0.as_str(), &answer.json()["scope"]), ("forbidden", &needed.into()));
            assert!(answer.text.contains(needed) && !answer.text.contains("Manşet"), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_key_that_opens_no_items_sees_no_piece_of_their_text() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await.subscriber.organisation;
    stand.world.release(kit::story("en", "Quakes", "A quake at night."), &[ProductId(1)]).await;
    for (label, scopes, excerpts) in [
        ("finder", vec![Scope::Search], false),
        ("reader", vec![Scope::Search, Scope::Items], true),
        ("all", vec![], true),
    ] {
        let key = key(&stand, &paper, KeyTerms { scopes, ..KeyTerms::labelled(label) }).await;
        let found = get(&stand, &key, "/api/v1/search?q=quake&marks=true").await.json();
        let marked = &found["hits"][0]["marked"];
        assert_eq!(marked["headline"], serde_json::json!([["Quakes", true]]));
        assert_eq!(marked["excerpt"].as_array().map(|pieces| !pieces.is_empty()), Some(excerpts), "{found}");
    }
}

#[tokio::test]
async fn a_key_is_used_from_its_addresses() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await.subscriber.organisation;
    let terms = KeyTerms { addresses: read_addresses("198.51.100.0/24").unwrap(), ..KeyTerms::labelled("office") };
    let key = key(&stand, &paper, terms).await;
    assert_eq!(get_from(&stand, [198, 51, 100, 7], &key, "/api/v1/feed").await.status, 200);
    let refused = get_from(&stand, [203, 0, 113, 7], &key, "/api/v1/feed").await;
    assert_eq!((refused.status, &refused.json()["reason"]), (403, &"address".into()));
    assert!(refused.text.contains("203.0.113.7"), "whoever looks after the program can tell why: {}", refused.text);
    // Whoever does not hold the key is told the same from everywhere.
    let guess = format!("{}{}", &key[..key.len() - 1], if key.ends_with('0') { '1' } else { '0' });
    let (near, far) = (
        get_from(&stand, [198, 51, 100, 7], &guess, "/api/v1/feed").await,
        get_from(&stand, [203, 0, 113, 7], &guess, "/api/v1/feed").await,
    );
    assert_eq!((near.status, far.status), (401, 401));
    // A use that was refused is none.
    stand.world.accounts.write_last_use().await.unwrap();
    let keys = stand.world.accounts.keys(&paper).await.unwrap();
    let office = keys.iter().find(|key| key.terms.label == "office").unwrap();
    assert_eq!(office.used, Some(stand.world.now()));
}

#[tokio::test]
async fn expired_revoked_frozen_and_unknown_keys_are_refused_alike() {
    let stand = Stand::new().await;
    let accounts = &stand.world.accounts;
    let soon = Some(stand.world.now() + SignedDuration::from_secs(60));
    let mut answers = Vec::new();
    let paper = stand.world.covered_subscriber("Gazete").await.subscriber.organisation;
    let expired = key(&stand, &paper, KeyTerms { expires: soon, ..KeyTerms::labelled("expired") }).await;
    let revoked = accounts.add_key(&paper, &KeyTerms::labelled("revoked"), OPERATOR).await.unwrap();
    let frozen = stand.world.covered_subscriber("Buz").await.key;
    for key in [&expired, &revoked.secret, &frozen] {
        assert_eq!(get(&stand, key, "/api/v1/feed").await.status, 200);
    }
    stand.world.advance(60);
    accounts.revoke_key(&revoked.id, OPERATOR).await.unwrap();
    accounts.freeze_organisation("Buz", true, OPERATOR).await.unwrap();
    let unknown = format!("tellal_{}", "0".repeat(64));
    for key in [expired.as_str(), &revoked.secret, &frozen, &unknown, "tellal_", "nonsense"] {
        let answer = get(&stand, key, "/api/v1/feed").await;
        let mut problem = answer.json();
        problem.as_object_mut().unwrap().remove("instance");
        answers.push((answer.status, problem));
    }
    assert_eq!(answers[0].0, 401);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn a_stream_ends_with_its_key() {
    for stand in Stand::each_without_heartbeats().await {
        let paper = stand.world.covered_subscriber("Gazete").await.subscriber.organisation;
        let soon = Some(stand.world.now() + SignedDuration::from_secs(60));
        let key = key(&stand, &paper, KeyTerms { expires: soon, ..KeyTerms::labelled("short") }).await;
        let response = stand.open(asked(&key, "/api/v1/stream")).await;
        let mut chunks = response.into_body().into_data_stream();
        let mut text = String::new();
        while !text.contains("heartbeat") {
            text.push_str(std::str::from_utf8(&chunks.next().await.unwrap().unwrap()).unwrap());
        }
        stand.world.advance(60);
        stand.world.release(story("Sonra"), &[ProductId(1)]).await;
        while let Some(chunk) = chunks.next().await {
            text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
        assert!(text.ends_with(": the login or key is no longer let in\n\n") && !text.contains("Sonra"), "{text}");
    }
}
