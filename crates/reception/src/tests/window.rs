//! A reception without a socket.

use crate::{Reception, routes};
use account::{OPERATOR, OrganisationId, Password, PersonId};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::connect_info::MockConnectInfo,
    http::{HeaderMap, Request, header},
};
use kit::{PASSWORD, World};
use std::{net::SocketAddr, sync::Arc};
use store::args;
use tower::ServiceExt;

/// Where browsers find the reception.
pub(super) const BASE: &str = "https://wire.example";

/// A world with the reception in front of it.
pub(super) struct Window {
    pub(super) world: World,
    app: Router,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    /// Where the browser is led.
    #[track_caller]
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).unwrap_or_else(|| panic!("{}: {}", self.status, self.text)).to_str().unwrap()
    }

    /// The value of a cookie that is set; `None` when it is not.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut values = set.filter_map(|set| set.strip_prefix(name)?.strip_prefix('=')?.split(';').next());
        values.find(|value| !value.is_empty()).map(str::to_owned)
    }
}

impl Window {
    pub(super) async fn new() -> Self {
        let world = World::sqlite().await;
        let reception = Reception::new(world.accounts.clone(), Arc::clone(&world.agency)).at(BASE);
        let from = SocketAddr::from(([192, 0, 2, 1], 5_000));
        let app = web::layers(routes(reception)).layer(MockConnectInfo(from));
        Self { world, app }
    }

    pub(super) async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    /// Sends a form as this server's own page does.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from("same-origin", path, fields).await
    }

    /// Sends a form from a page of another origin, as `Sec-Fetch-Site` names it.
    pub(super) async fn post_from(&self, site: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site);
        self.send(request.body(Body::from(form)).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let (head, body) = self.app.clone().oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    pub(super) async fn organisation(&self, name: &str) -> OrganisationId {
        self.world.accounts.add_organisation(name, OPERATOR).await.unwrap().id
    }

    /// Somebody with [`PASSWORD`].
    pub(super) async fn person(&self, organisation: &OrganisationId, email: &str) -> PersonId {
        let password = Some(Password::new(PASSWORD).unwrap());
        self.world.accounts.add_person(organisation, email, "Ayşe <b>", false, password, OPERATOR).await.unwrap()
    }

    /// The link in the letter that was posted last, without the base address.
    pub(super) async fn link(&self) -> String {
        let row = self.world.db.one("SELECT text FROM mail ORDER BY time DESC, id LIMIT 1", args![]).await.unwrap();
        let text = row.expect("a letter").text("text").unwrap();
        let link = text.lines().find(|line| line.contains("?link=")).expect("a link");
        link.strip_prefix(BASE).unwrap().to_owned()
    }
}
