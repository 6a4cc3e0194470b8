//! Parts of the feed: what a query lets through, what follows it, and what it must not tell.

use super::{
    stand::{By, Stand, person_of, session_of},
    stream::Open,
};
use account::Terms;
use alert::{Delivery, NewSearch, Owner};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;
use story::{Act, ProductId, State, Story};
use wire::{Dispatch, NewDispatch, WireError};

const ONE: [ProductId; 1] = [ProductId(1)];

/// A story with a word in its text alone.
fn about(headline: &str, word: &str) -> Story {
    kit::story("tr", headline, &format!("Metinde {word} geçiyor."))
}

fn embargoed(story: Story) -> Story {
    Story { embargo: "2026-09-01T13:00:00Z".parse().ok(), ..story }
}

async fn page(stand: &Stand, by: By<'_>, path: &str) -> Value {
    let answer = stand.get(by, &format!("/api/v1/{path}")).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()
}

/// `seq` and `prev` of each event.
fn numbers(page: &Value) -> Vec<(u64, u64)> {
    let number = |event: &Value, name: &str| event[name].as_u64().expect("a number");
    page["events"].as_array().expect("events").iter().map(|e| (number(e, "seq"), number(e, "prev"))).collect()
}

#[tokio::test]
async fn what_meets_the_query_comes_with_all_that_becomes_of_it() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        let by = By::Key(&reader);
        let world = &stand.world;
        let first = world.release(about("Bir", "zeytin"), &ONE).await;
        world.release(about("İki", "incir"), &ONE).await;
        let third = world.release(about("Üç", "zeytin"), &ONE).await;
        let changed = world.update(&first, about("Bir", "incir")).await;
        let held = world.hold(&third).await;
        world.resume(&held, about("Üç", "üzüm")).await;
        world.release(about("Dört", "zeytin"), &[ProductId(2)]).await;
        let second = world.release(about("Beş", "üzüm"), &ONE).await;
        world.correct(&second, about("Beş", "zeytin"), "üzüm", "zeytin").await;
        world.kill(&changed).await;
        let expected = vec![(3, 0), (5, 3), (6, 5), (9, 6), (10, 9)];
        let whole = page(&stand, by, "feed?q=zeytin").await;
        assert_eq!(numbers(&whole), expected, "the versions that the kill closed have gone, and the kill is there");
        assert_eq!(whole["events"][4]["act"], "kill");
        for after in 0..=10 {
            let rest: Vec<_> = expected.iter().copied().filter(|(seq, _)| *seq > after).collect();
            assert_eq!(numbers(&page(&stand, by, &format!("feed?q=zeytin&after={after}")).await), rest, "{after}");
        }
        let back: Vec<_> = expected.iter().rev().copied().collect();
        assert_eq!(numbers(&page(&stand, by, "latest?q=zeytin").await), back);
        let two = page(&stand, by, "latest?q=zeytin&limit=2&before=10&view=row").await;
        assert_eq!((numbers(&two), &two["more"]), (vec![(9, 6), (6, 5)], &json!(true)));
        assert_eq!(numbers(&page(&stand, by, "feed?q=zeytin&limit=1&after=4").await), [(5, 3)]);
        assert_eq!(numbers(&page(&stand, by, "feed?q=armut").await), []);
        assert_eq!(numbers(&page(&stand, by, "feed?q=zeytin+-headline:üç").await), [(9, 0), (10, 9)]);
        assert_eq!(page(&stand, by, "feed?q=+").await, stand.feed(by, 0).await, "an empty query asks for all");
    }
}

#[tokio::test]
async fn a_stream_sends_the_part_that_is_asked_for_as_it_goes_out() {
    for stand in Stand::each_without_heartbeats().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        let by = By::Key(&reader);
        let first = stand.world.release(about("Bir", "zeytin"), &ONE).await;
        let mut open = Open::at(&stand, by, "/api/v1/stream?q=zeytin").await;
        assert_eq!(open.next().await.as_deref(), Some("retry: 2000"));
        let beat = open.next().await.unwrap();
        assert!(beat.contains("{\"seq\":1,\"head\":1,\"next\":1}"), "{beat}");
        stand.world.release(about("İki", "incir"), &ONE).await;
        let second = stand.world.release(about("Üç", "zeytin"), &ONE).await;
        let event = open.dispatch().await;
        assert_eq!((&event["seq"], &event["prev"]), (&json!(3), &json!(1)));
        assert_eq!(event["story"]["headline"], "Üç");
        stand.world.kill(&first).await;
        stand.world.hold(&second).await;
        let (kill, hold) = (open.dispatch().await, open.dispatch().await);
        assert_eq!((&kill["act"], &kill["prev"]), (&json!("kill"), &json!(3)));
        assert_eq!((&hold["act"], &hold["prev"]), (&json!("hold"), &json!(4)));
    }
}

#[tokio::test]
async fn a_query_tells_nothing_of_a_text_that_may_not_be_read_yet() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        let by = By::Key(&reader);
        let world = &stand.world;
        let early = world.release(embargoed(about("Erken", "sır")), &ONE).await;
        let never = world.release(embargoed(about("Asla", "sır")), &ONE).await;
        let open = world.release(about("Açık", "elma"), &ONE).await;
        world.update(&open, embargoed(about("Açık", "sır"))).await;
        world.kill(&never).await;
        let feeds = ["feed", "latest"];
        for feed in feeds {
            for query in ["sır", "-sır", "kind:text", "elma", "-elma", "words:1..", "headline:erken"] {
                let told = numbers(&page(&stand, by, &format!("{feed}?q={query}")).await);
                let seqs: Vec<u64> = told.iter().map(|(seq, _)| *seq).collect();
                let open = ["-sır", "kind:text", "elma", "words:1.."].contains(&query);
                let expected: &[u64] = if !open {
                    &[]
                } else if feed == "feed" {
                    &[3, 4]
                } else {
                    &[4, 3]
                };
                assert_eq!(seqs, expected, "{feed} {query}: what follows an open version comes, and nothing else");
            }
        }
        let closed = page(&stand, by, "feed?q=elma").await["events"][1].clone();
        assert_eq!((&closed["closed"]["reason"], &closed["story"]), (&json!("embargo"), &json!(null)));
        assert!(!page(&stand, by, "feed").await.to_string().contains("sır"));
        stand.world.advance(3_600);
        assert_eq!(numbers(&page(&stand, by, "feed?q=sır").await), [(1, 0), (4, 1)], "the embargo is over");
        assert_eq!(numbers(&page(&stand, by, "latest?q=sır").await), [(4, 1), (1, 0)]);
        stand.world.kill(&early).await;
        let after = page(&stand, by, "feed?q=sır").await;
        assert_eq!(numbers(&after), [(4, 0), (6, 4)], "whoever had it hears of the kill");
    }
}

#[tokio::test]
async fn a_hold_counts_for_what_could_be_read_and_ends_with_it() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let sifted = async |q: &str| numbers(&page(&stand, By::Key(&reader), &format!("feed?q={q}")).await);
    let never = stand.world.release(embargoed(about("Asla", "sır")), &ONE).await;
    let later = stand.world.release(embargoed(about("Sonra", "giz")), &ONE).await;
    let (never, later) = (stand.world.hold(&never).await, stand.world.hold(&later).await);
    stand.world.advance(7_200);
    let killed = stand.world.kill(&never).await;
    assert_eq!(sifted("sır").await, [], "it was held all the time that it might have been read");
    let resumed = stand.world.resume(&later, about("Sonra", "başka")).await;
    let (first, resumed) = (later.seq() - 2, resumed.seq());
    assert_eq!(sifted("giz").await, [(first, 0), (resumed, first)], "it can be read since the hold was lifted");
    assert_eq!(killed.seq(), resumed - 1);
    let held = stand.world.hold(&stand.world.reader.latest(&later.entry.item).await.unwrap().unwrap()).await;
    let ended = stand.world.kill(&held).await;
    assert_eq!(sifted("giz").await, [(held.seq(), 0), (ended.seq(), held.seq())], "then it was taken back");
}

/// Sends the next version of an item, which belongs to more products.
async fn widened(stand: &Stand, before: &Dispatch, story: Story, products: Vec<ProductId>) -> Arc<Dispatch> {
    let (item, version) = (before.entry.item.clone(), before.entry.version + 1);
    let story = story.ready().expect("a story");
    let new = NewDispatch { act: Act::Update, item, version, state: State::Usable, products, story };
    let sent: Result<_, WireError> = stand.world.writer.commit(move |log| Box::pin(log.append(new))).await;
    sent.expect("an append")
}

#[tokio::test]
async fn versions_that_the_contract_does_not_cover_are_not_asked() {
    let stand = Stand::new().await;
    let two = Terms::all_of(vec![ProductId(2)], Timestamp::UNIX_EPOCH);
    let reader = stand.world.subscriber("Radyo", Some(two)).await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    let first = stand.world.release(about("Bir", "sır"), &ONE).await;
    widened(&stand, &first, about("Bir", "başka"), vec![ProductId(1), ProductId(2)]).await;
    assert_eq!(numbers(&page(&stand, By::Key(&reader), "feed?q=sır").await), []);
    assert_eq!(numbers(&page(&stand, By::Key(&reader), "feed?q=başka").await), [(2, 0)]);
    assert_eq!(numbers(&page(&stand, By::Key(&paper), "feed?q=sır").await), [(1, 0), (2, 1)]);
}

#[tokio::test]
async fn whoever_waits_for_a_part_is_not_woken_for_the_rest() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let newsroom = async {
        stand.world.release(about("Bir", "incir"), &ONE).await;
        tokio::task::yield_now().await;
        stand.world.release(about("İki", "zeytin"), &ONE).await;
    };
    let (answer, ()) = tokio::join!(page(&stand, By::Key(&reader), "feed?q=zeytin&wait=60"), newsroom);
    assert_eq!(numbers(&answer), [(2, 0)]);
}

#[tokio::test]
async fn a_saved_search_is_a_part_of_the_feed() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    let person = person_of(&stand, &paper).await;
    let session = session_of(&stand, &person).await;
    let radio = stand.world.covered_subscriber("Radyo").await;
    let (own, program, other) = (By::Session(&session.secret), By::Key(&paper), By::Key(&radio));
    let save = async |query: &str, owner: Owner| {
        let (name, query, alert) = (query.to_owned(), query.to_owned(), Delivery::default());
        let new = NewSearch { name, folder: String::new(), owner, query, alert };
        stand.api.alerts().save_search(&person, new).await.expect("a search").id
    };
    let (mine, ours) = (save("zeytin", Owner::Me).await, save("incir", Owner::Organisation).await);
    for word in ["zeytin", "incir", "zeytin incir"] {
        stand.world.release(about("Haber", word), &ONE).await;
    }
    assert_eq!(numbers(&page(&stand, own, &format!("feed?saved={mine}")).await), [(1, 0), (3, 1)]);
    assert_eq!(numbers(&page(&stand, program, &format!("feed?saved={ours}")).await), [(2, 0), (3, 2)]);
    assert_eq!(numbers(&page(&stand, own, &format!("latest?saved={ours}&q=zeytin")).await), [(3, 0)]);
    let mut open = Open::at(&stand, own, &format!("/api/v1/stream?after=0&saved={ours}")).await;
    assert_eq!(open.dispatch().await["seq"], 2);
    for (by, id) in [(program, mine), (other, mine), (other, ours)] {
        for feed in ["feed", "latest", "stream"] {
            let refused = stand.get(by, &format!("/api/v1/{feed}?saved={id}")).await;
            assert_eq!(refused.problem(), ("bad-request".to_owned(), json!("saved")), "{feed}: {}", refused.text);
        }
    }
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_refused_with_its_place() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    for feed in ["feed", "latest", "stream"] {
        let answer = stand.get(By::Key(&reader), &format!("/api/v1/{feed}?q=a+%22b")).await;
        assert_eq!(answer.problem(), ("bad-request".to_owned(), json!("q")), "{feed}");
        assert_eq!(answer.json()["position"], 3, "{feed}");
    }
}
