//! What was given is written down once, adds up over processes, and tells who holds a story.

use crate::on_each_engine;
use account::{By, Given, HOURS_DAYS, Holding, How, Meter, Month, OPERATOR, Subscriber, Way};
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
    old_hours_are_put_together => super::old_hours_are_put_together;
    a_month_is_summed_up_by_everything => super::a_month_is_summed_up_by_everything;
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
        world.accounts.add_organisation(&format!("Paper {n:03}"), OPERATOR).await.unwrap();
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

async fn old_hours_are_put_together(world: World) {
    let paper = world.covered_subscriber("Paper").await.subscriber;
    let (meter, dispatch) = (world.accounts.meter(), story(&world).await);
    let month = Month::of(world.now());
    for hour in 0..30 {
        if hour > 0 {
            world.advance(3_600);
        }
        give(meter, &paper, &dispatch, How::Delivered);
        give(meter, &paper, &dispatch, How::Opened);
        meter.flush().await.unwrap();
    }
    let days = async || {
        let days = world.accounts.usage(month, By::Day, Some(&paper.organisation)).await.unwrap();
        days.into_iter().map(|day| (day.key, day.given, day.bytes)).collect::<Vec<_>>()
    };
    let expected = [("2026-09-01".to_owned(), 24, 240), ("2026-09-02".to_owned(), 36, 360)];
    assert_eq!(days().await, expected);
    assert_eq!(world.accounts.put_hours_together().await.unwrap(), 0, "they are still young");
    world.advance((HOURS_DAYS + 1) * 86_400);
    assert_eq!(world.accounts.put_hours_together().await.unwrap(), 2);
    assert_eq!(world.accounts.put_hours_together().await.unwrap(), 0);
    assert_eq!(days().await, expected);
    assert_eq!(world.tamper("DELETE FROM usage").await, 4, "two ways on each of two days");
}

async fn a_month_is_summed_up_by_everything(world: World) {
    let gazete = world.covered_subscriber("Gazete").await.subscriber;
    let ajans = world.covered_subscriber("Ajans, A.Ş.").await.subscriber;
    let (meter, dispatch) = (world.accounts.meter(), story(&world).await);
    let month = Month::of(world.now());
    give(meter, &gazete, &dispatch, How::Delivered);
    world.advance(86_400);
    for _ in 0..3 {
        give(meter, &ajans, &dispatch, How::Downloaded);
    }
    world.advance(30 * 86_400);
    give(meter, &gazete, &dispatch, How::Opened);
    meter.flush().await.unwrap();
    let report = world.accounts.report(month, None, "tr").await.unwrap();
    assert_eq!((report.given(), report.bytes(), report.days.len()), (4, 40, 30));
    let by = |by: By| {
        let (_, lines) = report.parts.iter().find(|(of, _)| *of == by).unwrap();
        lines.iter().map(|line| (line.name.as_str(), line.given)).collect::<Vec<_>>()
    };
    assert_eq!(by(By::Organisation), [("Ajans, A.Ş.", 3), ("Gazete", 1)]);
    assert_eq!(by(By::Product), [("Genel", 4)]);
    assert_eq!(by(By::Kind), [("text", 4)]);
    assert_eq!(by(By::Format), [("newsml29", 3), ("json", 1)]);
    assert_eq!(by(By::Way), [("has-document", 3), ("stream", 1)]);
    let csv = report.csv();
    assert_eq!(csv.lines().next(), Some("month,by,key,name,given,bytes"));
    let of_ajans = format!("2026-09,organisation,{},\"Ajans, A.Ş.\",3,30", ajans.organisation.as_str());
    assert!(csv.lines().any(|line| line == of_ajans), "{csv}");
    let own = world.accounts.report(month.plus(1), Some(&gazete.organisation), "tr").await.unwrap();
    assert_eq!((own.given(), own.months.len()), (1, 12));
    let months: Vec<_> = own.months.iter().map(|line| (line.key.as_str(), line.given)).collect();
    assert_eq!(months[10..], [("2026-09", 1), ("2026-10", 1)]);
    assert_eq!(own.parts[0].0, By::Taker);
    assert_eq!(own.parts[0].1[0].name, "gazete-api");
}
