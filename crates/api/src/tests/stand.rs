//! A server without a socket, and programs that ask it.

use crate::{Api, Parts, Translated, fetch, fetch_of, has_routes, link_routes, routes};
use ::search::Archive;
use account::{NewSession, OPERATOR, Password, Person, Whose};
use audience::{Gate, Products};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::connect_info::MockConnectInfo,
    http::{HeaderMap, Request, StatusCode, header},
    response::{Html, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use darkroom::Darkroom;
use kit::{Persona, World};
use serde_json::Value;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use story::{Agency, Story};
use tower::ServiceExt;

/// A world with the surfaces for machines in front of it.
pub(super) struct Stand {
    pub(super) world: World,
    pub(super) api: Api,
    pub(super) app: Router,
}

/// Often, so that no test waits for one.
const OFTEN: Duration = Duration::from_millis(20);
/// Never, as far as a test is concerned.
const NEVER: Duration = Duration::from_secs(100_000);

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// The problem's kind without `/problems/`, and the field that it names.
    #[track_caller]
    pub(super) fn problem(&self) -> (String, Value) {
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        let kind = problem["type"].as_str().and_then(|k| k.strip_prefix("/problems/")).expect("a problem");
        (kind.to_owned(), problem["field"].clone())
    }
}

/// How a program signs in.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    Nobody,
    Login(&'a Persona),
    Key(&'a Persona),
    /// A browser with this session.
    Session(&'a str),
}

impl By<'_> {
    pub(super) fn header(self) -> Option<String> {
        match self {
            By::Nobody | By::Session(_) => None,
            By::Login(p) => Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", p.login, p.password)))),
            By::Key(p) => Some(format!("Bearer {}", p.key)),
        }
    }
}

impl Stand {
    pub(super) async fn new() -> Self {
        Self::on(World::sqlite().await)
    }

    pub(super) async fn each() -> Vec<Self> {
        let mut stands = Vec::new();
        for world in World::each().await {
            stands.push(Self::on(world));
        }
        stands
    }

    fn on(world: World) -> Self {
        let agency = Arc::clone(&world.agency);
        Self::of(world, agency, OFTEN, Duration::ZERO)
    }

    /// With the pace of HAS.
    pub(super) async fn paced(pace: Duration) -> Self {
        let world = World::sqlite().await;
        let agency = Arc::clone(&world.agency);
        Self::of(world, agency, OFTEN, pace)
    }

    /// On each engine, with streams whose first heartbeat is the only one.
    pub(super) async fn each_without_heartbeats() -> Vec<Self> {
        let worlds = World::each().await;
        worlds
            .into_iter()
            .map(|world| (Arc::clone(&world.agency), world))
            .map(|(a, w)| Self::of(w, a, NEVER, Duration::ZERO))
            .collect()
    }

    /// The same for an agency that is configured otherwise.
    pub(super) async fn of_agency(change: impl FnOnce(&mut Agency)) -> Self {
        let world = World::sqlite().await;
        let mut agency = (*world.agency).clone();
        change(&mut agency);
        Self::of(world, Arc::new(agency), OFTEN, Duration::ZERO)
    }

    fn of(world: World, agency: Arc<Agency>, heartbeat: Duration, pace: Duration) -> Self {
        let archive = Archive::open(&world.dir.path().join("index"), world.reader.clone()).expect("the index");
        world.tasks.spawn(archive.clone().follow(world.stop.clone()));
        let (products, translations, keys) = (world.db.clone(), world.db.clone(), world.db.clone());
        let api = Api::new(Parts {
            gate: Gate::new(world.reader.clone()),
            archive,
            alerts: alerts(&world),
            accounts: world.accounts.clone(),
            blobs: world.blobs.clone(),
            darkroom: Darkroom::new(
                world.db.clone(),
                world.blobs.clone(),
                world.reader.clone(),
                &agency,
                world.clock.clone(),
            ),
            products: fetch(move || {
                let db = products.clone();
                async move { Products::load(&db).await }
            }),
            translations: fetch_of(move |item| {
                let db = translations.clone();
                async move {
                    let translated = desk::translated(&db, &item).await?;
                    Ok(translated.into_iter().map(|one| Translated { item: one.item, stale: one.stale }).collect())
                }
            }),
            keys: fetch(move || {
                let db = keys.clone();
                async move { Ok(wire::public_keys(&db).await?) }
            }),
            agency,
            base: "https://wire.example".to_owned(),
            clock: world.clock.clone(),
            stop: world.stop.clone(),
            heartbeat,
            pace,
        });
        // As in the server, a site that takes every address of one or two parts stands beside them.
        let site = || get(|| async { (StatusCode::NOT_FOUND, Html("<p>the site")) });
        let site = Router::new().route("/{one}", site()).route("/{one}/{two}", site());
        let all = routes(api.clone()).merge(has_routes(api.clone())).merge(link_routes(api.clone())).merge(site);
        let app =
            web::layers(all.fallback(web::no_route)).layer(MockConnectInfo(SocketAddr::from(([192, 0, 2, 1], 5_000))));
        Self { world, api, app }
    }

    pub(super) async fn open(&self, request: Request<Body>) -> Response {
        self.app.clone().oneshot(request).await.expect("an answer")
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let (head, body) = self.open(request).await.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("the body");
        // Files are not text.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    pub(super) async fn get(&self, by: By<'_>, path: &str) -> Answer {
        self.send(request(by, "GET", path).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&self, by: By<'_>, path: &str, media_type: &str, body: &str) -> Answer {
        let request = request(by, "POST", path).header(header::CONTENT_TYPE, media_type);
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// What the feed holds from `after` on.
    #[track_caller]
    pub(super) fn feed(&self, by: By<'_>, after: u64) -> impl Future<Output = Value> {
        let path = format!("/api/v1/feed?after={after}");
        async move {
            let answer = self.get(by, &path).await;
            assert_eq!(answer.status, StatusCode::OK.as_u16(), "{}", answer.text);
            answer.json()
        }
    }
}

/// Somebody at a subscriber's organisation.
pub(super) async fn person_of(stand: &Stand, persona: &Persona) -> Person {
    let (accounts, organisation) = (&stand.world.accounts, &persona.subscriber.organisation);
    let mail = format!("{}@paper.example", persona.login);
    let password = Password::new(kit::PASSWORD).expect("a password");
    let id = accounts.add_person(organisation, &mail, "Reader", true, Some(password), OPERATOR).await;
    accounts.person(organisation, &id.expect("a person")).await.expect("the person")
}

/// A browser in which somebody is signed in.
pub(super) async fn session_of(stand: &Stand, person: &Person) -> NewSession {
    let (whose, here) = (Whose::Person(person.id.clone()), [192, 0, 2, 9].into());
    stand.world.accounts.open_session(&whose, true, here, "a test").await.expect("a session")
}

/// The saved searches of a world.
fn alerts(world: &World) -> alert::Alerts {
    alert::Alerts::new(alert::Parts {
        db: world.db.clone(),
        accounts: world.accounts.clone(),
        reader: world.reader.clone(),
        agency: "Tellal".to_owned(),
        base: "https://wire.example".to_owned(),
        push: alert::Push {
            key: alert::PushKey::from_scalar(&[7; 32]).expect("a key"),
            services: alert::PushServices::none(),
            contact: None,
        },
        clock: world.clock.clone(),
    })
}

pub(super) fn request(by: By<'_>, method: &str, path: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path);
    match (by, by.header()) {
        (By::Session(secret), _) => request.header(header::COOKIE, format!("__Host-tellal={secret}")),
        (_, Some(value)) => request.header(header::AUTHORIZATION, value),
        (_, None) => request,
    }
}

/// A routine story in Turkish.
pub(super) fn story(headline: &str) -> Story {
    kit::story("tr", headline, &format!("{headline}: gizli metin."))
}

/// Words that stand in the body of every [`story`], and nowhere else.
pub(super) const BODY: &str = "gizli metin";

/// A file of the wire, stored as it would be by the desk; its bytes are text so that tests can look for them.
pub(super) async fn stored(stand: &Stand, kind: &str, bytes: &str) -> serde_json::Value {
    let sha256 = stand.world.blobs.put(bytes.as_bytes().to_vec().into()).await.expect("a blob");
    serde_json::json!({"sha256": sha256, "media_type": kind, "bytes": bytes.len()})
}

/// An item whose content is this.
pub(super) fn of_content(headline: &str, content: &serde_json::Value) -> Story {
    serde_json::from_value(serde_json::json!({
        "language": "tr", "slug": "DOSYA", "headline": headline, "priority": 4, "category": 1, "content": content,
    }))
    .expect("a story")
}
