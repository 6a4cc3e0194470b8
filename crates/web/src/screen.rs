//! Who sits at a browser, as extractors: a cookie that no script and no other host can read, and no other site can use.

use crate::Problem;
use account::{Accounts, Comer, Person, Right, Session, Staff, Visitor};
use axum::{
    extract::{ConnectInfo, FromRef, FromRequestParts},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};
use tower_http::csrf::CsrfLayer;

/// The cookie's name. The prefix makes browsers refuse it unless it is `Secure`, for the whole host, and of this host
/// alone (RFC 6265bis §4.1.3.2).
const COOKIE: &str = "__Host-tellal";
/// The cookie by which a browser is known again where somebody signed in before.
const KNOWN: &str = "__Host-tellal-browser";
/// Days for which a browser keeps it; browsers allow no more (RFC 6265bis §5.5).
const KNOWN_DAYS: i64 = 400;
/// Where one signs in.
pub const SIGN_IN: &str = "/sign-in";

/// The header that gives a browser its session; `None` takes it away.
///
/// # Panics
/// Never: the secret of a session is hexadecimal digits.
pub fn session_cookie(secret: Option<&str>) -> HeaderValue {
    let cookie = Cookie::build((COOKIE, secret.unwrap_or_default().to_owned()))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax);
    let cookie = if secret.is_some() { cookie.build() } else { cookie.removal().build() };
    HeaderValue::from_str(&cookie.to_string()).expect("a cookie of hexadecimal digits is a header value")
}

/// The header that makes a browser known again by this secret.
///
/// # Panics
/// Never: the secret is hexadecimal digits.
pub fn known_cookie(secret: &str) -> HeaderValue {
    let seconds = KNOWN_DAYS * 24 * 3_600;
    let cookie = format!("{KNOWN}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    HeaderValue::from_str(&cookie).expect("a cookie of hexadecimal digits is a header value")
}

/// Where a request comes from: the address, behind the proxies that are believed, and what the browser is known by.
pub struct ComesFrom(pub Comer);

impl<S: Send + Sync> FromRequestParts<S> for ComesFrom {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await;
        // A server without sockets has no addresses: everybody comes from the same one.
        let address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip().to_canonical());
        let browser = CookieJar::from_headers(&parts.headers).get(KNOWN).map(|cookie| cookie.value().to_owned());
        Ok(Self(Comer { address, browser }))
    }
}

/// The secret that a browser sends.
pub fn session_secret(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned())
}

/// Refuses what other sites make a browser send. A proxy in front may hide the name under which the server was reached,
/// so that the public address is taken as well.
pub fn from_own_pages(base: &str) -> CsrfLayer {
    CsrfLayer::new().add_trusted_origin(base).unwrap_or_default()
}

/// A session in whatever stage it is; `None` when the browser has none.
pub struct AnySession(pub Option<Session>);

impl<S> FromRequestParts<S> for AnySession
where
    S: Send + Sync,
    Accounts: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match session_secret(&parts.headers) {
            Some(secret) => Ok(Self(Accounts::from_ref(state).session(&secret).await?)),
            None => Ok(Self(None)),
        }
    }
}

/// Somebody who is wholly signed in: staff, or somebody at an organisation. Others are led to the sign-in.
pub struct AtScreen(pub Session);

/// A member of staff who is wholly signed in. Others are led to the sign-in.
pub struct StaffAtScreen(pub Staff, pub Session);

/// Somebody at an organisation who is wholly signed in. Others are led to the sign-in.
pub struct PersonAtScreen(pub Person, pub Session);

/// Why a screen is not shown.
pub enum Turned {
    /// To the sign-in, and back here afterwards.
    ToSignIn(String),
    /// Something failed.
    Failed(Problem),
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        match self {
            Self::ToSignIn(next) => {
                let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
                let mut response = Redirect::to(&format!("{SIGN_IN}?next={next}")).into_response();
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response
            }
            Self::Failed(problem) => problem.into_response(),
        }
    }
}

impl<S> FromRequestParts<S> for AtScreen
where
    S: Send + Sync,
    Accounts: FromRef<S>,
{
    type Rejection = Turned;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Turned> {
        let AnySession(session) = AnySession::from_request_parts(parts, state).await.map_err(Turned::Failed)?;
        let to_sign_in = || Turned::ToSignIn(parts.uri.path_and_query().map_or("/", |at| at.as_str()).to_owned());
        session.filter(|session| session.whole).map(Self).ok_or_else(to_sign_in)
    }
}

macro_rules! at_screen {
    ($name:ident, $kind:ident) => {
        impl<S> FromRequestParts<S> for $name
        where
            S: Send + Sync,
            Accounts: FromRef<S>,
        {
            type Rejection = Turned;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Turned> {
                let AtScreen(session) = AtScreen::from_request_parts(parts, state).await?;
                match &session.visitor {
                    Visitor::$kind(who) => Ok(Self(who.clone(), session)),
                    _ => Err(Turned::ToSignIn(parts.uri.path().to_owned())),
                }
            }
        }
    };
}
at_screen!(StaffAtScreen, Staff);
at_screen!(PersonAtScreen, Person);

impl StaffAtScreen {
    /// Refuses what the role does not allow.
    pub fn require(&self, right: Right) -> Result<(), Problem> {
        Ok(self.0.require(right)?)
    }
}
