//! Saved searches and alerts as browsers and readers of feeds ask for them.

use super::{parts, reader, releases, story};
use crate::on_each_engine;
use ::alert::Alerts;
use account::{LastMaster, OPERATOR, Person, Whose};
use audience::Gate;
use axum::{
    Router,
    body::{Body, BodyDataStream, to_bytes},
    http::{Method, Request, Response, header},
};
use futures_util::StreamExt;
use jiff::SignedDuration;
use kit::World;
use portal::Portal;
use search::Archive;
use serde_json::{Value, json};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};
use story::{ProductId, Story};
use tower::ServiceExt;

on_each_engine! {
    a_search_is_saved_changed_and_deleted => super::a_search_is_saved_changed_and_deleted;
    what_is_wrong_is_said_and_where => super::what_is_wrong_is_said_and_where;
    a_query_is_tried_before_it_is_saved => super::a_query_is_tried_before_it_is_saved;
    the_list_shows_what_may_be_read_now => super::the_list_shows_what_may_be_read_now;
    alerts_come_as_they_are_raised => super::alerts_come_as_they_are_raised;
    a_stream_ends_with_its_session => super::a_stream_ends_with_its_session;
    a_change_elsewhere_ends_no_stream => super::a_change_elsewhere_ends_no_stream;
    a_feed_has_headlines_within_the_contract => super::a_feed_has_headlines_within_the_contract;
    alert_settings_are_kept => super::alert_settings_are_kept;
    the_screens_show_both_without_scripts => super::the_screens_show_both_without_scripts;
}

const SEARCHES: &str = "/portal/api/searches";
const LIVE: &str = "/portal/api/alerts/live";

/// The portal of a world, with its followers at hand.
pub(super) struct Stand {
    pub(super) world: World,
    pub(super) alerts: Alerts,
    archive: Archive,
    app: Router,
}

impl Stand {
    pub(super) fn of(world: World) -> Self {
        Self::with_heartbeat(world, Duration::from_secs(100_000))
    }

    fn with_heartbeat(world: World, heartbeat: Duration) -> Self {
        let alerts = Alerts::new(parts(&world, world.db.clone()));
        Self::around(world, alerts, heartbeat)
    }

    pub(super) fn around(world: World, alerts: Alerts, heartbeat: Duration) -> Self {
        let archive = Archive::open(&world.dir.path().join("index"), world.reader.clone()).unwrap();
        world.tasks.spawn(archive.clone().follow(world.stop.clone()));
        let app = portal::routes(Portal::new(portal::Parts {
            accounts: world.accounts.clone(),
            alerts: alerts.clone(),
            archive: archive.clone(),
            db: world.db.clone(),
            openapi: Vec::new().into(),
            gate: Gate::new(world.reader.clone()),
            agency: Arc::clone(&world.agency),
            clock: world.clock.clone(),
            base: "https://wire.example".to_owned(),
            stop: world.stop.clone(),
            heartbeat,
        }));
        Self { app: web::layers(app), world, alerts, archive }
    }

    /// A reader at a browser: who they are, and their cookie.
    pub(super) async fn reader(&self, name: &str) -> (Person, String) {
        let who = reader(&self.world, name).await;
        let cookie = self.signs_in(&who).await;
        (who, cookie)
    }

    async fn signs_in(&self, who: &Person) -> String {
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let whose = Whose::Person(who.id.clone());
        let session = self.world.accounts.open_session(&whose, true, here, "a test").await.unwrap();
        format!("__Host-tellal={}", session.secret)
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.app.clone().oneshot(request).await.unwrap()
    }

    pub(super) async fn ask(&self, method: Method, cookie: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
        let request = request.header(header::CONTENT_TYPE, "application/json").header("sec-fetch-site", "same-origin");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let (head, body) = self.send(request.body(body).unwrap()).await.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (head.status.as_u16(), serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    pub(super) async fn get(&self, cookie: &str, path: &str) -> Value {
        let (status, answer) = self.ask(Method::GET, cookie, path, &Value::Null).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Everything that follows the wire has seen all of it.
    async fn catches_up(&self) {
        self.alerts.catch_up().await.unwrap();
        self.archive.reached(self.world.reader.head()).await;
    }

    /// A search that is told in the portal.
    async fn saves(&self, cookie: &str, query: &str) -> Value {
        let body = json!({"name": query, "query": query, "alert": {"portal": true, "sound": true}});
        let (status, saved) = self.ask(Method::POST, cookie, SEARCHES, &body).await;
        assert_eq!(status, 201, "{saved}");
        saved
    }
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {of}"))
}

async fn a_search_is_saved_changed_and_deleted(world: World) {
    let stand = Stand::of(world);
    let (_, cookie) = stand.reader("Ayse").await;
    let saved = stand.saves(&cookie, "quake").await;
    let time = stand.world.now().to_string();
    let wanted = json!({
        "id": text(&saved, "id"), "name": "quake", "folder": "", "owner": "me", "query": "quake",
        "alert": {"portal": true, "sound": true, "email": "off", "push": false}, "rss": false, "by": "Ayse",
        "created": time, "changed": time,
    });
    assert_eq!(saved, wanted);
    let path = format!("{SEARCHES}/{}", text(&saved, "id"));
    assert_eq!(stand.get(&cookie, &path).await, wanted);
    // What is sent back is what was given, with the change.
    let mut changed = wanted.clone();
    changed["folder"] = "Desk".into();
    changed["alert"]["email"] = "digest".into();
    let (status, answer) = stand.ask(Method::PUT, &cookie, &path, &changed).await;
    assert_eq!((status, &answer), (200, &changed));
    assert_eq!(stand.get(&cookie, SEARCHES).await, json!({"searches": [changed]}));

    let (_, stranger) = stand.reader("Other").await;
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let (status, answer) = stand.ask(method.clone(), &stranger, &path, &json!({"name": "Mine"})).await;
        assert_eq!(status, 404, "{method}: {answer}");
    }
    for nowhere in ["/portal/api/searches/x", "/portal/api/searches/99"] {
        assert_eq!(stand.ask(Method::GET, &cookie, nowhere, &Value::Null).await.0, 404, "{nowhere}");
    }
    assert_eq!(stand.ask(Method::DELETE, &cookie, &path, &Value::Null).await.0, 204);
    assert_eq!(stand.get(&cookie, SEARCHES).await, json!({"searches": []}));
    assert_eq!(stand.ask(Method::GET, "", SEARCHES, &Value::Null).await.0, 401);
}

async fn what_is_wrong_is_said_and_where(world: World) {
    let stand = Stand::of(world);
    let (_, cookie) = stand.reader("Ayse").await;
    let saved = stand.saves(&cookie, "quake").await;
    let path = format!("{SEARCHES}/{}", text(&saved, "id"));
    let refused = async |method: Method, path: &str, body: Value| {
        let (status, problem) = stand.ask(method, &cookie, path, &body).await;
        (status, problem["field"].as_str().unwrap_or_default().to_owned(), problem["position"].as_u64())
    };
    let at = (400, "query".to_owned(), Some(7));
    assert_eq!(refused(Method::POST, SEARCHES, json!({"name": "Q", "query": "quake \"town"})).await, at);
    assert_eq!(refused(Method::POST, &format!("{SEARCHES}/trial"), json!({"query": "quake \"town"})).await, at);
    assert_eq!(refused(Method::PUT, &path, json!({"query": "quake \"town"})).await, at);
    for (method, path, body, field) in [
        (Method::POST, SEARCHES, json!({"name": "", "query": "quake"}), "name"),
        (Method::POST, SEARCHES, json!({"name": "Q", "query": "quake", "alert": {"email": "daily"}}), "alert.email"),
        (Method::POST, SEARCHES, json!({"name": "Q", "query": "quake", "colour": "red"}), "colour"),
        (Method::PUT, path.as_str(), json!({"owner": "organisation"}), "owner"),
        (Method::PUT, "/portal/api/alert-settings", json!({"zone": "Nowhere", "digest_hours": [8]}), "zone"),
        (Method::POST, "/portal/api/alerts/read", json!({"upto": 5}), "upto"),
    ] {
        assert_eq!(refused(method, path, body.clone()).await, (422, field.to_owned(), None), "{body}");
    }
    let (status, _) = stand.ask(Method::GET, &cookie, "/portal/api/alerts?limit=0", &Value::Null).await;
    assert_eq!(status, 400);
    assert_eq!(stand.get(&cookie, SEARCHES).await, json!({"searches": [saved]}), "nothing was changed");
}

async fn a_query_is_tried_before_it_is_saved(world: World) {
    let stand = Stand::of(world);
    let who = reader(&stand.world, "Ayse").await;
    releases(&stand.world, "Quake long ago").await;
    stand.world.advance(31 * 86_400);
    let cookie = stand.signs_in(&who).await;
    for n in 0..12 {
        releases(&stand.world, &format!("Quake {n}")).await;
    }
    releases(&stand.world, "Flood").await;
    stand.world.release(story("Quake of others"), &[ProductId(2)]).await;
    let until = stand.world.now() + SignedDuration::from_secs(60);
    let early = Story { embargo: Some(until), ..story("Quake that is not out") };
    stand.world.release(early, &[ProductId(1)]).await;
    stand.catches_up().await;
    let trial = format!("{SEARCHES}/trial");
    let (status, found) = stand.ask(Method::POST, &cookie, &trial, &json!({"query": "quake"})).await;
    assert_eq!((status, &found["total"], &found["a_day"], &found["days"]), (200, &json!(12), &json!(0.4), &json!(30)));
    let latest = found["latest"].as_array().unwrap();
    assert_eq!((latest.len(), text(&latest[0], "headline")), (10, "Quake 11"));
}

async fn the_list_shows_what_may_be_read_now(world: World) {
    let stand = Stand::of(world);
    let (who, cookie) = stand.reader("Ayse").await;
    let saved = stand.saves(&cookie, "quake").await;
    let open = releases(&stand.world, "Quake in town").await;
    let wrong = releases(&stand.world, "Quake at sea").await;
    stand.catches_up().await;
    let killed = stand.world.kill(&wrong).await;
    stand.catches_up().await;
    let list = stand.get(&cookie, "/portal/api/alerts").await;
    let alerts = list["alerts"].as_array().unwrap();
    assert_eq!((alerts.len(), &list["unread"]), (3, &json!(3)));
    assert_eq!((text(&alerts[0], "act"), &alerts[0]["seq"]), ("kill", &json!(killed.seq())));
    assert_eq!(
        alerts[1],
        json!({
            "id": 2, "seq": wrong.seq(), "item": wrong.entry.item, "version": 1, "act": "release",
            "time": stand.world.now().to_string(), "headline": "", "slug": "", "priority": 4, "language": "en",
            "searches": [{"id": text(&saved, "id"), "name": "quake"}], "sound": true, "read": false,
            "closed": {"reason": "killed", "seq": killed.seq()},
        }),
        "an older alert about it shows it"
    );
    assert_eq!((text(&alerts[2], "headline"), text(&alerts[2], "slug")), ("Quake in town", "QUAKE-IN-TOWN"));
    assert_eq!((&alerts[2]["closed"], &alerts[2]["seq"]), (&Value::Null, &json!(open.seq())));
    let upto = json!({"upto": alerts[1]["id"]});
    assert_eq!(stand.ask(Method::POST, &cookie, "/portal/api/alerts/read", &upto).await.0, 204);
    let page = stand.get(&cookie, "/portal/api/alerts?before=3&limit=1").await;
    assert_eq!((&page["alerts"][0]["read"], &page["unread"]), (&json!(true), &json!(1)));
    // A contract that is over takes the headlines with it.
    let contract = stand.world.accounts.contracts(&who.organisation).await.unwrap().remove(0).id;
    stand.world.advance(1);
    stand.world.accounts.end_contract(&contract, OPERATOR).await.unwrap();
    let list = stand.get(&cookie, "/portal/api/alerts").await;
    assert!(!list.to_string().contains("Quake in town"), "{list}");
    assert_eq!(list["alerts"][2]["closed"], json!({"reason": "not_covered"}));
}

/// Reads a stream until it has told `wanted`.
async fn told(stream: &mut BodyDataStream, wanted: &str) -> String {
    let mut told = String::new();
    while !told.contains(wanted) {
        let frame = stream.next().await.expect("the stream goes on").unwrap();
        told += std::str::from_utf8(&frame).unwrap();
    }
    told
}

async fn alerts_come_as_they_are_raised(world: World) {
    let stand = Stand::of(world);
    let (_, cookie) = stand.reader("Ayse").await;
    let (_, other) = stand.reader("Other").await;
    stand.saves(&cookie, "quake").await;
    releases(&stand.world, "Quake before").await;
    stand.catches_up().await;
    let open = async |cookie: &str, heard: Option<&str>| {
        let mut request = Request::get(LIVE).header(header::COOKIE, cookie);
        if let Some(heard) = heard {
            request = request.header("last-event-id", heard);
        }
        stand.send(request.body(Body::empty()).unwrap()).await
    };
    let mut stream = open(&cookie, None).await.into_body().into_data_stream();
    let begin = told(&mut stream, "event: heartbeat").await;
    assert!(begin.contains("retry: 2000") && !begin.contains("event: alert"), "from now on: {begin}");
    releases(&stand.world, "Flood in town").await;
    releases(&stand.world, "Quake in town").await;
    stand.catches_up().await;
    let found = told(&mut stream, "event: alert").await;
    assert!(found.starts_with("id: 2\nevent: alert\ndata: {\"id\":2,") && found.contains("Quake in town"), "{found}");
    let missed = told(&mut open(&cookie, Some("0")).await.into_body().into_data_stream(), "Quake in town").await;
    assert_eq!(missed.matches("event: alert").count(), 2, "{missed}");
    let strange = told(&mut open(&other, Some("0")).await.into_body().into_data_stream(), "event: heartbeat").await;
    assert!(!strange.contains("Quake"), "{strange}");
    let begin = told(&mut open(&other, None).await.into_body().into_data_stream(), "event: heartbeat").await;
    assert!(begin.contains("data: {\"id\":0}"), "nobody learns how many alerts others have: {begin}");
    assert_eq!(open(&cookie, Some("x")).await.status().as_u16(), 400);
    assert_eq!(open("", None).await.status().as_u16(), 401);

    let mut lines = Vec::new();
    for _ in 1..::alert::LINES_MAX {
        lines.push(open(&cookie, None).await);
    }
    let refused = open(&cookie, None).await;
    assert_eq!((refused.status().as_u16(), refused.headers().contains_key(header::RETRY_AFTER)), (429, true));
    assert_eq!(open(&other, None).await.status().as_u16(), 200, "each has their own");
    lines.pop();
    assert_eq!(open(&cookie, None).await.status().as_u16(), 200);
}

/// Opens a stream, and reads its beginning.
async fn listens(stand: &Stand, cookie: &str) -> BodyDataStream {
    let request = Request::get(LIVE).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let mut stream = stand.send(request).await.into_body().into_data_stream();
    told(&mut stream, "event: heartbeat").await;
    stream
}

async fn a_stream_ends_with_its_session(world: World) {
    let stand = Stand::of(world);
    let (who, cookie) = stand.reader("Ayse").await;
    stand.saves(&cookie, "quake").await;
    let mut withdrawn = listens(&stand, &cookie).await;
    let whose = Whose::Person(who.id.clone());
    let session = stand.world.accounts.sessions(&whose).await.unwrap().remove(0).id;
    let mut other = listens(&stand, &stand.signs_in(&who).await).await;
    stand.world.accounts.end_session(&whose, &session).await.unwrap();
    releases(&stand.world, "Quake in town").await;
    stand.catches_up().await;
    assert!(withdrawn.next().await.is_none(), "nothing goes to a session that was withdrawn");
    told(&mut other, "Quake in town").await;
    // One that is over by itself is no change that anybody counts.
    stand.world.advance(account::SESSION_DAYS * 86_400);
    releases(&stand.world, "Quake at sea").await;
    stand.catches_up().await;
    assert!(other.next().await.is_none(), "nor to one whose time is over");
}

async fn a_change_elsewhere_ends_no_stream(world: World) {
    let stand = Stand::with_heartbeat(world, Duration::from_millis(1));
    let (_, cookie) = stand.reader("Ayse").await;
    stand.saves(&cookie, "quake").await;
    let mut stream = listens(&stand, &cookie).await;
    stand.reader("Other").await;
    for _ in 0..3 {
        told(&mut stream, "event: heartbeat").await;
    }
    releases(&stand.world, "Quake in town").await;
    stand.catches_up().await;
    told(&mut stream, "Quake in town").await;
}

async fn a_feed_has_headlines_within_the_contract(world: World) {
    let stand = Stand::of(world);
    let (who, cookie) = stand.reader("Ayse").await;
    let saved = stand.saves(&cookie, "quake").await;
    let path = format!("{SEARCHES}/{}/rss", text(&saved, "id"));
    let (status, opened) = stand.ask(Method::POST, &cookie, &path, &Value::Null).await;
    assert_eq!(status, 200, "{opened}");
    let address = text(&opened, "address").strip_prefix("https://wire.example").unwrap().to_owned();
    let found = releases(&stand.world, "Quake & fire in town").await;
    let wrong = releases(&stand.world, "Quake at sea").await;
    stand.world.release(story("Quake of others"), &[ProductId(2)]).await;
    releases(&stand.world, "Flood").await;
    stand.world.kill(&wrong).await;
    stand.catches_up().await;
    let read = async || {
        let answer = stand.send(Request::get(&address).body(Body::empty()).unwrap()).await;
        let (head, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (head.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
    };
    let (status, feed) = read().await;
    assert_eq!((status, feed.matches("<item>").count()), (200, 1), "{feed}");
    let link = format!("<link>https://wire.example/portal?item={}</link>", found.entry.item);
    assert!(feed.contains("<title>Quake &amp; fire in town</title>") && feed.contains(&link), "{feed}");
    assert!(!feed.contains("hurt"), "no text: {feed}");
    stand.world.accounts.freeze_person(&who.id, true, LastMaster::MayGo, OPERATOR).await.unwrap();
    assert_eq!(read().await.0, 404, "the owner is frozen");
    stand.world.accounts.freeze_person(&who.id, false, LastMaster::MayGo, OPERATOR).await.unwrap();
    stand.world.accounts.freeze_organisation(&who.organisation_name, true, OPERATOR).await.unwrap();
    assert_eq!(read().await.0, 404, "the organisation is frozen");
    stand.world.accounts.freeze_organisation(&who.organisation_name, false, OPERATOR).await.unwrap();
    assert_eq!(read().await.0, 200);
    let cookie = stand.signs_in(&who).await;
    assert_eq!(stand.ask(Method::DELETE, &cookie, &path, &Value::Null).await.0, 204);
    assert_eq!(read().await.0, 404, "it was closed");
}

async fn alert_settings_are_kept(world: World) {
    let stand = Stand::of(world);
    let (_, cookie) = stand.reader("Ayse").await;
    let path = "/portal/api/alert-settings";
    let usual = json!({"zone": "Europe/Istanbul", "digest_hours": [8], "quiet": null, "flash_passes": true});
    assert_eq!(stand.get(&cookie, path).await, usual);
    let own = json!({
        "zone": "Europe/London", "digest_hours": [7, 17], "quiet": {"from": "22:00", "until": "06:30"},
        "flash_passes": false,
    });
    assert_eq!(stand.ask(Method::PUT, &cookie, path, &own).await.0, 204);
    assert_eq!(stand.get(&cookie, path).await, own);
    let (_, other) = stand.reader("Other").await;
    assert_eq!(stand.get(&other, path).await, usual);
}

async fn the_screens_show_both_without_scripts(world: World) {
    let stand = Stand::of(world);
    let (_, cookie) = stand.reader("Ayse").await;
    let page = async |path: &str| {
        let request = Request::get(path).header(header::COOKIE, &cookie).header(header::ACCEPT, "text/html");
        let answer = stand.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    };
    assert!(page("/portal/searches").await.contains("No searches are saved yet."));
    assert!(page("/portal/alerts").await.contains("No alerts yet."));
    let id = text(&stand.saves(&cookie, "quake -\"<b>\"").await, "id").to_owned();
    let open = releases(&stand.world, "Quake & fire in town").await;
    let wrong = releases(&stand.world, "Quake at sea").await;
    stand.catches_up().await;
    stand.world.kill(&wrong).await;
    stand.catches_up().await;
    let searches = page("/portal/searches").await;
    assert!(searches.contains(&format!("href=\"/portal?saved={id}\"")), "{searches}");
    assert!(searches.contains("in the terminal, with a sound") && !searches.contains("<b>"), "{searches}");
    let alerts = page("/portal/alerts").await;
    let link = format!("href=\"/portal?item={}\"", open.entry.item);
    assert!(alerts.contains(&link) && alerts.contains("Quake &#38; fire in town"), "{alerts}");
    assert!(alerts.contains("It was killed or withdrawn"), "{alerts}");
    assert_eq!(alerts.matches("Quake at sea").count(), 1, "in the notice, and not in the older alert: {alerts}");
    assert!(page("/portal/alerts?before=1").await.contains("There is nothing older."));
}
