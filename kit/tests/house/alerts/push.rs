//! Readers are told in their browsers: each version once, what they may see at that moment, and what was taken back.

mod browsers;
mod service;

use super::{IN_PORTAL, all, broken_off, parts, reader, releases, saves, sends_to, story};
use crate::on_each_engine;
use ::alert::{Alerts, Browser, Delivery, PUSH_HOURS_MAX, Parts, Quiet, Settings};
use account::{LastMaster, OPERATOR, Person};
use jiff::SignedDuration;
use kit::World;
use service::{PushService, SEALED_BYTES};
use std::collections::BTreeSet;
use story::{Act, Priority, ProductId, Story};

on_each_engine! {
    an_alert_is_one_push_at_each_browser => super::an_alert_is_one_push_at_each_browser;
    newer_versions_and_stops_follow => super::newer_versions_and_stops_follow;
    what_was_not_sent_yet_is_told_as_it_stands => super::what_was_not_sent_yet_is_told_as_it_stands;
    a_browser_that_is_gone_is_removed => super::a_browser_that_is_gone_is_removed;
    a_service_that_is_out_of_order_is_asked_again => super::a_service_that_is_out_of_order_is_asked_again;
    what_is_refused_is_shown => super::what_is_refused_is_shown;
    whoever_may_not_read_it_is_not_told => super::whoever_may_not_read_it_is_not_told;
    an_embargo_is_kept_at_browsers_too => super::an_embargo_is_kept_at_browsers_too;
    the_night_is_quiet_but_for_flashes_and_stops => super::the_night_is_quiet_but_for_flashes_and_stops;
    nothing_is_lost_wherever_it_is_broken_off => super::nothing_is_lost_wherever_it_is_broken_off;
}

const BY_PUSH: Delivery = Delivery { push: true, ..IN_PORTAL };

/// Alerts that may ask this service.
fn pushing(world: &World, service: &PushService) -> Alerts {
    let push = sends_to(service.address.parse().unwrap());
    Alerts::new(Parts { push, ..parts(world, world.db.clone()) })
}

/// Everything is looked at, and what is due is sent.
async fn tells(alerts: &Alerts) {
    alerts.catch_up().await.unwrap();
    alerts.send_pushes().await.unwrap();
}

/// How many messages are still to be sent.
async fn waiting(world: &World) -> u64 {
    let row = world.db.one("SELECT COUNT(*) AS n FROM push", store::args![]).await.unwrap();
    row.unwrap().count("n").unwrap()
}

async fn one_browser(alerts: &Alerts, who: &Person) -> Browser {
    let [browser] = alerts.browsers(who).await.unwrap().try_into().unwrap();
    browser
}

fn told(browser: &str, act: &str, version: u64) -> (String, String, u64) {
    (browser.to_owned(), act.to_owned(), version)
}

/// A service, and Ayse who hears of quakes in one browser.
async fn stage(world: &World) -> (PushService, Alerts, Person) {
    let service = PushService::open(world).await;
    let (alerts, ayse) = (pushing(world, &service), reader(world, "Ayse").await);
    service.subscribes(&alerts, &ayse, "desk").await;
    saves(&alerts, &ayse, "quake", BY_PUSH).await;
    (service, alerts, ayse)
}

async fn an_alert_is_one_push_at_each_browser(world: World) {
    let (service, alerts, ayse) = stage(&world).await;
    service.subscribes(&alerts, &ayse, "phone").await;
    saves(&alerts, &ayse, "town", BY_PUSH).await;
    saves(&alerts, &ayse, "hurt", IN_PORTAL).await;
    let can = reader(&world, "Can").await;
    service.subscribes(&alerts, &can, "other").await;
    saves(&alerts, &can, "quake", IN_PORTAL).await;
    let found = releases(&world, "Quake in town").await;
    let flash = Story { priority: Priority::Flash, ..story("Quake at sea kills ten") };
    world.release(flash, &[ProductId(1)]).await;
    tells(&alerts).await;
    let came = service.came();
    let browsers: Vec<_> = came.iter().map(|came| came.browser.as_str()).collect();
    assert_eq!((browsers.len(), BTreeSet::from_iter(browsers)), (4, BTreeSet::from(["desk", "phone"])));
    let of_town: Vec<_> = came.iter().filter(|came| came.said["headline"] == "Quake in town").collect();
    assert_eq!(of_town.len(), 2, "{came:?}");
    for came in &of_town {
        let wanted = serde_json::json!({
            "kind": "alert", "item": found.entry.item, "version": 1, "act": "release", "priority": 4, "language": "en",
            "slug": "QUAKE-IN-TOWN", "headline": "Quake in town", "searches": ["quake", "town", "hurt"],
        });
        assert_eq!(came.said, wanted);
        let heads = ["content-encoding", "urgency", "ttl"].map(|name| came.header(name));
        assert_eq!(heads, ["aes128gcm", "normal", "21600"]);
    }
    let topics: BTreeSet<_> = came.iter().map(|came| came.header("topic")).collect();
    assert_eq!(topics.len(), 4, "no service can tell that two browsers hear of the same: {topics:?}");
    assert!(topics.iter().all(|topic| topic.len() == 32), "{topics:?}");
    assert!(came.iter().all(|came| came.body.len() == SEALED_BYTES), "lengths tell nothing");
    assert_eq!(came.iter().filter(|came| came.header("urgency") == "high").count(), 2, "the flash");
    let seen = alerts.browsers(&ayse).await.unwrap();
    assert!(seen.iter().all(|browser| browser.last_ok == Some(world.now()) && browser.failure.is_empty()), "{seen:?}");
    // Once, whatever is looked at again.
    world.tamper("DELETE FROM cursor WHERE follower = 'alert'").await;
    tells(&pushing(&world, &service)).await;
    assert!(service.came().is_empty() && waiting(&world).await == 0);
}

async fn newer_versions_and_stops_follow(world: World) {
    let (service, alerts, ayse) = stage(&world).await;
    let first = releases(&world, "Quake in town").await;
    tells(&alerts).await;
    let second = world.update(&first, story("Quake in town, two hurt")).await;
    tells(&alerts).await;
    let third = world.hold(&second).await;
    tells(&alerts).await;
    let fourth = world.resume(&third, story("Quake near town")).await;
    tells(&alerts).await;
    // Whoever gave the search up, and whose contract is over, may still have it on the screen.
    let id = all(&alerts, &ayse).await[0].searches[0].id;
    alerts.delete_search(&ayse, id).await.unwrap();
    let contract = world.accounts.contracts(&ayse.organisation).await.unwrap().remove(0).id;
    world.advance(1);
    world.accounts.end_contract(&contract, OPERATOR).await.unwrap();
    world.kill(&fourth).await;
    tells(&alerts).await;
    let came = service.came();
    let acts: Vec<_> = came.iter().map(service::Came::act).collect();
    let wanted = [("release", 1), ("update", 2), ("hold", 3), ("resume", 4), ("kill", 5)];
    assert_eq!(acts, wanted.map(|(act, version)| (act.to_owned(), version)));
    let topics: BTreeSet<_> = came.iter().map(|came| came.header("topic")).collect();
    let items: BTreeSet<_> = came.iter().map(|came| came.said["item"].as_str().unwrap()).collect();
    assert_eq!((topics.len(), items.len()), (1, 1), "each takes the place of the one before");
    for stop in [&came[2], &came[4]] {
        assert_eq!((stop.header("urgency"), stop.header("ttl")), ("high", "259200"));
        assert_eq!(stop.said["headline"], "", "what was stopped is not told once more");
    }
    assert_eq!(came[4].said["slug"], "QUAKE-NEAR-TOWN");
}

async fn what_was_not_sent_yet_is_told_as_it_stands(world: World) {
    let (service, alerts, _) = stage(&world).await;
    let first = releases(&world, "Quake in town").await;
    let killed = releases(&world, "Quake at sea").await;
    alerts.catch_up().await.unwrap();
    world.update(&first, story("Quake in town, two hurt")).await;
    alerts.catch_up().await.unwrap();
    // The wire knows of the kill, and the follower does not yet.
    world.kill(&killed).await;
    alerts.send_pushes().await.unwrap();
    let [came] = service.came().try_into().unwrap();
    assert_eq!((came.act(), &came.said["headline"]), (("update".to_owned(), 2), &"Quake in town, two hurt".into()));
    tells(&alerts).await;
    assert!(service.came().is_empty(), "nobody saw what was killed");
    assert_eq!(waiting(&world).await, 0);
}

async fn a_browser_that_is_gone_is_removed(world: World) {
    let (service, alerts, ayse) = stage(&world).await;
    service.subscribes(&alerts, &ayse, "phone").await;
    service.subscribes(&alerts, &ayse, "tablet").await;
    service.answers("desk", &[(410, None)]);
    service.answers("phone", &[(404, None)]);
    releases(&world, "Quake in town").await;
    releases(&world, "Quake at sea").await;
    tells(&alerts).await;
    assert_eq!(service.told(), [told("tablet", "release", 1), told("tablet", "release", 1)]);
    assert_eq!(one_browser(&alerts, &ayse).await.agent, "Firefox tablet");
    assert_eq!(waiting(&world).await, 0);
}

async fn a_service_that_is_out_of_order_is_asked_again(world: World) {
    let (service, alerts, ayse) = stage(&world).await;
    service.answers("desk", &[(503, None), (429, Some("300")), (500, Some("Tue, 01 Sep 2026 12:06:00 GMT"))]);
    releases(&world, "Quake in town").await;
    let look = async |seconds: i64| {
        world.advance(seconds);
        alerts.catch_up().await.unwrap();
        alerts.send_pushes().await.unwrap();
        service.told().len()
    };
    assert_eq!(look(0).await, 0);
    let why = one_browser(&alerts, &ayse).await;
    assert_eq!(why.failure, "the push service answered 503: it is out of order");
    assert_eq!((look(9).await, service.answers_left("desk")), (0, 2), "not before ten seconds have passed");
    assert_eq!((look(1).await, service.answers_left("desk")), (0, 1));
    releases(&world, "Quake at sea").await;
    assert_eq!((look(299).await, service.answers_left("desk")), (0, 1), "nor before the service wants");
    assert_eq!((look(1).await, service.answers_left("desk")), (0, 0));
    // What comes of it grows, whatever the service says: now it is two minutes.
    assert_eq!(look(119).await, 0);
    assert_eq!(look(1).await, 2, "and nothing is lost");
    let now = one_browser(&alerts, &ayse).await;
    assert_eq!((now.failure.as_str(), now.last_ok), ("", Some(world.now())));
    // For hours, and then no more: it is no news.
    service.answers("desk", &[(503, None); 40]);
    releases(&world, "Quake inland").await;
    look(0).await;
    for _ in 1..PUSH_HOURS_MAX {
        assert_eq!(look(3_600).await, 0);
    }
    assert_eq!((waiting(&world).await, look(3_600).await), (1, 0));
    let failure = one_browser(&alerts, &ayse).await.failure;
    assert_eq!((waiting(&world).await, failure.as_str()), (0, "it was tried for hours, and given up"));
}

async fn what_is_refused_is_shown(world: World) {
    let (service, alerts, ayse) = stage(&world).await;
    service.answers("desk", &[(413, None), (400, None), (302, None)]);
    for headline in ["Quake one", "Quake two", "Quake three", "Quake four"] {
        releases(&world, headline).await;
    }
    tells(&alerts).await;
    assert_eq!(service.came().len(), 1, "each for itself, and none a second time");
    service.answers("desk", &[(403, None)]);
    releases(&world, "Quake five").await;
    world.advance(60);
    tells(&alerts).await;
    let browser = one_browser(&alerts, &ayse).await;
    assert_eq!(browser.last_failure, Some(world.now()));
    assert!(browser.failure.starts_with("the push service answered 403: this browser was set up with"), "{browser:?}");
    assert_eq!(waiting(&world).await, 0);
    // A service that the agency uses no more is not asked any more.
    let without = super::alerts(&world);
    releases(&world, "Quake six").await;
    tells(&without).await;
    let failure = one_browser(&alerts, &ayse).await.failure;
    assert!(failure.contains("its address does not begin with https://"), "{failure}");
    assert!(service.came().is_empty());
}

async fn whoever_may_not_read_it_is_not_told(world: World) {
    let service = PushService::open(&world).await;
    let alerts = pushing(&world, &service);
    let [ayse, frozen, quit, shut] = [
        reader(&world, "Ayse").await,
        reader(&world, "Frozen").await,
        reader(&world, "Quit").await,
        reader(&world, "Shut").await,
    ];
    for (who, browser) in [(&ayse, "ayse"), (&frozen, "frozen"), (&quit, "quit"), (&shut, "shut")] {
        service.subscribes(&alerts, who, browser).await;
        saves(&alerts, who, "quake", BY_PUSH).await;
    }
    let first = releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    assert_eq!(waiting(&world).await, 4);
    // The alert was raised; what counts is what they may read when it is sent.
    world.accounts.freeze_person(&frozen.id, true, LastMaster::MayGo, OPERATOR).await.unwrap();
    world.accounts.freeze_organisation(&shut.organisation_name, true, OPERATOR).await.unwrap();
    let contract = world.accounts.contracts(&quit.organisation).await.unwrap().remove(0).id;
    world.advance(1);
    world.accounts.end_contract(&contract, OPERATOR).await.unwrap();
    tells(&alerts).await;
    assert_eq!(service.told(), [told("ayse", "release", 1)]);
    world.kill(&first).await;
    let halt = [account::Halt::Subscribers];
    world.accounts.freeze(&halt, "Somebody may have got in.", "chief").await.unwrap();
    tells(&alerts).await;
    assert!(service.came().is_empty(), "nobody is let in, and nothing goes out");
    world.accounts.thaw(&halt, "It was nobody.", "chief").await.unwrap();
    tells(&alerts).await;
    assert_eq!(service.told(), [told("ayse", "kill", 2)]);
}

async fn an_embargo_is_kept_at_browsers_too(world: World) {
    let (service, alerts, _) = stage(&world).await;
    let until = Some(world.now() + SignedDuration::from_secs(600));
    let early = |headline: &str| Story { embargo: until, ..story(headline) };
    world.release(early("Quake in town"), &[ProductId(1)]).await;
    let open = releases(&world, "Quake at sea").await;
    alerts.catch_up().await.unwrap();
    // What waits to be sent is not told of by a version that may not be shown yet.
    world.update(&open, early("Quake at sea: what nobody may know")).await;
    tells(&alerts).await;
    let came = service.came();
    let headlines: Vec<_> = came.iter().map(|came| came.said["headline"].as_str().unwrap()).collect();
    assert_eq!(headlines, ["Quake at sea"]);
    world.advance(599);
    alerts.wake().await.unwrap();
    tells(&alerts).await;
    assert!(service.came().is_empty());
    world.advance(1);
    alerts.wake().await.unwrap();
    tells(&alerts).await;
    assert_eq!(service.told(), [told("desk", "release", 1), told("desk", "update", 2)]);
}

async fn the_night_is_quiet_but_for_flashes_and_stops(world: World) {
    let (service, alerts, ayse) = stage(&world).await;
    let seen = releases(&world, "Quake seen").await;
    tells(&alerts).await;
    service.came();
    // It is 15:00 in Istanbul.
    let quiet = |until: &str| Settings {
        zone: "Europe/Istanbul".to_owned(),
        digest_hours: vec![8],
        quiet: Some(Quiet { from: "14:00".to_owned(), until: until.to_owned() }),
        flash_passes: true,
    };
    alerts.set_settings(&ayse.id, quiet("17:00")).await.unwrap();
    let town = releases(&world, "Quake in town").await;
    let unseen = releases(&world, "Quake unseen").await;
    world.release(Story { priority: Priority::Flash, ..story("Quake kills ten") }, &[ProductId(1)]).await;
    tells(&alerts).await;
    let [came] = service.came().try_into().unwrap();
    assert_eq!(came.said["headline"], "Quake kills ten");
    world.update(&town, story("Quake in town, two hurt")).await;
    world.kill(&seen).await;
    world.kill(&unseen).await;
    tells(&alerts).await;
    let [came] = service.came().try_into().unwrap();
    assert_eq!((came.act(), &came.said["slug"]), (("kill".to_owned(), 2), &"QUAKE-SEEN".into()));
    // What waits follows what the reader sets.
    alerts.set_settings(&ayse.id, quiet("15:30")).await.unwrap();
    world.advance(30 * 60 - 1);
    tells(&alerts).await;
    assert!(service.came().is_empty());
    world.advance(1);
    tells(&alerts).await;
    let [came] = service.came().try_into().unwrap();
    assert_eq!((came.act(), &came.said["headline"]), (("update".to_owned(), 2), &"Quake in town, two hurt".into()));
}

async fn nothing_is_lost_wherever_it_is_broken_off(world: World) {
    let (service, alerts, ayse) = stage(&world).await;
    let (mut broken, mut twice) = (0, 0);
    loop {
        let found = releases(&world, &format!("Quake number {broken}")).await;
        let process = pushing(&world, &service);
        let work = async {
            process.catch_up().await?;
            process.send_pushes().await
        };
        let whole = broken_off(work, broken).await;
        // Whatever was taken by the one that ended is taken up again.
        world.advance(61);
        tells(&pushing(&world, &service)).await;
        let came = service.came();
        let items: BTreeSet<_> = came.iter().map(|came| came.said["item"].as_str().unwrap()).collect();
        assert_eq!(items, BTreeSet::from([found.entry.item.as_str()]), "broken off after {broken} steps");
        assert!(came.len() <= 2 && waiting(&world).await == 0, "broken off after {broken} steps: {came:?}");
        twice += usize::from(came.len() == 2);
        if whole {
            break;
        }
        broken += 1;
    }
    assert!(broken > 5, "it was broken off after each of {broken} steps, and told twice after {twice}");
    // A kill reaches whoever may have seen it, also where nobody noted that it was sent.
    let seen = releases(&world, "Quake seen").await;
    tells(&alerts).await;
    service.came();
    let last = all(&alerts, &ayse).await.pop().unwrap();
    assert_eq!(last.seq, seen.seq());
    world.tamper(&format!("INSERT INTO push SELECT {}, id, 1, 9000000000000, 1 FROM push_browser", last.id)).await;
    world.kill(&seen).await;
    tells(&alerts).await;
    assert_eq!(service.told(), [told("desk", Act::Kill.name(), 2)]);
    assert_eq!(waiting(&world).await, 0);
}
