//! What the hub does not take, and why it says so.

use super::*;
use axum::extract::ConnectInfo;
use site::{
    HUB_REQUESTS_PER_HOUR_MAX, SUBSCRIPTIONS_MAX, SUBSCRIPTIONS_PER_HOST_MAX, SUBSCRIPTIONS_PER_TOPIC_MAX,
    WAITING_PER_HOST_MAX,
};
use std::net::SocketAddr;

const CALLBACK: &str = "http://127.0.0.1:9/cb";

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_in_plain_text() {
    for public in Public::each_with_hub().await {
        let topic = format!("{BASE}{RSS}");
        let good = [("hub.mode", "subscribe"), ("hub.topic", topic.as_str()), ("hub.callback", CALLBACK)];
        let long = format!("http://127.0.0.1/{}", "a".repeat(2_048));
        let secret = "s".repeat(200);
        let elsewhere = "https://elsewhere.example/en/rss.xml";
        let at = |path: &str| format!("{BASE}{path}");
        let paths =
            ["", "/", "/en/", "/xx/rss.xml", "/en/nothing/rss.xml", "/en/rss.xml?a=1", "/en/%ff/rss.xml", "/hub"];
        let mut cases = vec![
            ("hub.mode", String::new(), "hub.mode is missing"),
            ("hub.mode", "publish".to_owned(), "hub.mode publish is not needed"),
            ("hub.mode", "Subscribe".to_owned(), "hub.mode is subscribe or unsubscribe"),
            ("hub.topic", String::new(), "hub.topic is missing"),
            (
                "hub.topic",
                elsewhere.to_owned(),
                "hub.topic is not an address of this site: it begins with https://news.",
            ),
            ("hub.topic", at("/en/topics/nobody/rss.xml"), "hub.topic is the address of a feed that has nothing in it"),
            ("hub.callback", String::new(), "hub.callback is missing"),
            ("hub.callback", "/cb".to_owned(), "hub.callback is not an address that begins with"),
            ("hub.callback", "ftp://127.0.0.1/".to_owned(), "hub.callback is not an address that begins with"),
            ("hub.callback", "http://127.0.0.1/#a".to_owned(), "hub.callback has a fragment"),
            ("hub.callback", "http://a:b@127.0.0.1/".to_owned(), "hub.callback has a user's name"),
            ("hub.callback", at("/en/"), "hub.callback is an address of this site"),
            ("hub.callback", long, "hub.callback has 2065 bytes"),
            ("hub.lease_seconds", "-1".to_owned(), "hub.lease_seconds is not a positive decimal number"),
            ("hub.secret", secret, "hub.secret has 200 bytes or more"),
            ("hub.secret", "a\0b".to_owned(), "hub.secret has control characters"),
        ];
        cases.extend(paths.map(|path| ("hub.topic", at(path), "hub.topic is not ")));
        for (field, value, why) in cases {
            let mut fields: Vec<_> = good.into_iter().filter(|(name, _)| *name != field).collect();
            fields.push((field, &value));
            let answer = public.ask(&fields).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}={value}: {}", answer.text);
            assert!(answer.text.starts_with(why), "{field}={value}: {}", answer.text);
            assert_eq!(answer.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
        }
        let twice = public.ask(&[good.as_slice(), &good[..1]].concat()).await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST);
        assert_eq!(public.post("/hub", "hub.mode=%FF").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(public.post("/hub", &"a".repeat(70_000)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        let json = Request::post("/hub").header(header::CONTENT_TYPE, "application/json").body(Body::from("{}"));
        assert_eq!(public.send(json.expect("a request")).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(public.get("/hub").await.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(public.topics().await, [], "nothing was changed");
    }
}

#[tokio::test]
async fn nobody_is_called_who_is_not_on_the_public_internet() {
    let public = Public::on(World::sqlite().await);
    let subscriber = Subscriber::new().await;
    let port = subscriber.address.rsplit(':').next().expect("a port").to_owned();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "intranet",
    ] {
        let answer = public.ask_for("subscribe", RSS, &format!("http://{host}:{port}/cb"), &[]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{host}");
        assert!(answer.text.starts_with("hub.callback is not on the public internet"), "{}", answer.text);
    }
    // Whoever was allowed once is not called when the operator takes the name away.
    let public = Public::with_hub(public.world);
    public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
    assert_eq!(subscriber.questions().len(), 1);
    public.ask_for("subscribe", "/en/atom.xml", &subscriber.callback("/cb"), &[]).await;
    let public = Public::on(public.world);
    public.another_story("A story").await;
    public.publish().await;
    assert_eq!((subscriber.questions().len(), subscriber.sent().len()), (0, 0));
    assert_eq!(public.topics().await.iter().map(|topic| topic.waiting).sum::<u64>(), 1);
}

#[tokio::test]
async fn one_sender_may_ask_so_often_and_no_more() {
    let public = Public::with_hub(World::sqlite().await);
    let ask = async |peer: &str| {
        let mut request = Request::post("/hub").body(Body::empty()).expect("a request");
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().expect("an address")));
        public.send(request).await
    };
    for _ in 0..HUB_REQUESTS_PER_HOUR_MAX {
        assert_eq!(ask("192.0.2.1:5").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let answer = ask("192.0.2.1:6").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header(header::RETRY_AFTER), "3600");
    assert_eq!(ask("192.0.2.2:5").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    public.world.advance(3_600);
    assert_eq!(ask("192.0.2.1:5").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn so_many_requests_may_wait_for_one_machine() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        for n in 0..WAITING_PER_HOST_MAX {
            let answer = public.ask_for("subscribe", RSS, &format!("{CALLBACK}/{n}"), &[]).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
        }
        for mode in ["subscribe", "unsubscribe"] {
            let answer = public.ask_for(mode, RSS, CALLBACK, &[]).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(answer.text.starts_with("100 requests wait to be confirmed by 127.0.0.1"), "{}", answer.text);
            assert_eq!(answer.header(header::RETRY_AFTER), "600");
        }
        let again = public.ask_for("subscribe", RSS, &format!("{CALLBACK}/0"), &[]).await;
        assert_eq!(again.status, StatusCode::ACCEPTED, "in the place of another");
        let renewed = public.ask_for("subscribe", RSS, &subscriber.callback("/cb"), &[]).await;
        assert_eq!(renewed.status, StatusCode::ACCEPTED, "who subscribes already is not shut out");
        let other = public.ask_for("subscribe", RSS, "http://127.0.0.2:9/cb", &[]).await;
        assert_eq!(other.status, StatusCode::ACCEPTED);
    }
}

#[tokio::test]
async fn there_are_so_many_subscriptions_and_no_more() {
    for public in Public::each_with_hub().await {
        // The feed must be known before it can have subscriptions.
        let first = public.ask_for("subscribe", RSS, CALLBACK, &[]).await;
        assert_eq!(first.status, StatusCode::ACCEPTED);
        let json = "/en/feed.json";
        for (many, host, path, status, why) in [
            (SUBSCRIPTIONS_PER_HOST_MAX, "'127.0.0.1'", json, 403, "127.0.0.1 has 500 subscriptions"),
            (SUBSCRIPTIONS_PER_TOPIC_MAX, "'h' || n", RSS, 403, "this feed has 5000 subscriptions"),
            (SUBSCRIPTIONS_MAX, "'h' || n", json, 503, "this hub has 20000 subscriptions"),
        ] {
            public.world.tamper("DELETE FROM hub_subscription").await;
            let rows = format!(
                "INSERT INTO hub_subscription (id, path, topic, callback, host, added, ends, version, tried) \
                 SELECT 'x' || n, '{RSS}', '', '', {host}, 0, 9999999999999, 0, 0 FROM \
                 (WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many}) \
                  SELECT n FROM numbers) many"
            );
            assert_eq!(public.world.tamper(&rows).await, many);
            let answer = public.ask_for("subscribe", path, CALLBACK, &[]).await;
            assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
            assert!(answer.text.starts_with(why), "{}", answer.text);
            let answer = public.ask_for("unsubscribe", path, CALLBACK, &[]).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "whoever wants to go may go: {}", answer.text);
        }
    }
}
