//! A network: it keeps what it is allowed to keep, and takes away what it is told to.

use super::*;
use axum::{
    body::Bytes,
    extract::State,
    http::Method,
    response::{IntoResponse, Response},
};
use errand::{Limits, Uri};
use std::{
    collections::HashMap,
    sync::Mutex,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const HIT: HeaderName = HeaderName::from_static("x-hit");
const SECRET: &str = "Bearer hush-hush";
const LIMITS: Limits = Limits { time: Duration::from_secs(20), answer_bytes: 8 * 1024 * 1024 };

/// An answer that the network keeps.
#[derive(Clone)]
struct Copy {
    status: StatusCode,
    body: Vec<u8>,
    keys: BTreeSet<String>,
}

/// What the network knows.
pub struct Inside {
    origin: Mutex<SocketAddr>,
    pub cdn: Cdn,
    copies: Mutex<HashMap<String, Copy>>,
    /// The keys of every request to take copies away.
    told: Mutex<Vec<BTreeSet<String>>>,
    refuses: AtomicBool,
    /// The key whose requests are answered when it is told so.
    held: Mutex<Option<String>>,
    came: Notify,
    goes_on: Notify,
}

/// A network: it keeps what it is allowed to keep, and takes away what it is told to.
pub struct Network {
    pub inside: Arc<Inside>,
    pub address: SocketAddr,
    tasks: TaskTracker,
    stop: CancellationToken,
}

async fn serve(router: Router, tasks: &TaskTracker, stop: &CancellationToken) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    tasks.spawn(async move { served.await.expect("it serves") });
    address
}

async fn ask(method: &str, address: SocketAddr, path: &str) -> errand::Response<Vec<u8>> {
    let uri: Uri = format!("http://{address}{path}").parse().expect("an address");
    let request = errand::Request::builder().method(method).uri(uri).body(Vec::new()).expect("a request");
    errand::run(request, LIMITS).await.expect("an answer")
}

async fn network(State(inside): State<Arc<Inside>>, request: Request<Body>) -> Response {
    if request.method().as_str() == inside.cdn.method.name() {
        let keys = named(&inside, request.headers());
        let is_held = inside.held.lock().expect("a key").as_ref().is_some_and(|key| keys.contains(key));
        if is_held {
            inside.came.notify_one();
            inside.goes_on.notified().await;
        }
        return purge(&inside, request.headers());
    }
    assert_eq!(*request.method(), Method::GET);
    let path = request.uri().path_and_query().expect("a path").to_string();
    let kept = inside.copies.lock().expect("copies").get(&path).cloned();
    if let Some(copy) = kept {
        return (copy.status, [(HIT, "1")], copy.body).into_response();
    }
    let origin = *inside.origin.lock().expect("the origin");
    let answer = ask("GET", origin, &path).await;
    let control = answer.headers().get(CONTROL).map(|value| value.to_str().expect("text").to_owned());
    if control.is_some_and(|control| control.starts_with("max-age=")) {
        let keys = answer.headers()[&inside.cdn.keys_header].to_str().expect("keys");
        let keys = keys.split(inside.cdn.separator.text()).map(str::to_owned).collect();
        let copy = Copy { status: answer.status(), body: answer.body().clone(), keys };
        inside.copies.lock().expect("copies").insert(path, copy);
    }
    (answer.status(), Bytes::from(answer.into_body())).into_response()
}

fn named(inside: &Inside, headers: &HeaderMap) -> BTreeSet<String> {
    let keys = headers[&inside.cdn.keys_header].to_str().expect("keys");
    keys.split(inside.cdn.separator.text()).map(str::to_owned).collect()
}

fn purge(inside: &Inside, headers: &HeaderMap) -> Response {
    assert_eq!(headers["authorization"], SECRET);
    if inside.refuses.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, SECRET).into_response();
    }
    let keys = named(inside, headers);
    assert!(keys.len() <= inside.cdn.keys_max);
    inside.copies.lock().expect("copies").retain(|_, copy| copy.keys.is_disjoint(&keys));
    inside.told.lock().expect("what was told").push(keys);
    StatusCode::OK.into_response()
}

impl Network {
    /// A network of which the site is configured by `change`.
    pub async fn of(change: impl FnOnce(&mut Cdn)) -> Self {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 1));
        let mut cdn = Cdn::at(Uri::from_static("http://127.0.0.1/"));
        let mut secret = HeaderValue::from_static(SECRET);
        secret.set_sensitive(true);
        cdn.credential = Some((header::AUTHORIZATION, secret));
        change(&mut cdn);
        let inside = Arc::new(Inside {
            origin: Mutex::new(nowhere),
            cdn,
            copies: Mutex::default(),
            told: Mutex::default(),
            refuses: AtomicBool::new(false),
            held: Mutex::default(),
            came: Notify::new(),
            goes_on: Notify::new(),
        });
        let router = Router::new().fallback(network).with_state(Arc::clone(&inside));
        let address = serve(router, &tasks, &stop).await;
        Self { inside, address, tasks, stop }
    }

    /// The site of a world behind this network.
    pub async fn before(&self, world: World) -> Public {
        let mut public = Public::on(world);
        public.site = public.site.behind(self.configured());
        public.router = site::routes(public.site.clone());
        self.asks(&public.router).await;
        public
    }

    /// The network as a site is configured for it.
    pub fn configured(&self) -> Cdn {
        let purge_url = format!("http://{}/purge/hush", self.address).parse().expect("an address");
        Cdn { purge_url, ..self.inside.cdn.clone() }
    }

    /// From here on it gets what it has not from this process.
    pub async fn asks(&self, router: &Router) {
        let origin = serve(router.clone(), &self.tasks, &self.stop).await;
        *self.inside.origin.lock().expect("the origin") = origin;
    }

    /// Requests that name this key are answered when it is told so; with none, all are at once.
    pub fn hold(&self, key: Option<&str>) {
        *self.inside.held.lock().expect("a key") = key.map(str::to_owned);
    }

    /// Waits until such a request has come.
    pub async fn came(&self) {
        self.inside.came.notified().await;
    }

    /// Answers such a request.
    pub fn go_on(&self) {
        self.inside.goes_on.notify_one();
    }

    /// The keys of each request that it took, the first one first.
    pub fn requests(&self) -> Vec<BTreeSet<String>> {
        self.inside.told.lock().expect("what was told").clone()
    }

    /// What a reader gets from the network, and whether it had a copy.
    pub async fn get(&self, path: &str) -> (StatusCode, String, bool) {
        let answer = ask("GET", self.address, path).await;
        assert!(!answer.headers().contains_key(CONTROL) && !answer.headers().contains_key(KEYS));
        let hit = answer.headers().contains_key(HIT);
        (answer.status(), String::from_utf8_lossy(answer.body()).into_owned(), hit)
    }

    /// Fills it with these pages.
    pub async fn keep(&self, paths: &[String]) {
        for path in paths {
            self.get(path).await;
            assert!(self.get(path).await.2, "{path} is not kept");
        }
    }

    pub fn refuse(&self, refuses: bool) {
        self.inside.refuses.store(refuses, Ordering::Relaxed);
    }

    /// How often it was told to take away what bears this key.
    pub fn told(&self, key: &str) -> usize {
        self.inside.told.lock().expect("what was told").iter().filter(|keys| keys.contains(key)).count()
    }

    /// Every key that it was ever told.
    pub fn heard(&self) -> BTreeSet<String> {
        self.inside.told.lock().expect("what was told").iter().flatten().cloned().collect()
    }

    pub async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
