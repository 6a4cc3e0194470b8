//! An office without a socket, and browsers that are signed in to it.

use crate::{Office, Parts, routes};
use account::{Role, Staff, Whose};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::connect_info::MockConnectInfo,
    http::{HeaderMap, Request, header},
};
use kit::World;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};
use tower::ServiceExt;

/// From where every browser of these tests comes.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// A world with the office in front of it.
pub(crate) struct Stand {
    pub(crate) world: World,
    pub(crate) office: Office,
    app: Router,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// Where the browser is led.
    #[track_caller]
    pub(crate) fn location(&self) -> &str {
        let location = self.headers.get(header::LOCATION);
        location.unwrap_or_else(|| panic!("{} leads nowhere: {}", self.status, self.text)).to_str().unwrap()
    }

    /// What is said to be wrong with a field; empty when nothing is.
    pub(crate) fn fault(&self, field: &str) -> &str {
        let begin = format!("<p class=\"fault\" id=\"{field}-fault\">");
        let rest = self.text.split_once(&begin).map_or("", |(_, rest)| rest);
        rest.split_once("</p>").map_or("", |(fault, _)| fault)
    }
}

/// A browser: of a member of staff, or of nobody.
pub(crate) struct Browser<'a> {
    stand: &'a Stand,
    cookie: Option<String>,
}

impl Stand {
    pub(crate) async fn new() -> Self {
        Self::on(World::sqlite().await)
    }

    pub(crate) fn on(world: World) -> Self {
        let office = Office::new(Parts {
            db: world.db.clone(),
            accounts: world.accounts.clone(),
            reader: world.reader.clone(),
            agency: Arc::clone(&world.agency),
            clock: world.clock.clone(),
            base: "https://wire.example".to_owned(),
        });
        let app = web::layers(routes(office.clone())).layer(MockConnectInfo(SocketAddr::from((HERE, 5_000))));
        Self { world, office, app }
    }

    /// A browser of nobody.
    pub(crate) fn stranger(&self) -> Browser<'_> {
        Browser { stand: self, cookie: None }
    }

    /// A new member of staff at a browser.
    pub(crate) async fn engage(&self, login: &str, role: Role) -> Browser<'_> {
        let Staff { login, .. } = self.world.staff(login, role).await;
        self.browser(&Whose::Staff(login)).await
    }

    /// A new member of staff of this role, by its name: `stand.at("business")`.
    pub(crate) async fn at(&self, role: &str) -> Browser<'_> {
        self.engage(role, role.parse().unwrap()).await
    }

    /// A browser in which somebody is signed in.
    pub(crate) async fn browser(&self, whose: &Whose) -> Browser<'_> {
        let session = self.world.accounts.open_session(whose, true, HERE, "a test").await.unwrap();
        Browser { stand: self, cookie: Some(format!("__Host-tellal={}", session.secret)) }
    }
}

impl Browser<'_> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form as this server's own page does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from("same-origin", path, fields).await
    }

    /// Sends a form from a page of another origin, as `Sec-Fetch-Site` names it.
    pub(crate) async fn post_from(&self, site: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site);
        self.send(request.body(Body::from(form)).unwrap()).await
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        }
        let (head, body) = self.stand.app.clone().oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().into()).unwrap();
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }
}
