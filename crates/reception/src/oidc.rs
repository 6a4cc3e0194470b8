//! Sign-in through an organisation's own provider: the code flow of OpenID Connect with PKCE, `state` and `nonce`.
//!
//! Who is led to a provider depends on the domain of the address that was typed, and on nothing else.

use crate::{
    Reception,
    entry::{Knock, Shown, local},
    errand::Errands,
    met::causes,
};
use account::{AccountError, Person, Provider, Visit, Visitor};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
    core::{CoreClient, CoreResponseType, CoreUserInfoClaims},
};
use serde::Deserialize;
use std::fmt::Display;
use web::{ComesFrom, Problem, Query, SIGN_IN};

/// The cookie that binds a visit to the browser that began it.
const COOKIE: &str = "__Host-tellal-visit";
/// Where browsers come back to.
const BACK: &str = "/sign-in/provider/back";
/// Characters of an address of a browser that is sent away, and of where it goes afterwards.
const NEXT_CHARS_MAX: usize = 500;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Who wants to sign in, and where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Leaving {
    #[serde(default)]
    login: String,
    #[serde(default)]
    next: String,
}

/// What a browser brings back (RFC 6749 §4.1.2). Providers add more.
#[derive(Deserialize)]
pub(crate) struct Coming {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

#[derive(Template)]
#[template(path = "lead.html")]
struct Lead {
    to: String,
    host: String,
}

#[derive(Template)]
#[template(path = "turned.html")]
struct Turned;

/// Why nobody was signed in.
enum Refusal {
    /// This browser did not leave from here, or too long ago.
    NoVisit,
    /// The provider did not vouch for anybody.
    NotVouched(String),
    /// It vouched for somebody who has no account, or not at this organisation.
    Nobody,
    /// Something failed here.
    Failed(AccountError),
}

impl From<AccountError> for Refusal {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::SignIn => Self::Nobody,
            other => Self::Failed(other),
        }
    }
}

impl Refusal {
    fn not_vouched(why: impl Display) -> Self {
        Self::NotVouched(why.to_string())
    }
}

/// The page that leads to the provider of whoever typed `login`, if its domain has one: always when it is the only way in,
/// otherwise when no password was typed. A page and no redirect, because the policy of the sign-in form lets a form lead
/// nowhere else.
pub(crate) async fn lead(
    reception: &Reception,
    login: &str,
    password: &str,
    next: &str,
) -> Result<Option<Response>, Problem> {
    let Some(provider) = reception.accounts.provider_for(login).await? else { return Ok(None) };
    if !provider.forced && !password.is_empty() {
        return Ok(None);
    }
    let query = [("login", login), ("next", next)];
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let to = format!("/sign-in/provider?{}", query.join("&"));
    let refresh = HeaderValue::from_str(&format!("0; url={to}")).map_err(Problem::internal)?;
    let host = provider.issuer.split('/').nth(2).unwrap_or_default().to_owned();
    let mut page = reception.sheet("Sign in").page(&Lead { to, host });
    page.headers_mut().insert(header::REFRESH, refresh);
    Ok(Some(page))
}

/// A value of a query.
fn percent(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// `GET /sign-in/provider?login=…`: sends the browser to the provider. The visit is counted before the provider is asked
/// anything, so that nobody makes us ask without end.
pub(crate) async fn leave(
    State(reception): State<Reception>,
    ComesFrom(comer): ComesFrom,
    Query(Leaving { login, next }): Query<Leaving>,
) -> Result<Response, Problem> {
    let Some(provider) = reception.accounts.provider_for(&login).await? else {
        return Ok(Redirect::to(SIGN_IN).into_response());
    };
    let next = local(&next).filter(|next| next.len() <= NEXT_CHARS_MAX).unwrap_or_default();
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let nonce = Nonce::new_random();
    let visit =
        reception.accounts.begin_visit(&provider, comer.address, nonce.secret(), verifier.secret(), next).await?;
    let client = match client(&reception, &provider).await {
        Ok(client) => client,
        Err(why) => return Ok(refused(&reception, &Refusal::NotVouched(why))),
    };
    let state = visit.state.clone();
    let (address, ..) = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            move || CsrfToken::new(state.clone()),
            move || nonce.clone(),
        )
        .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.to_owned())))
        .add_extra_param("login_hint", login)
        .set_pkce_challenge(challenge)
        .url();
    if !provider.may_lead_to(address.as_str().split(['?', '#']).next().unwrap_or_default()) {
        let why = "the provider's own page is neither https, nor on this machine together with it".to_owned();
        return Ok(refused(&reception, &Refusal::NotVouched(why)));
    }
    let head = [(header::SET_COOKIE, cookie(Some(&visit.browser))), (header::CACHE_CONTROL, NO_STORE)];
    Ok((head, Redirect::to(address.as_str())).into_response())
}

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// `GET /sign-in/provider/back`: the browser comes back, and is signed in if the provider vouches for somebody. The second
/// step is the provider's affair, so that none is asked for here.
pub(crate) async fn come_back(
    State(reception): State<Reception>,
    knock: Knock,
    Query(coming): Query<Coming>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let browser = CookieJar::from_headers(&headers).get(COOKIE).map(|cookie| cookie.value().to_owned());
    let (person, visit) = match receive(&reception, &coming, browser.as_deref().unwrap_or_default()).await {
        Ok(came) => came,
        Err(Refusal::Failed(error)) => return Err(error.into()),
        Err(refusal) => return Ok(refused(&reception, &refusal)),
    };
    let entry = reception.let_in(&knock, &Visitor::Person(person), Shown::All, &visit.next).await?;
    let mut response = entry.redirect();
    let head = response.headers_mut();
    head.append(header::SET_COOKIE, cookie(None));
    head.insert(header::CACHE_CONTROL, NO_STORE);
    Ok(response)
}

async fn receive(reception: &Reception, coming: &Coming, browser: &str) -> Result<(Person, Visit), Refusal> {
    let accounts = &reception.accounts;
    let visit = accounts.end_visit(&coming.state, browser).await?.ok_or(Refusal::NoVisit)?;
    let provider = accounts.provider(&visit.organisation).await?.ok_or(Refusal::NoVisit)?;
    if coming.code.is_empty() {
        return Err(Refusal::not_vouched("it gave no code"));
    }
    let (email, name) = ask(reception, &provider, &coming.code, &visit).await?;
    let person = accounts.vouched(&provider, &email, &name).await?;
    Ok((person, visit))
}

/// Whom the provider vouches for: a mail address that it has verified, and a name.
async fn ask(
    reception: &Reception,
    provider: &Provider,
    code: &str,
    visit: &Visit,
) -> Result<(String, String), Refusal> {
    let errands = Errands::to(provider);
    let mut client = client(reception, provider).await.map_err(Refusal::NotVouched)?;
    let token = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(Refusal::not_vouched)?
        .set_pkce_verifier(PkceCodeVerifier::new(visit.verifier.clone()))
        .request_async(&errands)
        .await
        .map_err(|e| Refusal::NotVouched(causes(&e)))?;
    let id = token.id_token().ok_or_else(|| Refusal::not_vouched("it gave no ID token"))?;
    let nonce = Nonce::new(visit.nonce.clone());
    // A provider that has changed its keys is asked for the new ones.
    if id.claims(&client.id_token_verifier(), &nonce).is_err() {
        reception.met.forget(provider);
        client = self::client(reception, provider).await.map_err(Refusal::NotVouched)?;
    }
    let verifier = client.id_token_verifier();
    let claims = id.claims(&verifier, &nonce).map_err(|e| Refusal::NotVouched(causes(&e)))?;
    let first = |name: Option<&openidconnect::EndUserName>| name.map(|name| name.as_str().to_owned());
    let mut found = (
        claims.email().map(|email| email.as_str().to_owned()),
        claims.email_verified(),
        first(claims.name().and_then(|name| name.get(None))),
    );
    // Many tell the address only to who asks with the token (OpenID Connect Core 1.0 §5.4).
    if found.0.is_none() {
        let told: CoreUserInfoClaims = client
            .user_info(token.access_token().clone(), Some(claims.subject().clone()))
            .map_err(Refusal::not_vouched)?
            .request_async(&errands)
            .await
            .map_err(|e| Refusal::NotVouched(causes(&e)))?;
        found = (
            told.email().map(|email| email.as_str().to_owned()),
            told.email_verified(),
            first(told.name().and_then(|name| name.get(None))),
        );
    }
    match found {
        (Some(email), Some(true), name) => Ok((email.clone(), name.unwrap_or(email))),
        (Some(_), _, _) => Err(Refusal::not_vouched("it has not verified the mail address")),
        (None, ..) => Err(Refusal::not_vouched("it told no mail address")),
    }
}

/// The provider as it describes itself, or did lately.
async fn client(reception: &Reception, provider: &Provider) -> Result<Client, String> {
    let found = reception.met.ask(&reception.accounts, provider).await?;
    let back = RedirectUrl::new(format!("{}{BACK}", reception.base)).map_err(|e| e.to_string())?;
    let (id, secret) = (ClientId::new(provider.client_id.clone()), ClientSecret::new(provider.client_secret.clone()));
    Ok(CoreClient::from_provider_metadata(found, id, Some(secret)).set_redirect_uri(back))
}

fn refused(reception: &Reception, refusal: &Refusal) -> Response {
    let mut sheet = reception.sheet("Sign in");
    let (status, wrong) = match refusal {
        Refusal::NoVisit => {
            (StatusCode::BAD_REQUEST, "The sign-in began in another browser, or took too long. Begin again.")
        }
        Refusal::NotVouched(why) => {
            tracing::warn!("a provider did not sign somebody in: {why}");
            (StatusCode::BAD_GATEWAY, "Your organisation's sign-in did not work, or did not let you in.")
        }
        Refusal::Nobody | Refusal::Failed(_) => (
            StatusCode::FORBIDDEN,
            "Your organisation's sign-in knows you, but you have no account here that it may open.",
        ),
    };
    sheet.wrong = Some(wrong.to_owned());
    let mut page = sheet.page_as(status, &Turned);
    page.headers_mut().insert(header::SET_COOKIE, cookie(None));
    page
}

/// The cookie of a visit; `None` takes it away. It comes along when the provider leads the browser back, so it is not
/// `Strict`.
fn cookie(secret: Option<&str>) -> HeaderValue {
    let cookie = Cookie::build((COOKIE, secret.unwrap_or_default().to_owned()))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax);
    let cookie = if secret.is_some() { cookie.build() } else { cookie.removal().build() };
    HeaderValue::from_str(&cookie.to_string()).expect("a cookie of hexadecimal digits is a header value")
}
