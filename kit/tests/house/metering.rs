//! What was given is written down once, adds up over processes, and tells who holds a story.

use crate::on_each_engine;
use account::{Given, Holding, How, Meter, Subscriber, Way};
use kit::World;
use std::sync::Arc;
use story::ProductId;
use wire::Dispatch;

on_each_engine! {
    who_holds_a_story_is_known => super::who_holds_a_story_is_known;
    nothing_is_counted_twice_over_writes => super::nothing_is_counted_twice_over_writes;
    two_processes_add_up => super::two_processes_add_up;
    what_could_not_be_written_is_written_later => super::what_could_not_be_written_is_written_later;
    the_meter_writes_a_last_time_at_the_stop => super::the_meter_writes_a_last_time_at_the_stop;
    many_organisations_are_one_row => super::many_organisations_are_one_row;
}

async fn story(world: &World) -> Arc<Dispatch> {
    world.release(kit::story("tr", "Manşet", "Metin."), &[ProductId(1)]).await
}

/// Gives a dispatch by the stream, as its text; or as a document to be downloaded.
fn give(meter: &Meter, to: &Subscriber, dispatch: &Dispatch, how: How) {
    let entry = &dispatch.entry;
    let (format, way) = match how {
        How::Delivered => ("json", Way::Stream),
        How::Opened => ("json", Way::Item),
        How::Downloaded => ("newsml29", Way::HasDocument),
    };
    let given = Given {
        seq: entry.seq,
        item: &entry.item,
        version: entry.version,
        product: ProductId(1),
        format,
        how,
        way,
        times: 1,
        bytes: 10,
    };
    meter.given(meter.taker(to), &given);
}

/// Name, how, and seconds since the beginning.
fn lines(world: &World, holdings: &[Holding], since: jiff::Timestamp) -> Vec<(String, How, i64)> {
    assert!(since <= world.now());
    holdings.iter().map(|h| (h.name.clone(), h.how, (h.first - since).as_secs())).collect()
}

async fn counted(world: &World) -> (u64, u64) {
    let sums = "SELECT CAST(COALESCE(SUM(given), 0) AS BIGINT) AS given, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM usage";
    let row = world.db.one(sums, store::args![]).await.unwrap().unwrap();
    (row.count("given").unwrap(), row.count("bytes").unwrap())
}

async fn who_holds_a_story_is_known(world: World) {
    let gazete = world.covered_subscriber("Gazete").await.subscriber;
    let ajans = world.covered_subscriber("Ajans").await.subscriber;
    world.covered_subscriber("Hiç").await;
    let (first, other) = (story(&world).await, story(&world).await);
    let second = world.update(&first, kit::story("tr", "Manşet, yeni", "Metin.")).await;
    let kill = world.kill(&second).await;
    let (begin, meter) = (world.now(), world.accounts.meter());
    give(meter, &gazete, &first, How::Delivered);
    meter.flush().await.unwrap();
    world.advance(60);
    give(meter, &gazete, &first, How::Delivered);
    give(meter, &gazete, &first, How::Downloaded);
    give(meter, &ajans, &second, How::Opened);
    give(meter, &ajans, &other, How::Delivered);
    meter.flush().await.unwrap();
    world.advance(60);
    give(meter, &gazete, &kill, How::Delivered);
    give(meter, &ajans, &kill, How::Delivered);
    meter.flush().await.unwrap();
    let holders = async |before| {
        let held = world.accounts.holders(&first.entry.item, before).await.unwrap();
        lines(&world, &held, begin)
    };
    let gazete = [("Gazete".to_owned(), How::Delivered, 0), ("Gazete".to_owned(), How::Downloaded, 60)];
    let ajans = ("Ajans".to_owned(), How::Opened, 60);
    assert_eq!(holders(Some(kill.entry.version)).await, [&[ajans.clone()][..], &gazete].concat());
    assert_eq!(holders(Some(2)).await, gazete, "what the first version reached");
    assert_eq!(holders(Some(1)).await, []);
    assert!(holders(None).await.contains(&("Ajans".to_owned(), How::Delivered, 120)), "the kill itself reached them");
}

async fn nothing_is_counted_twice_over_writes(world: World) {
    let paper = world.covered_subscriber("Paper").await.subscriber;
    let (meter, dispatch) = (world.accounts.meter(), story(&world).await);
    for _ in 0..5 {
        give(meter, &paper, &dispatch, How::Delivered);
        give(meter, &paper, &dispatch, How::Delivered);
        meter.flush().await.unwrap();
        meter.flush().await.unwrap();
    }
    assert_eq!(counted(&world).await, (10, 100));
    assert_eq!(world.tamper("DELETE FROM holding").await, 1, "who holds it is written once");
    assert_eq!(world.tamper("DELETE FROM usage").await, 1, "an hour is one row");
    world.advance(3_600);
    give(meter, &paper, &dispatch, How::Delivered);
    meter.flush().await.unwrap();
    assert_eq!(counted(&world).await, (1, 10));
}

async fn two_processes_add_up(world: World) {
    let paper = world.covered_subscriber("Paper").await.subscriber;
    let dispatch = story(&world).await;
    let elsewhere = world.accounts_elsewhere().await;
    for _ in 0..3 {
        for accounts in [&world.accounts, &elsewhere] {
            give(accounts.meter(), &paper, &dispatch, How::Delivered);
        }
        let (here, there) = tokio::join!(world.accounts.meter().flush(), elsewhere.meter().flush());
        here.and(there).unwrap();
    }
    assert_eq!(counted(&world).await, (6, 60));
    assert_eq!(world.accounts.holders(&dispatch.entry.item, None).await.unwrap().len(), 1);
}

async fn what_could_not_be_written_is_written_later(world: World) {
    let paper = world.covered_subscriber("Paper").await.subscriber;
    let (meter, dispatch) = (world.accounts.meter(), story(&world).await);
    world.tamper("ALTER TABLE holding RENAME TO gone").await;
    give(meter, &paper, &dispatch, How::Delivered);
    assert!(meter.flush().await.is_err() && meter.flush().await.is_err());
    assert_eq!(counted(&world).await, (0, 0));
    world.tamper("ALTER TABLE gone RENAME TO holding").await;
    give(meter, &paper, &dispatch, How::Delivered);
    meter.flush().await.unwrap();
    assert_eq!(counted(&world).await, (2, 20));
    assert_eq!(world.accounts.holders(&dispatch.entry.item, None).await.unwrap().len(), 1);
    world.tamper("ALTER TABLE usage RENAME TO gone").await;
    give(meter, &paper, &dispatch, How::Opened);
    assert!(meter.flush().await.is_err());
    world.tamper("ALTER TABLE gone RENAME TO usage").await;
    meter.flush().await.unwrap();
    assert_eq!(counted(&world).await, (3, 30));
    assert_eq!(
        world.tamper("DELETE FROM holding").await,
        2,
        "what was written before the failure is not written again"
    );
}

async fn the_meter_writes_a_last_time_at_the_stop(world: World) {
    let paper = world.covered_subscriber("Paper").await.subscriber;
    let (meter, dispatch) = (world.accounts.meter(), story(&world).await);
    let following = world.tasks.spawn(meter.clone().follow(world.stop.child_token()));
    give(meter, &paper, &dispatch, How::Delivered);
    world.stop.cancel();
    following.await.unwrap();
    assert_eq!(counted(&world).await, (1, 10));
}

async fn many_organisations_are_one_row(world: World) {
    let (meter, dispatch) = (world.accounts.meter(), story(&world).await);
    for n in 0..200 {
        world.accounts.add_organisation(&format!("Paper {n:03}"), account::OPERATOR).await.unwrap();
    }
    let model = world.covered_subscriber("Model").await.subscriber;
    for organisation in world.accounts.organisations().await.unwrap() {
        let mut taker = model.clone();
        taker.organisation = organisation.id;
        give(meter, &taker, &dispatch, How::Delivered);
    }
    meter.flush().await.unwrap();
    let row = world.db.one("SELECT organisations FROM holding", store::args![]).await.unwrap().unwrap();
    assert_eq!(row.text("organisations").unwrap(), "1+200");
    assert_eq!(world.accounts.holders(&dispatch.entry.item, None).await.unwrap().len(), 201);
    assert_eq!(world.tamper("DELETE FROM holding").await, 1);
    assert_eq!(counted(&world).await, (201, 2_010));
}
