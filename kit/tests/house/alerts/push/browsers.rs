//! The browsers of a reader, as their pages ask for them.

use super::{BY_PUSH, PushService, pushing, tells, told};
use crate::{
    alerts::{door::Stand, releases, saves},
    on_each_engine,
};
use ::alert::{AlertError, NewBrowser, PUSH_BROWSERS_MAX};
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use kit::World;
use serde_json::{Value, json};

on_each_engine! {
    a_browser_is_added_tried_and_removed => super::a_browser_is_added_tried_and_removed;
    only_push_services_are_called => super::only_push_services_are_called;
    a_browser_tells_one_reader => super::a_browser_tells_one_reader;
    a_renewed_subscription_takes_what_waits_along => super::a_renewed_subscription_takes_what_waits_along;
    a_reader_has_few_browsers => super::a_reader_has_few_browsers;
    the_worker_may_show_the_whole_portal => super::the_worker_may_show_the_whole_portal;
}

const PUSH: &str = "/portal/api/push";
const BROWSERS: &str = "/portal/api/push/browsers";

/// What a browser's page sends.
fn body(subscription: &NewBrowser) -> Value {
    let NewBrowser { endpoint, p256dh, auth, .. } = subscription;
    json!({"endpoint": endpoint, "expirationTime": null, "keys": {"p256dh": p256dh, "auth": auth}})
}

async fn stand(world: World) -> (PushService, Stand) {
    let service = PushService::open(&world).await;
    let alerts = pushing(&world, &service);
    (service, Stand::around(world, alerts, std::time::Duration::from_secs(100_000)))
}

async fn a_browser_is_added_tried_and_removed(world: World) {
    let (service, stand) = stand(world).await;
    let (_, cookie) = stand.reader("Ayse").await;
    let (_, other) = stand.reader("Other").await;
    let empty = stand.get(&cookie, PUSH).await;
    assert_eq!((&empty["browsers"], &empty["most"]), (&json!([]), &json!(8)));
    assert_eq!(empty["key"].as_str().unwrap().len(), 87, "65 bytes in Base64: {empty}");
    let (status, added) = stand.ask(Method::POST, &cookie, BROWSERS, &body(&service.subscription("desk"))).await;
    let id = added["id"].as_str().unwrap().to_owned();
    assert_eq!((status, &added["agent"], &added["last_ok"]), (201, &json!("A browser"), &Value::Null));
    assert!(!added.to_string().contains("send/desk"), "the address is a secret: {added}");
    let one = format!("{BROWSERS}/{id}");
    for (method, path) in [(Method::DELETE, one.clone()), (Method::POST, format!("{one}/test"))] {
        assert_eq!(stand.ask(method.clone(), &other, &path, &Value::Null).await.0, 404, "{method} {path}");
        assert_eq!(stand.ask(method, "", &path, &Value::Null).await.0, 401);
    }
    let test = async || stand.ask(Method::POST, &cookie, &format!("{one}/test"), &Value::Null).await;
    assert_eq!(test().await.0, 204);
    let [came] = service.came().try_into().unwrap();
    assert_eq!(came.said, json!({"kind": "test"}));
    assert_eq!(test().await.0, 429, "not again at once");
    stand.world.advance(5);
    service.answers("desk", &[(503, None)]);
    let (status, problem) = test().await;
    assert_eq!(
        (status, &problem["detail"]),
        (409, &json!("It was not sent: the push service answered 503: it is out of order."))
    );
    assert_eq!(
        stand.get(&cookie, PUSH).await["browsers"][0]["failure"],
        "the push service answered 503: it is out of order"
    );
    stand.world.advance(5);
    service.answers("desk", &[(410, None)]);
    assert_eq!(test().await.0, 409);
    assert_eq!(stand.get(&cookie, PUSH).await["browsers"], json!([]), "the service knows it no more");
    stand.ask(Method::POST, &cookie, BROWSERS, &body(&service.subscription("desk"))).await;
    assert_eq!(stand.ask(Method::DELETE, &cookie, &one, &Value::Null).await.0, 204);
    assert_eq!(stand.ask(Method::DELETE, &cookie, &one, &Value::Null).await.0, 404);
    assert_eq!(stand.get(&cookie, PUSH).await["browsers"], json!([]));
}

async fn only_push_services_are_called(world: World) {
    let (service, stand) = stand(world).await;
    let (ayse, cookie) = stand.reader("Ayse").await;
    let right = body(&service.subscription("desk"));
    let with = |field: &str, value: &str| {
        let mut wrong = right.clone();
        *wrong.pointer_mut(field).unwrap() = value.into();
        wrong
    };
    for (wrong, field) in [
        (with("/endpoint", "http://169.254.169.254/latest"), "endpoint"),
        (with("/endpoint", "https://127.0.0.1/send"), "endpoint"),
        (with("/endpoint", "http://127.0.0.1:1/send"), "endpoint"),
        (with("/endpoint", "https://push.example/send"), "endpoint"),
        (with("/endpoint", "file:///etc/passwd"), "endpoint"),
        (with("/keys/p256dh", "AAAA"), "keys.p256dh"),
        (with("/keys/auth", "AAAA"), "keys.auth"),
        (json!({"endpoint": right["endpoint"], "keys": {"auth": "AAAA"}}), "keys.p256dh"),
    ] {
        let (status, problem) = stand.ask(Method::POST, &cookie, BROWSERS, &wrong).await;
        assert_eq!(status, 422, "{wrong}: {problem}");
        let named = problem["field"].as_str().or(problem["errors"][0]["field"].as_str()).unwrap_or_default();
        assert!(field.starts_with(named) && !named.is_empty(), "{wrong}: {problem}");
    }
    assert_eq!(stand.get(&cookie, PUSH).await["browsers"], json!([]), "nothing was changed");
    // An agency that wants none of it says so.
    let none = crate::alerts::alerts(&stand.world);
    let refused = none.add_browser(&ayse, service.subscription("desk")).await;
    assert!(matches!(refused, Err(AlertError::Bad { field: "endpoint", .. })), "{refused:?}");
    assert_eq!(none.push_key(), None);
}

async fn a_browser_tells_one_reader(world: World) {
    let (service, stand) = stand(world).await;
    let ((ayse, _), (can, _)) = (stand.reader("Ayse").await, stand.reader("Can").await);
    let alerts = &stand.alerts;
    for who in [&ayse, &can] {
        saves(alerts, who, "quake", BY_PUSH).await;
    }
    let first = service.subscribes(alerts, &ayse, "desk").await;
    releases(&stand.world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    // Somebody else sits there now, and turns it on.
    let second = service.subscribes(alerts, &can, "desk").await;
    assert_eq!(first.id, second.id);
    assert!(alerts.browsers(&ayse).await.unwrap().is_empty());
    tells(alerts).await;
    assert!(service.came().is_empty(), "what was hers is not shown to him");
    stand.world.advance(60);
    let again = service.subscribes(alerts, &can, "desk").await;
    assert_eq!((again.added, alerts.browsers(&can).await.unwrap().len()), (second.added, 1), "it is the same one");
    releases(&stand.world, "Quake at sea").await;
    tells(alerts).await;
    assert_eq!(service.told(), [told("desk", "release", 1)]);
}

async fn a_renewed_subscription_takes_what_waits_along(world: World) {
    let (service, stand) = stand(world).await;
    let (ayse, cookie) = stand.reader("Ayse").await;
    saves(&stand.alerts, &ayse, "quake", BY_PUSH).await;
    let old = service.subscribes(&stand.alerts, &ayse, "old").await;
    releases(&stand.world, "Quake in town").await;
    stand.alerts.catch_up().await.unwrap();
    let mut renewed = body(&service.subscription("new"));
    renewed["replaces"] = old.id.into();
    assert_eq!(stand.ask(Method::POST, &cookie, BROWSERS, &renewed).await.0, 201);
    assert_eq!(stand.alerts.browsers(&ayse).await.unwrap().len(), 1);
    tells(&stand.alerts).await;
    assert_eq!(service.told(), [told("new", "release", 1)]);
}

async fn a_reader_has_few_browsers(world: World) {
    let (service, stand) = stand(world).await;
    let (ayse, cookie) = stand.reader("Ayse").await;
    for n in 0..PUSH_BROWSERS_MAX {
        service.subscribes(&stand.alerts, &ayse, &format!("desk{n}")).await;
    }
    let more = service.subscription("more");
    let refused = stand.alerts.add_browser(&ayse, more.clone()).await;
    assert!(matches!(refused, Err(AlertError::ManyBrowsers)), "{refused:?}");
    let (status, problem) = stand.ask(Method::POST, &cookie, BROWSERS, &body(&more)).await;
    assert_eq!((status, problem["detail"].as_str().unwrap().contains("8 browsers")), (409, true), "{problem}");
    assert_eq!(stand.alerts.browsers(&ayse).await.unwrap().len(), 8);
    let first = stand.alerts.browsers(&ayse).await.unwrap().remove(0).id;
    let instead = NewBrowser { replaces: Some(first), ..more };
    stand.alerts.add_browser(&ayse, instead).await.unwrap();
    assert_eq!(stand.alerts.browsers(&ayse).await.unwrap().len(), 8);
}

async fn the_worker_may_show_the_whole_portal(world: World) {
    let (_, stand) = stand(world).await;
    let get = async |etag: &str| {
        let request = Request::get("/portal/worker.js").header(header::IF_NONE_MATCH, etag);
        stand.send(request.body(Body::empty()).unwrap()).await
    };
    let worker = get("").await;
    let head = |name: &str| worker.headers()[name].to_str().unwrap();
    assert_eq!((worker.status().as_u16(), head("service-worker-allowed")), (200, "/portal"));
    assert_eq!((head("content-type"), head("cache-control")), ("text/javascript; charset=utf-8", "no-cache"));
    assert_eq!(head("content-security-policy"), "default-src 'none'; connect-src 'self'");
    assert_eq!(get(head("etag")).await.status().as_u16(), 304);
}
