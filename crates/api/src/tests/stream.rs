use super::stand::{BODY, By, Stand, request, story};
use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::{collections::VecDeque, net::Ipv4Addr};
use story::ProductId;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const ONE: [ProductId; 1] = [ProductId(1)];
const TWO: [ProductId; 1] = [ProductId(2)];

/// Cuts a text into the events of a stream.
#[derive(Default)]
struct Events {
    text: String,
    whole: VecDeque<String>,
}

impl Events {
    fn take(&mut self, text: &str) {
        self.text.push_str(text);
        while let Some((event, rest)) = self.text.split_once("\n\n") {
            self.whole.push_back(event.to_owned());
            self.text = rest.to_owned();
        }
    }
}

/// The lines of an event by their names.
fn line<'a>(event: &'a str, name: &str) -> &'a str {
    event.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}

fn data(event: &str) -> Value {
    serde_json::from_str(line(event, "data")).unwrap_or_else(|e| panic!("{e}: {event}"))
}

/// A stream that is read inside the process, as slowly as the test likes.
pub(super) struct Open(BodyDataStream, Events);

impl Open {
    pub(super) async fn at(stand: &Stand, by: By<'_>, path: &str) -> Self {
        let response = stand.open(request(by, "GET", path).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self(response.into_body().into_data_stream(), Events::default())
    }

    /// The next event or comment; `None` at the end.
    pub(super) async fn next(&mut self) -> Option<String> {
        while self.1.whole.is_empty() {
            let chunk = self.0.next().await?.expect("a chunk");
            self.1.take(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
        self.1.whole.pop_front()
    }

    /// The next dispatch; heartbeats are passed over.
    pub(super) async fn dispatch(&mut self) -> Value {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if line(&event, "event") == "dispatch" {
                let data = data(&event);
                assert_eq!(line(&event, "id"), data["seq"].to_string());
                return data;
            }
        }
    }
}

#[tokio::test]
async fn a_stream_opens_with_a_heartbeat_and_carries_what_is_covered() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        stand.world.release(story("Eski"), &ONE).await;
        stand.world.release(story("Başkasının"), &TWO).await;
        let mut open = Open::at(&stand, By::Key(&reader), "/api/v1/stream").await;
        assert_eq!(open.next().await.as_deref(), Some("retry: 2000"));
        let heartbeat = open.next().await.unwrap();
        assert_eq!(line(&heartbeat, "event"), "heartbeat");
        assert_eq!(data(&heartbeat), json!({"seq": 1, "head": 2, "next": 2}), "it begins at the head");
        stand.world.release(story("Başkasının"), &TWO).await;
        stand.world.release(story("Yeni"), &ONE).await;
        let event = open.dispatch().await;
        assert_eq!(
            (&event["seq"], &event["prev"], &event["story"]["headline"]),
            (&json!(4), &json!(1), &json!("Yeni"))
        );
        stand.world.release(story("Başkasının"), &TWO).await;
        let mut quiet = open.next().await.unwrap();
        while data(&quiet)["next"] != 5 {
            quiet = open.next().await.unwrap();
        }
        assert_eq!(data(&quiet), json!({"seq": 4, "head": 5, "next": 5}), "what is not covered is only counted");
    }
}

#[tokio::test]
async fn an_event_is_the_same_on_the_stream_and_in_the_feed() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    for n in 0..40 {
        stand.world.release(story(&format!("Haber {n}")), if n % 3 == 0 { &TWO } else { &ONE }).await;
    }
    let mut open = Open::at(&stand, By::Key(&reader), "/api/v1/stream?after=0").await;
    for event in stand.feed(By::Key(&reader), 0).await["events"].as_array().unwrap() {
        assert_eq!(open.dispatch().await, *event);
    }
}

#[tokio::test]
async fn a_slow_reader_does_not_get_what_was_killed_meanwhile() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    stand.world.release(story("Bir"), &ONE).await;
    let killed = stand.world.release(story("İki"), &ONE).await;
    let mut open = Open::at(&stand, By::Key(&reader), "/api/v1/stream?after=0").await;
    assert_eq!(open.dispatch().await["story"]["headline"], "Bir");
    stand.world.kill(&killed).await;
    let event = open.dispatch().await;
    assert_eq!((&event["seq"], &event["closed"]), (&json!(2), &json!({"reason": "killed", "seq": 3})));
    assert!(!event.to_string().contains(BODY));
    assert_eq!(open.dispatch().await["act"], "kill");
}

#[tokio::test]
async fn a_stream_ends_when_its_key_or_its_contract_does() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let key = stand.world.accounts.keys(&reader.subscriber.organisation).await.unwrap().remove(0);
    let (mut by_key, mut by_login) = (
        Open::at(&stand, By::Key(&reader), "/api/v1/stream").await,
        Open::at(&stand, By::Login(&reader), "/api/v1/stream").await,
    );
    let last = async |open: &mut Open| {
        let mut last = String::new();
        while let Some(event) = open.next().await {
            last = event;
        }
        last
    };
    stand.world.accounts.revoke_key(&key.id, account::OPERATOR).await.unwrap();
    assert_eq!(last(&mut by_key).await, ": the login or key is no longer let in");
    stand.world.release(story("Bir"), &ONE).await;
    assert_eq!(by_login.dispatch().await["seq"], 1, "the login still holds");
    let other = account::Password::new("another horse").unwrap();
    stand.world.accounts.set_api_user_password(&reader.login, other, account::OPERATOR).await.unwrap();
    assert_eq!(last(&mut by_login).await, ": the login or key is no longer let in");
    let other = account::Password::new(kit::PASSWORD).unwrap();
    stand.world.accounts.set_api_user_password(&reader.login, other, account::OPERATOR).await.unwrap();
    let mut by_login = Open::at(&stand, By::Login(&reader), "/api/v1/stream").await;
    stand.world.accounts.freeze_organisation("Gazete", true, account::OPERATOR).await.unwrap();
    assert_eq!(last(&mut by_login).await, ": the login or key is no longer let in");
    let until = Some(stand.world.now() + jiff::SignedDuration::from_secs(60));
    let terms = account::Terms { until, ..account::Terms::all_of(ONE.to_vec(), jiff::Timestamp::UNIX_EPOCH) };
    let short = stand.world.subscriber("Kısa", Some(terms)).await;
    let mut open = Open::at(&stand, By::Key(&short), "/api/v1/stream").await;
    stand.world.advance(60);
    assert_eq!(last(&mut open).await, ": no contract holds any more");
}

#[tokio::test]
async fn a_bad_last_event_id_is_refused() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    for bad in ["x", "-1", "7"] {
        let request = request(By::Key(&reader), "GET", "/api/v1/stream").header("Last-Event-ID", bad);
        let answer = stand.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.problem(), ("bad-request".to_owned(), json!("Last-Event-ID")), "{bad}");
    }
}

/// A stream over a real socket. HTTP/1.0 ends its answer by hanging up, so that the events stand in it as they are.
struct Wire(TcpStream, Events);

impl Wire {
    async fn to(server: std::net::SocketAddr, by: By<'_>, last: &str) -> Self {
        let mut socket = TcpStream::connect(server).await.expect("the server");
        let by = by.header().unwrap_or_default();
        let request = format!("GET /api/v1/stream HTTP/1.0\r\nAuthorization: {by}\r\n{last}\r\n");
        socket.write_all(request.as_bytes()).await.expect("sent");
        let mut text = String::new();
        while !text.contains("\r\n\r\n") {
            let mut bytes = Vec::with_capacity(64 * 1024);
            assert!(socket.read_buf(&mut bytes).await.expect("the socket") > 0, "hung up: {text}");
            text.push_str(std::str::from_utf8(&bytes).expect("UTF-8"));
        }
        let (head, rest) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.0 200"), "{head}");
        let mut events = Events::default();
        events.take(rest);
        Self(socket, events)
    }

    async fn read(&mut self) -> Option<()> {
        let mut bytes = Vec::with_capacity(64 * 1024);
        let read = self.0.read_buf(&mut bytes).await.expect("the socket");
        self.1.take(std::str::from_utf8(&bytes).expect("UTF-8"));
        (read > 0).then_some(())
    }

    async fn next(&mut self) -> Option<String> {
        while self.1.whole.is_empty() {
            self.read().await?;
        }
        self.1.whole.pop_front()
    }

    async fn dispatch(&mut self) -> Value {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if line(&event, "event") == "dispatch" {
                return data(&event);
            }
        }
    }
}

#[tokio::test]
async fn a_client_that_comes_back_over_the_network_misses_nothing() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let (app, stop) = (stand.app.clone(), stand.world.stop.clone());
    let served = stand.world.tasks.spawn(async move {
        axum::serve(listener, app).with_graceful_shutdown(async move { stop.cancelled().await }).await
    });
    let mut first = Wire::to(address, By::Key(&reader), "").await;
    stand.world.release(story("Bir"), &ONE).await;
    assert_eq!(first.dispatch().await["seq"], 1);
    drop(first);
    stand.world.release(story("İki"), &ONE).await;
    stand.world.release(story("Üç"), &ONE).await;
    let mut again = Wire::to(address, By::Login(&reader), "Last-Event-ID: 1\r\n").await;
    for (seq, headline) in [(2, "İki"), (3, "Üç")] {
        let event = again.dispatch().await;
        assert_eq!((&event["seq"], &event["prev"]), (&json!(seq), &json!(seq - 1)));
        assert_eq!(event["story"]["headline"], headline);
    }
    stand.world.stop.cancel();
    let mut last = String::new();
    while let Some(event) = again.next().await {
        last = event;
    }
    assert_eq!(last, ": the server is stopping; come back");
    served.await.expect("the server").expect("a clean end");
}
