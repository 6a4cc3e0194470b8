//! Beginning and ending subscriptions (`WebSub` §4, §5).

use super::{subscriber::Says, *};

#[tokio::test]
async fn a_feed_says_where_its_hub_is() {
    for public in Public::each_with_hub().await {
        public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        for path in ["/en/rss.xml", "/en/general/atom.xml", "/tr/feed.json"] {
            let answer = public.get(path).await;
            let links = format!("<{BASE}/hub>; rel=\"hub\", <{BASE}{path}>; rel=\"self\"");
            assert_eq!(answer.header(header::LINK), links);
            let told = match path.rsplit_once('.') {
                Some((_, "json")) => format!("\"hubs\":[{{\"type\":\"WebSub\",\"url\":\"{BASE}/hub\"}}]"),
                _ if path.ends_with("rss.xml") => format!("<atom:link href=\"{BASE}/hub\" rel=\"hub\"/>"),
                _ => format!("<link rel=\"hub\" href=\"{BASE}/hub\"/>"),
            };
            assert!(answer.text.contains(&told), "{path}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_subscriber_is_asked_with_its_own_parameters_and_a_challenge_of_one_use() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        let callback = subscriber.callback("/cb?hub.mode=mine&a=%2F");
        let answer = public.ask_for("subscribe", RSS, &callback, &[("hub.lease_seconds", "7200"), ("else", "x")]).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
        assert!(subscriber.questions().is_empty(), "the answer waits for nobody");
        assert_eq!(public.subscribers().await, 0);
        public.serve().await;
        let first = subscriber.questions().remove(0);
        assert_eq!(first["a"], "/");
        assert_eq!(first["hub.mode"], "subscribe", "the last one of two names is the hub's");
        assert_eq!(first["hub.topic"], format!("{BASE}{RSS}"));
        assert_eq!(first["hub.lease_seconds"], "7200");
        assert_eq!(public.subscribers().await, 1);
        public.serve().await;
        assert!(subscriber.questions().is_empty(), "once is enough");
        // Whoever is subscribed may ask again (§5.1).
        public.subscribe(RSS, &callback, &[]).await;
        let second = subscriber.questions().remove(0);
        assert_eq!(second["hub.lease_seconds"], "432000");
        assert_ne!(second["hub.challenge"], first["hub.challenge"]);
        assert_eq!(public.subscribers().await, 1);
        assert!(subscriber.sent().is_empty(), "nothing has changed");
    }
}

#[tokio::test]
async fn whoever_does_not_confirm_changes_nothing() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        let callback = subscriber.callback("/cb");
        for (says, reason) in [
            (Says::Status(404), "it does not want it"),
            (Says::Status(302), "it answered 302"),
            (Says::Status(500), "it answered 500"),
            (Says::Nonsense, "it did not repeat the challenge"),
        ] {
            subscriber.says(says);
            public.subscribe(RSS, &callback, &[]).await;
            let failure = public.topics().await.remove(0).failure.expect("a failure").why;
            let why = failure.strip_prefix("127.0.0.1: could not subscribe: ").expect("who, and what");
            assert_eq!(why, reason);
            public.world.advance(3_600);
            public.serve().await;
            assert_eq!((subscriber.questions().len(), public.subscribers().await), (1, 0), "{says:?}");
        }
        subscriber.says(Says::Yes);
        public.subscribe(RSS, &callback, &[("hub.secret", SECRET)]).await;
        // Nor does whoever is subscribed lose anything by requests that others make in their name (§5.1).
        subscriber.says(Says::Status(404));
        public.subscribe(RSS, &callback, &[("hub.secret", "another")]).await;
        public.ask_for("unsubscribe", RSS, &callback, &[]).await;
        public.serve().await;
        public.another_story("A story").await;
        public.publish().await;
        assert!(subscriber.one().is_signed_with(SECRET));
    }
}

#[tokio::test]
async fn whoever_is_not_there_is_asked_again_for_an_hour() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        // Nobody listens there.
        let gone = Subscriber::new().await.address.replace("127.0.0.1", "127.0.0.2");
        public.subscribe(RSS, &format!("{gone}/cb"), &[]).await;
        let unconfirmed = async || public.topics().await.iter().map(|topic| topic.requests).sum::<u64>();
        public.world.advance(3_599);
        public.serve().await;
        assert_eq!(unconfirmed().await, 1);
        public.world.advance(3_600);
        public.serve().await;
        assert_eq!(unconfirmed().await, 0);
        // Of what nobody wants any more nothing is kept.
        public.world.advance(3_600);
        public.serve().await;
        assert_eq!(public.topics().await, []);
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        assert_eq!(public.subscribers().await, 1);
    }
}

#[tokio::test]
async fn a_lease_ends_and_is_renewed() {
    for public in Public::each_with_hub().await {
        let [ends, stays] = [Subscriber::new().await, Subscriber::new().await];
        for (subscriber, lease) in [(&ends, "1"), (&stays, "3600")] {
            public.subscribe(RSS, &subscriber.callback("/cb"), &[("hub.lease_seconds", lease)]).await;
            assert_eq!(subscriber.questions().remove(0)["hub.lease_seconds"], "3600", "no lease is shorter");
        }
        public.world.advance(3_000);
        public.subscribe(RSS, &stays.callback("/cb"), &[("hub.lease_seconds", "99999999999")]).await;
        assert_eq!(stays.questions().remove(0)["hub.lease_seconds"], "864000", "nor longer");
        public.world.advance(600);
        public.another_story("A story").await;
        public.publish().await;
        assert_eq!((ends.sent().len(), stays.sent().len(), public.subscribers().await), (0, 1, 1));
        public.world.advance(864_000);
        public.another_story("Another story").await;
        public.publish().await;
        assert_eq!((stays.sent().len(), public.subscribers().await), (0, 0));
    }
}

#[tokio::test]
async fn whoever_unsubscribes_is_asked_and_sent_nothing_more() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        for path in ["/a", "/b"] {
            public.subscribe(RSS, &subscriber.callback(path), &[]).await;
        }
        subscriber.questions();
        let more = [("hub.lease_seconds", "a while")];
        let answer = public.ask_for("unsubscribe", RSS, &subscriber.callback("/a"), &more).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "what means nothing is not read: {}", answer.text);
        public.serve().await;
        let asked = subscriber.questions().remove(0);
        assert_eq!((asked["hub.mode"].as_str(), asked["hub.topic"].clone()), ("unsubscribe", format!("{BASE}{RSS}")));
        public.another_story("A story").await;
        public.publish().await;
        assert_eq!(subscriber.one().uri, "/b");
    }
}

#[tokio::test]
async fn a_feed_has_one_address_however_it_is_written() {
    for public in Public::each_with_hub().await {
        let mut story = bridge();
        story.keywords = vec![Keyword::new("Caf\u{e9} society").expect("a keyword")];
        public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        let page = public.get("/en/topics/").await.text;
        let mut links = page.split("/en/topics/").skip(1).filter_map(|rest| Some(rest.split_once("/\"")?.0.to_owned()));
        let slug = links.find(|slug| !slug.contains('"')).expect("a topic");
        let subscriber = Subscriber::new().await;
        let written = [
            format!("/en/topics/{slug}/rss.xml"),
            format!("/%65n/topics/{slug}/rss%2Exml"),
            format!("/en/topics/{}/rss.xml", slug.replace('-', "%2d")),
        ];
        for path in &written {
            public.subscribe(path, &subscriber.callback("/cb"), &[]).await;
            assert_eq!(subscriber.questions().remove(0)["hub.topic"], format!("{BASE}{path}"), "as it was written");
        }
        assert_eq!(public.subscribers().await, 1);
    }
}
