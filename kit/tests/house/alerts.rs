//! Readers are told what their searches find: once, within their contracts, at the right time, and when it is taken
//! back.

mod door;
mod hourly;
mod late;
mod posting;
mod push;
mod saving;

use crate::{on_each_engine, receipts::letters};
use ::alert::{
    Alert, AlertError, Alerts, ByMail, Delivery, NewSearch, Parts, Push, PushKey, PushServices, SavedSearch,
};
use account::{LastMaster, OPERATOR, OrganisationId, Person, Terms};
use jiff::{SignedDuration, Timestamp};
use kit::World;
use std::{pin::pin, sync::Arc, task::Poll};
use store::Db;
use story::{Act, ProductId, Story};
use wire::Dispatch;

on_each_engine! {
    an_alert_is_raised_once_wherever_it_is_broken_off => super::an_alert_is_raised_once_wherever_it_is_broken_off;
    an_embargo_is_told_when_it_ends => super::an_embargo_is_told_when_it_ends;
    what_was_stopped_under_embargo_is_not_told => super::what_was_stopped_under_embargo_is_not_told;
    the_first_story_of_a_language_is_heard => super::the_first_story_of_a_language_is_heard;
    newer_versions_follow => super::newer_versions_follow;
    the_contract_of_the_moment_decides => super::the_contract_of_the_moment_decides;
    tests_advisories_and_the_past_raise_nothing => super::tests_advisories_and_the_past_raise_nothing;
    alerts_are_read_up_to_one => super::alerts_are_read_up_to_one;
}

const IN_PORTAL: Delivery = Delivery { portal: true, sound: false, email: ByMail::Off, push: false };
const BY_MAIL: Delivery = Delivery { email: ByMail::AtOnce, ..IN_PORTAL };
const IN_DIGEST: Delivery = Delivery { email: ByMail::Digest, ..IN_PORTAL };

fn parts(world: &World, db: Db) -> Parts {
    Parts {
        db,
        accounts: world.accounts.clone(),
        reader: world.reader.clone(),
        agency: "Tellal News Agency".to_owned(),
        base: "https://wire.example".to_owned(),
        push: sends_to(PushServices::none()),
        clock: world.clock.clone(),
    }
}

/// The agency's key for push services, and these services.
fn sends_to(services: PushServices) -> Push {
    let key = PushKey::from_scalar(&[7; 32]).unwrap();
    Push { key, services, contact: Some("mailto:news@agency.example".to_owned()) }
}

fn alerts(world: &World) -> Alerts {
    Alerts::new(parts(world, world.db.clone()))
}

/// Somebody at an organisation.
async fn colleague(world: &World, organisation: &OrganisationId, name: &str, master: bool) -> Person {
    let email = format!("{}@paper.example", name.to_lowercase());
    let id = world.accounts.add_person(organisation, &email, name, master, None, OPERATOR).await.unwrap();
    world.accounts.person(organisation, &id).await.unwrap()
}

/// A master user of an organisation that has everything of product 1.
async fn reader(world: &World, name: &str) -> Person {
    let organisation = world.covered_subscriber(&format!("{name} paper")).await.subscriber.organisation;
    colleague(world, &organisation, name, true).await
}

fn search(name: &str, query: &str, alert: Delivery) -> NewSearch {
    NewSearch { name: name.to_owned(), query: query.to_owned(), alert, ..NewSearch::default() }
}

async fn saves(alerts: &Alerts, who: &Person, query: &str, alert: Delivery) -> SavedSearch {
    alerts.save_search(who, search(query, query, alert)).await.unwrap()
}

fn story(headline: &str) -> Story {
    kit::story("en", headline, "Two people were hurt.")
}

async fn releases(world: &World, headline: &str) -> Arc<Dispatch> {
    world.release(story(headline), &[ProductId(1)]).await
}

async fn all(alerts: &Alerts, who: &Person) -> Vec<Alert> {
    alerts.alerts_after(&who.id, 0).await.unwrap()
}

/// What somebody was told, in order: version and act.
async fn heard(alerts: &Alerts, who: &Person) -> Vec<(u32, Act)> {
    all(alerts, who).await.iter().map(|alert| (alert.version, alert.act)).collect()
}

async fn subjects(world: &World) -> Vec<String> {
    letters(world).await.into_iter().map(|(_, subject, _)| subject).collect()
}

/// As if everything that is posted went out.
async fn sends(world: &World) {
    world.tamper("UPDATE mail SET sent = time, due = NULL, tries = 1, text = ''").await;
}

/// Works so many steps and is then given up where it stands, as when a process is killed; true when it came to its end.
async fn broken_off<T>(work: impl Future<Output = Result<T, AlertError>>, steps: usize) -> bool {
    let (mut work, mut left) = (pin!(work), steps);
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        work.as_mut().poll(context).map(|done| done.map(|_| true).unwrap())
    })
    .await
}

async fn an_alert_is_raised_once_wherever_it_is_broken_off(world: World) {
    let (first, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    saves(&first, &ayse, "quake", BY_MAIL).await;
    let mut broken = 0;
    loop {
        // One whose embargo ends meanwhile, and one that is told at once.
        let until = Some(world.now() + SignedDuration::from_secs(5));
        let late = Story { embargo: until, ..story(&format!("Later quake {broken}")) };
        let late = world.release(late, &[ProductId(1)]).await;
        alerts(&world).catch_up().await.unwrap();
        world.tamper("DELETE FROM alert").await;
        world.tamper("DELETE FROM mail").await;
        world.advance(5);
        let open = releases(&world, &format!("Quake number {broken}")).await;
        let process = alerts(&world);
        let work = async {
            process.catch_up().await?;
            process.wake().await
        };
        let whole = broken_off(work, broken).await;
        // By the same process, or by one that starts again.
        let again = if broken % 2 == 0 { process } else { alerts(&world) };
        again.catch_up().await.unwrap();
        again.wake().await.unwrap();
        let told: Vec<_> = all(&again, &ayse).await.into_iter().map(|alert| alert.seq).collect();
        let letters = letters(&world).await.len();
        assert_eq!((told, letters), (vec![open.seq(), late.seq()], 2), "broken off after {broken} steps");
        if whole {
            break;
        }
        broken += 1;
    }
    // How many there are hangs on how often the database lets it wait.
    assert!(broken > 3, "it was broken off after each of {broken} steps");
}

async fn an_embargo_is_told_when_it_ends(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    saves(&alerts, &ayse, "quake", BY_MAIL).await;
    let until = world.now() + SignedDuration::from_secs(600);
    let early = Story { embargo: Some(until), ..story("Quake in town") };
    let first = world.release(early.clone(), &[ProductId(1)]).await;
    alerts.catch_up().await.unwrap();
    world.advance(300);
    // The newer version alone is told, and a search that was saved before the end finds it.
    world.update(&first, early).await;
    let can = reader(&world, "Can").await;
    saves(&alerts, &can, "quake", IN_PORTAL).await;
    alerts.catch_up().await.unwrap();
    world.advance(299);
    alerts.wake().await.unwrap();
    assert!(heard(&alerts, &ayse).await.is_empty() && letters(&world).await.is_empty());
    world.advance(1);
    let another = self::alerts(&world);
    another.wake().await.unwrap();
    alerts.wake().await.unwrap();
    assert_eq!(heard(&alerts, &ayse).await, [(2, Act::Update)]);
    assert_eq!(heard(&alerts, &can).await, [(2, Act::Update)]);
    assert_eq!(letters(&world).await.len(), 1);
    let late = reader(&world, "Late").await;
    saves(&alerts, &late, "quake", IN_PORTAL).await;
    alerts.wake().await.unwrap();
    assert!(heard(&alerts, &late).await.is_empty());
}

async fn what_was_stopped_under_embargo_is_not_told(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    saves(&alerts, &ayse, "quake", BY_MAIL).await;
    let embargo = Some(world.now() + SignedDuration::from_secs(600));
    let killed = world.release(Story { embargo, ..story("Quake in town") }, &[ProductId(1)]).await;
    let held = world.release(Story { embargo, ..story("Quake at sea") }, &[ProductId(1)]).await;
    let lifted = world.release(Story { embargo, ..story("Quake inland") }, &[ProductId(1)]).await;
    alerts.catch_up().await.unwrap();
    world.advance(60);
    world.kill(&killed).await;
    let hold = world.hold(&held).await;
    world.update(&lifted, story("Quake inland")).await;
    alerts.catch_up().await.unwrap();
    assert_eq!(heard(&alerts, &ayse).await, [(2, Act::Update)], "the one whose embargo was lifted");
    world.advance(600);
    alerts.wake().await.unwrap();
    assert_eq!(heard(&alerts, &ayse).await.len(), 1);
    world.resume(&hold, story("Quake at sea")).await;
    alerts.catch_up().await.unwrap();
    assert_eq!(heard(&alerts, &ayse).await, [(2, Act::Update), (3, Act::Resume)]);
    assert_eq!(subjects(&world).await.len(), 2);
}

async fn the_first_story_of_a_language_is_heard(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    saves(&alerts, &ayse, "deprem", IN_PORTAL).await;
    releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    for headline in ["Depremler sürüyor", "Yine depremler"] {
        world.release(kit::story("tr", headline, "Kent sakin."), &[ProductId(1)]).await;
        alerts.catch_up().await.unwrap();
    }
    assert_eq!(all(&alerts, &ayse).await.len(), 2, "with the endings of its language");
}

async fn newer_versions_follow(world: World) {
    let (alerts, ayse, can) = (alerts(&world), reader(&world, "Ayse").await, reader(&world, "Can").await);
    let id = saves(&alerts, &ayse, "quake", BY_MAIL).await.id;
    saves(&alerts, &can, "ferry", BY_MAIL).await;
    let first = releases(&world, "Quake in town").await;
    // No word of what was asked for is in it any more, and it follows all the same.
    let second = world.update(&first, story("Town shaken, ferry stopped")).await;
    alerts.catch_up().await.unwrap();
    assert_eq!(heard(&alerts, &ayse).await, [(1, Act::Release), (2, Act::Update)]);
    assert_eq!(heard(&alerts, &can).await, [(2, Act::Update)]);
    assert_eq!(letters(&world).await.len(), 2, "one letter for each reader, and none for the update");
    sends(&world).await;
    let third = world.correct(&second, story("Town shaken"), "One.", "Two.").await;
    alerts.catch_up().await.unwrap();
    let corrections = subjects(&world).await.into_iter().filter(|subject| subject.starts_with("CORRECTION")).count();
    assert_eq!(corrections, 2, "what was wrong is told by letter too");
    // Whoever gives the search up hears of stops alone.
    alerts.delete_search(&ayse, id).await.unwrap();
    let fourth = world.update(&third, story("Town shaken")).await;
    world.hold(&fourth).await;
    alerts.catch_up().await.unwrap();
    let told: Vec<_> = heard(&alerts, &ayse).await.into_iter().map(|(_, act)| act).collect();
    assert_eq!(told, [Act::Release, Act::Update, Act::Correct, Act::Hold]);
}

async fn the_contract_of_the_moment_decides(world: World) {
    let alerts = alerts(&world);
    let [ayse, frozen, quit] =
        [reader(&world, "Ayse").await, reader(&world, "Frozen").await, reader(&world, "Quit").await];
    let sport = Terms::all_of(vec![ProductId(2)], Timestamp::UNIX_EPOCH);
    let uncovered = world.subscriber("Uzak", Some(sport)).await.subscriber.organisation;
    let uncovered = colleague(&world, &uncovered, "Uzak", true).await;
    for who in [&ayse, &frozen, &quit, &uncovered] {
        saves(&alerts, who, "quake", BY_MAIL).await;
    }
    let first = releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    for (who, told) in [(&ayse, 1), (&frozen, 1), (&quit, 1), (&uncovered, 0)] {
        assert_eq!(heard(&alerts, who).await.len(), told, "{}", who.name);
    }
    world.accounts.freeze_person(&frozen.id, true, LastMaster::MayGo, OPERATOR).await.unwrap();
    let contract = world.accounts.contracts(&quit.organisation).await.unwrap().remove(0).id;
    world.advance(1);
    world.accounts.end_contract(&contract, OPERATOR).await.unwrap();
    releases(&world, "Quake at sea").await;
    let second = world.update(&first, story("Quake in town")).await;
    alerts.catch_up().await.unwrap();
    for (who, told) in [(&ayse, 3), (&frozen, 1), (&quit, 1)] {
        assert_eq!(heard(&alerts, who).await.len(), told, "{}", who.name);
    }
    world.kill(&second).await;
    alerts.catch_up().await.unwrap();
    assert_eq!(heard(&alerts, &quit).await, [(1, Act::Release), (3, Act::Kill)], "whoever heard of it may have it");
}

async fn tests_advisories_and_the_past_raise_nothing(world: World) {
    let (first, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let before = releases(&world, "Quake in town").await;
    world.advance(1);
    saves(&first, &ayse, "quake", BY_MAIL).await;
    world.send_as(Act::Test, story("Quake: a test"), &[ProductId(1)]).await;
    world.send_as(Act::Advisory, story("Quake: a message to editors"), &[ProductId(1)]).await;
    first.catch_up().await.unwrap();
    assert!(heard(&first, &ayse).await.is_empty(), "nor what was there before the search");
    releases(&world, "Quake at sea").await;
    world.advance(::alert::ALERT_HOURS_MAX * 3_600);
    first.catch_up().await.unwrap();
    assert!(heard(&first, &ayse).await.is_empty(), "nor what is long past");
    world.update(&before, story("Quake in town")).await;
    first.catch_up().await.unwrap();
    assert_eq!(heard(&first, &ayse).await, [(2, Act::Update)]);
}

async fn alerts_are_read_up_to_one(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    saves(&alerts, &ayse, "quake", IN_PORTAL).await;
    saves(&alerts, &ayse, "flood", Delivery { portal: false, ..BY_MAIL }).await;
    for headline in ["Quake one", "Quake two", "Flood", "Quake three"] {
        releases(&world, headline).await;
    }
    alerts.catch_up().await.unwrap();
    assert_eq!(
        (letters(&world).await.len(), alerts.unread(&ayse.id).await.unwrap()),
        (1, 3),
        "mail alone is in no list"
    );
    let page = alerts.alerts(&ayse.id, None, 2).await.unwrap();
    let rest = alerts.alerts(&ayse.id, Some(page[1].id), 2).await.unwrap();
    assert_eq!((page.len(), rest.len()), (2, 1));
    alerts.read_alerts(&ayse.id, page[1].id).await.unwrap();
    alerts.read_alerts(&ayse.id, rest[0].id).await.unwrap();
    let read: Vec<_> = all(&alerts, &ayse).await.into_iter().map(|alert| alert.read).collect();
    assert_eq!((read, alerts.unread(&ayse.id).await.unwrap()), (vec![true, true, false], 1), "it never goes back");
    let beyond = alerts.read_alerts(&ayse.id, 1_000).await;
    let Err(AlertError::Bad { field: "upto", why }) = beyond else { panic!("{beyond:?}") };
    assert!(!why.contains(char::is_numeric), "it tells nobody how many alerts there are: {why}");
    world.advance(::alert::ALERT_DAYS * 86_400 + 1);
    alerts.forget_old().await.unwrap();
    assert!(all(&alerts, &ayse).await.is_empty());
}
