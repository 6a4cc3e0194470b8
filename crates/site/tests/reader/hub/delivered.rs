//! What subscribers are sent, and when (`WebSub` §7).

use super::{subscriber::Takes, *};
use site::{DELIVER_HOURS_MAX, STOP_HOURS_MAX, forget_pages};
use store::Clock;

const FORMS: [&str; 3] = ["rss.xml", "atom.xml", "feed.json"];

/// What is due by the clock was found by the last look, and has waited for more.
async fn next_second(public: &Public) {
    public.serve().await;
    public.world.advance(1);
    public.serve().await;
}

#[tokio::test]
async fn a_change_sends_the_whole_feed_as_a_reader_gets_it_and_signed() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        for file in FORMS {
            for below in ["/en/", "/en/general/"] {
                let callback = subscriber.callback(&format!("/cb?of={below}{file}"));
                public.subscribe(&format!("{below}{file}"), &callback, &[("hub.secret", SECRET)]).await;
            }
        }
        public.subscribe("/tr/rss.xml", &subscriber.callback("/other"), &[]).await;
        public.world.release(bridge(), &[PUBLIC]).await;
        public.publish().await;
        let sent = subscriber.sent();
        assert_eq!(sent.len(), 6, "{sent:#?}");
        for Sent { uri, headers, body } in &sent {
            let path = uri.strip_prefix("/cb?of=").expect("with its own parameters");
            let read = public.get(path).await;
            assert_eq!(*body, read.text, "{path}");
            assert!(body.contains("Gunnislake"));
            for name in [header::CONTENT_TYPE, header::LINK] {
                assert_eq!(headers[&name], read.headers[&name], "{path}");
            }
        }
        assert!(sent.iter().all(|sent| sent.is_signed_with(SECRET) && !sent.is_signed_with("another")));
        public.world.advance(60);
        public.serve().await;
        assert!(subscriber.sent().is_empty(), "once is enough");
        public.subscribe("/en/sport/rss.xml", &subscriber.callback("/unsigned"), &[]).await;
        let mut sport = kit::story("en", "A match", "One.\n\nTwo sentences.");
        sport.category = public.world.agency.category_at("sport").expect("a section").id;
        public.world.release(sport, &[PUBLIC]).await;
        public.publish().await;
        let sent = subscriber.sent();
        assert_eq!(sent.len(), 4, "not the section that it is not in");
        let unsigned = sent.iter().find(|sent| sent.uri == "/unsigned").expect("the one without a secret");
        assert_eq!(unsigned.header("x-hub-signature"), "");
    }
}

#[tokio::test]
async fn changes_within_a_second_are_one_and_what_changes_nothing_is_none() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        for headline in ["The first story", "The second story"] {
            public.another_story(headline).await;
            public.caught_up().await;
            public.serve().await;
            assert!(subscriber.sent().is_empty(), "it waits for more");
        }
        public.world.advance(1);
        public.serve().await;
        let sent = subscriber.one().body;
        assert!(sent.contains("The first story") && sent.contains("The second story"));
        public.world.release(Story { public: Publicity::No, ..bridge() }, &[PUBLIC]).await;
        public.world.release(kit::story("tr", "Bir haber", "Bir.\n\nİki cümle."), &[PUBLIC]).await;
        public.publish().await;
        next_second(&public).await;
        assert!(subscriber.sent().is_empty(), "nothing that is in this feed");
    }
}

#[tokio::test]
async fn a_kill_goes_out_at_once_and_nothing_that_was_killed_does() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.another_story("A calm story").await;
        public.publish().await;
        assert!(subscriber.one().body.contains("Gunnislake"));
        public.world.kill(&sent).await;
        public.caught_up().await;
        public.serve().await;
        let after = subscriber.one().body;
        assert!(after.contains("A calm story") && !after.contains("Gunnislake"), "{after}");
        // A kill that nobody has followed yet counts too.
        let other = public.world.release(bridge(), &[PUBLIC]).await;
        public.another_story("A third story").await;
        public.caught_up().await;
        public.world.kill(&other).await;
        public.world.advance(1);
        public.serve().await;
        let between = subscriber.one().body;
        assert!(between.contains("A third story") && !between.contains("Gunnislake"), "{between}");
        public.publish().await;
        assert!(subscriber.sent().is_empty(), "they never had it");
    }
}

#[tokio::test]
async fn a_picture_that_is_stopped_leaves_the_feeds_of_its_stories() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        let picture = public.world.release(kit::picture("tr", "Köprü", "Şafakta."), &[PUBLIC]).await;
        public.world.release(beside(bridge(), &picture), &[PUBLIC]).await;
        public.publish().await;
        let shown = picture.entry.item.to_string();
        assert!(subscriber.one().body.contains(&shown));
        public.world.hold(&picture).await;
        public.caught_up().await;
        public.serve().await;
        assert!(!subscriber.one().body.contains(&shown));
    }
}

#[tokio::test]
async fn what_waits_for_its_time_goes_out_when_it_comes_though_nobody_asks() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.another_story("An open story").await;
        public.caught_up().await;
        for path in [RSS, "/en/general/feed.json"] {
            public.subscribe(path, &subscriber.callback("/cb"), &[]).await;
        }
        let embargo = Some(public.world.clock.now() + jiff::SignedDuration::from_mins(30));
        public.world.release(Story { embargo, ..bridge() }, &[PUBLIC]).await;
        public.publish().await;
        public.world.advance(30 * 60 - 2);
        next_second(&public).await;
        assert!(subscriber.sent().is_empty(), "nobody hears of it before");
        next_second(&public).await;
        next_second(&public).await;
        let sent = subscriber.sent();
        assert_eq!(sent.len(), 2);
        assert!(sent.iter().all(|sent| sent.body.contains("Gunnislake") && sent.body.contains("An open story")));
    }
}

#[tokio::test]
async fn whoever_fails_is_tried_again_and_whoever_is_gone_is_not() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        subscriber.takes(Takes::Status(503));
        public.another_story("The first story").await;
        public.publish().await;
        assert_eq!(subscriber.sent().len(), 1);
        public.serve().await;
        assert!(subscriber.sent().is_empty(), "not at once");
        let topic = public.topics().await.remove(0);
        assert_eq!((topic.subscribers, topic.waiting), (1, 1));
        assert_eq!(topic.failure.expect("a failure").why, "127.0.0.1: it answered 503");
        // A redirect is no way (§7).
        subscriber.takes(Takes::Status(302));
        public.world.advance(10);
        public.serve().await;
        assert_eq!(subscriber.sent().len(), 1);
        subscriber.takes(Takes::It);
        public.another_story("The second story").await;
        public.caught_up().await;
        public.world.advance(30);
        public.serve().await;
        assert!(subscriber.one().body.contains("The second story"), "as it is now");
        let topic = public.topics().await.remove(0);
        assert_eq!((topic.waiting, topic.failure), (0, None));
        subscriber.takes(Takes::Status(410));
        public.another_story("The third story").await;
        public.publish().await;
        assert_eq!((subscriber.sent().len(), public.subscribers().await), (1, 0));
    }
}

#[tokio::test]
async fn what_could_not_be_sent_for_hours_is_given_up_and_what_changes_then_is_tried() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        subscriber.takes(Takes::Status(500));
        let sent = public.another_story("The first story").await;
        public.publish().await;
        // From the first failure on, and not from the last.
        for _ in 0..2 {
            public.world.advance(DELIVER_HOURS_MAX * 1_800);
            public.serve().await;
        }
        assert_eq!(subscriber.sent().len(), 3);
        public.world.advance(DELIVER_HOURS_MAX * 3_600);
        public.serve().await;
        assert!(subscriber.sent().is_empty());
        let topic = public.topics().await.remove(0);
        assert_eq!((topic.subscribers, topic.waiting), (1, 0), "the subscription stays (§7)");
        assert_eq!(topic.failure.expect("a failure").why, "127.0.0.1: given up after 12 hours: it answered 500");
        public.another_story("The second story").await;
        public.publish().await;
        assert_eq!(subscriber.sent().len(), 1);
        // A kill does not wait for its turn.
        public.world.kill(&sent).await;
        public.caught_up().await;
        public.serve().await;
        assert!(!subscriber.one().body.contains("The first story"));
    }
}

#[tokio::test]
async fn a_kill_has_its_own_time_whatever_failed_before() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        subscriber.takes(Takes::Status(500));
        let sent = public.another_story("The first story").await;
        public.another_story("The second story").await;
        public.publish().await;
        public.world.advance((DELIVER_HOURS_MAX - 1) * 3_600);
        public.serve().await;
        public.world.kill(&sent).await;
        public.caught_up().await;
        public.serve().await;
        for (hours, waiting) in [(STOP_HOURS_MAX - 1, 1), (1, 0)] {
            public.world.advance(hours * 3_600);
            public.serve().await;
            assert_eq!(public.topics().await.remove(0).waiting, waiting, "after {hours} more hours");
        }
    }
}

#[tokio::test]
async fn one_machine_is_asked_one_thing_at_a_time_and_a_silent_one_holds_up_nobody() {
    for public in Public::each_with_hub().await {
        let (silent, other) = (Subscriber::new().await, Subscriber::at("127.0.0.2").await);
        public.subscribe(RSS, &silent.callback("/cb"), &[]).await;
        for n in 0..5 {
            public.subscribe(RSS, &other.callback(&format!("/{n}")), &[]).await;
        }
        silent.takes(Takes::Nothing);
        public.another_story("A story").await;
        public.caught_up().await;
        public.world.advance(1);
        let all = async {
            for _ in 0..5 {
                other.came().await;
            }
        };
        tokio::select! {
            () = public.serve() => panic!("the silent one answered"),
            () = all => {}
        }
        assert_eq!((silent.sent().len(), other.sent().len(), other.most_at_once()), (1, 5, 1));
    }
}

#[tokio::test]
async fn what_changes_while_a_feed_is_sent_is_sent_after_it() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        subscriber.takes(Takes::WhenTold);
        public.another_story("The first story").await;
        public.caught_up().await;
        public.world.advance(1);
        let meanwhile = async {
            subscriber.came().await;
            public.another_story("The second story").await;
            public.caught_up().await;
            public.world.advance(1);
            subscriber.takes(Takes::It);
            subscriber.go_on();
        };
        tokio::join!(public.serve(), meanwhile);
        let sent = subscriber.sent();
        let has_second: Vec<bool> = sent.iter().map(|sent| sent.body.contains("The second story")).collect();
        assert_eq!(has_second, [false, true]);
    }
}

#[tokio::test]
async fn what_was_due_when_the_process_ended_goes_out_when_another_begins() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        let late = public.ask_for("subscribe", "/en/atom.xml", &subscriber.callback("/late"), &[]).await;
        assert_eq!(late.status, StatusCode::ACCEPTED);
        public.serve().await;
        subscriber.takes(Takes::Nothing);
        public.another_story("The first story").await;
        public.caught_up().await;
        public.world.advance(1);
        tokio::select! {
            () = public.serve() => panic!("the subscriber answered"),
            () = subscriber.came() => {}
        }
        assert_eq!(subscriber.sent().len(), 1);
        // What was touched, and what was begun, is in rows.
        public.another_story("The second story").await;
        public.caught_up().await;
        let public = Public::with_hub(public.world.reopened().await);
        subscriber.takes(Takes::It);
        public.world.advance(60);
        public.serve().await;
        let sent = subscriber.sent();
        assert_eq!(sent.len(), 2);
        assert!(
            sent.iter().all(|sent| sent.body.contains("The first story") && sent.body.contains("The second story"))
        );
    }
}

#[tokio::test]
async fn while_pages_are_made_again_nobody_is_sent_half_a_feed() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        public.another_story("The first story").await;
        public.publish().await;
        assert!(subscriber.one().body.contains("The first story"));
        public.another_story("The second story").await;
        public.caught_up().await;
        let mut tx = public.world.db.begin().await.expect("a transaction");
        forget_pages(&mut tx).await.expect("a delete");
        tx.commit().await.expect("a commit");
        // As far as the log was followed it must be followed again, and not only up to what was sent last.
        let state = public.world.db.one("SELECT reached FROM hub_state", Vec::new()).await.expect("a row");
        assert_eq!(state.expect("a row").count("reached").expect("a number"), public.world.reader.head());
        public.world.advance(1);
        public.serve().await;
        assert!(subscriber.sent().is_empty());
        public.publish().await;
        let sent = subscriber.one().body;
        assert!(sent.contains("The first story") && sent.contains("The second story"));
    }
}

#[tokio::test]
async fn a_feed_that_is_gone_is_denied() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        let mut story = bridge();
        story.keywords = vec![Keyword::new("bridges").expect("a keyword")];
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        public.subscribe("/en/topics/bridges/rss.xml", &subscriber.callback("/cb"), &[]).await;
        subscriber.questions();
        public.world.kill(&sent).await;
        public.caught_up().await;
        public.serve().await;
        let told = subscriber.questions().remove(0);
        assert_eq!(told["hub.mode"], "denied");
        assert_eq!(told["hub.topic"], format!("{BASE}/en/topics/bridges/rss.xml"));
        assert_eq!((subscriber.sent().len(), public.subscribers().await), (0, 0));
    }
}
