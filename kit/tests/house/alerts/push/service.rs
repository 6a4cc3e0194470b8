//! A push service, and browsers that read what it brings: written from RFC 8188, 8291 and 8292, with other crates than the
//! product's where there are others.

use ::alert::{Alerts, Browser, NewBrowser};
use account::Person;
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use kit::World;
use p256::{
    PublicKey, SecretKey,
    ecdsa::{Signature, VerifyingKey, signature::Verifier},
};
use ring::{aead, hkdf};
use serde_json::Value;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// Bytes of a message when it is encrypted: all have the same.
pub(super) const SEALED_BYTES: usize = 3_103;

/// A message, as it came.
#[derive(Debug, Clone)]
pub(super) struct Came {
    /// The browser that it is for.
    pub(super) browser: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// What the browser read.
    pub(super) said: Value,
}

impl Came {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The act and the version that it tells of.
    pub(super) fn act(&self) -> (String, u64) {
        (self.said["act"].as_str().unwrap().to_owned(), self.said["version"].as_u64().unwrap())
    }
}

#[derive(Default)]
struct Kept {
    came: Vec<Came>,
    /// What is answered next about a browser, `201` when nothing is said.
    answers: HashMap<String, VecDeque<(u16, Option<&'static str>)>>,
}

/// A push service on this machine, for as long as its world stands.
#[derive(Clone)]
pub(super) struct PushService {
    pub(super) address: String,
    kept: Arc<Mutex<Kept>>,
}

impl PushService {
    pub(super) async fn open(world: &World) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let service = Self { address, kept: Arc::default() };
        let router = Router::new().route("/send/{browser}", post(take)).with_state(service.clone());
        let stop = world.stop.clone();
        world.tasks.spawn(async move {
            axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await.unwrap();
        });
        service
    }

    /// The next messages to a browser are answered so.
    pub(super) fn answers(&self, browser: &str, answers: &[(u16, Option<&'static str>)]) {
        self.kept.lock().unwrap().answers.entry(browser.to_owned()).or_default().extend(answers);
    }

    /// How many of these answers were not given yet.
    pub(super) fn answers_left(&self, browser: &str) -> usize {
        self.kept.lock().unwrap().answers.get(browser).map_or(0, VecDeque::len)
    }

    /// What came since this was asked last, in order.
    pub(super) fn came(&self) -> Vec<Came> {
        std::mem::take(&mut self.kept.lock().unwrap().came)
    }

    /// The same, for each the browser, the act and the version, by browser.
    pub(super) fn told(&self) -> Vec<(String, String, u64)> {
        let mut told: Vec<_> = self.came().into_iter().map(|came| (came.browser.clone(), came.act())).collect();
        told.sort_by(|one, other| one.0.cmp(&other.0));
        told.into_iter().map(|(browser, (act, version))| (browser, act, version)).collect()
    }

    /// A subscription as a browser of this name makes it.
    pub(super) fn subscription(&self, name: &str) -> NewBrowser {
        let public = key_of(name).public_key().to_sec1_bytes();
        NewBrowser {
            endpoint: format!("{}/send/{name}", self.address),
            p256dh: BASE64_URL_SAFE_NO_PAD.encode(public),
            auth: BASE64_URL_SAFE_NO_PAD.encode(auth_of(name)),
            agent: format!("Firefox {name}"),
            replaces: None,
        }
    }

    /// Turns notifications on in a browser of this name.
    pub(super) async fn subscribes(&self, alerts: &Alerts, who: &Person, name: &str) -> Browser {
        alerts.add_browser(who, self.subscription(name)).await.unwrap()
    }
}

async fn take(
    State(service): State<PushService>,
    Path(browser): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    assert!(is_authorised(&headers, &service.address), "{headers:?}");
    let mut kept = service.kept.lock().unwrap();
    let answer = kept.answers.get_mut(&browser).and_then(VecDeque::pop_front).unwrap_or((201, None));
    let said = serde_json::from_slice(&opened(&body, &browser)).unwrap();
    if answer.0 < 300 {
        kept.came.push(Came { browser, headers, body: body.to_vec(), said });
    }
    let status = StatusCode::from_u16(answer.0).unwrap();
    match answer.1 {
        Some(wait) => (status, [("retry-after", wait)]).into_response(),
        None => status.into_response(),
    }
}

/// The secret key of a browser of this name.
fn key_of(name: &str) -> SecretKey {
    let mut scalar = [1; 32];
    scalar[..name.len()].copy_from_slice(name.as_bytes());
    SecretKey::from_slice(&scalar).unwrap()
}

/// The secret that it shares with whoever may write to it.
fn auth_of(name: &str) -> [u8; 16] {
    let mut auth = [9; 16];
    auth[..name.len()].copy_from_slice(name.as_bytes());
    auth
}

/// Whether a token is signed with the key beside it, for this service, and has not ended long ago (RFC 8292 §2 and §3).
fn is_authorised(headers: &HeaderMap, origin: &str) -> bool {
    let said = headers["authorization"].to_str().unwrap();
    let (token, key) = said.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    let (text, signature) = token.rsplit_once('.').unwrap();
    let claims: Value = serde_json::from_slice(&bytes(text.split_once('.').unwrap().1)).unwrap();
    let key = VerifyingKey::from(PublicKey::from_sec1_bytes(&bytes(key)).unwrap());
    let is_signed = key.verify(text.as_bytes(), &Signature::from_slice(&bytes(signature)).unwrap()).is_ok();
    is_signed && claims["aud"] == origin && claims["sub"] == "mailto:news@agency.example"
}

/// Opens what was encrypted to a browser (RFC 8291 §3.4, RFC 8188 §2).
fn opened(body: &[u8], browser: &str) -> Vec<u8> {
    let own = key_of(browser);
    let (salt, rest) = body.split_at(16);
    let (record_bytes, rest) = rest.split_at(4);
    let (length, rest) = rest.split_first().unwrap();
    let (theirs, record) = rest.split_at(usize::from(*length));
    assert!(record.len() <= u32::from_be_bytes(record_bytes.try_into().unwrap()) as usize);
    let shared = own.diffie_hellman(&PublicKey::from_sec1_bytes(theirs).unwrap());
    let info = [b"WebPush: info\0".as_slice(), &own.public_key().to_sec1_bytes(), theirs].concat();
    let secret: [u8; 32] = derived(&auth_of(browser), shared.raw_secret_bytes(), &info);
    let key: [u8; 16] = derived(salt, &secret, b"Content-Encoding: aes128gcm\0");
    let nonce: [u8; 12] = derived(salt, &secret, b"Content-Encoding: nonce\0");
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).unwrap());
    let mut record = record.to_vec();
    let nonce = aead::Nonce::assume_unique_for_key(nonce);
    let plain = key.open_in_place(nonce, aead::Aad::empty(), &mut record).expect("the browser can read it");
    let end = plain.iter().rposition(|byte| *byte != 0).unwrap();
    assert_eq!(plain[end], 2, "the last record ends so");
    plain[..end].to_vec()
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derived<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    let key = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    key.expand(&[info], Length(N)).unwrap().fill(&mut out).unwrap();
    out
}
