//! A portal without a socket, and its readers.

use crate::{Parts, Portal, routes};
use account::{OPERATOR, OrganisationId, Terms, Whose};
use alert::{Alerts, Push, PushKey, PushServices};
use audience::Gate;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, header},
};
use kit::World;
use search::Archive;
use serde_json::json;
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};
use tower::ServiceExt;

/// Never, as far as a test is concerned.
const NEVER: Duration = Duration::from_secs(100_000);

/// A world with the portal in front of it.
pub(super) struct Stand {
    pub(super) world: World,
    app: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

/// Somebody at a browser.
pub(super) struct Browser {
    pub(super) organisation: OrganisationId,
    cookie: String,
}

impl Stand {
    pub(super) async fn new() -> Self {
        let world = World::sqlite().await;
        let base = "https://wire.example".to_owned();
        let (db, clock, reader) = (world.db.clone(), world.clock.clone(), world.reader.clone());
        let agency = world.agency.name("en").to_owned();
        let accounts = world.accounts.clone();
        let key = PushKey::from_scalar(&[7; 32]).expect("a key");
        let push = Push { key, services: PushServices::none(), contact: None };
        let alerts = alert::Parts { db, accounts, reader, agency, base: base.clone(), push, clock };
        let openapi = json!({
            "tags": [{"name": "wire", "description": "In order"}],
            "paths": {"/api/v1/feed": {"get": {"tags": ["wire"], "operationId": "feed", "summary": "All of <it>.",
                "responses": {"200": {"description": "A page", "content":
                    {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}}}}},
            "components": {"schemas": {"Page": {"type": "object", "properties": {"next": {"type": "integer", "example": 58}}}}},
        });
        let portal = Portal::new(Parts {
            accounts: world.accounts.clone(),
            alerts: Alerts::new(alerts),
            archive: Archive::open(&world.dir.path().join("index"), world.reader.clone()).expect("the index"),
            db: world.db.clone(),
            openapi: openapi.to_string().into(),
            gate: Gate::new(world.reader.clone()),
            agency: Arc::clone(&world.agency),
            clock: world.clock.clone(),
            base,
            stop: world.stop.clone(),
            heartbeat: NEVER,
        });
        Self { app: web::layers(routes(portal)), world }
    }

    /// Somebody of a new organisation whose contract has these terms, or who has none.
    pub(super) async fn reader(&self, name: &str, terms: Option<Terms>) -> Browser {
        let organisation = self.world.subscriber(name, terms).await.subscriber.organisation;
        self.colleague(&organisation, &format!("{}@paper.example", name.to_lowercase()), true).await
    }

    /// Somebody of an organisation.
    pub(super) async fn colleague(&self, organisation: &OrganisationId, email: &str, master: bool) -> Browser {
        let accounts = &self.world.accounts;
        let person = accounts.add_person(organisation, email, "Selin", master, None, OPERATOR).await.expect("a person");
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let session = accounts.open_session(&Whose::Person(person), true, here, "a test").await.expect("a session");
        let cookie = web::session_cookie(Some(&session.secret));
        let cookie = cookie.to_str().expect("ASCII").split(';').next().expect("a cookie").to_owned();
        Browser { organisation: organisation.clone(), cookie }
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let (head, body) = self.app.clone().oneshot(request).await.expect("an answer").into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("the body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    /// What this reader is answered.
    pub(super) async fn get(&self, reader: &Browser, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &reader.cookie).header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// What a browser shows this reader.
    pub(super) async fn page(&self, reader: &Browser, path: &str) -> String {
        let answer = self.get(reader, path).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.text
    }
}
