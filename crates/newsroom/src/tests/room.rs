//! A newsroom without a socket, and its staff.

use crate::{Newsroom, Parts, routes};
use ::search::Archive;
use account::{Role, Staff, Whose};
use audience::Gate;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::connect_info::MockConnectInfo,
    http::{HeaderMap, Request, header, request::Builder},
    response::Response,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use darkroom::Darkroom;
use desk::Desk;
use kit::{PASSWORD, World};
use serde_json::Value;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use story::{Agency, HouseRules};
use tower::ServiceExt;

/// Never, as far as a test is concerned.
const NEVER: Duration = Duration::from_secs(100_000);

/// A world with the newsroom in front of it, whose house has two persons for kills and flashes.
pub(super) struct Room {
    pub(super) world: World,
    pub(super) desk: Desk,
    app: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.text))
    }

    #[track_caller]
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}")).to_str().expect("ASCII")
    }
}

impl Room {
    /// One on each engine.
    pub(super) async fn each() -> Vec<Self> {
        World::each().await.into_iter().map(Self::of).collect()
    }

    fn of(world: World) -> Self {
        let agency = Arc::new(Agency { rules: HouseRules::default(), ..Agency::clone(&world.agency) });
        let archive = Archive::open(&world.dir.path().join("index"), world.reader.clone()).expect("the index");
        let (db, blobs, reader) = (world.db.clone(), world.blobs.clone(), world.reader.clone());
        let desk = Desk::new(world.writer.clone(), db.clone(), blobs.clone(), world.clock.clone(), Arc::clone(&agency));
        let newsroom = Newsroom::new(Parts {
            desk: desk.clone(),
            accounts: world.accounts.clone(),
            darkroom: Darkroom::new(db.clone(), blobs.clone(), reader.clone(), &agency, world.clock.clone()),
            gate: Gate::new(reader.clone()),
            db,
            blobs,
            reader,
            archive,
            assistant: None,
            agency,
            clock: world.clock.clone(),
            base: "https://wire.example".to_owned(),
            stop: world.stop.clone(),
            heartbeat: NEVER,
        });
        let from = SocketAddr::from(([192, 0, 2, 1], 5_000));
        let app = web::layers(routes(newsroom)).layer(MockConnectInfo(from));
        Self { world, desk, app }
    }

    /// A member of staff whose name is another than the login.
    pub(super) async fn staff(&self, login: &str, name: &str, role: Role) -> Staff {
        let password = account::Password::new(PASSWORD).expect("a password");
        self.world.accounts.add_staff(login, name, role, password, account::OPERATOR).await.expect("a member of staff")
    }

    /// The answer before it is read.
    pub(super) async fn open(&self, request: Request<Body>) -> Response {
        self.app.clone().oneshot(request).await.expect("an answer")
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let (head, body) = self.open(request).await.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("the body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    /// What a browser shows this member of staff.
    pub(super) async fn page(&self, login: &str, path: &str) -> String {
        let whose = Whose::Staff(login.to_owned());
        let from = std::net::IpAddr::from([192, 0, 2, 1]);
        let session = self.world.accounts.open_session(&whose, true, from, "a test").await.expect("a session");
        let cookie = web::session_cookie(Some(&session.secret));
        let cookie = cookie.to_str().expect("ASCII").split(';').next().expect("a cookie").to_owned();
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).expect("a request");
        let answer = self.send(request).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.text
    }

    pub(super) async fn get(&self, login: &str, path: &str) -> Answer {
        self.send(as_staff(login, "GET", path).body(Body::empty()).expect("a request")).await
    }
}

/// A request of a program that signs in as this member of staff.
pub(super) fn as_staff(login: &str, method: &str, path: &str) -> Builder {
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{login}:{PASSWORD}")));
    Request::builder().method(method).uri(path).header(header::AUTHORIZATION, basic)
}
