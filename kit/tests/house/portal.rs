//! What the portal keeps for its readers: settings, marks, and what they missed.

use crate::on_each_engine;
use account::{LastMaster, OPERATOR, OrganisationId, PersonId, Role, Whose};
use alert::Alerts;
use audience::Gate;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, header},
};
use kit::World;
use portal::{Parts, Portal};
use search::Archive;
use serde_json::{Value, json};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};
use store::args;
use story::{Act, ProductId, State};
use tower::ServiceExt;
use wire::NewDispatch;

on_each_engine! {
    settings_are_the_readers_own => super::settings_are_the_readers_own;
    settings_are_bounded => super::settings_are_bounded;
    marks_of_two_devices_come_together => super::marks_of_two_devices_come_together;
    marks_reach_over_blocks => super::marks_reach_over_blocks;
    wrong_marks_change_nothing => super::wrong_marks_change_nothing;
    a_reader_is_told_what_was_missed => super::a_reader_is_told_what_was_missed;
    nobody_else_is_let_in => super::nobody_else_is_let_in;
    what_was_kept_goes_with_the_reader => super::what_was_kept_goes_with_the_reader;
}

const MARKS: &str = "/portal/api/marks";
const GENERAL: ProductId = ProductId(1);

/// A world with the portal in front of it.
struct Stand {
    world: World,
    app: Router,
}

/// Somebody at an organisation, at one of their devices.
struct Reader {
    organisation: OrganisationId,
    id: PersonId,
    cookie: String,
}

impl Stand {
    fn of(world: World) -> Self {
        let base = "https://wire.example".to_owned();
        let alerts = Alerts::new(alert::Parts {
            db: world.db.clone(),
            accounts: world.accounts.clone(),
            reader: world.reader.clone(),
            agency: world.agency.name("en").to_owned(),
            base: base.clone(),
            push: alert::Push {
                key: alert::PushKey::from_scalar(&[7; 32]).unwrap(),
                services: alert::PushServices::none(),
                contact: None,
            },
            clock: world.clock.clone(),
        });
        let app = portal::routes(Portal::new(Parts {
            accounts: world.accounts.clone(),
            alerts,
            archive: Archive::open(&world.dir.path().join("index"), world.reader.clone()).unwrap(),
            db: world.db.clone(),
            openapi: Vec::new().into(),
            gate: Gate::new(world.reader.clone()),
            agency: Arc::clone(&world.agency),
            clock: world.clock.clone(),
            base,
            stop: world.stop.clone(),
            heartbeat: Duration::from_secs(100_000),
        }));
        Self { app: web::layers(app), world }
    }

    /// Somebody of a new organisation that may have everything of product 1.
    async fn reader(&self, name: &str) -> Reader {
        let organisation = self.world.covered_subscriber(name).await.subscriber.organisation;
        let (accounts, email) = (&self.world.accounts, format!("{}@paper.example", name.to_lowercase()));
        let id = accounts.add_person(&organisation, &email, name, false, None, OPERATOR).await.unwrap();
        self.at(&organisation, &id).await
    }

    /// The same reader at another device.
    async fn at(&self, organisation: &OrganisationId, id: &PersonId) -> Reader {
        let cookie = self.cookie(&Whose::Person(id.clone()), true).await;
        Reader { organisation: organisation.clone(), id: id.clone(), cookie }
    }

    async fn cookie(&self, whose: &Whose, whole: bool) -> String {
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let session = self.world.accounts.open_session(whose, whole, here, "a test").await.unwrap();
        format!("__Host-tellal={}", session.secret)
    }

    async fn releases(&self, count: u32, products: &[ProductId]) {
        for n in 0..count {
            self.world.release(kit::story("en", &format!("Story {n}"), "Text."), products).await;
        }
    }

    async fn ask(&self, method: Method, cookie: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
        let request = request.header(header::CONTENT_TYPE, "application/json").header("sec-fetch-site", "same-origin");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = self.app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() })
    }

    async fn get(&self, who: &Reader, path: &str) -> Value {
        let (status, answer) = self.ask(Method::GET, &who.cookie, path, &Value::Null).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn put(&self, who: &Reader, settings: &Value) -> (u16, Value) {
        self.ask(Method::PUT, &who.cookie, "/portal/api/settings", settings).await
    }

    async fn mark(&self, who: &Reader, news: Value) -> (u16, Value) {
        self.ask(Method::POST, &who.cookie, MARKS, &news).await
    }

    async fn marks(&self, who: &Reader) -> Value {
        self.get(who, &format!("{MARKS}?from=0&until=65535")).await
    }

    async fn rows(&self, who: &PersonId) -> u64 {
        let sql = "SELECT (SELECT COUNT(*) FROM reader WHERE person = $1) + \
                   (SELECT COUNT(*) FROM reader_marks WHERE person = $1) AS n";
        self.world.db.one(sql, args![who.as_str()]).await.unwrap().unwrap().count("n").unwrap()
    }
}

async fn settings_are_the_readers_own(world: World) {
    let stand = Stand::of(world);
    let (selin, can) = (stand.reader("Selin").await, stand.reader("Can").await);
    let me = stand.get(&selin, "/portal/api/me").await;
    assert_eq!((&me["settings"], &me["last_visit"], &me["missed"]), (&json!({}), &Value::Null, &json!(0)));
    let settings = json!({"columns": [1, {"query": "şehir \u{0} \"x\""}], "dark": true});
    assert_eq!(stand.put(&selin, &settings).await.0, 204);
    let there = stand.at(&selin.organisation, &selin.id).await;
    assert_eq!(stand.get(&there, "/portal/api/me").await["settings"], settings);
    assert_eq!(stand.put(&there, &json!({"dark": false})).await.0, 204);
    assert_eq!(stand.get(&selin, "/portal/api/me").await["settings"], json!({"dark": false}), "the last one stands");
    let other = stand.get(&can, "/portal/api/me").await;
    assert_eq!((&other["settings"], &other["person"]["name"]), (&json!({}), &json!("Can")));
    assert_eq!(other["organisation"]["id"], json!(can.organisation.as_str()));
    assert_eq!(other["products"], json!([{"id": 1, "name": "General"}]));
    assert_eq!(other["kinds"][0], "text");
    assert_eq!(other["quota"], Value::Null);
    assert!(other["formats"].as_array().unwrap().iter().any(|format| format["name"] == "json"), "{other}");
    assert_eq!(other["agency"]["zone"], json!(stand.world.agency.time_zone));
}

async fn settings_are_bounded(world: World) {
    let stand = Stand::of(world);
    let selin = stand.reader("Selin").await;
    let right = json!({"a": "x".repeat(16 * 1_024 - 8)});
    assert_eq!(right.to_string().len(), 16 * 1_024);
    assert_eq!(stand.put(&selin, &right).await.0, 204);
    for (wrong, status) in [(json!({"a": "x".repeat(16 * 1_024 - 7)}), 413), (json!([1]), 422), (json!("a"), 422)] {
        let (answered, problem) = stand.put(&selin, &wrong).await;
        assert_eq!((answered, problem["status"].as_u64()), (status, Some(u64::from(status))), "{problem}");
    }
    assert_eq!(stand.get(&selin, "/portal/api/me").await["settings"], right, "nothing was changed");
}

async fn marks_of_two_devices_come_together(world: World) {
    let stand = Arc::new(Stand::of(world));
    stand.releases(40, &[GENERAL]).await;
    let selin = stand.reader("Selin").await;
    // Each device tells of every other number, all at once.
    let mut telling = Vec::new();
    for seq in 1..=40_u64 {
        let device = stand.at(&selin.organisation, &selin.id).await;
        let stand = Arc::clone(&stand);
        telling.push(async move {
            let news = json!({"seen": [seq], "opened": [41 - seq], "marked": [seq], "top": seq});
            stand.mark(&device, news).await
        });
    }
    let tasks: Vec<_> = telling.into_iter().map(|news| stand.world.tasks.spawn(news)).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), (204, Value::Null));
    }
    let all: Vec<u64> = (1..=40).collect();
    assert_eq!(stand.marks(&selin).await, json!({"seen": all, "opened": all, "marked": all}));
    assert_eq!(stand.get(&selin, "/portal/api/me").await["last_visit"]["seq"], 40);
    // One takes marks away, the other tells again what it has seen.
    assert_eq!(stand.mark(&selin, json!({"unmarked": [1, 40]})).await.0, 204);
    assert_eq!(stand.mark(&selin, json!({"seen": [1, 40]})).await.0, 204);
    let marks = stand.marks(&selin).await;
    assert_eq!((&marks["seen"], &marks["marked"]), (&json!(all), &json!(all[1..39])));
    let can = stand.reader("Can").await;
    let colleague =
        stand.world.accounts.add_person(&selin.organisation, "c@x.example", "C", false, None, OPERATOR).await;
    let colleague = stand.at(&selin.organisation, &colleague.unwrap()).await;
    for other in [can, colleague] {
        assert_eq!(stand.marks(&other).await, json!({"seen": [], "opened": [], "marked": []}));
    }
}

async fn marks_reach_over_blocks(world: World) {
    let stand = Stand::of(world);
    let story = kit::story("en", "Story", "Text.").ready().unwrap();
    let sent: Result<(), wire::WireError> = stand
        .world
        .writer
        .commit(move |log| {
            Box::pin(async move {
                for n in 1..=2_100_u64 {
                    let item = format!("tel:text:20260901:{n}").parse().unwrap();
                    let (act, state, products) = (Act::Release, State::Usable, vec![GENERAL]);
                    log.append(NewDispatch { act, item, version: 1, state, products, story: story.clone() }).await?;
                }
                Ok(())
            })
        })
        .await;
    sent.unwrap();
    let selin = stand.reader("Selin").await;
    let seen = [1, 1_023, 1_024, 1_025, 2_047, 2_048, 2_100];
    assert_eq!(stand.mark(&selin, json!({"seen": seen, "marked": [1_024]})).await.0, 204);
    assert_eq!(stand.marks(&selin).await, json!({"seen": seen, "opened": [], "marked": [1_024]}));
    let within = stand.get(&selin, &format!("{MARKS}?from=1024&until=2047")).await;
    assert_eq!(
        within,
        json!({"seen": [1_024, 1_025, 2_047], "opened": [], "marked": [1_024]}),
        "both ends are asked for"
    );
    let thousand: Vec<u64> = (1..=1_000).collect();
    assert_eq!(stand.mark(&selin, json!({"opened": thousand})).await.0, 204);
    assert_eq!(stand.marks(&selin).await["opened"], json!(thousand));
}

async fn wrong_marks_change_nothing(world: World) {
    let stand = Stand::of(world);
    stand.releases(3, &[GENERAL]).await;
    let selin = stand.reader("Selin").await;
    assert_eq!(stand.mark(&selin, json!({"seen": [2], "top": 2})).await.0, 204);
    let many: Vec<u64> = vec![1; 1_001];
    for (news, field) in [
        (json!({"seen": [1, 4]}), "seen[1]"),
        (json!({"opened": [0]}), "opened[0]"),
        (json!({"seen": [1], "top": 4}), "top"),
        (json!({"seen": many}), "seen"),
        (json!({"marked": [3], "unmarked": [3]}), "unmarked[0]"),
        (json!({"seen": [1], "read": [1]}), "read"),
        (json!({"seen": [-1]}), "seen[0]"),
    ] {
        let (status, problem) = stand.mark(&selin, news.clone()).await;
        assert_eq!((status, &problem["field"]), (422, &json!(field)), "{news}: {problem}");
    }
    assert_eq!(stand.marks(&selin).await, json!({"seen": [2], "opened": [], "marked": []}));
    for (query, field) in [
        ("from=5&until=4", "until"),
        ("from=1&until=65536", "until"),
        ("from=1", "until"),
        ("from=x&until=4", "from"),
        ("from=0&until=1&person=x", "person"),
    ] {
        let (status, problem) = stand.ask(Method::GET, &selin.cookie, &format!("{MARKS}?{query}"), &Value::Null).await;
        assert_eq!((status, &problem["field"]), (400, &json!(field)), "{query}: {problem}");
    }
    stand.get(&selin, &format!("{MARKS}?from=1&until=65535")).await;
    stand.get(&selin, &format!("{MARKS}?from={}&until={0}", u64::MAX)).await;
}

async fn a_reader_is_told_what_was_missed(world: World) {
    let stand = Stand::of(world);
    stand.releases(3, &[GENERAL]).await;
    let selin = stand.reader("Selin").await;
    let visit = stand.world.now();
    assert_eq!(stand.mark(&selin, json!({"top": 3})).await.0, 204);
    stand.world.advance(60);
    stand.releases(2, &[GENERAL]).await;
    stand.releases(1, &[]).await;
    let me = stand.get(&selin, "/portal/api/me").await;
    assert_eq!((&me["missed"], &me["missed_more"], &me["head"]), (&json!(2), &json!(false), &json!(6)));
    assert_eq!(me["last_visit"], json!({"seq": 3, "time": visit}));
    // A device that was asleep does not take the reader back.
    assert_eq!(stand.mark(&selin, json!({"top": 1})).await.0, 204);
    assert_eq!(stand.get(&selin, "/portal/api/me").await["last_visit"], json!({"seq": 3, "time": visit}));
    assert_eq!(stand.mark(&selin, json!({"top": 6})).await.0, 204);
    let me = stand.get(&selin, "/portal/api/me").await;
    assert_eq!((&me["missed"], &me["last_visit"]["seq"]), (&json!(0), &json!(6)));
    // Settings are kept beside it, and lose nothing of it.
    assert_eq!(stand.put(&selin, &json!({"dark": true})).await.0, 204);
    assert_eq!(stand.get(&selin, "/portal/api/me").await["last_visit"]["seq"], 6);
}

async fn nobody_else_is_let_in(world: World) {
    let stand = Stand::of(world);
    let selin = stand.reader("Selin").await;
    stand.world.staff("chief", Role::Chief).await;
    let staff = stand.cookie(&Whose::Staff("chief".to_owned()), true).await;
    let half = stand.cookie(&Whose::Person(selin.id.clone()), false).await;
    for (method, path) in [
        (Method::GET, "/portal/api/me"),
        (Method::PUT, "/portal/api/settings"),
        (Method::GET, "/portal/api/marks?from=0&until=1"),
        (Method::POST, MARKS),
    ] {
        for (cookie, status) in [("", 401), (half.as_str(), 401), (staff.as_str(), 403)] {
            let (answered, problem) = stand.ask(method.clone(), cookie, path, &json!({})).await;
            assert_eq!((answered, problem["status"].as_u64()), (status, Some(u64::from(status))), "{method} {path}");
        }
    }
    let request = |site: &str| {
        let request = Request::put("/portal/api/settings").header(header::COOKIE, &selin.cookie);
        let request = request.header(header::CONTENT_TYPE, "application/json").header("sec-fetch-site", site);
        request.body(Body::from("{\"dark\":true}")).unwrap()
    };
    let foreign = stand.app.clone().oneshot(request("cross-site")).await.unwrap();
    assert_eq!(foreign.status().as_u16(), 403);
    assert_eq!(stand.get(&selin, "/portal/api/me").await["settings"], json!({}));
    // No browser may ask for a password over the terminal.
    let refused = Request::get("/portal/api/me").body(Body::empty()).unwrap();
    let refused = stand.app.clone().oneshot(refused).await.unwrap();
    assert_eq!(refused.headers()[header::WWW_AUTHENTICATE], "Session realm=\"Tellal\"");
    assert_eq!(stand.app.clone().oneshot(request("same-origin")).await.unwrap().status().as_u16(), 204);
}

async fn what_was_kept_goes_with_the_reader(world: World) {
    let stand = Stand::of(world);
    stand.releases(1, &[GENERAL]).await;
    let (selin, can) = (stand.reader("Selin").await, stand.reader("Can").await);
    for who in [&selin, &can] {
        assert_eq!(stand.mark(who, json!({"seen": [1], "top": 1})).await.0, 204);
        assert_eq!(stand.rows(&who.id).await, 2);
    }
    stand.world.accounts.delete_person(&selin.id, LastMaster::MayGo, OPERATOR).await.unwrap();
    assert_eq!((stand.rows(&selin.id).await, stand.rows(&can.id).await), (0, 2));
    assert_eq!(stand.ask(Method::GET, &selin.cookie, "/portal/api/me", &Value::Null).await.0, 401);
}
