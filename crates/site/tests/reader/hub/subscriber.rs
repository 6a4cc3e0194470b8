//! A subscriber on this machine.

use super::*;
use axum::{
    extract::State,
    http::{Method, Uri},
    response::{IntoResponse, Response},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::task::TaskTracker;

/// What it answers when the hub sends it something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    It,
    /// This status instead.
    Status(u16),
    /// It, when it is told to.
    WhenTold,
    /// Nothing, ever.
    Nothing,
}

/// What it answers when the hub asks whether it wants what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// The challenge.
    Yes,
    /// This status, with the challenge.
    Status(u16),
    /// Something else, with 200.
    Nonsense,
}

/// Something that it was sent.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub uri: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Sent {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// Whether it is signed with this secret (`WebSub` §7.1.2).
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let Some(signature) = self.header("x-hub-signature").strip_prefix("sha256=") else { return false };
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        mac.update(self.body.as_bytes());
        hex::decode(signature).is_ok_and(|signature| mac.verify_slice(&signature).is_ok())
    }
}

struct Desk {
    says: Mutex<Says>,
    takes: Mutex<Takes>,
    /// What it was asked, by the names of the parameters.
    questions: Mutex<Vec<BTreeMap<String, String>>>,
    sent: Mutex<Vec<Sent>>,
    /// Requests that are with it now, and the most that ever were.
    at_once: Mutex<(usize, usize)>,
    came: Notify,
    told: Notify,
}

pub(super) struct Subscriber {
    /// Where it listens.
    pub address: String,
    desk: Arc<Desk>,
    _work: TaskTracker,
}

impl Subscriber {
    /// One that says yes and takes everything, at an address of this machine.
    pub async fn at(ip: &str) -> Self {
        let listener = TcpListener::bind((ip, 0)).await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let desk = Arc::new(Desk {
            says: Mutex::new(Says::Yes),
            takes: Mutex::new(Takes::It),
            questions: Mutex::default(),
            sent: Mutex::default(),
            at_once: Mutex::default(),
            came: Notify::new(),
            told: Notify::new(),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&desk));
        let work = TaskTracker::new();
        work.spawn(async move { axum::serve(listener, router).await });
        Self { address, desk, _work: work }
    }

    pub async fn new() -> Self {
        Self::at("127.0.0.1").await
    }

    pub fn callback(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub fn says(&self, says: Says) {
        *held(&self.desk.says) = says;
    }

    pub fn takes(&self, takes: Takes) {
        *held(&self.desk.takes) = takes;
    }

    /// What it was asked since this was last looked at.
    pub fn questions(&self) -> Vec<BTreeMap<String, String>> {
        std::mem::take(&mut *held(&self.desk.questions))
    }

    /// What it was sent since this was last looked at.
    pub fn sent(&self) -> Vec<Sent> {
        std::mem::take(&mut *held(&self.desk.sent))
    }

    /// What it was sent at this path, the oldest first. What it was sent elsewhere stays.
    pub fn sent_to(&self, path: &str) -> Vec<Sent> {
        held(&self.desk.sent).extract_if(.., |sent| sent.uri == path).collect()
    }

    /// The one thing that it was sent since then.
    #[track_caller]
    pub fn one(&self) -> Sent {
        let mut sent = self.sent();
        assert_eq!(sent.len(), 1, "{sent:#?}");
        sent.remove(0)
    }

    /// The most requests that it ever had at once.
    pub fn most_at_once(&self) -> usize {
        held(&self.desk.at_once).1
    }

    /// Tells it to take what it was sent.
    pub fn go_on(&self) {
        self.desk.told.notify_one();
    }

    /// Waits until it was sent something.
    pub async fn came(&self) {
        self.desk.came.notified().await;
    }
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request<Body>) -> Response {
    begin(&desk);
    // Others that may come at the same time do so now.
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    let (head, body) = request.into_parts();
    let answer = if head.method == Method::GET {
        question(&desk, &head.uri)
    } else {
        let body = to_bytes(body, ANSWER_BYTES_MAX).await.expect("the body");
        let body = String::from_utf8(body.to_vec()).expect("text");
        held(&desk.sent).push(Sent { uri: head.uri.to_string(), headers: head.headers, body });
        desk.came.notify_one();
        let takes = *held(&desk.takes);
        match takes {
            // Longer than any hub reads.
            Takes::It => (StatusCode::ACCEPTED, "thanks ".repeat(100_000)).into_response(),
            Takes::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
            Takes::WhenTold => {
                desk.told.notified().await;
                StatusCode::OK.into_response()
            }
            Takes::Nothing => std::future::pending().await,
        }
    };
    held(&desk.at_once).0 -= 1;
    answer
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panics while it is held")
}

fn begin(desk: &Desk) {
    let mut at_once = held(&desk.at_once);
    at_once.0 += 1;
    at_once.1 = at_once.1.max(at_once.0);
}

fn question(desk: &Desk, uri: &Uri) -> Response {
    let query = uri.query().unwrap_or_default();
    let asked: BTreeMap<String, String> =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.to_owned(), decoded(v))).collect();
    let challenge = asked.get("hub.challenge").cloned().unwrap_or_default();
    held(&desk.questions).push(asked);
    let says = *held(&desk.says);
    match says {
        Says::Yes => challenge.into_response(),
        Says::Status(status) => (StatusCode::from_u16(status).expect("a status"), challenge).into_response(),
        Says::Nonsense => format!("{challenge}?").into_response(),
    }
}

/// As a form encodes it.
pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%').then(|| u8::from_str_radix(text_of(&after[..2]), 16).expect("two digits"));
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).expect("text")
}

fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}
