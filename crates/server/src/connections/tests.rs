//! Peers that take what they can, over real sockets. Each test ends only when the server has let go of the connection.

use super::*;
use axum::routing::{get, post};
use bytes::Bytes;
use std::convert::Infallible;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::mpsc,
};

/// Longer than any test runs.
const NEVER: Duration = Duration::from_hours(1);
const AT_ONCE: Duration = Duration::from_millis(50);
/// Nobody is hurried.
const PATIENT: Limits =
    Limits { head: NEVER, body: Pace { bytes: 1, within: NEVER }, answer: Pace { bytes: 1, within: NEVER } };
const HURRIED: Pace = Pace { bytes: PIECE_BYTES, within: AT_ONCE };

/// A connection to a server of its own.
async fn connect(router: Router, limits: Limits) -> (TcpStream, TaskTracker, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    tasks.spawn(serve(listener, (Arc::new(|_, _, _| None), router), limits, tasks.clone(), stop.clone()));
    (TcpStream::connect(address).await.expect("the server"), tasks, stop)
}

async fn rest(connection: &mut TcpStream) -> String {
    let mut text = String::new();
    connection.read_to_string(&mut text).await.expect("an end in order");
    text
}

/// An endless answer, and a channel that closes when the server has dropped it.
fn endless() -> (Router, mpsc::Receiver<Infallible>) {
    let (held, dropped) = mpsc::channel(1);
    let answer = move || {
        let held = held.clone();
        let piece = move |()| {
            let _ = &held;
            async { Some((Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 4096])), ())) }
        };
        async move { Body::from_stream(stream::unfold((), piece)) }
    };
    (Router::new().route("/", get(answer)), dropped)
}

#[tokio::test]
async fn a_head_that_does_not_end_is_cut_off() {
    for head in ["", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let (mut peer, ..) = connect(Router::new(), Limits { head: AT_ONCE, ..PATIENT }).await;
        peer.write_all(head.as_bytes()).await.expect("sent");
        let said = rest(&mut peer).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");
    }
}

/// A request whose body has not come whole.
const HALF: &[u8] = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab";

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let router = Router::new().route("/", post(async |body: String| body));
    let (mut peer, ..) = connect(router, Limits { body: HURRIED, ..PATIENT }).await;
    peer.write_all(HALF).await.expect("sent");
    let said = rest(&mut peer).await;
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
}

#[tokio::test]
async fn what_is_asked_before_a_stop_is_answered() {
    let (asked, mut begun) = mpsc::unbounded_channel();
    let answer = async move |request: Request| {
        asked.send(()).expect("the test waits");
        request.into_body()
    };
    let (mut peer, _, stop) = connect(Router::new().route("/", post(answer)), PATIENT).await;
    peer.write_all(HALF).await.expect("sent");
    begun.recv().await.expect("the handler");
    stop.cancel();
    peer.write_all(b"cde").await.expect("sent");
    let said = rest(&mut peer).await;
    assert!(said.starts_with("HTTP/1.1 200") && said.contains("ab") && said.contains("cde"), "{said}");
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_cut_off() {
    let (router, mut dropped) = endless();
    let (mut peer, tasks, stop) = connect(router, Limits { answer: HURRIED, ..PATIENT }).await;
    peer.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    peer.read_exact(&mut [0; 16]).await.expect("the answer began");
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    assert!(dropped.recv().await.is_none(), "the answer is let go");
    drop(peer);
}

#[tokio::test]
async fn a_handler_knows_the_peer() {
    let router = Router::new().route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()));
    let (mut peer, ..) = connect(router, PATIENT).await;
    peer.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("sent");
    let address = peer.local_addr().expect("its address").to_string();
    assert!(rest(&mut peer).await.ends_with(&address));
}

#[tokio::test]
async fn a_reader_that_reads_is_not_hurried() {
    // A stream with pauses, much longer than its pace allows for a reader who is waited for.
    let piece = |left: u32| async move {
        sleep(AT_ONCE * 2).await;
        (left > 0).then(|| (Ok::<_, Infallible>(Bytes::from_static(b"event\n")), left - 1))
    };
    let router = Router::new().route("/", get(async move || Body::from_stream(stream::unfold(3, piece))));
    let (mut peer, ..) = connect(router, Limits { answer: HURRIED, ..PATIENT }).await;
    peer.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("sent");
    assert_eq!(rest(&mut peer).await.matches("event").count(), 3);
}
