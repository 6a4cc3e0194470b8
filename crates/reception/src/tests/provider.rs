//! A provider on loopback: discovery, keys, tokens and user info, as told.

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use openidconnect::{
    JsonWebKeyId, PrivateSigningKey,
    core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};
use store::{Clock, SystemClock};
use tokio::net::TcpListener;

/// What we are called at the provider, and the secret that proves it.
pub(super) const CLIENT: (&str, &str) = ("tellal", "a client's secret");
/// The one code that the provider gives.
pub(super) const CODE: &str = "the-code";

/// What the provider says.
#[derive(Clone)]
pub(super) struct Told {
    /// Of the ID token, over what is usual.
    pub(super) token: Value,
    /// Of the user info.
    pub(super) info: Value,
    /// The challenge that the browser brought.
    pub(super) challenge: String,
    /// The key that signs, by its seed.
    pub(super) seed: u8,
    /// The key that is told of, by its seed.
    pub(super) published: u8,
    /// Whether discovery answers with a redirect.
    pub(super) moved: bool,
    /// What discovery says over what is usual.
    pub(super) described: Value,
    /// How often it was asked to describe itself.
    pub(super) asked: u32,
}

/// A provider.
pub(super) struct Provider {
    pub(super) issuer: String,
    pub(super) told: Mutex<Told>,
}

impl Provider {
    /// Opens one that vouches for `email`.
    pub(super) async fn open(world: &kit::World, email: &str) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let token = json!({ "email": email, "email_verified": true, "name": "Ayşe Yılmaz" });
        let told = Told {
            token,
            info: json!({}),
            challenge: String::new(),
            seed: 7,
            published: 7,
            moved: false,
            described: json!({}),
            asked: 0,
        };
        let provider = Arc::new(Self { issuer, told: Mutex::new(told) });
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/elsewhere", get(described))
            .route("/keys", get(keys))
            .route("/token", post(token_of))
            .route("/me", get(info))
            .with_state(Arc::clone(&provider));
        let stop = world.stop.clone();
        world.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                _ = axum::serve(listener, app) => {}
            }
        });
        provider
    }

    pub(super) fn told(&self) -> Told {
        self.told.lock().unwrap().clone()
    }

    pub(super) fn tell(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.told.lock().unwrap());
    }
}

async fn discovery(state: State<Arc<Provider>>) -> Response {
    if state.told().moved { Redirect::temporary("/elsewhere").into_response() } else { described(state).await }
}

async fn described(State(provider): State<Arc<Provider>>) -> Response {
    provider.tell(|told| told.asked += 1);
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let mut said = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/auth"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"),
        "userinfo_endpoint": at("/me"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    for (name, value) in provider.told().described.as_object().unwrap() {
        said[name] = value.clone();
    }
    Json(said).into_response()
}

/// A key, made of its seed (RFC 8410 §7).
fn key(seed: u8) -> CoreEdDsaPrivateSigningKey {
    let mut der = hex(b"302e020100300506032b657004220420");
    der.extend([seed; 32]);
    let kind = "PRIVATE KEY";
    let pem = format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", BASE64_STANDARD.encode(der));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new("one".to_owned()))).unwrap()
}

fn hex(digits: &[u8]) -> Vec<u8> {
    digits.chunks(2).map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap()).collect()
}

async fn keys(State(provider): State<Arc<Provider>>) -> Json<Value> {
    Json(json!({ "keys": [key(provider.told().published).as_verification_key()] }))
}

async fn token_of(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: Bytes) -> Response {
    let told = provider.told();
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str());
    let encoded = form_urlencoded::byte_serialize(CLIENT.1.as_bytes()).collect::<String>();
    let login = format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{encoded}", CLIENT.0)));
    let proven = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier"))) == told.challenge;
    let known = headers.get(header::AUTHORIZATION).is_some_and(|sent| sent.as_bytes() == login.as_bytes());
    if !known || !proven || field("code") != CODE {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    }
    let now = SystemClock.now().as_second();
    let mut claims = json!({
        "iss": provider.issuer, "aud": CLIENT.0, "sub": "ayse", "iat": now, "exp": now + 600,
    });
    for (name, value) in told.token.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&json!({ "alg": "EdDSA", "kid": "one" })), part(&claims));
    let signature = key(told.seed).sign(&CoreJwsSigningAlgorithm::EdDsa, text.as_bytes()).unwrap();
    let token = format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
    Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": token })).into_response()
}

async fn info(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|sent| sent.as_bytes() != b"Bearer access") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Json(provider.told().info).into_response()
}
