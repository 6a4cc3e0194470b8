//! The hub of the real server: a program that subscribes to a feed, a kill, and a server that is killed in between.

use crate::agency::{Agency, Server, done};
use axum::{
    Router,
    extract::{Query, State},
    http::Method,
};
use std::{collections::HashMap, process::Command, time::Duration};
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use tokio_util::task::TaskTracker;

/// How long something may take on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);
const BODY: &str = "The bridge closes on Monday. It opens again in May. Shops fear for their trade.";

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    a_subscriber_is_told(&Agency::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    a_subscriber_is_told(&Agency::on(&kit::postgres_address().await)).await;
}

async fn a_subscriber_is_told(agency: &Agency) {
    let data = agency.data();
    done(&data, &["product", "put", "1", "General", "--public"]);
    let (callback, mut sent) = subscriber().await;
    let server = serve(agency).await;
    let form = format!("hub.mode=subscribe&hub.topic={}/en/rss.xml&hub.callback={callback}", server.base);
    let asked = server.client.post(format!("{}/hub", server.base)).body(form);
    let asked = asked.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    assert_eq!(asked.status().as_u16(), 202, "{}", asked.text().await.unwrap());
    subscribed(&data).await;
    let (id, _) = server.release("A bridge closes", BODY).await.unwrap();
    until(&mut sent, |feed| feed.contains("A bridge closes")).await;
    server.kill_item(&id).await.unwrap();
    until(&mut sent, |feed| !feed.contains("A bridge closes")).await;
    // Dropped, the server is killed. What it had released is on the wire, and whatever it had not done is done then.
    server.release("A tunnel opens", BODY).await.unwrap();
    drop(server);
    let server = serve(agency).await;
    until(&mut sent, |feed| feed.contains("A tunnel opens")).await;
    let (_, page) = server.page("/en/rss.xml").await;
    assert!(page.contains("A tunnel opens") && !page.contains("A bridge closes"));
    server.stop();
    let listed = done(&data, &["site", "hub"]);
    assert!(listed.contains("/en/rss.xml") && !listed.contains("/cb"), "the callback is a secret: {listed}");
}

/// A server that may call this machine.
async fn serve(agency: &Agency) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tellal"));
    command.arg("serve").env("TELLAL_HUB_CALLBACKS", "127.0.0.1");
    agency.start(command).await
}

/// Waits until the operator sees a subscriber.
async fn subscribed(data: &std::path::Path) {
    let seen = async {
        while !done(data, &["site", "hub"]).lines().any(|line| line.trim_start().starts_with("1 ")) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(DEADLINE, seen).await.expect("a subscriber");
}

/// Waits until a feed is sent that is as it should be.
async fn until(sent: &mut UnboundedReceiver<String>, is_right: impl Fn(&str) -> bool) {
    let right = async { while !is_right(&sent.recv().await.expect("the subscriber listens")) {} };
    tokio::time::timeout(DEADLINE, right).await.expect("the feed is sent");
}

/// A program that says yes to what it is asked, and hands on what it is sent. Answers its callback.
async fn subscriber() -> (String, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let callback = format!("http://{}/cb", listener.local_addr().unwrap());
    let (sender, receiver) = unbounded_channel();
    let router = Router::new().fallback(answer).with_state(sender);
    TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
    (callback, receiver)
}

async fn answer(
    State(sent): State<UnboundedSender<String>>,
    method: Method,
    Query(asked): Query<HashMap<String, String>>,
    body: String,
) -> String {
    if method == Method::POST {
        sent.send(body).unwrap();
    }
    asked.get("hub.challenge").cloned().unwrap_or_default()
}
