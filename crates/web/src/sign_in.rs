//! Signing in, as extractors: a handler's signature says who may call it.

use crate::{AnySession, ComesFrom, Problem, scope_of};
use account::{AccountError, Accounts, Scope, Staff, Subscriber, Visitor, Whose};
use axum::{
    extract::{ConnectInfo, FromRef, FromRequestParts, MatchedPath},
    http::{HeaderMap, HeaderName, Method, header::AUTHORIZATION, request::Parts},
};
use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use std::net::SocketAddr;

/// Clients write Basic credentials with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a request says about who sends it.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// HTTP Basic (RFC 7617).
    Basic {
        /// The login.
        login: String,
        /// The password.
        password: String,
    },
    /// A bearer key (RFC 6750).
    Bearer(String),
}

/// Reads the `Authorization` header. A login and a password are read as UTF-8, and as Latin-1 when they are not that,
/// because old clients send them so.
pub fn credentials(headers: &HeaderMap) -> Result<Credentials, Problem> {
    let header =
        headers.get(AUTHORIZATION).ok_or_else(|| Problem::unauthorised("The request carries no `Authorization`."))?;
    let unreadable = || Problem::unauthorised("`Authorization` is neither `Basic …` nor `Bearer …`.");
    let text = header.to_str().map_err(|_| unreadable())?;
    let (scheme, rest) = text.split_once(' ').ok_or_else(unreadable)?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok(Credentials::Bearer(rest.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(unreadable());
    }
    let bytes = BASE64.decode(rest).map_err(|_| Problem::unauthorised("The Basic credentials are not Base64."))?;
    let text =
        String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect());
    let (login, password) = text
        .split_once(':')
        .ok_or_else(|| Problem::unauthorised("The Basic credentials hold no `:` between login and password."))?;
    Ok(Credentials::Basic { login: login.to_owned(), password: password.to_owned() })
}

/// A member of staff: signed in at a browser, or with HTTP Basic. The latter is a password alone, so that whoever has a
/// second step is refused; programs have accounts of their own. What browsers are made to send by other sites must be
/// kept out around the routes ([`from_own_pages`](crate::from_own_pages)).
pub struct SignedInStaff(pub Staff);

impl<S> FromRequestParts<S> for SignedInStaff
where
    S: Send + Sync,
    Accounts: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if !parts.headers.contains_key(AUTHORIZATION)
            && let AnySession(Some(session)) = AnySession::from_request_parts(parts, state).await?
        {
            return match session.visitor {
                Visitor::Staff(staff) if session.whole => Ok(Self(staff)),
                Visitor::Staff(_) => Err(Problem::unauthorised("The second step of the sign-in is still to be shown.")),
                Visitor::Person(_) => Err(Problem::forbidden("This is for the agency's staff.")),
            };
        }
        let Credentials::Basic { login, password } = credentials(&parts.headers)? else {
            return Err(Problem::unauthorised("Staff sign in with a login and a password."));
        };
        let Ok(ComesFrom(comer)) = ComesFrom::from_request_parts(parts, state).await;
        let accounts = Accounts::from_ref(state);
        let staff = accounts.sign_in_staff_from(&comer, &login, &password).await?;
        if accounts.second_steps(&Whose::Staff(staff.login.clone())).await?.any() {
            let why = "This account has a second step, which HTTP Basic cannot show. Programs sign in with one that has none.";
            return Err(Problem::forbidden(why));
        }
        Ok(Self(staff))
    }
}

/// Which site made a browser send a request (Fetch Metadata §2.3): no script can say otherwise.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A subscriber, signed in with an API user's login (HTTP Basic) or a bearer key; or somebody at an organisation who reads
/// in a browser, by the session. A session changes nothing here, and other sites cannot use it: reading is charged, too.
pub struct SignedInSubscriber(pub Subscriber);

impl<S> FromRequestParts<S> for SignedInSubscriber
where
    S: Send + Sync,
    Accounts: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let accounts = Accounts::from_ref(state);
        if let Some(subscriber) = at_browser(parts, state).await? {
            crate::signed_in(parts, &subscriber);
            return Ok(Self(subscriber));
        }
        let Ok(ComesFrom(comer)) = ComesFrom::from_request_parts(parts, state).await;
        let signed_in = match credentials(&parts.headers).map_err(Problem::or_bearer)? {
            Credentials::Basic { login, password } => accounts.sign_in_api_user_from(&comer, &login, &password).await,
            Credentials::Bearer(key) => accounts.sign_in_key(&key).await,
        };
        match signed_in {
            Ok(subscriber) => {
                within_bounds(parts, &subscriber).await?;
                accounts.note_use(&subscriber);
                crate::signed_in(parts, &subscriber);
                Ok(Self(subscriber))
            }
            Err(AccountError::SignIn) => Err(Problem::from(AccountError::SignIn).or_bearer()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whoever reads in a browser; `None` when the request is to be signed in otherwise.
async fn at_browser<S>(parts: &mut Parts, state: &S) -> Result<Option<Subscriber>, Problem>
where
    S: Send + Sync,
    Accounts: FromRef<S>,
{
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    if !reads || parts.headers.contains_key(AUTHORIZATION) {
        return Ok(None);
    }
    let AnySession(Some(session)) = AnySession::from_request_parts(parts, state).await? else { return Ok(None) };
    if is_from_elsewhere(&parts.headers) {
        return Err(Problem::forbidden(
            "Another site made your browser ask for this. Open it from the pages of this one.",
        ));
    }
    match &session.visitor {
        Visitor::Staff(_) => Err(Problem::forbidden("This is for subscribers. The agency's staff read at the desk.")),
        Visitor::Person(_) if !session.whole => {
            Err(Problem::unauthorised("The second step of the sign-in is still to be shown.").or_bearer())
        }
        Visitor::Person(_) => {
            let subscriber = Accounts::from_ref(state).subscriber_at(&session).await?;
            let ended = || Problem::unauthorised("Your session has ended.").or_bearer();
            subscriber.map(Some).ok_or_else(ended)
        }
    }
}

/// True for what a page of another site makes a browser ask for. Whoever follows a bookmark comes from nowhere, and old
/// browsers and programs do not say.
fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get(SEC_FETCH_SITE).is_some_and(|site| site != "same-origin" && site != "none")
}

/// Refuses what the key is not for. Whoever is told so holds the key: nobody else learns that there is one.
async fn within_bounds(parts: &mut Parts, subscriber: &Subscriber) -> Result<(), Problem> {
    // Nobody needs the address of a connection whose key is not bound to one.
    let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, &()).await.ok().map(|ConnectInfo(peer)| peer.ip());
    if !subscriber.may_come_from(peer) {
        let from = peer.map_or_else(|| "an unknown address".to_owned(), |peer| peer.to_canonical().to_string());
        return Err(Problem::forbidden(format_args!("This key may not be used from {from}.")).with("reason", "address"));
    }
    let route = parts.extensions.get::<MatchedPath>().map_or("", |matched| matched.as_str());
    let scope = scope_of(route);
    if !subscriber.opens(scope) {
        let scope = scope.map_or("everything", Scope::name);
        let problem = Problem::forbidden(format_args!("This key is not for `{scope}`: make one whose scopes hold it."));
        return Err(problem.with("reason", "scope").with("scope", scope));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn read(header: &str) -> Result<Credentials, u16> {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(header).unwrap())]);
        credentials(&headers).map_err(|problem| problem.status())
    }

    fn basic(login: &str, password: &str) -> Credentials {
        Credentials::Basic { login: login.to_owned(), password: password.to_owned() }
    }

    #[test]
    fn credentials_are_read_in_every_form_that_clients_send() {
        assert!(read("Basic YTpi") == Ok(basic("a", "b")));
        assert!(read("basic  YTpiOmM=") == Ok(basic("a", "b:c")), "a password may hold a colon");
        assert!(read(&format!("Basic {}", BASE64.encode("ayşe:şifre"))) == Ok(basic("ayşe", "şifre")));
        assert!(read(&format!("Basic {}", BASE64.encode(b"caf\xe9:x"))) == Ok(basic("café", "x")), "Latin-1");
        assert!(read("Basic YTpiYw") == Ok(basic("a", "bc")), "without padding");
        assert!(read("Bearer tellal_1") == Ok(Credentials::Bearer("tellal_1".to_owned())));
        for bad in ["Basic", "Basic !", "Basic YWI=", "Digest x", ""] {
            assert!(read(bad) == Err(401), "{bad}");
        }
        assert_eq!(credentials(&HeaderMap::new()).err().map(|p| p.status()), Some(401));
    }
}
