//! Two processes with one hub, on one database, at the same time.

use super::{subscriber::Takes, *};
use elsewhere::{AtWork, Elsewhere, Gate, until};
use std::collections::BTreeSet;

/// Machines of subscribers; each is this one.
const MACHINES: [&str; 6] = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6"];
/// Longer than a machine is taken, in seconds.
const LOST_SECS: i64 = 31;
/// What is still to be done for subscribers, and the machines that are taken.
const UNDONE: &str = "SELECT (SELECT COUNT(*) FROM hub_host WHERE rest > 0) + \
    (SELECT COUNT(*) FROM hub_request) + (SELECT COUNT(*) FROM hub_topic WHERE settles IS NOT NULL) + \
    (SELECT COUNT(*) FROM hub_subscription s JOIN hub_topic t ON t.path = s.path WHERE s.version < t.version) AS n";

/// Two processes of one site.
struct Two {
    here: Public,
    there: Elsewhere,
}

impl Two {
    async fn new() -> Self {
        let guard = || MACHINES.join(", ").parse().expect("machines");
        let Public { world, site, .. } = Public::on(World::postgres().await);
        let site = site.calling(guard());
        let there = Elsewhere::beside(&world, |site| site.calling(guard())).await;
        Self { here: Public { router: site::routes(site.clone()), world, site }, there }
    }

    fn world(&self) -> &World {
        &self.here.world
    }

    /// Asks one of the two for the feed.
    async fn ask(&self, elsewhere: bool, path: &str, callback: &str) {
        let router = if elsewhere { &self.there.router } else { &self.here.router };
        let (topic, callback) = (encoded(&format!("{BASE}{path}")), encoded(callback));
        let form = format!("hub.mode=subscribe&hub.topic={topic}&hub.callback={callback}");
        let request = Request::post("/hub").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(Body::from(form)).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
    }

    /// Waits until nothing is to be done and nothing is being done.
    async fn is_quiet(&self) {
        until(&self.world().db, UNDONE, 0).await;
    }

    /// Waits until one of the two has followed the log so far.
    async fn followed(&self, dispatch: &Dispatch) {
        tokio::select! {
            () = self.here.site.reached(dispatch.seq()) => {}
            () = self.there.site.reached(dispatch.seq()) => {}
        }
    }

    /// Follows the log in this process, and lets what has changed wait for more.
    async fn follows(&self) {
        self.here.caught_up().await;
        self.world().advance(1);
    }

    /// Both look at what is due, and do what they find.
    async fn both_serve(&self) {
        let (here, there) = tokio::join!(self.here.site.serve_hub(), self.there.site.serve_hub());
        here.and(there).expect("they serve");
    }

    async fn version(&self, path: &'static str) -> u64 {
        let row = self.world().db.one("SELECT version FROM hub_topic WHERE path = $1", store::args![path]).await;
        row.expect("a read").expect("a feed").count("version").expect("a number")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_subscriber_is_sent_every_change_once_by_one_of_them() {
    let two = Two::new().await;
    let _work = [AtWork::of(&two.here.site), AtWork::of(&two.there.site)];
    let mut subscribers = Vec::new();
    for (n, ip) in MACHINES.into_iter().enumerate() {
        let subscriber = Subscriber::at(ip).await;
        two.ask(n % 2 == 0, RSS, &subscriber.callback("/cb")).await;
        subscribers.push(subscriber);
    }
    two.is_quiet().await;
    assert!(subscribers.iter().all(|subscriber| subscriber.questions().len() == 1), "once is enough");
    let mut headlines = BTreeSet::new();
    for round in 0..3 {
        let headline = format!("Headline number {round}.");
        let first = two.here.another_story(&headline).await;
        two.followed(&first).await;
        two.world().advance(1);
        two.is_quiet().await;
        headlines.insert(headline);
        for subscriber in &subscribers {
            let body = subscriber.one().body;
            assert!(headlines.iter().all(|headline| body.contains(headline)), "{body}");
        }
        let story = kit::story("en", &format!("Correction number {round}."), "One.\n\nTwo sentences.");
        let corrected = two.world().correct(&first, story, "Headline", "Correction").await;
        two.followed(&corrected).await;
        two.world().advance(1);
        two.is_quiet().await;
        assert!(subscribers.iter().all(|s| s.one().body.contains(&format!("Correction number {round}."))));
        headlines.remove(&format!("Headline number {round}."));
        // A kill waits for no second.
        let killed = two.world().kill(&corrected).await;
        two.followed(&killed).await;
        two.is_quiet().await;
        assert!(subscribers.iter().all(|s| !s.one().body.contains(&format!("number {round}."))));
    }
    assert!(subscribers.iter().all(|subscriber| subscriber.most_at_once() == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_changes_at_once_no_version_is_sent_twice_and_the_last_one_is() {
    let two = Two::new().await;
    let _work = [AtWork::of(&two.here.site), AtWork::of(&two.there.site)];
    let mut subscribers = Vec::new();
    for (n, ip) in MACHINES.into_iter().enumerate() {
        let subscriber = Subscriber::at(ip).await;
        two.ask(n % 2 == 0, RSS, &subscriber.callback("/cb")).await;
        two.ask(n % 2 == 1, "/en/general/feed.json", &subscriber.callback("/json")).await;
        subscribers.push(subscriber);
    }
    two.is_quiet().await;
    let mut killed = Vec::new();
    // No more than the section may show of a day.
    for n in 0..8 {
        let sent = two.here.another_story(&format!("Headline number {n}.")).await;
        two.world().advance(1);
        let story = kit::story("en", &format!("Correction number {n}."), "One.\n\nTwo sentences.");
        let sent = two.world().correct(&sent, story, "Headline", "Correction").await;
        two.followed(&sent).await;
        if n % 3 == 0 {
            killed.push(two.world().kill(&sent).await);
        }
    }
    let last = two.here.another_story("The last headline.").await;
    two.followed(&last).await;
    two.world().advance(1);
    two.is_quiet().await;
    for (path, callback) in [(RSS, "/cb"), ("/en/general/feed.json", "/json")] {
        let (now, version) = (two.here.get(path).await.text, two.version(path).await);
        assert!(
            now.contains("The last headline.") && killed.iter().all(|k| !now.contains(k.entry.item.as_str())),
            "{now}"
        );
        assert_eq!(two.there.get(path).await.1, now);
        for subscriber in &subscribers {
            let sent = subscriber.sent_to(callback);
            assert!(sent.len() as u64 <= version, "{} times, {version} versions", sent.len());
            assert_eq!(sent.last().expect("something").body, now);
        }
    }
    assert!(subscribers.iter().all(|subscriber| subscriber.most_at_once() == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_one_asks_a_machine_the_other_one_leaves_it_alone_and_a_kill_is_next() {
    let two = Two::new().await;
    let subscriber = Subscriber::new().await;
    for path in [RSS, "/tr/rss.xml", "/en/sport/rss.xml"] {
        two.ask(false, path, &subscriber.callback(path)).await;
    }
    let turkish = two.world().release(kit::story("tr", "Bir haber", "Bir.\n\nİki cümle."), &[PUBLIC]).await;
    two.follows().await;
    two.here.serve().await;
    subscriber.came().await;
    subscriber.sent();
    subscriber.takes(Takes::WhenTold);
    let sport = two.world().agency.category_at("sport").expect("a section").id;
    two.world()
        .release(Story { category: sport, ..kit::story("en", "A match", "One.\n\nTwo sentences.") }, &[PUBLIC])
        .await;
    two.follows().await;
    let work = [AtWork::of(&two.here.site), AtWork::of(&two.there.site)];
    subscriber.came().await;
    // The other feed of the story is due, and so is what was killed meanwhile.
    let killed = two.world().kill(&turkish).await;
    two.followed(&killed).await;
    tokio::select! {
        () = two.both_serve() => {}
        () = subscriber.came() => panic!("two processes met at one machine"),
    }
    subscriber.takes(Takes::It);
    subscriber.go_on();
    two.is_quiet().await;
    let to: Vec<String> = subscriber.sent().into_iter().map(|sent| sent.uri).collect();
    assert_eq!(to.len(), 3, "{to:?}");
    assert_eq!(to[1], "/tr/rss.xml", "{to:?}");
    assert_eq!(subscriber.most_at_once(), 1);
    for process in work {
        process.killed().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_found_the_same_machine_one_asks_it() {
    let two = Two::new().await;
    let subscriber = Subscriber::new().await;
    two.ask(false, RSS, &subscriber.callback("/cb")).await;
    two.here.serve().await;
    two.here.another_story("A story").await;
    two.follows().await;
    subscriber.takes(Takes::WhenTold);
    // The second process is about to take the machine.
    let gate = Gate::before(two.world(), "hub_host").await;
    let mut late = Box::pin(two.there.site.serve_hub());
    tokio::select! {
        _ = &mut late => panic!("it found nothing"),
        () = gate.is_reached() => {}
    }
    let mut here = Box::pin(two.here.serve());
    tokio::select! {
        () = &mut here => panic!("it was not answered"),
        () = subscriber.came() => {}
    }
    gate.open().await;
    tokio::select! {
        done = late => done.expect("it serves"),
        () = subscriber.came() => panic!("two processes met at one machine"),
    }
    subscriber.go_on();
    here.await;
    assert_eq!((subscriber.sent().len(), subscriber.most_at_once()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_process_had_begun_when_it_was_killed_the_other_one_does_when_its_time_is_over() {
    let two = Two::new().await;
    let subscriber = Subscriber::new().await;
    two.ask(true, RSS, &subscriber.callback("/cb")).await;
    two.here.serve().await;
    let sent = two.here.another_story("The first story").await;
    for stops in [false, true] {
        if stops {
            two.world().kill(&sent).await;
        }
        two.follows().await;
        subscriber.takes(Takes::Nothing);
        let there = AtWork::of(&two.there.site);
        subscriber.came().await;
        there.killed().await;
        subscriber.takes(Takes::It);
        let here = AtWork::of(&two.here.site);
        two.both_serve().await;
        assert_eq!(subscriber.sent().len(), 1, "the machine is taken until its time is over");
        two.world().advance(LOST_SECS);
        subscriber.came().await;
        two.is_quiet().await;
        assert_eq!(subscriber.one().body.contains("The first story"), !stops);
        here.killed().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_was_not_answered_to_a_process_that_was_killed_is_asked_by_the_other() {
    let two = Two::new().await;
    let subscriber = Subscriber::new().await;
    two.ask(true, RSS, &subscriber.callback("/cb")).await;
    // It has said yes, and that is not written down.
    let gate = Gate::before(two.world(), "hub_subscription").await;
    let there = AtWork::of(&two.there.site);
    gate.is_reached().await;
    there.killed().await;
    gate.open().await;
    assert_eq!((subscriber.questions().len(), two.here.subscribers().await), (1, 0));
    let _here = AtWork::of(&two.here.site);
    two.world().advance(LOST_SECS);
    two.is_quiet().await;
    assert_eq!((subscriber.questions().len(), two.here.subscribers().await), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_lost_a_machine_neither_lets_it_go_nor_undoes_what_the_other_one_sent() {
    // The one that lost it hears an answer after the other one, or before it.
    for after in [true, false] {
        let two = Two::new().await;
        let subscriber = Subscriber::new().await;
        two.ask(true, RSS, &subscriber.callback("/cb")).await;
        two.here.serve().await;
        subscriber.takes(Takes::WhenTold);
        two.here.another_story("The first story").await;
        two.follows().await;
        let slow = two.there.site.serve_hub();
        let meanwhile = async {
            subscriber.came().await;
            two.here.another_story("The second story").await;
            two.follows().await;
            two.world().advance(LOST_SECS);
            if after {
                subscriber.takes(Takes::It);
                two.here.serve().await;
                subscriber.go_on();
            }
        };
        if after {
            let (slow, ()) = tokio::join!(slow, meanwhile);
            slow.expect("it serves");
        } else {
            let mut slow = Box::pin(slow);
            tokio::select! {
                _ = &mut slow => panic!("it was not answered"),
                () = meanwhile => {}
            }
            let mut here = Box::pin(two.here.serve());
            tokio::select! {
                _ = &mut slow => panic!("it was not answered"),
                () = &mut here => panic!("it was not answered"),
                () = subscriber.came() => {}
            }
            // The first one that waits is the one that is slow.
            subscriber.go_on();
            tokio::select! {
                () = &mut here => panic!("it was not answered"),
                () = subscriber.came() => panic!("the machine is taken"),
                done = &mut slow => done.expect("it serves"),
            }
            subscriber.takes(Takes::It);
            subscriber.go_on();
            here.await;
        }
        two.both_serve().await;
        let sent = subscriber.sent();
        let has_second: Vec<bool> = sent.iter().map(|sent| sent.body.contains("The second story")).collect();
        assert_eq!(has_second, [false, true], "and not once more");
        two.is_quiet().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_that_is_late_neither_sends_a_feed_again_nor_hides_a_kill() {
    let two = Two::new().await;
    let subscriber = Subscriber::new().await;
    two.ask(true, RSS, &subscriber.callback("/cb")).await;
    two.here.another_story("The first story").await;
    two.here.serve().await;
    subscriber.sent();
    two.follows().await;
    // The second process has looked at the feed, and has not written what it saw.
    let gate = Gate::before(two.world(), "hub_topic").await;
    let late = two.there.site.serve_hub();
    let meanwhile = async {
        gate.is_reached().await;
        let second = two.here.another_story("The second story").await;
        two.follows().await;
        two.here.serve().await;
        assert!(subscriber.one().body.contains("The second story"));
        gate.open().await;
        second
    };
    let (late, second) = tokio::join!(late, meanwhile);
    late.expect("it serves");
    two.both_serve().await;
    assert!(subscriber.sent().is_empty(), "they have it");
    two.world().kill(&second).await;
    two.here.caught_up().await;
    two.both_serve().await;
    assert!(!subscriber.one().body.contains("The second story"));
}

#[tokio::test]
async fn what_was_killed_before_the_feed_was_looked_at_is_told_to_whoever_was_sent_it() {
    for public in Public::each_with_hub().await {
        let subscriber = Subscriber::new().await;
        public.subscribe(RSS, &subscriber.callback("/cb"), &[]).await;
        subscriber.takes(Takes::Status(503));
        public.another_story("The first story").await;
        public.publish().await;
        public.world.advance(10);
        // It is sent with what has changed since, for which others still wait.
        let second = public.another_story("The second story").await;
        public.caught_up().await;
        subscriber.takes(Takes::It);
        public.serve().await;
        assert!(subscriber.sent().pop().expect("a feed").body.contains("The second story"));
        public.world.kill(&second).await;
        public.caught_up().await;
        public.serve().await;
        assert!(!subscriber.one().body.contains("The second story"));
    }
}
