//! Two processes behind one network, on one database, at the same time.

use super::*;
use elsewhere::{AtWork, Elsewhere, Gate, until};

/// What the network is still to be told a first time, whenever that is due.
const WAITING: &str = "SELECT COUNT(*) AS n FROM purge WHERE again = FALSE";

/// Two processes of one site.
struct Two {
    network: Network,
    here: Public,
    there: Elsewhere,
}

impl Two {
    /// Both have nothing more to tell.
    async fn new() -> Self {
        let network = Network::of(|_| {}).await;
        let here = network.before(World::postgres().await).await;
        let there = Elsewhere::beside(&here.world, |site| site.behind(network.configured())).await;
        here.settled().await;
        assert!(there.site.tell_cdn().await.expect("it is told"));
        Self { network, here, there }
    }

    fn world(&self) -> &World {
        &self.here.world
    }

    /// Releases a story that both have followed and told.
    async fn release(&self, story: Story) -> Arc<Dispatch> {
        let sent = self.world().release(story, &[PUBLIC]).await;
        self.here.settled().await;
        self.both_follow().await;
        assert!(self.there.site.tell_cdn().await.expect("it is told"));
        sent
    }

    async fn both_follow(&self) {
        let head = self.world().reader.head();
        let heard = self.there.reader.heads().wait_for(|heard| *heard >= head).await.map(|head| *head);
        heard.expect("it hears");
        self.here.caught_up().await;
        self.there.site.catch_up().await.expect("it follows");
    }

    /// Both tell what is due. True when the network has taken all of it.
    async fn both_tell(&self) -> bool {
        let (here, there) = tokio::join!(self.here.site.tell_cdn(), self.there.site.tell_cdn());
        here.expect("it answers") & there.expect("it answers")
    }

    async fn correct(&self, sent: &Dispatch, standfirst: &str) -> Arc<Dispatch> {
        let mut story = bridge();
        story.standfirst = Some(Standfirst::new(standfirst).expect("a standfirst"));
        self.world().correct(sent, story, "A footpath", standfirst).await
    }
}

fn key(dispatch: &Dispatch) -> String {
    format!("item-{}", dispatch.entry.item)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_network_is_told_of_every_change_by_two_that_run() {
    let two = Two::new().await;
    let _work = [AtWork::of(&two.here.site), AtWork::of(&two.there.site)];
    for round in 0..3 {
        let mut sent = two.world().release(bridge(), &[PUBLIC]).await;
        let (page, item) = (page_of(&sent), key(&sent));
        for (n, origin) in [(0, &two.here.router), (1, &two.there.router)] {
            two.network.asks(origin).await;
            while two.network.get(&page).await.0 != StatusCode::OK {
                tokio::task::yield_now().await;
            }
            let told = two.network.told(&item);
            let standfirst = format!("Correction {n} of {round}.");
            sent = two.correct(&sent, &standfirst).await;
            // One of the two follows, and what has changed waits for more; what the other one answers meanwhile goes by the
            // second time.
            for path in ["/en/", &page] {
                while !two.network.get(path).await.1.contains(&standfirst) || two.network.told(&item) == told {
                    two.world().advance(1);
                    tokio::task::yield_now().await;
                }
            }
        }
        two.world().kill(&sent).await;
        while two.network.get(&page).await.0 != StatusCode::GONE {
            tokio::task::yield_now().await;
        }
        until(&two.world().db, WAITING, 0).await;
        assert!(!two.network.get("/en/").await.1.contains(&format!("of {round}.")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_tell_neither_tells_anything_before_a_kill() {
    let two = Two::new().await;
    let corrected = two.release(bridge()).await;
    let killed = two.release(about_bridges()).await;
    let before = two.network.requests().len();
    two.network.refuse(true);
    two.correct(&corrected, "No footpath stays open.").await;
    two.both_follow().await;
    two.world().advance(1);
    assert!(!two.both_tell().await);
    two.world().kill(&killed).await;
    two.both_follow().await;
    assert!(!two.both_tell().await);
    two.network.refuse(false);
    assert!(two.both_tell().await);
    let requests = two.network.requests().split_off(before);
    let first = |key: String| requests.iter().position(|keys| keys.contains(&key)).expect("it was told");
    assert!(first(key(&killed)) < first(key(&corrected)), "{requests:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_does_not_wait_for_what_hangs_in_both() {
    let two = Two::new().await;
    let corrected = two.release(bridge()).await;
    let killed = two.release(kit::story("en", "Another story", "One.\n\nTwo sentences.")).await;
    let page = page_of(&killed);
    two.network.keep(std::slice::from_ref(&page)).await;
    two.correct(&corrected, "No footpath stays open.").await;
    two.both_follow().await;
    two.world().advance(1);
    two.network.hold(Some(&key(&corrected)));
    let _work = [AtWork::of(&two.here.site), AtWork::of(&two.there.site)];
    two.network.came().await;
    two.network.came().await;
    two.world().kill(&killed).await;
    while two.network.get(&page).await.0 != StatusCode::GONE {
        tokio::task::yield_now().await;
    }
    assert!(two.network.told(&key(&killed)) > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_process_was_telling_when_it_was_killed_is_told_by_the_other() {
    let two = Two::new().await;
    let mut sent = two.release(bridge()).await;
    for stops in [false, true] {
        let before = two.network.told(&key(&sent));
        sent = if stops { two.world().kill(&sent).await } else { two.correct(&sent, "No footpath.").await };
        two.both_follow().await;
        two.world().advance(1);
        two.network.hold(Some(&key(&sent)));
        let there = AtWork::of(&two.there.site);
        two.network.came().await;
        there.killed().await;
        assert_eq!(two.network.told(&key(&sent)), before, "it was not answered");
        two.network.hold(None);
        let here = AtWork::of(&two.here.site);
        until(&two.world().db, WAITING, 0).await;
        assert!(two.network.told(&key(&sent)) > before);
        here.killed().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_network_took_is_told_again_where_that_was_not_written_down() {
    let two = Two::new().await;
    let sent = two.release(bridge()).await;
    let before = two.network.told(&key(&sent));
    two.correct(&sent, "No footpath.").await;
    two.both_follow().await;
    two.world().advance(1);
    let gate = Gate::before(two.world(), "purge_state").await;
    let there = AtWork::of(&two.there.site);
    gate.is_reached().await;
    assert_eq!(two.network.told(&key(&sent)), before + 1);
    there.killed().await;
    let here = AtWork::of(&two.here.site);
    until(&two.world().db, WAITING, 0).await;
    assert_eq!(two.network.told(&key(&sent)), before + 2);
    gate.open().await;
    here.killed().await;
    two.world().advance(10);
    assert!(two.both_tell().await);
    assert!(two.network.told(&key(&sent)) > before + 2, "the second time is still to come");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_failed_takes_nothing_from_what_the_other_one_told() {
    let two = Two::new().await;
    let sent = two.release(bridge()).await;
    let before = two.network.told(&key(&sent));
    two.correct(&sent, "No footpath.").await;
    two.both_follow().await;
    two.world().advance(1);
    two.network.hold(Some(&key(&sent)));
    let slow = two.there.site.tell_cdn();
    let meanwhile = async {
        two.network.came().await;
        two.network.hold(None);
        assert!(two.here.site.tell_cdn().await.expect("it is told"));
        two.network.refuse(true);
        two.network.go_on();
    };
    let (slow, ()) = tokio::join!(slow, meanwhile);
    assert!(!slow.expect("it answers"));
    two.network.refuse(false);
    // Ten seconds are for answers that are on their way.
    for (secs, times) in [(0, 1), (9, 1), (1, 2), (600, 2)] {
        two.world().advance(secs);
        assert!(two.here.site.tell_cdn().await.expect("it is told"));
        assert_eq!(two.network.told(&key(&sent)) - before, times, "after {secs} more seconds");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_hears_late_of_a_kill_has_what_it_answered_taken_away() {
    let two = Two::new().await;
    let sent = two.release(bridge()).await;
    let page = page_of(&sent);
    assert_eq!(two.there.get(&page).await.0, StatusCode::OK);
    two.network.asks(&two.there.router).await;
    two.there.deafen();
    two.world().kill(&sent).await;
    for has_followed in [false, true] {
        if has_followed {
            two.here.caught_up().await;
        }
        assert!(two.here.site.tell_cdn().await.expect("it is told"));
    }
    // The network asks again, and keeps what the other one still has.
    two.network.keep(&[page.clone(), "/en/".to_owned()]).await;
    assert!(two.there.site.tell_cdn().await.expect("it is told"));
    assert_eq!(two.network.get(&page).await.0, StatusCode::GONE);
    assert!(!two.network.get("/en/").await.1.contains("Gunnislake"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_process_answered_that_was_late_is_taken_away_by_the_second_time() {
    let two = Two::new().await;
    let sent = two.release(bridge()).await;
    let pages = ["/en/".to_owned(), page_of(&sent)];
    two.network.asks(&two.there.router).await;
    two.network.keep(&pages).await;
    // It does not follow the log, for whatever reason: it develops pictures, say.
    two.correct(&sent, "No footpath stays open.").await;
    two.here.told().await;
    two.network.keep(&pages).await;
    assert!(two.network.get("/en/").await.1.contains("A footpath stays open."), "the other one still has it");
    assert!(two.there.site.tell_cdn().await.expect("nothing is due"));
    two.world().advance(10);
    assert!(two.here.site.tell_cdn().await.expect("it is told"));
    for page in &pages {
        assert!(two.network.get(page).await.1.contains("No footpath stays open."), "{page}");
    }
}
